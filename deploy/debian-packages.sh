#!/bin/sh
# Makes sure that commands are there: arguments are command:package.
# As root it installs what is missing; else it names the one line to run.
set -eu
missing=
for pair in "$@"; do
	command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
	echo "These Debian packages are missing. Run: sudo apt-get install -y --no-install-recommends$missing" >&2
	exit 1
fi
apt-get update -qq
# shellcheck disable=SC2086 # the list is meant to split
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
