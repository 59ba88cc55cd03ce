//! Keys: random, named by what commits to them.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use aws_lc_rs::error::Unspecified;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

/// The bytes of a key, overwritten when they are no longer needed.
pub(super) type Secret = Zeroizing<[u8; 32]>;

const COMMITMENT: &[u8] = b"registro/data-key/v1\0";

/// A key's name: SHA-256 of `registro/data-key/v1`, a zero byte and the key.
///
/// AES-GCM does not commit to its key: one ciphertext can open under two keys, as two different texts. The name stands in
/// every sealed event, and so in every proof; a key that has another name opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KeyId(pub [u8; 32]);

impl KeyId {
    pub(super) fn of(secret: &Secret) -> Self {
        let mut hash = Sha256::new();
        hash.update(COMMITMENT);
        hash.update(secret.as_slice());
        Self(hash.finalize().into())
    }

    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The name of a key-encryption key: the one that data keys are wrapped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WrappedBy(pub Uuid);

impl fmt::Display for WrappedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A data key, ready for use.
pub(super) struct DataKey {
    pub(super) id: KeyId,
    pub(super) aead: LessSafeKey,
    /// For what is authenticated and not sealed: a scope does the one or the other.
    pub(super) secret: Secret,
}

impl DataKey {
    pub(super) fn new(secret: &Secret) -> Result<Self, Unspecified> {
        Ok(Self { id: KeyId::of(secret), aead: cipher(secret)?, secret: secret.clone() })
    }
}

/// AES-256-GCM under these bytes.
pub(super) fn cipher(secret: &Secret) -> Result<LessSafeKey, Unspecified> {
    Ok(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, secret.as_slice())?))
}

/// A new key, from the operating system's randomness.
pub(super) fn random() -> Result<Secret, Unspecified> {
    let mut secret = Zeroizing::new([0; 32]);
    aws_lc_rs::rand::fill(secret.as_mut_slice())?;
    Ok(secret)
}
