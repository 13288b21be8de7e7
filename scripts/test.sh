#!/usr/bin/env bash
# `make test`: every check in one order, the cheap ones first; all of them run, and the last lines say which failed.
# With CI=true a missing part (browser, PostgreSQL, font) is a failure; otherwise it is said and the rest runs.
set -uo pipefail
cd "$(dirname "$0")/.."
notes=$(mktemp -d "${TMPDIR:-/tmp}/plumbline-test.XXXXXX")
trap 'rm -rf "$notes"' EXIT
trap 'exit 130' INT TERM HUP
step() {
	local name=$1 at=$SECONDS
	shift
	echo "== $name"
	if "$@"; then echo "   $name: ok ($((SECONDS - at)) s)"; else echo "$name" >>"$notes/failed"; echo "   $name: FAILED ($((SECONDS - at)) s)"; fi
}
parts() { scripts/install-test-deps.sh || [ "${CI:-}" != true ]; }
step "parts" parts
step "format" make -s format-check
step "generated code is current" make -s gen-check
step "vet" make -s vet
step "linters" make -s lint
step "build" make -s build
# One PostgreSQL for all of them.
step "tests (SQLite and PostgreSQL)" scripts/pg.sh make -s unit
# Alone on the machine: what is killed, starved and slowed down must not wait for others as well.
step "stories" scripts/pg.sh make -s story
step "durability" scripts/pg.sh make -s durable
step "browser" make -s browser

echo "== $SECONDS s"
if [ -s "$notes/failed" ]; then
	sed 's/^/failed: /' "$notes/failed"
	exit 1
fi
echo "all checks passed"
