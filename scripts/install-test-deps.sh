#!/usr/bin/env bash
# What the tests need beside Go: a browser, PostgreSQL, a Chinese font and strace.
# As root on Debian it installs what is missing; elsewhere it names it. Exit status 1 when something stays missing.
set -euo pipefail
browser() { for b in chromium chromium-browser google-chrome google-chrome-stable chrome; do command -v "$b" && return; done; return 1; }
postgres() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' || compgen -G '/usr/pgsql-*/bin/initdb'; }
font() { command -v fc-list >/dev/null && fc-list ':lang=zh-cn' file | grep -q .; }

packages=()
lacking() {
	packages=()
	browser >/dev/null || packages+=(chromium)
	postgres >/dev/null || packages+=(postgresql)
	font || packages+=(fonts-noto-cjk fontconfig)
	[ "$(uname -s)" != Linux ] || command -v strace >/dev/null || packages+=(strace)
}

lacking
[ ${#packages[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "installing ${packages[*]}"
	log=$(mktemp)
	export DEBIAN_FRONTEND=noninteractive
	# RUNLEVEL=1: the package's own cluster need not be started for us, and cannot be in a container.
	if ! { RUNLEVEL=1 apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >"$log" 2>&1; then
		tail -n 20 "$log" >&2
	fi
	rm -f "$log"
	lacking
	[ ${#packages[@]} -gt 0 ] || exit 0
fi
for p in "${packages[@]}"; do
	case $p in
	chromium) echo "missing: Chromium (Debian: apt-get install chromium); browser tests need it" >&2 ;;
	postgresql) echo "missing: PostgreSQL server programs (Debian: apt-get install postgresql); the tests run on SQLite only" >&2 ;;
	strace) echo "missing: strace (Debian: apt-get install strace); the order of writes, syncs and answers is not proved without it" >&2 ;;
	fonts-noto-cjk) echo "missing: a Chinese font (Debian: apt-get install fonts-noto-cjk); pages would be tested without their letters" >&2 ;;
	esac
done
exit 1
