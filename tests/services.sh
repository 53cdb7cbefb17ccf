#!/usr/bin/env bash
# Makes sure that PostgreSQL, nginx, Chromium and the library that Playwright drives it with are on this machine: installs
# them where it may, else says what is missing.
set -euo pipefail

missing=()
command -v chromium > /dev/null || missing+=(chromium)
[[ $(/sbin/ldconfig -p) == *libatomic.so.1* ]] || missing+=(libatomic1)
compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || command -v initdb > /dev/null || missing+=(postgresql)
command -v nginx > /dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx)
command -v openssl > /dev/null || missing+=(openssl)
[ ${#missing[@]} -gt 0 ] || exit 0

command="apt-get install --yes --no-install-recommends ${missing[*]}"
as=()
[ "$(id -u)" = 0 ] || as=(sudo --non-interactive)
if ! command -v apt-get > /dev/null || ! "${as[@]}" true 2> /dev/null; then
    echo "The tests need ${missing[*]}, which this machine lacks: install with '$command' as root, then run again." >&2
    exit 1
fi
echo "Installing ${missing[*]}"
"${as[@]}" apt-get update --quiet
"${as[@]}" env DEBIAN_FRONTEND=noninteractive $command
