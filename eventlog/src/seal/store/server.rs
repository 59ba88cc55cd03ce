//! The key store as tables of a PostgreSQL database: for a register that several machines serve. In a schema of its own, for
//! a role that need not see the log.

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::postgres::{PgPool, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Postgres, Row, Transaction, query_scalar, raw_sql};
use uuid::Uuid;

use super::super::key::{KeyId, WrappedBy};
use super::super::{Scope, SealError};
use super::cabinet::{Cabinet, Kept, Turn, Wrapped};
use super::file::FileCabinet;
use crate::event::SchoolId;
use crate::postgres::Address;

const SCHEMA: &str = include_str!("../../../migrations/0001_postgres_keys.sql");
/// Whoever waits longer for a connection, or for another's turn to end, is told so.
const PATIENCE: Duration = Duration::from_secs(15);
const CONNECTIONS: u32 = 3;

/// Makes the tables, as the role that owns the database, and lets `serving` keep keys in them. Repeating it is harmless.
pub async fn migrate(address: &Address, serving: &str) -> Result<(), SealError> {
    let mut connection = address.connect_options().connect().await?;
    let mut transaction = connection.begin().await?;
    raw_sql("SELECT pg_advisory_xact_lock(hashtext('registro_keys'))").execute(&mut *transaction).await?;
    let there: bool = query_scalar("SELECT to_regclass('registro_keys.migration') IS NOT NULL")
        .fetch_one(&mut *transaction)
        .await?;
    if !there {
        raw_sql(SCHEMA).execute(&mut *transaction).await?;
    }
    let grants: String = query_scalar(
        "SELECT format('GRANT USAGE ON SCHEMA registro_keys TO %1$I; \
         GRANT SELECT, INSERT, DELETE, UPDATE (retired, wrapped_by, wrapped) ON registro_keys.keys TO %1$I; \
         GRANT SELECT, UPDATE ON registro_keys.generation TO %1$I', $1::text)",
    )
    .bind(serving)
    .fetch_one(&mut *transaction)
    .await?;
    // The server itself has quoted the name of the role.
    raw_sql(AssertSqlSafe(grants)).execute(&mut *transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(())
}

/// Whether there is any key.
pub async fn holds_keys(address: &Address) -> Result<bool, SealError> {
    let cabinet = ServerCabinet::open(address).await?;
    let holds =
        query_scalar("SELECT EXISTS (SELECT FROM registro_keys.keys)").fetch_one(&cabinet.server).await?;
    cabinet.server.close().await;
    Ok(holds)
}

/// All keys, still wrapped, as a file.
pub async fn copy_to(address: &Address, path: &Path) -> Result<(), SealError> {
    let cabinet = ServerCabinet::open(address).await?;
    cabinet.copy_to(path).await?;
    cabinet.server.close().await;
    Ok(())
}

pub(super) struct ServerCabinet {
    server: PgPool,
}

struct ServerTurn(Transaction<'static, Postgres>);

impl ServerCabinet {
    pub(super) async fn open(address: &Address) -> Result<Self, SealError> {
        let waits = [("lock_timeout", "12s"), ("statement_timeout", "60s")];
        let options = address.connect_options().options(waits);
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        let server = pool.connect_with(options).await?;
        let there: bool = query_scalar("SELECT to_regclass('registro_keys.generation') IS NOT NULL")
            .fetch_one(&server)
            .await?;
        if there { Ok(Self { server }) } else { Err(SealError::NotPrepared) }
    }
}

#[async_trait]
impl Cabinet for ServerCabinet {
    async fn begin(&self) -> Result<Box<dyn Turn>, SealError> {
        let mut turn = self.server.begin().await?;
        let _: i64 = query_scalar("SELECT number FROM registro_keys.generation FOR UPDATE")
            .fetch_one(&mut *turn)
            .await?;
        Ok(Box::new(ServerTurn(turn)))
    }

    async fn of_ids(&self, ids: &[KeyId]) -> Result<Vec<Wrapped>, SealError> {
        let ids: Vec<&[u8]> = ids.iter().map(|id| &id.0[..]).collect();
        let rows = sqlx::query("SELECT id, wrapped_by, wrapped FROM registro_keys.keys WHERE id = ANY($1)")
            .bind(ids)
            .fetch_all(&self.server)
            .await?;
        Ok(rows.iter().map(wrapped).collect::<Result<_, _>>()?)
    }

    async fn of_school(&self, school: SchoolId) -> Result<Vec<Kept>, SealError> {
        let rows = sqlx::query("SELECT * FROM registro_keys.keys WHERE school = $1")
            .bind(school.0)
            .fetch_all(&self.server)
            .await?;
        Ok(rows.iter().map(kept).collect::<Result<_, _>>()?)
    }

    async fn generation(&self) -> Result<i64, SealError> {
        Ok(query_scalar("SELECT number FROM registro_keys.generation").fetch_one(&self.server).await?)
    }

    /// Dead rows, and what the server's own log of writes holds of them, go when the server sees to it.
    async fn tidy(&self) -> Result<(), SealError> {
        Ok(())
    }

    async fn copy_to(&self, path: &Path) -> Result<(), SealError> {
        let rows = sqlx::query("SELECT * FROM registro_keys.keys").fetch_all(&self.server).await?;
        let file = FileCabinet::open(path).await?;
        let mut turn = file.begin().await?;
        for row in &rows {
            turn.add(&kept(row)?).await?;
        }
        turn.commit().await?;
        file.close().await
    }

    async fn close(&self) -> Result<(), SealError> {
        self.server.close().await;
        Ok(())
    }
}

#[async_trait]
impl Turn for ServerTurn {
    async fn of_scope(&mut self, school: SchoolId, scope: &Scope) -> Result<Option<Wrapped>, SealError> {
        let row = sqlx::query(
            "SELECT id, wrapped_by, wrapped FROM registro_keys.keys \
             WHERE school = $1 AND class = $2 AND part = $3 AND NOT retired",
        )
        .bind(school.0)
        .bind(scope.class)
        .bind(&scope.part)
        .fetch_optional(&mut *self.0)
        .await?;
        Ok(row.as_ref().map(wrapped).transpose()?)
    }

    async fn wrapped_by_others(&mut self, than: WrappedBy) -> Result<Vec<Wrapped>, SealError> {
        let rows =
            sqlx::query("SELECT id, wrapped_by, wrapped FROM registro_keys.keys WHERE wrapped_by <> $1")
                .bind(than.0)
                .fetch_all(&mut *self.0)
                .await?;
        Ok(rows.iter().map(wrapped).collect::<Result<_, _>>()?)
    }

    async fn wrapped_by(&mut self) -> Result<Option<WrappedBy>, SealError> {
        let by: Option<Uuid> = query_scalar("SELECT wrapped_by FROM registro_keys.keys LIMIT 1")
            .fetch_optional(&mut *self.0)
            .await?;
        Ok(by.map(WrappedBy))
    }

    async fn add(&mut self, kept: &Kept) -> Result<bool, SealError> {
        let done = sqlx::query(
            "INSERT INTO registro_keys.keys (id, school, owner, class, part, made_at, retired, wrapped_by, wrapped) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
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
        sqlx::query("UPDATE registro_keys.keys SET wrapped_by = $1, wrapped = $2 WHERE id = $3")
            .bind(key.by.0)
            .bind(&key.bytes)
            .bind(&key.id.0[..])
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn retire(&mut self, id: KeyId) -> Result<bool, SealError> {
        let done = sqlx::query("UPDATE registro_keys.keys SET retired = true WHERE id = $1 AND NOT retired")
            .bind(&id.0[..])
            .execute(&mut *self.0)
            .await?;
        Ok(0 < done.rows_affected())
    }

    async fn remove(&mut self, id: KeyId) -> Result<bool, SealError> {
        let done = sqlx::query("DELETE FROM registro_keys.keys WHERE id = $1")
            .bind(&id.0[..])
            .execute(&mut *self.0)
            .await?;
        Ok(0 < done.rows_affected())
    }

    async fn advance(&mut self) -> Result<(), SealError> {
        sqlx::query("UPDATE registro_keys.generation SET number = number + 1").execute(&mut *self.0).await?;
        Ok(())
    }

    async fn commit(self: Box<Self>) -> Result<(), SealError> {
        Ok(self.0.commit().await?)
    }
}

fn wrapped(row: &PgRow) -> Result<Wrapped, sqlx::Error> {
    let id: Vec<u8> = row.try_get("id")?;
    let id = KeyId::from_slice(&id).ok_or_else(|| sqlx::Error::Decode("a key's name".into()))?;
    Ok(Wrapped { id, by: WrappedBy(row.try_get("wrapped_by")?), bytes: row.try_get("wrapped")? })
}

fn kept(row: &PgRow) -> Result<Kept, sqlx::Error> {
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
