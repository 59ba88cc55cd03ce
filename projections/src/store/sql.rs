//! The one place that knows which SQL the two engines speak: statements are written once, with `?` for values.

use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{AssertSqlSafe, Postgres, QueryBuilder, Row, Sqlite, Transaction};

use crate::model::{Column, Key, Kind};

mod indexed;
mod upkeep;
pub(crate) use indexed::Index;
pub(super) use upkeep::open_file;

/// Values bound in one statement of SQLite, which takes 32,766.
const SQLITE_VALUES: usize = 4_000;
const SQLITE_NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
const POSTGRES_NOW: &str = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

#[derive(Clone, Debug)]
pub(crate) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction that writes.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A row of an answer. Columns are asked for by their place and their kind.
pub(crate) enum Answer {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// Rows to be stored in one go.
pub(crate) struct Bulk<'a> {
    pub(crate) table: String,
    /// Columns with the same value in every row.
    pub(crate) shared: &'a [(&'a str, Column)],
    pub(crate) columns: &'a [(&'a str, Kind)],
    /// The columns that tell rows apart.
    pub(crate) key: &'a str,
    pub(crate) known: Known,
}

/// What becomes of a row that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Replaced,
    Kept,
}

macro_rules! bound {
    ($statement:expr, $values:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($statement));
        for value in $values {
            query = match value {
                Column::Blob(bytes) => query.bind(bytes.as_slice()),
                Column::Integer(integer) => query.bind(*integer),
                Column::Text(text) => query.bind(text.as_str()),
            };
        }
        query
    }};
}

impl Pool {
    pub(crate) async fn fetch(&self, statement: &str, values: &[Column]) -> Result<Vec<Answer>, sqlx::Error> {
        Ok(match self {
            Pool::Sqlite(pool) => {
                let found = bound!(statement.to_owned(), values).fetch_all(pool).await?;
                found.into_iter().map(Answer::Sqlite).collect()
            }
            Pool::Postgres(pool) => {
                let found = bound!(numbered(statement), values).fetch_all(pool).await?;
                found.into_iter().map(Answer::Postgres).collect()
            }
        })
    }

    pub(crate) async fn begin(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            // Whoever reads first and writes then could find that somebody was faster.
            Pool::Sqlite(pool) => Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// The database's own clock, in milliseconds since 1970: what leases are measured by.
    pub(crate) fn now(&self) -> &'static str {
        match self {
            Pool::Sqlite(_) => SQLITE_NOW,
            Pool::Postgres(_) => POSTGRES_NOW,
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Statements without values, such as those that make tables.
    pub(crate) async fn define(&mut self, statements: &str) -> Result<(), sqlx::Error> {
        match self {
            Tx::Sqlite(tx) => sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut **tx).await.map(drop),
            Tx::Postgres(tx) => {
                sqlx::raw_sql(AssertSqlSafe(for_postgres(statements))).execute(&mut **tx).await.map(drop)
            }
        }
    }

    /// Nobody else makes or drops tables until this transaction ends.
    pub(crate) async fn alone(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Tx::Sqlite(_) => Ok(()), // It has one writer at a time.
            Tx::Postgres(_) => self.define("LOCK TABLE generation IN SHARE ROW EXCLUSIVE MODE").await,
        }
    }

    /// How many rows it changed.
    pub(crate) async fn run(&mut self, statement: &str, values: &[Column]) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Tx::Sqlite(tx) => bound!(statement.to_owned(), values).execute(&mut **tx).await?.rows_affected(),
            Tx::Postgres(tx) => bound!(numbered(statement), values).execute(&mut **tx).await?.rows_affected(),
        })
    }

    pub(crate) async fn fetch(
        &mut self,
        statement: &str,
        values: &[Column],
    ) -> Result<Vec<Answer>, sqlx::Error> {
        Ok(match self {
            Tx::Sqlite(tx) => {
                let found = bound!(statement.to_owned(), values).fetch_all(&mut **tx).await?;
                found.into_iter().map(Answer::Sqlite).collect()
            }
            Tx::Postgres(tx) => {
                let found = bound!(numbered(statement), values).fetch_all(&mut **tx).await?;
                found.into_iter().map(Answer::Postgres).collect()
            }
        })
    }

    /// `statement` ends where the list of keys begins: `… WHERE school = ? AND key`.
    pub(crate) async fn of_keys(
        &mut self,
        statement: &str,
        school: &Column,
        keys: &[&Key],
    ) -> Result<Vec<Answer>, sqlx::Error> {
        let mut found = Vec::new();
        match self {
            Tx::Sqlite(tx) => {
                for chunk in keys.chunks(SQLITE_VALUES) {
                    let marks = vec!["?"; chunk.len()].join(", ");
                    let mut query = bound!(format!("{statement} IN ({marks})"), [school]);
                    for key in chunk {
                        query = query.bind(key.0.as_slice());
                    }
                    found.extend(query.fetch_all(&mut **tx).await?.into_iter().map(Answer::Sqlite));
                }
            }
            Tx::Postgres(tx) => {
                let keys: Vec<&[u8]> = keys.iter().map(|key| key.0.as_slice()).collect();
                let query = bound!(numbered(&format!("{statement} = ANY (?)")), [school]).bind(keys);
                found.extend(query.fetch_all(&mut **tx).await?.into_iter().map(Answer::Postgres));
            }
        }
        Ok(found)
    }

    /// Stores rows, each with the values of `bulk.columns`. No two of them may have the same key.
    pub(crate) async fn store(&mut self, bulk: &Bulk<'_>, rows: &[Vec<Column>]) -> Result<(), sqlx::Error> {
        if rows.is_empty() {
            return Ok(());
        }
        match self {
            Tx::Sqlite(tx) => {
                for chunk in rows.chunks(SQLITE_VALUES / bulk.columns.len().max(1)) {
                    let mut query = bulk.insert_for_sqlite();
                    query.push_values(chunk, |mut values, row| {
                        for column in row {
                            match column {
                                Column::Blob(bytes) => values.push_bind(bytes.as_slice()),
                                Column::Integer(integer) => values.push_bind(*integer),
                                Column::Text(text) => values.push_bind(text.as_str()),
                            };
                        }
                    });
                    query.push(")");
                    query.build().execute(&mut **tx).await?;
                }
            }
            Tx::Postgres(tx) => {
                let mut query =
                    bound!(bulk.insert_for_postgres(), bulk.shared.iter().map(|(_, value)| value));
                for (place, (_, kind)) in bulk.columns.iter().enumerate() {
                    let values = rows.iter().filter_map(|row| row.get(place));
                    query = match kind {
                        Kind::Blob => query.bind(values.filter_map(Column::blob).collect::<Vec<&[u8]>>()),
                        Kind::Integer => query.bind(values.filter_map(Column::integer).collect::<Vec<i64>>()),
                        Kind::Text => query.bind(values.filter_map(Column::text).collect::<Vec<&str>>()),
                    };
                }
                query.execute(&mut **tx).await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
    }

    /// See [`Pool::now`].
    pub(crate) fn now(&self) -> &'static str {
        match self {
            Tx::Sqlite(_) => SQLITE_NOW,
            Tx::Postgres(_) => POSTGRES_NOW,
        }
    }

    /// Appended to a SELECT of one row: nobody changes it until this transaction ends. SQLite has one writer at a time.
    pub(crate) fn held(&self) -> &'static str {
        match self {
            Tx::Sqlite(_) => "",
            Tx::Postgres(_) => " FOR SHARE",
        }
    }
}

impl Bulk<'_> {
    fn names(&self) -> String {
        let shared = self.shared.iter().map(|(name, _)| *name);
        shared.chain(self.columns.iter().map(|(name, _)| *name)).collect::<Vec<_>>().join(", ")
    }

    /// Up to where the list of values begins.
    fn insert_for_sqlite(&self) -> QueryBuilder<Sqlite> {
        let verb = match self.known {
            Known::Replaced => "REPLACE",
            Known::Kept => "INSERT OR IGNORE",
        };
        let mut query =
            QueryBuilder::<Sqlite>::new(format!("{verb} INTO {} ({}) SELECT ", self.table, self.names()));
        for (_, value) in self.shared {
            match value {
                Column::Blob(bytes) => query.push_bind(bytes.clone()),
                Column::Integer(integer) => query.push_bind(*integer),
                Column::Text(text) => query.push_bind(text.clone()),
            };
            query.push(", ");
        }
        query.push("* FROM (");
        query
    }

    fn insert_for_postgres(&self) -> String {
        let shared: String = self.shared.iter().map(|_| "?, ").collect();
        let arrays: Vec<&str> = self
            .columns
            .iter()
            .map(|(_, kind)| match kind {
                Kind::Blob => "?::bytea[]",
                Kind::Integer => "?::bigint[]",
                Kind::Text => "?::text[]",
            })
            .collect();
        let is_key = |name: &str| self.key.split(", ").any(|key| key == name);
        let names = self.columns.iter().map(|(name, _)| *name).filter(|name| !is_key(name));
        let set: Vec<String> = names.map(|name| format!("{name} = excluded.{name}")).collect();
        let known = match self.known {
            Known::Replaced => format!("UPDATE SET {}", set.join(", ")),
            Known::Kept => "NOTHING".to_owned(),
        };
        numbered(&format!(
            "INSERT INTO {} ({}) SELECT {shared}new.* FROM unnest({}) AS new ON CONFLICT ({}) DO {known}",
            self.table,
            self.names(),
            arrays.join(", "),
            self.key
        ))
    }
}

impl Answer {
    pub(crate) fn blob(&self, place: usize) -> Result<&[u8], sqlx::Error> {
        match self {
            Answer::Sqlite(row) => row.try_get(place),
            Answer::Postgres(row) => row.try_get(place),
        }
    }

    pub(crate) fn integer(&self, place: usize) -> Result<i64, sqlx::Error> {
        match self {
            Answer::Sqlite(row) => row.try_get(place),
            Answer::Postgres(row) => row.try_get(place),
        }
    }

    pub(crate) fn text(&self, place: usize) -> Result<String, sqlx::Error> {
        match self {
            Answer::Sqlite(row) => row.try_get(place),
            Answer::Postgres(row) => row.try_get(place),
        }
    }
}

/// What makes a table, in PostgreSQL's words.
pub(super) fn for_postgres(statements: &str) -> String {
    let types = statements.replace("BLOB", "bytea").replace("INTEGER", "bigint");
    types.replace(" STRICT, WITHOUT ROWID", "")
}

/// PostgreSQL numbers its values.
fn numbered(statement: &str) -> String {
    let mut parts = statement.split('?');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for (number, part) in (1..).zip(parts) {
        numbered.push_str(&format!("${number}{part}"));
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_and_rows_go_in_by_arrays() {
        assert_eq!(numbered("a = ? AND b < ?"), "a = $1 AND b < $2");
        assert_eq!(numbered("a"), "a");
        let bulk = Bulk {
            table: "t_1".to_owned(),
            shared: &[("school", Column::Integer(1))],
            columns: &[("key", Kind::Blob), ("n", Kind::Integer)],
            key: "school, key",
            known: Known::Replaced,
        };
        assert_eq!(
            bulk.insert_for_postgres(),
            "INSERT INTO t_1 (school, key, n) SELECT $1, new.* FROM unnest($2::bytea[], $3::bigint[]) AS new \
             ON CONFLICT (school, key) DO UPDATE SET n = excluded.n"
        );
    }
}
