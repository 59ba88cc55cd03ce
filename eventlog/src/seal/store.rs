//! The key store: data keys by scope, wrapped, apart from the log: in a file, or in tables of a server.
//!
//! A key is durable before it is used. Destroying keys wraps all others anew under a new key-encryption key and destroys
//! the old one, so that an older copy of the store opens nothing. Whatever step a crash interrupts, the next one finishes.
//! Several processes may use it: what they change of it and of the vault they change in turn.

pub(super) mod cabinet;
pub mod file;
mod moved;
pub mod server;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use uuid::Uuid;

use self::cabinet::{Cabinet, Kept, Turn, Wrapped};
use self::file::FileCabinet;
use self::server::ServerCabinet;
use super::key::{DataKey, KeyId, Secret, WrappedBy, random};
use super::{Scope, SealError, Vault, VaultError};
use crate::event::SchoolId;
use crate::postgres::Address;

/// For how long keys in memory are used without looking whether another process has destroyed any.
const LOOK: Duration = Duration::from_secs(1);

/// Keys in memory beyond this are forgotten, all at once: those in use come back with the next reads.
const CACHED: usize = 50_000;

/// What is known of a key besides itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    pub id: KeyId,
    pub owner: Option<Uuid>,
    pub class: String,
    pub part: String,
    pub made_at: Timestamp,
}

impl From<Kept> for KeyInfo {
    fn from(Kept { owner, class, part, made_at, key, .. }: Kept) -> Self {
        Self { id: key.id, owner, class, part, made_at }
    }
}

pub struct KeyStore {
    pub(super) vault: Arc<dyn Vault>,
    pub(super) cabinet: Box<dyn Cabinet>,
    /// One change at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
    cache: Mutex<Cache>,
    /// Scopes that wait for a key: whoever has the turn next makes them all, in one commit.
    wanted: Mutex<Vec<(SchoolId, Scope)>>,
}

#[derive(Default)]
struct Cache {
    by_id: HashMap<KeyId, Arc<DataKey>>,
    by_scope: HashMap<(SchoolId, Scope), Arc<DataKey>>,
    /// The generation that they are of, and when it was looked at.
    looked: Option<(i64, Instant)>,
}

impl Cache {
    fn make_room(&mut self) {
        if CACHED <= self.by_id.len() {
            self.by_id.clear();
            self.by_scope.clear();
        }
    }

    fn put(&mut self, school: SchoolId, scope: Scope, key: &Arc<DataKey>) {
        self.by_id.insert(key.id, Arc::clone(key));
        self.by_scope.insert((school, scope), Arc::clone(key));
    }
}

impl KeyStore {
    /// Opens the file, or makes it, and finishes what a crash interrupted.
    pub async fn open(path: &Path, vault: Arc<dyn Vault>) -> Result<Self, SealError> {
        Self::settled(Box::new(FileCabinet::open(path).await?), vault).await
    }

    /// The same in a database that its owner has prepared with [`server::migrate`].
    pub async fn open_on_server(address: &Address, vault: Arc<dyn Vault>) -> Result<Self, SealError> {
        Self::settled(Box::new(ServerCabinet::open(address).await?), vault).await
    }

    async fn settled(cabinet: Box<dyn Cabinet>, vault: Arc<dyn Vault>) -> Result<Self, SealError> {
        let store = Self::of(cabinet, vault);
        store.settle().await?;
        Ok(store)
    }

    fn of(cabinet: Box<dyn Cabinet>, vault: Arc<dyn Vault>) -> Self {
        let (turn, cache, wanted) = Default::default();
        Self { vault, cabinet, turn, cache, wanted }
    }

    /// The keys of these scopes, made if there are none. They are durable when this returns.
    pub(super) async fn of_scopes(
        &self,
        school: SchoolId,
        scopes: &[Scope],
    ) -> Result<Vec<Arc<DataKey>>, SealError> {
        self.look().await?;
        if let Some(keys) = self.cached(school, scopes) {
            return Ok(keys);
        }
        lock(&self.wanted).extend(scopes.iter().map(|scope| (school, scope.clone())));
        let _turn = self.turn.lock().await;
        if let Some(keys) = self.cached(school, scopes) {
            return Ok(keys);
        }
        let mut wanted = std::mem::take(&mut *lock(&self.wanted));
        wanted.extend(scopes.iter().map(|scope| (school, scope.clone())));
        wanted.sort_unstable();
        wanted.dedup();
        let made = self.find_or_make(wanted).await?;
        {
            let mut cache = lock(&self.cache);
            cache.make_room();
            for ((school, scope), key) in made {
                cache.put(school, scope, &key);
            }
        }
        self.cached(school, scopes).ok_or(SealError::Stopped)
    }

    fn cached(&self, school: SchoolId, scopes: &[Scope]) -> Option<Vec<Arc<DataKey>>> {
        let cache = lock(&self.cache);
        scopes.iter().map(|scope| cache.by_scope.get(&(school, scope.clone())).cloned()).collect()
    }

    async fn find_or_make(
        &self,
        wanted: Vec<(SchoolId, Scope)>,
    ) -> Result<Vec<((SchoolId, Scope), Arc<DataKey>)>, SealError> {
        let mut turn = self.cabinet.begin().await?;
        let by = *self.vault.held()?.last().ok_or(SealError::Stopped)?;
        let mut keys = Vec::with_capacity(wanted.len());
        for (school, scope) in wanted {
            let key = match turn.of_scope(school, &scope).await? {
                Some(kept) => self.unwrap(&kept)?.1,
                None => {
                    let secret = random().map_err(VaultError::from)?;
                    let key = DataKey::new(&secret).map_err(VaultError::from)?;
                    let bytes = self.vault.wrap(by, &key.id.0, &secret)?;
                    let kept = Kept {
                        school,
                        owner: scope.owner,
                        class: scope.class.to_owned(),
                        part: scope.part.clone(),
                        made_at: Timestamp::now(),
                        retired: false,
                        key: Wrapped { id: key.id, by, bytes },
                    };
                    turn.add(&kept).await?;
                    key
                }
            };
            keys.push(((school, scope), Arc::new(key)));
        }
        turn.commit().await?;
        Ok(keys)
    }

    /// The keys of these names that there are. One that is not what its name commits to is not there.
    pub(super) async fn by_id(
        &self,
        ids: impl IntoIterator<Item = KeyId>,
    ) -> Result<HashMap<KeyId, Arc<DataKey>>, SealError> {
        self.look().await?;
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        {
            let cache = lock(&self.cache);
            for id in ids {
                match cache.by_id.get(&id) {
                    Some(key) => drop(found.insert(id, Arc::clone(key))),
                    None => missing.push(id),
                }
            }
        }
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() {
            return Ok(found);
        }
        // Whoever destroys keys empties the memory of them: nobody puts one back meanwhile.
        let _turn = self.turn.lock().await;
        lock(&self.cache).make_room();
        for kept in self.cabinet.of_ids(&missing).await? {
            match self.unwrap(&kept) {
                Ok((_, key)) => {
                    let key = Arc::new(key);
                    lock(&self.cache).by_id.insert(kept.id, Arc::clone(&key));
                    found.insert(kept.id, key);
                }
                Err(error) => tracing::error!("the key {} cannot be used: {error}", kept.id),
            }
        }
        Ok(found)
    }

    /// What is known of a school's keys.
    pub async fn list(&self, school: SchoolId) -> Result<Vec<KeyInfo>, SealError> {
        let mut kept = self.cabinet.of_school(school).await?;
        kept.sort_unstable_by(|one, other| (&one.class, &one.part).cmp(&(&other.class, &other.part)));
        Ok(kept.into_iter().map(KeyInfo::from).collect())
    }

    /// Grows whenever keys are retired or destroyed, by whatever process.
    pub async fn generation(&self) -> Result<i64, SealError> {
        self.cabinet.generation().await
    }

    /// From when this returns on these keys seal nothing more, in no process: their scopes get others. They still open.
    pub async fn retire(&self, keys: &[KeyId]) -> Result<(), SealError> {
        let mut retired = false;
        {
            let _turn = self.turn.lock().await;
            let mut turn = self.cabinet.begin().await?;
            for key in keys {
                retired |= turn.retire(*key).await?;
            }
            if retired {
                turn.advance().await?;
            }
            turn.commit().await?;
            *lock(&self.cache) = Cache::default();
        }
        if retired {
            tokio::time::sleep(LOOK + LOOK / 4).await; // Until every other process has looked.
        }
        Ok(())
    }

    /// Destroys these keys, those that there still are, and makes every older copy of the store useless. Returns how many
    /// there were.
    pub async fn destroy(&self, keys: &[KeyId]) -> Result<usize, SealError> {
        self.settle().await?;
        let destroyed = {
            let _turn = self.turn.lock().await;
            let mut turn = self.cabinet.begin().await?;
            let mut destroyed = 0;
            for key in keys {
                destroyed += usize::from(turn.remove(*key).await?);
            }
            if 0 < destroyed {
                let by = self.vault.make()?;
                self.rewrap(&mut *turn, by).await?;
                turn.advance().await?;
            }
            turn.commit().await?;
            *lock(&self.cache) = Cache::default();
            destroyed
        };
        self.settle().await?;
        self.cabinet.tidy().await?;
        Ok(destroyed)
    }

    /// A copy as it is now, as a file. It opens as long as no key is destroyed: then a new one is to be made.
    pub async fn copy_to(&self, path: &Path) -> Result<(), SealError> {
        let _turn = self.turn.lock().await;
        self.cabinet.copy_to(path).await
    }

    /// Finishes what a crash may have left half done: all keys are wrapped by the newest key-encryption key, and it is the
    /// only one. A first one is made where there is no key yet.
    async fn settle(&self) -> Result<(), SealError> {
        let _turn = self.turn.lock().await;
        let mut turn = self.cabinet.begin().await?;
        let mut held = self.vault.held()?;
        if held.is_empty() {
            match turn.wrapped_by().await? {
                Some(by) => return Err(SealError::OfAnotherVault(by)),
                None => held.push(self.vault.make()?),
            }
        }
        let newest = *held.last().ok_or(SealError::Stopped)?;
        self.rewrap(&mut *turn, newest).await?;
        turn.commit().await?;
        if held.len() == 1 {
            return Ok(());
        }
        // What is wrapped anew is durable now. The vault changes in turn as well; another process may have had one between.
        let mut turn = self.cabinet.begin().await?;
        let held = self.vault.held()?;
        let Some((newest, older)) = held.split_last() else { return Err(SealError::Stopped) };
        if turn.wrapped_by_others(*newest).await?.is_empty() {
            older.iter().try_for_each(|key| self.vault.destroy(*key))?;
        }
        turn.commit().await
    }

    async fn rewrap(&self, turn: &mut dyn Turn, by: WrappedBy) -> Result<(), SealError> {
        for kept in turn.wrapped_by_others(by).await? {
            let (secret, key) = self.unwrap(&kept)?;
            let bytes = self.vault.wrap(by, &key.id.0, &secret)?;
            turn.rewrap(&Wrapped { id: key.id, by, bytes }).await?;
        }
        Ok(())
    }

    pub(super) fn unwrap(&self, kept: &Wrapped) -> Result<(Secret, DataKey), SealError> {
        unwrap_by(&*self.vault, kept)
    }

    /// Forgets the keys in memory if another process has retired or destroyed any.
    async fn look(&self) -> Result<(), SealError> {
        let looked = lock(&self.cache).looked;
        if looked.is_some_and(|(_, at)| at.elapsed() < LOOK) {
            return Ok(());
        }
        let begun = Instant::now();
        let generation = self.cabinet.generation().await?;
        let mut cache = lock(&self.cache);
        if cache.looked.is_some_and(|(before, _)| before < generation) {
            *cache = Cache::default();
        }
        if cache.looked.is_none_or(|(before, _)| before <= generation) {
            cache.looked = Some((generation, begun));
        }
        Ok(())
    }
}

fn unwrap_by(vault: &dyn Vault, kept: &Wrapped) -> Result<(Secret, DataKey), SealError> {
    let secret = match vault.unwrap(kept.by, &kept.id.0, &kept.bytes) {
        Err(VaultError::NotHeld(by)) => return Err(SealError::OfAnotherVault(by)),
        other => other?,
    };
    let key = DataKey::new(&secret).map_err(VaultError::from)?;
    if key.id == kept.id { Ok((secret, key)) } else { Err(SealError::AnotherKey(kept.id)) }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
