# For the scripts beside: what they run, in one build. Asked for one by one, packages share fewer features of what they all use,
# and each question would compile half of it again.
#
#   REGISTRO_BENCH_PROFILE=dist   what a school installs (decision 0031), instead of the build of the first command: half an hour
#   REGISTRO_BENCH_BUILT=1        it is built already
# shellcheck shell=bash

profile="${REGISTRO_BENCH_PROFILE:-release}"
built="$(realpath -m "${CARGO_TARGET_DIR:-target}")/$profile"

# build [program…]: all of them, but for `dist`, in which each is optimised as a whole: those that are measured there, or the ones named.
build() {
    [ -z "${REGISTRO_BENCH_BUILT-}" ] || return 0
    local packages=(-p registro -p registro-verify -p registro-export -p registro-bench -p registro-appends)
    if [ "$profile" = dist ]; then
        [ "$#" -gt 0 ] || set -- registro registro-nation registro-growth registro-appends
        local program
        for program in "$@"; do packages+=(--bin "$program"); done
    fi
    cargo build --profile "$profile" --locked --quiet "${packages[@]}"
}
