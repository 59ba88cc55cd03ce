//! The peers, each through the lowest door it offers, with durable settings and an expected version.

use std::path::Path;
use std::sync::Arc;

use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::{PersistedEventRepository, SerializedEvent};
use disintegrate::EventStore as _;
use disintegrate_postgres::PgEventStore;
use esrs::AggregateState;
use esrs::store::EventStore as _;
use esrs::store::postgres::{PgStore, PgStoreBuilder};
use eventcore_types::{EventStore as _, StreamId, StreamVersion, StreamWrites};
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use sqlite_es::SqliteEventRepository;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::{Absence, Failure, Writer};

type Disintegrate = PgEventStore<Told, disintegrate::serde::json::Json<Told>>;

pub struct Stores {
    on_sqlite: Arc<SqliteEventRepository>,
    on_postgres: Arc<PostgresEventRepository>,
    esrs: Arc<PgStore<Year>>,
    /// Its migrations are written for PostgreSQL 16: on an older server it does not start.
    disintegrate: Option<Disintegrate>,
    eventcore: eventcore::postgres::PostgresEventStore,
}

impl Stores {
    pub async fn open(folder: &Path, database: &str) -> Result<Self, Failure> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("cqrs-es.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What it sets by itself, NORMAL, loses acknowledged events in a power cut.
            .synchronous(SqliteSynchronous::Full);
        // One connection: with more, its deferred transactions fail as busy when several write.
        let sqlite = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::raw_sql(
            "CREATE TABLE events (aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence integer NOT NULL, \
             event_type text NOT NULL, event_version text NOT NULL, payload text NOT NULL, metadata text NOT NULL, \
             PRIMARY KEY (aggregate_type, aggregate_id, sequence)) STRICT",
        )
        .execute(&sqlite)
        .await?;
        let pool = PgPoolOptions::new().max_connections(64).connect(database).await?;
        sqlx::raw_sql(
            "CREATE TABLE events (aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence bigint NOT NULL, \
             event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL, \
             PRIMARY KEY (aggregate_type, aggregate_id, sequence))",
        )
        .execute(&pool)
        .await?;
        let disintegrate = Disintegrate::try_new(pool.clone(), Default::default()).await;
        if let Err(error) = &disintegrate {
            eprintln!("disintegrate does not start on this server: {error:?}");
        }
        Ok(Self {
            on_sqlite: Arc::new(SqliteEventRepository::new(sqlite)),
            on_postgres: Arc::new(PostgresEventRepository::new(pool.clone())),
            esrs: Arc::new(PgStoreBuilder::<Year>::new(pool.clone()).try_build().await?),
            disintegrate: disintegrate.ok(),
            eventcore: migrated(pool).await,
        })
    }

    /// None if the store does not run on this server.
    pub fn writer(&self, variant: &str, stream: &str) -> Result<Option<Box<dyn Writer>>, Failure> {
        let (stream, next) = (stream.to_owned(), 0);
        Ok(Some(match variant {
            "cqrs-es-sqlite" => Box::new(OnCqrs { to: Arc::clone(&self.on_sqlite), stream, next }),
            "cqrs-es-postgres" => Box::new(OnCqrs { to: Arc::clone(&self.on_postgres), stream, next }),
            "esrs" => Box::new(OnEsrs { to: Arc::clone(&self.esrs), stream, state: AggregateState::new() }),
            "disintegrate" => match self.disintegrate.clone() {
                Some(to) => Box::new(OnDisintegrate { to, stream, last: 0 }),
                None => return Ok(None),
            },
            "eventcore" => Box::new(OnEventcore { to: self.eventcore.clone(), stream, next }),
            unknown => return Err(format!("no such variant: {unknown}").into()),
        }))
    }
}

async fn migrated(pool: PgPool) -> eventcore::postgres::PostgresEventStore {
    let store = eventcore::postgres::PostgresEventStore::from_pool(pool);
    store.migrate().await;
    store
}

/// A student's year, as far as an append needs one.
#[derive(Default, Serialize, Deserialize)]
pub struct Year;

impl cqrs_es::Aggregate for Year {
    const TYPE: &'static str = "attendance";
    type Command = ();
    type Event = Absence;
    type Error = std::fmt::Error;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _sink: &EventSink<Self>) -> Result<(), std::fmt::Error> {
        Ok(())
    }

    fn apply(&mut self, _event: Absence) {}
}

impl cqrs_es::DomainEvent for Absence {
    fn event_type(&self) -> String {
        "absence-recorded".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl esrs::Aggregate for Year {
    const NAME: &'static str = "attendance";
    type State = ();
    type Command = ();
    type Event = Absence;
    type Error = std::fmt::Error;

    fn handle_command((): &(), (): ()) -> Result<Vec<Absence>, std::fmt::Error> {
        Ok(Vec::new())
    }

    fn apply_event((): (), _event: Absence) {}
}

struct OnCqrs<R> {
    to: Arc<R>,
    stream: String,
    next: usize,
}

#[async_trait::async_trait]
impl<R: PersistedEventRepository + 'static> Writer for OnCqrs<R> {
    async fn append(&mut self, events: usize) -> Result<(), Failure> {
        let mut all = Vec::with_capacity(events);
        for _ in 0..events {
            self.next += 1;
            all.push(SerializedEvent::new(
                self.stream.clone(),
                self.next,
                "attendance".to_owned(),
                "absence-recorded".to_owned(),
                "1".to_owned(),
                serde_json::to_value(Absence::of(&self.stream))?,
                serde_json::json!({}),
            ));
        }
        Ok(self.to.persist::<Year>(&all, None).await?)
    }
}

struct OnEsrs {
    to: Arc<PgStore<Year>>,
    stream: String,
    state: AggregateState<()>,
}

#[async_trait::async_trait]
impl Writer for OnEsrs {
    async fn append(&mut self, events: usize) -> Result<(), Failure> {
        self.to.persist(&mut self.state, vec![Absence::of(&self.stream); events]).await?;
        Ok(())
    }
}

#[derive(Clone, Debug, PartialEq, disintegrate::Event, Serialize, Deserialize)]
#[stream(Attendance, [Told])]
enum Told {
    Told {
        #[id]
        stream: String,
        absence: Absence,
    },
}

struct OnDisintegrate {
    to: Disintegrate,
    stream: String,
    last: i64,
}

#[async_trait::async_trait]
impl Writer for OnDisintegrate {
    async fn append(&mut self, events: usize) -> Result<(), Failure> {
        let event = Told::Told { stream: self.stream.clone(), absence: Absence::of(&self.stream) };
        loop {
            let mine = disintegrate::query!(Told; stream == self.stream.clone());
            match self.to.append(vec![event.clone(); events], mine, self.last).await {
                Ok(stored) => {
                    self.last = stored.last().map_or(self.last, |last| last.id());
                    return Ok(());
                }
                // Somebody else's serialisable transaction was in the way: its users try again, and so do we.
                Err(disintegrate_postgres::Error::Concurrency) => {}
                Err(disintegrate_postgres::Error::Database(sqlx::Error::Database(why)))
                    if why.code().as_deref() == Some("40001") => {}
                Err(other) => return Err(other.into()),
            }
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct InStream {
    stream: StreamId,
    absence: Absence,
}

impl eventcore_types::Event for InStream {
    fn stream_id(&self) -> &StreamId {
        &self.stream
    }

    fn event_type_name() -> &'static str {
        "absence-recorded"
    }
}

struct OnEventcore {
    to: eventcore::postgres::PostgresEventStore,
    stream: String,
    next: usize,
}

#[async_trait::async_trait]
impl Writer for OnEventcore {
    async fn append(&mut self, events: usize) -> Result<(), Failure> {
        let stream = StreamId::try_new(self.stream.clone())?;
        let mut writes =
            StreamWrites::new().register_stream(stream.clone(), StreamVersion::new(self.next))?;
        for _ in 0..events {
            writes =
                writes.append(InStream { stream: stream.clone(), absence: Absence::of(&self.stream) })?;
        }
        self.to.append_events(writes).await?;
        self.next += events;
        Ok(())
    }
}
