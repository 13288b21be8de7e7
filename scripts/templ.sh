#!/usr/bin/env bash
# Writes (or with -check compares) the Go code of every folder of pages.
#   scripts/templ.sh [-check] [FOLDER]
# Each folder is generated on its own, as a developer does it while working there: the generator writes the file's
# name relative to that folder into the code, and one way of calling it keeps the files the same for everybody.
set -euo pipefail
check=
if [ "${1:-}" = -check ]; then check=-check; shift; fi
top=$(cd "$(dirname "$0")/.." && pwd)
root=${1:-internal/doors/pages}
status=0
mapfile -t dirs < <(find "$root" -name '*.templ' -printf '%h\n' | sort -u)
for dir in "${dirs[@]}"; do
	if ! out=$(go tool -modfile="$top/tools/go.mod" templ generate $check -path "$dir" 2>&1); then
		status=1
		printf '%s\n' "$out" | grep -vE 'Complete' >&2 || true
		[ -z "$check" ] || echo "$dir: the generated code is not that of its .templ files (make gen)" >&2
	fi
done
# A page that was removed leaves its code behind, and that code still compiles.
while read -r go; do
	[ -f "${go%_templ.go}.templ" ] && continue
	if [ -n "$check" ]; then status=1; echo "$go: generated from a .templ that is gone (make gen)" >&2; else rm -- "$go"; fi
done < <(find "$root" -name '*_templ.go')
exit $status
