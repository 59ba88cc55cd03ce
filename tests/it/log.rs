//! The contract of the event log, run against every engine.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

mod contract;
mod history;
mod memory;
mod postgres;
mod sqlite;
