//! Notes that add up, who is sent out of class, tests to be handed back.

use super::*;
use crate::conduct::{ConductEvent, NoteKind, NoteText};
use crate::ids::PersonId;
use crate::lesson::LessonEvent;

const TEACHER: u128 = 101;

impl Year {
    fn noted(&mut self, on: &str, kind: NoteKind) -> FactNumber {
        let number = self.next();
        let none: [&crate::people::Profile; 0] = [];
        let facts = NoteText::about(person(STUDENT), none, text("ha lasciato l'aula")).expect("names nobody");
        let (student, author, on): (PersonId, _, _) = (person(STUDENT), person(TEACHER), day(on));
        self.push(DomainEvent::Conduct(ConductEvent::NoteWritten {
            student,
            class: IN_3B,
            on,
            number,
            author,
            kind,
            facts,
            period: None,
            because: vec![],
        }));
        number
    }

    fn annul_note(&mut self, number: FactNumber, on: &str, annulled_on: &str) {
        let none: [&crate::people::Profile; 0] = [];
        let words = |typed: &str| NoteText::about(person(STUDENT), none, text(typed)).expect("names nobody");
        self.push(DomainEvent::Conduct(ConductEvent::NoteAnnulled {
            student: person(STUDENT),
            on: day(on),
            number,
            author: person(TEACHER),
            by: person(TEACHER),
            kind: NoteKind::Disciplinary,
            withdrawn: words("ha lasciato l'aula"),
            reason: words("non era lei"),
            annulled_on: day(annulled_on),
            because: vec![],
        }));
    }

    fn sent_out(&mut self, on: &str, family_called: bool) {
        let number = self.next();
        self.push(DomainEvent::Conduct(ConductEvent::SeparationRecorded {
            student: person(STUDENT),
            class: IN_3B,
            on: day(on),
            number,
            author: person(TEACHER),
            from: PeriodNumber(3),
            supervised_by: person(102),
            family_called,
            because: vec![],
        }));
    }
}

/// A7-03: notes of 1 and 15 October, 5 and 13 November: at the fourth a person considers. The second annulled on the
/// 14th: three are left, and the proposal is withdrawn.
#[test]
fn the_fourth_disciplinary_note_is_for_a_person_to_consider() {
    let mut year = Year::default();
    year.noted("2025-10-01", NoteKind::Disciplinary);
    let second = year.noted("2025-10-15", NoteKind::Disciplinary);
    year.noted("2025-11-05", NoteKind::Disciplinary);
    year.noted("2025-11-06", NoteKind::Educational);
    assert_eq!(year.of(DutyKind::ConsiderNotes, "2025-11-13"), none());
    year.noted("2025-11-13", NoteKind::Disciplinary);
    assert_eq!(year.of(DutyKind::ConsiderNotes, "2025-11-12"), none());
    assert_eq!(year.of(DutyKind::ConsiderNotes, "2025-11-13"), ["2025-11-13 due 2025-11-18"]);
    let duty = all(&year.events, "2025-11-13").into_iter().find(|it| it.kind == DutyKind::ConsiderNotes);
    let cause = duty.expect("open").cause;
    assert_eq!(cause, [0, 1, 2, 4].map(Place));
    year.annul_note(second, "2025-10-15", "2025-11-14");
    assert_eq!(year.of(DutyKind::ConsiderNotes, "2025-11-14"), none());
    year.noted("2025-11-20", NoteKind::Disciplinary);
    assert_eq!(year.of(DutyKind::ConsiderNotes, "2025-11-20"), ["2025-11-20 due 2025-11-25"]);
}

/// A7-03: considered, it is done; each note that comes afterwards is considered again.
#[test]
fn notes_beyond_the_fourth_are_considered_one_by_one() {
    let mut year = Year::default();
    for on in ["2025-10-01", "2025-10-15", "2025-11-05", "2025-11-13"] {
        year.noted(on, NoteKind::Disciplinary);
    }
    year.considered(DutyKind::ConsiderNotes, "2025-11-17");
    assert_eq!(year.of(DutyKind::ConsiderNotes, "2025-11-18"), ["2025-11-13 done 2025-11-17"]);
    year.noted("2025-12-03", NoteKind::Disciplinary);
    assert_eq!(
        year.of(DutyKind::ConsiderNotes, "2025-12-03"),
        ["2025-11-13 done 2025-11-17", "2025-12-03 due 2025-12-09"]
    );
    // A file is of one school year: the count begins again with it.
    let kind = DutyKind::ConsiderNotes;
    assert_eq!((kind.norm(), kind.owner()), (Norm::FourNotes, Owner::Coordinator));
}

/// A10-C7: who is sent out of class: her family is told that day, and the principal looks at it.
#[test]
fn who_is_sent_out_of_class_is_told_of_and_looked_at() {
    let mut year = Year::default();
    year.sent_out("2025-11-12", false);
    assert_eq!(year.of(DutyKind::TellOfSeparation, "2025-11-12"), ["2025-11-12 due 2025-11-12"]);
    assert_eq!(year.of(DutyKind::TellOfSeparation, "2025-11-13"), ["2025-11-12 overdue 2025-11-12"]);
    assert_eq!(year.of(DutyKind::ConsiderSeparation, "2025-11-12"), ["2025-11-12 due 2025-11-17"]);
    year.told(DutyKind::TellOfSeparation, "2025-11-12");
    year.considered(DutyKind::ConsiderSeparation, "2025-11-14");
    assert_eq!(year.of(DutyKind::TellOfSeparation, "2025-11-14"), ["2025-11-12 done 2025-11-12"]);
    assert_eq!(year.of(DutyKind::ConsiderSeparation, "2025-11-14"), ["2025-11-12 done 2025-11-14"]);

    let mut called = Year::default();
    called.sent_out("2025-11-12", true);
    assert_eq!(called.of(DutyKind::TellOfSeparation, "2025-11-13"), none());
    assert_eq!(called.of(DutyKind::ConsiderSeparation, "2025-11-13"), ["2025-11-12 due 2025-11-17"]);
    assert_eq!(DutyKind::ConsiderSeparation.norm(), Norm::SentOutInCustody);
}

fn planned(on: &str, period: u8) -> DomainEvent {
    DomainEvent::Lesson(LessonEvent::TestPlanned {
        class: IN_3B,
        on: day(on),
        period: PeriodNumber(period),
        subject: SubjectCode("MAT".to_owned()),
        teacher: person(TEACHER),
        planned_on: day("2025-11-03"),
        because: vec![],
    })
}

fn handed_back(on: &str, period: u8, back: &str) -> DomainEvent {
    DomainEvent::Lesson(LessonEvent::TestHandedBack {
        class: IN_3B,
        on: day(on),
        period: PeriodNumber(period),
        teacher: person(TEACHER),
        graded: 20,
        handed_back_on: day(back),
        because: vec![],
    })
}

fn tests(events: &[DomainEvent], today: &str) -> Vec<String> {
    let file = (0..).zip(events).fold(ClassFile::default(), |file, (at, event)| file.fold(Place(at), event));
    let duties = file.duties(IN_3B, &LESSON_DAYS, outlook(today));
    lines(&duties, DutyKind::HandBackTest)
}

/// A12-10, T-6: a test of 12 November is back by the 26th; one of the 28th by 15 December, over the 8th.
#[test]
fn a_planned_test_is_back_in_two_working_weeks() {
    let first = [planned("2025-11-12", 2)];
    assert_eq!(tests(&first, "2025-11-11"), none());
    assert_eq!(tests(&first, "2025-11-12"), ["2025-11-12 due 2025-11-26"]);
    assert_eq!(tests(&first, "2025-11-26"), ["2025-11-12 due 2025-11-26"]);
    assert_eq!(tests(&first, "2025-11-27"), ["2025-11-12 overdue 2025-11-26"]);
    let second = [planned("2025-11-28", 2)];
    assert_eq!(tests(&second, "2025-12-15"), ["2025-11-28 due 2025-12-15"]);
    assert_eq!(tests(&second, "2025-12-16"), ["2025-11-28 overdue 2025-12-15"]);
    let both =
        [planned("2025-11-12", 2), planned("2025-11-12", 4), handed_back("2025-11-12", 2, "2025-11-20")];
    assert_eq!(tests(&both, "2025-11-24"), ["2025-11-12 done 2025-11-20", "2025-11-12 due 2025-11-26"]);
    assert_eq!(tests(&both, "2025-11-19"), ["2025-11-12 due 2025-11-26", "2025-11-12 due 2025-11-26"]);
    let off = DomainEvent::Lesson(LessonEvent::TestCalledOff {
        class: IN_3B,
        on: day("2025-11-12"),
        period: PeriodNumber(2),
        teacher: person(TEACHER),
        because: vec![],
    });
    assert_eq!(tests(&[planned("2025-11-12", 2), off], "2025-12-12"), none());
    let kind = DutyKind::HandBackTest;
    assert_eq!((kind.norm(), kind.owner()), (Norm::MarksInTime, Owner::SubjectTeacher));
    assert_eq!(kind.fulfilled_by(), Fulfilment::TestHandedBack);
}
