//! The bytes of an event are a promise: golden bytes, round trips, and every way to be refused.

use jiff::civil::date;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::*;
use crate::event::{About, Actor, CommandId, EventId, Position, SchoolId, StreamName, Version};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Event {
    #[serde(rename = "absence-recorded.v1")]
    Recorded { hour: u8, minutes: u32, note: Option<String>, because: Vec<String> },
    #[serde(rename = "absence-annulled.v1")]
    Annulled {},
}

/// The same kinds in another order, after another variant.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Reordered {
    #[serde(rename = "absence-forgotten.v1")]
    Forgotten { years: u8 },
    #[serde(rename = "absence-annulled.v1")]
    Annulled {},
    #[serde(rename = "absence-recorded.v1")]
    Recorded { hour: u8, minutes: u32, note: Option<String>, because: Vec<String> },
}

fn absence() -> Event {
    Event::Recorded { hour: 3, minutes: 300, note: Some("è".to_owned()), because: vec!["a".to_owned()] }
}

const ABSENCE: &[u8] = &[0x01, 3, 0xac, 0x02, 1, 2, 0xc3, 0xa8, 1, 1, b'a'];

fn record() -> Recorded {
    Recorded {
        school: SchoolId(Uuid::from_u128(1)),
        position: Position(300),
        id: EventId(Uuid::from_u128(2)),
        stream: StreamName::new("attendance-1").unwrap(),
        version: Version(4),
        kind: "k.v1".to_owned(),
        effective_on: date(2026, 3, 12),
        recorded_at: "2026-03-12T07:30:00.000001Z".parse().unwrap(),
        actor: Actor {
            person: Uuid::from_u128(3),
            capacity: "teacher".to_owned(),
            assurance: 2,
            session: Uuid::from_u128(4),
            on_behalf_of: None,
        },
        command: CommandId(Uuid::from_u128(5)),
        correlation: Uuid::from_u128(6),
        about: vec![About { person: Uuid::from_u128(7), role: "student".to_owned() }],
        data: vec![1, 0, 255],
    }
}

/// How postcard writes a UUID: its length, then its bytes.
fn id(last: u8) -> Vec<u8> {
    [&[16][..], &[0; 15], &[last]].concat()
}

#[test]
fn an_event_is_its_kind_and_its_fields() {
    let (kind, data) = encode(&absence()).unwrap();
    assert_eq!((kind.as_str(), data.as_slice()), ("absence-recorded.v1", ABSENCE));
    assert_eq!(encode(&Event::Annulled {}).unwrap(), ("absence-annulled.v1".to_owned(), vec![0x01]));
}

#[test]
fn variants_may_be_reordered() {
    let reordered: Reordered = decode("absence-recorded.v1", ABSENCE).unwrap();
    assert!(matches!(reordered, Reordered::Recorded { hour: 3, minutes: 300, .. }));
    assert_eq!(decode::<Reordered>("absence-annulled.v1", &[1]).unwrap(), Reordered::Annulled {});
    assert_eq!(encode(&reordered).unwrap().1, ABSENCE);
}

#[test]
fn every_refusal_has_its_name() {
    let refused = |kind, data: &[u8]| decode::<Event>(kind, data).unwrap_err();
    assert!(
        matches!(refused("absence-recorded.v9", ABSENCE), CodecError::UnknownKind(kind) if kind == "absence-recorded.v9")
    );
    assert!(matches!(refused("absence-recorded.v1", &[]), CodecError::Empty));
    assert!(matches!(refused("absence-recorded.v1", &[0x03, 0]), CodecError::UnknownFormat(0x03)));
    assert!(matches!(refused("absence-recorded.v1", &[0x00]), CodecError::Erased));
    assert!(matches!(refused("absence-recorded.v1", &[0x02, 7, 7]), CodecError::Locked));
    assert!(matches!(refused("absence-recorded.v1", &[0xFF]), CodecError::Locked));
    assert!(matches!(refused("absence-recorded.v1", &ABSENCE[..9]), CodecError::Undecodable { .. }));
    assert!(matches!(refused("absence-annulled.v1", &[1, 0]), CodecError::TrailingBytes(1)));
    assert!(matches!(encode(&"not an enum"), Err(CodecError::NotAnEnum)));
    assert!(matches!(decode::<String>("a", &[1, 0]), Err(CodecError::UnknownKind(_))));
}

#[test]
fn a_record_is_these_bytes() {
    let bytes = encode_record(&record());
    let expected = [
        vec![0x01],
        id(1),
        vec![0xac, 0x02],
        id(2),
        [&[12][..], b"attendance-1"].concat(),
        vec![4],
        [&[4][..], b"k.v1"].concat(),
        // 2026 · 512 + 3 · 32 + 12 = 1,037,420, zigzag and varint.
        vec![0xd8, 0xd1, 0x7e],
        // 1,773,300,600,000,001 µs, zigzag and varint.
        varint(1_773_300_600_000_001 * 2),
        id(3),
        [&[7][..], b"teacher"].concat(),
        vec![2],
        id(4),
        vec![0],
        id(5),
        id(6),
        vec![1],
        id(7),
        [&[7][..], b"student"].concat(),
        vec![3, 1, 0, 255],
    ]
    .concat();
    assert_eq!(bytes, expected);
    assert_eq!(decode_record(&bytes).unwrap(), record());
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[test]
fn a_broken_record_is_refused() {
    let bytes = encode_record(&record());
    assert!(matches!(decode_record(&[]), Err(CodecError::Empty)));
    assert!(matches!(decode_record(&[9, 9]), Err(CodecError::UnknownFormat(9))));
    assert!(matches!(decode_record(&bytes[..bytes.len() - 1]), Err(CodecError::Undecodable { .. })));
    assert!(matches!(decode_record(&[&bytes[..], &[0]].concat()), Err(CodecError::TrailingBytes(1))));
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(hour: u8, minutes: u32, note: Option<String>, because: Vec<String>) {
        let event = Event::Recorded { hour, minutes, note, because };
        let (kind, data) = encode(&event).unwrap();
        prop_assert_eq!(decode::<Event>(&kind, &data).unwrap(), event);
    }

    #[test]
    fn every_day_and_instant_survives(day in -4_000_000i32..2_900_000, micros in -10_000_000_000_000_000i64..200_000_000_000_000_000) {
        let mut record = record();
        record.effective_on = date(1970, 1, 1).saturating_add(jiff::Span::new().days(day));
        record.recorded_at = jiff::Timestamp::from_microsecond(micros).unwrap();
        prop_assert_eq!(decode_record(&encode_record(&record)).unwrap(), record);
    }

    #[test]
    fn bytes_from_anywhere_do_not_panic(bytes: Vec<u8>) {
        let _ = decode_record(&bytes);
        let _ = decode::<Event>("absence-recorded.v1", &bytes);
    }
}
