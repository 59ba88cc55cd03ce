//! A batch on its way to one commit: each append is judged against what the heads, streams and commands are known or
//! believed to be, and takes its places in the columns that are stored.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::feeds::Feed;
use super::integer;
use super::remembered::Remembered;
use crate::append;
use crate::event::{CommandId, Expected, Position, StreamName, Version};
use crate::log::{Append, AppendError, Appended, Clock, Head};

/// Streams and commands are found by the row of their school.
pub(super) type StreamKey = (i64, StreamName);
pub(super) type CommandKey = (i64, CommandId);

/// What the database holds of the schools, streams and commands of a batch, read under the locks of the heads.
#[derive(Default)]
pub(super) struct Known {
    pub(super) heads: HashMap<i64, Option<Head>>,
    /// Streams that are not here do not exist.
    pub(super) streams: HashMap<StreamKey, Version>,
    pub(super) commands: HashMap<CommandKey, (Appended, [u8; 32])>,
}

/// What an append is judged by.
#[derive(Clone, Copy)]
pub(super) enum Basis<'a> {
    Known(&'a Known),
    /// Nobody else has written lately, no command was sent before, and every stream is where its writer expects it.
    /// Whether that is so, the database says when the batch is stored. It is not asked about streams that are only looked at
    /// and that [`Remembered`] confirms.
    Believed(&'a Remembered),
}

/// The columns of a call, in the words of `registro_log.append`.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) schools: Vec<i64>,
    pub(super) places: Vec<i64>,
    pub(super) nexts: Vec<i64>,
    pub(super) earliest: Vec<i64>,
    pub(super) latest: Vec<i64>,
    pub(super) stream_schools: Vec<i32>,
    pub(super) stream_names: Vec<String>,
    pub(super) stream_places: Vec<i64>,
    pub(super) stream_nexts: Vec<i64>,
    pub(super) event_streams: Vec<i32>,
    pub(super) positions: Vec<i64>,
    pub(super) versions: Vec<i64>,
    pub(super) instants: Vec<i64>,
    pub(super) ids: Vec<Uuid>,
    pub(super) records: Vec<Vec<u8>>,
    pub(super) command_schools: Vec<i32>,
    pub(super) commands: Vec<Uuid>,
    pub(super) fingerprints: Vec<Vec<u8>>,
    pub(super) firsts: Vec<i64>,
    pub(super) lasts: Vec<i64>,
    pub(super) command_instants: Vec<i64>,
}

/// A school that is written to: its place in the columns, and what its head will be.
pub(super) struct Moved {
    pub(super) feed: Arc<Feed>,
    /// The place of the first event.
    pub(super) from: i64,
    pub(super) head: Head,
    place: usize,
}

/// A stream that is written to or looked at: its place in the columns, and its last version.
#[derive(Clone, Copy)]
struct Line {
    place: usize,
    last: Option<Version>,
}

#[derive(Default)]
pub(super) struct Stage {
    pub(super) columns: Columns,
    pub(super) schools: BTreeMap<i64, Moved>,
    lines: HashMap<StreamKey, Line>,
    commands: HashMap<CommandKey, (Appended, [u8; 32])>,
}

impl Stage {
    /// Takes an append in, or says why not and stays as it was.
    pub(super) fn append(
        &mut self,
        basis: Basis<'_>,
        feed: &Arc<Feed>,
        append: Append,
        imported: Option<Timestamp>,
        clock: &dyn Clock,
    ) -> Result<Appended, AppendError> {
        let command = (feed.row, append.command);
        let fingerprint = append.fingerprint;
        let before = self.commands.get(&command).or_else(|| match basis {
            Basis::Known(known) => known.commands.get(&command),
            Basis::Believed(_) => None,
        });
        if let Some((appended, sent_before)) = before {
            return if *sent_before == fingerprint {
                Ok(Appended { repeated: true, ..*appended })
            } else {
                Err(AppendError::CommandReused(append.command))
            };
        }
        for write in &append.writes {
            let actual = self.last(basis, feed.row, &write.stream, write.expected);
            if write.expected != actual.into() {
                let (stream, expected) = (write.stream.clone(), write.expected);
                return Err(AppendError::Conflict { stream, expected, actual });
            }
        }

        let head = match (self.schools.get(&feed.row), basis) {
            (Some(moved), _) => Some(moved.head),
            (None, Basis::Known(known)) => known.heads.get(&feed.row).copied().flatten(),
            (None, Basis::Believed(_)) => *feed.head.borrow(),
        };
        let first = Position(head.map_or(0, |head| head.position.0 + 1));
        let recorded_at = append::instant(clock, imported, head.map(|head| head.recorded_at), feed.id)?;
        let only_looked_at = append.writes.iter().filter(|write| write.events.is_empty());
        let only_looked_at: Vec<_> =
            only_looked_at.map(|write| (write.stream.clone(), write.expected)).collect();
        let records = append::records(feed.id, append, first, recorded_at)?;

        // Nothing is refused from here on.
        let appended = append::appended(first, records.len(), recorded_at);
        let school = self.school(feed, first, Head { position: appended.last, recorded_at });
        let begun = self.columns.places[school];
        for (stream, expected) in only_looked_at {
            let confirmed = match basis {
                Basis::Believed(remembered) => remembered.confirms(feed.row, begun, &stream, expected),
                Basis::Known(_) => false,
            };
            if !confirmed {
                self.line(school, (feed.row, stream), expected.last());
            }
        }
        for (record, bytes) in records {
            let before = record.version.0.checked_sub(1).map(Version);
            let line = self.line(school, (feed.row, record.stream), before);
            line.last = Some(record.version);
            let stream = line.place;
            self.columns.stream_nexts[stream] = integer(record.version.0) + 1;
            self.columns.event_streams.push(counted(stream));
            self.columns.positions.push(integer(record.position.0));
            self.columns.versions.push(integer(record.version.0));
            self.columns.instants.push(recorded_at.as_microsecond());
            self.columns.ids.push(record.id.0);
            self.columns.records.push(bytes);
        }
        self.columns.command_schools.push(counted(school));
        self.columns.commands.push(command.1.0);
        self.columns.fingerprints.push(fingerprint.to_vec());
        self.columns.firsts.push(integer(appended.first.0));
        self.columns.lasts.push(integer(appended.last.0));
        self.columns.command_instants.push(recorded_at.as_microsecond());
        self.commands.insert(command, (appended, fingerprint));
        Ok(appended)
    }

    /// A school's place in the columns, once its head is moved; a new one, if it has none, from `first` on.
    fn school(&mut self, feed: &Arc<Feed>, first: Position, head: Head) -> usize {
        let columns = &mut self.columns;
        let instant = head.recorded_at.as_microsecond();
        let moved = self.schools.entry(feed.row).or_insert_with(|| {
            columns.schools.push(feed.row);
            columns.places.push(integer(first.0));
            columns.nexts.push(integer(first.0));
            columns.earliest.push(instant);
            columns.latest.push(instant);
            Moved { feed: Arc::clone(feed), from: integer(first.0), head, place: columns.schools.len() - 1 }
        });
        moved.head = head;
        columns.nexts[moved.place] = integer(head.position.0) + 1;
        columns.latest[moved.place] = instant;
        moved.place
    }

    /// A stream's line in the columns; a new one, if it has none, after its last version.
    fn line(&mut self, school: usize, key: StreamKey, last: Option<Version>) -> &mut Line {
        let columns = &mut self.columns;
        self.lines.entry(key).or_insert_with_key(|(_, name)| {
            let next = integer(Expected::from(last).next().0);
            columns.stream_schools.push(counted(school));
            columns.stream_names.push(name.as_str().to_owned());
            columns.stream_places.push(next);
            columns.stream_nexts.push(next);
            Line { place: columns.stream_names.len() - 1, last }
        })
    }

    /// The last version of a stream, as far as it is known or believed.
    fn last(
        &self,
        basis: Basis<'_>,
        school: i64,
        stream: &StreamName,
        expected: Expected,
    ) -> Option<Version> {
        let key = (school, stream.clone());
        match (self.lines.get(&key), basis, expected) {
            (Some(line), _, _) => line.last,
            (None, Basis::Known(known), _) => known.streams.get(&key).copied(),
            // No stream is so long, and no version after it would be a number that the database knows.
            (None, Basis::Believed(_), Expected::Exactly(version)) => Some(version).filter(|v| v.0 < 1 << 62),
            (None, Basis::Believed(_), Expected::NoStream) => None,
        }
    }

    /// Where the streams are that the batch wrote to or asked the database for.
    pub(super) fn streams(&self) -> impl Iterator<Item = (&StreamKey, Option<Version>)> {
        self.lines.iter().map(|(key, line)| (key, line.last))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.columns.records.is_empty()
    }

    /// Once it is committed: subscribers hear of it.
    pub(super) fn publish(&self) {
        for moved in self.schools.values() {
            moved.feed.reaches(moved.head);
        }
    }
}

/// A place in the columns as the database counts, from 1.
fn counted(place: usize) -> i32 {
    i32::try_from(place + 1).unwrap_or(i32::MAX)
}
