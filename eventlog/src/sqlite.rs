//! The log in SQLite: one file, many schools, one task that writes, a few connections that read.

mod feeds;
mod message;
mod read;
mod rows;
mod schema;
mod stage;
mod wal;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use self::feeds::{Feed, Feeds};
use self::wal::Wal;
use self::writer::{Held, Pending, Request, Writer};
use crate::append;
use crate::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use crate::file_lock::FileLock;
use crate::log::{
    Append, AppendError, Appended, Clock, EventLog, Filter, FoundCommand, Head, LogError, School,
};

/// An [`EventLog`] in one SQLite file.
pub struct SqliteLog {
    readers: SqlitePool,
    feeds: Arc<Feeds>,
    /// None if the log was opened for reading only.
    ///
    /// Without a bound, since a full bounded channel lets later senders overtake those that wait. Every caller waits
    /// for its answer, so the queue is as long as there are callers.
    writer: Option<mpsc::UnboundedSender<Request>>,
    commits: Arc<AtomicU64>,
}

impl SqliteLog {
    /// Opens the file, made if absent, for reading and writing. One process at a time may.
    pub async fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, LogError> {
        let lock = lock(path)?;
        let connection = schema::writer(path).await?;
        let (sender, requests) = mpsc::unbounded_channel();
        let (feeds, commits) = (Arc::new(Feeds::default()), Arc::new(AtomicU64::new(0)));
        let held = Held { connection, wal: Wal::of(path), lock };
        let writer = Writer::new(held, requests, Arc::clone(&feeds), clock, Arc::clone(&commits)).await?;
        let readers = schema::readers(path).await?;
        tokio::spawn(writer.run());
        Ok(Self { readers, feeds, writer: Some(sender), commits })
    }

    /// Opens an existing file for reading, whoever else is writing it.
    ///
    /// Reads see every commit; what [`EventLog::subscribe`] gives is the head at opening.
    pub async fn open_read_only(path: &Path) -> Result<Self, LogError> {
        let readers = schema::readers(path).await?;
        let log = Self { readers, feeds: Arc::default(), writer: None, commits: Arc::default() };
        log.load_feeds().await?;
        Ok(log)
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
        // Nothing is awaited before the append is queued, nor to queue it: appends polled in order are committed in order.
        let writer = self.writer.as_ref().ok_or(LogError::ReadOnly)?;
        append::check(&append)?;
        let feed = self.feeds.get(school).ok_or(LogError::UnknownSchool(school))?;
        let (reply, answer) = oneshot::channel();
        let request = Request::Append(Pending { feed, append, imported, reply });
        writer.send(request).map_err(|_| LogError::Stopped)?;
        answer.await.unwrap_or(Err(AppendError::Log(LogError::Stopped)))
    }

    async fn load_feeds(&self) -> Result<(), LogError> {
        let mut reader = self.readers.acquire().await.map_err(engine("cannot read the schools"))?;
        self.feeds.load(&mut reader).await
    }

    async fn feed(&self, school: SchoolId) -> Result<Arc<Feed>, LogError> {
        if self.writer.is_none() && self.feeds.get(school).is_none() {
            // The process that writes may have opened it since.
            self.load_feeds().await?;
        }
        self.feeds.get(school).ok_or(LogError::UnknownSchool(school))
    }
}

#[async_trait]
impl EventLog for SqliteLog {
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
        if self.writer.is_none() {
            self.load_feeds().await?;
        }
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
        read::command(&self.readers, &feed, command).await
    }

    async fn find_commands(
        &self,
        school: SchoolId,
        commands: &[CommandId],
    ) -> Result<Vec<FoundCommand>, LogError> {
        let feed = self.feed(school).await?;
        read::commands(&self.readers, &feed, commands).await
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        read::stream(&self.readers, &feed, stream, from).await
    }

    async fn read_streams(
        &self,
        school: SchoolId,
        streams: &[StreamName],
    ) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        read::streams(&self.readers, &feed, streams).await
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
            Filter::All => read::all(&self.readers, &feed, from, limit).await,
            Filter::Categories(categories) => {
                read::categories(&self.readers, &feed, from, limit, categories).await
            }
        }
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        read::at(&self.readers, &feed, positions).await
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        let feed = self.feed(school).await?;
        read::position_at(&self.readers, &feed, instant).await
    }

    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        Ok(self.feed(school).await?.head.subscribe())
    }

    fn counts_events(&self) -> bool {
        true
    }

    async fn stopped(&self) {
        match &self.writer {
            Some(writer) => writer.closed().await,
            None => std::future::pending().await,
        }
    }

    async fn close(&self) {
        // Readers first: the last connection to go, the writer's, leaves one tidy file.
        self.readers.close().await;
        if let Some(writer) = &self.writer {
            let (reply, closed) = oneshot::channel();
            // If it cannot be asked or does not answer, it has stopped before.
            if writer.send(Request::Close(reply)).is_ok() {
                let _ = closed.await;
            }
        }
    }
}

/// The lock of whoever writes, on `<path>.lock`.
fn lock(path: &Path) -> Result<FileLock, LogError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    FileLock::take(Path::new(&name))
        .map_err(|error| LogError::Engine("cannot lock the log", Box::new(error)))?
        .ok_or_else(|| LogError::InUse(path.display().to_string()))
}

/// A database error, with what was attempted.
fn engine(what: &'static str) -> impl Fn(sqlx::Error) -> LogError {
    move |error| LogError::Engine(what, Box::new(error))
}

/// SQLite's integers are signed. A number beyond them stands beyond every event.
fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn instant_of(micros: i64) -> Result<Timestamp, LogError> {
    Timestamp::from_microsecond(micros)
        .map_err(|_| LogError::Corrupt { what: "instant", place: format!("{micros} µs") })
}

fn uuid_of(bytes: &[u8]) -> Result<Uuid, LogError> {
    Uuid::from_slice(bytes).map_err(|_| LogError::Corrupt { what: "UUID", place: format!("{bytes:?}") })
}
