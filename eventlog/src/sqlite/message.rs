//! Statements sent to the connection's thread together. Each message costs a lone writer some 40 µs, because two threads wait
//! for each other (decision 0030).

use futures::StreamExt;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use sqlx::{AssertSqlSafe, Either, Executor, SqliteConnection, query};

const BEGIN: &str = "BEGIN IMMEDIATE;";
const COMMIT: &str = "COMMIT;";

pub(super) type Bound = Query<'static, Sqlite, SqliteArguments>;

/// Why a transaction was not committed.
pub(super) enum NotCommitted {
    /// Something before the commit failed: nothing is stored when the transaction is taken back.
    TakeBack(sqlx::Error),
    /// The commit failed: what the disk holds is not known.
    InDoubt(sqlx::Error),
}

/// A part of a transaction, which its first message begins and its last one commits.
pub(super) struct Message {
    statements: Vec<String>,
    commits: bool,
}

impl Message {
    pub(super) fn new(inserts: impl Iterator<Item = String>, first: bool, last: bool) -> Self {
        let begin = first.then(|| BEGIN.to_owned());
        let commit = last.then(|| COMMIT.to_owned());
        Self { statements: begin.into_iter().chain(inserts).chain(commit).collect(), commits: last }
    }

    /// To be given the values of its statements, in their order.
    pub(super) fn query(&self) -> Bound {
        query(AssertSqlSafe(self.statements.concat()))
    }

    /// The thread goes through the statements until one fails, and says of each that it is done: so it is known which one failed.
    pub(super) async fn execute(
        &self,
        connection: &mut SqliteConnection,
        bound: Bound,
    ) -> Result<(), NotCommitted> {
        let mut results = connection.fetch_many(bound);
        let mut left = self.statements.len();
        while 0 < left {
            let error = match results.next().await {
                Some(Ok(Either::Left(_))) => {
                    left -= 1;
                    continue;
                }
                Some(Ok(Either::Right(_))) => continue, // A row.
                Some(Err(error)) => error,
                None => sqlx::Error::WorkerCrashed,
            };
            let at_commit = self.commits && left == 1;
            return Err(if at_commit { NotCommitted::InDoubt(error) } else { NotCommitted::TakeBack(error) });
        }
        Ok(())
    }
}

/// The statement that inserts so many rows into a table: `name (column, …)`.
pub(super) fn insert(table: &str, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    format!("INSERT INTO {table} VALUES {};", vec![row.as_str(); rows].join(", "))
}
