#!/bin/sh
# Fetches the demo's photo (assets/img/faces/marc.jpg of npm material-kit, MIT) into .models/demo; it stays out of the repository.
set -eu
cd "$(dirname "$0")/.."
to=.models/demo/marc.jpg
[ -f $to ] && exit 0
echo "setup: the demo's photo"
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
scripts/fetch.sh material-kit@2.0.4 "$tmp"
mkdir -p .models/demo
cp "$tmp/assets/img/faces/marc.jpg" "$tmp/marc.jpg"
echo "7b201c81b6fa950c09575484b0ace09eafeafdd3fafe52d83486c3e8d3b11a21  $tmp/marc.jpg" | sha256sum -c --quiet
mv "$tmp/marc.jpg" $to
