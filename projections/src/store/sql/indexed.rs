//! How an index is made, and what SQLite's planner is told of it.

use sqlx::AssertSqlSafe;

use super::{Pool, Tx};

/// An index. `_G` in the names stands for the generation.
#[derive(Clone)]
pub(crate) struct Index {
    pub(crate) table: String,
    pub(crate) name: String,
    /// `school` and what questions ask for beside it.
    pub(crate) columns: &'static str,
}

impl Index {
    fn statement(&self) -> String {
        let Self { table, name, columns } = self;
        format!("CREATE INDEX IF NOT EXISTS {name} ON {table} ({columns})")
    }

    /// SQLite takes the rows of one school for ten until it is told otherwise, and goes through all of them in the order of
    /// their keys instead of asking an index. So of every table with an index it is told, in the statistics that `ANALYZE` would
    /// keep, that a school has a million rows, and that each further column of an index leaves a small part of them: plans do
    /// not depend on what is stored. A dropped table takes its lines along. Other connections read the numbers
    /// when the schema changes next, as it does when a generation is shown.
    fn told(&self) -> String {
        let Self { table, name, columns } = self;
        let further = columns.split(',').skip(1).scan(1_000_000_u32, |left, _| {
            *left = left.div_ceil(100);
            Some(format!(" {left}"))
        });
        let further: String = further.collect();
        format!(
            "ANALYZE sqlite_schema; \
             INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT * FROM (VALUES \
             ('{table}', '{table}', '1000000 1000000 1'), ('{table}', '{name}', '1000000 1000000{further} noskipscan')) \
             EXCEPT SELECT tbl, idx, stat FROM sqlite_stat1; \
             ANALYZE sqlite_schema"
        )
    }
}

impl Tx {
    pub(in crate::store) async fn index(&mut self, index: &Index) -> Result<(), sqlx::Error> {
        self.define(&index.statement()).await?;
        match self {
            Tx::Sqlite(_) => self.define(&index.told()).await,
            Tx::Postgres(_) => Ok(()),
        }
    }
}

impl Pool {
    /// An index over a table that has rows. What is sorted for it does not stay in memory; of several processes that would
    /// make it one does.
    pub(in crate::store) async fn make_index(&self, index: &Index) -> Result<(), sqlx::Error> {
        match self {
            Pool::Sqlite(pool) => {
                let (statement, told) = (index.statement(), index.told());
                let make =
                    format!("PRAGMA temp_store = FILE; {statement}; {told}; PRAGMA temp_store = MEMORY");
                sqlx::raw_sql(AssertSqlSafe(make)).execute(pool).await.map(drop)
            }
            Pool::Postgres(_) => {
                let mut tx = self.begin().await?;
                tx.alone().await?;
                tx.index(index).await?;
                tx.commit().await
            }
        }
    }

    /// Has PostgreSQL count the rows of tables that were filled: by itself it would in a minute, and plan until then without
    /// knowing. SQLite was told.
    pub(in crate::store) async fn count(&self, tables: &[String]) -> Result<(), sqlx::Error> {
        match self {
            Pool::Sqlite(_) => Ok(()),
            Pool::Postgres(pool) => {
                let count = format!("ANALYZE {}", tables.join(", "));
                sqlx::raw_sql(AssertSqlSafe(count)).execute(pool).await.map(drop)
            }
        }
    }
}
