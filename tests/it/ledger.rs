//! The ledger on real files: what it signs and what it refuses to sign, and what the verifier finds in a copy that was
//! tampered with.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

mod carried;
mod go;
mod lab;
mod sealed;
mod signing;
mod small_witness;
mod stamped;
mod tampering;
mod witnessed;
