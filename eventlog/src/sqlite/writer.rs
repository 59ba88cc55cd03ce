//! The one task that writes. It gathers the appends that wait, and commits them together.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sqlx::{Connection, SqliteConnection, query};
use tokio::sync::{mpsc, oneshot};

use super::engine;
use super::feeds::{Feed, Feeds};
use super::message::NotCommitted;
use super::rows;
use super::stage::{Known, Stage};
use super::wal::{Wal, Written};
use crate::event::SchoolId;
use crate::file_lock::FileLock;
use crate::log::{Append, AppendError, Appended, Clock, LogError};

/// Appends in one commit, at most.
const BATCH: usize = 1_024;
/// A batch waits for those who were just answered: this part of what the last commit took.
const PART: u32 = 8;
/// And no longer than this.
const LONGEST: Duration = Duration::from_millis(1);
/// Streams whose last version is remembered, at most.
const REMEMBERED: usize = 200_000;

pub(super) enum Request {
    Append(Pending),
    OpenSchool { school: SchoolId, synthetic: bool, reply: oneshot::Sender<Result<(), LogError>> },
    Close(oneshot::Sender<()>),
}

/// An append that waits for its answer.
pub(super) struct Pending {
    pub(super) feed: Arc<Feed>,
    pub(super) append: Append,
    /// The instant that another log gave it.
    pub(super) imported: Option<Timestamp>,
    pub(super) reply: oneshot::Sender<Result<Appended, AppendError>>,
}

/// A batch that is stored: what each of its appends is answered.
struct Settled {
    answers: Vec<Result<Appended, AppendError>>,
    written: Written,
}

/// The error after which nothing more may be written: what the disk holds is not known any more.
struct Stop(&'static str, sqlx::Error);

/// What only the one who writes has.
pub(super) struct Held {
    pub(super) connection: SqliteConnection,
    pub(super) wal: Wal,
    /// Held for as long as anything may be written.
    pub(super) lock: FileLock,
}

pub(super) struct Writer {
    held: Held,
    requests: mpsc::UnboundedReceiver<Request>,
    /// A request that ended a batch and was not part of it.
    aside: Option<Request>,
    /// How many were answered by the last commit, and how many waited meanwhile.
    at_work: usize,
    /// How long the last commit took.
    took: Duration,
    feeds: Arc<Feeds>,
    clock: Arc<dyn Clock>,
    known: Known,
    commits: Arc<AtomicU64>,
}

impl Writer {
    /// Takes over a database whose lock it holds.
    pub(super) async fn new(
        mut held: Held,
        requests: mpsc::UnboundedReceiver<Request>,
        feeds: Arc<Feeds>,
        clock: Arc<dyn Clock>,
        commits: Arc<AtomicU64>,
    ) -> Result<Self, LogError> {
        // A process that was killed a moment ago may still be finishing: wait for it before looking.
        let failed = "cannot read the heads of the log";
        let begun = held.connection.begin_with("BEGIN IMMEDIATE").await;
        let mut transaction = begun.map_err(engine(failed))?;
        feeds.load(&mut transaction).await?;
        let next_stream = next_stream(&mut transaction).await.map_err(engine(failed))?;
        transaction.rollback().await.map_err(engine(failed))?;

        let known = Known { next_stream, ..Known::default() };
        Ok(Self {
            held,
            requests,
            aside: None,
            at_work: 0,
            took: Duration::ZERO,
            feeds,
            clock,
            known,
            commits,
        })
    }

    /// Until it is closed, its log is dropped, or a write is in doubt. Whoever still waits then hears that it stopped.
    pub(super) async fn run(mut self) {
        let mut closing = None;
        while let Some(request) = self.next().await {
            let done = match request {
                Request::Append(first) => {
                    let batch = self.gather(first).await;
                    self.commit(batch).await
                }
                Request::OpenSchool { school, synthetic, reply } => {
                    self.open_school(school, synthetic).await.map(|opened| {
                        // Nobody may be waiting any more: the school is open all the same.
                        let _ = reply.send(opened);
                    })
                }
                Request::Close(reply) => {
                    closing = Some(reply);
                    break;
                }
            };
            if let Err(Stop(what, error)) = done {
                tracing::error!(?error, "the log stops: {what}");
                // To close is to write and to sync again, and after a sync that failed another may say what is not so.
                // The file and the lock stay as they are until the process ends.
                return std::mem::forget(self.held);
            }
        }
        let Held { connection, lock, wal: _ } = self.held;
        if let Err(error) = connection.close().await {
            tracing::warn!(?error, "the log's file was not closed in good order");
        }
        drop(lock);
        if let Some(reply) = closing {
            let _ = reply.send(());
        }
    }

    async fn next(&mut self) -> Option<Request> {
        match self.aside.take() {
            Some(request) => Some(request),
            None => self.requests.recv().await,
        }
    }

    /// What waits already, and what the writers just answered are about to send: they get a moment for it, or else half
    /// of them would wait for the commit of the other half.
    async fn gather(&mut self, first: Pending) -> Vec<Pending> {
        let mut batch = vec![first];
        self.take_waiting(&mut batch);
        let (expected, moment) = (std::mem::take(&mut self.at_work), LONGEST.min(self.took / PART));
        let begun = Instant::now();
        while batch.len() < expected.min(BATCH) && self.aside.is_none() && begun.elapsed() < moment {
            tokio::task::yield_now().await;
            self.take_waiting(&mut batch);
        }
        batch
    }

    fn take_waiting(&mut self, batch: &mut Vec<Pending>) {
        while batch.len() < BATCH && self.aside.is_none() {
            match self.requests.try_recv() {
                Ok(Request::Append(pending)) => batch.push(pending),
                Ok(other @ (Request::OpenSchool { .. } | Request::Close(_))) => self.aside = Some(other),
                Err(mpsc::error::TryRecvError::Empty | mpsc::error::TryRecvError::Disconnected) => return,
            }
        }
    }

    /// Judges each append in order, stores those that pass in one commit, and only then answers.
    async fn commit(&mut self, batch: Vec<Pending>) -> Result<(), Stop> {
        let begun = Instant::now();
        self.known.commands.clear();
        let settled = self.settle(&batch).await?;
        let waiting = batch.into_iter().map(|pending| pending.reply);
        let Settled { answers, written } = match settled {
            Ok(settled) => settled,
            // Even a refusal may rest on an append that was not stored after all.
            Err(error) => {
                answer_failure(waiting, error);
                return Ok(());
            }
        };
        if 0 < written.events {
            self.took = begun.elapsed();
        }
        self.at_work = answers.len() + self.requests.len();
        for (reply, answer) in waiting.zip(answers) {
            // Whoever asked may have gone: what is stored stays, and a retry will be told so.
            let _ = reply.send(answer);
        }
        if written.events == 0 {
            return Ok(());
        }
        let Held { connection, wal, lock: _ } = &mut self.held;
        wal.committed(connection, written).await.map_err(|error| Stop("a checkpoint failed", error))
    }

    /// The answers of a batch, whose events are stored. An inner error means that none is.
    ///
    /// Nearly no command was recorded before, and one that was finds its streams moved on, by itself: commands are looked for
    /// only when something is refused, and all are judged again if one is found.
    async fn settle(&mut self, batch: &[Pending]) -> Result<Result<Settled, LogError>, Stop> {
        let mut looked = false;
        loop {
            if let Err(error) = self.look_up_streams(batch).await {
                return Ok(Err(error));
            }
            let mut stage = Stage::default();
            let judged = |pending: &Pending| {
                let Pending { feed, append, imported, reply: _ } = pending;
                stage.append(&self.known, feed, append.clone(), *imported, &*self.clock)
            };
            let answers: Vec<_> = batch.iter().map(judged).collect();
            if !looked && answers.iter().any(Result::is_err) {
                looked = true;
                match self.look_up_commands(batch).await {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(error) => return Ok(Err(error)),
                }
            }
            let bytes = stage.events.iter().map(|event| event.record.len()).sum();
            let written = Written { events: stage.events.len(), bytes };
            if 0 < written.events
                && let Err(error) = self.write(&mut stage).await?
            {
                // The database refuses a command that it holds, whatever its streams say.
                if !std::mem::replace(&mut looked, true)
                    && self.look_up_commands(batch).await.is_ok_and(|found| found)
                {
                    continue;
                }
                return Ok(Err(error));
            }
            stage.publish(&mut self.known);
            return Ok(Ok(Settled { answers, written }));
        }
    }

    async fn look_up_streams(&mut self, batch: &[Pending]) -> Result<(), LogError> {
        if REMEMBERED < self.known.streams.len() {
            self.known.streams.clear();
        }
        let mut streams = Vec::new();
        for pending in batch {
            for write in &pending.append.writes {
                let key = (pending.feed.row, write.stream.clone());
                if !self.known.streams.contains_key(&key) {
                    streams.push(key);
                }
            }
        }
        rows::look_up_streams(&mut self.held.connection, &mut self.known, &streams).await
    }

    /// Whether any was recorded before.
    async fn look_up_commands(&mut self, batch: &[Pending]) -> Result<bool, LogError> {
        let commands: Vec<_> =
            batch.iter().map(|pending| (pending.feed.row, pending.append.command)).collect();
        rows::look_up_commands(&mut self.held.connection, &mut self.known, &commands).await?;
        Ok(!self.known.commands.is_empty())
    }

    /// One transaction. An inner error means that nothing was stored and that the log may go on.
    async fn write(&mut self, stage: &mut Stage) -> Result<Result<(), LogError>, Stop> {
        let connection = &mut self.held.connection;
        match rows::commit(connection, stage).await {
            Ok(()) => {
                self.commits.fetch_add(1, Ordering::Relaxed);
                Ok(Ok(()))
            }
            Err(NotCommitted::TakeBack(error)) => {
                take_back(connection)
                    .await
                    .map_err(|error| Stop("a batch could not be taken back", error))?;
                self.look_again().await?;
                Ok(Err(engine("cannot write events")(error)))
            }
            Err(NotCommitted::InDoubt(error)) => {
                // Where nothing became of it, nobody else is kept waiting; where it did, there is nothing to take back.
                let _ = query("ROLLBACK").execute(connection).await;
                Err(Stop("a commit is in doubt", error))
            }
        }
    }

    /// After a refusal by the database, what is remembered may be wrong: it is read afresh.
    async fn look_again(&mut self) -> Result<(), Stop> {
        self.known = Known::default();
        let next = next_stream(&mut self.held.connection).await;
        self.known.next_stream = next.map_err(|error| Stop("its streams cannot be read", error))?;
        let heads = self.feeds.load(&mut self.held.connection).await;
        heads.map_err(|error| Stop("its heads cannot be read", sqlx::Error::Decode(error.into())))
    }

    async fn open_school(&mut self, school: SchoolId, synthetic: bool) -> Result<Result<(), LogError>, Stop> {
        if let Some(feed) = self.feeds.get(school) {
            let same = feed.synthetic == synthetic;
            return Ok(if same { Ok(()) } else { Err(LogError::SyntheticForEver(school)) });
        }
        let failed = "cannot open a school";
        let mut transaction = match self.held.connection.begin_with("BEGIN IMMEDIATE").await {
            Ok(transaction) => transaction,
            Err(error) => return Ok(Err(engine(failed)(error))),
        };
        let inserted = sqlx::query_scalar(
            "INSERT INTO school (id, uuid, synthetic) \
             VALUES ((SELECT coalesce(max(id) + 1, 1) FROM school), ?, ?) RETURNING id",
        )
        .bind(school.0.as_bytes().to_vec())
        .bind(synthetic)
        .fetch_one(&mut *transaction)
        .await;
        let row: i64 = match inserted {
            Ok(row) => row,
            Err(error) => {
                transaction
                    .rollback()
                    .await
                    .map_err(|error| Stop("a school could not be taken back", error))?;
                return Ok(Err(engine(failed)(error)));
            }
        };
        transaction.commit().await.map_err(|error| Stop("a commit is in doubt", error))?;
        self.feeds.add(row, school, synthetic);
        Ok(Ok(()))
    }
}

/// Ends a transaction that failed. There may be none: it could not begin, or SQLite has taken it back by itself. Then
/// another one can begin.
async fn take_back(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    if query("ROLLBACK").execute(&mut *connection).await.is_err() {
        sqlx::raw_sql("BEGIN; ROLLBACK").execute(connection).await?;
    }
    Ok(())
}

async fn next_stream(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(max(id), 0) + 1 FROM stream").fetch_one(connection).await
}

/// One failure, told to everybody of a batch.
fn answer_failure(
    waiting: impl Iterator<Item = oneshot::Sender<Result<Appended, AppendError>>>,
    error: LogError,
) {
    let what = "cannot write: nothing was stored";
    tracing::error!(?error, "{what}");
    let error = Arc::new(error);
    for reply in waiting {
        let _ = reply.send(Err(LogError::Engine(what, Box::new(Arc::clone(&error))).into()));
    }
}
