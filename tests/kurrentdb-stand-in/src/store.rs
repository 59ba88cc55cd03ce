//! What the stand-in holds, and the rules by which it takes more.

use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::protocol::event_store::client::streams::append_req::options::ExpectedStreamRevision as Expected;

/// What a server takes in one append, unless it is told otherwise.
const MAX_APPEND_SIZE: usize = 1_048_576;

/// An event as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Proposed {
    pub(crate) id: Uuid,
    pub(crate) metadata: HashMap<String, String>,
    pub(crate) custom_metadata: Vec<u8>,
    pub(crate) data: Vec<u8>,
}

/// An event as it stands.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) stream: String,
    pub(crate) revision: u64,
    pub(crate) position: u64,
    pub(crate) event: Proposed,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// The last revision of the stream, and where that event stands.
    Stored {
        revision: u64,
        position: u64,
    },
    /// The last revision of the stream, if there is one.
    WrongExpectedVersion(Option<u64>),
    TooLarge,
    Invalid(&'static str),
}

#[derive(Default)]
pub(crate) struct Store {
    all: Vec<Arc<Stored>>,
    streams: HashMap<String, Vec<Arc<Stored>>>,
}

impl Store {
    pub(crate) fn append(&mut self, stream: &str, expected: Expected, events: Vec<Proposed>) -> Outcome {
        let size: usize = events
            .iter()
            .map(|event| {
                let metadata: usize = event.metadata.values().map(String::len).sum();
                event.data.len() + event.custom_metadata.len() + metadata
            })
            .sum();
        if MAX_APPEND_SIZE < size {
            return Outcome::TooLarge;
        }
        if events.iter().any(|event| !event.metadata.contains_key("type")) {
            return Outcome::Invalid("an event without a type");
        }
        let standing = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let current = (standing.len() as u64).checked_sub(1);
        // The place of the first event, if the expectation names one.
        let place = match expected {
            Expected::NoStream(_) => Some(0),
            Expected::Revision(revision) => match revision.checked_add(1) {
                Some(next) if next <= i64::MAX as u64 => Some(next),
                _ => return Outcome::WrongExpectedVersion(current),
            },
            Expected::Any(_) => None,
            Expected::StreamExists(_) if current.is_none() => return Outcome::WrongExpectedVersion(None),
            Expected::StreamExists(_) => None,
        };
        if let Some(place) = place.filter(|place| *place != standing.len() as u64) {
            // Not where it wants to be: unless every one of its events stands there already.
            let place = usize::try_from(place).unwrap();
            let there = standing.get(place..).unwrap_or_default();
            let same = !events.is_empty()
                && events.len() <= there.len()
                && events.iter().zip(there).all(|(sent, standing)| sent.id == standing.event.id);
            return match there.get(events.len().saturating_sub(1)) {
                Some(last) if same => Outcome::Stored { revision: last.revision, position: last.position },
                _ => Outcome::WrongExpectedVersion(current),
            };
        }
        let mut last = (current.unwrap_or_default(), self.end());
        for event in events {
            // Records of a real log stand as far apart as they are long.
            let position = self.end() + 180 + event.data.len() as u64;
            let standing = self.streams.entry(stream.to_owned()).or_default();
            let stored =
                Stored { stream: stream.to_owned(), revision: standing.len() as u64, position, event };
            last = (stored.revision, position);
            let stored = Arc::new(stored);
            standing.push(Arc::clone(&stored));
            self.all.push(stored);
        }
        Outcome::Stored { revision: last.0, position: last.1 }
    }

    /// Where the last event stands.
    pub(crate) fn end(&self) -> u64 {
        self.all.last().map_or(1_000, |last| last.position)
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn stream(&self, name: &str) -> Option<&[Arc<Stored>]> {
        self.streams.get(name).map(Vec::as_slice)
    }

    /// All events from this one on, in order.
    pub(crate) fn since(&self, number: usize) -> &[Arc<Stored>] {
        self.all.get(number..).unwrap_or_default()
    }

    /// The number of the first event at or after a position. None: there is no event at it, and a server that looked
    /// for one there would find no record.
    pub(crate) fn number_of(&self, position: u64) -> Option<usize> {
        let number = self.all.partition_point(|stored| stored.position < position);
        let found = position == 0
            || self.all.get(number).map_or(self.end() < position, |stored| stored.position == position);
        found.then_some(number)
    }

    pub(crate) fn forget(&mut self, stream: &str, events: usize) {
        let standing = self.streams.get_mut(stream).unwrap();
        for _ in 0..events {
            let gone = standing.pop().unwrap();
            self.all.retain(|stored| stored.position != gone.position);
        }
        if standing.is_empty() {
            self.streams.remove(stream);
        }
    }

    pub(crate) fn streams(&self) -> Vec<(String, usize)> {
        let mut streams: Vec<_> =
            self.streams.iter().map(|(name, events)| (name.clone(), events.len())).collect();
        streams.sort();
        streams
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::event_store::client::Empty;

    fn proposed(ids: &[u128]) -> Vec<Proposed> {
        let event = |id: &u128| Proposed {
            id: Uuid::from_u128(*id),
            metadata: HashMap::from([("type".to_owned(), "x".to_owned())]),
            custom_metadata: Vec::new(),
            data: Vec::new(),
        };
        ids.iter().map(event).collect()
    }

    /// Stream at 2 (ids 1, 2, 3): what is stored, what is a retry, what is refused.
    #[test]
    fn a_retry_is_told_by_every_id_at_its_place() {
        let exactly = Expected::Revision;
        let none = Expected::NoStream(Empty {});
        let cases: [(Expected, &[u128], Option<u64>); 10] = [
            (none, &[1, 2, 3], Some(2)),
            (none, &[1], Some(0)),
            (exactly(0), &[2, 3], Some(2)),
            (exactly(0), &[2], Some(1)),
            (exactly(0), &[2, 4], None),
            (exactly(1), &[3, 4], None),
            (exactly(1), &[2], None),
            (none, &[9], None),
            (exactly(2), &[4], Some(3)),
            (exactly(3), &[4], None),
        ];
        for (expected, ids, revision) in cases {
            let mut store = Store::default();
            store.append("s", none, proposed(&[1, 2, 3]));
            let before = store.len();
            match store.append("s", expected, proposed(ids)) {
                Outcome::Stored { revision: at, .. } => {
                    assert_eq!(Some(at), revision, "{expected:?} {ids:?}")
                }
                Outcome::WrongExpectedVersion(current) => {
                    assert_eq!((current, revision), (Some(2), None), "{expected:?} {ids:?}");
                }
                other @ (Outcome::TooLarge | Outcome::Invalid(_)) => panic!("{other:?}"),
            }
            let grown = usize::from(matches!(expected, Expected::Revision(2)));
            assert_eq!(store.len(), before + grown, "{expected:?} {ids:?}");
        }
    }
}
