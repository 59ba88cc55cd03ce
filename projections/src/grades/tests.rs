//! Grades with their values, as the school sees them and as a family does.

use jiff::Timestamp;
use jiff::civil::date;
use registro_eventlog::event::{Actor, CommandId, EventId, Recorded, SchoolId, StreamName, Version};
use uuid::Uuid;

use super::*;
use crate::grade_changes::{Changes, GradeChanges, key_near_scrutinies, key_of_author};

const STUDENT: PersonId = PersonId(Uuid::from_u128(1));
const TEACHER: PersonId = PersonId(Uuid::from_u128(2));
const HEAD: PersonId = PersonId(Uuid::from_u128(4));
const CLASS: ClassId = ClassId(Uuid::from_u128(3));
const YEAR: SchoolYear = SchoolYear(2025);

/// In the student's stream of 2025/26; its version is its place.
fn event(version: u64, said: AssessmentEvent) -> Event {
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
        stream: StreamName::new(format!("assessment-{STUDENT}-2025")).expect("a name"),
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
    Event { envelope, fact: DomainEvent::Assessment(said) }
}

fn maths() -> SubjectCode {
    SubjectCode("MAT".to_owned())
}

fn mark(value: u16) -> Mark {
    Mark { value: Tenths(value), weight: 100, counts: true }
}

fn entered(version: u32, value: u16, published: bool) -> Event {
    event(
        version.into(),
        AssessmentEvent::Entered {
            student: STUDENT,
            class: CLASS,
            subject: maths(),
            on: date(2025, 11, 12),
            number: FactNumber(version),
            author: TEACHER,
            kind: GradeKind::Written,
            mark: mark(value),
            test: None,
            comment: None,
            published,
            entered_on: date(2025, 11, 20),
            because: vec![],
        },
    )
}

fn corrected(version: u64, values: (u16, u16), published: bool, by: PersonId, near: bool) -> Event {
    event(
        version,
        AssessmentEvent::Corrected {
            student: STUDENT,
            class: CLASS,
            subject: maths(),
            on: date(2025, 11, 12),
            number: FactNumber(0),
            author: TEACHER,
            by,
            withdrawn: mark(values.0),
            mark: mark(values.1),
            reason: Text::new("motivo", "errore di somma", 100).expect("a text"),
            published,
            corrected_on: date(2025, 12, 1),
            near_scrutiny: near.then_some(date(2025, 12, 3)),
            because: vec![],
        },
    )
}

fn published(version: u64, value: u16) -> Event {
    event(
        version,
        AssessmentEvent::Published {
            student: STUDENT,
            subject: maths(),
            on: date(2025, 11, 12),
            number: FactNumber(0),
            author: TEACHER,
            mark: mark(value),
            published_on: date(2025, 12, 2),
            because: vec![],
        },
    )
}

fn folded(events: &[Event]) -> Grades {
    let of_year = key(STUDENT, YEAR);
    assert!(events.iter().all(|event| GradeBook::keys(event) == [of_year.clone()]));
    events.iter().fold(None, |row, event| GradeBook::fold(row, &of_year, event)).expect("a grade")
}

/// C3-04, B7-05: 4½ corrected into 5: both are shown, to the family too if it had seen the first.
#[test]
fn both_values_of_a_corrected_grade_are_shown() {
    let seen = folded(&[entered(0, 450, true), corrected(1, (450, 500), true, TEACHER, false)]);
    for grades in [seen.clone(), seen.published()] {
        let grade = &grades.grades[&FactNumber(0)];
        assert_eq!(grade.mark, mark(500));
        assert_eq!(grade.corrections[0].withdrawn, mark(450));
    }
    let unseen = [entered(0, 450, false), corrected(1, (450, 500), false, TEACHER, false), published(2, 500)];
    let whole = folded(&unseen);
    assert_eq!(whole.grades[&FactNumber(0)].corrections.len(), 1);
    let family = whole.published();
    assert_eq!(family.grades[&FactNumber(0)].corrections, []);
    assert_eq!(family.grades[&FactNumber(0)].mark, mark(500));
}

/// A12-10: what is not published is not in a family's grades, nor in its averages.
#[test]
fn a_family_sees_what_is_published() {
    let grades = folded(&[entered(0, 500, false), entered(1, 700, true)]);
    assert_eq!(grades.average_of_year(&maths(), Seen::All), Some(Tenths(600)));
    assert_eq!(grades.average_of_year(&maths(), Seen::Published), Some(Tenths(700)));
    assert_eq!(
        grades.average(&maths(), date(2025, 11, 13), date(2026, 1, 31), Seen::All),
        None,
        "of other days"
    );
    let family = grades.published();
    assert_eq!(family.grades.keys().collect::<Vec<_>>(), [&FactNumber(1)]);
}

/// B7-05: the author is told of every change, the principal of those near the scrutiny; another's come first.
#[test]
fn changes_are_told_to_the_author_and_to_the_principal() {
    let own = corrected(1, (450, 500), true, TEACHER, false);
    let heads = corrected(2, (500, 525), true, HEAD, true);
    let near = key_near_scrutinies(SchoolId(Uuid::nil()), YEAR);
    assert_eq!(GradeChanges::keys(&own), [key_of_author(TEACHER, YEAR)]);
    assert_eq!(GradeChanges::keys(&heads), [key_of_author(TEACHER, YEAR), near.clone()]);
    assert_eq!(GradeChanges::keys(&entered(0, 450, true)), []);
    let of = |events: &[&Event]| -> Changes {
        events.iter().fold(None, |row, event| GradeChanges::fold(row, &near, event)).expect("a change")
    };
    let changes = of(&[&heads, &own]);
    let told = changes.since(date(2025, 11, 20));
    assert_eq!(told.iter().map(|change| change.by).collect::<Vec<_>>(), [HEAD, TEACHER]);
    assert_eq!(told[0].withdrawn, mark(500));
    assert_eq!(changes.since(date(2025, 12, 2)).len(), 0);
}
