//! Where streams are, as far as this process has made sure of it: a class of which the roll is called every hour is not
//! looked for in the tables each time.
//!
//! What is remembered of a school holds at one place of its head and at no other. Whoever rests on it moves the head from
//! exactly that place, or stores nothing: so no other process has written in between.

use std::collections::HashMap;

use super::integer;
use super::stage::Stage;
use crate::event::{Expected, StreamName, Version};

/// Streams remembered at most, some 150 bytes each. One more, and all are forgotten: they are learnt again as they come.
const STREAMS: usize = 200_000;

#[derive(Default)]
pub(super) struct Remembered {
    schools: HashMap<i64, School>,
    streams: usize,
}

struct School {
    /// The place of the next event.
    next: i64,
    streams: HashMap<StreamName, Option<Version>>,
}

impl Remembered {
    /// Whether a stream is where somebody expects it, if the school's next event takes the place `next`. False: it is not,
    /// or the database must say.
    pub(super) fn confirms(&self, school: i64, next: i64, stream: &StreamName, expected: Expected) -> bool {
        let known = self.schools.get(&school).filter(|school| school.next == next);
        known.and_then(|school| school.streams.get(stream)).is_some_and(|last| expected == (*last).into())
    }

    /// What was committed: the streams written to and those looked at.
    pub(super) fn learn(&mut self, stage: &Stage) {
        for (row, moved) in &stage.schools {
            let school =
                self.schools.entry(*row).or_insert_with(|| School { next: 0, streams: HashMap::new() });
            if school.next != moved.from {
                self.streams -= school.streams.len();
                school.streams.clear();
            }
            school.next = integer(moved.head.position.0) + 1;
        }
        for ((row, stream), last) in stage.streams() {
            let Some(school) = self.schools.get_mut(row) else { continue };
            if let Some(known) = school.streams.get_mut(stream) {
                *known = last;
            } else {
                school.streams.insert(stream.clone(), last);
                self.streams += 1;
            }
        }
        if STREAMS < self.streams {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;
    use tokio::sync::watch;
    use uuid::Uuid;

    use super::super::feeds::Feed;
    use super::super::stage::Basis;
    use super::*;
    use crate::event::{Actor, CommandId, NewEvent, SchoolId};
    use crate::log::{Append, SystemClock, Write};

    fn feed(row: i64) -> Arc<Feed> {
        Arc::new(Feed { row, id: SchoolId(Uuid::nil()), synthetic: true, head: watch::Sender::new(None) })
    }

    fn named(name: &str) -> StreamName {
        StreamName::new(name).unwrap()
    }

    /// One event on each of `written`, resting on `looked_at`.
    fn append(written: &[(&str, Expected)], looked_at: &[(&str, Expected)]) -> Append {
        let event = NewEvent {
            kind: "called.v1".to_owned(),
            effective_on: date(2026, 3, 12),
            about: Vec::new(),
            data: vec![1],
        };
        let of = |events: usize| {
            let events = vec![event.clone(); events];
            move |&(name, expected): &(&str, Expected)| Write {
                stream: named(name),
                expected,
                events: events.clone(),
            }
        };
        let command = CommandId(Uuid::new_v4());
        let actor = Actor {
            person: Uuid::nil(),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::nil(),
            on_behalf_of: None,
        };
        let writes = written.iter().map(of(1)).chain(looked_at.iter().map(of(0))).collect();
        Append { command, fingerprint: [0; 32], correlation: command.0, actor, writes }
    }

    /// A batch of these appends, committed. Which streams does the database hear of?
    fn committed(remembered: &mut Remembered, feed: &Arc<Feed>, appends: Vec<Append>) -> Vec<String> {
        let mut stage = Stage::default();
        for append in appends {
            stage.append(Basis::Believed(remembered), feed, append, None, &SystemClock).unwrap();
        }
        remembered.learn(&stage);
        stage.publish();
        stage.columns.stream_names
    }

    const EMPTY: Expected = Expected::NoStream;

    fn at(version: u64) -> Expected {
        Expected::Exactly(Version(version))
    }

    #[test]
    fn a_stream_is_looked_for_once() {
        let (mut remembered, feed) = (Remembered::default(), feed(1));
        let roll = |hour: &str, looked_at: &[_]| vec![append(&[(hour, EMPTY)], looked_at)];
        let first = roll("lesson-1", &[("attendance-1", EMPTY), ("attendance-2", at(4))]);
        assert_eq!(committed(&mut remembered, &feed, first), ["attendance-1", "attendance-2", "lesson-1"]);
        let again = roll("lesson-2", &[("attendance-1", EMPTY), ("attendance-2", at(4))]);
        assert_eq!(committed(&mut remembered, &feed, again), ["lesson-2"]);
        // What is expected elsewhere than it is remembered is for the database to say; so is what is written.
        let elsewhere = roll("lesson-2", &[("attendance-2", at(3))]);
        let mut stage = Stage::default();
        let [elsewhere] = elsewhere.try_into().unwrap();
        stage.append(Basis::Believed(&remembered), &feed, elsewhere, None, &SystemClock).unwrap();
        assert_eq!(stage.columns.stream_names, ["attendance-2", "lesson-2"]);
    }

    #[test]
    fn within_a_batch_a_later_append_rests_on_what_an_earlier_one_wrote() {
        let (mut remembered, feed) = (Remembered::default(), feed(1));
        committed(&mut remembered, &feed, vec![append(&[("attendance-1", EMPTY)], &[])]);
        let batch = vec![
            append(&[("lesson-1", EMPTY)], &[("attendance-1", at(0))]),
            append(&[("attendance-1", at(0))], &[]),
            append(&[("lesson-2", EMPTY)], &[("attendance-1", at(1))]),
        ];
        assert_eq!(committed(&mut remembered, &feed, batch), ["lesson-1", "attendance-1", "lesson-2"]);
        assert!(remembered.confirms(1, feed.next(), &named("attendance-1"), at(1)));
        let mut stage = Stage::default();
        let wrote = append(&[("attendance-1", at(1))], &[]);
        stage.append(Basis::Believed(&remembered), &feed, wrote, None, &SystemClock).unwrap();
        let rests = append(&[("lesson-3", EMPTY)], &[("attendance-1", at(1))]);
        assert!(stage.append(Basis::Believed(&remembered), &feed, rests, None, &SystemClock).is_err());
    }

    #[test]
    fn where_somebody_else_wrote_nothing_is_remembered() {
        let (mut remembered, feed, beside) = (Remembered::default(), feed(1), feed(2));
        committed(&mut remembered, &feed, vec![append(&[("lesson-1", EMPTY)], &[("attendance-1", EMPTY)])]);
        committed(&mut remembered, &beside, vec![append(&[("lesson-1", EMPTY)], &[("attendance-1", EMPTY)])]);
        let head = feed.head.borrow().unwrap();
        feed.reaches(crate::log::Head { position: crate::event::Position(head.position.0 + 1), ..head });
        assert!(!remembered.confirms(1, feed.next(), &named("attendance-1"), EMPTY));
        assert!(remembered.confirms(2, beside.next(), &named("attendance-1"), EMPTY));
        committed(&mut remembered, &feed, vec![append(&[("lesson-2", EMPTY)], &[])]);
        assert!(!remembered.confirms(1, feed.next(), &named("attendance-1"), EMPTY));
        assert_eq!(remembered.streams, 3);
    }

    #[test]
    fn no_more_than_so_many_are_remembered() {
        let (mut remembered, feed) = (Remembered::default(), feed(1));
        for hour in 0..12 {
            let names: Vec<String> =
                (0..STREAMS / 10).map(|number| format!("attendance-{hour}-{number}")).collect();
            let looked_at: Vec<_> = names.iter().map(|name| (name.as_str(), EMPTY)).collect();
            committed(
                &mut remembered,
                &feed,
                vec![append(&[(format!("lesson-{hour}").as_str(), EMPTY)], &looked_at)],
            );
            let kept: usize = remembered.schools.values().map(|school| school.streams.len()).sum();
            assert_eq!(kept, remembered.streams);
            assert!(kept <= STREAMS);
            assert_eq!(kept < STREAMS / 10, hour == 9, "{kept} after {hour}");
        }
    }
}
