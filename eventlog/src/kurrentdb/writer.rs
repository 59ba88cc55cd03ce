//! The one task that writes to a school. It gathers the appends that wait, plans them together at an exact place of the
//! school's stream of plans, and carries the plans out before it plans again.

mod pending;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};

pub(super) use self::pending::Pending;
use super::carry::{AT_ONCE, carry_out};
use super::feeds::Reach;
use super::link::{Link, Place, Trouble};
use super::names;
use super::stored::{self, ANSWER, Answer, DONE, Done, LARGEST, Plan};
use crate::append;
use crate::event::{CommandId, Position, SchoolId, StreamName, Version};
use crate::log::{AppendError, Appended, Clock, LogError};

/// Appends in one batch, at most.
const BATCH: usize = 1_024;

pub(super) enum Request {
    Append(Box<Pending>),
    /// Are there plans that nobody has carried out?
    Settle(oneshot::Sender<Result<(), LogError>>),
    Close(oneshot::Sender<()>),
}

/// Why a batch was not carried out now.
enum Failure {
    /// Another process has planned at the same place: nothing was stored.
    Overtaken,
    Trouble(Trouble),
}

impl std::convert::From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// The end of the stream of plans, once every plan is carried out.
#[derive(Clone, Copy)]
struct End {
    last: Option<u64>,
    /// Of the last event: what comes next is not earlier.
    recorded_at: Option<Timestamp>,
}

/// What the cluster holds of the commands and streams of a batch.
struct Known {
    commands: HashMap<CommandId, Answer>,
    streams: HashMap<StreamName, Option<Version>>,
}

/// What becomes of an append.
enum Verdict {
    Refused(AppendError),
    Answered(Appended),
    /// As the plan with this number; the second time it was sent, or the first.
    Planned {
        number: usize,
        repeated: bool,
    },
}

pub(super) struct Writer {
    link: Arc<Link>,
    school: SchoolId,
    reach: Reach,
    clock: Arc<dyn Clock>,
    requests: mpsc::UnboundedReceiver<Request>,
    /// Set when the cluster is not to be written any more.
    stop: watch::Sender<bool>,
    /// None when it is not known: at first, and after any failure.
    end: Option<End>,
    /// The furthest place of the stream of plans that was seen.
    seen: Option<u64>,
    /// A request that ended a batch and was not part of it.
    aside: Option<Request>,
}

impl Writer {
    pub(super) fn new(
        link: Arc<Link>,
        school: SchoolId,
        reach: Reach,
        clock: Arc<dyn Clock>,
        requests: mpsc::UnboundedReceiver<Request>,
        stop: watch::Sender<bool>,
    ) -> Self {
        Self { link, school, reach, clock, requests, stop, end: None, seen: None, aside: None }
    }

    /// Until it is closed, its log is dropped, or the cluster is found not to hold what it held.
    pub(super) async fn run(mut self) {
        while let Some(request) = self.next().await {
            let done = match request {
                Request::Append(first) => {
                    let batch = self.gather(*first);
                    self.commit(batch).await
                }
                Request::Settle(reply) => self.settle_for(reply).await,
                Request::Close(reply) => {
                    let _ = reply.send(());
                    return;
                }
            };
            if let Err(error) = done {
                tracing::error!(?error, school = ?self.school, "the log stops");
                self.stop.send_replace(true);
                return;
            }
        }
    }

    async fn next(&mut self) -> Option<Request> {
        match self.aside.take() {
            Some(request) => Some(request),
            None => self.requests.recv().await,
        }
    }

    /// What waits already. Whoever comes while a batch is on its way is of the next one.
    fn gather(&mut self, first: Pending) -> Vec<Pending> {
        let mut bytes = first.bytes();
        let mut batch = vec![first];
        while batch.len() < BATCH {
            match self.requests.try_recv() {
                Ok(Request::Append(pending)) if bytes + pending.bytes() <= LARGEST => {
                    bytes += pending.bytes();
                    batch.push(*pending);
                }
                Ok(other @ (Request::Append(_) | Request::Settle(_) | Request::Close(_))) => {
                    self.aside = Some(other);
                    return batch;
                }
                Err(mpsc::error::TryRecvError::Empty | mpsc::error::TryRecvError::Disconnected) => break,
            }
        }
        batch
    }

    /// Plans and carries out what can be, and answers everybody.
    async fn commit(&mut self, mut batch: Vec<Pending>) -> Result<(), LogError> {
        let begun = Instant::now();
        loop {
            let trouble = match self.try_to_store(&mut batch).await {
                Ok(verdicts) => {
                    batch.into_iter().zip(verdicts).for_each(|(pending, verdict)| pending.answer(verdict));
                    return Ok(());
                }
                Err(Failure::Overtaken) if begun.elapsed() < self.link.outage() => {
                    self.end = None;
                    continue;
                }
                Err(Failure::Overtaken) => Trouble::Elsewhere(None),
                Err(Failure::Trouble(trouble)) => trouble,
            };
            self.end = None;
            return match trouble {
                Trouble::Refused(error @ (LogError::Untrusted(_) | LogError::Corrupt { .. })) => {
                    pending::fail(batch, LogError::Stopped);
                    Err(error)
                }
                other @ (Trouble::Elsewhere(_)
                | Trouble::Away(_)
                | Trouble::Missing
                | Trouble::Refused(_)) => {
                    pending::fail(batch, other.error("the cluster takes no plan"));
                    Ok(())
                }
            };
        }
    }

    async fn settle_for(&mut self, reply: oneshot::Sender<Result<(), LogError>>) -> Result<(), LogError> {
        // Asked for when somebody else may have planned: what is known of the end is not enough.
        self.end = None;
        let (told, done) = match self.settle().await {
            Ok(_) => (Ok(()), Ok(())),
            Err(Trouble::Refused(error @ (LogError::Untrusted(_) | LogError::Corrupt { .. }))) => {
                (Err(LogError::Untrusted(error.to_string())), Err(error))
            }
            Err(trouble) => (Err(trouble.error("cannot carry out what was planned")), Ok(())),
        };
        let _ = reply.send(told);
        done
    }

    /// Carries out the plans after the last end of a batch, whoever has made them, and says where the stream ends.
    async fn settle(&mut self) -> Result<End, Trouble> {
        if let Some(end) = self.end {
            return Ok(end);
        }
        let is_end = |event: &kurrentdb::RecordedEvent| event.event_type == DONE;
        let events = self.link.read(&names::plans(self.school), Place::End, usize::MAX, is_end).await?;
        let last = events.first().map(|event| event.revision);
        if last < self.seen {
            return Err(Trouble::Refused(LogError::Untrusted(format!(
                "the plans of school {} went back from revision {:?} to {last:?}",
                self.school.0, self.seen
            ))));
        }
        self.seen = last;
        let (ends, plans): (Vec<_>, Vec<_>) = events.iter().partition(|event| is_end(event));
        let done = ends.first().map(|event| stored::read::<Done>(DONE, event)).transpose();
        let done = done.map_err(Trouble::Refused)?;
        done.into_iter().for_each(|done| self.reach.extend(done.into()));
        let plans = stored::plans_of(plans.into_iter().rev()).map_err(Trouble::Refused)?;
        let recorded_at = events.first().map(stored::recorded_at).transpose().map_err(Trouble::Refused)?;
        let mut end = End { last, recorded_at };
        if !plans.is_empty() {
            tracing::info!(school = ?self.school, plans = plans.len(), "plans are carried out that were left");
            self.carry_out(&mut end, &plans).await?;
        }
        self.end = Some(end);
        Ok(end)
    }

    /// The plans before `end`, and after them the end of their batch.
    async fn carry_out(&mut self, end: &mut End, plans: &[Plan]) -> Result<Vec<Answer>, Trouble> {
        let (answers, done) = carry_out(&self.link, self.school, plans).await?;
        let Some(done) = done else { return Ok(answers) };
        let event = stored::event(DONE, self.school, &done).map_err(Trouble::Refused)?;
        let expected = end.last.map(Version).into();
        match self.link.append(&names::plans(self.school), expected, &[event]).await {
            Err(Trouble::Elsewhere(_)) => {
                return Err(Trouble::Refused(LogError::Untrusted(format!(
                    "the plans of school {} were not ended where they end",
                    self.school.0
                ))));
            }
            other => other?,
        }
        *end = End { last: Some(end.last.map_or(0, |last| last + 1)), recorded_at: Some(done.recorded_at) };
        self.seen = self.seen.max(end.last);
        self.reach.extend(done.into());
        Ok(answers)
    }

    async fn try_to_store(
        &mut self,
        batch: &mut [Pending],
    ) -> Result<Vec<Result<Appended, AppendError>>, Failure> {
        let mut end = self.settle().await?;
        let known = look_up(&self.link, self.school, batch).await?;
        let (plans, verdicts) = self.judge(&end, known, batch);
        let mut answers = Vec::new();
        if !plans.is_empty() {
            let appends = stored::appends_of(self.school, &plans).map_err(Trouble::Refused)?;
            for (pending, verdict) in batch.iter_mut().zip(&verdicts) {
                if let Verdict::Planned { number, repeated: false } = verdict {
                    pending.sent = Some(plans[*number].recorded_at);
                }
            }
            // From here on it happens, even if we do not live to see it.
            self.end = None;
            for events in &appends {
                let expected = end.last.map(Version).into();
                match self.link.append(&names::plans(self.school), expected, events).await {
                    Err(Trouble::Elsewhere(_)) => return Err(Failure::Overtaken),
                    other => other?,
                }
                end.last = Some(end.last.map_or(0, |last| last + 1) + events.len() as u64 - 1);
                self.seen = self.seen.max(end.last);
            }
            answers = self.carry_out(&mut end, &plans).await?;
            self.end = Some(end);
        }
        let verdicts = verdicts.into_iter().map(|verdict| match verdict {
            Verdict::Refused(error) => Err(error),
            Verdict::Answered(appended) => Ok(appended),
            Verdict::Planned { number, repeated } => {
                Ok(Appended { repeated, ..Appended::from(answers[number]) })
            }
        });
        Ok(verdicts.collect())
    }

    /// Plans what does, one append after the other, and says of each what becomes of it.
    fn judge(&self, end: &End, mut known: Known, batch: &[Pending]) -> (Vec<Plan>, Vec<Verdict>) {
        let mut last = end.recorded_at;
        let mut plans: Vec<Plan> = Vec::new();
        let mut planned = HashMap::<CommandId, usize>::new();
        let mut verdicts = Vec::with_capacity(batch.len());
        for pending in batch {
            let Pending { append, sent, .. } = pending;
            let command = append.command;
            if let Some(answer) = known.commands.get(&command) {
                // Ours, of which the answer was lost, or what somebody sent before.
                let repeated = *sent != Some(answer.recorded_at);
                verdicts.push(if answer.fingerprint == append.fingerprint {
                    Verdict::Answered(Appended { repeated, ..Appended::from(*answer) })
                } else {
                    Verdict::Refused(AppendError::CommandReused(command))
                });
                continue;
            }
            if let Some(&number) = planned.get(&command) {
                verdicts.push(if plans[number].fingerprint == append.fingerprint {
                    Verdict::Planned { number, repeated: true }
                } else {
                    Verdict::Refused(AppendError::CommandReused(command))
                });
                continue;
            }
            let wrong = append.writes.iter().find_map(|write| {
                let actual = known.streams.get(&write.stream).copied().flatten();
                let (stream, expected) = (write.stream.clone(), write.expected);
                (expected != actual.into()).then_some(AppendError::Conflict { stream, expected, actual })
            });
            if let Some(conflict) = wrong {
                verdicts.push(Verdict::Refused(conflict));
                continue;
            }
            let fingerprint = append.fingerprint;
            let records = append::instant(&*self.clock, pending.imported, last, self.school)
                .and_then(|at| Ok((at, append::records(self.school, append.clone(), Position(0), at)?)));
            let (recorded_at, records) = match records {
                Ok(records) => records,
                Err(invalid) => {
                    verdicts.push(Verdict::Refused(invalid));
                    continue;
                }
            };
            let stored = records.iter().map(|(record, _)| stored::bytes_of(record)).collect();
            last = Some(recorded_at);
            for (record, _) in records {
                known.streams.insert(record.stream, Some(record.version));
            }
            planned.insert(command, plans.len());
            verdicts.push(Verdict::Planned { number: plans.len(), repeated: false });
            plans.push(Plan { command, fingerprint, recorded_at, parts: 0, records: stored });
        }
        (plans, verdicts)
    }
}

/// The answer to a command, if it was ever carried out.
pub(super) async fn answer(
    link: &Link,
    school: SchoolId,
    command: CommandId,
) -> Result<Option<Answer>, Trouble> {
    let events = link.read(&names::command(school, command), Place::Revision(0), 1, |_| true).await?;
    events.first().map(|event| stored::read(ANSWER, event)).transpose().map_err(Trouble::Refused)
}

/// Reads what the appends of a batch are judged by.
async fn look_up(link: &Link, school: SchoolId, batch: &[Pending]) -> Result<Known, Trouble> {
    let mut commands: Vec<CommandId> = batch.iter().map(|pending| pending.append.command).collect();
    commands.sort_unstable();
    commands.dedup();
    let mut streams: Vec<StreamName> = Vec::new();
    streams.extend(batch.iter().flat_map(|p| p.append.writes.iter().map(|write| write.stream.clone())));
    streams.sort_unstable();
    streams.dedup();
    let commands = stream::iter(commands)
        .map(|command| async move {
            let answer = answer(link, school, command).await?;
            Ok::<_, Trouble>(answer.map(|answer| (command, answer)))
        })
        .buffer_unordered(AT_ONCE)
        .try_filter_map(|found| async move { Ok(found) })
        .try_collect();
    let streams = stream::iter(streams)
        .map(|name| async move {
            let events = link.read(&names::event_stream(school, &name), Place::End, 1, |_| true).await?;
            let last = events.first().map(|event| Version(event.revision));
            Ok::<_, Trouble>((name, last))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect();
    let (commands, streams) = futures::try_join!(commands, streams)?;
    Ok(Known { commands, streams })
}
