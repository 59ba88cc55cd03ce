//! The log in KurrentDB (or EventStoreDB): many schools in one cluster, any number of processes; in each of them one task
//! for each school that it writes to, and one thread that hears of what others write.
//!
//! The server appends to one stream at a time. So a command is first stored whole, as a plan in its school's stream of
//! plans, at an exact place of it: that is the moment when it happens. Then the plan is carried out stream by stream, at
//! exact places and with ids derived from the command, by whoever comes first: the process that made it, or any other
//! that opens the school. No plan is made before those before it are carried out, so none ever meets a stream that is
//! elsewhere than it was judged to be.

mod address;
mod carry;
mod feeds;
mod follow;
mod link;
mod names;
mod read;
mod stored;
mod writer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::{OnceCell, mpsc, oneshot, watch};

pub use self::address::{Address, InvalidAddress};
use self::feeds::{Feed, Feeds, Reach};
use self::follow::Following;
use self::link::Link;
pub use self::link::Patience;
use self::link::Trouble;
use self::stored::{OPENED, Opened};
use self::writer::{Pending, Request, Writer};
use crate::append;
use crate::event::{CommandId, Position, Recorded, SchoolId, StreamName, Version};
use crate::log::{Append, AppendError, Appended, Clock, EventLog, Filter, Head, LogError, School};

/// An [`EventLog`] in a KurrentDB cluster.
///
/// Its positions are those of the cluster, commit order over all schools: sparse in each one's feed. What [`EventLog::read_all`] gives ends where a batch of commands ends, so it
/// never shows half of one; [`EventLog::read_stream`] shows what stands in the stream, which may be a moment ahead.
pub struct KurrentLog {
    link: Arc<Link>,
    feeds: Arc<Feeds>,
    /// None if the log was opened for reading only.
    clock: Option<Arc<dyn Clock>>,
    stop: watch::Sender<bool>,
    closed: AtomicBool,
    following: Following,
}

impl KurrentLog {
    /// Opens the log for reading and writing. Other processes may do the same.
    pub async fn open(address: &Address, clock: Arc<dyn Clock>) -> Result<Self, LogError> {
        Self::open_with(address, Some(clock), Patience::default()).await
    }

    /// Opens the log for reading.
    pub async fn open_read_only(address: &Address) -> Result<Self, LogError> {
        Self::open_with(address, None, Patience::default()).await
    }

    /// The same, with other times to wait; without a clock it is for reading only.
    pub async fn open_with(
        address: &Address,
        clock: Option<Arc<dyn Clock>>,
        patience: Patience,
    ) -> Result<Self, LogError> {
        let link = Arc::new(Link::new(address.clone(), patience));
        let feeds = Arc::new(Feeds::default());
        feeds.look(&link).await?;
        let following = Following::begin(address.clone(), Arc::clone(&link), &feeds);
        let (stop, closed) = (watch::Sender::new(false), AtomicBool::new(false));
        Ok(Self { link, feeds, clock, stop, closed, following })
    }

    async fn store(
        &self,
        school: SchoolId,
        append: Append,
        imported: Option<Timestamp>,
    ) -> Result<Appended, AppendError> {
        append::check(&append)?;
        // For a school that is known nothing is awaited before the append is queued, nor to queue it: appends polled in
        // order are committed in order.
        let feed = match self.feeds.get(school) {
            Some(feed) => feed,
            None => self.at_hand(school).await?,
        };
        let writer = feed.writer.as_ref().ok_or(LogError::ReadOnly)?;
        let (reply, answer) = oneshot::channel();
        let request = Request::Append(Box::new(Pending::new(append, imported, reply)));
        writer.send(request).map_err(|_| LogError::Stopped)?;
        answer.await.unwrap_or(Err(AppendError::Log(LogError::Stopped)))
    }

    /// A school's feed. What was planned for it and left is carried out when it is asked for the first time.
    async fn feed(&self, school: SchoolId) -> Result<Arc<Feed>, LogError> {
        let feed = self.at_hand(school).await?;
        let settled = feed.settled.get_or_try_init(|| async {
            let Some(writer) = &feed.writer else { return feed.look(&self.link).await.map(drop) };
            let (reply, settled) = oneshot::channel();
            writer.send(Request::Settle(reply)).map_err(|_| LogError::Stopped)?;
            settled.await.unwrap_or(Err(LogError::Stopped))
        });
        settled.await?;
        Ok(feed)
    }

    /// The feed, whether or not it is known how far it goes. A school that another process has opened is looked for.
    async fn at_hand(&self, school: SchoolId) -> Result<Arc<Feed>, LogError> {
        if let Some(feed) = self.feeds.get(school) {
            return Ok(feed);
        }
        if self.feeds.synthetic(school).is_none() {
            self.feeds.look(&self.link).await?;
        }
        let begun = self.feeds.begin(school, |opened_at| self.begin(school, opened_at));
        begun.ok_or(LogError::UnknownSchool(school))
    }

    fn begin(&self, id: SchoolId, opened_at: Position) -> Arc<Feed> {
        let reach = Reach::default();
        let writer = self.clock.as_ref().map(|clock| {
            let (sender, requests) = mpsc::unbounded_channel();
            let (link, clock, stop) = (Arc::clone(&self.link), Arc::clone(clock), self.stop.clone());
            tokio::spawn(Writer::new(link, id, reach.clone(), clock, requests, stop).run());
            sender
        });
        Arc::new(Feed { id, opened_at, reach, settled: OnceCell::new(), writer })
    }
}

#[async_trait]
impl EventLog for KurrentLog {
    async fn open_school(&self, school: SchoolId, synthetic: bool) -> Result<(), LogError> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(LogError::Stopped);
        }
        loop {
            self.feeds.look(&self.link).await?;
            if let Some(marked) = self.feeds.synthetic(school) {
                self.feed(school).await?;
                return if marked == synthetic { Ok(()) } else { Err(LogError::SyntheticForEver(school)) };
            }
            if self.clock.is_none() {
                return Err(LogError::ReadOnly);
            }
            let event = stored::event(OPENED, school, &Opened { school, synthetic })?;
            match self.link.append(names::SCHOOLS, self.feeds.expected(), &[event]).await {
                // Another school was opened at the same time, or this one.
                Ok(()) | Err(Trouble::Elsewhere(_)) => {}
                Err(trouble) => return Err(trouble.error("cannot open a school")),
            }
        }
    }

    async fn schools(&self) -> Result<Vec<School>, LogError> {
        self.feeds.look(&self.link).await?;
        let opened = self.feeds.opened().into_iter();
        let mut schools: Vec<_> = opened.map(|(id, synthetic)| School { id, synthetic }).collect();
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
        self.feed(school).await?;
        let found = writer::answer(&self.link, school, command).await;
        let found = found.map_err(|trouble| trouble.error("cannot look for a command"))?;
        Ok(found.map(|answer| (answer.into(), answer.fingerprint)))
    }

    async fn read_stream(
        &self,
        school: SchoolId,
        stream: &StreamName,
        from: Version,
    ) -> Result<Vec<Recorded>, LogError> {
        self.feed(school).await?;
        read::stream(&self.link, school, stream, from).await
    }

    async fn read_all(
        &self,
        school: SchoolId,
        after: Option<Position>,
        limit: usize,
        filter: Filter<'_>,
    ) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        read::feed(&self.link, &feed, after, limit, filter).await
    }

    async fn read_at(&self, school: SchoolId, positions: &[Position]) -> Result<Vec<Recorded>, LogError> {
        let feed = self.feed(school).await?;
        read::at(&self.link, &feed, positions).await
    }

    async fn position_at(&self, school: SchoolId, instant: Timestamp) -> Result<Option<Position>, LogError> {
        let feed = self.feed(school).await?;
        read::position_at(&self.link, &feed, instant).await
    }

    async fn subscribe(&self, school: SchoolId) -> Result<watch::Receiver<Option<Head>>, LogError> {
        Ok(self.feed(school).await?.reach.subscribe())
    }

    fn counts_events(&self) -> bool {
        false
    }

    /// A cluster that is away is no reason to stop: what was in doubt is settled when it is back. One that comes back
    /// without what it held, or that others have written to past the log, is.
    async fn stopped(&self) {
        let mut stop = self.stop.subscribe();
        if self.clock.is_none() || stop.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending().await
        }
    }

    async fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.following.end();
        for feed in self.feeds.all() {
            let Some(writer) = &feed.writer else { continue };
            let (reply, closed) = oneshot::channel();
            // If it cannot be asked or does not answer, it has stopped before.
            if writer.send(Request::Close(reply)).is_ok() {
                let _ = closed.await;
            }
        }
    }
}
