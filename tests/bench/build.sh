# For the scripts beside: what they run, in one build. Asked for one by one, packages share fewer features of what they all use,
# and each question would compile half of it again.
# shellcheck shell=bash

build() {
    cargo build --release --locked --quiet -p registro -p registro-verify -p registro-export -p registro-bench
}
