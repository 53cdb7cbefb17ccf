#!/usr/bin/env bash
# Runs a command with DATABASE_URL leading to a PostgreSQL server of its own, which ends with the command.
#
#     tests/postgresql.sh .venv/bin/pytest tests/ingest
#
# The server keeps everything in one temporary directory, listens on a socket there and on no port.
set -euo pipefail

bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort --version-sort | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)") || { echo "PostgreSQL is not installed." >&2; exit 1; }

# PostgreSQL refuses to run as root; its Debian package brings a user of that name.
as=()
[ "$(id -u)" != 0 ] || as=(runuser -u postgres --)

home=$(mktemp -d /tmp/cable-archive-postgresql.XXXXXX)
finish() {
    (cd "$home" && "${as[@]}" "$bin/pg_ctl" stop --pgdata "$home/data" --mode immediate --silent) || true
    rm -rf "$home"
}
trap finish EXIT
[ "$(id -u)" != 0 ] || chown postgres "$home"

# The data is thrown away, so nothing is made to survive a crash.
options="-c listen_addresses= -c unix_socket_directories=$home -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
(
    cd "$home"
    "${as[@]}" "$bin/initdb" --pgdata data --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync > initdb.log
    "${as[@]}" "$bin/pg_ctl" start --pgdata data --log server.log --options "$options" --wait --silent
) || { cat "$home"/*.log >&2; exit 1; }

DATABASE_URL="postgres://postgres@/postgres?host=$home" "$@"
