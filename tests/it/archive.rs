//! Every event ever stored can still be read: bytes of each kind, kept for ever in `fixtures/archive`.
//!
//! A file is one kind, with the bytes that the codec wrote and the event that they say. No file is ever changed: a new
//! shape is a new kind. `REGISTRO_ARCHIVE=add` writes the files that are missing, from the stored forms reviewed in
//! `domain/src/snapshots`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use registro_domain::assessment::AssessmentEvent;
use registro_domain::attendance::AttendanceEvent;
use registro_domain::breach::BreachEvent;
use registro_domain::case::CaseEvent;
use registro_domain::conduct::ConductEvent;
use registro_domain::conflict::ConflictEvent;
use registro_domain::consultation::ConsultationEvent;
use registro_domain::contact::ContactEvent;
use registro_domain::derogation::DerogationEvent;
use registro_domain::device::DeviceEvent;
use registro_domain::erasure::ErasureEvent;
use registro_domain::guarantee_body::GuaranteeBodyEvent;
use registro_domain::lesson::LessonEvent;
use registro_domain::notice::NoticeEvent;
use registro_domain::people::PersonEvent;
use registro_domain::permission::PermissionEvent;
use registro_domain::receipt::ReceiptEvent;
use registro_domain::request::RequestEvent;
use registro_domain::school::SchoolEvent;
use registro_domain::scrutiny::ScrutinyEvent;
use registro_domain::vigilance::VigilanceEvent;
use registro_eventlog::codec::{self, CodecError};
use registro_projections::event::upcasters;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::licences::repository;

/// An event as it was stored, and what it says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Archived {
    /// In hexadecimal, as [`codec::encode`] wrote it.
    data: String,
    /// `{ kind: fields }`
    event: Value,
}

/// What is done with the events of one subject.
struct Subject {
    kinds: fn() -> Vec<String>,
    decode: fn(&str, &[u8]) -> Result<Value, CodecError>,
    encode: fn(&Value) -> (String, Vec<u8>),
}

impl Subject {
    fn of<E: Serialize + DeserializeOwned>() -> Self {
        Self { kinds: kinds::<E>, decode: decode::<E>, encode: encode::<E> }
    }
}

fn subjects() -> [Subject; 21] {
    [
        Subject::of::<SchoolEvent>(),
        Subject::of::<PersonEvent>(),
        Subject::of::<LessonEvent>(),
        Subject::of::<AttendanceEvent>(),
        Subject::of::<PermissionEvent>(),
        Subject::of::<DerogationEvent>(),
        Subject::of::<DeviceEvent>(),
        Subject::of::<ConductEvent>(),
        Subject::of::<AssessmentEvent>(),
        Subject::of::<ContactEvent>(),
        Subject::of::<VigilanceEvent>(),
        Subject::of::<NoticeEvent>(),
        Subject::of::<ReceiptEvent>(),
        Subject::of::<ScrutinyEvent>(),
        Subject::of::<CaseEvent>(),
        Subject::of::<GuaranteeBodyEvent>(),
        Subject::of::<ConflictEvent>(),
        Subject::of::<ErasureEvent>(),
        Subject::of::<RequestEvent>(),
        Subject::of::<BreachEvent>(),
        Subject::of::<ConsultationEvent>(),
    ]
}

/// The kinds that a subject stores today, in the words of serde, which lists them when it meets one that is not there.
fn kinds<E: DeserializeOwned>() -> Vec<String> {
    let refusal = serde_json::from_str::<E>(r#"{"no such kind": {}}"#).map(drop).expect_err("no such kind");
    refusal.to_string().split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

fn decode<E: Serialize + DeserializeOwned>(kind: &str, data: &[u8]) -> Result<Value, CodecError> {
    let event: E = upcasters().decode(kind, data)?;
    Ok(serde_json::to_value(event).expect("an event is plain data"))
}

fn encode<E: Serialize + DeserializeOwned>(event: &Value) -> (String, Vec<u8>) {
    let event: E = serde_json::from_value(event.clone()).unwrap_or_else(|error| panic!("{event}: {error}"));
    codec::encode(&event).expect("an event of a subject")
}

fn folder() -> PathBuf {
    repository().join("fixtures/archive")
}

/// Every kind in the archive, with its events.
fn archive() -> BTreeMap<String, Vec<Archived>> {
    let mut archive = BTreeMap::new();
    for entry in fs::read_dir(folder()).into_iter().flatten() {
        let path = entry.expect("a file of the archive").path();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let events =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let kind = path.file_stem().expect("kind.json").to_string_lossy().into_owned();
        archive.insert(kind, events);
    }
    archive
}

#[test]
fn every_event_in_the_archive_is_read_as_it_was_written() {
    for (kind, events) in archive() {
        assert!(!events.is_empty(), "{kind} is empty");
        for Archived { data, event } in events {
            let bytes = from_hex(&data).unwrap_or_else(|| panic!("{kind}: not hexadecimal: {data}"));
            let read: Vec<Value> = subjects()
                .iter()
                .filter_map(|subject| match (subject.decode)(&kind, &bytes) {
                    Err(CodecError::UnknownKind(_)) => None, // Of another subject.
                    other => Some(other.unwrap_or_else(|error| panic!("{kind}: {error}: {data}"))),
                })
                .collect();
            match read.as_slice() {
                [read] => assert!(says_still(read, &kind, &event), "{kind} was {event} and is {read}"),
                other => panic!("{kind} is of {} subjects", other.len()),
            }
        }
    }
}

/// An event of today is read as it was; an old shape keeps every field that it had, under the kind that came after.
fn says_still(read: &Value, kind: &str, archived: &Value) -> bool {
    if read == archived {
        return true;
    }
    let (Some(old), Some(new)) =
        (archived[kind].as_object(), read.as_object().and_then(|it| it.values().next()))
    else {
        return false;
    };
    read.get(kind).is_none() && old.iter().all(|(field, value)| new.get(field) == Some(value))
}

#[test]
fn every_event_in_the_archive_is_still_written_with_the_same_bytes() {
    for subject in subjects() {
        let today = (subject.kinds)();
        for (kind, events) in archive().into_iter().filter(|(kind, _)| today.contains(kind)) {
            for Archived { data, event } in events {
                let (written, bytes) = (subject.encode)(&event);
                assert_eq!((written, to_hex(&bytes)), (kind.clone(), data));
            }
        }
    }
}

#[test]
fn every_kind_of_today_is_in_the_archive() {
    let archive = archive();
    let add = std::env::var("REGISTRO_ARCHIVE").is_ok_and(|asked| asked == "add");
    let mut missing = Vec::new();
    for subject in subjects() {
        let today = (subject.kinds)();
        assert!(1 < today.len(), "the kinds were not found: {today:?}");
        for kind in today.into_iter().filter(|kind| !archive.contains_key(kind)) {
            if add && snapshot(&kind).exists() {
                write_new(&kind, &subject);
            } else {
                missing.push(kind);
            }
        }
    }
    assert!(missing.is_empty(), "Not in the archive: {missing:?}. Add them with REGISTRO_ARCHIVE=add.");
}

fn snapshot(kind: &str) -> PathBuf {
    repository().join(format!("domain/src/snapshots/{kind}.snap"))
}

/// Puts the reviewed examples of a kind into the archive. Refuses to touch a file that is there.
fn write_new(kind: &str, subject: &Subject) {
    let text = fs::read_to_string(snapshot(kind)).expect("the snapshot of the kind");
    let stored = text.splitn(3, "---\n").nth(2).expect("what follows the heading of a snapshot");
    let examples: Vec<Value> = serde_json::from_str(stored).expect("a list of events");
    let events: Vec<Archived> = examples
        .into_iter()
        .map(|event| Archived { data: to_hex(&(subject.encode)(&event).1), event })
        .collect();
    let json = serde_json::to_string_pretty(&events).expect("plain data") + "\n";
    let mut file = fs::File::create_new(folder().join(format!("{kind}.json"))).expect("a new file");
    std::io::Write::write_all(&mut file, json.as_bytes()).expect("room on the disk");
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
