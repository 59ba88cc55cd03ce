//! Who folds a school: one worker at a time, for a while, known by a token that only grows.
//!
//! A lease that has lapsed is taken over by whoever asks next, with a new token. The worker that had it, should it still be
//! at work, finds at its commit that its token is an old one: the page it had folded is not stored.

use std::time::Duration;

use registro_eventlog::event::SchoolId;
use uuid::Uuid;

use super::{Generation, ReadStore, StoreError, Tx};
use crate::model::Column;

pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS lease (\
    generation INTEGER NOT NULL, school BLOB NOT NULL, holder TEXT NOT NULL, token INTEGER NOT NULL, \
    until INTEGER NOT NULL, PRIMARY KEY (generation, school))";

/// The right to fold one school of one generation.
#[derive(Clone, Debug)]
pub(crate) struct Lease {
    generation: Generation,
    school: SchoolId,
    holder: String,
    pub(crate) token: i64,
    length: Duration,
}

/// Whether a lease was to be had.
pub(crate) enum Taken {
    Ours(Lease),
    /// Another worker has it, and its time is not over.
    Others,
}

/// Who has the lease of a school, or had it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Made up by each worker for itself: its process and a random part.
    pub worker: String,
    pub token: i64,
    /// It is at work now, as far as its lease tells.
    pub at_work: bool,
}

impl ReadStore {
    /// Takes the lease of a school, if it is free, lapsed, or this worker's own.
    pub(crate) async fn take(
        &self,
        generation: Generation,
        school: SchoolId,
        worker: &str,
        length: Duration,
    ) -> Result<Taken, StoreError> {
        let mut tx = self.begin().await?;
        tx.still_there(generation).await?;
        let now = tx.now();
        let take = format!(
            "INSERT INTO lease (generation, school, holder, token, until) VALUES (?, ?, ?, 1, {now} + ?) \
             ON CONFLICT (generation, school) DO UPDATE SET holder = excluded.holder, until = excluded.until, \
             token = lease.token + 1 WHERE lease.until <= {now} OR lease.holder = excluded.holder RETURNING token"
        );
        let holder = Column::Text(worker.to_owned());
        let taken = tx.fetch(&take, &[generation.into(), school.into(), holder, millis(length)]).await?;
        let Some(row) = taken.first() else { return Ok(Taken::Others) };
        let token = row.integer(0)?;
        tx.commit().await?;
        Ok(Taken::Ours(Lease { generation, school, holder: worker.to_owned(), token, length }))
    }
}

impl Lease {
    /// Holds the lease on, or gives it back, in the transaction that stores what was folded under it. An error, and
    /// nothing may be stored, if somebody has taken it over.
    pub(crate) async fn confirm(&self, tx: &mut Tx, go_on: bool) -> Result<(), StoreError> {
        let until = if go_on { format!("{} + ?", tx.now()) } else { "CAST(? AS BIGINT)".to_owned() };
        let renew = format!(
            "UPDATE lease SET until = {until} WHERE generation = ? AND school = ? AND holder = ? AND token = ?"
        );
        let length = if go_on { millis(self.length) } else { Column::Integer(0) };
        let values = [
            length,
            self.generation.into(),
            self.school.into(),
            Column::Text(self.holder.clone()),
            Column::Integer(self.token),
        ];
        if tx.run(&renew, &values).await? == 1 { Ok(()) } else { Err(StoreError::Fenced) }
    }
}

impl Tx {
    /// A rebuild elsewhere may have dropped the generation. While this transaction lasts, none does.
    pub(crate) async fn still_there(&mut self, generation: Generation) -> Result<(), StoreError> {
        let there = format!("SELECT 1 FROM generation WHERE id = ?{}", self.held());
        let found = self.fetch(&there, &[generation.into()]).await?;
        found.first().map(drop).ok_or(StoreError::GenerationMoved)
    }
}

/// A name that no other worker has.
pub(crate) fn new_worker() -> String {
    format!("{}-{}", std::process::id(), &Uuid::new_v4().simple().to_string()[..12])
}

fn millis(length: Duration) -> Column {
    Column::Integer(i64::try_from(length.as_millis()).unwrap_or(i64::MAX / 2))
}
