#!/usr/bin/env bash
# Writes docs/third-party-licences.txt: the licence text of every module that is linked into the program.
set -euo pipefail
cd "$(dirname "$0")/.."
out=docs/third-party-licences.txt
{
	echo "Licences of the modules that are linked into the program. Written by scripts/notices.sh."
	go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/plumbline | sort -u |
		while read -r path version dir; do
			printf '\n%s\n%s %s\n%s\n\n' "$(printf '=%.0s' {1..80})" "$path" "$version" "$(printf '=%.0s' {1..80})"
			found=
			for f in "$dir"/LICEN[CS]E* "$dir"/COPYING* "$dir"/NOTICE*; do
				[ -f "$f" ] || continue
				found=1
				cat "$f"
				echo
			done
			[ -n "$found" ] || { echo "$path has no licence file" >&2; exit 1; }
		done
} >"$out.new"
mv "$out.new" "$out"
grep -c '^====' "$out" | awk '{print $1 / 2 " modules in '"$out"'"}'
