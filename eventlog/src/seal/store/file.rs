//! The key store as a SQLite file. Several processes may use it.

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Row, Sqlite, Transaction};
use uuid::Uuid;

use super::super::key::{KeyId, WrappedBy};
use super::super::{Scope, SealError};
use super::cabinet::{Cabinet, Kept, Turn, Wrapped};
use crate::event::SchoolId;

/// Each in its turn, never changed once released.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../../migrations/0001_key_store.sql"),
    include_str!("../../../migrations/0002_key_store_generation.sql"),
];

/// Whether the file holds any key. Nothing is made or changed by looking.
pub async fn holds_keys(path: &Path) -> Result<bool, SealError> {
    if !path.exists() {
        return Ok(false);
    }
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_secs(10));
    let mut file = options.disable_statement_logging().connect().await?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'keys'")
        .fetch_one(&mut file)
        .await?;
    let holds =
        tables != 0 && sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM keys)").fetch_one(&mut file).await?;
    file.close().await?;
    Ok(holds)
}

pub(super) struct FileCabinet {
    file: SqlitePool,
}

struct FileTurn(Transaction<'static, Sqlite>);

impl FileCabinet {
    pub(super) async fn open(path: &Path) -> Result<Self, SealError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON")
            .disable_statement_logging();
        let one = SqlitePoolOptions::new().max_connections(1).test_before_acquire(false);
        let one = one.idle_timeout(None).max_lifetime(None);
        let file = one.connect_with(options).await?;
        let mut tx = file.begin_with("BEGIN IMMEDIATE").await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *tx).await?;
        for (number, text) in (1..).zip(MIGRATIONS).filter(|(number, _)| version < *number) {
            sqlx::raw_sql(text).execute(&mut *tx).await?;
            let set = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {number}"));
            sqlx::raw_sql(set).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(Self { file })
    }
}

#[async_trait]
impl Cabinet for FileCabinet {
    async fn begin(&self) -> Result<Box<dyn Turn>, SealError> {
        Ok(Box::new(FileTurn(self.file.begin_with("BEGIN IMMEDIATE").await?)))
    }

    async fn of_ids(&self, ids: &[KeyId]) -> Result<Vec<Wrapped>, SealError> {
        let mut file = self.file.acquire().await?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let row = sqlx::query("SELECT id, wrapped_by, wrapped FROM keys WHERE id = ?")
                .bind(&id.0[..])
                .fetch_optional(&mut *file)
                .await?;
            found.extend(row.as_ref().map(wrapped).transpose()?);
        }
        Ok(found)
    }

    async fn of_school(&self, school: SchoolId) -> Result<Vec<Kept>, SealError> {
        let rows =
            sqlx::query("SELECT * FROM keys WHERE school = ?").bind(school.0).fetch_all(&self.file).await?;
        Ok(rows.iter().map(kept).collect::<Result<_, _>>()?)
    }

    async fn generation(&self) -> Result<i64, SealError> {
        Ok(sqlx::query_scalar("SELECT number FROM generation").fetch_one(&self.file).await?)
    }

    async fn tidy(&self) -> Result<(), SealError> {
        sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.file).await?;
        Ok(())
    }

    async fn copy_to(&self, path: &Path) -> Result<(), SealError> {
        sqlx::query("VACUUM INTO ?").bind(path.display().to_string()).execute(&self.file).await?;
        Ok(())
    }

    async fn close(&self) -> Result<(), SealError> {
        sqlx::raw_sql("PRAGMA journal_mode = DELETE").execute(&self.file).await?;
        self.file.close().await;
        Ok(())
    }
}

#[async_trait]
impl Turn for FileTurn {
    async fn of_scope(&mut self, school: SchoolId, scope: &Scope) -> Result<Option<Wrapped>, SealError> {
        let row = sqlx::query(
            "SELECT id, wrapped_by, wrapped FROM keys WHERE school = ? AND class = ? AND part = ? AND retired = 0",
        )
        .bind(school.0)
        .bind(scope.class)
        .bind(&scope.part)
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.as_ref().map(wrapped).transpose()?)
    }

    async fn wrapped_by_others(&mut self, than: WrappedBy) -> Result<Vec<Wrapped>, SealError> {
        let rows = sqlx::query("SELECT id, wrapped_by, wrapped FROM keys WHERE wrapped_by <> ?")
            .bind(than.0)
            .fetch_all(&mut *self.0)
            .await?;
        Ok(rows.iter().map(wrapped).collect::<Result<_, _>>()?)
    }

    async fn wrapped_by(&mut self) -> Result<Option<WrappedBy>, SealError> {
        let by: Option<Uuid> =
            sqlx::query_scalar("SELECT wrapped_by FROM keys LIMIT 1").fetch_optional(&mut *self.0).await?;
        Ok(by.map(WrappedBy))
    }

    async fn add(&mut self, kept: &Kept) -> Result<bool, SealError> {
        let done = sqlx::query(
            "INSERT INTO keys (id, school, owner, class, part, made_at, retired, wrapped_by, wrapped) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        )
        .bind(&kept.key.id.0[..])
        .bind(kept.school.0)
        .bind(kept.owner)
        .bind(&kept.class)
        .bind(&kept.part)
        .bind(kept.made_at.as_microsecond())
        .bind(kept.retired)
        .bind(kept.key.by.0)
        .bind(&kept.key.bytes)
        .execute(&mut *self.0)
        .await?;
        Ok(0 < done.rows_affected())
    }

    async fn rewrap(&mut self, key: &Wrapped) -> Result<(), SealError> {
        sqlx::query("UPDATE keys SET wrapped_by = ?, wrapped = ? WHERE id = ?")
            .bind(key.by.0)
            .bind(&key.bytes)
            .bind(&key.id.0[..])
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn retire(&mut self, id: KeyId) -> Result<bool, SealError> {
        let done = sqlx::query("UPDATE keys SET retired = 1 WHERE id = ? AND retired = 0")
            .bind(&id.0[..])
            .execute(&mut *self.0)
            .await?;
        Ok(0 < done.rows_affected())
    }

    async fn remove(&mut self, id: KeyId) -> Result<bool, SealError> {
        let done = sqlx::query("DELETE FROM keys WHERE id = ?").bind(&id.0[..]).execute(&mut *self.0).await?;
        Ok(0 < done.rows_affected())
    }

    async fn advance(&mut self) -> Result<(), SealError> {
        sqlx::query("UPDATE generation SET number = number + 1").execute(&mut *self.0).await?;
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), SealError> {
        Ok(self.0.commit().await?)
    }
}

fn wrapped(row: &SqliteRow) -> Result<Wrapped, sqlx::Error> {
    let id: Vec<u8> = row.try_get("id")?;
    let id = KeyId::from_slice(&id).ok_or_else(|| sqlx::Error::Decode("a key's name".into()))?;
    Ok(Wrapped { id, by: WrappedBy(row.try_get("wrapped_by")?), bytes: row.try_get("wrapped")? })
}

fn kept(row: &SqliteRow) -> Result<Kept, sqlx::Error> {
    let made_at: i64 = row.try_get("made_at")?;
    Ok(Kept {
        school: SchoolId(row.try_get("school")?),
        owner: row.try_get("owner")?,
        class: row.try_get("class")?,
        part: row.try_get("part")?,
        made_at: Timestamp::from_microsecond(made_at).map_err(|error| sqlx::Error::Decode(error.into()))?,
        retired: row.try_get("retired")?,
        key: wrapped(row)?,
    })
}
