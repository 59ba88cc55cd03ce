//! A batch on its way to one commit: each append is judged against what the heads, streams and commands are known or
//! believed to be, and takes its places in the columns that are stored.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::feeds::Feed;
use super::integer;
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
    /// Whether that is so, the database says when the batch is stored.
    Believed,
}

/// The columns of a call, in the words of `registro_log.append`.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) schools: Vec<i64>,
    pub(super) places: Vec<i64>,
    pub(super) stream_schools: Vec<i64>,
    pub(super) stream_names: Vec<String>,
    pub(super) stream_places: Vec<i64>,
    pub(super) event_streams: Vec<i32>,
    pub(super) positions: Vec<i64>,
    pub(super) versions: Vec<i64>,
    pub(super) instants: Vec<i64>,
    pub(super) ids: Vec<Uuid>,
    pub(super) records: Vec<Vec<u8>>,
    pub(super) command_schools: Vec<i64>,
    pub(super) commands: Vec<Uuid>,
    pub(super) fingerprints: Vec<Vec<u8>>,
    pub(super) firsts: Vec<i64>,
    pub(super) lasts: Vec<i64>,
    pub(super) command_instants: Vec<i64>,
}

/// A stream that is written to or looked at: its number in the columns, from 1, and its last version.
#[derive(Clone, Copy)]
struct Line {
    number: i32,
    last: Option<Version>,
}

#[derive(Default)]
pub(super) struct Stage {
    pub(super) columns: Columns,
    /// What the heads will be once it is stored.
    pub(super) heads: BTreeMap<i64, (Arc<Feed>, Head)>,
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
            Basis::Believed => None,
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

        let head = match (self.heads.get(&feed.row), basis) {
            (Some((_, head)), _) => Some(*head),
            (None, Basis::Known(known)) => known.heads.get(&feed.row).copied().flatten(),
            (None, Basis::Believed) => *feed.head.borrow(),
        };
        let first = Position(head.map_or(0, |head| head.position.0 + 1));
        let recorded_at = append::instant(clock, imported, head.map(|head| head.recorded_at), feed.id)?;
        let only_looked_at = append.writes.iter().filter(|write| write.events.is_empty());
        let only_looked_at: Vec<_> =
            only_looked_at.map(|write| (write.stream.clone(), write.expected)).collect();
        let records = append::records(feed.id, append, first, recorded_at)?;

        // Nothing is refused from here on.
        let appended = append::appended(first, records.len(), recorded_at);
        if !self.heads.contains_key(&feed.row) {
            self.columns.schools.push(feed.row);
            self.columns.places.push(integer(first.0));
        }
        for (stream, expected) in only_looked_at {
            self.line((feed.row, stream), expected.last());
        }
        for (record, bytes) in records {
            let before = record.version.0.checked_sub(1).map(Version);
            let line = self.line((feed.row, record.stream), before);
            line.last = Some(record.version);
            let number = line.number;
            self.columns.event_streams.push(number);
            self.columns.positions.push(integer(record.position.0));
            self.columns.versions.push(integer(record.version.0));
            self.columns.instants.push(recorded_at.as_microsecond());
            self.columns.ids.push(record.id.0);
            self.columns.records.push(bytes);
        }
        self.columns.command_schools.push(feed.row);
        self.columns.commands.push(command.1.0);
        self.columns.fingerprints.push(fingerprint.to_vec());
        self.columns.firsts.push(integer(appended.first.0));
        self.columns.lasts.push(integer(appended.last.0));
        self.columns.command_instants.push(recorded_at.as_microsecond());
        self.commands.insert(command, (appended, fingerprint));
        self.heads.insert(feed.row, (Arc::clone(feed), Head { position: appended.last, recorded_at }));
        Ok(appended)
    }

    /// A stream's line in the columns; a new one, if it has none, after its last version.
    fn line(&mut self, key: StreamKey, last: Option<Version>) -> &mut Line {
        let columns = &mut self.columns;
        self.lines.entry(key).or_insert_with_key(|(school, name)| {
            columns.stream_schools.push(*school);
            columns.stream_names.push(name.as_str().to_owned());
            columns.stream_places.push(integer(Expected::from(last).next().0));
            Line { number: i32::try_from(columns.stream_names.len()).unwrap_or(i32::MAX), last }
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
            (None, Basis::Believed, Expected::Exactly(version)) => Some(version).filter(|v| v.0 < 1 << 62),
            (None, Basis::Believed, Expected::NoStream) => None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.columns.records.is_empty()
    }

    /// Once it is committed: subscribers hear of it.
    pub(super) fn publish(&self) {
        for (feed, head) in self.heads.values() {
            feed.reaches(*head);
        }
    }
}
