#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL: its own cluster in a temporary folder, reachable only through a socket
# in that folder, gone afterwards however the command ends.
#   scripts/pg.sh go test ./internal/...
# The command finds the server in PLUMBLINE_TEST_PG. If that is already set, it is left alone and nothing is started.
# Without PostgreSQL the command runs without it, and says so; with CI=true that is a failure.
set -euo pipefail
[ $# -gt 0 ] || { sed -n '2,6p' "$0"; exit 2; }
[ -z "${PLUMBLINE_TEST_PG:-}" ] || exec "$@"

bin=
for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV) \
	"$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
	if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then bin=$dir; break; fi
done
if [ -z "$bin" ]; then
	echo "missing: PostgreSQL server programs (initdb, pg_ctl); the tests run on SQLite only" >&2
	[ "${CI:-}" != true ] || exit 1
	exec "$@"
fi

# PostgreSQL refuses to run as root, so root lends it the account that Debian's package made.
as() { "$@"; }
me=$(id -un)
if [ "$(id -u)" = 0 ]; then
	me=postgres
	id "$me" >/dev/null 2>&1 || { echo "missing: the account 'postgres' (root cannot run PostgreSQL itself)" >&2; exit 1; }
	as() { setpriv --reuid "$me" --regid "$(id -g "$me")" --clear-groups --reset-env -- "$@"; }
fi
home=$(mktemp -d "${TMPDIR:-/tmp}/plumbline-pg.XXXXXX")
chown "$me" "$home"
cd_home() { cd "$home"; }
stop() {
	as "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
	rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM HUP

(cd_home; as "$bin/initdb" -D "$home/data" -U postgres -A peer --encoding=UTF8 --locale=C.UTF-8 >"$home/initdb.log" 2>&1) ||
	{ cat "$home/initdb.log" >&2; exit 1; }
# Whoever can enter the folder (its owner and root) may connect; there is no network port at all.
printf 'local all all trust\n' >"$home/data/pg_hba.conf"
cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$home'
fsync = on
synchronous_commit = on
max_connections = 200
shared_buffers = 256MB
CONF
(cd_home; as "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start >/dev/null) ||
	{ cat "$home/server.log" >&2; exit 1; }

export PLUMBLINE_TEST_PG="postgres:///postgres?host=$home&user=postgres"
status=0
"$@" || status=$?
exit $status
