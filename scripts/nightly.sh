#!/usr/bin/env bash
# `make nightly`: what is too long for every change. FUZZ_SECONDS for each fuzz target (60), the race detector over
# everything that needs no browser, and the tests three times in random order to find those that lean on each other.
set -uo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
status=0
while IFS=: read -r file target; do
	echo "== fuzz $target in $(dirname "$file") for ${seconds}s"
	go test "./$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "${seconds}s" || status=1
done < <(git grep -oE '^func Fuzz[A-Za-z0-9_]+' -- '*_test.go' | sed 's/:func /:/')
echo "== race"
scripts/pg.sh go test -race -count=1 -timeout 40m ./internal/... || status=1
echo "== shuffled"
scripts/pg.sh go test -shuffle=on -count=3 -timeout 40m ./internal/... || status=1
echo "== durability"
PLUMBLINE_NIGHTLY=1 make -s durable TEST_FLAGS='-count=1 -timeout 4h -v' || status=1
echo "== sign-in under attack"
PLUMBLINE_NIGHTLY=1 go test -count=1 -timeout 1h ./internal/hall/access -run TestLoginUnderAttack -v || status=1
echo "== four eyes"
PLUMBLINE_NIGHTLY=1 scripts/pg.sh go test -count=1 -timeout 2h ./internal/hall/approve || status=1
echo "== restore drill"
PLUMBLINE_NIGHTLY=1 scripts/pg.sh go test -count=1 -timeout 1h ./internal/hall/backup ./test/upgrade || status=1
echo "== changes behind the application's back"
PLUMBLINE_NIGHTLY=1 scripts/pg.sh go test -count=1 -timeout 2h ./test/tamper -v || status=1
echo "== attacks on every route"
PLUMBLINE_NIGHTLY=1 go test -count=1 -timeout 12h ./test/web ./internal/ground/office -v || status=1
echo "== scanners"
SCAN_SECONDS=1800 SCAN_LEVEL=3 make -s scan || status=1
exit $status
