//! A key store moves from one vault to another: from a key file to a security module, or back.
//!
//! First all keys are wrapped by the other vault, in one commit; then what they were wrapped by is destroyed. Broken off before
//! the commit, nothing has happened. Broken off after it, the store opens with the other vault, and what is left in the first
//! one is destroyed when the move is asked for again: by whoever says so, since a key file that wraps nothing here may be
//! another school's.

use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use super::super::key::WrappedBy;
use super::super::{SealError, Vault};
use super::cabinet::Wrapped;
use super::file::FileCabinet;
use super::server::ServerCabinet;
use super::{Cache, KeyStore, lock, unwrap_by};
use crate::postgres::Address;

impl KeyStore {
    /// Opens it to be moved from this vault, also where that was broken off; for nothing else.
    pub async fn open_to_move(path: &Path, from: Arc<dyn Vault>) -> Result<Self, SealError> {
        Ok(Self::of(Box::new(FileCabinet::open(path).await?), from))
    }

    /// The same in a database.
    pub async fn open_on_server_to_move(address: &Address, from: Arc<dyn Vault>) -> Result<Self, SealError> {
        Ok(Self::of(Box::new(ServerCabinet::open(address).await?), from))
    }

    /// Wraps all keys by another vault, and destroys what they were wrapped by in this one, which opens nothing any more.
    /// Where this one wraps nothing here, its keys are destroyed only if a move is `resumed`. No other process may be using
    /// the store. Returns how many keys there are.
    pub async fn move_to(&self, vault: &dyn Vault, resumed: bool) -> Result<usize, SealError> {
        let _turn = self.turn.lock().await;
        let mut turn = self.cabinet.begin().await?;
        let (here, there) = (self.vault.held()?, vault.held()?);
        // No key-encryption key is called so: these are all.
        let all = turn.wrapped_by_others(WrappedBy(Uuid::nil())).await?;
        let wraps_any = all.iter().any(|kept| here.contains(&kept.by));
        if !here.is_empty() && !wraps_any && !resumed {
            return Err(SealError::WrapsNothing(here.len()));
        }
        let by = match there.last() {
            Some(newest) => *newest,
            None => vault.make()?,
        };
        for kept in all.iter().filter(|kept| kept.by != by) {
            let holds = if there.contains(&kept.by) { vault } else { &*self.vault };
            let (secret, key) = unwrap_by(holds, kept)?;
            let bytes = vault.wrap(by, &key.id.0, &secret)?;
            turn.rewrap(&Wrapped { id: key.id, by, bytes }).await?;
        }
        turn.advance().await?;
        turn.commit().await?;
        *lock(&self.cache) = Cache::default();
        for old in here {
            self.vault.destroy(old)?;
        }
        Ok(all.len())
    }
}

#[cfg(test)]
mod tests;
