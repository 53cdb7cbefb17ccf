#!/usr/bin/env bash
# Style, types and the suite on SQLite and then on PostgreSQL, as `make test` calls it once the packages are there:
#
#     tests/run.sh [quick | test | test-all] [ARGUMENTS OF PYTEST]
#
# `quick` is for the inner loop: what needs no database and no service. `test` leaves out what is marked slow, and runs
# on PostgreSQL only what may differ there; `test-all`, which continuous integration runs, leaves out the browser's on
# PostgreSQL alone. Tests come in random order: to repeat a run, give the seed that it printed as `--randomly-seed N`.
# Nothing of the caller's own archive is touched: data, database and settings are this run's own.
set -euo pipefail
cd "$(dirname "$0")/.."

home=$(mktemp -d /tmp/cable-archive-test.XXXXXX)
trap 'rm -rf "$home"' EXIT
export DATA_DIR=$home/data TMPDIR=$home/tmp
mkdir "$TMPDIR"
unset ALLOWED_HOSTS CACHE_SECONDS CONTACT DATABASE_URL DEBUG DOCUMENT_MB DOCUMENT_MEMORY_MB DOCUMENT_PAGES DOCUMENT_SECONDS HOST IDLE_SECONDS LOG_LEVEL PAGE_CACHE PORT READER_URL REPLICA_LAG REPLICA_TIMEOUT REPLICA_URLS REQUEST_LOG SEARCH_TIMEOUT SECRET_KEY SECURE SITE_MODE SITE_NAME STAMP_SECONDS STATEMENT_TIMEOUT STREAM_SECONDS UPLOAD_CABLE_MB UPLOAD_FILES UPLOAD_MB UPLOAD_MEMBERS UPLOAD_UNPACKED_MB WORKERS

python=.venv/bin/python
target=${1:-test}
shift $(($# ? 1 : 0))
say() { printf '\n== %s\n' "$*"; }
# One process more than there are cores: tests of servers and of other processes wait for a third of their time.
suite() { $python -m pytest --numprocesses 3 --dist loadfile "$@"; }

# No test in these touches a database.
quick=(tests/{requirements,telegram,sources,rendering} tests/search/query/test_parser.py tests/test_{docs,fixtures,layering,periods}.py)
without_database=("${quick[@]}" tests/bench)

if [ "$target" = quick ]; then
    suite "${quick[@]}" -m "not slow" "$@"
    exit
fi

tests/services.sh

say "Style and types"
make --no-print-directory check

databases() {
    $python manage.py migrate --verbosity 0
    $python manage.py makemigrations --check --dry-run
    suite "$@"
}
export -f suite databases
export python

on_sqlite=() on_postgresql=(--ignore tests/browser)
if [ "$target" = test ]; then
    on_sqlite=(-m "not slow")
    on_postgresql=(-m "not slow" --ignore tests/browser "${without_database[@]/#/--ignore=}")
fi
say "The suite on SQLite"
databases "${on_sqlite[@]}" "$@"
say "The suite on PostgreSQL"
tests/postgresql.sh bash -euc 'databases "$@"' bash "${on_postgresql[@]}" "$@"
