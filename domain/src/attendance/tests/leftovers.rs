//! What a day must still say after something in it was taken back, and what a wider absence takes with it.

use super::*;

/// B7-05, A5-03: out at 10:00, back at 11:00: without the exit, the return would say that she came in at 11:00.
#[test]
fn an_exit_is_not_annulled_under_a_return_that_stands() {
    let known = history(&[leaves("10:00"), enters("11:00", Ground::None)]);
    let rests = Rejection::MovementRestsOnIt { on: day(ON), at: at("11:00") };
    assert_eq!(after(&known, &annul(0)), Err(rests.clone()));
    assert_eq!(rests.norm(), Norm::CorrectionWithReason);
    assert_eq!(
        rests.to_string(),
        "il 12 novembre 2025 risulta poi un movimento alle 11:00: si annulla prima quello"
    );
    assert_eq!(missed_on(&and(&known, &[annul(1), annul(0)]), ON), [0; 0]);
    // In the same minute too.
    let at_once = history(&[leaves("10:00"), enters("10:00", Ground::None)]);
    let rests = Rejection::MovementRestsOnIt { on: day(ON), at: at("10:00") };
    assert_eq!(after(&at_once, &annul(0)), Err(rests));
    assert_eq!(missed_on(&and(&at_once, &[annul(1), annul(0)]), ON), [0; 0]);
}

/// B7-05: a return between two exits, and an entry that had turned an absence, bear the exit that follows.
#[test]
fn an_entry_is_not_annulled_under_an_exit_that_needs_it() {
    let twice = history(&[leaves("10:00"), enters("11:00", Ground::None), leaves("12:00")]);
    let rests = Err(Rejection::MovementRestsOnIt { on: day(ON), at: at("12:00") });
    assert_eq!(after(&twice, &annul(1)), rests);
    let turned = history(&[absent(ON), enters("09:00", Ground::None), leaves("12:00")]);
    assert_eq!(after(&turned, &annul(1)), rests);
    assert_eq!(missed_on(&and(&turned, &[annul(2), annul(1)]), ON), [1, 2, 3, 4, 5, 6]);
    // Nothing is wrong with an exit of who was in class since the morning.
    let late = history(&[enters("09:00", Ground::None), leaves("12:00")]);
    assert_eq!(missed_on(&and(&late, &[annul(0)]), ON), [5, 6]);
    assert_eq!(missed_on(&and(&late, &[annul(1)]), ON), [1]);
}

/// A5-03: the teacher of the third hour called her absent, and an entry of 09:00 is found later.
#[test]
fn an_hour_missed_of_a_day_of_absence_outlives_the_absence() {
    let known = history(&[absent(ON), absent_for(&[3])]);
    assert_eq!(missed_on(&known, ON), [1, 2, 3, 4, 5, 6]);
    assert_eq!(after(&known, &absent_for(&[3])), Ok(vec![]));
    let came = and(&known, &[enters("09:00", Ground::None)]);
    assert_eq!(missed_on(&came, ON), [1, 3]);
    let other_order = history(&[absent_for(&[3]), absent(ON), enters("09:00", Ground::None)]);
    assert_eq!(missed_on(&other_order, ON), [1, 3]);
}

/// A5-03: while the day is an absence as a whole, each of its hours comes from that, and is justified with it.
#[test]
fn the_hours_of_a_day_of_absence_come_from_the_day() {
    let known = history(&[absent_for(&[3]), absent(ON)]);
    let Some((_, counted)) = known.last().and_then(count_of) else { panic!("an absence counts") };
    assert_eq!(counted, whole_day(1));
}

fn accepted(known: &[AttendanceEvent], number: u32) -> Vec<AttendanceEvent> {
    let justify = bring(by_mother(), number, JustificationGround::Family, Evidence::None, "2025-11-13");
    let (student, outcome) = (person(STUDENT), JustificationOutcome::Accepted);
    let on = day("2025-11-13");
    let check = Command::DecideJustification { student, number: FactNumber(number), outcome, on };
    and(known, &[justify, check])
}

/// A3-01, B7-05: what was justified was less than what turns out to have been missed.
#[test]
fn an_absence_that_is_widened_is_to_be_justified_again() {
    let entry = |time| Amended::Entry { at: at(time), ground: Ground::Family };
    for (recorded, amended, again) in [
        (absent_for(&[3]), Amended::Absence(AbsenceScope::WholeDay), true),
        (absent_for(&[3]), Amended::Absence(hours(&[3, 4])), true),
        (absent_for(&[3]), Amended::Absence(hours(&[4])), true),
        (absent_for(&[3, 4]), Amended::Absence(hours(&[3])), false),
        (absent(ON), Amended::Absence(hours(&[3, 4])), false),
        (enters("09:00", Ground::Family), entry("09:01"), true),
        (enters("09:00", Ground::Family), entry("08:59"), false),
        (leaves("12:00"), Amended::Exit(out("11:59")), true),
        (leaves("12:00"), Amended::Exit(out("12:01")), false),
        (leaves("12:00"), Amended::Exit(Exit { reason: ExitReason::Urgent, ..out("12:00") }), false),
    ] {
        let known = accepted(&history(&[recorded]), 0);
        let year = folded(&and(&known, &[correct(0, amended.clone())]));
        let expected = if again { Justification::Awaited } else { Justification::Accepted };
        assert_eq!(year.facts[&FactNumber(0)].justification, expected, "{amended:?}");
    }
}

/// A3-03, B7-05: and she is admitted with reserve again.
#[test]
fn the_reserve_of_an_absence_that_is_widened_begins_again() {
    let known = history(&[absent_for(&[3]), back_on("2025-11-13")]);
    let wider = and(&known, &[correct(0, Amended::Absence(AbsenceScope::WholeDay))]);
    assert_eq!(count(after(&wider, &back_on("2025-11-20"))), Ok(1));
    let narrower = and(&wider, &[back_on("2025-11-20"), correct(0, Amended::Absence(hours(&[3])))]);
    assert_eq!(after(&narrower, &back_on("2025-11-21")), Ok(vec![]));
}

/// A3-01: whoever brought a justification takes it back before anybody decides.
#[test]
fn a_justification_is_withdrawn_by_who_brought_it_before_a_decision() {
    let withdraw = |by| {
        let number = FactNumber(0);
        Command::WithdrawJustification { number, by, on: day("2025-11-14") }
    };
    let justify = bring(by_mother(), 0, JustificationGround::Family, Evidence::None, "2025-11-13");
    let known = history(&[absent(ON), justify.clone()]);
    let event = AttendanceEvent::JustificationWithdrawn {
        student: person(STUDENT),
        on: day(ON),
        number: FactNumber(0),
        by: by_mother().by(),
        withdrawn_on: day("2025-11-14"),
        because: vec![Norm::JustifiedOnReturn],
    };
    assert_eq!(after(&known, &withdraw(by_mother())), Ok(vec![event.clone()]));
    let withdrawn = [known.clone(), vec![event]].concat();
    assert_eq!(after(&withdrawn, &withdraw(by_mother())), Ok(vec![]));
    assert_eq!(count(after(&withdrawn, &justify)), Ok(1));

    let herself = born("2007-11-01").justifier(person(STUDENT), day(ON), &REGULATION).expect("of age");
    let another = Rejection::BroughtByAnother(FactNumber(0));
    assert_eq!(after(&known, &withdraw(herself)), Err(another.clone()));
    assert_eq!(another.norm(), Norm::JustifiedOnReturn);
    let nothing = Rejection::NothingToWithdraw(FactNumber(0));
    assert_eq!(after(&history(&[absent(ON)]), &withdraw(by_mother())), Err(nothing.clone()));
    assert_eq!(after(&withdrawn, &withdraw(herself)), Err(nothing));
    let decided = Rejection::AlreadyDecided(FactNumber(0));
    let judged = accepted(&history(&[absent(ON)]), 0);
    assert_eq!(after(&judged, &withdraw(by_mother())), Err(decided.clone()));
    assert_eq!(decided.norm(), Norm::JustificationChecked); // A3-11
}
