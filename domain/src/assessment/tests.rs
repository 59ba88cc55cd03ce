//! Grades: entered, published, corrected, annulled, contested; and what they make together.

mod changes;
mod marks;

use super::*;
use crate::norm::Norm;
use crate::people::{Person, PersonEvent, Profile};
use crate::regulation::Regulation;
use crate::school::tests::{IN_3B, IN_4A, day, lessons_of, person, subject, text};

const STUDENT: u128 = 1;
const MOTHER: u128 = 3;
const TEACHER: u128 = 102;
const COLLEAGUE: u128 = 103;
const HEAD: u128 = 110;
const ON: &str = "2025-11-12";
const TEST: Test = Test { on: jiff::civil::date(2025, 11, 12), period: crate::ids::PeriodNumber(2) };

const TEACHES: By = By::Teacher(PersonId(uuid::Uuid::from_u128(TEACHER)));
const ANOTHER: By = By::Teacher(PersonId(uuid::Uuid::from_u128(COLLEAGUE)));
const PRINCIPAL: By = By::Principal(PersonId(uuid::Uuid::from_u128(HEAD)));
const DEPUTY: By = By::Deputy(PersonId(uuid::Uuid::from_u128(HEAD)));

fn mark(hundredths: u16) -> Mark {
    Mark { value: Tenths(hundredths), weight: 100, counts: true }
}

fn entering(kind: GradeKind, hundredths: u16) -> Entering {
    Entering {
        student: person(STUDENT),
        class: IN_3B,
        enrolled: Some(IN_3B),
        subject: subject("MAT"),
        on: day(ON),
        author: person(TEACHER),
        teaches: true,
        kind,
        mark: mark(hundredths),
        test: None,
        comment: None,
        publish: false,
        scrutiny: None,
        today: day(ON),
    }
}

fn oral(hundredths: u16) -> Command {
    Command::Enter(entering(GradeKind::Oral, hundredths))
}

fn written(hundredths: u16) -> Command {
    Command::Enter(Entering { test: Some(TEST), ..entering(GradeKind::Written, hundredths) })
}

fn entered(entering: &Entering, published: bool, because: Vec<Norm>) -> AssessmentEvent {
    AssessmentEvent::Entered {
        student: person(STUDENT),
        class: IN_3B,
        subject: subject("MAT"),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        kind: entering.kind,
        mark: entering.mark,
        test: entering.test,
        comment: None,
        published,
        entered_on: entering.today,
        because,
    }
}

fn history(commands: &[Command]) -> Assessment {
    commands.iter().fold(Assessment::default(), |state, command| {
        let events = super::decide(&state, command, &Regulation::adopted());
        events.expect("allowed").iter().fold(state, evolve)
    })
}

fn after(commands: &[Command], command: Command) -> Result<Vec<AssessmentEvent>, Rejection> {
    super::decide(&history(commands), &command, &Regulation::adopted())
}

fn mothers_student() -> Profile {
    let commands = [
        crate::people::Command::Register {
            person: person(STUDENT),
            given_name: text("Anna"),
            family_name: text("Prova"),
            born_on: day("2010-05-10"),
            on: day("2025-09-01"),
        },
        crate::people::Command::HoldResponsibility {
            guardian: person(MOTHER),
            relation: crate::people::Relation::Mother,
            from: day("2025-09-01"),
        },
    ];
    known(&commands)
}

fn known(commands: &[crate::people::Command]) -> Profile {
    let known = commands.iter().fold(Person::Unknown, |state, command| {
        let events: Vec<PersonEvent> =
            crate::people::decide(&state, command, &Regulation::adopted()).expect("allowed");
        events.iter().fold(state, crate::people::evolve)
    });
    match known {
        Person::Known(profile) => *profile,
        Person::Unknown => panic!("registered"),
    }
}

/// A12-01, A12-10: an oral mark is seen at once; recorded on a later day it is taken, and says so.
#[test]
fn an_oral_mark_is_recorded_and_seen_at_once() {
    let today = entering(GradeKind::Oral, 700);
    let expected = entered(&today, true, vec![Norm::OnlyRegisterFunctions]);
    assert_eq!(after(&[], oral(700)), Ok(vec![expected]));
    assert_eq!(after(&[oral(700)], oral(700)), Ok(vec![]));
    assert!(after(&[oral(700)], oral(650)).is_ok_and(|events| events.len() == 1));

    let late = Entering { today: day("2025-11-13"), ..entering(GradeKind::Oral, 700) };
    let expected = entered(&late, true, vec![Norm::OnlyRegisterFunctions, Norm::MarksInTime]);
    assert_eq!(after(&[], Command::Enter(late)), Ok(vec![expected]));
    let early = Entering { today: day("2025-11-11"), ..entering(GradeKind::Oral, 700) };
    let future = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    assert_eq!(after(&[], Command::Enter(early)), Err(future.clone()));
    assert_eq!(future.norm(), Norm::TwoTimes);
}

/// A12-10: a written one is seen when it is handed back, once.
#[test]
fn a_written_mark_is_seen_at_hand_back() {
    let publish = |by| Command::Publish {
        student: person(STUDENT),
        grade: FactNumber(0),
        by,
        today: day("2025-11-24"),
    };
    let given = Entering { test: Some(TEST), ..entering(GradeKind::Written, 650) };
    let expected = entered(&given, false, vec![Norm::OnlyRegisterFunctions]);
    assert_eq!(after(&[], written(650)), Ok(vec![expected]));
    let published = AssessmentEvent::Published {
        student: person(STUDENT),
        subject: subject("MAT"),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        mark: mark(650),
        published_on: day("2025-11-24"),
        because: vec![Norm::MarksInTime],
    };
    assert_eq!(after(&[written(650)], publish(TEACHES)), Ok(vec![published]));
    assert_eq!(after(&[written(650), publish(TEACHES)], publish(PRINCIPAL)), Ok(vec![]));
    assert_eq!(after(&[written(650)], publish(ANOTHER)), Err(Rejection::NotTheAuthor(FactNumber(0))));
    assert_eq!(after(&[], publish(TEACHES)), Err(Rejection::NoGrade(FactNumber(0))));
    // Handed back with its grade, it is seen from the first.
    let at_once = Entering { publish: true, ..given };
    assert!(matches!(
        after(&[], Command::Enter(at_once)).as_deref(),
        Ok([AssessmentEvent::Entered { published: true, .. }])
    ));
}

/// A planned test is graded once for each student; a value that was wrong is corrected, B7-05.
#[test]
fn a_test_is_graded_once() {
    assert_eq!(after(&[written(650)], written(650)), Ok(vec![]));
    let graded = Rejection::AlreadyGraded { grade: FactNumber(0), test: TEST };
    assert_eq!(after(&[written(650)], written(600)), Err(graded.clone()));
    assert_eq!(
        graded.to_string(),
        "la verifica del 12 novembre 2025 (2ª ora) è già valutata (voto n. 0): si corregge con un motivo"
    );
    assert_eq!(graded.norm(), Norm::CorrectionWithReason);
    // Annulled, it may be graded again.
    let gone = [written(650), changes::annul(0, TEACHES, None, "2025-11-20")];
    assert!(after(&gone, written(600)).is_ok_and(|events| events.len() == 1));
}

/// A12-01: only who teaches the subject to the class that day gives a grade in it, to who is in the class that day.
#[test]
fn whoever_does_not_teach_the_subject_gives_no_grade() {
    let other = Entering { teaches: false, ..entering(GradeKind::Oral, 700) };
    let not_taught = Rejection::NotTaught { on: day(ON), subject: subject("MAT") };
    assert_eq!(after(&[], Command::Enter(other)), Err(not_taught.clone()));
    assert_eq!(not_taught.norm(), Norm::OnlyRegisterFunctions);
    for enrolled in [None, Some(IN_4A)] {
        let elsewhere = Entering { enrolled, ..entering(GradeKind::Oral, 700) };
        assert_eq!(after(&[], Command::Enter(elsewhere)), Err(Rejection::NotInClass { on: day(ON) }));
    }
}

/// A12-01: by chair, or by the signature of an hour of the subject, in a colleague's place too.
#[test]
fn who_teaches_is_told_by_chairs_and_signatures() {
    use crate::lesson::{self, Lessons, Presence};
    let teacher = |number: u128| crate::people::Command::Register {
        person: person(number),
        given_name: text("Docente"),
        family_name: text("Prova"),
        born_on: day("1980-01-01"),
        on: day("2025-09-01"),
    };
    let chair = crate::people::Command::AssignChair {
        chair: crate::people::Chair { class: IN_3B, subject: subject("MAT"), weekly_hours: 4 },
        from: day("2025-09-01"),
        until: Some(day("2025-11-12")),
    };
    let (maths, none) = (known(&[teacher(TEACHER), chair]), known(&[teacher(COLLEAGUE)]));
    let teaches_on =
        |who: &Profile, class, code: &str, on: &str| teaches(who, class, &subject(code), day(on), None);
    assert!(teaches_on(&maths, IN_3B, "MAT", "2025-11-12"));
    assert!(!teaches_on(&maths, IN_3B, "MAT", "2025-11-13"));
    assert!(!teaches_on(&maths, IN_3B, "ITA", ON));
    assert!(!teaches_on(&maths, IN_4A, "MAT", ON));
    assert!(!teaches_on(&none, IN_3B, "MAT", ON));

    let today = lessons_of(IN_3B, ON);
    let sign = lesson::Command::Sign {
        day: today.clone(),
        period: crate::ids::PeriodNumber(2),
        teacher: person(COLLEAGUE),
        presence: Presence::Substitution { of: person(TEACHER) },
        topic: text("interrogazioni"),
        today: day(ON),
    };
    let signed = lesson::decide(&Lessons::default(), &sign).expect("a substitution");
    let lessons = signed.iter().fold(Lessons::default(), lesson::evolve);
    let that_day = Some((&today, &lessons));
    assert!(teaches(&none, IN_3B, &subject("MAT"), day(ON), that_day));
    assert!(!teaches(&none, IN_3B, &subject("ITA"), day(ON), that_day));
}

/// C4-01: a parent claims "7, not 6": what she states stands beside the grade, which nobody changes for it.
#[test]
fn a_statement_changes_no_grade() {
    let by = mothers_student().justifier(person(MOTHER), day("2025-11-14"), &Regulation::adopted());
    let by = by.expect("she answers for her");
    let states = |grade: u32| Command::AddStatement {
        by,
        grade: FactNumber(grade),
        statement: text("all'orale ha risposto a tutto: 7, non 6"),
        today: day("2025-11-14"),
    };
    let added = AssessmentEvent::StatementAdded {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        by: by.by(),
        statement: text("all'orale ha risposto a tutto: 7, non 6"),
        added_on: day("2025-11-14"),
        because: vec![Norm::StatementAdded],
    };
    assert_eq!(after(&[oral(600)], states(0)), Ok(vec![added]));
    assert_eq!(after(&[oral(600), states(0)], states(0)), Ok(vec![]));
    assert_eq!(history(&[oral(600), states(0)]).grades[&FactNumber(0)].mark, mark(600));
    assert_eq!(after(&[], states(0)), Err(Rejection::NoGrade(FactNumber(0))));
    let unseen = Rejection::NotPublished(FactNumber(0));
    assert_eq!(unseen.norm(), Norm::StatementAdded);
    assert_eq!(after(&[written(600)], states(0)), Err(unseen));
}
