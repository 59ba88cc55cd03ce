//! Random operations against an engine and against the plainest log there could be: one vector and linear search.

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use registro_eventlog::event::{
    CommandId, EventId, Expected, Position, Recorded, SchoolId, StreamName, Version,
};
use registro_eventlog::log::{Append, AppendError, Appended, Filter};
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::{MORNING, Subject, append, at, stream, write};

const STREAMS: [&str; 5] = ["case-1", "case-2", "lesson-1", "lesson-2", "school"];
const CATEGORIES: [&str; 3] = ["case", "lesson", "school"];

#[derive(Clone, Debug)]
enum Op {
    SetClock(i64),
    Append { command: u8, body: u8, writes: Vec<(usize, Expectation, usize)> },
    ReadStream(usize, u64),
    ReadAll { after: Option<u64>, limit: usize, categories: Option<Vec<&'static str>> },
    ReadAt(Vec<u64>),
    PositionAt(i64),
    FindCommand(u8),
}

#[derive(Clone, Copy, Debug)]
enum Expectation {
    /// Whatever the stream's version is then.
    Right,
    NoStream,
    Exactly(u64),
}

fn op() -> impl Strategy<Value = Op> {
    let expectation = prop_oneof![
        6 => Just(Expectation::Right),
        1 => Just(Expectation::NoStream),
        1 => (0..6u64).prop_map(Expectation::Exactly),
    ];
    let writes = prop::collection::vec((0..STREAMS.len(), expectation, 0..4usize), 0..4);
    let categories = prop::sample::subsequence(CATEGORIES.to_vec(), 0..=3);
    prop_oneof![
        2 => (-10..60i64).prop_map(Op::SetClock),
        10 => (0..24u8, 0..8u8, writes)
            .prop_map(|(command, body, writes)| Op::Append { command, body: body / 7, writes }),
        2 => (0..STREAMS.len(), 0..8u64).prop_map(|(stream, from)| Op::ReadStream(stream, from)),
        3 => (prop::option::of(0..40u64), 0..12usize, prop::option::of(categories))
            .prop_map(|(after, limit, categories)| Op::ReadAll { after, limit, categories }),
        1 => prop::collection::vec(0..40u64, 0..6).prop_map(Op::ReadAt),
        2 => (-12..62i64).prop_map(Op::PositionAt),
        1 => (0..24u8).prop_map(Op::FindCommand),
    ]
}

#[derive(Default)]
struct Model {
    records: Vec<Recorded>,
    commands: Vec<(CommandId, Appended, [u8; 32])>,
}

impl Model {
    fn last(&self, stream: &StreamName) -> Option<Version> {
        self.records.iter().rev().find(|record| record.stream == *stream).map(|record| record.version)
    }

    fn append(&mut self, school: SchoolId, now: Timestamp, append: Append) -> Result<Appended, AppendError> {
        let streams: Vec<_> = append.writes.iter().map(|write| &write.stream).collect();
        let twice = (1..streams.len()).any(|number| streams[..number].contains(&streams[number]));
        if twice {
            return Err(AppendError::Invalid("two writes to the same stream"));
        }
        if append.writes.iter().all(|write| write.events.is_empty()) {
            return Err(AppendError::Invalid("an append without events"));
        }
        if let Some((_, appended, sent)) = self.commands.iter().find(|(id, ..)| *id == append.command) {
            let repeated = Appended { repeated: true, ..*appended };
            return if *sent == append.fingerprint {
                Ok(repeated)
            } else {
                Err(AppendError::CommandReused(append.command))
            };
        }
        for write in &append.writes {
            let actual = self.last(&write.stream);
            if Expected::from(actual) != write.expected {
                let (stream, expected) = (write.stream.clone(), write.expected);
                return Err(AppendError::Conflict { stream, expected, actual });
            }
        }
        let first = Position(self.records.len() as u64);
        let recorded_at = self.records.last().map_or(now, |last| last.recorded_at.max(now));
        for write in append.writes {
            for (index, event) in (0..).zip(write.events) {
                self.records.push(Recorded {
                    school,
                    position: Position(self.records.len() as u64),
                    id: EventId::derive(school, append.command, &write.stream, index),
                    version: Expected::from(self.last(&write.stream)).next(),
                    stream: write.stream.clone(),
                    kind: event.kind,
                    effective_on: event.effective_on,
                    recorded_at,
                    actor: append.actor.clone(),
                    command: append.command,
                    correlation: append.correlation,
                    about: event.about,
                    data: event.data,
                });
            }
        }
        let last = Position(self.records.len() as u64 - 1);
        let appended = Appended { first, last, recorded_at, repeated: false };
        self.commands.push((append.command, appended, append.fingerprint));
        Ok(appended)
    }

    fn filtered(&self, wanted: impl Fn(&Recorded) -> bool) -> Vec<Recorded> {
        self.records.iter().filter(|record| wanted(record)).cloned().collect()
    }
}

fn command(number: u8) -> CommandId {
    CommandId(Uuid::from_u128(u128::from(number) + 1))
}

async fn run(subject: &Subject, ops: Vec<Op>) {
    let (log, school, mut model) = (&subject.log, subject.school().await, Model::default());
    let mut now = at(MORNING);
    subject.clock.set(MORNING);
    for op in ops {
        match op {
            Op::SetClock(micros) => {
                subject.clock.set(MORNING + micros);
                now = at(MORNING + micros);
            }
            Op::Append { command: number, body, writes } => {
                let writes = writes.into_iter().map(|(name, expectation, events)| {
                    let expected = match expectation {
                        Expectation::Right => model.last(&stream(STREAMS[name])).into(),
                        Expectation::NoStream => Expected::NoStream,
                        Expectation::Exactly(version) => Expected::Exactly(Version(version)),
                    };
                    write(STREAMS[name], expected, events)
                });
                let mut sent = append(writes.collect::<Vec<_>>());
                (sent.command, sent.fingerprint) = (command(number), [body; 32]);
                let expected = model.append(school, now, sent.clone());
                let outcome = log.append(school, sent).await;
                assert_eq!(format!("{outcome:?}"), format!("{expected:?}"));
            }
            Op::ReadStream(name, from) => {
                let name = stream(STREAMS[name]);
                let expected = model.filtered(|r| r.stream == name && from <= r.version.0);
                assert_eq!(log.read_stream(school, &name, Version(from)).await.unwrap(), expected);
            }
            Op::ReadAll { after, limit, categories } => {
                let filter = categories.as_deref().map_or(Filter::All, Filter::Categories);
                let mut expected = model.filtered(|r| {
                    after.is_none_or(|after| after < r.position.0)
                        && categories.as_ref().is_none_or(|wanted| wanted.contains(&r.stream.category()))
                });
                expected.truncate(limit);
                let page = log.read_all(school, after.map(Position), limit, filter).await.unwrap();
                assert_eq!(page, expected);
            }
            Op::ReadAt(places) => {
                let expected = model.filtered(|r| places.contains(&r.position.0));
                let places: Vec<_> = places.iter().copied().map(Position).collect();
                assert_eq!(log.read_at(school, &places).await.unwrap(), expected);
            }
            Op::PositionAt(micros) => {
                let expected = model.filtered(|r| r.recorded_at <= at(MORNING + micros));
                let found = log.position_at(school, at(MORNING + micros)).await.unwrap();
                assert_eq!(found, expected.last().map(|record| record.position));
            }
            Op::FindCommand(number) => {
                let known = model.commands.iter().find(|(id, ..)| *id == command(number));
                let expected =
                    known.map(|(_, appended, sent)| (Appended { repeated: true, ..*appended }, *sent));
                assert_eq!(log.find_command(school, command(number)).await.unwrap(), expected);
            }
        }
    }
    assert_eq!(subject.everything(school).await, model.records);
    let head = log.subscribe(school).await.unwrap().borrow().map(|head| head.position);
    assert_eq!(head, model.records.last().map(|record| record.position));
}

/// Each case has a school of its own, so that one log serves them all.
pub(crate) fn it_behaves_like_the_plainest_log(runtime: &Runtime, subject: &Subject, cases: u32) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let ops = prop::collection::vec(op(), 1..60);
    TestRunner::new(config)
        .run(&ops, |ops| {
            runtime.block_on(run(subject, ops));
            Ok(())
        })
        .unwrap();
}
