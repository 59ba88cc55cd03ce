# For the scripts beside: what they run, in one build. Asked for one by one, packages share fewer features of what they all use,
# and each question would compile half of it again.
#
#   REGISTRO_BENCH_PROFILE=dist   what a school installs (decision 0031), instead of the build of the first command: an hour
#   REGISTRO_BENCH_BUILT=1        it is built already
# shellcheck shell=bash

profile="${REGISTRO_BENCH_PROFILE:-release}"
built="$PWD/${CARGO_TARGET_DIR:-target}/$profile"

build() {
    [ -z "${REGISTRO_BENCH_BUILT-}" ] || return 0
    local packages=(-p registro -p registro-verify -p registro-export -p registro-bench -p registro-appends)
    # Each program is optimised as a whole: no more of them than are measured.
    if [ "$profile" = dist ]; then
        packages+=(--bin registro --bin registro-export --bin registro-nation --bin registro-growth --bin registro-appends)
    fi
    cargo build --profile "$profile" --locked --quiet "${packages[@]}"
}
