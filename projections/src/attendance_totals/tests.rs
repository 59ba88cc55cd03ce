//! Which events stand behind each figure of a student's year.

use jiff::Timestamp;
use jiff::civil::{date, time};
use registro_domain::attendance::{AbsenceScope, Ground};
use registro_domain::hours::CountingPolicy;
use registro_domain::ids::PeriodNumber;
use registro_domain::text::Text;
use registro_eventlog::event::{Actor, CommandId, EventId, Position, Recorded, StreamName, Version};
use uuid::Uuid;

use super::*;

const STUDENT: PersonId = PersonId(Uuid::from_u128(1));
const CLASS: ClassId = ClassId(Uuid::from_u128(2));
const POLICY: CountingPolicy = CountingPolicy::WholeLessons;
const MONDAY: Date = date(2025, 11, 10);
const TUESDAY: Date = date(2025, 11, 11);
const WHOLE_DAY: Fact = Fact::Absence { scope: AbsenceScope::WholeDay };

/// What happened on a day; its number in `year` is its position.
fn event(position: u64, on: Date, fact: DomainEvent) -> Event {
    let actor = Actor {
        person: STUDENT.0,
        capacity: String::new(),
        assurance: 2,
        session: STUDENT.0,
        on_behalf_of: None,
    };
    let envelope = Recorded {
        school: SchoolId(Uuid::nil()),
        position: Position(position),
        id: EventId(Uuid::from_u128(position.into())),
        stream: StreamName::new("attendance-1-2025").expect("a name"),
        version: Version(position),
        kind: String::new(),
        effective_on: on,
        recorded_at: Timestamp::UNIX_EPOCH,
        actor,
        command: CommandId(Uuid::nil()),
        correlation: Uuid::nil(),
        about: Vec::new(),
        data: Vec::new(),
    };
    Event { envelope, fact }
}

fn hours(fact: u32, subjects: &[&str]) -> Vec<MissedHour> {
    let hour = |(period, subject): (u8, &&str)| MissedHour {
        period: PeriodNumber(period),
        subject: subject_code(subject),
        fact: FactNumber(fact),
    };
    (1..).zip(subjects).map(hour).collect()
}

fn subject_code(subject: &str) -> SubjectCode {
    SubjectCode(subject.to_owned())
}

fn absence(on: Date, number: u32, subjects: &[&str]) -> AttendanceEvent {
    AttendanceEvent::AbsenceRecorded {
        student: STUDENT,
        class: CLASS,
        on,
        number: FactNumber(number),
        scope: AbsenceScope::WholeDay,
        policy: POLICY,
        missed: hours(number, subjects),
        because: vec![],
    }
}

/// Enrolled; absent on Monday from mathematics and Italian, justified; that absence was a mistake. On Tuesday late.
fn year() -> Vec<Event> {
    let reason = Text::new("reason", "era presente", 100).expect("a text");
    let at = time(9, 0, 0, 0);
    let enrolled = PersonEvent::Enrolled {
        student: STUDENT,
        class: CLASS,
        year: SchoolYear(2025),
        from: date(2025, 9, 15),
        annual_hours: 891,
        because: vec![],
    };
    let justified = AttendanceEvent::JustificationDecided {
        student: STUDENT,
        on: MONDAY,
        number: FactNumber(1),
        outcome: JustificationOutcome::Accepted,
        decided_on: TUESDAY,
        because: vec![],
    };
    let annulled = AttendanceEvent::Annulled {
        student: STUDENT,
        class: CLASS,
        on: MONDAY,
        number: FactNumber(1),
        withdrawn: WHOLE_DAY,
        reason,
        policy: POLICY,
        missed: vec![],
        because: vec![],
    };
    let late = AttendanceEvent::EntryRecorded {
        student: STUDENT,
        class: CLASS,
        on: TUESDAY,
        number: FactNumber(2),
        at,
        admitted_from: at,
        ground: Ground::None,
        turns: None,
        policy: POLICY,
        missed: hours(2, &["ITA"]),
        because: vec![],
    };
    vec![
        event(0, date(2025, 9, 15), DomainEvent::Person(enrolled)),
        event(1, MONDAY, DomainEvent::Attendance(absence(MONDAY, 1, &["MAT", "ITA"]))),
        event(2, MONDAY, DomainEvent::Attendance(justified)),
        event(3, MONDAY, DomainEvent::Attendance(annulled)),
        event(4, TUESDAY, DomainEvent::Attendance(late)),
    ]
}

#[test]
fn each_figure_is_asked_why_of_its_own_events() {
    for (figure, expected) in [
        (Figure::AnnualHours, vec![0]),
        (Figure::HoursMissed, vec![1, 3, 4]),
        (Figure::HoursLeft, vec![0, 1, 3, 4]),
        (Figure::HoursJustified, vec![1, 2, 3, 4]),
        (Figure::HoursUnjustified, vec![1, 2, 3, 4]),
        (Figure::LateEntries, vec![4]),
        // The annulment names no hour, and yet it took the hour of mathematics away.
        (Figure::HoursOfSubject(subject_code("MAT")), vec![1, 3]),
        (Figure::HoursOfSubject(subject_code("ITA")), vec![1, 3, 4]),
        (Figure::HoursOfSubject(subject_code("FIS")), vec![]),
    ] {
        let behind = supporting(&figure, year());
        let positions: Vec<_> = behind.iter().map(|event| event.envelope.position.0).collect();
        assert_eq!(positions, expected, "{figure:?}");
    }
}

/// The events behind a figure, and no others, make the same figure as all of them.
#[test]
fn the_events_behind_a_figure_make_it() {
    let key = key(STUDENT, SchoolYear(2025));
    let fold = |events: &[Event]| {
        let row = events.iter().fold(None, |row, event| AttendanceTotals::fold(row, &key, event));
        row.unwrap_or_else(|| Totals::empty(STUDENT, SchoolYear(2025)))
    };
    let share = Share { numerator: 3, denominator: 4 };
    let whole = fold(&year());
    assert_eq!((whole.hours_missed(), whole.hours_left(share)), (1, 221));
    for subject in ["MAT", "ITA", "FIS"].map(subject_code) {
        let behind = fold(&supporting(&Figure::HoursOfSubject(subject.clone()), year()));
        assert_eq!(behind.hours_of_subject(&subject), whole.hours_of_subject(&subject), "{subject}");
    }
    assert_eq!(fold(&supporting(&Figure::HoursLeft, year())).hours_left(share), whole.hours_left(share));
    let unjustified = fold(&supporting(&Figure::HoursUnjustified, year()));
    assert_eq!(unjustified.hours_unjustified(), whole.hours_unjustified());
}
