//! The key store: data keys by scope, wrapped, in a SQLite file apart from the log.
//!
//! A key is durable before it is used. Destroying keys wraps all others anew under a new key-encryption key and destroys
//! the old one, so that an older copy of this file opens nothing. Whatever step a crash interrupts, the next one finishes.
//! Several processes may use the file: what they change of it and of the vault they change in turn.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};
use uuid::Uuid;

use super::key::{DataKey, KeyId, Secret, WrappedBy, random};
use super::{Scope, SealError, Vault, VaultError};
use crate::event::SchoolId;

const SCHEMA: &str = include_str!("../../migrations/0001_key_store.sql");
const SCHEMA_VERSION: i64 = 1;

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

pub struct KeyStore {
    pub(super) vault: Arc<dyn Vault>,
    pub(super) file: tokio::sync::Mutex<SqliteConnection>,
    cache: Mutex<Cache>,
    /// Scopes that wait for a key: whoever has the file next makes them all, in one commit.
    wanted: Mutex<Vec<(SchoolId, Scope)>>,
}

#[derive(Default)]
struct Cache {
    by_id: HashMap<KeyId, Arc<DataKey>>,
    by_scope: HashMap<(SchoolId, Scope), Arc<DataKey>>,
    /// What the file's counter of other processes' changes was, and when.
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
        let mut file = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON")
            .disable_statement_logging()
            .connect()
            .await?;
        let mut tx = file.begin_with("BEGIN IMMEDIATE").await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *tx).await?;
        if version == 0 {
            sqlx::raw_sql(SCHEMA).execute(&mut *tx).await?;
            let set = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {SCHEMA_VERSION}"));
            sqlx::raw_sql(set).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        let store = Self {
            vault,
            file: tokio::sync::Mutex::new(file),
            cache: Mutex::default(),
            wanted: Mutex::default(),
        };
        store.settle(&mut *store.file.lock().await).await?;
        Ok(store)
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
        let mut file = self.file.lock().await;
        if let Some(keys) = self.cached(school, scopes) {
            return Ok(keys);
        }
        let mut wanted = std::mem::take(&mut *lock(&self.wanted));
        wanted.extend(scopes.iter().map(|scope| (school, scope.clone())));
        wanted.sort_unstable();
        wanted.dedup();
        let made = self.find_or_make(&mut file, wanted).await?;
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
        file: &mut SqliteConnection,
        wanted: Vec<(SchoolId, Scope)>,
    ) -> Result<Vec<((SchoolId, Scope), Arc<DataKey>)>, SealError> {
        let mut tx = file.begin_with("BEGIN IMMEDIATE").await?;
        let by = *self.vault.held()?.last().ok_or(SealError::Stopped)?;
        let mut keys = Vec::with_capacity(wanted.len());
        for (school, scope) in wanted {
            let there = sqlx::query(
                "SELECT id, wrapped_by, wrapped FROM keys WHERE school = ? AND class = ? AND part = ? AND retired = 0",
            )
            .bind(school.0)
            .bind(scope.class)
            .bind(&scope.part)
            .fetch_optional(&mut *tx)
            .await?;
            let key = match there {
                Some(row) => self.unwrap(&row)?.1,
                None => {
                    let secret = random().map_err(VaultError::from)?;
                    let key = DataKey::new(&secret).map_err(VaultError::from)?;
                    sqlx::query(
                        "INSERT INTO keys (id, school, owner, class, part, made_at, wrapped_by, wrapped) \
                         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    )
                    .bind(&key.id.0[..])
                    .bind(school.0)
                    .bind(scope.owner)
                    .bind(scope.class)
                    .bind(&scope.part)
                    .bind(Timestamp::now().as_microsecond())
                    .bind(by.0)
                    .bind(self.vault.wrap(by, &key.id.0, &secret)?)
                    .execute(&mut *tx)
                    .await?;
                    key
                }
            };
            keys.push(((school, scope), Arc::new(key)));
        }
        tx.commit().await?;
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
        let mut file = self.file.lock().await;
        lock(&self.cache).make_room();
        for id in missing {
            let row = sqlx::query("SELECT id, wrapped_by, wrapped FROM keys WHERE id = ?")
                .bind(&id.0[..])
                .fetch_optional(&mut *file)
                .await?;
            match row.map(|row| self.unwrap(&row)).transpose() {
                Ok(None) => {}
                Ok(Some((_, key))) => {
                    let key = Arc::new(key);
                    lock(&self.cache).by_id.insert(id, Arc::clone(&key));
                    found.insert(id, key);
                }
                Err(error) => tracing::error!("the key {id} cannot be used: {error}"),
            }
        }
        Ok(found)
    }

    /// What is known of a school's keys.
    pub async fn list(&self, school: SchoolId) -> Result<Vec<KeyInfo>, SealError> {
        let mut file = self.file.lock().await;
        let rows = sqlx::query(
            "SELECT id, owner, class, part, made_at FROM keys WHERE school = ? ORDER BY class, part",
        )
        .bind(school.0)
        .fetch_all(&mut *file)
        .await?;
        Ok(rows.iter().map(info).collect::<Result<_, _>>()?)
    }

    /// From when this returns on these keys seal nothing more, in no process: their scopes get others. They still open.
    pub async fn retire(&self, keys: &[KeyId]) -> Result<(), SealError> {
        let mut retired = 0;
        {
            let mut file = self.file.lock().await;
            let mut tx = file.begin_with("BEGIN IMMEDIATE").await?;
            for key in keys {
                let done = sqlx::query("UPDATE keys SET retired = 1 WHERE id = ? AND retired = 0")
                    .bind(&key.0[..])
                    .execute(&mut *tx)
                    .await?;
                retired += done.rows_affected();
            }
            tx.commit().await?;
            *lock(&self.cache) = Cache::default();
        }
        if 0 < retired {
            tokio::time::sleep(LOOK + LOOK / 4).await; // Until every other process has looked.
        }
        Ok(())
    }

    /// Destroys these keys, those that there still are, and makes every older copy of the file useless. Returns how many
    /// there were.
    pub async fn destroy(&self, keys: &[KeyId]) -> Result<usize, SealError> {
        let mut file = self.file.lock().await;
        self.settle(&mut file).await?;
        let mut tx = file.begin_with("BEGIN IMMEDIATE").await?;
        let mut destroyed = 0;
        for key in keys {
            let gone =
                sqlx::query("DELETE FROM keys WHERE id = ?").bind(&key.0[..]).execute(&mut *tx).await?;
            destroyed += usize::try_from(gone.rows_affected()).unwrap_or_default();
        }
        if 0 < destroyed {
            let by = self.vault.make()?;
            self.rewrap(&mut tx, by).await?;
        }
        tx.commit().await?;
        *lock(&self.cache) = Cache::default();
        self.settle(&mut file).await?;
        // What is left of the destroyed rows opens with nothing any more; it goes all the same, if nobody reads just now.
        sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *file).await?;
        Ok(destroyed)
    }

    /// A copy of the file as it is now. It opens as long as no key is destroyed: then a new one is to be made.
    pub async fn copy_to(&self, path: &Path) -> Result<(), SealError> {
        let mut file = self.file.lock().await;
        sqlx::query("VACUUM INTO ?").bind(path.display().to_string()).execute(&mut *file).await?;
        Ok(())
    }

    /// Finishes what a crash may have left half done: all keys are wrapped by the newest key-encryption key, and it is the
    /// only one.
    async fn settle(&self, file: &mut SqliteConnection) -> Result<(), SealError> {
        let mut tx = file.begin_with("BEGIN IMMEDIATE").await?;
        let held = self.vault.held()?;
        let Some((newest, older)) = held.split_last() else { return Err(SealError::Stopped) };
        self.rewrap(&mut tx, *newest).await?;
        tx.commit().await?;
        if older.is_empty() {
            return Ok(());
        }
        // What is wrapped anew is durable now. The vault changes under the file's lock.
        let tx = file.begin_with("BEGIN IMMEDIATE").await?;
        for key in older {
            self.vault.destroy(*key)?;
        }
        Ok(tx.rollback().await?)
    }

    async fn rewrap(&self, tx: &mut SqliteConnection, by: WrappedBy) -> Result<(), SealError> {
        let rows = sqlx::query("SELECT id, wrapped_by, wrapped FROM keys WHERE wrapped_by <> ?")
            .bind(by.0)
            .fetch_all(&mut *tx)
            .await?;
        for row in rows {
            let (secret, key) = self.unwrap(&row)?;
            sqlx::query("UPDATE keys SET wrapped_by = ?, wrapped = ? WHERE id = ?")
                .bind(by.0)
                .bind(self.vault.wrap(by, &key.id.0, &secret)?)
                .bind(&key.id.0[..])
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }

    pub(super) fn unwrap(&self, row: &SqliteRow) -> Result<(Secret, DataKey), SealError> {
        let id: Vec<u8> = row.try_get("id")?;
        let (by, wrapped): (Uuid, Vec<u8>) = (row.try_get("wrapped_by")?, row.try_get("wrapped")?);
        let secret = match self.vault.unwrap(WrappedBy(by), &id, &wrapped) {
            Err(VaultError::NotHeld(by)) => return Err(SealError::OfAnotherVault(by)),
            other => other?,
        };
        let key = DataKey::new(&secret).map_err(VaultError::from)?;
        if key.id.0[..] != id[..] {
            return Err(KeyId::from_slice(&id).map_or(SealError::Stopped, SealError::AnotherKey));
        }
        Ok((secret, key))
    }

    /// Forgets the keys in memory if another process has changed the file.
    async fn look(&self) -> Result<(), SealError> {
        let looked = lock(&self.cache).looked;
        if looked.is_some_and(|(_, at)| at.elapsed() < LOOK) {
            return Ok(());
        }
        let mut file = self.file.lock().await;
        let version: i64 = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut *file).await?;
        let mut cache = lock(&self.cache);
        if cache.looked.is_some_and(|(before, _)| before != version) {
            *cache = Cache::default();
        }
        cache.looked = Some((version, Instant::now()));
        Ok(())
    }
}

fn info(row: &SqliteRow) -> Result<KeyInfo, sqlx::Error> {
    let id: Vec<u8> = row.try_get("id")?;
    let made_at: i64 = row.try_get("made_at")?;
    let wrong = || sqlx::Error::Decode("a key's name or instant".into());
    Ok(KeyInfo {
        id: KeyId::from_slice(&id).ok_or_else(wrong)?,
        owner: row.try_get("owner")?,
        class: row.try_get("class")?,
        part: row.try_get("part")?,
        made_at: Timestamp::from_microsecond(made_at).map_err(|_| wrong())?,
    })
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
