//! The schools of a database and how far each one's feed goes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::{PgConnection, query_as, query_scalar};
use tokio::sync::watch;
use uuid::Uuid;

use super::{engine, head_of, integer};
use crate::codec;
use crate::event::SchoolId;
use crate::log::{Head, LogError};

/// One school's feed.
pub(super) struct Feed {
    /// Its row in the table `school`.
    pub(super) row: i64,
    pub(super) id: SchoolId,
    pub(super) synthetic: bool,
    /// What is committed, by whichever process.
    pub(super) head: watch::Sender<Option<Head>>,
}

impl Feed {
    /// Tells subscribers of a head, unless they know of a further one. Several tasks learn of heads.
    pub(super) fn reaches(&self, head: Head) {
        self.head.send_if_modified(|known| {
            let further = known.is_none_or(|known| known.position < head.position);
            if further {
                *known = Some(head);
            }
            further
        });
    }

    /// The place that the next event takes, as far as this process knows.
    pub(super) fn next(&self) -> i64 {
        self.head.borrow().map_or(0, |head| integer(head.position.0) + 1)
    }
}

/// The feeds known to this process.
#[derive(Default)]
pub(super) struct Feeds(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_id: HashMap<SchoolId, Arc<Feed>>,
    by_row: HashMap<i64, Arc<Feed>>,
}

impl Feeds {
    pub(super) fn get(&self, school: SchoolId) -> Option<Arc<Feed>> {
        self.lock().by_id.get(&school).cloned()
    }

    pub(super) fn of_row(&self, row: i64) -> Option<Arc<Feed>> {
        self.lock().by_row.get(&row).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Feed>> {
        self.lock().by_id.values().cloned().collect()
    }

    fn add(&self, row: i64, id: Uuid, synthetic: bool) -> Arc<Feed> {
        let mut known = self.lock();
        let feed = known.by_row.entry(row).or_insert_with(|| {
            Arc::new(Feed { row, id: SchoolId(id), synthetic, head: watch::Sender::new(None) })
        });
        let feed = Arc::clone(feed);
        known.by_id.entry(feed.id).or_insert_with(|| Arc::clone(&feed));
        feed
    }

    /// No method leaves the maps half changed, so a panic elsewhere does not spoil them.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes schools and heads from the database, once it has shown that each head is where its feed ends and that the
    /// record there is the one it stands for.
    pub(super) async fn check_and_load(&self, connection: &mut PgConnection) -> Result<(), LogError> {
        type Row = (i64, Uuid, bool, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<Vec<u8>>);
        let rows: Vec<Row> = query_as(
            "SELECT s.id, s.uuid, s.synthetic, h.next, h.recorded_at, e.position, e.recorded_at, e.record \
             FROM registro_log.school AS s LEFT JOIN registro_log.head AS h ON h.school = s.id \
             LEFT JOIN LATERAL (SELECT position, recorded_at, record FROM registro_log.event \
             WHERE school = s.id ORDER BY position DESC LIMIT 1) AS e ON true",
        )
        .fetch_all(connection)
        .await
        .map_err(engine("cannot read the schools"))?;
        for (row, id, synthetic, next, instant, position, recorded_at, record) in rows {
            let wrong = |why: &str| LogError::Corrupt {
                what: "head of the feed",
                place: format!("school {id}, last position {position:?}: {why}"),
            };
            let next = next.ok_or_else(|| wrong("there is none"))?;
            if next != position.map_or(0, |position| position + 1) || instant != recorded_at {
                return Err(wrong(&format!("it says that {next} is next")));
            }
            let head = head_of(next, instant)?;
            if let (Some(head), Some(record)) = (head, record) {
                let record = codec::decode_record(&record).map_err(|error| wrong(&error.to_string()))?;
                if (record.school.0, record.position, record.recorded_at)
                    != (id, head.position, head.recorded_at)
                {
                    return Err(wrong("the record is another's"));
                }
            }
            let feed = self.add(row, id, synthetic);
            head.into_iter().for_each(|head| feed.reaches(head));
        }
        Ok(())
    }

    /// Takes in one school, if it is there.
    pub(super) async fn load_one(
        &self,
        connection: &mut PgConnection,
        school: SchoolId,
    ) -> Result<Option<Arc<Feed>>, sqlx::Error> {
        let found: Option<(i64, bool, i64, Option<i64>)> = query_as(
            "SELECT s.id, s.synthetic, h.next, h.recorded_at FROM registro_log.school AS s \
             JOIN registro_log.head AS h ON h.school = s.id WHERE s.uuid = $1",
        )
        .bind(school.0)
        .fetch_optional(connection)
        .await?;
        let Some((row, synthetic, next, instant)) = found else { return Ok(None) };
        let head = head_of(next, instant).map_err(|error| sqlx::Error::Decode(error.into()))?;
        let feed = self.add(row, school.0, synthetic);
        head.into_iter().for_each(|head| feed.reaches(head));
        Ok(Some(feed))
    }

    /// Takes in the heads of these schools, or of all, and whatever schools are new.
    pub(super) async fn follow(
        &self,
        connection: &mut PgConnection,
        rows: Option<Vec<i64>>,
    ) -> Result<(), sqlx::Error> {
        let heads: Vec<(i64, i64, Option<i64>)> = query_as(
            "SELECT school, next, recorded_at FROM registro_log.head WHERE $1::bigint[] IS NULL OR school = ANY ($1)",
        )
        .bind(rows)
        .fetch_all(&mut *connection)
        .await?;
        let mut new = Vec::new();
        for (row, next, instant) in heads {
            let head = head_of(next, instant).map_err(|error| sqlx::Error::Decode(error.into()))?;
            match (self.of_row(row), head) {
                (Some(feed), Some(head)) => feed.reaches(head),
                (Some(_), None) => {}
                (None, head) => new.push((row, head)),
            }
        }
        if new.is_empty() {
            return Ok(());
        }
        let rows: Vec<i64> = new.iter().map(|(row, _)| *row).collect();
        let schools: Vec<(i64, Uuid, bool)> =
            query_as("SELECT id, uuid, synthetic FROM registro_log.school WHERE id = ANY ($1)")
                .bind(rows)
                .fetch_all(connection)
                .await?;
        let heads: HashMap<i64, Option<Head>> = new.into_iter().collect();
        for (row, id, synthetic) in schools {
            let feed = self.add(row, id, synthetic);
            heads.get(&row).copied().flatten().into_iter().for_each(|head| feed.reaches(head));
        }
        Ok(())
    }

    /// Does the database still hold what it said was committed? A replica that took over may be behind, and so is a
    /// backup that was restored.
    pub(super) async fn still_there(&self, connection: &mut PgConnection) -> Result<(), LogError> {
        let (mut rows, mut positions, mut instants) = (Vec::new(), Vec::new(), Vec::new());
        for feed in self.all() {
            if let Some(head) = *feed.head.borrow() {
                rows.push(feed.row);
                positions.push(integer(head.position.0));
                instants.push(head.recorded_at.as_microsecond());
            }
        }
        let missing: Option<i64> = query_scalar(
            "SELECT known.school FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) \
             AS known (school, position, recorded_at) \
             LEFT JOIN registro_log.event AS e ON e.school = known.school AND e.position = known.position \
             WHERE e.recorded_at IS DISTINCT FROM known.recorded_at LIMIT 1",
        )
        .bind(rows)
        .bind(positions)
        .bind(instants)
        .fetch_optional(connection)
        .await
        .map_err(engine("cannot look for what was committed"))?;
        match missing.and_then(|row| self.of_row(row)) {
            None => Ok(()),
            Some(feed) => Err(LogError::Untrusted(format!(
                "it does not hold any more what it had committed for school {}",
                feed.id.0
            ))),
        }
    }
}
