//! A batch on its way to one commit: each append is judged against what is stored and what the batch already holds.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::feeds::Feed;
use crate::append;
use crate::event::{CommandId, Position, StreamName, Version};
use crate::log::{Append, AppendError, Appended, Clock, Head};

/// Streams and commands are found by the row of their school.
pub(super) type StreamKey = (i64, StreamName);
pub(super) type CommandKey = (i64, CommandId);

/// A stream's row and its last version.
#[derive(Clone, Copy)]
pub(super) struct Stream {
    pub(super) row: i64,
    pub(super) last: Version,
}

/// What the database is known to hold of the streams and commands of a batch.
#[derive(Default)]
pub(super) struct Known {
    /// None: it does not exist.
    pub(super) streams: HashMap<StreamKey, Option<Stream>>,
    pub(super) commands: HashMap<CommandKey, (Appended, [u8; 32])>,
    /// The row that the next new stream takes.
    pub(super) next_stream: i64,
}

pub(super) struct EventRow {
    pub(super) school: i64,
    pub(super) position: u64,
    pub(super) stream: i64,
    pub(super) version: u64,
    pub(super) category: String,
    pub(super) recorded_at: i64,
    pub(super) id: [u8; 16],
    pub(super) record: Vec<u8>,
}

/// The rows to insert, and what will be so once they are committed.
#[derive(Default)]
pub(super) struct Stage {
    pub(super) events: Vec<EventRow>,
    pub(super) commands: HashMap<CommandKey, (Appended, [u8; 32])>,
    pub(super) streams: HashMap<StreamKey, Stream>,
    pub(super) new_streams: Vec<(i64, StreamKey)>,
    pub(super) heads: HashMap<i64, (Arc<Feed>, Head)>,
}

impl Stage {
    /// Takes an append in, or says why not and stays as it was.
    pub(super) fn append(
        &mut self,
        known: &Known,
        feed: &Arc<Feed>,
        append: Append,
        imported: Option<Timestamp>,
        clock: &dyn Clock,
    ) -> Result<Appended, AppendError> {
        let command = (feed.row, append.command);
        let fingerprint = append.fingerprint;
        if let Some((appended, sent_before)) =
            self.commands.get(&command).or_else(|| known.commands.get(&command))
        {
            return if *sent_before == fingerprint {
                Ok(Appended { repeated: true, ..*appended })
            } else {
                Err(AppendError::CommandReused(append.command))
            };
        }
        for write in &append.writes {
            let actual = self.stream(known, feed, &write.stream).map(|stream| stream.last);
            if write.expected != actual.into() {
                let (stream, expected) = (write.stream.clone(), write.expected);
                return Err(AppendError::Conflict { stream, expected, actual });
            }
        }

        let head = self.heads.get(&feed.row).map(|(_, head)| *head).or_else(|| *feed.head.borrow());
        let first = Position(head.map_or(0, |head| head.position.0 + 1));
        let recorded_at = append::instant(clock, imported, head.map(|head| head.recorded_at), feed.id)?;
        let records = append::records(feed.id, append, first, recorded_at)?;

        // Nothing is refused from here on.
        let appended = append::appended(first, records.len(), recorded_at);
        for (record, bytes) in records {
            let row = match self.stream(known, feed, &record.stream) {
                Some(stream) => stream.row,
                None => {
                    let row = known.next_stream + self.new_streams.len() as i64;
                    self.new_streams.push((row, (feed.row, record.stream.clone())));
                    row
                }
            };
            self.events.push(EventRow {
                school: feed.row,
                position: record.position.0,
                stream: row,
                version: record.version.0,
                category: record.stream.category().to_owned(),
                recorded_at: recorded_at.as_microsecond(),
                id: record.id.0.into_bytes(),
                record: bytes,
            });
            self.streams.insert((feed.row, record.stream), Stream { row, last: record.version });
        }
        self.commands.insert(command, (appended, fingerprint));
        self.heads.insert(feed.row, (Arc::clone(feed), Head { position: appended.last, recorded_at }));
        Ok(appended)
    }

    fn stream(&self, known: &Known, feed: &Feed, stream: &StreamName) -> Option<Stream> {
        let key = (feed.row, stream.clone());
        let staged = self.streams.get(&key).copied();
        staged.or_else(|| known.streams.get(&key).copied().flatten())
    }

    /// Once it is committed: the batch becomes what is known, and subscribers hear of it.
    pub(super) fn publish(self, known: &mut Known) {
        known.next_stream += self.new_streams.len() as i64;
        known.streams.extend(self.streams.into_iter().map(|(key, stream)| (key, Some(stream))));
        for (feed, head) in self.heads.into_values() {
            feed.head.send_replace(Some(head));
        }
    }
}
