#!/bin/sh
# fuzz.sh SECONDS [target...]: each fuzz target with libFuzzer for so long, from its corpus on. What breaks one is kept in
# build-fuzz/found/TARGET-*; put it into tests/fuzz/corpus/TARGET once it is mended. Last line: N passed, N failed, N skipped.
set -eu
cd "$(dirname "$0")/.."
seconds=$1; shift
targets=${*:-$(sed -n "s/^  '\([a-z0-9_]*\)': \[.*/\1/p" tests/fuzz/meson.build)}
programs=""
for t in $targets; do programs="$programs tests/fuzz/fuzz_$t"; done
CC=clang scripts/build.sh build-fuzz -Dfuzzers=true -Db_sanitize=address,undefined -Db_lundef=false $programs
mkdir -p build-fuzz/found
passed=0 failed=0
for t in $targets; do
    work=build-fuzz/corpus/$t log=build-fuzz/$t.log
    mkdir -p "$work"
    if "build-fuzz/tests/fuzz/fuzz_$t" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
        -artifact_prefix="build-fuzz/found/$t-" "$work" "tests/fuzz/corpus/$t" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok $t: $(sed -n 's/^Done \([0-9]*\) runs in.*/\1 runs/p' "$log"), $(ls "$work" | wc -l) inputs found"
    else
        failed=$((failed + 1))
        echo "FAILED $t:"; grep -a -m3 -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log"
    fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
