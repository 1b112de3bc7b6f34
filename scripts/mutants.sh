#!/bin/sh
# Changes one line of a source file at a time; its test must notice each. mutants.sh [rules] [billing] [model] [qc]; BUILD=dir of a build (build).
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cc="${CC:-cc} -std=gnu11 -O1 -w -D_GNU_SOURCE -Ilib -Iservices -I$build -I$build/proto"
lib() { for l; do echo "$build/$l"; done; }
rules_libs="$(lib lib/rules/librules.a lib/core/libcore.a) -lcmocka"
billing_libs="$(lib tests/unit/billing/libtest_world.a tests/unit/billing/test_billing_journal.p/.._relay_keys.c.o services/billing/libbilling.a services/billing/libjournal.a services/billing/libpay.a services/billing/libwechatpay.a lib/model/libmodel.a \
    lib/rules/librules.a lib/service/libservice.a lib/net/libnet.a lib/net/libhttp_client.a lib/proof/libproof.a lib/core/libcore.a proto/libproto.a)
    -lcmocka -ljansson -lz -lprotobuf-c -lsodium -lcrypto -lcurl -lhiredis -luv -lzmq -lseccomp -lhttp_parser -lm"
model_libs="$(lib lib/model/libmodel.a lib/rules/librules.a lib/core/libcore.a proto/libproto.a) -lcmocka -ljansson -lz -lprotobuf-c -lm"
qc_libs="$(lib services/qc/check/libqc_check.a services/qc/live/libqc_live.a services/qc/produce/libqc_produce.a services/qc/face/libqc_face.a \
    lib/image/libimage.a lib/model/libmodel.a lib/rules/librules.a lib/core/libcore.a proto/libproto.a)
    -lcmocka -ljansson -lz -lprotobuf-c -ljpeg -lXNNPACK -lpthreadpool -lm"
build_with() { $cc "$1" "$test" -Wl,--start-group $2 -Wl,--end-group -o "$tmp/mutant" 2>"$tmp/errors"; }
is_green() { timeout 20 "$tmp/mutant" >/dev/null 2>&1; }
sound() { # source, libraries: the test holds as long as nothing is changed
    grep -qxF "$1 $test" "$tmp/sound" 2>/dev/null && return
    build_with "$1" "$2" && is_green || { echo "$1: $test is red unchanged"; cat "$tmp/errors"; return 1; }
    echo "$1 $test" >>"$tmp/sound"
}
try() { # source, test source, libraries, change
    sed "$4" "$1" >"$tmp/mutant.c"
    if cmp -s "$1" "$tmp/mutant.c"; then echo "$1: $4: changes nothing"; return 1; fi
    test=$tmp/$(echo "$2" | tr / _).o
    [ -f "$test" ] || $cc -c "$2" -o "$test"
    sound "$1" "$3" || return 1
    build_with "$tmp/mutant.c" "$3" || { echo "$1: $4: does not compile"; cat "$tmp/errors"; return 1; }
    ! is_green || { echo "survived: $1: $4"; return 1; }
}
passed=0 failed=0
count() { if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi; }
for area in ${*:-rules billing model qc}; do
    grep -v '^#' "tests/mutants/$area.txt" >"$tmp/list"
    case $area in
    rules) while read -r f change; do count try "lib/rules/$f.c" "tests/unit/rules/test_$f.c" "$rules_libs" "$change"; done <"$tmp/list" ;;
    model) while read -r f t change; do count try "lib/model/$f.c" "tests/unit/model/test_$t.c" "$model_libs" "$change"; done <"$tmp/list" ;;
    qc) while read -r f t change; do count try "services/qc/check/$f.c" "tests/unit/qc/test_$t.c" "$qc_libs" "$change"; done <"$tmp/list" ;;
    *) while read -r f t change; do count try "services/billing/$f.c" "tests/unit/billing/test_$t.c" "$billing_libs" "$change"; done <"$tmp/list" ;;
    esac
done
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
