//! Carrying out the plans of a batch: each event to its stream, then each answer. All of it may be done twice, or by two
//! processes at once, since every write has an exact place and ids of its own.

use std::collections::{BTreeMap, HashMap};

use futures::{StreamExt, TryStreamExt, stream};
use kurrentdb::EventData;

use super::link::{Link, Place, Trouble};
use super::names;
use super::stored::{self, ANSWER, AROUND, Answer, Done, LARGEST, Plan};
use crate::codec;
use crate::event::{Expected, Position, SchoolId, StreamName, Version};
use crate::log::LogError;

/// Requests under way at the same time.
pub(super) const AT_ONCE: usize = 32;

/// What is left of a plan once its records are read.
struct Lines {
    first: (StreamName, Version),
    last: (StreamName, Version),
}

/// Events for one stream, in one write.
struct Run {
    stream: StreamName,
    /// Of the first of them.
    version: Version,
    bytes: usize,
    events: Vec<EventData>,
}

/// The events of a batch in the order of its plans, and so of the feed: a command's events stand together there. Only
/// what goes to the same stream one after the other is written at once.
#[derive(Default)]
struct Runs {
    runs: Vec<Run>,
    /// From the first version to the last.
    versions: BTreeMap<StreamName, (Version, Version)>,
}

impl Runs {
    fn take_in(&mut self, school: SchoolId, plan: &Plan) -> Result<Lines, LogError> {
        let corrupt = |why: String| LogError::Corrupt {
            what: "plan",
            place: format!("command {} of school {}: {why}", plan.command.0, school.0),
        };
        let mut lines: Option<Lines> = None;
        for bytes in &plan.records {
            let record = codec::decode_record(bytes).map_err(|error| corrupt(error.to_string()))?;
            let line = (record.stream.clone(), record.version);
            match &mut lines {
                Some(lines) => lines.last = line,
                None => lines = Some(Lines { first: line.clone(), last: line }),
            }
            let all = self.versions.entry(record.stream.clone()).or_insert((record.version, record.version));
            all.1 = record.version;
            let size = bytes.len() + AROUND;
            let event = EventData::binary(&record.kind, bytes.clone().into()).id(record.id.0);
            match self.runs.last_mut() {
                Some(run) if run.stream == record.stream && run.bytes + size <= LARGEST => {
                    run.bytes += size;
                    run.events.push(event);
                }
                Some(_) | None => self.runs.push(Run {
                    stream: record.stream,
                    version: record.version,
                    bytes: size,
                    events: vec![event],
                }),
            }
        }
        lines.ok_or_else(|| corrupt("it is empty".to_owned()))
    }
}

/// Writes the events of these plans, which follow each other, and their answers. Says what the answers are, and how far
/// the feed goes then.
pub(super) async fn carry_out(
    link: &Link,
    school: SchoolId,
    plans: &[Plan],
) -> Result<(Vec<Answer>, Option<Done>), Trouble> {
    let mut runs = Runs::default();
    let lines: Vec<Lines> = plans
        .iter()
        .map(|plan| runs.take_in(school, plan))
        .collect::<Result<_, _>>()
        .map_err(Trouble::Refused)?;
    for run in runs.runs {
        write(link, school, run).await?;
    }

    let places: Vec<_> =
        runs.versions.iter().map(|(n, (first, last))| places(link, school, n, *first, *last)).collect();
    let places: Vec<HashMap<(StreamName, Version), Position>> =
        stream::iter(places).buffer_unordered(AT_ONCE).try_collect().await?;
    let places: HashMap<_, _> = places.into_iter().flatten().collect();
    let place = |line: &(StreamName, Version)| {
        places.get(line).copied().ok_or_else(|| {
            Trouble::Refused(LogError::Corrupt {
                what: "event that was written",
                place: format!("stream {}, version {}", line.0, line.1.0),
            })
        })
    };
    let mut answers = Vec::with_capacity(plans.len());
    for (plan, line) in plans.iter().zip(&lines) {
        answers.push(Answer {
            fingerprint: plan.fingerprint,
            first: place(&line.first)?,
            last: place(&line.last)?,
            recorded_at: plan.recorded_at,
        });
    }
    let told: Vec<_> = plans.iter().zip(&answers).map(|(p, a)| answer_to(link, school, p, *a)).collect();
    stream::iter(told).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    let last = answers.last();
    let done = last.map(|answer| Done { position: answer.last, recorded_at: answer.recorded_at });
    Ok((answers, done))
}

async fn write(link: &Link, school: SchoolId, run: Run) -> Result<(), Trouble> {
    let expected: Expected = run.version.0.checked_sub(1).map(Version).into();
    match link.append(&names::event_stream(school, &run.stream), expected, &run.events).await {
        // Only plans lead to these streams: somebody has written to one of them past the log.
        Err(Trouble::Elsewhere(actual)) => Err(Trouble::Refused(LogError::Untrusted(format!(
            "stream {} of school {} is at revision {actual:?} and not where a plan wants it: {expected:?}",
            run.stream, school.0
        )))),
        other => other,
    }
}

async fn places(
    link: &Link,
    school: SchoolId,
    name: &StreamName,
    first: Version,
    last: Version,
) -> Result<HashMap<(StreamName, Version), Position>, Trouble> {
    let count = usize::try_from(last.0 - first.0).unwrap_or(usize::MAX).saturating_add(1);
    let stream = names::event_stream(school, name);
    let events = link.read(&stream, Place::Revision(first.0), count, |_| false).await?;
    let place = |event: &kurrentdb::RecordedEvent| {
        Ok(((name.clone(), Version(event.revision)), stored::position(event)?))
    };
    events.iter().map(place).collect::<Result<_, _>>().map_err(Trouble::Refused)
}

async fn answer_to(link: &Link, school: SchoolId, plan: &Plan, answer: Answer) -> Result<(), Trouble> {
    let event = stored::event(ANSWER, school, &answer).map_err(Trouble::Refused)?;
    let stream = names::command(school, plan.command);
    match link.append(&stream, Expected::NoStream, &[event]).await {
        Err(Trouble::Elsewhere(_)) => Err(Trouble::Refused(LogError::Untrusted(format!(
            "command {} of school {} has another answer already",
            plan.command.0, school.0
        )))),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::event::{Actor, CommandId, EventId, Recorded};

    const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

    fn plan(command: u128, lines: &[(&str, u64)]) -> Plan {
        let command = CommandId(Uuid::from_u128(command));
        let actor = Actor {
            person: Uuid::from_u128(2),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::from_u128(3),
            on_behalf_of: None,
        };
        let record = |(name, version): &(&str, u64)| {
            let stream = StreamName::new(*name).unwrap();
            stored::bytes_of(&Recorded {
                school: SCHOOL,
                position: Position(9),
                id: EventId::derive(SCHOOL, command, &stream, 0),
                stream,
                version: Version(*version),
                kind: "something-happened.v1".to_owned(),
                effective_on: date(2026, 3, 12),
                recorded_at: Timestamp::UNIX_EPOCH,
                actor: actor.clone(),
                command,
                correlation: Uuid::from_u128(4),
                about: Vec::new(),
                data: Vec::new(),
            })
        };
        let records = lines.iter().map(record).collect();
        Plan { command, fingerprint: [1; 32], recorded_at: Timestamp::UNIX_EPOCH, parts: 0, records }
    }

    fn runs(plans: &[Plan]) -> Vec<(String, u64, usize)> {
        let mut runs = Runs::default();
        for plan in plans {
            runs.take_in(SCHOOL, plan).unwrap();
        }
        runs.runs.iter().map(|run| (run.stream.to_string(), run.version.0, run.events.len())).collect()
    }

    #[test]
    fn the_feed_has_the_order_of_the_plans() {
        let plans = [plan(1, &[("a", 0), ("b", 0)]), plan(2, &[("c", 4)]), plan(3, &[("b", 1), ("a", 1)])];
        let expected = [("a", 0, 1), ("b", 0, 1), ("c", 4, 1), ("b", 1, 1), ("a", 1, 1)];
        assert_eq!(runs(&plans), expected.map(|(name, first, events)| (name.to_owned(), first, events)));
    }

    #[test]
    fn what_goes_to_one_stream_goes_there_at_once() {
        let plans = [plan(1, &[("a", 0), ("a", 1)]), plan(2, &[("a", 2)]), plan(3, &[("a", 3), ("b", 0)])];
        assert_eq!(runs(&plans), [("a".to_owned(), 0, 4), ("b".to_owned(), 0, 1)]);
    }

    #[test]
    fn a_plan_without_records_is_none() {
        assert!(Runs::default().take_in(SCHOOL, &plan(1, &[])).is_err());
    }
}
