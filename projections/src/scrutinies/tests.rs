//! What families are told of a scrutiny, and from when.

use jiff::Timestamp;
use jiff::civil::date;
use registro_domain::ids::{Protocol, SubjectCode};
use registro_domain::norm::Norm;
use registro_domain::scrutiny::{SubjectGrade, Votes, WholeGrade};
use registro_domain::text::Text;
use registro_eventlog::event::{Actor, CommandId, EventId, Recorded, SchoolId, StreamName, Version};
use uuid::Uuid;

use super::*;

const STUDENT: PersonId = PersonId(Uuid::from_u128(1));
const TEACHER: PersonId = PersonId(Uuid::from_u128(2));
const CLASS: ClassId = ClassId(Uuid::from_u128(3));
const PERIOD: ScrutinyPeriod = ScrutinyPeriod::Final;
const VOTES: Votes = Votes { in_favour: 9, against: 0, decided_by_president: false };

/// In the class's stream; its version is its place.
fn event(version: u64, said: ScrutinyEvent) -> Event {
    let actor = Actor {
        person: TEACHER.0,
        capacity: String::new(),
        assurance: 2,
        session: TEACHER.0,
        on_behalf_of: None,
    };
    let envelope = Recorded {
        school: SchoolId(Uuid::nil()),
        position: Position(version),
        id: EventId(Uuid::from_u128(version.into())),
        stream: StreamName::new(format!("scrutiny-{CLASS}-final")).expect("a name"),
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
    Event { envelope, fact: DomainEvent::Scrutiny(said) }
}

fn because() -> Vec<Norm> {
    vec![Norm::CouncilVotes]
}

fn maths(value: u8) -> SubjectGrade {
    SubjectGrade { subject: subject(), value: WholeGrade::try_from(value).expect("a grade") }
}

fn subject() -> SubjectCode {
    SubjectCode("MAT".to_owned())
}

fn deliberated(version: u64, value: u8, on: Date) -> Event {
    let (class, period, student, grades, votes) = (CLASS, PERIOD, STUDENT, vec![maths(value)], VOTES);
    let because = because();
    event(version, ScrutinyEvent::GradesDeliberated { class, period, student, on, grades, votes, because })
}

fn closed(version: u64, on: Date) -> Event {
    let (class, period, protocol) = (CLASS, PERIOD, Protocol { number: 1, year: 2026 });
    event(version, ScrutinyEvent::Closed { class, period, on, protocol, because: because() })
}

fn published(version: u64, on: Date, visible_from: Date) -> Event {
    let (class, period) = (CLASS, PERIOD);
    event(version, ScrutinyEvent::Published { class, period, on, visible_from, because: because() })
}

fn folded(events: &[Event]) -> Minutes {
    let fold = |row, event: &Event| Scrutinies::fold(row, &key(CLASS, PERIOD), event);
    events.iter().fold(None, fold).expect("a row")
}

fn grade_seen(minutes: &Minutes, on: Date) -> Option<u8> {
    let seen = minutes.visible_on(on)?.results.get(&STUDENT)?.grades.get(&subject()).copied();
    seen.map(WholeGrade::tenths)
}

/// B7-04: a family sees what was published, from its day on; while it is corrected, what was published before.
#[test]
fn families_see_what_was_published_from_its_day_on() {
    let (tenth, eleventh, thirteenth) = (date(2026, 6, 10), date(2026, 6, 11), date(2026, 6, 13));
    let proposal = ScrutinyEvent::GradeProposed {
        class: CLASS,
        period: PERIOD,
        student: STUDENT,
        on: date(2026, 6, 8),
        subject: subject(),
        by: TEACHER,
        value: WholeGrade::try_from(4).expect("a grade"),
        average: None,
        reason: None,
        because: because(),
    };
    let mut events = vec![event(0, proposal), deliberated(1, 5, tenth), closed(2, tenth)];
    assert_eq!(grade_seen(&folded(&events), thirteenth), None);
    events.push(published(3, tenth, eleventh));
    let minutes = folded(&events);
    assert_eq!([tenth, eleventh].map(|on| grade_seen(&minutes, on)), [None, Some(5)]);
    // Proposals are not told.
    assert!(minutes.published[0].results[&STUDENT].proposals.is_empty());
    assert!(!minutes.scrutiny.students[&STUDENT].proposals.is_empty());

    let (class, period, by) = (CLASS, PERIOD, TEACHER);
    let reason = Text::new("motivo", "voto trascritto male", 100).expect("a text");
    let on = eleventh;
    events.push(event(4, ScrutinyEvent::Reopened { class, period, on, by, reason, because: because() }));
    events.push(deliberated(5, 6, eleventh));
    assert_eq!(grade_seen(&folded(&events), eleventh), Some(5));
    events.extend([closed(6, eleventh), published(7, eleventh, thirteenth)]);
    let minutes = folded(&events);
    assert_eq!([eleventh, thirteenth].map(|on| grade_seen(&minutes, on)), [Some(5), Some(6)]);
    assert!(minutes.was_closed);
}

/// A12-11: a card that was issued is told with the results that it was issued on.
#[test]
fn a_report_card_is_told_with_its_results() {
    let on = date(2026, 6, 13);
    let card = ScrutinyEvent::CardIssued {
        class: CLASS,
        period: PERIOD,
        student: STUDENT,
        on,
        read_at: 3,
        protocol: Protocol { number: 3251, year: 2026 },
        because: vec![Norm::ReportCard],
    };
    assert!(is_of_results(&card));
    let minutes = folded(&[deliberated(0, 7, on), closed(1, on), published(2, on, on), event(3, card)]);
    let told = &minutes.visible_on(on).expect("published").results[&STUDENT];
    assert_eq!(told.cards, [(on, Protocol { number: 3251, year: 2026 })]);
}
