//! The ground of a late entry looked at, and a long absence told of beforehand.

use super::*;

fn verify(number: u32, outcome: Verification, on: &str) -> Command {
    Command::VerifyGround { student: person(STUDENT), number: FactNumber(number), outcome, on: day(on) }
}

fn rejected() -> Verification {
    Verification::Rejected { reason: text("nessuna nota della famiglia") }
}

/// A1-03: 11 November 2025, 09:00, the parent's note in the app; looked at on the 13th.
#[test]
fn the_ground_of_a_late_entry_is_verified_by_a_new_event() {
    let known = history(&[enters_on("2025-11-11", "09:00", Ground::Family, "2025-11-11")]);
    for outcome in [Verification::Accepted, rejected()] {
        let event = AttendanceEvent::GroundVerified {
            student: person(STUDENT),
            on: day("2025-11-11"),
            number: FactNumber(0),
            outcome: outcome.clone(),
            verified_on: day("2025-11-13"),
            because: vec![Norm::GroundOfLateEntry],
        };
        assert_eq!(after(&known, &verify(0, outcome.clone(), "2025-11-13")), Ok(vec![event.clone()]));
        let verified = [known.clone(), vec![event]].concat();
        assert_eq!(after(&verified, &verify(0, outcome.clone(), "2025-11-14")), Ok(vec![]));
        assert_eq!(folded(&verified).facts[&FactNumber(0)].verification, Some(outcome));
        // The hours are those of the door, whatever was found.
        assert_eq!(missed_on(&verified, "2025-11-11"), [1]);
    }
}

/// A1-03
#[test]
fn a_ground_is_verified_once_and_only_where_one_was_stated() {
    let known = history(&[enters("09:00", Ground::Transport), leaves("12:00")]);
    let accepted = and(&known, &[verify(0, Verification::Accepted, "2025-11-13")]);
    let twice = Rejection::AlreadyVerified(FactNumber(0));
    assert_eq!(after(&accepted, &verify(0, rejected(), "2025-11-14")), Err(twice.clone()));
    assert_eq!(twice.norm(), Norm::GroundOfLateEntry);
    let none = Rejection::NoGroundStated(FactNumber(1));
    assert_eq!(after(&known, &verify(1, rejected(), "2025-11-13")), Err(none));
    let without = history(&[enters("09:00", Ground::None)]);
    let none = Rejection::NoGroundStated(FactNumber(0));
    assert_eq!(after(&without, &verify(0, Verification::Accepted, "2025-11-13")), Err(none));
    let early = Rejection::InTheFuture { on: day(ON), today: day("2025-11-11") };
    assert_eq!(after(&known, &verify(0, rejected(), "2025-11-11")), Err(early));
    assert_eq!(count(after(&known, &verify(0, rejected(), ON))), Ok(1));
}

/// A1-03, B7-05: the ground was another, so nobody has looked at it yet.
#[test]
fn a_ground_that_is_corrected_is_to_be_verified_again() {
    let known =
        history(&[enters("09:00", Ground::Transport), verify(0, Verification::Accepted, "2025-11-13")]);
    let other = Amended::Entry { at: at("09:00"), ground: Ground::Family };
    let corrected = and(&known, &[correct(0, other)]);
    assert_eq!(count(after(&corrected, &verify(0, rejected(), "2025-11-14"))), Ok(1));
    let later = Amended::Entry { at: at("09:01"), ground: Ground::Transport };
    let same_ground = and(&known, &[correct(0, later)]);
    assert_eq!(after(&same_ground, &verify(0, Verification::Accepted, "2025-11-14")), Ok(vec![]));
}

fn foretell(from: &str, until: &str, ground: JustificationGround, told_on: &str) -> Command {
    let absence = Planned { from: day(from), until: day(until), ground };
    Command::Foretell { absence, by: by_mother(), told_on: day(told_on) }
}

/// A3-02: a journey from 10 to 17 November 2025 is told of by the 9th.
#[test]
fn a_long_absence_is_told_of_before_its_first_day() {
    let family = JustificationGround::Family;
    for told_on in ["2025-11-01", "2025-11-09"] {
        let event = AttendanceEvent::Foretold {
            student: person(STUDENT),
            on: day("2025-11-10"),
            until: day("2025-11-17"),
            by: by_mother().by(),
            ground: family,
            told_on: day(told_on),
            because: vec![Norm::LongAbsenceForetold],
        };
        let command = foretell("2025-11-10", "2025-11-17", family, told_on);
        assert_eq!(after(&[], &command), Ok(vec![event.clone()]));
        assert_eq!(after(&[event], &command), Ok(vec![]));
    }
    let late = Rejection::ToldTooLate { from: day("2025-11-10"), told_on: day("2025-11-10") };
    assert_eq!(after(&[], &foretell("2025-11-10", "2025-11-17", family, "2025-11-10")), Err(late.clone()));
    assert_eq!(late.norm(), Norm::LongAbsenceForetold);
    assert_eq!(
        late.to_string(),
        "l'assenza che inizia il 10 novembre 2025 andava comunicata prima di quel giorno: oggi è il 10 novembre 2025"
    );
}

/// A3-02: more than five calendar days, the week-end included, and not for health.
#[test]
fn up_to_five_days_or_for_health_nothing_has_to_be_told() {
    let family = JustificationGround::Family;
    let told = |until, ground| after(&[], &foretell("2025-11-13", until, ground, "2025-11-10"));
    assert_eq!(count(told("2025-11-18", family)), Ok(1)); // Six days, four of them with lessons.
    let short = |until| Rejection::NothingToForetell { from: day("2025-11-13"), until: day(until), over: 5 };
    assert_eq!(told("2025-11-17", family), Err(short("2025-11-17")));
    assert_eq!(told("2025-11-12", family), Err(short("2025-11-12")));
    assert_eq!(told("2025-11-30", JustificationGround::Health), Err(short("2025-11-30")));
    assert_eq!(
        short("2025-11-17").to_string(),
        "l'assenza dal 13 novembre 2025 al 17 novembre 2025 non richiede un preavviso: serve oltre 5 giorni e non per salute"
    );
}
