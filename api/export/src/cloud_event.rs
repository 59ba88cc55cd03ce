//! One event as a CloudEvent (1.0.2, JSON): the register's whole envelope, what it shows of the event, and the stored record.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::fact::{DomainEvent, Said as _};
use registro_domain::norm::Norm;
use registro_eventlog::codec::encode_record;
use registro_eventlog::event::{About, Actor, EventId, Position, Recorded, StreamName, Version};
use registro_eventlog::ledger::tree::{Hash, leaf_hash};
use registro_projections::event::Event;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::bag::hex;
use crate::says::Says;

/// How much of an event the register shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shown {
    Whole,
    /// Its key was destroyed: only the envelope is left.
    Erased,
    /// Of a case taken out of the file: in its place stands the act that expunged it.
    Expunged,
    /// It could not be read, and should have been.
    Unreadable,
}

#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: EventId,
    source: String,
    #[serde(rename = "type")]
    kind: &'a str,
    subject: &'a StreamName,
    time: Timestamp,
    datacontenttype: &'static str,
    /// The extension "sequence": sorts as the feed does.
    sequence: String,
    /// The extension "correlation".
    correlationid: Uuid,
    causationid: Uuid,
    effectiveon: Date,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    position: Position,
    version: Version,
    actor: &'a Actor,
    about: &'a [About],
    because: &'a [Norm],
    shown: Shown,
    /// Only where it is: who goes on with it shows it to nobody but those who decide on it (C4-05).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    restricted: bool,
    says: Option<Says<'a>>,
    /// SHA-256 of the command as it was sent.
    fingerprint: Option<String>,
    /// The stored record, which is the entry of the ledger: base 64. Of an expunged event nothing but its hash is here.
    record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leaf: Option<String>,
}

/// What is written of an event, with the entry of the ledger that it is.
pub(crate) struct Line {
    pub leaf: Hash,
    pub recorded_at: Timestamp,
}

/// Writes one line. `event` is what the register shows of the record; `None` if it cannot be read.
pub(crate) fn write(
    into: &mut Vec<u8>,
    stored: &Recorded,
    event: Option<&Event>,
    fingerprint: &[u8; 32],
    restricted: bool,
) -> Result<Line, serde_json::Error> {
    let record = encode_record(stored);
    let leaf = leaf_hash(&record);
    let envelope = event.map_or(stored, |event| &event.envelope);
    let fact = event.map(|event| &event.fact);
    let shown = match fact {
        None => Shown::Unreadable,
        Some(DomainEvent::Erased(_)) => Shown::Erased,
        Some(_) if envelope.kind != stored.kind || envelope.actor != stored.actor => Shown::Expunged,
        Some(_) => Shown::Whole,
    };
    // The record says more than is shown: of what was taken out of the file nobody is told of which kind it was, who did it, for
    // which day and whom. That it was, in which case, when and by which command stays: `subject`, `version`, `causationid`.
    let withheld = shown == Shown::Expunged;
    let line = CloudEvent {
        specversion: "1.0",
        id: stored.id,
        source: format!("urn:uuid:{}", stored.school.0),
        kind: &envelope.kind,
        subject: &stored.stream,
        time: stored.recorded_at,
        datacontenttype: "application/json",
        sequence: format!("{:020}", stored.position.0),
        correlationid: stored.correlation,
        causationid: stored.command.0,
        effectiveon: envelope.effective_on,
        data: Data {
            position: stored.position,
            version: stored.version,
            actor: &envelope.actor,
            about: &envelope.about,
            because: fact.map(|fact| fact.because()).unwrap_or_default(),
            shown,
            restricted: restricted && !withheld,
            says: fact.filter(|_| shown != Shown::Erased).map(Says),
            fingerprint: (!withheld).then(|| hex(fingerprint)),
            record: (!withheld).then(|| BASE64_STANDARD.encode(&record)),
            leaf: withheld.then(|| BASE64_STANDARD.encode(leaf)),
        },
    };
    serde_json::to_writer(&mut *into, &line)?;
    into.push(b'\n');
    Ok(Line { leaf, recorded_at: stored.recorded_at })
}

/// What an import needs of a line.
#[derive(Deserialize)]
struct Read {
    data: ReadData,
}

#[derive(Deserialize)]
struct ReadData {
    position: Position,
    fingerprint: Option<String>,
    record: Option<String>,
    leaf: Option<String>,
}

/// A line as it was written.
pub(crate) enum Entry {
    Stored(Box<Stored>),
    /// Of a case taken out of the file: its record is beside the keys, if they are there.
    Withheld {
        position: Position,
        leaf: Hash,
    },
}

/// A record, and the fingerprint of its command.
pub(crate) struct Stored {
    pub record: Recorded,
    pub fingerprint: [u8; 32],
}

impl Entry {
    pub(crate) fn position(&self) -> Position {
        match self {
            Self::Stored(stored) => stored.record.position,
            Self::Withheld { position, .. } => *position,
        }
    }
}

pub(crate) fn read(line: &[u8]) -> Result<Entry, String> {
    let Read { data } = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    match (data.record, data.fingerprint, data.leaf) {
        (Some(record), Some(fingerprint), None) => {
            let record = BASE64_STANDARD.decode(&record).map_err(|error| error.to_string())?;
            let fingerprint = bytes_of(&fingerprint).ok_or("l'impronta del comando non è di 32 byte")?;
            let stored = Stored { record: record_of(&record)?, fingerprint };
            if stored.record.position != data.position {
                return Err("la posizione non è quella del record".to_owned());
            }
            Ok(Entry::Stored(Box::new(stored)))
        }
        (None, None, Some(leaf)) => {
            let leaf = BASE64_STANDARD.decode(&leaf).map_err(|error| error.to_string())?;
            let leaf = leaf.try_into().map_err(|_| "l'impronta del record non è di 32 byte")?;
            Ok(Entry::Withheld { position: data.position, leaf })
        }
        _ => Err("né un record né la sua impronta".to_owned()),
    }
}

/// Only the canonical bytes are the entry of the ledger.
pub(crate) fn record_of(bytes: &[u8]) -> Result<Recorded, String> {
    let recorded = registro_eventlog::codec::decode_record(bytes).map_err(|error| error.to_string())?;
    if encode_record(&recorded) != bytes {
        return Err("il record non è nella sua forma".to_owned());
    }
    Ok(recorded)
}

/// 32 bytes in hexadecimal.
fn bytes_of(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}
