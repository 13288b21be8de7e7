#!/usr/bin/env bash
# `make test`: every check in one order, the cheap ones first; all of them run, and the last lines say which failed.
# With CI=true a missing part (browser, PostgreSQL, font) is a failure; otherwise it is said and the rest runs.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
began=$SECONDS
step() {
	local name=$1 at=$SECONDS
	shift
	echo "== $name"
	if "$@"; then echo "   $name: ok ($((SECONDS - at)) s)"; else failed+=("$name"); echo "   $name: FAILED ($((SECONDS - at)) s)"; fi
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
step "stories" scripts/pg.sh make -s story
step "durability" scripts/pg.sh make -s durable
step "browser" make -s browser

echo "== $((SECONDS - began)) s"
if [ ${#failed[@]} -gt 0 ]; then
	printf 'failed: %s\n' "${failed[@]}"
	exit 1
fi
echo "all checks passed"
