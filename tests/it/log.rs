//! The contract of the event log, run against every engine.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

mod contract;
#[cfg(unix)]
mod history;
mod memory;
#[cfg(unix)]
mod postgres;
mod sqlite;
