#!/bin/sh
# Configures once and builds what changed: build.sh DIR [meson options].
set -eu
dir=$1; shift
[ -f "$dir/build.ninja" ] || { rm -rf "$dir"; meson setup "$dir" "$@" >"$dir.log" 2>&1 || { tail -20 "$dir.log"; exit 1; }; rm -f "$dir.log"; }
ninja -C "$dir" --quiet >"$dir.log" 2>&1 || { cat "$dir.log"; exit 1; }
rm -f "$dir.log"
