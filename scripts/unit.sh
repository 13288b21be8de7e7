#!/usr/bin/env bash
# `make unit`: every test that needs no built program, in two runs side by side, because each ends with a few long packages
# that leave a core idle. The second, of the doors, also notes which pages were rendered; the guard in internal/house then
# names those that no test has rendered.
#   scripts/pg.sh scripts/unit.sh [FLAGS OF go test…]
set -uo pipefail
cd "$(dirname "$0")/.."
flags=(-count=1 -timeout 20m "$@")
pages=./internal/doors/pages/...
profile=$PWD/build/pages.out
mkdir -p build
# What takes long to make and is the same for everybody, such as the demo's bureau, is made once (dbtest.Fill).
PLUMBLINE_TEST_SHARED=$(mktemp -d "${TMPDIR:-/tmp}/plumbline-shared.XXXXXX")
export PLUMBLINE_TEST_SHARED
trap 'rm -rf "$PLUMBLINE_TEST_SHARED"' EXIT
trap 'exit 130' INT TERM HUP

doors() {
	go test "${flags[@]}" -coverpkg="$pages" -coverprofile="$profile" ./internal/doors/... ./test/walk |
		sed -E 's/\tcoverage:.*//' | grep -vE 'no test files|^coverage: |^$|^\s+plumbline/\S+$'
}
said=$PLUMBLINE_TEST_SHARED/doors.txt
doors >"$said" 2>&1 &
doors=$!
status=0
mapfile -t below < <(go list ./... | grep -vE '/test/(browser|stories|bench|walk|durable)$|/internal/doors(/|$)')
go test "${flags[@]}" "${below[@]}" | grep -v 'no test files' || status=1
wait "$doors" || status=1
cat "$said"
PLUMBLINE_PAGES_COVER=$profile go test -count=1 -run EveryPageIsRendered ./internal/house || status=1
exit $status
