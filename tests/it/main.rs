//! Tests that cross the crates: the log's contract, the register as a whole, and the house's own rules.

mod archive;
mod export;
#[cfg(target_os = "linux")]
mod faults;
mod glossary;
mod history;
#[cfg(target_os = "linux")]
mod imported;
mod ledger;
mod licences;
mod log;
mod piped;
mod register;
mod rules;
mod seed;
mod served;
mod simulated;
mod tidy;
#[cfg(target_os = "linux")]
mod traced;
