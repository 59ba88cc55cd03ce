//! How the live read models of a school stand: how far, how fast, who is at work, what they go on without.

use jiff::Timestamp;
use registro_eventlog::event::{EventId, Position, SchoolId};
use uuid::Uuid;

use super::{Answer, Generation, Holder, ReadStore, StoreError, Tx, position};
use crate::model::Column;

/// As the tables say, whoever folds them.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub generation: Generation,
    /// The last event folded, and when it was recorded.
    pub checkpoint: Option<(Position, Timestamp)>,
    /// Of the last catch-up; `None` if it took no measurable time.
    pub events_per_second: Option<f64>,
    pub parked: u64,
    pub holder: Option<Holder>,
}

/// Where a generation stands in a school's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) position: Position,
    /// The event that stands there.
    pub(crate) event: EventId,
    pub(crate) recorded_at: Timestamp,
}

/// What one catch-up had done before its last page.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Progress {
    pub(crate) folded: u64,
    pub(crate) millis: u64,
}

const COLUMNS: &str = "position, event, recorded_at";

impl ReadStore {
    /// `None` as long as there is no live generation.
    pub async fn standing(&self, school: SchoolId) -> Result<Option<Standing>, StoreError> {
        let Some((generation, _)) = self.live().await? else { return Ok(None) };
        let statement = format!("SELECT {COLUMNS}, folded, millis FROM checkpoint WHERE school = ?");
        let rows = self.select(&statement, &[school.into()]).await?;
        let checkpoint = rows.first().map(read).transpose()?;
        let worked = rows.first().map(|row| Ok::<_, sqlx::Error>((row.integer(3)?, row.integer(4)?)));
        let rate = |(folded, millis): (i64, i64)| (0 < millis).then(|| folded as f64 * 1e3 / millis as f64);
        let statement = format!(
            "SELECT holder, token, CASE WHEN until > {} THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END FROM lease WHERE generation = ? AND school = ?",
            self.pool.now()
        );
        let rows = self.select(&statement, &[generation.into(), school.into()]).await?;
        let holder = rows.first().map(|row| {
            let (worker, token, at_work) = (row.text(0)?, row.integer(1)?, row.integer(2)? != 0);
            Ok::<_, sqlx::Error>(Holder { worker, token, at_work })
        });
        Ok(Some(Standing {
            generation,
            checkpoint: checkpoint.map(|at| (at.position, at.recorded_at)),
            events_per_second: worked.transpose()?.and_then(rate),
            parked: self.count_parked(school).await?,
            holder: holder.transpose()?,
        }))
    }

    pub(crate) async fn checkpoint_of(
        &self,
        generation: Generation,
        school: SchoolId,
    ) -> Result<Option<Checkpoint>, StoreError> {
        let statement = generation.name(&format!("SELECT {COLUMNS} FROM checkpoint_G WHERE school = ?"));
        self.select(&statement, &[school.into()]).await?.first().map(read).transpose()
    }
}

impl Tx {
    pub(crate) async fn checkpoint_of(
        &mut self,
        generation: Generation,
        school: SchoolId,
    ) -> Result<Option<Checkpoint>, StoreError> {
        let statement = generation.name(&format!("SELECT {COLUMNS} FROM checkpoint_G WHERE school = ?"));
        self.fetch(&statement, &[school.into()]).await?.first().map(read).transpose()
    }

    pub(crate) async fn set_checkpoint(
        &mut self,
        generation: Generation,
        school: SchoolId,
        at: Checkpoint,
        progress: Progress,
    ) -> Result<(), StoreError> {
        let set = generation.name(
            "INSERT INTO checkpoint_G (school, position, event, recorded_at, folded, millis) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (school) DO UPDATE SET position = excluded.position, event = excluded.event, \
             recorded_at = excluded.recorded_at, folded = excluded.folded, millis = excluded.millis",
        );
        let whole = |number: u64| Column::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let values = [
            school.into(),
            at.position.into(),
            at.event.0.into(),
            Column::Integer(at.recorded_at.as_microsecond()),
            whole(progress.folded),
            whole(progress.millis),
        ];
        self.run(&set, &values).await?;
        Ok(())
    }
}

fn read(row: &Answer) -> Result<Checkpoint, StoreError> {
    Ok(Checkpoint {
        position: position(row.integer(0)?),
        event: EventId(Uuid::from_slice(row.blob(1)?).unwrap_or_default()),
        recorded_at: Timestamp::from_microsecond(row.integer(2)?).unwrap_or_default(),
    })
}
