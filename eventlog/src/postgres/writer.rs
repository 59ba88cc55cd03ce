//! The one task that writes. It gathers the appends that wait, commits them together, and settles what a lost
//! connection left in doubt.

mod pending;
mod reach;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

pub(super) use self::pending::Pending;
use super::feeds::{Feed, Feeds};
use super::follow::Hint;
use super::link::{Backend, Link, Patience, Trouble, within};
use super::remembered::Remembered;
use super::stage::{Basis, Stage};
use super::{Address, call, engine, integer};
use crate::event::SchoolId;
use crate::log::{AppendError, Appended, Clock, LogError};

/// Appends in one commit, at most.
const BATCH: usize = 1_024;
/// A batch waits for those who were just answered: this part of what the last commit took.
const PART: u32 = 8;
/// And no longer than this.
const LONGEST: Duration = Duration::from_millis(1);
/// Events in one commit, beyond which no further append is taken in.
const EVENTS: usize = 8_192;

pub(super) enum Request {
    Append(Box<Pending>),
    OpenSchool {
        school: SchoolId,
        synthetic: bool,
        reply: oneshot::Sender<Result<(), LogError>>,
    },
    /// The server was away: does it still hold what it had committed?
    Look,
    Close(oneshot::Sender<()>),
}

/// Why a batch could not be stored now.
enum Failure {
    Server(Trouble),
    /// The database is not to be written any more.
    Stop(LogError),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Server(trouble)
    }
}

type Verdict = Result<Appended, AppendError>;

pub(super) struct Writer {
    pub(super) address: Address,
    pub(super) patience: Patience,
    /// None after the connection was lost, until somebody wants to write.
    pub(super) link: Option<Link>,
    /// The server's end of a connection that was lost. It may hold heads yet, and is ended before we go on.
    lost: Option<Backend>,
    requests: mpsc::UnboundedReceiver<Request>,
    /// A request that ended a batch and was not part of it.
    aside: Option<Request>,
    /// How many were answered by the last commit, and how many waited meanwhile.
    at_work: usize,
    /// How long the last commit took.
    took: Duration,
    pub(super) feeds: Arc<Feeds>,
    clock: Arc<dyn Clock>,
    commits: Arc<AtomicU64>,
    hints: mpsc::UnboundedSender<Hint>,
    /// Schools to which other processes are writing, as far as was seen: their heads are asked for, not believed.
    shared: HashSet<i64>,
    remembered: Remembered,
}

impl Writer {
    #[expect(clippy::too_many_arguments, reason = "called once, with what it then owns")]
    pub(super) fn new(
        address: Address,
        patience: Patience,
        link: Link,
        requests: mpsc::UnboundedReceiver<Request>,
        feeds: Arc<Feeds>,
        clock: Arc<dyn Clock>,
        commits: Arc<AtomicU64>,
        hints: mpsc::UnboundedSender<Hint>,
    ) -> Self {
        let (link, lost, aside, shared) = (Some(link), None, None, HashSet::new());
        let (at_work, took) = (0, Duration::ZERO);
        Self {
            address,
            patience,
            link,
            lost,
            requests,
            aside,
            at_work,
            took,
            feeds,
            clock,
            commits,
            hints,
            shared,
            remembered: Remembered::default(),
        }
    }

    /// Until it is closed, its log is dropped, or the database is found not to hold what it had committed.
    pub(super) async fn run(mut self) {
        let mut closing = None;
        while let Some(request) = self.next().await {
            let done = match request {
                Request::Append(first) => {
                    let batch = self.gather(*first).await;
                    self.commit(batch).await
                }
                Request::OpenSchool { school, synthetic, reply } => {
                    self.open_school(school, synthetic, reply).await
                }
                Request::Look => self.look().await,
                Request::Close(reply) => {
                    closing = Some(reply);
                    break;
                }
            };
            if let Err(error) = done {
                tracing::error!(?error, "the log stops");
                break;
            }
        }
        if let Some(link) = self.link {
            link.close().await;
        }
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
        let mut events = first.events();
        let mut batch = vec![first];
        self.take_waiting(&mut batch, &mut events);
        let (expected, moment) = (std::mem::take(&mut self.at_work), LONGEST.min(self.took / PART));
        let begun = Instant::now();
        while batch.len() < expected.min(BATCH)
            && events < EVENTS
            && self.aside.is_none()
            && begun.elapsed() < moment
        {
            tokio::task::yield_now().await;
            self.take_waiting(&mut batch, &mut events);
        }
        batch
    }

    fn take_waiting(&mut self, batch: &mut Vec<Pending>, events: &mut usize) {
        while batch.len() < BATCH && *events < EVENTS && self.aside.is_none() {
            match self.requests.try_recv() {
                Ok(Request::Append(pending)) => {
                    *events += pending.events();
                    batch.push(*pending);
                }
                Ok(other @ (Request::OpenSchool { .. } | Request::Look | Request::Close(_))) => {
                    self.aside = Some(other);
                }
                Err(mpsc::error::TryRecvError::Empty | mpsc::error::TryRecvError::Disconnected) => return,
            }
        }
    }

    /// Stores what can be stored, and answers everybody: once it is known what became of it, or when the server has
    /// been away for too long.
    async fn commit(&mut self, mut batch: Vec<Pending>) -> Result<(), LogError> {
        while let Some(mut link) = self.reach(&mut batch).await? {
            let begun = Instant::now();
            let tried = self.try_to_store(&mut link, &mut batch).await;
            match tried {
                Ok(verdicts) => {
                    self.link = Some(link);
                    if verdicts.iter().flatten().any(|appended| !appended.repeated) {
                        self.took = begun.elapsed();
                    }
                    self.at_work = verdicts.len() + self.requests.len();
                    batch.into_iter().zip(verdicts).for_each(|(pending, verdict)| pending.answer(verdict));
                    return Ok(());
                }
                Err(Failure::Server(Trouble::Refused(error))) => {
                    self.link = Some(link);
                    pending::fail(batch, engine("cannot write: nothing was stored")(error));
                    return Ok(());
                }
                Err(Failure::Server(Trouble::Lost(error))) => {
                    self.lose(&link, &error);
                    let late = pending::late(&mut batch, self.patience.outage);
                    pending::fail(late, engine("cannot write")(error));
                    if batch.is_empty() {
                        return Ok(());
                    }
                }
                Err(Failure::Stop(error)) => {
                    pending::fail(batch, LogError::Stopped);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn try_to_store(
        &mut self,
        link: &mut Link,
        batch: &mut [Pending],
    ) -> Result<Vec<Verdict>, Failure> {
        let doubtful = |pending: &Pending| pending.sent.is_some() || self.shared.contains(&pending.feed.row);
        if !batch.iter().any(doubtful)
            && let Some(verdicts) = self.at_once(link, batch).await?
        {
            return Ok(verdicts);
        }
        self.carefully(link, batch).await
    }

    /// One call, which is a transaction by itself, for a batch of which every append will do if things are as they are
    /// believed to be. None: they are not, and nothing was stored.
    async fn at_once(
        &mut self,
        link: &mut Link,
        batch: &mut [Pending],
    ) -> Result<Option<Vec<Verdict>>, Trouble> {
        let mut stage = Stage::default();
        let mut answers = Vec::with_capacity(batch.len());
        for Pending { feed, append, imported, .. } in &*batch {
            match stage.append(
                Basis::Believed(&self.remembered),
                feed,
                append.clone(),
                *imported,
                &*self.clock,
            ) {
                Ok(appended) => answers.push(appended),
                Err(_) => return Ok(None),
            }
        }
        let (connection, time) = link.use_it();
        match within(time, call::store(connection, std::mem::take(&mut stage.columns))).await {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(trouble) => {
                if matches!(trouble, Trouble::Lost(_)) {
                    batch.iter_mut().zip(answers).for_each(|(pending, answer)| pending.sent = Some(answer));
                }
                return Err(trouble);
            }
        }
        self.committed(&stage);
        Ok(Some(answers.into_iter().map(Ok).collect()))
    }

    /// Locks the heads, looks everything up, judges, stores and commits.
    async fn carefully(&mut self, link: &mut Link, batch: &mut [Pending]) -> Result<Vec<Verdict>, Failure> {
        link.say("BEGIN").await?;
        let judged = self.judge(link, batch).await;
        let (stage, verdicts) = match judged {
            Ok(judged) => judged,
            Err(Failure::Server(Trouble::Refused(error))) => {
                // Ends the transaction, or else the connection and with it the transaction.
                link.say("ROLLBACK").await.map_err(|trouble| Trouble::Lost(trouble.error()))?;
                return Err(Trouble::Refused(error).into());
            }
            Err(other @ (Failure::Server(Trouble::Lost(_)) | Failure::Stop(_))) => return Err(other),
        };
        if let Err(trouble) = link.say("COMMIT").await {
            if matches!(trouble, Trouble::Lost(_)) {
                for (pending, verdict) in batch.iter_mut().zip(&verdicts) {
                    pending.sent = verdict.as_ref().ok().filter(|appended| !appended.repeated).copied();
                }
            }
            return Err(trouble.into());
        }
        self.committed(&stage);
        Ok(verdicts)
    }

    async fn judge(
        &mut self,
        link: &mut Link,
        batch: &mut [Pending],
    ) -> Result<(Stage, Vec<Verdict>), Failure> {
        let feeds: HashMap<i64, Arc<Feed>> =
            batch.iter().map(|pending| (pending.feed.row, Arc::clone(&pending.feed))).collect();
        let (connection, time) = link.use_it();
        let mut known = within(time, call::hold(connection, feeds.keys().copied().collect())).await?;
        for (row, feed) in &feeds {
            let Some(head) = known.heads.get(row) else {
                return Err(Failure::Stop(LogError::Untrusted(format!("school {} is gone", feed.id.0))));
            };
            let (next, believed) = (head.map_or(0, |head| integer(head.position.0) + 1), feed.next());
            if next < believed {
                return Err(Failure::Stop(LogError::Untrusted(format!(
                    "the head of school {} went back from {believed} to {next}",
                    feed.id.0
                ))));
            }
            if next == believed {
                self.shared.remove(row);
            } else {
                self.shared.insert(*row);
                head.iter().for_each(|head| feed.reaches(*head));
            }
        }
        let (mut streams, mut commands) = (HashSet::new(), HashSet::new());
        for Pending { feed, append, .. } in &*batch {
            streams.extend(append.writes.iter().map(|write| (feed.row, write.stream.clone())));
            commands.insert((feed.row, append.command));
        }
        let (streams, commands) = (streams.into_iter().collect(), commands.into_iter().collect());
        let (connection, time) = link.use_it();
        within(time, call::look_up(connection, &mut known, streams, commands)).await?;

        let mut stage = Stage::default();
        let mut verdicts = Vec::with_capacity(batch.len());
        for pending in &mut *batch {
            let Pending { feed, append, imported, sent, .. } = pending;
            let found = known.commands.get(&(feed.row, append.command));
            let stored = sent.filter(|sent| {
                let as_sent = (Appended { repeated: true, ..*sent }, append.fingerprint);
                found.is_some_and(|found| *found == as_sent)
            });
            // Under the lock, and with the server's old end gone, what is not there will not come any more.
            *sent = stored;
            verdicts.push(match stored {
                Some(appended) => Ok(appended),
                None => stage.append(Basis::Known(&known), feed, append.clone(), *imported, &*self.clock),
            });
        }
        if !stage.is_empty() {
            let (connection, time) = link.use_it();
            let columns = std::mem::take(&mut stage.columns);
            if !within(time, call::store(connection, columns)).await? {
                let refused =
                    sqlx::Error::Protocol("the database is not as it was under its lock".to_owned());
                return Err(Trouble::Refused(refused).into());
            }
        }
        Ok((stage, verdicts))
    }

    fn committed(&mut self, stage: &Stage) {
        if stage.schools.is_empty() {
            return;
        }
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.remembered.learn(stage);
        stage.publish();
        let places = stage.schools.iter().map(|(row, moved)| (*row, integer(moved.head.position.0) + 1));
        // Nobody to tell others: they look by themselves.
        let _ = self.hints.send(places.collect());
    }
}
