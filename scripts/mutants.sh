#!/bin/sh
# Changes one line of a rule file at a time; the rule's own test must notice each. Needs a build in $1 (default build).
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cc="${CC:-cc} -std=gnu11 -O1 -w -D_GNU_SOURCE -Ilib"
killed=0 survived=0
grep -v '^#' tests/mutants/rules.txt | while read -r rule change; do
    source=lib/rules/$rule.c
    [ -f "$tmp/$rule.o" ] || $cc -c "tests/unit/rules/test_$rule.c" -o "$tmp/$rule.o"
    sed "$change" "$source" >"$tmp/mutant.c"
    if cmp -s "$source" "$tmp/mutant.c"; then echo "$rule: $change: changes nothing"; exit 1; fi
    $cc "$tmp/mutant.c" "$tmp/$rule.o" "$build/lib/rules/librules.a" "$build/lib/core/libcore.a" -lcmocka -o "$tmp/mutant" 2>"$tmp/errors" ||
        { echo "$rule: $change: does not compile"; cat "$tmp/errors"; exit 1; }
    if timeout 20 "$tmp/mutant" >/dev/null 2>&1; then survived=$((survived + 1)); echo "survived: $rule: $change"
    else killed=$((killed + 1)); fi
    echo "$killed passed, $survived failed, 0 skipped" >"$tmp/sum"
done
cat "$tmp/sum"
grep -q ' 0 failed' "$tmp/sum"
