#!/bin/sh
# embed.sh OUT.c FILE...: makes C arrays of data files, so that a program
# carries its texts and presets with it.  "a-b.zh.json" becomes data_a_b_zh_json.
set -eu
out=$1
shift
{
    echo '#include "model/data.h"'
    for file in "$@"; do
        name=data_$(basename "$file" | tr -c 'a-z0-9\n' _)
        echo "static const uint8_t ${name}_bytes[] = {"
        od -An -v -tu1 "$file" | sed 's/ *\([0-9][0-9]*\)/\1,/g'
        echo "};"
        echo "const struct bytes $name = {${name}_bytes, sizeof ${name}_bytes};"
    done
} > "$out"
