#!/bin/sh
# Installs the packages of package-lock.json when it changed since the last time.
set -eu
cd "$(dirname "$0")/.."
[ -f package-lock.json ] || exit 0
stamp=node_modules/.tucai-stamp
want=$(cat package-lock.json | sha256sum | cut -c1-16)$*
[ "$(cat $stamp 2>/dev/null)" = "$want" ] && exit 0
# What was installed for the tests serves the rest too.
[ "$(cat $stamp 2>/dev/null)" = "${want%--omit=dev}" ] && exit 0
echo "setup: npm packages"
npm ci --silent --no-audit --no-fund --ignore-scripts "$@"
mkdir -p node_modules && echo "$want" >$stamp
