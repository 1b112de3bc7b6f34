#!/bin/sh
# Configures once and builds what changed: build.sh DIR [-Doption=value]... [target]...
set -eu
dir=$1; shift
options="" targets=""
for word in "$@"; do
    case $word in -D*) options="$options $word" ;; *) targets="$targets $word" ;; esac
done
[ -f "$dir/build.ninja" ] || { rm -rf "$dir"; meson setup "$dir" $options >"$dir.log" 2>&1 || { tail -20 "$dir.log"; exit 1; }; }
ninja -C "$dir" --quiet $targets >"$dir.log" 2>&1 || { cat "$dir.log"; exit 1; }
rm -f "$dir.log"
