//! Tests that cross the crates: the log's contract, the register as a whole, and the house's own rules.

mod archive;
mod licences;
mod log;
mod register;
mod rules;
mod tidy;
