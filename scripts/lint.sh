#!/bin/sh
# Everything that can be judged without running the programs. Ends in "N passed, N failed, 0 skipped".
set -u
cd "$(dirname "$0")/.."
build=build-clang # clang-tidy wants the flags clang was given
passed=0 failed=0
check() { # name, command...
    name=$1; shift
    if out=$("$@" 2>&1); then passed=$((passed + 1)); echo "lint: $name: ok${out:+ ($(echo "$out" | tail -1))}"
    else failed=$((failed + 1)); echo "lint: $name: FAILED"; echo "$out" | tail -40; fi
}
format() { git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror; }
tidy() { # tests are judged by the compilers and sanitizers
    git ls-files 'lib/*.c' 'services/*.c' 'sandbox/*.c' | xargs -P"$(nproc)" -n4 clang-tidy -p "$build" --quiet 2>/dev/null
}
# cppcheck does not know scoped cleanup (resourceLeak); gcc -fanalyzer and LeakSanitizer do.
cpp() { cppcheck --enable=warning,performance,portability --error-exitcode=1 --quiet -j"$(nproc)" --std=c11 -Ilib -Iservices -I$build --suppress=missingInclude --suppress=missingIncludeSystem --suppress=resourceLeak lib services sandbox; }
shells() { for f in $(git ls-files '*.sh'); do sh -n "$f" || return 1; done; }
scripts() { for f in $(git ls-files '*.mjs' '*.js'); do node --check "$f" || return 1; done; }
settings() { scripts/build.sh build && node scripts/settings.mjs --check; }
named_tests() { for f in $(grep -o 'tests/[a-z_/]*\.[a-z.]*[a-z]' docs/rules.md); do [ -f "$f" ] || { echo "$f is not there"; return 1; }; done; }
commit_free() { ! git grep -nIE '\b(TODO|FIXME|XXX)\b' -- '*.c' '*.h' '*.mjs' '*.js' '*.lua' '*.sh' ':!scripts/lint.sh'; }
openapi() { node_modules/.bin/spectral lint --quiet --fail-severity=warn -r proto/.spectral.yaml proto/openapi.yaml; }
clang() { CC=clang scripts/build.sh $build; }
check 'clang builds without a warning' clang
check layers scripts/check_layers.sh
check sizes scripts/check_sizes.sh
check format format
check shell shells
check javascript scripts
check openapi openapi
check 'docs/rules.md names tests that are there' named_tests
check 'no unfinished notes' commit_free
check 'docs/settings.md is true' settings
check cppcheck cpp
check clang-tidy tidy
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
