//! One read model folded again from the whole log, as `cqrs-es` does it: a view of each student, loaded and stored at every event.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cqrs_es::persist::{
    GenericQuery, PersistedEventRepository, QueryReplay, SerializedEvent, ViewRepository,
};
use cqrs_es::{EventEnvelope, View};
use postgres_es::{PostgresEventRepository, PostgresViewRepository};
use serde::{Deserialize, Serialize};
use sqlite_es::{SqliteEventRepository, SqliteViewRepository};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::stores::Year;
use crate::{Absence, Failure};

/// Events of one append.
const BATCH: usize = 1_000;

/// The hours that a student missed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Missed {
    absences: u64,
    hours: u64,
}

impl View<Year> for Missed {
    fn update(&mut self, event: &EventEnvelope<Year>) {
        self.absences += 1;
        self.hours += event.payload.missed.len() as u64;
    }
}

/// Stores so many events of so many students, then says how long they take to be folded again.
pub async fn replay(
    variant: &str,
    folder: &Path,
    database: &str,
    students: usize,
    events: usize,
) -> Result<Duration, Failure> {
    match variant {
        "cqrs-es-sqlite" => {
            let options = SqliteConnectOptions::new()
                .filename(folder.join(format!("replay-{}.db", uuid::Uuid::new_v4())))
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // A view can be made again: nobody waits for the disk.
                .synchronous(SqliteSynchronous::Normal);
            let events_of = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
            let views = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
            sqlx::raw_sql(
                "CREATE TABLE events (aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence integer NOT NULL, \
                 event_type text NOT NULL, event_version text NOT NULL, payload text NOT NULL, metadata text NOT NULL, \
                 PRIMARY KEY (aggregate_type, aggregate_id, sequence)) STRICT; \
                 CREATE TABLE missed (view_id text NOT NULL PRIMARY KEY, version integer NOT NULL, payload text NOT NULL)",
            )
            .execute(&views)
            .await?;
            let from = SqliteEventRepository::new(events_of).with_streaming_channel_size(BATCH);
            timed(from, SqliteViewRepository::<Missed, Year>::new("missed", views), students, events).await
        }
        "cqrs-es-postgres" => {
            let options = database.parse::<PgConnectOptions>()?.options([("synchronous_commit", "off")]);
            let pool = PgPoolOptions::new().max_connections(4).connect_with(options).await?;
            sqlx::raw_sql(
                "DELETE FROM events; DROP TABLE IF EXISTS missed; \
                 CREATE TABLE missed (view_id text NOT NULL PRIMARY KEY, version bigint NOT NULL, payload json NOT NULL)",
            )
            .execute(&pool)
            .await?;
            let from = PostgresEventRepository::new(pool.clone()).with_streaming_channel_size(BATCH);
            timed(from, PostgresViewRepository::<Missed, Year>::new("missed", pool), students, events).await
        }
        unknown => Err(format!("no such variant: {unknown}").into()),
    }
}

async fn timed<R, V>(from: R, views: V, students: usize, events: usize) -> Result<Duration, Failure>
where
    R: PersistedEventRepository,
    V: ViewRepository<Missed, Year>,
{
    let of_each = events / students;
    for student in 0..students {
        let id = format!("student-{student}");
        for first in (1..=of_each).step_by(BATCH) {
            let all: Result<Vec<SerializedEvent>, serde_json::Error> =
                (first..(first + BATCH).min(of_each + 1)).map(|number| event(&id, number)).collect();
            from.persist::<Year>(&all?, None).await?;
        }
    }
    let begun = Instant::now();
    let replay = QueryReplay::<_, _, Year>::new(from, GenericQuery::<V, Missed, Year>::new(Arc::new(views)));
    replay.replay_all().await.map_err(|error| error.to_string())?;
    Ok(begun.elapsed())
}

fn event(student: &str, number: usize) -> Result<SerializedEvent, serde_json::Error> {
    Ok(SerializedEvent::new(
        student.to_owned(),
        number,
        "attendance".to_owned(),
        "absence-recorded".to_owned(),
        "1".to_owned(),
        serde_json::to_value(Absence::of(student))?,
        serde_json::json!({}),
    ))
}
