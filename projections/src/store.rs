//! Where the answers are kept: a SQLite file or a schema in PostgreSQL, that can be thrown away and folded again.
//!
//! Tables belong to a generation, a view of the plain name shows the live one. A rebuild fills the tables of the
//! next generation and then moves the views, so that nobody reads a half-built answer.

use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::postgres::Address;
use serde::de::DeserializeOwned;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use crate::event::ReadError;
use crate::model::{Column, Key, ReadModel};
use crate::signed_in;

mod cleansed;
mod generation;
mod lease;
mod parked;
mod postgres;
mod sql;
mod standing;
pub(crate) mod touched;

pub use generation::Generation;
pub(crate) use generation::Tables;
pub use lease::Holder;
pub(crate) use lease::{Lease, Taken, new_worker};
pub use parked::Parked;
pub use postgres::migrate;
pub(crate) use sql::{Answer, Bulk, Index, Known, Tx};
pub use standing::Standing;
pub(crate) use standing::{Checkpoint, Progress};

/// Connections of one process. One writes, the others answer.
const CONNECTIONS: u32 = 6;
/// Rows that a connection to SQLite brings before it waits for whoever reads them.
const ROWS: usize = 256;
/// How long a statement may wait for another process's transaction.
const BUSY: Duration = Duration::from_secs(30);
/// Between two looks at how far another process has folded.
const LOOK: Duration = Duration::from_millis(20);

#[derive(Clone, Debug)]
pub struct ReadStore {
    pool: sql::Pool,
    /// Parked events by school, as this process last counted them.
    incomplete: Arc<RwLock<HashMap<SchoolId, u64>>>,
}

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the read models' database failed")]
    Database(#[from] sqlx::Error),
    #[error("a stored row of a read model cannot be decoded")]
    Row(#[from] postcard::Error),
    #[error(transparent)]
    Event(#[from] ReadError),
    #[error("the event log could not be read")]
    Log(#[from] registro_eventlog::log::LogError),
    #[error("the read models were rebuilt by somebody else meanwhile")]
    GenerationMoved,
    #[error(
        "another worker has taken over the school's read models: what this one had folded was not stored"
    )]
    Fenced,
    #[error(
        "the read models were folded up to {stored:?} of another log, or of a later copy of this one: rebuild them"
    )]
    OfAnotherLog { stored: Position },
    #[error("the read models' database is not ready: {0}")]
    NotReady(String),
    #[error("a task that decodes events came to an end")]
    Decoding(#[from] tokio::task::JoinError),
    #[error("the read models have not seen {position:?} in time")]
    Late { position: Position },
}

impl ReadStore {
    /// In a SQLite file, made if absent.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str("sqlite://")?
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What a power cut takes from here is folded again from the log.
            .synchronous(SqliteSynchronous::Normal)
            // What a statement may have to take back, and what it sorts: no file for it.
            .pragma("temp_store", "MEMORY")
            .row_buffer_size(ROWS)
            .busy_timeout(BUSY);
        let pool = sql::open_file(options, CONNECTIONS).await?;
        let store = Self { pool: sql::Pool::Sqlite(pool), incomplete: Arc::default() };
        let mut tx = store.begin().await?;
        tx.define(generation::TABLE).await?;
        tx.define(lease::TABLE).await?;
        tx.define(signed_in::TABLES).await?;
        tx.define(cleansed::TABLE).await?;
        tx.commit().await?;
        Ok(store)
    }

    /// In a schema of a PostgreSQL database that its owner has prepared with [`migrate`].
    pub async fn open_postgres(address: &Address) -> Result<Self, StoreError> {
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_with(postgres::settings(address, BUSY))
            .await?;
        postgres::ready(&pool).await?;
        let store = Self { pool: sql::Pool::Postgres(pool.clone()), incomplete: Arc::default() };
        if !postgres::has_tables(&pool).await? {
            let mut tx = store.begin().await?;
            tx.alone().await?;
            tx.define(signed_in::TABLES).await?;
            tx.define(cleansed::TABLE).await?;
            tx.commit().await?;
        }
        Ok(store)
    }

    /// The same rows over connections that keep more of the tables in memory, for who writes all of them anew.
    pub(crate) async fn roomy(&self) -> Result<Self, StoreError> {
        Ok(Self { pool: self.pool.roomy().await?, incomplete: Arc::clone(&self.incomplete) })
    }

    /// Closes what [`Self::roomy`] opened.
    pub(crate) async fn leave_roomy(&self) {
        self.pool.leave_roomy().await;
    }

    /// Leaves nothing behind, on the disk, of rows that are not there any more.
    pub async fn purge(&self) -> Result<(), StoreError> {
        Ok(self.pool.purge().await?)
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The rows of a read model for a school. `rest` goes on from the condition on the school: `AND …`, `ORDER BY …`.
    pub(crate) async fn rows<M: ReadModel>(
        &self,
        school: SchoolId,
        rest: &str,
        values: &[Column],
    ) -> Result<Vec<M::Row>, StoreError> {
        let statement = format!("SELECT row FROM {} WHERE school = ? {rest}", M::NAME);
        let values: Vec<Column> = std::iter::once(school.into()).chain(values.iter().cloned()).collect();
        self.pool.fetch(&statement, &values).await?.iter().map(|row| decode(row.blob(0)?)).collect()
    }

    pub(crate) async fn select(&self, statement: &str, values: &[Column]) -> Result<Vec<Answer>, StoreError> {
        Ok(self.pool.fetch(statement, values).await?)
    }

    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// How far the live answers of a school go.
    pub async fn checkpoint(&self, school: SchoolId) -> Result<Option<Position>, StoreError> {
        let rows = self.select("SELECT position FROM checkpoint WHERE school = ?", &[school.into()]).await?;
        Ok(rows.first().map(|row| row.integer(0)).transpose()?.map(position))
    }

    /// Waits until the live answers of a school go as far as `position`, whoever folds them.
    pub async fn wait_for(
        &self,
        school: SchoolId,
        position: Position,
        timeout: Duration,
    ) -> Result<(), StoreError> {
        let seen = async {
            while self.checkpoint(school).await? < Some(position) {
                tokio::time::sleep(LOOK).await;
            }
            Ok(())
        };
        tokio::time::timeout(timeout, seen).await.unwrap_or(Err(StoreError::Late { position }))
    }

    /// A stored row, as of the checkpoint.
    pub async fn row<M: ReadModel>(&self, school: SchoolId, key: &Key) -> Result<Option<M::Row>, StoreError> {
        Ok(self.rows::<M>(school, "AND key = ?", &[key.into()]).await?.pop())
    }

    /// Rows of a read model in the order of their keys, at most `limit`, from the one after a key on.
    pub async fn scan<M: ReadModel>(
        &self,
        school: SchoolId,
        after: Option<&Key>,
        limit: u32,
    ) -> Result<Vec<(Key, M::Row)>, StoreError> {
        let statement =
            format!("SELECT key, row FROM {} WHERE school = ? AND key > ? ORDER BY key LIMIT ?", M::NAME);
        let after = Column::Blob(after.map(|key| key.0.clone()).unwrap_or_default());
        let values = [school.into(), after, Column::Integer(i64::from(limit))];
        let rows = self.select(&statement, &values).await?;
        rows.iter().map(|row| Ok((Key(row.blob(0)?.to_vec()), decode(row.blob(1)?)?))).collect()
    }

    /// The positions of the events behind a row, up to one of them.
    pub async fn touched<M: ReadModel>(
        &self,
        school: SchoolId,
        key: &Key,
        until: Position,
    ) -> Result<Vec<Position>, StoreError> {
        let statement = "SELECT position, further FROM touched WHERE school = ? AND model = ? AND key = ? AND position <= ?";
        let model = Column::Text(M::NAME.to_owned());
        let rows = self.select(statement, &[school.into(), model, key.into(), until.into()]).await?;
        let mut positions = touched::positions(&rows)?;
        positions.retain(|position| *position <= until);
        Ok(positions)
    }
}

pub(crate) fn decode<T: DeserializeOwned>(row: &[u8]) -> Result<T, StoreError> {
    Ok(postcard::from_bytes(row)?)
}

pub(crate) fn position(stored: i64) -> Position {
    Position(u64::try_from(stored).unwrap_or_default())
}
