//! Where the answers are kept: a SQLite database that can be thrown away and folded again.
//!
//! Tables belong to a generation, a view of the plain name shows the live one. A rebuild fills the tables of the
//! next generation and then moves the views, so that nobody reads a half-built answer.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use registro_eventlog::event::{Position, SchoolId};
use serde::de::DeserializeOwned;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Row, Sqlite, SqlitePool, Transaction};

use crate::event::ReadError;
use crate::model::{Key, ReadModel};

/// A set of tables, all folded by the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generation(pub i64);

#[derive(Clone, Debug)]
pub struct ReadStore {
    pool: SqlitePool,
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
        "the read models were folded up to {stored:?} of another log, or of a later copy of this one: rebuild them"
    )]
    OfAnotherLog { stored: Position },
}

impl ReadStore {
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str("sqlite://")?
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What a power cut takes from here is folded again from the log.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(30));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::raw_sql(
            "CREATE TABLE IF NOT EXISTS generation (\
               id INTEGER PRIMARY KEY, revisions TEXT NOT NULL, live INTEGER NOT NULL) STRICT;",
        )
        .execute(&pool)
        .await?;
        Ok(Self { pool })
    }

    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self, row: &[u8]) -> Result<T, StoreError> {
        Ok(postcard::from_bytes(row)?)
    }

    /// The live generation and the revisions it was folded with.
    pub async fn live(&self) -> Result<Option<(Generation, String)>, StoreError> {
        let row = sqlx::query("SELECT id, revisions FROM generation WHERE live = 1 ORDER BY id DESC LIMIT 1")
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| (Generation(row.get(0)), row.get(1))))
    }

    /// Makes the empty tables of a new generation.
    pub async fn create(&self, revisions: &str, tables: &[String]) -> Result<Generation, StoreError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let id: i64 = sqlx::query("INSERT INTO generation (revisions, live) VALUES (?, 0) RETURNING id")
            .bind(revisions)
            .fetch_one(&mut *tx)
            .await?
            .get(0);
        let generation = Generation(id);
        for ddl in tables.iter().map(String::as_str).chain([
            "CREATE TABLE touched_G (school BLOB NOT NULL, model TEXT NOT NULL, key BLOB NOT NULL, \
             position INTEGER NOT NULL, PRIMARY KEY (school, model, key, position)) STRICT, WITHOUT ROWID",
            "CREATE TABLE checkpoint_G (school BLOB NOT NULL, model TEXT NOT NULL, \
             position INTEGER NOT NULL, event BLOB NOT NULL, PRIMARY KEY (school, model)) STRICT, WITHOUT ROWID",
        ]) {
            sqlx::raw_sql(AssertSqlSafe(generation.name(ddl))).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(generation)
    }

    /// Shows a generation to readers and drops the others, in one transaction.
    pub async fn switch(
        &self,
        mut tx: Transaction<'_, Sqlite>,
        to: Generation,
        names: &[&str],
    ) -> Result<(), StoreError> {
        let names: Vec<&str> = names.iter().copied().chain(["touched", "checkpoint"]).collect();
        for name in &names {
            let view =
                format!("DROP VIEW IF EXISTS {name}; CREATE VIEW {name} AS SELECT * FROM {name}_{}", to.0);
            sqlx::raw_sql(AssertSqlSafe(view)).execute(&mut *tx).await?;
        }
        let others =
            sqlx::query("SELECT id FROM generation WHERE id <> ?").bind(to.0).fetch_all(&mut *tx).await?;
        for other in others {
            let other = Generation(other.get(0));
            for name in &names {
                let drop = format!("DROP TABLE IF EXISTS {name}_{}", other.0);
                sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut *tx).await?;
            }
            sqlx::query("DELETE FROM generation WHERE id = ?").bind(other.0).execute(&mut *tx).await?;
        }
        sqlx::query("UPDATE generation SET live = 1 WHERE id = ?").bind(to.0).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// How far the live answers of a school go: the least of its models' checkpoints.
    pub async fn checkpoint(&self, school: SchoolId) -> Result<Option<Position>, StoreError> {
        let row = sqlx::query("SELECT MIN(position) FROM checkpoint WHERE school = ?")
            .bind(school.0.as_bytes().as_slice())
            .fetch_one(&self.pool)
            .await?;
        Ok(row.get::<Option<i64>, _>(0).map(position))
    }

    /// A stored row, as of the model's checkpoint.
    pub async fn row<M: ReadModel>(&self, school: SchoolId, key: &Key) -> Result<Option<M::Row>, StoreError> {
        let query = format!("SELECT row FROM {} WHERE school = ? AND key = ?", M::NAME);
        let row = sqlx::query(AssertSqlSafe(query))
            .bind(school.0.as_bytes().as_slice())
            .bind(key.0.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| self.decode(row.get::<&[u8], _>(0))).transpose()
    }

    /// The positions of the events behind a row, up to one of them.
    pub async fn touched<M: ReadModel>(
        &self,
        school: SchoolId,
        key: &Key,
        until: Position,
    ) -> Result<Vec<Position>, StoreError> {
        let rows = sqlx::query(
            "SELECT position FROM touched WHERE school = ? AND model = ? AND key = ? AND position <= ? \
             ORDER BY position",
        )
        .bind(school.0.as_bytes().as_slice())
        .bind(M::NAME)
        .bind(key.0.as_slice())
        .bind(i64::try_from(until.0).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.iter().map(|row| position(row.get(0))).collect())
    }
}

impl Generation {
    /// Writes the generation into a statement: `touched_G` becomes `touched_3`.
    pub(crate) fn name(self, statement: &str) -> String {
        statement.replace("_G", &format!("_{}", self.0))
    }
}

pub(crate) fn position(stored: i64) -> Position {
    Position(u64::try_from(stored).unwrap_or_default())
}
