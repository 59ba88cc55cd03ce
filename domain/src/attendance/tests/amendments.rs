//! Corrections, annulments and a day counted again for another class.

use super::*;

fn corrected(
    number: u32,
    withdrawn: Fact,
    fact: Fact,
    missed: Vec<MissedHour>,
    because: &[Norm],
) -> AttendanceEvent {
    AttendanceEvent::Corrected {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(number),
        withdrawn,
        fact,
        reason: text("errore di trascrizione"),
        policy: CountingPolicy::WholeLessons,
        missed,
        because: because.to_vec(),
    }
}

fn annulled(number: u32, withdrawn: Fact, missed: Vec<MissedHour>) -> AttendanceEvent {
    AttendanceEvent::Annulled {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(number),
        withdrawn,
        reason: text("studente sbagliato"),
        policy: CountingPolicy::WholeLessons,
        missed,
        because: vec![Norm::CorrectionWithReason],
    }
}

fn entry(time: &str, ground: Ground) -> Amended {
    Amended::Entry { at: at(time), ground }
}

fn entry_fact(time: &str, admitted_from: &str, ground: Ground) -> Fact {
    Fact::Entry { at: at(time), admitted_from: at(admitted_from), ground }
}

const WHOLE_DAY: Fact = Fact::Absence { scope: AbsenceScope::WholeDay };

/// B7-05
#[test]
fn an_absence_of_the_wrong_student_is_annulled_with_a_reason() {
    let known = history(&[absent(ON)]);
    let event = annulled(0, WHOLE_DAY, vec![]);
    assert_eq!(after(&known, &annul(0)), Ok(vec![event.clone()]));
    let both = [known, vec![event]].concat();
    assert_eq!(after(&both, &annul(0)), Ok(vec![]));
    assert_eq!(folded(&both).facts[&FactNumber(0)].standing, Standing::Annulled);
    assert_eq!(missed_on(&both, ON), [0; 0]);
    // The right absence may follow.
    assert_eq!(after(&both, &absent(ON)).map(|events| events.len()), Ok(1));
}

/// B7-05: annulling the entry brings the absence back.
#[test]
fn annulling_an_entry_brings_back_the_absence_that_it_had_turned() {
    let known = history(&[absent(ON), enters("09:00", Ground::None)]);
    let withdrawn = entry_fact("09:00", "09:00", Ground::None);
    assert_eq!(after(&known, &annul(1)), Ok(vec![annulled(1, withdrawn, whole_day(0))]));
    let year = folded(&and(&known, &[annul(1)]));
    assert_eq!(year.facts[&FactNumber(0)].standing, Standing::Stands);
    assert_eq!(year.facts[&FactNumber(1)].standing, Standing::Annulled);
}

#[test]
fn one_acts_on_the_entry_and_not_on_the_absence_that_it_turned() {
    let known = history(&[absent(ON), enters("09:00", Ground::None)]);
    let turned = Rejection::TurnedInto { number: FactNumber(0), into: FactNumber(1) };
    assert_eq!(after(&known, &annul(0)), Err(turned.clone()));
    assert_eq!(after(&known, &correct(0, Amended::Absence(hours(&[1])))), Err(turned.clone()));
    assert_eq!(turned.norm(), Norm::CorrectionWithReason);
    assert_eq!(turned.to_string(), "il fatto n. 0 è diventato il fatto n. 1: si agisce su quello");
}

/// B7-05: the value withdrawn stays beside the one that takes its place. A1-04 is applied again.
#[test]
fn an_entry_is_corrected_by_a_new_act_that_repeats_the_value_withdrawn() {
    let known = history(&[enters("08:16", Ground::None)]);
    let event = corrected(
        0,
        entry_fact("08:16", "09:00", Ground::None),
        entry_fact("08:15", "08:15", Ground::None),
        vec![],
        &[Norm::CorrectionWithReason, Norm::LateEntryAlwaysRecorded],
    );
    assert_eq!(after(&known, &correct(0, entry("08:15", Ground::None))), Ok(vec![event]));
    let ground = and(&known, &[correct(0, entry("08:16", Ground::Transport))]);
    assert_eq!(folded(&ground).facts[&FactNumber(0)].fact, entry_fact("08:16", "08:16", Ground::Transport));
    assert_eq!(missed_on(&ground, ON), [0; 0]);
}

/// B7-05, A5-03
#[test]
fn an_absence_and_an_exit_are_corrected_in_the_same_way() {
    let known = history(&[absent(ON)]);
    let scope = hours(&[2]);
    let because = [Norm::CorrectionWithReason, Norm::HoursOfAbsence];
    let fact = Fact::Absence { scope: scope.clone() };
    let event = corrected(0, WHOLE_DAY, fact, missed(&[(2, 0)]), &because);
    assert_eq!(after(&known, &correct(0, Amended::Absence(scope))), Ok(vec![event]));

    let known = history(&[leaves("12:00")]);
    let fact_of = |exit: Exit| Fact::Exit { at: exit.at, reason: exit.reason, collection: exit.collection };
    let because =
        [Norm::CorrectionWithReason, Norm::ExitAtEndOfPeriod, Norm::MinorCollected, Norm::HoursOfAbsence];
    let event = corrected(0, fact_of(out("12:00")), fact_of(out("13:00")), missed(&[(6, 0)]), &because);
    assert_eq!(after(&known, &correct(0, Amended::Exit(out("13:00")))), Ok(vec![event]));
}

#[test]
fn a_correction_that_changes_nothing_is_silence() {
    let same = Amended::Absence(AbsenceScope::WholeDay);
    assert_eq!(after(&history(&[absent(ON)]), &correct(0, same)), Ok(vec![]));
    let entered = history(&[enters("08:16", Ground::None)]);
    assert_eq!(after(&entered, &correct(0, entry("08:16", Ground::None))), Ok(vec![]));
    let left = history(&[leaves("12:00")]);
    assert_eq!(after(&left, &correct(0, Amended::Exit(out("12:00")))), Ok(vec![]));
}

#[test]
fn a_correction_obeys_the_rules_of_the_fact() {
    let entered = history(&[enters("08:16", Ground::None)]);
    let on_time = Rejection::NotLate { at: at("08:05"), starts: at("08:05") };
    assert_eq!(after(&entered, &correct(0, entry("08:05", Ground::None))), Err(on_time));
    let left = history(&[leaves("12:00")]);
    let alone = Exit { collection: Collection::AdultStudent, ..out("12:00") };
    let minor = Rejection::MinorNotCollected { on: day(ON) };
    assert_eq!(after(&left, &correct(0, Amended::Exit(alone))), Err(minor));
    let absent_then = history(&[absent_for(&[2])]);
    assert_eq!(after(&absent_then, &correct(0, Amended::Absence(hours(&[])))), Err(Rejection::NoHours));
    let came = history(&[absent_for(&[6]), enters("09:00", Ground::None)]);
    let refusal = Rejection::CameInThatDay { on: day(ON), at: at("09:00") };
    assert_eq!(after(&came, &correct(0, Amended::Absence(AbsenceScope::WholeDay))), Err(refusal));
}

#[test]
fn a_correction_keeps_the_comings_and_goings_of_the_day_in_order() {
    let in_and_out = history(&[enters("09:00", Ground::None), leaves("12:00")]);
    let crossing = Rejection::ExitBeforeEntry { on: day(ON), exit: at("12:00"), entry: at("12:00") };
    assert_eq!(after(&in_and_out, &correct(0, entry("12:00", Ground::None))), Err(crossing));
    assert_eq!(
        missed_on(&and(&in_and_out, &[correct(0, entry("11:59", Ground::None))]), ON),
        [1, 2, 3, 5, 6]
    );

    let out_and_back = history(&[leaves("10:00"), enters("11:00", Ground::None)]);
    assert_eq!(missed_on(&and(&out_and_back, &[correct(0, Amended::Exit(out("09:59")))]), ON), [3]);
    assert_eq!(missed_on(&and(&out_and_back, &[correct(0, Amended::Exit(out("11:00")))]), ON), [0; 0]);
    let inside = Rejection::AlreadyInside { on: day(ON), since: at("11:00") };
    assert_eq!(after(&out_and_back, &correct(0, Amended::Exit(out("11:01")))), Err(inside));
}

#[test]
fn a_corrected_exit_still_comes_after_the_entry_and_before_the_return() {
    let in_and_out = history(&[enters("09:00", Ground::None), leaves("12:00")]);
    let before = Rejection::ExitBeforeEntry { on: day(ON), exit: at("09:00"), entry: at("09:00") };
    assert_eq!(after(&in_and_out, &correct(1, Amended::Exit(out("09:00")))), Err(before));
    assert_eq!(missed_on(&and(&in_and_out, &[correct(1, Amended::Exit(out("09:01")))]), ON), [1, 3, 4, 5, 6]);

    // Out and back in the same minute.
    let at_once = history(&[leaves("10:00"), enters("10:00", Ground::None)]);
    assert_eq!(missed_on(&and(&at_once, &[correct(0, Amended::Exit(out("09:00")))]), ON), [2]);
    let inside = Rejection::AlreadyInside { on: day(ON), since: at("10:00") };
    assert_eq!(after(&at_once, &correct(0, Amended::Exit(out("10:01")))), Err(inside));
    assert_eq!(missed_on(&and(&at_once, &[correct(1, entry("12:00", Ground::None))]), ON), [3, 4]);
}

#[test]
fn a_return_in_the_minute_of_the_exit_may_be_corrected_in_anything_else() {
    let at_once = history(&[leaves("10:00"), enters("10:00", Ground::None)]);
    for command in [
        correct(0, Amended::Exit(Exit { reason: ExitReason::Urgent, ..out("10:00") })),
        correct(1, entry("10:00", Ground::Family)),
    ] {
        assert_eq!(missed_on(&and(&at_once, &[command]), ON), [0; 0]);
    }
}

#[test]
fn one_corrects_a_fact_of_that_day_and_of_that_kind_that_stands() {
    let known = history(&[absent("2025-11-11"), absent(ON), annul(1)]);
    let scope = || Amended::Absence(hours(&[1]));
    for (command, refusal) in [
        (correct(7, scope()), Rejection::UnknownFact(FactNumber(7))),
        (annul(7), Rejection::UnknownFact(FactNumber(7))),
        (correct(0, scope()), Rejection::OtherDay(FactNumber(0))),
        (annul(0), Rejection::OtherDay(FactNumber(0))),
        (correct(1, scope()), Rejection::AlreadyAnnulled(FactNumber(1))),
    ] {
        assert_eq!(after(&known, &command), Err(refusal.clone()));
        assert_eq!(refusal.norm(), Norm::CorrectionWithReason); // B7-05
    }
    let standing = history(&[absent(ON)]);
    assert_eq!(
        after(&standing, &correct(0, entry("09:00", Ground::None))),
        Err(Rejection::OtherKind(FactNumber(0)))
    );
}

/// A5-03, B7-05: moved to 4A from a past day, the student has that day the hours of 4A: five, and not six.
#[test]
fn a_day_is_counted_again_with_the_class_of_that_day() {
    let known = history(&[absent(ON)]);
    let hours_of_4a = lessons_of(IN_4A, ON).hours;
    let event = AttendanceEvent::Restamped {
        student: person(STUDENT),
        on: day(ON),
        withdrawn: IN_3B,
        class: IN_4A,
        facts: vec![(FactNumber(0), WHOLE_DAY)],
        policy: CountingPolicy::WholeLessons,
        missed: hours_of_4a
            .into_iter()
            .map(|hour| MissedHour { period: hour.period, subject: hour.subject, fact: FactNumber(0) })
            .collect(),
        because: vec![Norm::HoursOfAbsence, Norm::CorrectionWithReason],
    };
    assert_eq!(after(&known, &restamp(IN_4A, ON)), Ok(vec![event]));
    let restamped = and(&known, &[restamp(IN_4A, ON)]);
    assert_eq!(missed_on(&restamped, ON), [1, 2, 3, 4, 5]);
    assert_eq!(after(&restamped, &restamp(IN_4A, ON)), Ok(vec![]));
    assert_eq!(missed_on(&and(&restamped, &[restamp(IN_3B, ON)]), ON), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_day_of_the_same_class_or_without_facts_is_not_counted_again() {
    let known = history(&[absent(ON)]);
    assert_eq!(after(&known, &restamp(IN_3B, ON)), Ok(vec![]));
    assert_eq!(after(&known, &restamp(IN_4A, "2025-11-13")), Ok(vec![]));
    assert_eq!(after(&[], &restamp(IN_4A, ON)), Ok(vec![]));
}
