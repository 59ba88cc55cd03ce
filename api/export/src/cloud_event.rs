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
    says: Option<Says<'a>>,
    /// SHA-256 of the command as it was sent.
    fingerprint: String,
    /// The stored record, which is the entry of the ledger: base 64.
    record: String,
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
) -> Result<Line, serde_json::Error> {
    let record = encode_record(stored);
    let envelope = event.map_or(stored, |event| &event.envelope);
    let fact = event.map(|event| &event.fact);
    let shown = match fact {
        None => Shown::Unreadable,
        Some(DomainEvent::Erased(_)) => Shown::Erased,
        Some(_) if envelope.kind != stored.kind || envelope.actor != stored.actor => Shown::Expunged,
        Some(_) => Shown::Whole,
    };
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
            says: fact.filter(|_| shown != Shown::Erased).map(Says),
            fingerprint: hex(fingerprint),
            record: BASE64_STANDARD.encode(&record),
        },
    };
    serde_json::to_writer(&mut *into, &line)?;
    into.push(b'\n');
    Ok(Line { leaf: leaf_hash(&record), recorded_at: stored.recorded_at })
}

/// What an import needs of a line.
#[derive(Deserialize)]
struct Read {
    data: ReadData,
}

#[derive(Deserialize)]
struct ReadData {
    fingerprint: String,
    record: String,
}

/// The record and the fingerprint of its command, from a line.
pub(crate) fn read(line: &[u8]) -> Result<(Recorded, [u8; 32]), String> {
    let Read { data } = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let record = BASE64_STANDARD.decode(&data.record).map_err(|error| error.to_string())?;
    let recorded = registro_eventlog::codec::decode_record(&record).map_err(|error| error.to_string())?;
    // Only the canonical bytes are the entry of the ledger.
    if encode_record(&recorded) != record {
        return Err("il record non è nella sua forma".to_owned());
    }
    let mut fingerprint = [0; 32];
    if data.fingerprint.len() != 64 || !data.fingerprint.is_ascii() {
        return Err("l'impronta del comando non è di 32 byte".to_owned());
    }
    for (at, byte) in fingerprint.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&data.fingerprint[2 * at..2 * at + 2], 16)
            .map_err(|error| error.to_string())?;
    }
    Ok((recorded, fingerprint))
}
