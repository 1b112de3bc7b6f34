#!/bin/sh
# Redis with one user per role: dispatch writes, the others only read. Passwords are files in /keys.
set -eu
acl=/tmp/users.acl
password() { tr -d '\n' <"/keys/redis-$1.password" | sha256sum | cut -d' ' -f1; }
{
    echo "user default off"
    echo "user dispatch on #$(password dispatch) ~* &* +@all -@admin -@dangerous +info"
    echo "user reader on #$(password reader) ~* &* -@all +@read +@connection +subscribe +psubscribe +unsubscribe +time -keys"
    echo "user health on nopass -@all +ping"
} >$acl
exec redis-server /etc/tucai/redis.conf --dir /data --aclfile $acl --bind 0.0.0.0 --protected-mode no
