#!/usr/bin/env bash
# A full export of a simulated year by what a school installs (profile `dist`) and by the build of the first command, three times
# in turn, and one import: seconds, the largest memory, whole processes timed.
#
#   tests/bench/export.sh [students classes]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tests/bench/build.sh
students="${1:-1014}" classes="${2:-48}"
target="${CARGO_TARGET_DIR:-target}"
for profile in release dist; do build registro-export; done
programs="$(realpath "$target")"

folder="$(mktemp -d "$target/bench-export.XXXXXX")"
trap 'rm -rf -- "$folder"' EXIT
folder="$(realpath "$folder")"
echo "una frase per la misura" >"$folder/phrase"
if [ -n "${REGISTRO_BENCH_YEAR-}" ]; then
    cp -r "$REGISTRO_BENCH_YEAR".* "$folder/" # A year simulated before: year.db and what stands beside it.
else
    "$target/release/registro" simulate --students "$students" --classes "$classes" --seed 1 --json --log "sqlite://$folder/year.db" >/dev/null
fi
cd "$folder"

# timed NAME COMMAND…: what it says, then seconds and memory.
timed() {
    local name="$1"
    shift
    python3 - "$name" "$@" <<'PYTHON'
import resource, subprocess, sys, time
since = time.monotonic()
done = subprocess.run(sys.argv[2:], text=True, capture_output=True)
seconds = time.monotonic() - since
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]}: {done.stdout.strip()}{done.stderr if done.returncode else ''}")
print(f"{sys.argv[1]}: {seconds:.2f} s, processor {used.ru_utime + used.ru_stime:.2f} s, largest memory {used.ru_maxrss // 1024} MB")
sys.exit(done.returncode)
PYTHON
}

for round in 0 1 2 3; do
    for profile in dist release; do
        rm -rf bag
        # The first signs the ledger of the year.
        timed "export $round, $profile" "$programs/$profile/registro-export" export --log sqlite://year.db --to bag \
            --receiver-passphrase-file phrase
    done
done
timed import "$programs/dist/registro-export" import --log sqlite://new.db --from bag --sender-passphrase-file phrase
