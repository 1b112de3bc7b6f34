#!/bin/sh
# What CI runs: lint, unit tests under the sanitizers, contract, model, integration and browser tests. Last line: the sum.
# test.sh [lint] [unit] [mutants] [chaos] [registry] [DIR under tests/]...: only those parts. LIMIT_S: what one file of tests may take.
set -u
cd "$(dirname "$0")/.."
self=scripts/test.sh
passed=0 failed=0 skipped=0
add() { passed=$((passed + $1)); failed=$((failed + $2)); skipped=$((skipped + $3)); }
count() { # the figures of "N passed, N failed, N skipped" on a file's last line
    set -- $(tail -1 "$1" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
    [ $# = 3 ] || set -- 0 1 0
    add "$1" "$2" "$3"
}
# Every answer of ingest is held against the contract, whoever asks in a test.
checked=${NODE_OPTIONS:-}; [ ! -f tests/support/check_answers.mjs ] || checked="$checked --import=file://$PWD/tests/support/check_answers.mjs"
lint() { scripts/lint.sh | tee "$out/lint"; count "$out/lint"; }
unit() {
    rm -f build-san/meson-logs/testlog.*
    meson test -C build-san --no-rebuild --num-processes "$(nproc)" --print-errorlogs
    node scripts/sum_junit.mjs build-san/meson-logs | tee "$out/unit"; count "$out/unit"
}
mutants() { scripts/mutants.sh | tee "$out/mutants"; count "$out/mutants"; }
registry() { # its last line is one JSON object
    if SEED=${SEED:-1} PHOTOS=${PHOTOS:-10000} node tests/support/registry_run.mjs; then add 1 0 0; else add 0 1 0; fi
}
chaos() { if JOBS=200 KILLS=150 node scripts/chaos.mjs; then add 1 0 0; else add 0 1 0; fi; }
# One file, told in one piece; its figures go into the folder.
run_file() { # FILE FOLDER
    tap=$(mktemp -p "$2" tap.XXXXXX) told=$(mktemp -p "$2" told.XXXXXX)
    started=$(date +%s)
    status=0
    NODE_OPTIONS=$checked timeout "${LIMIT_S:-900}" node --test --test-reporter=tap "$1" >"$tap" 2>&1 || status=1
    set -- "$1" "$2" $(for what in pass fail cancelled skipped; do sed -n "s/^# $what \([0-9]*\)$/\1/p" "$tap" | tail -1; done)
    [ $# = 6 ] && [ $(($3 + $4 + $5 + $6)) -gt 0 ] || set -- "$1" "$2" 0 1 0 0
    set -- "$1" "$2" "$3" $(($4 + $5)) "$6" # what ran out of its time is "cancelled"
    [ $status = 0 ] || [ "$4" -gt 0 ] || set -- "$1" "$2" "$3" 1 "$5"
    {
        [ $status = 0 ] || grep -vE '^ *(ok|#|---|\.\.\.)' "$tap" | head -60
        sed -n 's/^ *ok .*# SKIP/skipped:/p' "$tap"
        echo "$1: $3 passed, $4 failed, $5 skipped ($(($(date +%s) - started)) s)"
    } >"$told"
    flock "$2/voice" cat "$told"
    echo "$3 $4 $5" >>"$2/figures"
}
# As many files at a time as there are processors: most of them wait. Those that say "Runs alone" measure times.
node_tests() { # folder under tests/
    : >"$out/figures"
    for f in "tests/$1"/*.test.mjs; do
        [ -e "$f" ] || continue
        if head -5 "$f" | grep -qx '// Runs alone.*'; then echo "$f" >>"$out/alone"; else echo "$f"; fi
    done | xargs -r -P "$(nproc)" -n1 sh "$self" file "$out"
    [ ! -e "$out/alone" ] || xargs -r -n1 sh "$self" file "$out" <"$out/alone"
    while read -r p f s; do add "$p" "$f" "$s"; done <"$out/figures"
    rm -f "$out/alone"
}
if [ "${1:-}" = file ]; then run_file "$3" "$2"; exit 0; fi
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
for part in ${*:-lint unit contract model integration e2e}; do
    case $part in
    lint) lint ;;
    unit) unit ;;
    mutants) mutants ;;
    chaos) chaos ;;
    registry) registry ;;
    *) node_tests "$part" ;;
    esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
