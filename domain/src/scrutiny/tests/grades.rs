//! Proposals, the dossier, and the grades that the council deliberates.

use super::*;

fn called() -> Scrutiny {
    after(&[final_of("3B", "2026-05-25", opened(SITTING))])
}

fn proposes(code: &str, value: u8, teaches: bool) -> Act {
    let average = Some(Average::try_from(760).expect("an average"));
    let line = |student| Proposed { student: person(student), value: grade(value), average, reason: None };
    let (subject, by) = (subject(code), person(TEACHER));
    Act::ProposeGrades { subject, by, teaches, grades: vec![line(ANNA), line(BRUNO)] }
}

fn proposes_behaviour(value: u8) -> Act {
    let (by, reasons) = (person(TEACHER), text("due note, nessuna sanzione"));
    Act::ProposeBehaviour { student: person(ANNA), by, value: grade(value), reasons }
}

/// B2-07: by who teaches the subject, until the day of the sitting, included; proposed again, the later holds.
#[test]
fn a_teacher_proposes_her_grades_until_the_sitting() {
    let state = called();
    assert_eq!(allowed_once(&state, &today(proposes("MAT", 8, true))).len(), 2);
    refused(&state, &final_of("3B", "2026-06-11", proposes("MAT", 8, true)), "after-sitting", "B2-07");
    refused(&state, &today(proposes("MAT", 8, false)), "not-her-subject", "B2-07");
    refused(&state, &today(proposes("REL", 8, true)), "no-grade-of-subject", "DPR122-4");
    refused(&state, &today(proposes("FIS", 8, true)), "no-grade-of-subject", "DPR122-4");
    refused(&Scrutiny::default(), &today(proposes("MAT", 8, true)), "not-open", "B2-07");
    let proposed = after(&[final_of("3B", "2026-05-25", opened(SITTING)), today(proposes("MAT", 8, true))]);
    allowed_once(&proposed, &today(proposes("MAT", 7, true)));
    let mut elsewhere = today(proposes("MAT", 8, true));
    elsewhere.members = [person(ANNA)].into();
    refused(&state, &elsewhere, "not-in-class", "B2-07");
    let deliberated = sat("3B", (8, 8), 8);
    refused(&deliberated, &today(proposes("MAT", 7, true)), "already-deliberated", "B2-07");
}

/// B2-01: the coordinator proposes with reasons, until the council has deliberated.
#[test]
fn the_coordinator_proposes_behaviour_with_reasons() {
    let events = allowed_once(&called(), &today(proposes_behaviour(8)));
    assert_eq!(row(&events), ["B2-01", "B2-07"]);
    refused(&called(), &final_of("3B", "2026-06-11", proposes_behaviour(8)), "after-sitting", "B2-07");
    refused(&sat("3B", (8, 8), 8), &today(proposes_behaviour(7)), "already-deliberated", "B2-07");
}

/// B2-01: behaviour is deliberated on the dossiers as they were frozen, once for all.
#[test]
fn behaviour_waits_for_the_dossiers_to_be_frozen() {
    refused(&called(), &today(behaved(ANNA, 8)), "dossier-not-frozen", "B2-01");
    let events = allowed_once(&called(), &today(frozen()));
    assert_eq!(row(&events), ["B2-01"]);
    let frozen_once = events.iter().fold(called(), evolve);
    let later = Act::FreezeDossier { read_at: 41_300 };
    assert_eq!(decided(&frozen_once, &today(later)), Ok(Vec::new()));
    allowed_once(&frozen_once, &today(behaved(ANNA, 8)));
    refused(&Scrutiny::default(), &today(frozen()), "not-open", "B2-07");
}

/// B2-07: an appeal that is pending on the day of the scrutiny is said in the act.
#[test]
fn a_grade_on_a_sanction_under_appeal_says_so() {
    let state = after(&[final_of("3B", "2026-05-25", opened(SITTING)), today(frozen())]);
    let (reasons, votes) = (text("un allontanamento, impugnato"), UNANIMOUS);
    let act =
        Act::DeliberateBehaviour { student: person(ANNA), value: grade(7), reasons, sub_iudice: true, votes };
    let events = allowed_once(&state, &today(act));
    assert!(matches!(events[0], ScrutinyEvent::BehaviourDeliberated { sub_iudice: true, .. }));
}

/// DPR122-4, B2-07: every subject of the class that has a grade, once; not before the day.
#[test]
fn the_council_gives_a_grade_in_every_subject() {
    let state = called();
    let events = allowed_once(&state, &today(graded(ANNA, 8, 5)));
    assert_eq!(row(&events), ["DPR122-4", "B2-07"]);
    refused(&state, &final_of("3B", "2026-06-09", graded(ANNA, 8, 5)), "before-sitting", "B2-07");
    let of = |codes: &[&str]| {
        let grades = codes.iter().map(|code| SubjectGrade { subject: subject(code), value: grade(6) });
        let (student, votes) = (person(ANNA), UNANIMOUS);
        today(Act::DeliberateGrades { student, grades: grades.collect(), votes })
    };
    refused(&state, &of(&["ITA"]), "subjects-missing", "DPR122-4");
    refused(&state, &of(&["ITA", "MAT", "MAT"]), "subject-repeated", "DPR122-4");
    refused(&state, &of(&["ITA", "MAT", "REL"]), "no-grade-of-subject", "DPR122-4");
    refused(&state, &today(graded(3, 8, 8)), "not-in-class", "B2-07");
}

/// B2-07: by majority; on equal votes the president's prevails, and only then.
#[test]
fn a_deliberation_is_carried_or_is_none() {
    for (in_favour, against, decided_by_president, carried) in [
        (9, 0, false, true),
        (5, 4, false, true),
        (4, 5, false, false),
        (4, 4, false, false),
        (4, 4, true, true),
        (5, 4, true, false),
        (4, 5, true, false),
        (0, 0, false, false),
        (0, 0, true, false),
    ] {
        let votes = Votes { in_favour, against, decided_by_president };
        assert_eq!(votes.carry().is_ok(), carried, "{votes:?}");
    }
    let tied = Votes { in_favour: 4, against: 4, decided_by_president: false };
    let Act::DeliberateGrades { student, grades, .. } = graded(ANNA, 8, 8) else { return };
    refused(
        &called(),
        &today(Act::DeliberateGrades { student, grades, votes: tied }),
        "not-carried",
        "B2-07",
    );
}

/// DPR122-4, B2-01: an admission rests on grades and on behaviour; deliberated again, it is to be voted again.
#[test]
fn an_admission_rests_on_grades_and_falls_with_them() {
    let admitted = today(outcome(ANNA, Outcome::Admitted));
    refused(&called(), &admitted, "grades-first", "DPR122-4");
    let graded_only = after(&[final_of("3B", "2026-05-25", opened(SITTING)), today(graded(ANNA, 8, 8))]);
    refused(&graded_only, &admitted, "behaviour-first", "B2-01");
    let state = sat("3B", (8, 8), 8);
    let state = allowed_once(&state, &admitted).iter().fold(state, evolve);
    assert!(state.students[&person(ANNA)].outcome.is_some());
    let state = allowed_once(&state, &today(graded(ANNA, 8, 5))).iter().fold(state, evolve);
    assert_eq!(state.students[&person(ANNA)].outcome, None);
}
