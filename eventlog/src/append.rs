//! What every engine does with an append before it stores it: the checks, the instant, the records.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use uuid::Uuid;

use crate::codec;
use crate::event::{EventId, Position, Recorded, SchoolId, Version};
use crate::log::{Append, AppendError, Appended, Clock};

/// A ledger entry holds at most this many bytes (C2SP tlog-tiles), so a record holds no more.
const MAX_RECORD_BYTES: usize = 65_535;

/// Refuses an append that no state of the log could make right.
pub(crate) fn check(append: &Append) -> Result<(), AppendError> {
    let mut streams = HashSet::new();
    if append.writes.iter().any(|write| !streams.insert(&write.stream)) {
        return Err(AppendError::Invalid("two writes to the same stream"));
    }
    if append.writes.iter().all(|write| write.events.is_empty()) {
        return Err(AppendError::Invalid("an append without events"));
    }
    Ok(())
}

/// The instant to record: that of an import, which may not lie before the last one, or the clock's, in whole
/// microseconds, unless that would go backwards.
pub(crate) fn instant(
    clock: &dyn Clock,
    imported: Option<Timestamp>,
    last: Option<Timestamp>,
    school: SchoolId,
) -> Result<Timestamp, AppendError> {
    if let Some(imported) = imported {
        let in_order = last <= Some(imported);
        return if in_order {
            Ok(imported)
        } else {
            Err(AppendError::Invalid("an import from before the last event"))
        };
    }
    let now = clock.now();
    let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    match last {
        Some(last) if now < last => {
            if news(school, last) {
                tracing::warn!(?school, %now, %last, "the clock stands behind the log: the log's last instant is kept");
            }
            Ok(last)
        }
        Some(_) | None => Ok(now),
    }
}

/// Whether it is the first time that this instant is kept: until the clock has come by, it is kept again and again.
fn news(school: SchoolId, kept: Timestamp) -> bool {
    static KEPT: Mutex<BTreeMap<Uuid, Timestamp>> = Mutex::new(BTreeMap::new());
    KEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(school.0, kept) != Some(kept)
}

/// The records of an append whose expected versions were found right, each with the bytes to store.
pub(crate) fn records(
    school: SchoolId,
    append: Append,
    first: Position,
    recorded_at: Timestamp,
) -> Result<Vec<(Recorded, Vec<u8>)>, AppendError> {
    let Append { command, fingerprint: _, correlation, actor, writes } = append;
    let mut records = Vec::with_capacity(writes.iter().map(|write| write.events.len()).sum());
    for write in writes {
        for (index, event) in (0u32..).zip(write.events) {
            let record = Recorded {
                school,
                position: Position(first.0 + records.len() as u64),
                id: EventId::derive(school, command, &write.stream, index),
                stream: write.stream.clone(),
                version: Version(write.expected.next().0 + u64::from(index)),
                kind: event.kind,
                effective_on: event.effective_on,
                recorded_at,
                actor: actor.clone(),
                command,
                correlation,
                about: event.about,
                data: event.data,
            };
            let bytes = codec::encode_record(&record);
            if MAX_RECORD_BYTES < bytes.len() {
                return Err(AppendError::Invalid("a record over 65,535 bytes"));
            }
            records.push((record, bytes));
        }
    }
    Ok(records)
}

/// Where the records stand, for the answer.
pub(crate) fn appended(first: Position, events: usize, recorded_at: Timestamp) -> Appended {
    Appended { first, last: Position(first.0 + events as u64 - 1), recorded_at, repeated: false }
}
