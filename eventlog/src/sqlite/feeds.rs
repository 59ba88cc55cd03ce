//! The schools of a database and how far each one's feed goes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::SqliteConnection;
use tokio::sync::watch;

use super::{engine, instant_of, uuid_of};
use crate::codec;
use crate::event::{Position, SchoolId};
use crate::log::{Head, LogError};

/// One school's feed.
pub(super) struct Feed {
    /// Its row in the table `school`.
    pub(super) row: i64,
    pub(super) id: SchoolId,
    pub(super) synthetic: bool,
    /// What is committed, never what is only staged.
    pub(super) head: watch::Sender<Option<Head>>,
}

/// The feeds known to this process, shared by the writer and the handle.
#[derive(Default)]
pub(super) struct Feeds(Mutex<HashMap<SchoolId, Arc<Feed>>>);

impl Feeds {
    pub(super) fn get(&self, school: SchoolId) -> Option<Arc<Feed>> {
        self.lock().get(&school).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Feed>> {
        self.lock().values().cloned().collect()
    }

    pub(super) fn add(&self, row: i64, id: SchoolId, synthetic: bool) -> Arc<Feed> {
        let feed = Feed { row, id, synthetic, head: watch::Sender::new(None) };
        Arc::clone(self.lock().entry(id).or_insert_with(|| Arc::new(feed)))
    }

    /// No method leaves the map half changed, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, HashMap<SchoolId, Arc<Feed>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes schools and heads from the database. Each head's record must be the one it stands for.
    pub(super) async fn load(&self, connection: &mut SqliteConnection) -> Result<(), LogError> {
        type Row = (i64, Vec<u8>, bool, Option<i64>, Option<i64>, Option<Vec<u8>>);
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT s.id, s.uuid, s.synthetic, e.position, e.recorded_at, e.record FROM school AS s \
             LEFT JOIN event AS e ON e.school = s.id \
             AND e.position = (SELECT max(position) FROM event WHERE school = s.id)",
        )
        .fetch_all(connection)
        .await
        .map_err(engine("cannot read the schools"))?;
        for (row, id, synthetic, position, recorded_at, record) in rows {
            let feed = self.add(row, SchoolId(uuid_of(&id)?), synthetic);
            if let (Some(position), Some(recorded_at), Some(record)) = (position, recorded_at, record) {
                feed.head.send_replace(Some(head(feed.id, position, recorded_at, &record)?));
            }
        }
        Ok(())
    }
}

fn head(school: SchoolId, position: i64, recorded_at: i64, record: &[u8]) -> Result<Head, LogError> {
    let corrupt = |why: &str| LogError::Corrupt {
        what: "head of the feed",
        place: format!("school {}, position {position}: {why}", school.0),
    };
    let head = Head {
        position: Position(u64::try_from(position).map_err(|_| corrupt("negative"))?),
        recorded_at: instant_of(recorded_at)?,
    };
    let record = codec::decode_record(record).map_err(|error| corrupt(&error.to_string()))?;
    if (record.school, record.position, record.recorded_at) == (school, head.position, head.recorded_at) {
        Ok(head)
    } else {
        Err(corrupt("the record is another's"))
    }
}
