//! Which events stand behind each figure of a student's year.

use jiff::Timestamp;
use jiff::civil::{date, time};
use registro_domain::attendance::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Evidence, Ground, JustificationGround,
    JustificationOutcome, Term, Verification,
};
use registro_domain::hours::CountingPolicy;
use registro_domain::ids::PeriodNumber;
use registro_domain::text::Text;
use registro_eventlog::event::{
    Actor, CommandId, EventId, Position, Recorded, SchoolId, StreamName, Version,
};
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

fn text(typed: &str) -> Text {
    Text::new("text", typed, 100).expect("a text")
}

fn excused(number: u32, hours: u16) -> AttendanceEvent {
    let (on, number, derogation) = (TUESDAY, FactNumber(number), FactNumber(0));
    AttendanceEvent::HoursExcused { student: STUDENT, on, number, hours, derogation, because: vec![] }
}

fn totals(facts: Vec<AttendanceEvent>) -> Totals {
    let key = key(STUDENT, SchoolYear(2025));
    let events =
        (1..).zip(facts).map(|(position, fact)| event(position, MONDAY, DomainEvent::Attendance(fact)));
    let row = events.fold(None, |row, event| AttendanceTotals::fold(row, &key, &event));
    row.unwrap_or_else(|| Totals::empty(STUDENT, SchoolYear(2025)))
}

/// A5-05: 300 hours missed of 1056, 40 of them excused: 260, and the year is valid.
#[test]
fn hours_of_a_derogation_are_taken_from_those_that_count() {
    let share = Share { numerator: 3, denominator: 4 };
    let days = |number: u32| absence(date(2025, 11, 1), number, &["MAT"; 250]);
    let more = absence(TUESDAY, 1, &["MAT"; 50]);
    let without = Totals { annual_hours: 1056, ..totals(vec![days(0), more.clone()]) };
    assert_eq!((without.hours_missed(), without.hours_left(share)), (300, -36));
    let with = Totals { annual_hours: 1056, ..totals(vec![days(0), more, excused(2, 40)]) };
    assert_eq!((with.hours_missed(), with.hours_excused(), with.hours_counted()), (300, 40, 260));
    assert_eq!(with.hours_left(share), 4);
    let revoked = AttendanceEvent::ExcuseRevoked {
        student: STUDENT,
        on: TUESDAY,
        number: FactNumber(0),
        hours: 40,
        derogation: FactNumber(0),
        because: vec![],
    };
    assert_eq!(totals(vec![excused(0, 40), revoked]).hours_excused(), 0);
    assert_eq!(totals(vec![excused(0, 40)]).hours_counted(), 0); // Never below nothing.
}

/// A3-03 to A3-06: absent on Monday 10 November, reserve until Friday 14.
#[test]
fn the_status_of_an_absence_is_derived_from_what_was_recorded_and_the_day() {
    let (student, on, number) = (STUDENT, MONDAY, FactNumber(0));
    let (thursday, friday, saturday) = (date(2025, 11, 13), date(2025, 11, 14), date(2025, 11, 15));
    let status = |events: &[&AttendanceEvent], today| {
        let absence = absence(MONDAY, 0, &["MAT"]);
        let all = std::iter::once(&absence).chain(events.iter().copied()).cloned().collect();
        totals(all).facts[&number].status(today)
    };
    let reserve = AttendanceEvent::AdmittedWithReserve {
        student,
        class: CLASS,
        on: TUESDAY,
        facts: vec![number],
        justify_by: friday,
        because: vec![],
    };
    let by = serde_json::from_value(serde_json::json!({ "guardian": STUDENT })).expect("as stored");
    let submitted = |term| AttendanceEvent::JustificationSubmitted {
        student,
        on,
        number,
        by,
        ground: JustificationGround::Family,
        evidence: Evidence::None,
        term,
        submitted_on: saturday,
        because: vec![],
    };
    let decided = |outcome| AttendanceEvent::JustificationDecided {
        student,
        on,
        number,
        outcome,
        decided_on: saturday,
        because: vec![],
    };
    let accepted = decided(JustificationOutcome::Accepted);
    let refused = decided(JustificationOutcome::Refused { reason: text("x") });
    let withdrawn = AttendanceEvent::JustificationWithdrawn {
        student,
        on,
        number,
        by,
        withdrawn_on: saturday,
        because: vec![],
    };
    let collective = AttendanceEvent::Classified {
        student,
        class: CLASS,
        on,
        number,
        withdrawn: AbsenceKind::Individual,
        kind: AbsenceKind::Collective,
        reason: text("x"),
        classified_on: saturday,
        because: vec![],
    };
    let (in_time, late) = (submitted(Term::InTime), submitted(Term::Late { due: friday }));
    for (events, today, expected) in [
        (vec![], saturday, Status::Awaited),
        (vec![&reserve], thursday, Status::Reserved { due: friday }),
        (vec![&reserve], friday, Status::Reserved { due: friday }),
        (vec![&reserve], saturday, Status::Unjustified), // A3-04
        (vec![&reserve, &in_time], saturday, Status::Submitted),
        (vec![&reserve, &late], saturday, Status::SubmittedLate { due: friday }), // A3-06
        (vec![&reserve, &late, &accepted], saturday, Status::Justified),
        (vec![&reserve, &in_time, &withdrawn], friday, Status::Reserved { due: friday }),
        (vec![&reserve, &in_time, &withdrawn], saturday, Status::Unjustified),
        (vec![&reserve, &in_time, &refused], friday, Status::Reserved { due: friday }),
        (vec![&reserve, &in_time, &refused], saturday, Status::Unjustified),
        (vec![&in_time, &accepted, &collective], saturday, Status::Unjustified), // A4-01
    ] {
        assert_eq!(status(&events, today), expected, "{events:?} on {today}");
    }
    let unjustified = [Status::Unjustified, Status::SubmittedLate { due: friday }];
    assert!(unjustified.into_iter().all(Status::is_unjustified));
    let others = [Status::Awaited, Status::Reserved { due: friday }, Status::Submitted, Status::Justified];
    assert!(!others.into_iter().any(Status::is_unjustified));
    let hours = |facts: Vec<AttendanceEvent>| {
        let totals = totals(facts);
        (totals.hours_missed(), totals.hours_justified(), totals.hours_unjustified())
    };
    let absence = absence(MONDAY, 0, &["MAT"]);
    assert_eq!(hours(vec![absence.clone(), in_time.clone(), accepted.clone()]), (1, 1, 0));
    assert_eq!(hours(vec![absence, in_time, accepted, collective]), (1, 0, 1));
}

/// A1-03, A5-04: what readers need of an entry and of an activity.
#[test]
fn the_year_keeps_what_was_found_of_a_ground_and_what_an_absence_turned_into() {
    let entry = AttendanceEvent::EntryRecorded {
        student: STUDENT,
        class: CLASS,
        on: TUESDAY,
        number: FactNumber(2),
        at: time(9, 0, 0, 0),
        admitted_from: time(9, 0, 0, 0),
        ground: Ground::Transport,
        turns: None,
        policy: POLICY,
        missed: vec![],
        because: vec![],
    };
    let rejected = Verification::Rejected { reason: text("x") };
    let verified = AttendanceEvent::GroundVerified {
        student: STUDENT,
        on: TUESDAY,
        number: FactNumber(2),
        outcome: rejected.clone(),
        verified_on: TUESDAY,
        because: vec![],
    };
    let trip = AttendanceEvent::ActivityRecorded {
        student: STUDENT,
        class: CLASS,
        on: MONDAY,
        number: FactNumber(1),
        activity: Activity::Trip { back_to_lessons: Some(TUESDAY) },
        away: AbsenceScope::WholeDay,
        hours: 2,
        turns: Some(FactNumber(0)),
        policy: POLICY,
        missed: vec![],
        because: vec![],
    };
    let year = totals(vec![absence(MONDAY, 0, &["MAT", "ITA"]), trip, entry, verified]);
    assert_eq!(year.hours_missed(), 0);
    assert_eq!(year.facts[&FactNumber(0)].state, FactState::TurnedInto(FactNumber(1)));
    assert_eq!(year.facts[&FactNumber(2)].verification, Some(rejected));
}
