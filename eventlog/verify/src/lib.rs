//! Verifies a copy of the log offline: against signed checkpoints, and its columns against its records.
//!
//! Written from `docs/ledger.md` alone: it shares no code with the log, the ledger or anything else of the register, so
//! that one mistake cannot hide another.

mod anchors;
mod bundle;
mod carried;
pub mod cli;
mod commands;
mod database;
mod folder;
mod history;
mod keys;
mod merkle;
mod note;
mod policy;
mod receipt;
mod record;
mod report;
mod shards;
mod stamps;
