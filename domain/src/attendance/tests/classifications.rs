//! Collective absences: a person says so, and each student may object.

use super::*;

/// The strike of Friday 28 November 2025.
const STRIKE: &str = "2025-11-28";

fn classify(number: u32, kind: AbsenceKind, on: &str) -> Command {
    let (student, number, reason) = (person(STUDENT), FactNumber(number), text("manifestazione"));
    Command::Classify { student, number, kind, reason, on: day(on) }
}

fn collective() -> Command {
    classify(0, AbsenceKind::Collective, "2025-12-01")
}

fn individual() -> Command {
    classify(0, AbsenceKind::Individual, "2025-12-03")
}

fn contest() -> Command {
    let (number, grounds) = (FactNumber(0), text("era a casa"));
    Command::Contest { number, by: by_mother(), grounds, on: day("2025-12-02") }
}

fn confirm() -> Command {
    let (student, number, reason) = (person(STUDENT), FactNumber(0), text("nulla di nuovo"));
    Command::ConfirmClassification { student, number, reason, on: day("2025-12-03") }
}

fn justify() -> Command {
    bring(by_mother(), 0, JustificationGround::Health, Evidence::None, "2025-11-29")
}

fn check(outcome: JustificationOutcome) -> Command {
    let (student, number) = (person(STUDENT), FactNumber(0));
    Command::DecideJustification { student, number, outcome, on: day("2025-12-01") }
}

fn classified(withdrawn: AbsenceKind, kind: AbsenceKind, on: &str, because: &[Norm]) -> AttendanceEvent {
    AttendanceEvent::Classified {
        student: person(STUDENT),
        class: IN_3B,
        on: day(STRIKE),
        number: FactNumber(0),
        withdrawn,
        kind,
        reason: text("manifestazione"),
        classified_on: day(on),
        because: because.to_vec(),
    }
}

/// A4-01, A4-05: six hours that count, and that nobody justifies, whatever the committee voted.
#[test]
fn a_collective_absence_counts_and_is_not_justified() {
    let known = history(&[absent(STRIKE)]);
    let because = [Norm::CollectiveAbsence, Norm::VoteDoesNotJustify];
    let event = classified(AbsenceKind::Individual, AbsenceKind::Collective, "2025-12-01", &because);
    assert_eq!(after(&known, &collective()), Ok(vec![event.clone()]));
    let known = [known, vec![event]].concat();
    assert_eq!(after(&known, &collective()), Ok(vec![]));
    assert_eq!(missed_on(&known, STRIKE), [1, 2, 3, 4, 5, 6]);
    let refusal = Rejection::Collective { on: day(STRIKE) };
    assert_eq!(after(&known, &justify()), Err(refusal.clone()));
    assert_eq!(refusal.norm(), Norm::CollectiveAbsence);
    assert_eq!(
        refusal.to_string(),
        "l'assenza del 28 novembre 2025 è stata dichiarata collettiva e non si giustifica: chi può giustificare può contestarlo"
    );
    assert_eq!(after(&known, &back_on("2025-12-01")), Ok(vec![]));
}

/// A4-01: brought on the 29th, before anybody said what the absence was.
#[test]
fn a_justification_brought_before_is_not_accepted_after_the_classification() {
    let known = history(&[absent(STRIKE), justify(), collective()]);
    let refusal = Rejection::Collective { on: day(STRIKE) };
    assert_eq!(after(&known, &check(JustificationOutcome::Accepted)), Err(refusal));
    let refused = JustificationOutcome::Refused { reason: text("assenza collettiva") };
    assert_eq!(count(after(&known, &check(refused))), Ok(1));
}

/// A4-04: student A was ill on 28 November.
#[test]
fn one_student_is_reclassified_and_may_justify() {
    let known = history(&[absent(STRIKE), collective()]);
    let because = [Norm::ClassificationContested];
    let event = classified(AbsenceKind::Collective, AbsenceKind::Individual, "2025-12-03", &because);
    assert_eq!(after(&known, &individual()), Ok(vec![event]));
    let known = and(&known, &[individual()]);
    assert_eq!(after(&known, &individual()), Ok(vec![]));
    assert_eq!(count(after(&known, &justify())), Ok(1));
    assert_eq!(count(after(&known, &back_on("2025-12-04"))), Ok(1));
}

/// A4-04
#[test]
fn a_classification_is_contested_by_who_may_justify_and_the_contest_is_decided() {
    let known = history(&[absent(STRIKE), collective()]);
    let event = AttendanceEvent::ClassificationContested {
        student: person(STUDENT),
        on: day(STRIKE),
        number: FactNumber(0),
        by: by_mother().by(),
        grounds: text("era a casa"),
        contested_on: day("2025-12-02"),
        because: vec![Norm::ClassificationContested],
    };
    assert_eq!(after(&known, &contest()), Ok(vec![event]));
    let contested = and(&known, &[contest()]);
    assert_eq!(after(&contested, &contest()), Ok(vec![]));
    // Until somebody decides, it is collective still.
    assert_eq!(after(&contested, &justify()), Err(Rejection::Collective { on: day(STRIKE) }));

    let event = AttendanceEvent::ClassificationConfirmed {
        student: person(STUDENT),
        on: day(STRIKE),
        number: FactNumber(0),
        reason: text("nulla di nuovo"),
        confirmed_on: day("2025-12-03"),
        because: vec![Norm::ClassificationContested],
    };
    assert_eq!(after(&contested, &confirm()), Ok(vec![event]));
    let confirmed = and(&contested, &[confirm()]);
    assert_eq!(after(&confirmed, &confirm()), Ok(vec![]));
    assert_eq!(after(&confirmed, &contest()), Err(Rejection::ContestDecided(FactNumber(0))));
    // A person may still see it otherwise later.
    assert_eq!(count(after(&confirmed, &individual())), Ok(1));
    assert_eq!(count(after(&contested, &individual())), Ok(1));
}

/// A4-04
#[test]
fn one_contests_a_collective_absence_and_confirms_a_contested_one() {
    let own = history(&[absent(STRIKE)]);
    let not_collective = Rejection::NotCollective(FactNumber(0));
    assert_eq!(after(&own, &contest()), Err(not_collective.clone()));
    assert_eq!(after(&own, &individual()), Ok(vec![]));
    let not_contested = Rejection::NotContested(FactNumber(0));
    assert_eq!(after(&own, &confirm()), Err(not_contested.clone()));
    assert_eq!(after(&and(&own, &[collective()]), &confirm()), Err(not_contested.clone()));
    for refusal in [not_collective, not_contested, Rejection::ContestDecided(FactNumber(0))] {
        assert_eq!(refusal.norm(), Norm::ClassificationContested);
    }
    let late = history(&[enters("09:00", Ground::None)]);
    let no_absence = Rejection::NotAnAbsence(FactNumber(0));
    assert_eq!(after(&late, &collective()), Err(no_absence));
    let early = Rejection::InTheFuture { on: day(STRIKE), today: day("2025-11-27") };
    assert_eq!(after(&own, &classify(0, AbsenceKind::Collective, "2025-11-27")), Err(early));
    assert_eq!(count(after(&own, &classify(0, AbsenceKind::Collective, STRIKE))), Ok(1));
}
