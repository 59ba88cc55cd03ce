//! First and last days, each with its neighbour.

use super::*;
use crate::regulation::Regulation;

fn allowed(events: &[PersonEvent], command: &Command) -> bool {
    after(events, command).is_ok_and(|said| !said.is_empty())
}

/// A5-02
#[test]
fn a_whole_school_year_goes_from_1_september_to_31_august() {
    let known = history(&[register("2010-05-20")]);
    let of_2025 = |from| Command::Enrol { class: IN_3B, year: YEAR, from: day(from), annual_hours: 1 };
    assert!(!allowed(&known, &of_2025("2025-08-31")));
    let enrolled = and(known, &[of_2025("2025-09-01"), leave("2026-08-31")]);
    assert_eq!(
        classes(&enrolled, &["2025-08-31", "2025-09-01", "2026-08-31", "2026-09-01"]),
        [None, Some(IN_3B), Some(IN_3B), None]
    );
}

#[test]
fn who_leaves_on_the_first_day_was_there_that_day() {
    let left = and(student(), &[leave("2025-09-15")]);
    assert_eq!(classes(&left, &["2025-09-14", "2025-09-15", "2025-09-16"]), [None, Some(IN_3B), None]);
}

#[test]
fn who_leaves_on_the_day_of_a_transfer_was_in_the_new_class() {
    let left = and(student(), &[transfer(IN_4A, "2025-11-03"), leave("2025-11-03")]);
    assert_eq!(classes(&left, &["2025-11-02", "2025-11-03", "2025-11-04"]), [Some(IN_3B), Some(IN_4A), None]);
}

#[test]
fn who_left_is_enrolled_again_from_the_next_day() {
    let left = and(student(), &[leave("2025-12-22")]);
    assert!(!allowed(&left, &enrol(IN_4A, "2025-12-22")));
    let back = and(left, &[enrol(IN_4A, "2025-12-23")]);
    assert_eq!(classes(&back, &["2025-12-22", "2025-12-23"]), [Some(IN_3B), Some(IN_4A)]);
}

/// A5-02: one hour is a number of hours, none is not.
#[test]
fn annual_hours_are_at_least_one() {
    for (hours, expected) in [(0, false), (1, true)] {
        let set = Command::SetAnnualHours { year: YEAR, hours, reason: text("x"), on: day("2025-10-01") };
        assert_eq!(allowed(&student(), &set), expected);
    }
}

/// A3-07: born on 29 February 2008.
#[test]
fn who_was_born_on_29_february_justifies_alone_from_1_march() {
    let student = profile(&history(&[register("2008-02-29")]));
    let alone = |on| student.justifier(person(STUDENT), day(on), &Regulation::adopted()).is_ok();
    assert_eq!(["2026-02-28", "2026-03-01"].map(alone), [false, true]);
}

/// A3-01, B6-01
#[test]
fn a_father_recorded_in_november_answers_from_that_day() {
    let hold = Command::HoldResponsibility {
        guardian: person(FATHER),
        relation: Relation::Father,
        from: day("2025-11-12"),
    };
    let student = profile(&and(student(), &[hold]));
    let justifies = |on| student.justifier(person(FATHER), day(on), &Regulation::adopted()).is_ok();
    let answers = |on| student.guardians_on(day(on)).any(|guardian| guardian == person(FATHER));
    assert_eq!(["2025-11-11", "2025-11-12"].map(justifies), [false, true]);
    assert_eq!(["2025-11-11", "2025-11-12"].map(answers), [false, true]);
}
