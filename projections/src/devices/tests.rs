//! What the school holds, and what it no longer does.

use jiff::Timestamp;
use jiff::civil::{date, time};
use registro_domain::norm::Norm;
use registro_eventlog::event::{Actor, CommandId, EventId, Position, Recorded, StreamName, Version};
use uuid::Uuid;

use super::*;

const STUDENT: PersonId = PersonId(Uuid::from_u128(1));
const FATHER: PersonId = PersonId(Uuid::from_u128(2));
const CLASS: ClassId = ClassId(Uuid::from_u128(3));

/// In the student's stream of 2025/26; its version is its place.
fn event(version: u64, said: DeviceEvent) -> Event {
    let actor = Actor {
        person: FATHER.0,
        capacity: String::new(),
        assurance: 2,
        session: FATHER.0,
        on_behalf_of: None,
    };
    let envelope = Recorded {
        school: SchoolId(Uuid::nil()),
        position: Position(version),
        id: EventId(Uuid::from_u128(version.into())),
        stream: StreamName::new(format!("device-{STUDENT}-2025")).expect("a name"),
        version: Version(version),
        kind: String::new(),
        effective_on: said.effective_on(),
        recorded_at: Timestamp::UNIX_EPOCH,
        actor,
        command: CommandId(Uuid::nil()),
        correlation: Uuid::nil(),
        about: Vec::new(),
        data: Vec::new(),
    };
    Event { envelope, fact: DomainEvent::Device(said) }
}

fn withheld(number: u32, on: Date) -> Event {
    let said = DeviceEvent::Withheld {
        student: STUDENT,
        class: CLASS,
        on,
        at: time(10, 20, 0, 0),
        number: FactNumber(number),
        found: Found::InUse,
        handed_to: Keeper::Principal,
        because: vec![Norm::PhoneWithheld],
    };
    event(number.into(), said)
}

fn returned(version: u64, number: u32, on: Date) -> Event {
    let (number, because) = (FactNumber(number), vec![Norm::PhoneWithheld]);
    event(version, DeviceEvent::Returned { student: STUDENT, on, number, to: FATHER, because })
}

fn folded(events: &[Event]) -> Device {
    let of_2025 = key(STUDENT, SchoolYear(2025));
    let row = events.iter().fold(None, |row, event| {
        assert_eq!(Devices::keys(event), std::slice::from_ref(&of_2025));
        Devices::fold(row, &of_2025, event)
    });
    row.expect("a row")
}

#[test]
fn a_phone_is_held_from_when_it_is_withheld_until_it_is_returned() {
    let (monday, tuesday) = (date(2025, 11, 10), date(2025, 11, 11));
    let both = [withheld(0, monday), withheld(1, tuesday)];
    assert_eq!(folded(&both).held_since(), Some(monday));
    let of_2025 = key(STUDENT, SchoolYear(2025));
    assert_eq!(Devices::columns(&of_2025, &folded(&both)), [Column::Integer(20_251_110)]);
    let [first, second] = both;
    let one_back = folded(&[first.clone(), second.clone(), returned(2, 0, tuesday)]);
    assert_eq!(one_back.held_since(), Some(tuesday));
    let all_back = folded(&[first, second, returned(2, 0, tuesday), returned(3, 1, tuesday)]);
    assert_eq!(all_back.held_since(), None);
    assert_eq!(Devices::columns(&of_2025, &all_back), [Column::Integer(0)]);
    assert_eq!(all_back.withheld[&FactNumber(1)].returned, Some((tuesday, FATHER)));
}

/// Withheld on the last day of lessons, given back when school begins again: one row, that of the year of the stream.
#[test]
fn a_phone_given_back_in_september_is_no_longer_held() {
    let back = folded(&[withheld(0, date(2026, 6, 8)), returned(1, 0, date(2026, 9, 14))]);
    assert_eq!((back.year, back.held_since()), (SchoolYear(2025), None));
}

#[test]
fn what_is_allowed_is_kept_by_its_days() {
    let student = STUDENT;
    let (on, number, because) = (date(2025, 10, 1), FactNumber(0), vec![Norm::PhoneAllowed]);
    let allowed =
        event(0, DeviceEvent::UseAllowed { student, on, number, until: None, because: because.clone() });
    let ended = event(1, DeviceEvent::UseEnded { student, on: date(2026, 2, 2), number, because });
    assert_eq!(folded(std::slice::from_ref(&allowed)).uses[&number], Use { from: on, until: None });
    let until = Some(date(2026, 2, 1));
    assert_eq!(folded(&[allowed, ended]).uses[&number], Use { from: on, until });
}
