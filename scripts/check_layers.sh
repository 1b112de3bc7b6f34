#!/bin/sh
# Includes point down only: core <- rules, image, net, proof <- model <- service <- services; no service includes another.
set -eu
cd "$(dirname "$0")/.."
bad=0
loops=$(mktemp); trap 'rm -f "$loops"' EXIT
forbid() { # folder, pattern of what its includes must not name
    if grep -rnE "^#include [\"<]($2)" "$1" --include='*.c' --include='*.h'; then
        echo "  ^ $1 must not include $2"; bad=1
    fi
}
forbid lib/core 'rules/|image/|net/|model/|service/|proto/|proof/'
forbid lib/proof 'rules/|image/|net/|model/|service/|proto/'
forbid lib/rules 'image/|net/|model/|service/|proto/|proof/'
forbid lib/image 'rules/|net/|model/|service/|proto/'
forbid lib/net 'rules/|image/|model/|service/'
forbid lib/model 'image/|net/|service/'
for s in ingest dispatch decode qc billing relay; do
    forbid lib "$s/"
    for other in ingest dispatch decode qc billing relay; do
        [ $s = $other ] || forbid services/$s "$other/"
    done
done
for folder in lib/core lib/rules lib/proof lib/image lib/model lib/service services; do
    forbid $folder 'zmq|hiredis|uv\.h|curl/|http_parser'
done
# In these rooms the includes of the files point down too: no two need each other.
for room in services/ingest services/billing services/relay; do
    (cd services && grep -rE "^#include \"${room#services/}/" "${room#services/}" --include='*.c' --include='*.h') |
        sed -E 's|^([^:]*)\.[ch]:#include "(.*)\.h"|\1 \2|' | awk '$1 != $2' | tsort >/dev/null 2>"$loops" || true
    [ ! -s "$loops" ] || { cat "$loops"; echo "  ^ $room has files that include each other"; bad=1; }
done
exit $bad
