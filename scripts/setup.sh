#!/bin/sh
# Installs what is missing of the package groups named, e.g. setup.sh build run node.
# With no right to install it prints the one line to run and stops with 1.
set -eu
here=$(dirname "$0")
missing=""
for group in "$@"; do
    for name in $(sed -n "s/^\[$group\]//p" "$here/packages.txt"); do
        # Another nodejs than Debian's may be there, and would conflict with Debian's npm.
        case $name in
        nodejs) command -v node >/dev/null && continue ;;
        npm) command -v npm >/dev/null && continue ;;
        esac
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
    done
done
[ -n "$missing" ] || exit 0
command="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then as=""
elif sudo -n true 2>/dev/null; then as="sudo"
else
    echo "Some packages are missing. Run this as root, then try again:"
    echo "  apt-get update && $command"
    exit 1
fi
echo "setup: installing$missing"
# Debian starts a redis-server of its own when the package is installed; ours run on sockets in build/.
policy=/usr/sbin/policy-rc.d
[ -e $policy ] || { printf '#!/bin/sh\nexit 101\n' | $as tee $policy >/dev/null; $as chmod +x $policy; trap '$as rm -f $policy' EXIT; }
log=$(mktemp)
{ $as apt-get update && $as env DEBIAN_FRONTEND=noninteractive $command; } >"$log" 2>&1 || { tail -20 "$log"; echo "setup: installing failed, see $log"; exit 1; }
rm -f "$log"
