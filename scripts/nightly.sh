#!/usr/bin/env bash
# `make nightly`: what is too long for every change, one family after the other, each in a box of minutes. The quick ones
# and those that have found something come first, so that a night that is cut short has done the most.
#   scripts/nightly.sh                      all families, at most ten and a half hours
#   scripts/nightly.sh days race fuzz       only those, in this order
#   BOX=2 scripts/nightly.sh …              boxes twice as long, for a slower machine (also: halves, 0.5)
# A family that does not end in its box has failed: go says in which test it stood. FUZZ_SECONDS is for each fuzz target (60).
set -uo pipefail
cd "$(dirname "$0")/.."
export PLUMBLINE_NIGHTLY=1
all=(days failover restore four signin race fuzz shuffle durability tamper attacks scan)
seconds=${FUZZ_SECONDS:-60}

# minutes are a family's box.
minutes() {
	case $1 in
	days | failover) echo 20 ;;
	restore | four | signin) echo 30 ;;
	race | shuffle) echo 90 ;;
	fuzz) echo 40 ;;
	durability | tamper) echo 60 ;;
	attacks) echo 90 ;;
	scan) echo 60 ;;
	*) return 1 ;;
	esac
}

# Each family gets its box as BOXED, for go's own -timeout: it prints where every test stands.
days() { go test -count=1 -timeout "$BOXED" ./internal/doors/demo -run TestMakeOnAnyDay -v; }
failover() { scripts/pg.sh go test -count=1 -timeout "$BOXED" ./test/durable -run TestFailOver -v; }
restore() { scripts/pg.sh go test -count=1 -timeout "$BOXED" ./internal/hall/backup ./test/upgrade; }
four() { scripts/pg.sh go test -count=1 -timeout "$BOXED" ./internal/hall/approve; }
signin() { go test -count=1 -timeout "$BOXED" ./internal/hall/access -run TestLoginUnderAttack -v; }
# Under the detector everything takes ten times as long, and the hostile files are bounded in seconds.
race() { PLUMBLINE_NIGHTLY='' scripts/pg.sh go test -race -shuffle=on -count=1 -timeout "$BOXED" -skip '^TestHostile(Books|Documents|Files)$' ./internal/...; }
shuffle() { PLUMBLINE_NIGHTLY='' scripts/pg.sh go test -shuffle=on -count=3 -timeout "$BOXED" ./internal/...; }
durability() { make -s durable TEST_FLAGS="-count=1 -timeout $BOXED -skip TestFailOver -v"; }
tamper() { scripts/pg.sh go test -count=1 -timeout "$BOXED" ./test/tamper -v; }
attacks() { go test -count=1 -timeout "$BOXED" ./test/web ./test/az ./internal/ground/office -v; }
scan() { SCAN_SECONDS=1800 SCAN_LEVEL=3 make -s scan; }
fuzz() {
	local bad=0 file target
	while IFS=: read -r file target; do
		echo "-- $target in $(dirname "$file") for ${seconds}s"
		go test "./$(dirname "$file")" -run '^$' -fuzz "^$target\$" -fuzztime "${seconds}s" </dev/null || bad=1
	done < <(git grep -oE '^func Fuzz[A-Za-z0-9_]+' -- '*_test.go' | sed 's/:func /:/')
	return $bad
}
export -f days failover restore four signin race shuffle durability tamper attacks scan fuzz
export seconds

[ $# -gt 0 ] || set -- "${all[@]}"
for name in "$@"; do
	minutes "$name" >/dev/null || { echo "no family $name; there are: ${all[*]}" >&2; exit 2; }
done
said=()
status=0
for name in "$@"; do
	box=$(awk -v m="$(minutes "$name")" -v b="${BOX:-1}" 'BEGIN { printf "%d", m * b * 60 }')
	echo "== $name (at most $((box / 60)) min)"
	at=$SECONDS
	# The two minutes more are for go to print and for what stands beside it to be stopped.
	BOXED="${box}s" timeout --kill-after=60 $((box + 120)) bash -uo pipefail -c "$name"
	rc=$?
	case $rc in 0) how=ok ;; 124 | 137) how="CUT OFF" ;; *) how=FAILED ;; esac
	[ $rc = 0 ] || status=1
	said+=("$(printf '%-12s %-8s %6d s' "$name" "$how" $((SECONDS - at)))")
done
echo "== night"
printf '%s\n' "${said[@]}"
exit $status
