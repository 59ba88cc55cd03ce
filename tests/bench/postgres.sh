# For the scripts beside: a folder that goes away with them, and a PostgreSQL server in it that root may start.
# shellcheck shell=bash

programs=""
for folder in /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/postgres" ]; then programs="$folder"; fi
done
dir=""

# A folder under the one named.
begin() {
    dir="$(mktemp -d "$1/registro-bench.XXXXXX")"
    chmod 711 "$dir"
    mkdir "$dir/files"
    trap finish EXIT
}

finish() {
    if [ -e "$dir/server/data/postmaster.pid" ]; then
        (cd "$dir/server" && as_server pg_ctl stop --silent --mode=immediate -D "$dir/server/data") || true
    fi
    rm -rf -- "$dir"
}

# One of the server's programs, which refuse to run as root.
as_server() {
    local program="$1"
    shift
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups "$programs/$program" "$@"
    else
        "$programs/$program" "$@"
    fi
}

# From here on every sync costs FSYNC_US microseconds, and is counted.
fixed_syncs() {
    cc -O2 -shared -fPIC -o "$dir/fsync-delay.so" tests/bench/fsync-delay.c
    head -c 8 /dev/zero >"$dir/syncs"
    chmod 666 "$dir/syncs"
    chmod 755 "$dir/fsync-delay.so"
    export FSYNC_US="${FSYNC_US:-1000}" FSYNC_COUNT="$dir/syncs" LD_PRELOAD="$dir/fsync-delay.so"
}

# A server with the databases `log`, of the role `owner`, and `others`; the role `serving` may be let in.
start_postgres() {
    [ -n "$programs" ] || { echo "PostgreSQL is needed here" >&2; exit 1; }
    mkdir "$dir/server"
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir/server"; fi
    (
        cd "$dir/server"
        as_server initdb --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync \
            -D "$dir/server/data" >/dev/null
        as_server pg_ctl start --silent --wait -D "$dir/server/data" --log="$dir/server/log" \
            -o "-k $dir/server -c listen_addresses= -c max_connections=200 -c shared_buffers=128MB -c wal_sync_method=fdatasync"
        as_server psql --quiet -h "$dir/server" -U postgres -d postgres -c 'CREATE ROLE owner LOGIN' \
            -c 'CREATE ROLE serving LOGIN' -c 'CREATE DATABASE log OWNER owner' -c 'CREATE DATABASE others'
    )
}

# The address of a database (second) for a role (first).
url() {
    echo "postgres://$1@${dir//\//%2F}%2Fserver/$2"
}
