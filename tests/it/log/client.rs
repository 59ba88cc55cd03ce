//! What clients sent and were told, checked against what the log holds in the end.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use registro_eventlog::event::{CommandId, Expected, Recorded, SchoolId, Version};
use registro_eventlog::log::{Append, AppendError, Appended, EventLog, LogError};

use super::contract::{append, assert_dense, write};

/// What a client knows of a command.
#[derive(Clone, Copy, Debug)]
enum Known {
    Acknowledged(Appended),
    /// Told that nothing was stored.
    Refused,
    /// Told that it is not known.
    InDoubt,
}

struct Sent {
    school: SchoolId,
    append: Append,
    known: Known,
    began: Instant,
    ended: Instant,
}

/// Collects what several clients sent and were told.
#[derive(Default)]
pub(super) struct History(Mutex<Vec<Sent>>);

impl History {
    /// Sends an append and remembers what came of it.
    pub(super) async fn send(
        &self,
        log: &dyn EventLog,
        school: SchoolId,
        append: Append,
    ) -> Option<Appended> {
        let began = Instant::now();
        let outcome = log.append(school, append.clone()).await;
        let known = match &outcome {
            Ok(appended) => Known::Acknowledged(*appended),
            Err(AppendError::Log(LogError::InDoubt(_))) => Known::InDoubt,
            Err(
                AppendError::Conflict { .. }
                | AppendError::CommandReused(_)
                | AppendError::Invalid(_)
                | AppendError::Log(_),
            ) => Known::Refused,
        };
        let sent = Sent { school, append, known, began, ended: Instant::now() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sent);
        outcome.ok()
    }

    /// Each acknowledged command stands once and where it was said to, a refused one nowhere, one in doubt at most
    /// once; all of a command or nothing; positions and versions dense; and what was answered before something else was
    /// asked for stands before it. Gives how many were acknowledged, refused, in doubt, and of these recorded.
    pub(super) fn check(&self, feeds: &[(SchoolId, Vec<Recorded>)]) -> [usize; 4] {
        let sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut places = HashMap::<(SchoolId, CommandId), Vec<&Recorded>>::new();
        for (school, feed) in feeds {
            assert_dense(feed);
            assert!(feed.is_sorted_by_key(|record| record.recorded_at), "time went back");
            for record in feed {
                places.entry((*school, record.command)).or_default().push(record);
            }
        }
        let mut counts = [0; 4];
        let mut acknowledged = BTreeMap::<SchoolId, Vec<(Appended, Instant, Instant)>>::new();
        // A command may be sent several times: a client asks again until it knows.
        let mut by_command = HashMap::<(SchoolId, CommandId), Vec<&Sent>>::new();
        for sent in &*sent {
            by_command.entry((sent.school, sent.append.command)).or_default().push(sent);
        }
        for (key, tries) in by_command {
            let records = places.remove(&key).unwrap_or_default();
            let told = |known: fn(&Known) -> bool| tries.iter().find(|sent| known(&sent.known));
            if let Some(sent) = told(|known| matches!(known, Known::Acknowledged(_))) {
                let Known::Acknowledged(answer) = sent.known else { unreachable!("as found") };
                counts[0] += 1;
                let said: Vec<u64> = (answer.first.0..=answer.last.0).collect();
                let stand: Vec<u64> = records.iter().map(|record| record.position.0).collect();
                assert_eq!(stand, said, "{key:?} was acknowledged elsewhere");
                assert!(records.iter().all(|record| record.recorded_at == answer.recorded_at));
                let same = |other: &&&Sent| match other.known {
                    Known::Acknowledged(other) => (other.first, other.last) == (answer.first, answer.last),
                    Known::Refused | Known::InDoubt => true,
                };
                assert!(
                    tries.iter().filter(|other| !same(other)).count() == 0,
                    "{key:?} was answered two ways"
                );
                let began = tries.iter().map(|sent| sent.began).min().unwrap_or(sent.began);
                acknowledged.entry(key.0).or_default().push((answer, began, sent.ended));
            } else if told(|known| matches!(known, Known::InDoubt)).is_some() {
                counts[2] += 1;
                counts[3] += usize::from(!records.is_empty());
            } else {
                counts[1] += 1;
                assert!(records.is_empty(), "{key:?} was refused and stands at {:?}", records[0].position);
            }
            if !records.is_empty() {
                let events = tries[0].append.writes.iter().map(|write| write.events.len()).sum::<usize>();
                assert_eq!(records.len(), events, "{key:?} is there by half, or twice");
            }
        }
        assert!(places.is_empty(), "nobody sent {:?}", places.keys().next());
        for (_, mut answered) in acknowledged {
            answered.sort_by_key(|(answer, ..)| answer.first);
            let mut latest = answered[0].1;
            for (answer, began, ended) in answered {
                // Whatever stands before it was begun before this one had ended.
                assert!(latest <= ended, "{answer:?} stands after what was asked for later");
                latest = latest.max(began);
            }
        }
        counts
    }
}

/// A client with two streams of its own: each command writes to both, and is sent again for as long as its outcome is
/// not known.
pub(super) struct Client {
    number: usize,
    /// The last version of both streams, as far as this client knows.
    last: Option<Version>,
}

impl Client {
    pub(super) fn new(number: usize) -> Self {
        Self { number, last: None }
    }

    /// One command; whether it was acknowledged in the end.
    pub(super) async fn step(&mut self, history: &History, log: &dyn EventLog, school: SchoolId) -> bool {
        let expected = Expected::from(self.last);
        let names =
            ["case", "lesson"].map(|category| format!("{category}-{}-{}", self.number, school.0.simple()));
        let sent = append(names.map(|name| write(&name, expected, 1)));
        let mut answer = history.send(log, school, sent.clone()).await;
        // Every other client asks again, with the same command, until it knows.
        for _ in 0..self.number % 2 * 3 {
            if answer.is_none() {
                answer = history.send(log, school, sent.clone()).await;
            }
        }
        if answer.is_some() {
            self.last = Some(expected.next());
            return true;
        }
        // Refused or in doubt: look where the streams are before the next command.
        if let Ok(stored) = log.read_stream(school, &sent.writes[0].stream, Version(0)).await {
            self.last = stored.last().map(|record| record.version);
        }
        false
    }
}
