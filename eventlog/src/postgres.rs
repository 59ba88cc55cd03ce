//! The log in PostgreSQL: one database, many schools, any number of processes; in each of them one task that writes, a
//! few connections that read, and one that hears of other processes' commits.

mod address;
mod call;
mod feeds;
mod follow;
mod link;
mod migrate;
mod read;
mod remembered;
mod stage;
mod trust;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::postgres::{PgPool, PgPoolOptions};
use tokio::sync::{mpsc, oneshot, watch};

pub use self::address::{Address, InvalidAddress};
use self::feeds::{Feed, Feeds};
use self::follow::Following;
pub use self::link::Patience;
use self::link::{Link, Trouble};
pub use self::migrate::migrate;
use self::read::Reader;
use self::writer::{Pending, Request, Writer};
use crate::append;
use crate::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use crate::log::{
    Append, AppendError, Appended, Clock, EventLog, Filter, FoundCommand, Head, LogError, School,
};

/// Connections that read, at most.
const READERS: u32 = 8;

/// An [`EventLog`] in a PostgreSQL database that [`migrate()`] has prepared.
pub struct PostgresLog {
    reader: Reader,
    /// Of one connection, which does nothing but listen.
    listening: PgPool,
    feeds: Arc<Feeds>,
    /// None if the log was opened for reading only. Unbounded as in the other engines: a full channel would let later
    /// senders overtake.
    writer: Option<mpsc::UnboundedSender<Request>>,
    commits: Arc<AtomicU64>,
    following: Following,
}

impl PostgresLog {
    /// Opens the log for reading and writing, as the serving role. Other processes may do the same.
    pub async fn open(address: &Address, clock: Arc<dyn Clock>) -> Result<Self, LogError> {
        Self::open_with(address, clock, Patience::default()).await
    }

    /// The same, with other times to wait.
    pub async fn open_with(
        address: &Address,
        clock: Arc<dyn Clock>,
        patience: Patience,
    ) -> Result<Self, LogError> {
        let reached = |trouble: Trouble| engine("cannot reach the database")(trouble.error());
        let mut link = Link::open(address, patience).await.map_err(reached)?;
        let (feeds, commits) = (Arc::new(Feeds::default()), Arc::new(AtomicU64::new(0)));
        let (connection, _) = link.use_it();
        trust::to_write(connection).await?;
        feeds.check_and_load(connection).await?;

        let (sender, requests) = mpsc::unbounded_channel();
        let (hint, hints) = mpsc::unbounded_channel();
        let (for_writer, count) = (Arc::clone(&feeds), Arc::clone(&commits));
        let writer = Writer::new(address.clone(), patience, link, requests, for_writer, clock, count, hint);
        let (pool, listening) = (readers(address, patience, READERS), readers(address, patience, 1));
        let look = Some(sender.downgrade());
        let following =
            Following::begin(pool.clone(), listening.clone(), Arc::clone(&feeds), Some(hints), look);
        tokio::spawn(writer.run());
        let reader = Reader { pool, outage: patience.outage };
        Ok(Self { reader, listening, feeds, writer: Some(sender), commits, following })
    }

    /// Opens the log for reading, as any role that may read it.
    pub async fn open_read_only(address: &Address) -> Result<Self, LogError> {
        let patience = Patience::default();
        let feeds = Arc::new(Feeds::default());
        let (pool, listening) = (readers(address, patience, READERS), readers(address, patience, 1));
        let mut connection = pool.acquire().await.map_err(engine("cannot reach the database"))?;
        trust::to_read(&mut connection).await?;
        feeds.check_and_load(&mut connection).await?;
        drop(connection);
        let following = Following::begin(pool.clone(), listening.clone(), Arc::clone(&feeds), None, None);
        let reader = Reader { pool, outage: patience.outage };
        Ok(Self { reader, listening, feeds, writer: None, commits: Arc::default(), following })
    }

    /// How many commits of events this process has made: fewer than appends when they come together.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    async fn store(
        &self,
        school: SchoolId,
        append: Append,
        imported: Option<Timestamp>,
    ) -> Result<Appended, AppendError> {
        let writer = self.writer.as_ref().ok_or(LogError::ReadOnly)?;
        append::check(&append)?;
        // For a school that is known nothing is awaited before the append is queued, nor to queue it: appends polled in
        // order are committed in order.
        let feed = match self.feeds.get(school) {
            Some(feed) => feed,
            None => self.feed(school).await?,
        };
        let (reply, answer) = oneshot::channel();
        let request = Request::Append(Box::new(Pending::new(feed, append, imported, reply)));
        writer.send(request).map_err(|_| LogError::Stopped)?;
        answer.await.unwrap_or(Err(AppendError::Log(LogError::Stopped)))
    }

    /// A school that another process has opened is looked for.
    async fn feed(&self, school: SchoolId) -> Result<Arc<Feed>, LogError> {
        if let Some(feed) = self.feeds.get(school) {
            return Ok(feed);
        }
        let found = self.reader.again("cannot look for a school", |pool| async move {
            self.feeds.load_one(&mut *pool.acquire().await?, school).await
        });
        found.await?.ok_or(LogError::UnknownSchool(school))
    }
}

fn readers(address: &Address, patience: Patience, connections: u32) -> PgPool {
    // What they commit is notifications, which need not outlive a power cut and would each cost a sync.
    let options = link::settings(&address.options)
        .options([("default_transaction_read_only", "on"), ("synchronous_commit", "off")]);
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(patience.outage)
        // A connection that is gone is noticed by what is asked on it, which is then asked again.
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

#[async_trait]
impl EventLog for PostgresLog {
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError> {
        let Some(writer) = &self.writer else {
            let feed = self.feed(school).await.map_err(|_| LogError::ReadOnly)?;
            let same = feed.synthetic == synthetic;
            return if same { Ok(()) } else { Err(LogError::SyntheticForEver(school)) };
        };
        let (reply, answer) = oneshot::channel();
        let request = Request::OpenSchool { school, synthetic, reply };
        writer.send(request).map_err(|_| LogError::Stopped)?;
        answer.await.unwrap_or(Err(LogError::Stopped))
    }

    async fn schools(&self) -> Result<Vec<School>, LogError> {
        let looked = self.reader.again("cannot read the schools", |pool| async move {
            self.feeds.follow(&mut *pool.acquire().await?, None).await
        });
        looked.await?;
        let mut schools: Vec<_> = self
            .feeds
            .all()
            .into_iter()
            .map(|feed| School { id: feed.id, synthetic: feed.synthetic })
            .collect();
        schools.sort_by_key(|school| school.id);
        Ok(schools)
    }

    async fn append(&self, school: SchoolId, append: Append) -> Result<Appended, AppendError> {
        self.store(school, append, None).await
    }

    async fn import(
        &self,
        school: SchoolId,
        append: Append,
        recorded_at: Timestamp,
    ) -> Result<Appended, AppendError> {
        self.store(school, append, Some(recorded_at)).await
    }

    async fn find_command(
        &self,
        school: SchoolId,
        command: CommandId,
    ) -> Result<Option<(Appended, [u8; 32])>, LogError> {
        let feed = self.feed(school).await?;
        self.reader.command(&feed, command).await
    }

    async fn find_commands(
        &self,
        school: SchoolId,
        commands: &[CommandId],
    ) -> Result<Vec<FoundCommand>, LogError> {
        let feed = self.feed(school).await?;
        self.reader.commands(&feed, commands).await
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        self.reader.stream(&feed, stream, from).await
    }

    async fn read_streams(
        &self,
        school: SchoolId,
        streams: &[StreamName],
    ) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        self.reader.streams(&feed, streams).await
    }

    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        let from = after.map_or(0, |after| integer(after.0).saturating_add(1));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        match filter {
            Filter::All => self.reader.all(&feed, from, limit).await,
            Filter::Categories(categories) => self.reader.categories(&feed, from, limit, categories).await,
        }
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        self.reader.at(&feed, positions).await
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        let feed = self.feed(school).await?;
        self.reader.position_at(&feed, instant).await
    }

    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        Ok(self.feed(school).await?.head.subscribe())
    }

    fn counts_events(&self) -> bool {
        true
    }

    /// A server that is away or was restarted is no reason to stop: what was in doubt is settled when it is back. One
    /// that comes back without what it had committed, or without its guards, is.
    async fn stopped(&self) {
        match &self.writer {
            Some(writer) => writer.closed().await,
            None => std::future::pending().await,
        }
    }

    async fn close(&self) {
        self.following.end();
        if let Some(writer) = &self.writer {
            let (reply, closed) = oneshot::channel();
            // If it cannot be asked or does not answer, it has stopped before.
            if writer.send(Request::Close(reply)).is_ok() {
                let _ = closed.await;
            }
        }
        self.listening.close().await;
        self.reader.pool.close().await;
    }
}

/// A database error, with what was attempted.
fn engine(what: &'static str) -> impl Fn(sqlx::Error) -> LogError {
    move |error| LogError::Engine(what, Box::new(error))
}

/// PostgreSQL's integers are signed. A number beyond them stands beyond every event.
fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn instant_of(micros: i64) -> Result<Timestamp, LogError> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| LogError::Corrupt { what: "instant", place: format!("{micros} µs") })
}

fn position_of(number: i64) -> Result<Position, LogError> {
    let corrupt = |_| LogError::Corrupt { what: "position", place: number.to_string() };
    u64::try_from(number).map(Position).map_err(corrupt)
}

fn version_of(number: i64) -> Result<Version, LogError> {
    let corrupt = |_| LogError::Corrupt { what: "version", place: number.to_string() };
    u64::try_from(number).map(Version).map_err(corrupt)
}

/// A row of the table `head`.
fn head_of(next: i64, instant: Option<i64>) -> Result<Option<Head>, LogError> {
    let Some(instant) = instant else { return Ok(None) };
    Ok(Some(Head { position: position_of(next - 1)?, recorded_at: instant_of(instant)? }))
}
