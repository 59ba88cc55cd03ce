//! The ledger: proof that a school's feed was only ever added to.
//!
//! A Merkle tree (RFC 6962) over the bytes that engines store, in the formats of C2SP: signed notes, checkpoints, tiles,
//! receipts. `docs/ledger.md` states every byte. The ledger numbers the feed itself, whatever the engine's positions are.

pub mod extract;
#[cfg(feature = "pkcs11")]
pub mod hsm;
pub mod keeper;
pub mod key;
pub mod note;
pub mod receipt;
pub mod shard;
pub mod shelf;
pub mod signer;
pub mod stamping;
pub mod store;
pub mod tiles;
pub mod timestamp;
pub mod tree;
pub mod witness;

use std::path::PathBuf;

use crate::log::LogError;

/// Why the ledger cannot go on, or cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("cannot read or write {path}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("another process keeps the ledger in {0}")]
    InUse(PathBuf),
    #[error("{path} is not what the ledger wrote: {why}")]
    Damaged { path: PathBuf, why: String },
    /// The log or the tiles do not hold what was signed: nothing more is signed over it.
    #[error("the log does not hold what was signed: {0}")]
    Inconsistent(String),
    #[error("the ledger does not hold event {0} yet")]
    NotYet(u64),
    /// Made again it would be another one under the same name, and what it signs a second history.
    #[error(
        "alarm: the security module no longer holds the key that signed the ledger in {0}, and none is made in its place: \
         restore it on the token from its copy, or name the token that holds it"
    )]
    KeyLost(PathBuf),
    #[cfg(feature = "pkcs11")]
    #[error("the key that signs")]
    Module(#[from] crate::hsm::HsmError),
    /// What signs elsewhere has not signed with the key of this ledger.
    #[error("not signed as it should be: {0}")]
    WrongSignature(String),
    #[error("the ledger has stopped")]
    Stopped,
    #[error(transparent)]
    Log(#[from] LogError),
}

/// A file's error, with its path.
fn file(path: &std::path::Path) -> impl Fn(std::io::Error) -> LedgerError {
    move |source| LedgerError::File { path: path.to_owned(), source }
}

fn damaged(path: &std::path::Path, why: impl Into<String>) -> LedgerError {
    LedgerError::Damaged { path: path.to_owned(), why: why.into() }
}
