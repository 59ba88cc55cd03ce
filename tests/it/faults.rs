//! What fails beneath the log in SQLite, shown on the real binary: power, disk, memory of the clock, other processes.
//!
//! `docs/faults.md` says what each of these tests shows, and what none of them can.

mod calls;
pub(crate) mod clock;
mod closing;
mod examples;
mod full;
mod killed;
mod locked;
pub(crate) mod place;
mod power;
mod wal;

/// Whether the full counts are asked for.
fn long() -> bool {
    std::env::var_os("REGISTRO_TEST_LONG").is_some()
}
