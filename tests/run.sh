#!/usr/bin/env bash
# Style, types and the whole suite on SQLite and then on PostgreSQL. `make test` calls it once the packages are there.
# Nothing of the caller's own archive is touched: data, database and settings are this run's own.
set -euo pipefail
cd "$(dirname "$0")/.."

tests/services.sh

home=$(mktemp -d /tmp/cable-archive-test.XXXXXX)
trap 'rm -rf "$home"' EXIT
export DATA_DIR=$home/data TMPDIR=$home/tmp
mkdir "$TMPDIR"
unset ALLOWED_HOSTS CACHE_SECONDS CONTACT DATABASE_URL DEBUG HOST LOG_LEVEL PAGE_CACHE PORT READER_URL REPLICA_URLS REQUEST_LOG SEARCH_TIMEOUT SECRET_KEY SECURE SITE_MODE SITE_NAME STAMP_SECONDS STATEMENT_TIMEOUT UPLOAD_CABLE_MB UPLOAD_FILES UPLOAD_MB UPLOAD_MEMBERS UPLOAD_UNPACKED_MB WORKERS

python=.venv/bin/python
say() { printf '\n== %s\n' "$*"; }

say "Style and types"
make --no-print-directory check

suite() {
    $python manage.py migrate --verbosity 0
    $python manage.py makemigrations --check --dry-run
    $python -m pytest --numprocesses 2 --dist loadfile
}

say "The suite on SQLite"
suite

say "The suite on PostgreSQL"
export -f suite
export python
tests/postgresql.sh bash -euc suite
