//! Sealing what is no event: bytes under the key of a scope, bound to a context of the caller's.
//!
//! The key's id (32 bytes), a nonce (12), the ciphertext with its tag (16).

use std::slice;

use zeroize::Zeroizing;

use super::key::KeyId;
use super::{KeyStore, Scope, SealError, VaultError, data, sealed_box};
use crate::event::SchoolId;

impl KeyStore {
    /// `plain` under the key of a scope, which is made if there is none.
    pub async fn close(
        &self,
        school: SchoolId,
        scope: &Scope,
        context: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let keys = self.of_scopes(school, slice::from_ref(scope)).await?;
        let key = keys.first().ok_or(SealError::Stopped)?;
        let mut closed = key.id.0.to_vec();
        closed.extend(sealed_box::close(&key.aead, context, plain).map_err(VaultError::from)?);
        Ok(closed)
    }

    /// The key that an event's data are sealed under, for whoever must be able to open them without us; nothing if they are
    /// not sealed, or the key is not there any more.
    pub async fn reveal(&self, data: &[u8]) -> Result<Option<(KeyId, Zeroizing<[u8; 32]>)>, SealError> {
        let Some(id) = data::key_of(data) else { return Ok(None) };
        let keys = self.by_id([id]).await?;
        Ok(keys.get(&id).map(|key| (id, key.secret.clone())))
    }

    /// What was closed in the same context; nothing if its key is not there any more.
    pub async fn open_closed(&self, context: &[u8], closed: &[u8]) -> Result<Option<Vec<u8>>, SealError> {
        let (id, sealed) = closed.split_at_checked(32).ok_or(SealError::Stopped)?;
        let id = KeyId::from_slice(id).ok_or(SealError::Stopped)?;
        let keys = self.by_id([id]).await?;
        let Some(key) = keys.get(&id) else { return Ok(None) };
        let plain = sealed_box::open(&key.aead, context, sealed).map_err(VaultError::from)?;
        Ok(Some(plain.to_vec()))
    }
}
