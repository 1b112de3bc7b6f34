#!/bin/sh
# What CI runs: lint, unit tests under the sanitizers, contract, model, integration and browser tests. Last line: the sum.
# test.sh [lint] [unit] [mutants] [chaos] [DIR...]: only those parts. LIMIT_S: what one file of tests may take.
set -u
cd "$(dirname "$0")/.."
passed=0 failed=0 skipped=0
add() { passed=$((passed + $1)); failed=$((failed + $2)); skipped=$((skipped + $3)); }
count() { # the figures of "N passed, N failed, N skipped" on a file's last line
    set -- $(tail -1 "$1" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
    [ $# = 3 ] || set -- 0 1 0
    add "$1" "$2" "$3"
}
# Every answer of ingest is held against the contract, whoever asks in a test.
checked=${NODE_OPTIONS:-}; [ ! -f tests/support/check_answers.mjs ] || checked="$checked --import=file://$PWD/tests/support/check_answers.mjs"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
lint() { scripts/lint.sh | tee "$out/lint"; count "$out/lint"; }
unit() {
    rm -f build-san/meson-logs/testlog.*
    meson test -C build-san --no-rebuild --num-processes "$(nproc)" --print-errorlogs
    node scripts/sum_junit.mjs build-san/meson-logs | tee "$out/unit"; count "$out/unit"
}
mutants() { scripts/mutants.sh | tee "$out/mutants"; count "$out/mutants"; }
chaos() { if JOBS=200 KILLS=150 node scripts/chaos.mjs; then add 1 0 0; else add 0 1 0; fi; }
node_tests() { # folder under tests/
    [ -d "tests/$1" ] || return 0
    for f in "tests/$1"/*.test.mjs; do
        [ -e "$f" ] || continue
        started=$(date +%s)
        status=0
        NODE_OPTIONS=$checked timeout "${LIMIT_S:-900}" node --test --test-reporter=tap "$f" >"$out/tap" 2>&1 || status=1
        if [ $status = 1 ]; then grep -vE '^ *(ok|#|---|\.\.\.)' "$out/tap" | head -60; fi
        set -- $(for what in pass fail cancelled skipped; do sed -n "s/^# $what \([0-9]*\)$/\1/p" "$out/tap" | tail -1; done)
        [ $# = 4 ] && [ $(($1 + $2 + $3 + $4)) -gt 0 ] || set -- 0 1 0 0
        set -- "$1" $(($2 + $3)) "$4" # what ran out of its time is "cancelled"
        [ $status = 0 ] || [ "$2" -gt 0 ] || set -- "$1" 1 "$3"
        add "$1" "$2" "$3"
        sed -n 's/^ *ok .*# SKIP/skipped:/p' "$out/tap"
        echo "$f: $1 passed, $2 failed, $3 skipped ($(($(date +%s) - started)) s)"
    done
}
for part in ${*:-lint unit contract model integration e2e}; do
    case $part in
    lint) lint ;;
    unit) unit ;;
    mutants) mutants ;;
    chaos) chaos ;;
    *) node_tests "$part" ;;
    esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
