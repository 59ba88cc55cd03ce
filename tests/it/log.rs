//! The contract of the event log, run against every engine.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

#[cfg(unix)]
mod client;
mod contract;
mod ids;
mod kurrentdb;
mod memory;
#[cfg(unix)]
pub(crate) mod postgres;
mod sqlite;
