//! What is found again without being kept: its hash under a key of its own.

use std::slice;

use aws_lc_rs::hmac::{self, HMAC_SHA256};

use super::{KeyStore, Scope, SealError};
use crate::event::SchoolId;

impl KeyStore {
    /// HMAC-SHA-256 of `parts` under the key of a scope, which is made if there is none and must seal nothing. It stays the
    /// same when the key-encryption key changes.
    pub async fn hashed(
        &self,
        school: SchoolId,
        scope: &Scope,
        parts: &[&[u8]],
    ) -> Result<[u8; 32], SealError> {
        let keys = self.of_scopes(school, slice::from_ref(scope)).await?;
        let key = keys.first().ok_or(SealError::Stopped)?;
        let mut hash = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, key.secret.as_slice()));
        parts.iter().for_each(|part| hash.update(part));
        hash.sign().as_ref().try_into().map_err(|_| SealError::Stopped)
    }
}
