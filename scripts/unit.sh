#!/usr/bin/env bash
# `make unit`: every test that needs no built program, in two runs. The second, of the doors, also notes which pages were
# rendered; the guard in internal/house then names those that no test has rendered.
#   scripts/pg.sh scripts/unit.sh [FLAGS OF go test…]
set -uo pipefail
cd "$(dirname "$0")/.."
flags=(-count=1 -timeout 10m "$@")
pages=./internal/doors/pages/...
profile=$PWD/build/pages.out
mkdir -p build
status=0
mapfile -t below < <(go list ./... | grep -vE '/test/(browser|stories|bench|walk|durable)$|/internal/doors(/|$)')
go test "${flags[@]}" "${below[@]}" | grep -v 'no test files' || status=1
go test "${flags[@]}" -coverpkg="$pages" -coverprofile="$profile" ./internal/doors/... ./test/walk |
	sed -E 's/\tcoverage:.*//' | grep -vE 'no test files|^coverage: |^$|^\s+plumbline/\S+$' || status=1
PLUMBLINE_PAGES_COVER=$profile go test -count=1 -run EveryPageIsRendered ./internal/house || status=1
exit $status
