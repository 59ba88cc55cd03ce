//! The log of `registro`: an append-only feed of events for each school, with exact expected versions.
//!
//! It stores bytes. What an event says about a school is made and read elsewhere, through [`codec`].

#![cfg_attr(test, expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands"))]

pub mod access;
mod append;
pub mod codec;
pub mod compact;
pub mod copy;
pub mod event;
mod file_lock;
mod file_name;
#[cfg(feature = "pkcs11")]
pub mod hsm;
pub mod kurrentdb;
pub mod ledger;
pub mod log;
pub mod memory;
pub mod postgres;
pub mod seal;
pub mod snapshot;
pub mod sqlite;
pub mod transact;
pub mod upcast;
