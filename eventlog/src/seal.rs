//! What events say is stored encrypted, under keys that can be destroyed.
//!
//! [`SealedLog`] stands before an engine: data are sealed on their way to it and opened on their way back, so that an
//! engine, a copy, a proof and a backup hold ciphertext, and everything above reads as if there were none. Each key belongs
//! to a [`Scope`]; destroying it makes what was sealed under it unreadable, in every copy of the log, while the bytes and
//! every proof of them stay as they are.
//!
//! Reading has three outcomes: the data; *erased*, if the log itself says that the key was to be destroyed; and *locked*,
//! a key that is missing or wrong though nobody asked for that, which is an alarm.

mod closed;
mod data;
mod destroyed;
mod hand_over;
mod hashed;
#[cfg(feature = "pkcs11")]
mod hsm;
mod key;
mod log;
mod sealed_box;
mod store;
mod vault;

use uuid::Uuid;

use crate::event::{NewEvent, Recorded, StreamName};

pub use self::data::{ERASED, LOCKED, SEALED};
pub use self::destroyed::condemned;
#[cfg(feature = "pkcs11")]
pub use self::hsm::HsmVault;
pub use self::key::{KeyId, WrappedBy};
pub use self::log::SealedLog;
pub use self::store::{KeyInfo, KeyStore, file, server};
pub use self::vault::{Cost, FileVault, Vault, VaultError};

/// What one key is for. A key is made when the first event of its scope is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope {
    /// The person whose data are sealed, if they are one person's.
    pub owner: Option<Uuid>,
    /// The retention class: what may be destroyed together.
    pub class: &'static str,
    /// Which part of the class: a stream, a school year, a single act.
    pub part: String,
}

/// What the log must be told by whoever knows what events are about.
pub trait Policy: Send + Sync {
    /// Under which scope an event is sealed; `None` if it is stored as it is. `index` tells the events of one write apart.
    fn scope(&self, stream: &StreamName, event: &NewEvent, id: Uuid) -> Option<Scope>;

    /// The categories of the streams in which it stands which keys were to be destroyed.
    fn destructions(&self) -> &'static [&'static str];

    /// The keys that an event of such a stream condemns. It is never sealed itself.
    fn condemned(&self, recorded: &Recorded) -> Vec<KeyId>;
}

/// Why a key could not be had, kept or destroyed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("the key store")]
    Store(#[from] sqlx::Error),
    #[error("the vault of the key-encryption keys")]
    Vault(#[from] VaultError),
    /// It opens, but is not the key that its name commits to.
    #[error("the key stored as {0} is another one")]
    AnotherKey(KeyId),
    #[error("the key store is of another vault: its keys are wrapped by {0}, which the vault does not hold")]
    OfAnotherVault(WrappedBy),
    /// Its keys are not destroyed: they may wrap another key store's.
    #[error("the vault that was named holds {0} keys, and wraps nothing in this key store")]
    WrapsNothing(usize),
    /// In a database whose owner has not made the tables.
    #[error("the database holds no key store")]
    NotPrepared,
    /// Keys from elsewhere, for a store that once held keys of the school and has destroyed some.
    #[error(
        "the key store has destroyed keys, and lacks some of those that it is given: they may be the same"
    )]
    MayBeDestroyed,
    #[error("the key store has stopped")]
    Stopped,
}
