//! Grades changed after they were given: by whom, why, and how near the scrutiny.

use super::*;

pub(super) fn annul(grade: u32, by: By, scrutiny: Option<Scrutiny>, today: &str) -> Command {
    let (student, grade, reason) = (person(STUDENT), FactNumber(grade), text("voto di un altro studente"));
    Command::Annul { student, grade, reason, by, scrutiny, today: day(today) }
}

fn correct(hundredths: u16, by: By, scrutiny: Option<Scrutiny>, today: &str) -> Command {
    let (student, grade, reason) = (person(STUDENT), FactNumber(0), text("errore di somma"));
    Command::Correct { student, grade, mark: mark(hundredths), reason, by, scrutiny, today: day(today) }
}

fn sits(on: &str, closed_on: Option<&str>) -> Option<Scrutiny> {
    Some(Scrutiny { sits_on: day(on), closed_on: closed_on.map(day) })
}

/// B7-05, C3-04, A12-06: 4½ becomes 4 on 3 June 2026, with a reason: both values stay, the principal is told since the
/// scrutiny sits on the 10th. Without a reason it cannot be asked.
#[test]
fn a_correction_keeps_both_values_its_author_and_its_reason() {
    let corrected = AssessmentEvent::Corrected {
        student: person(STUDENT),
        class: IN_3B,
        subject: subject("MAT"),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        by: person(TEACHER),
        withdrawn: mark(450),
        mark: mark(400),
        reason: text("errore di somma"),
        published: true,
        corrected_on: day("2026-06-03"),
        near_scrutiny: Some(day("2026-06-10")),
        because: vec![Norm::CorrectionWithReason, Norm::ExactData, Norm::BothValuesShown],
    };
    let command = correct(400, TEACHES, sits("2026-06-10", None), "2026-06-03");
    assert_eq!(after(&[oral(450)], command), Ok(vec![corrected]));
    assert_eq!(
        Text::new("motivo", "", 100),
        Err(crate::text::TextRejection::Empty("motivo")) // B7-05
    );
    // What was given and what it was changed into are the same: nothing to do.
    assert_eq!(after(&[oral(450)], correct(450, TEACHES, None, "2026-06-03")), Ok(vec![]));
    // A written one that nobody had seen.
    assert!(matches!(
        after(&[written(450)], correct(400, TEACHES, None, "2025-11-20")).as_deref(),
        Ok([AssessmentEvent::Corrected { published: false, near_scrutiny: None, .. }])
    ));
}

/// B7-05: within seven days of the sitting, both ends included; and after it, as long as it is not closed.
#[test]
fn the_principal_is_told_of_changes_near_the_scrutiny() {
    for (today, near) in
        [("2026-06-01", false), ("2026-06-02", false), ("2026-06-03", true), ("2026-06-09", true)]
    {
        let sitting = sits("2026-06-10", None);
        let near = near.then(|| day("2026-06-10"));
        let corrected = after(&[oral(450)], correct(400, TEACHES, sitting, today)).expect("allowed");
        let annulled = after(&[oral(450)], annul(0, TEACHES, sitting, today)).expect("allowed");
        for event in [&corrected[0], &annulled[0]] {
            let (AssessmentEvent::Corrected { near_scrutiny, .. }
            | AssessmentEvent::Annulled { near_scrutiny, .. }) = event
            else {
                panic!("a change")
            };
            assert_eq!(*near_scrutiny, near, "{today}");
        }
    }
    let after_it = after(&[oral(450)], correct(400, TEACHES, sits("2026-06-10", None), "2026-06-11"));
    assert!(matches!(after_it.as_deref(), Ok([AssessmentEvent::Corrected { near_scrutiny: Some(_), .. }])));
}

/// B7-05: the author, or the principal; not a colleague, not the deputy.
#[test]
fn a_grade_is_changed_by_its_author_or_the_principal() {
    for by in [TEACHES, PRINCIPAL] {
        let events = after(&[oral(450)], correct(400, by, None, "2025-12-01")).expect("allowed");
        assert!(matches!(&events[..], [AssessmentEvent::Corrected { author, by: who, .. }]
            if *author == person(TEACHER) && *who == by.person()));
        assert!(after(&[oral(450)], annul(0, by, None, "2025-12-01")).is_ok());
    }
    let refused = || Err(Rejection::NotTheAuthor(FactNumber(0)));
    for by in [ANOTHER, DEPUTY] {
        assert_eq!(after(&[oral(450)], correct(400, by, None, "2025-12-01")), refused());
        assert_eq!(after(&[oral(450)], annul(0, by, None, "2025-12-01")), refused());
    }
    assert_eq!(Rejection::NotTheAuthor(FactNumber(0)).norm(), Norm::CorrectionWithReason);
    let none = Err(Rejection::NoGrade(FactNumber(0)));
    assert_eq!(after(&[], correct(400, TEACHES, None, "2025-12-01")), none);
}

/// B7-05, C3-04: annulled with a reason, the value stays to be read and counts no more.
#[test]
fn a_grade_is_annulled_once_and_stays() {
    let annulled = AssessmentEvent::Annulled {
        student: person(STUDENT),
        class: IN_3B,
        subject: subject("MAT"),
        on: day(ON),
        number: FactNumber(0),
        author: person(TEACHER),
        by: person(HEAD),
        withdrawn: mark(450),
        reason: text("voto di un altro studente"),
        published: true,
        annulled_on: day("2025-12-01"),
        near_scrutiny: None,
        because: vec![Norm::CorrectionWithReason, Norm::BothValuesShown],
    };
    assert_eq!(after(&[oral(450)], annul(0, PRINCIPAL, None, "2025-12-01")), Ok(vec![annulled]));
    let gone = [oral(450), annul(0, TEACHES, None, "2025-12-01")];
    assert_eq!(after(&gone, annul(0, PRINCIPAL, None, "2025-12-02")), Ok(vec![]));
    assert_eq!(
        after(&gone, annul(0, ANOTHER, None, "2025-12-02")),
        Err(Rejection::NotTheAuthor(FactNumber(0)))
    );
    let refused = Rejection::GradeAnnulled { grade: FactNumber(0), on: day("2025-12-01") };
    assert_eq!(after(&gone, correct(400, TEACHES, None, "2025-12-02")), Err(refused));
    assert_eq!(history(&gone).grades[&FactNumber(0)].mark, mark(450));
}

/// B7-05, interpretation 0026: once the scrutiny of the period is closed nothing is given, corrected or annulled.
#[test]
fn a_closed_scrutiny_freezes_grades() {
    let closed = sits("2026-01-29", Some("2026-01-30"));
    let refusal = Rejection::ScrutinyClosed { closed_on: day("2026-01-30") };
    assert_eq!(
        refusal.to_string(),
        "lo scrutinio del periodo è chiuso dal 30 gennaio 2026: i voti non si toccano se non è riaperto"
    );
    assert_eq!(refusal.norm(), Norm::CorrectionWithReason);
    let enter = Entering { scrutiny: closed, ..entering(GradeKind::Oral, 700) };
    assert_eq!(after(&[], Command::Enter(enter)), Err(refusal.clone()));
    let correction = correct(400, PRINCIPAL, closed, "2026-02-02");
    assert_eq!(after(&[oral(450)], correction), Err(refusal.clone()));
    assert_eq!(after(&[oral(450)], annul(0, TEACHES, closed, "2026-02-02")), Err(refusal));
    // What repeats what stands is nothing to do, whether or not it is closed.
    let same = Entering { scrutiny: closed, ..entering(GradeKind::Oral, 450) };
    assert_eq!(after(&[oral(450)], Command::Enter(same)), Ok(vec![]));
    let open = Entering { scrutiny: sits("2026-01-29", None), ..entering(GradeKind::Oral, 700) };
    assert!(after(&[], Command::Enter(open)).is_ok());
}
