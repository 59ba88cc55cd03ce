//! Where events are put that this version cannot read, so that they do not stop the feed: seen, not lost.

use std::sync::PoisonError;

use registro_eventlog::event::{Position, Recorded, SchoolId};

use super::{Answer, Bulk, Generation, Known, ReadStore, StoreError, Tx, position};
use crate::event::ReadError;
use crate::model::{Column, Kind};

/// An event that the live read models go on without. Whatever is folded from it is incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    pub position: Position,
    pub stream: String,
    pub kind: String,
    /// Why it could not be read, with the causes.
    pub error: String,
    /// When, in milliseconds since 1970 by the database's clock.
    pub at_millis: i64,
}

impl Parked {
    pub(crate) fn new(recorded: &Recorded, why: &ReadError) -> Self {
        let mut error = why.to_string();
        let mut source = std::error::Error::source(why);
        while let Some(cause) = source {
            error = format!("{error}: {cause}");
            source = cause.source();
        }
        let (stream, kind) = (recorded.stream.to_string(), recorded.kind.clone());
        Self { position: recorded.position, stream, kind, error, at_millis: 0 }
    }
}

impl ReadStore {
    /// The events that the live read models of a school go on without, in order.
    pub async fn parked(&self, school: SchoolId) -> Result<Vec<Parked>, StoreError> {
        let parked =
            "SELECT position, stream, kind, error, parked_at FROM parked WHERE school = ? ORDER BY position";
        let of_row = |row: &Answer| {
            Ok(Parked {
                position: position(row.integer(0)?),
                stream: row.text(1)?,
                kind: row.text(2)?,
                error: row.text(3)?,
                at_millis: row.integer(4)?,
            })
        };
        self.select(parked, &[school.into()]).await?.iter().map(of_row).collect()
    }

    /// How many events the answers go on without, as of the last count: what an answer says of itself.
    pub fn incomplete(&self, school: SchoolId) -> u64 {
        let counted = self.incomplete.read().unwrap_or_else(PoisonError::into_inner);
        counted.get(&school).copied().unwrap_or_default()
    }

    /// Counts them.
    pub async fn count_parked(&self, school: SchoolId) -> Result<u64, StoreError> {
        let rows = self.select("SELECT count(*) FROM parked WHERE school = ?", &[school.into()]).await?;
        let count = rows.first().map(|row| row.integer(0)).transpose()?;
        let count = count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default();
        self.incomplete.write().unwrap_or_else(PoisonError::into_inner).insert(school, count);
        Ok(count)
    }
}

impl Tx {
    pub(crate) async fn park(
        &mut self,
        generation: Generation,
        school: SchoolId,
        parked: &[Parked],
    ) -> Result<(), StoreError> {
        let now = self.fetch(&format!("SELECT {}", self.now()), &[]).await?;
        let now = now.first().map(|row| row.integer(0)).transpose()?.unwrap_or_default();
        let bulk = Bulk {
            table: generation.name("parked_G"),
            shared: &[("school", school.into()), ("parked_at", Column::Integer(now))],
            columns: &[
                ("position", Kind::Integer),
                ("stream", Kind::Text),
                ("kind", Kind::Text),
                ("error", Kind::Text),
            ],
            key: "school, position",
            known: Known::Replaced,
        };
        let row = |parked: &Parked| {
            let texts = [&parked.stream, &parked.kind, &parked.error];
            // A text of PostgreSQL holds no NUL.
            let texts = texts.map(|text| Column::Text(text.replace('\0', "\u{FFFD}")));
            std::iter::once(parked.position.into()).chain(texts).collect()
        };
        let rows: Vec<Vec<Column>> = parked.iter().map(row).collect();
        Ok(self.store(&bulk, &rows).await?)
    }

    /// The event has been folded after all.
    pub(crate) async fn unpark(
        &mut self,
        generation: Generation,
        school: SchoolId,
        position: Position,
    ) -> Result<(), StoreError> {
        let delete = generation.name("DELETE FROM parked_G WHERE school = ? AND position = ?");
        self.run(&delete, &[school.into(), position.into()]).await?;
        Ok(())
    }
}
