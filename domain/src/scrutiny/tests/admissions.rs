//! What becomes of a student, by her grades, her behaviour and her year of course.

use super::*;

const ADMITTED: Outcome = Outcome::Admitted;

fn admission_refused(label: &str, grades: (u8, u8), behaviour: u8, asked: Outcome, name: &str, row: &str) {
    let state = sat(label, grades, behaviour);
    refused(&state, &final_of(label, SITTING, outcome(ANNA, asked)), name, row);
}

fn admission_allowed(label: &str, grades: (u8, u8), behaviour: u8, asked: Outcome) -> Vec<ScrutinyEvent> {
    let state = sat(label, grades, behaviour);
    allowed_once(&state, &final_of(label, SITTING, outcome(ANNA, asked)))
}

/// B2-02: 5 in behaviour with all subjects sufficient: admission is refused, non-admission is deliberated. B2-06: from 7
/// on nothing follows.
#[test]
fn below_six_nobody_is_admitted_and_from_seven_on_behaviour_bars_nothing() {
    admission_refused("3B", (8, 8), 5, ADMITTED, "behaviour-bars", "B2-02");
    admission_refused("3B", (8, 8), 5, suspended(&[], true), "behaviour-bars", "B2-02");
    let events = admission_allowed("3B", (8, 8), 5, not_admitted(Ground::Behaviour));
    assert_eq!(row(&events), ["B2-02", "B2-07"]);
    admission_refused("3B", (8, 8), 6, not_admitted(Ground::Behaviour), "no-such-ground", "B2-02");
    let events = admission_allowed("3B", (6, 6), 7, ADMITTED);
    assert_eq!(row(&events), ["DPR122-4", "B2-06", "B2-07"]);
}

/// B2-03: 6 in behaviour suspends the judgement, also with every subject sufficient; 7 does not.
#[test]
fn six_suspends_the_judgement_for_an_essay() {
    admission_refused("3B", (8, 8), 6, ADMITTED, "essay-first", "B2-03");
    admission_refused("3B", (8, 5), 6, suspended(&["MAT"], false), "essay-does-not-match", "B2-03");
    admission_refused("3B", (8, 5), 7, suspended(&["MAT"], true), "essay-does-not-match", "B2-03");
    let events = admission_allowed("3B", (8, 8), 6, suspended(&[], true));
    assert_eq!(row(&events), ["B2-03", "B2-07"]);
    let events = admission_allowed("3B", (8, 5), 6, suspended(&["MAT"], true));
    assert_eq!(row(&events), ["DPR122-4", "B2-03", "B2-07"]);
}

/// Closed with Anna suspended for an essay due on 28 August, and Bruno admitted.
fn suspended_for_an_essay() -> Vec<Command> {
    vec![
        final_of("3B", "2026-05-25", opened(SITTING)),
        today(frozen()),
        today(graded(ANNA, 8, 8)),
        today(behaved(ANNA, 6)),
        today(outcome(ANNA, suspended(&[], true))),
        today(essay(by("2026-08-28"))),
        today(graded(BRUNO, 7, 7)),
        today(behaved(BRUNO, 8)),
        today(outcome(BRUNO, ADMITTED)),
        today(closed(3120)),
    ]
}

fn then(mut commands: Vec<Command>, more: Vec<(&str, Act)>) -> Scrutiny {
    commands.extend(more.into_iter().map(|(on, act)| final_of("3B", on, act)));
    after(&commands)
}

/// B2-03: passed on 28 August, admitted; not handed in or insufficient, not admitted.
#[test]
fn the_essay_decides_a_suspended_judgement() {
    let waits = after(&suspended_for_an_essay());
    assert!(waits.awaits_resolutions());
    for (on, assessed_as, allowed, forbidden) in [
        ("2026-08-28", EssayOutcome::Passed, ADMITTED, not_admitted(Ground::Essay)),
        ("2026-08-28", EssayOutcome::Insufficient, not_admitted(Ground::Essay), ADMITTED),
        ("2026-08-29", EssayOutcome::NotDelivered, not_admitted(Ground::Essay), ADMITTED),
    ] {
        allowed_once(&waits, &final_of("3B", on, assessed(assessed_as)));
        let state = then(suspended_for_an_essay(), vec![(on, assessed(assessed_as))]);
        let (name, row) = match forbidden {
            Outcome::Admitted => ("essay-first", "B2-03"),
            Outcome::Suspended { .. } | Outcome::NotAdmitted { .. } | Outcome::ExcludedForAbsences => {
                ("no-such-ground", "B2-03")
            }
        };
        refused(&state, &final_of("3B", on, outcome(ANNA, forbidden)), name, row);
        let events = allowed_once(&state, &final_of("3B", on, outcome(ANNA, allowed)));
        let resolved = events.iter().fold(state, evolve);
        assert!(!resolved.awaits_resolutions());
        // What was resolved is as closed as the rest, and gets minutes of its own.
        refused(
            &resolved,
            &final_of("3B", "2026-08-31", outcome(ANNA, suspended(&[], true))),
            "closed",
            "B7-05",
        );
        allowed_once(&resolved, &final_of("3B", "2026-08-31", closed(3999)));
    }
    refused(
        &waits,
        &final_of("3B", "2026-08-28", assessed(EssayOutcome::NotDelivered)),
        "term-is-running",
        "B2-03",
    );
    refused(&waits, &final_of("3B", "2026-08-28", outcome(ANNA, ADMITTED)), "essay-first", "B2-03");
    let waits_still =
        then(suspended_for_an_essay(), vec![("2026-08-28", assessed(EssayOutcome::Insufficient))]);
    refused(
        &waits_still,
        &final_of("3B", "2026-08-28", assessed(EssayOutcome::Passed)),
        "essay-already-assessed",
        "B2-03",
    );
    let other =
        Act::AssignEssay { student: person(ANNA), topic: text("un altro tema"), term: by("2026-08-31") };
    refused(&waits, &final_of("3B", "2026-08-28", other.clone()), "closed", "B7-05");
    let mut open = suspended_for_an_essay();
    open.truncate(6);
    open.push(final_of("3B", SITTING, assessed(EssayOutcome::Insufficient)));
    refused(&after(&open), &today(other), "essay-already-assessed", "B2-03");
    // A second suspension is none.
    let mut for_maths = suspended_for_an_essay();
    for_maths[2] = today(graded(ANNA, 8, 5));
    for_maths[4] = today(outcome(ANNA, suspended(&["MAT"], true)));
    let taken_up = then(for_maths, vec![("2026-08-28", graded(ANNA, 8, 4))]);
    let again = outcome(ANNA, suspended(&["MAT"], true));
    // What is taken up is what was suspended, and nothing else.
    refused(&taken_up, &final_of("3B", "2026-08-28", graded(ANNA, 7, 6)), "closed", "B7-05");
    refused(&waits, &final_of("3B", "2026-08-28", graded(ANNA, 8, 9)), "closed", "B7-05");
    refused(&taken_up, &final_of("3B", "2026-08-28", again), "already-suspended", "DPR122-4");
}

/// B2-03: an essay is due before the next school year: 31 August is, 1 September is not; nor is a day that has passed.
#[test]
fn an_essay_has_a_term_before_the_next_year() {
    let state = sat("3B", (8, 8), 6);
    allowed_once(&state, &today(essay(by("2026-08-31"))));
    allowed_once(&state, &today(essay(by(SITTING))));
    refused(&state, &today(essay(by("2026-09-01"))), "term-too-late", "B2-03");
    refused(&state, &today(essay(by("2026-06-09"))), "term-is-past", "B2-03");
    refused(&state, &today(essay(EssayTerm::AtExam)), "other-essay-term", "B2-03");
    refused(&sat("3B", (8, 8), 7), &today(essay(by("2026-08-31"))), "no-essay-due", "B2-03");
    refused(&sat("3B", (8, 8), 5), &today(essay(by("2026-08-31"))), "no-essay-due", "B2-03");
    refused(&state, &today(assessed(EssayOutcome::Passed)), "no-essay", "B2-03");
}

/// B2-04: in the fifth year, on 5 June, 6 is admitted to the exam with an essay for the interview; 5 is not; there is
/// nothing to suspend.
#[test]
fn in_the_last_year_six_is_admitted_with_an_essay_and_five_is_not() {
    let events = admission_allowed("5B", (7, 7), 6, ADMITTED);
    assert_eq!(row(&events), ["DPR122-4", "B2-04", "B2-07"]);
    assert!(matches!(events[0], ScrutinyEvent::AdmissionDeliberated { exam_essay: true, .. }));
    let events = admission_allowed("5B", (7, 7), 7, ADMITTED);
    assert!(matches!(events[0], ScrutinyEvent::AdmissionDeliberated { exam_essay: false, .. }));
    admission_refused("5B", (7, 7), 5, ADMITTED, "behaviour-bars", "B2-04");
    let events = admission_allowed("5B", (7, 7), 5, not_admitted(Ground::Behaviour));
    assert_eq!(row(&events), ["B2-04", "B2-07"]);
    admission_refused(
        "5B",
        (7, 5),
        8,
        suspended(&["MAT"], false),
        "no-suspension-before-the-exam",
        "DPR122-4",
    );
    let state = sat("5B", (7, 7), 6);
    allowed_once(&state, &final_of("5B", SITTING, essay(EssayTerm::AtExam)));
    refused(&state, &final_of("5B", SITTING, essay(by("2026-08-28"))), "other-essay-term", "B2-03");
    let assigned = final_of("5B", SITTING, essay(EssayTerm::AtExam));
    let assigned = decided(&state, &assigned).expect("allowed").iter().fold(state, evolve);
    refused(&assigned, &final_of("5B", SITTING, assessed(EssayOutcome::Passed)), "no-essay", "B2-03");
}

/// DPR122-4: with insufficient subjects nobody passes outright; the judgement is suspended for those and for no other.
#[test]
fn insufficient_subjects_suspend_or_refuse() {
    admission_refused("3B", (6, 5), 8, ADMITTED, "subjects-insufficient", "DPR122-4");
    admission_refused("3B", (6, 6), 8, suspended(&[], false), "nothing-suspends", "DPR122-4");
    admission_refused("3B", (6, 5), 8, suspended(&["ITA"], false), "other-subjects", "DPR122-4");
    admission_refused("3B", (6, 5), 8, suspended(&[], false), "other-subjects", "DPR122-4");
    admission_refused("3B", (6, 6), 8, not_admitted(Ground::Subjects), "no-such-ground", "DPR122-4");
    assert_eq!(row(&admission_allowed("3B", (6, 5), 8, suspended(&["MAT"], false))), ["DPR122-4", "B2-07"]);
    assert_eq!(
        row(&admission_allowed("3B", (6, 5), 8, not_admitted(Ground::Subjects))),
        ["DPR122-4", "B2-07"]
    );
    admission_allowed("3B", (6, 6), 8, ADMITTED);
}

/// DPR122-4: to the exam with one insufficient subject, if the council says why; not with two.
#[test]
fn the_exam_bears_one_insufficient_subject_with_reasons() {
    let with_reasons = |grades, reasons: Option<&str>| {
        let admission = Admission {
            student: person(ANNA),
            outcome: ADMITTED,
            reasons: reasons.map(text),
            year_is_valid: true,
            votes: UNANIMOUS,
        };
        decided(&sat("5B", grades, 8), &final_of("5B", SITTING, Act::DeliberateAdmission(admission)))
    };
    assert!(with_reasons((6, 5), Some("ha recuperato in parte")).is_ok());
    assert_eq!(with_reasons((6, 5), None), Err(Rejection::ReasonsMissing));
    let both = Rejection::SubjectsInsufficient(vec![subject("ITA"), subject("MAT")]);
    assert_eq!(with_reasons((5, 5), Some("ha recuperato in parte")), Err(both));
}

/// A5-07: below three quarters of the year the outcome is an exclusion, which a person deliberates; with the year valid
/// it is not.
#[test]
fn whoever_missed_too_much_is_excluded_and_nobody_else() {
    let state = after(&[final_of("3B", "2026-05-25", opened(SITTING))]);
    let of = |outcome, year_is_valid, reasons: Option<&str>| {
        let (student, reasons) = (person(ANNA), reasons.map(text));
        today(Act::DeliberateAdmission(Admission {
            student,
            outcome,
            reasons,
            year_is_valid,
            votes: UNANIMOUS,
        }))
    };
    let because = Some("270 ore su 1056, nessuna deroga");
    let events = allowed_once(&state, &of(Outcome::ExcludedForAbsences, false, because));
    assert_eq!(row(&events), ["A5-07", "A5-01", "B2-07"]);
    refused(&state, &of(Outcome::ExcludedForAbsences, true, because), "year-is-valid", "A5-07");
    refused(&state, &of(Outcome::ExcludedForAbsences, false, None), "reasons-missing", "DPR122-4");
    let graded = sat("3B", (8, 8), 9);
    for asked in [ADMITTED, suspended(&[], true), not_admitted(Ground::Subjects)] {
        refused(&graded, &of(asked, false, because), "year-is-not-valid", "A5-07");
    }
}

/// B2-02: at the interim scrutiny there is no admission: a 5 in behaviour proposes an activity, that a person assigns.
#[test]
fn at_the_interim_scrutiny_a_five_asks_for_an_activity_only() {
    let interim = |on, what| act(ScrutinyPeriod::Interim, "3B", on, what);
    let on = "2026-01-29";
    let open = Act::Open { covers_from: day("2025-09-15"), covers_to: day("2026-01-31"), sits_on: day(on) };
    let behaved_at = |value| {
        after(&[
            interim("2026-01-20", open.clone()),
            interim(on, frozen()),
            interim(on, graded(ANNA, 8, 8)),
            interim(on, behaved(ANNA, value)),
        ])
    };
    let activity =
        || Act::AssignActivity { student: person(ANNA), activity: text("percorso di cittadinanza attiva") };
    let events = allowed_once(&behaved_at(5), &interim(on, activity()));
    assert_eq!(row(&events), ["B2-02"]);
    refused(&behaved_at(6), &interim(on, activity()), "no-activity-due", "B2-02");
    for asked in [ADMITTED, not_admitted(Ground::Behaviour), suspended(&[], true)] {
        refused(&behaved_at(5), &interim(on, outcome(ANNA, asked)), "only-at-the-final", "B2-02");
    }
    let due = by("2026-08-28");
    refused(&behaved_at(6), &interim(on, essay(due)), "no-essay-due", "B2-03");
    // The final scrutiny proposes it too.
    allowed_once(&sat("3B", (8, 8), 5), &today(activity()));
    let nothing = after(&[final_of("3B", "2026-05-25", opened(SITTING))]);
    refused(&nothing, &today(activity()), "behaviour-first", "B2-01");
}
