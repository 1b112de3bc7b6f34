#!/bin/sh
# Makes what is missing in a folder of keys; what the operator has put there stays. Run once by the compose file's service `keys`.
set -eu
dir=$1
umask 077
cd "$dir"
tucai-sandbox keygen . # the system's own keys, and the sandbox's registry and merchant
tucai-dispatch --curve-keys . # the links' own: one per role, and the list of them
secret() { [ -f "$1" ] || { openssl rand -hex 24 | tr -d '\n' >"$1.new" && mv "$1.new" "$1"; }; }
secret redis-dispatch.password
secret redis-reader.password
if [ ! -f staff.json ]; then
    printf '{"name":"province","role":"province","password":"%s"}\n' "$(openssl rand -hex 8)" >staff.new && mv staff.new staff.json
fi
echo "keys: complete; the first account is in staff.json"
