//! What is stored beside the events: schools, plans, ends of batches, answers. Each is a format byte and postcard.

use jiff::Timestamp;
use kurrentdb::EventData;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codec;
use crate::event::{CommandId, Position, Recorded, SchoolId};
use crate::log::{Appended, Head, LogError};

const FORMAT: u8 = 0x01;

/// A server takes at most a megabyte in one append, unless it is told otherwise.
pub(super) const LARGEST: usize = 900_000;
/// What a server counts besides the bytes of an event: its kind and other words about it.
pub(super) const AROUND: usize = 150;

pub(super) const OPENED: &str = "school-opened.v1";
pub(super) const PLAN: &str = "command-planned.v1";
pub(super) const PART: &str = "command-planned-in-part.v1";
pub(super) const DONE: &str = "batch-carried-out.v1";
pub(super) const ANSWER: &str = "command-answered.v1";

/// A school was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opened {
    pub(super) school: SchoolId,
    pub(super) synthetic: bool,
}

/// A command, whole. Once it stands in the school's stream of plans it happens, whoever carries it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) command: CommandId,
    pub(super) fingerprint: [u8; 32],
    #[serde(with = "crate::compact::micros")]
    pub(super) recorded_at: Timestamp,
    /// How many of the events just before are parts of it. It is planned when this one stands.
    pub(super) parts: u32,
    /// Its records in order, as [`bytes_of`] makes them; as it is stored, without those of its parts.
    pub(super) records: Vec<Vec<u8>>,
}

/// The records of a command that is too large for one append, before those of the plan that ends it. Parts without that
/// plan after them are left over from a process that was overtaken, and mean nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    #[serde(with = "crate::compact::micros")]
    pub(super) recorded_at: Timestamp,
    pub(super) records: Vec<Vec<u8>>,
}

/// The events of these plans, in appends of a size that a server takes.
pub(super) fn appends_of(school: SchoolId, plans: &[Plan]) -> Result<Vec<Vec<EventData>>, LogError> {
    let mut appends: Vec<Vec<EventData>> = Vec::new();
    let mut size = LARGEST;
    let mut push = |event: EventData, bytes: usize| {
        if LARGEST < size + bytes + AROUND {
            appends.push(Vec::new());
            size = 0;
        }
        size += bytes + AROUND;
        if let Some(append) = appends.last_mut() {
            append.push(event);
        }
    };
    for plan in plans {
        let (mut records, mut bytes, mut parts) = (Vec::new(), 0, 0);
        for record in &plan.records {
            if LARGEST < bytes + record.len() {
                let part = Part { recorded_at: plan.recorded_at, records: std::mem::take(&mut records) };
                push(event(PART, school, &part)?, bytes);
                (bytes, parts) = (0, parts + 1);
            }
            bytes += record.len();
            records.push(record.clone());
        }
        let Plan { command, fingerprint, recorded_at, .. } = *plan;
        push(event(PLAN, school, &Plan { command, fingerprint, recorded_at, parts, records })?, bytes);
    }
    Ok(appends)
}

/// The plans that these events of a stream of plans are, in order and whole.
pub(super) fn plans_of<'a>(
    events: impl Iterator<Item = &'a kurrentdb::RecordedEvent>,
) -> Result<Vec<Plan>, LogError> {
    let (mut plans, mut parts) = (Vec::new(), Vec::<Part>::new());
    for event in events {
        if event.event_type == PART {
            parts.push(read(PART, event)?);
            continue;
        }
        let plan: Plan = read(PLAN, event)?;
        let before = usize::try_from(plan.parts).ok().and_then(|count| parts.len().checked_sub(count));
        let Some(before) = before else {
            let place = format!("stream {}, revision {}", event.stream_id(), event.revision);
            return Err(LogError::Corrupt { what: "parts of a plan", place });
        };
        let records = parts.drain(..).skip(before).flat_map(|part| part.records).chain(plan.records);
        plans.push(Plan { parts: 0, records: records.collect(), ..plan });
        parts.clear();
    }
    Ok(plans)
}

/// Every plan before this one is carried out, and this is how far the feed goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) position: Position,
    #[serde(with = "crate::compact::micros")]
    pub(super) recorded_at: Timestamp,
}

impl From<Done> for Head {
    fn from(done: Done) -> Self {
        Self { position: done.position, recorded_at: done.recorded_at }
    }
}

/// What a retry of the command is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) fingerprint: [u8; 32],
    pub(super) first: Position,
    pub(super) last: Position,
    #[serde(with = "crate::compact::micros")]
    pub(super) recorded_at: Timestamp,
}

impl From<Answer> for Appended {
    fn from(answer: Answer) -> Self {
        let Answer { fingerprint: _, first, last, recorded_at } = answer;
        Self { first, last, recorded_at, repeated: true }
    }
}

/// An event of ours, ready to be sent. Its id is made of its school and its bytes: sent again, it is the same event.
pub(super) fn event<T: Serialize>(kind: &str, school: SchoolId, stored: &T) -> Result<EventData, LogError> {
    let bytes = postcard::to_extend(stored, vec![FORMAT])
        .map_err(|error| LogError::Engine("cannot encode what is to be stored", Box::new(error)))?;
    let id = Uuid::new_v5(&school.0, &[kind.as_bytes(), &bytes].concat());
    Ok(EventData::binary(kind, bytes.into()).id(id))
}

/// What such an event says.
pub(super) fn read<T: DeserializeOwned>(kind: &str, event: &kurrentdb::RecordedEvent) -> Result<T, LogError> {
    let corrupt = |what: &'static str| LogError::Corrupt {
        what,
        place: format!("stream {}, revision {}", event.stream_id(), event.revision),
    };
    match event.data.split_first() {
        Some((&FORMAT, rest)) if event.event_type == kind => {
            let (stored, after) = postcard::take_from_bytes(rest).map_err(|_| corrupt("event"))?;
            if after.is_empty() { Ok(stored) } else { Err(corrupt("event")) }
        }
        Some(_) | None => Err(corrupt("event of this kind")),
    }
}

/// The instant of an event of a stream of plans.
pub(super) fn recorded_at(event: &kurrentdb::RecordedEvent) -> Result<Timestamp, LogError> {
    Ok(match event.event_type.as_str() {
        DONE => read::<Done>(DONE, event)?.recorded_at,
        PART => read::<Part>(PART, event)?.recorded_at,
        _ => read::<Plan>(PLAN, event)?.recorded_at,
    })
}

/// What is stored of a record: its position is not known before it stands, and is put in when it is read.
pub(super) fn bytes_of(record: &Recorded) -> Vec<u8> {
    codec::encode_record(&Recorded { position: Position(0), ..record.clone() })
}

/// The record that an event of a school holds, if its names, numbers and id are those it stands under.
pub(super) fn record(event: &kurrentdb::RecordedEvent) -> Result<Recorded, LogError> {
    let corrupt = |why: &str| LogError::Corrupt {
        what: "record",
        place: format!("stream {}, revision {}: {why}", event.stream_id(), event.revision),
    };
    let record = codec::decode_record(&event.data).map_err(|error| corrupt(&error.to_string()))?;
    let stream = super::names::event_stream(record.school, &record.stream);
    if (stream.as_str(), record.version.0, record.id.0) != (event.stream_id(), event.revision, event.id) {
        return Err(corrupt("it is another's"));
    }
    if record.kind != event.event_type {
        return Err(corrupt("it is of another kind"));
    }
    Ok(Recorded { position: position(event)?, ..record })
}

/// Where an event stands in the order of all events. Servers before 22.6 do not say it when a stream is read.
pub(super) fn position(event: &kurrentdb::RecordedEvent) -> Result<Position, LogError> {
    let kurrentdb::Position { commit, prepare } = event.position;
    if commit == u64::MAX || commit != prepare {
        return Err(LogError::Untrusted(format!(
            "the server gives no position of its own to revision {} of {} (C:{commit}/P:{prepare})",
            event.revision,
            event.stream_id()
        )));
    }
    Ok(Position(commit))
}
