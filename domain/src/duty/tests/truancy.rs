//! Compulsory education: too many days without a reason, and the mayor.

use jiff::ToSpan;

use super::*;
use crate::contact::Authority;

fn absent_on(days: impl Iterator<Item = Date>) -> Year {
    let mut year = Year::default();
    for on in days {
        year.absent(&on.to_string());
    }
    year
}

/// Every Monday and Wednesday from 2025-10-06: the sixteenth is of Wednesday 2025-11-26.
fn mondays_and_wednesdays(count: usize) -> Year {
    let days =
        day("2025-10-06").series(1.day()).filter(|on| [1, 3].contains(&on.weekday().to_monday_one_offset()));
    absent_on(days.take(count))
}

fn inform_mayor(year: &mut Year, on: &str) {
    let (student, number, on) = (person(STUDENT), year.next(), day(on));
    year.contact(ContactEvent::AuthorityInformed {
        student,
        on,
        number,
        duty: DutyKind::InformMayor,
        authority: Authority::Mayor,
        protocol: text("5100/2025"),
        because: vec![],
    });
}

/// B5-01: the alert is of the sixteenth day, 2025-11-26.
#[test]
fn the_sixteenth_day_without_a_reason_in_three_months_is_truancy() {
    let kind = DutyKind::TellOfTruancy;
    assert_eq!(mondays_and_wednesdays(15).of(kind, "2025-11-26"), none());
    let year = mondays_and_wednesdays(16);
    assert_eq!(year.of(kind, "2025-11-25"), none());
    assert_eq!(year.of(kind, "2025-11-26"), ["2025-11-26 due 2025-12-01"]);
    // The window moves on, and the duty stays: time alone takes nothing away.
    assert_eq!(year.of(kind, "2026-06-08"), ["2025-11-26 overdue 2025-12-01"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::Truancy, Owner::Principal));
}

/// B5-01: only Tuesdays from 2025-09-16: the sixteenth is of 2026-01-20, but only eleven are within the window.
#[test]
fn sixteen_days_over_more_than_three_months_are_not() {
    let tuesdays = LESSON_DAYS.iter().copied().filter(|on| on.weekday().to_monday_one_offset() == 2);
    let year = absent_on(tuesdays.take(16));
    assert_eq!(file(&year.events).absent_days(day("2026-06-08")).last(), Some(&day("2026-01-20")));
    assert_eq!(year.of(DutyKind::TellOfTruancy, "2026-06-08"), none());
}

/// B5-01: the window is open at its beginning: of three months before 2026-01-20, 2025-10-20 is out and 10-21 in.
#[test]
fn the_window_begins_after_the_day_three_months_before() {
    assert_eq!(truancy_of_a_day_and_the_last_fifteen("2025-10-20", "2026-01-20"), 0);
    assert_eq!(truancy_of_a_day_and_the_last_fifteen("2025-10-21", "2026-01-20"), 1);
}

fn truancy_of_a_day_and_the_last_fifteen(first: &str, last: &str) -> usize {
    let until: Vec<_> = LESSON_DAYS.iter().copied().filter(|on| *on <= day(last)).collect();
    let days = [day(first)].into_iter().chain(until[until.len() - 15..].iter().copied());
    absent_on(days).of(DutyKind::TellOfTruancy, last).len()
}

/// B5-01: of three months before Friday 2025-12-19, Friday 09-19 is out, and the Monday after it in.
#[test]
fn the_window_is_of_three_months_by_the_calendar() {
    assert_eq!(truancy_of_a_day_and_the_last_fifteen("2025-09-19", "2025-12-19"), 0);
    assert_eq!(truancy_of_a_day_and_the_last_fifteen("2025-09-22", "2025-12-19"), 1);
}

/// B5-02: told on Monday 2026-02-02; absent on the Monday after, in class on Tuesday: it had not resumed.
#[test]
fn who_comes_back_on_the_eighth_day_had_not_resumed() {
    let mut year = mondays_and_wednesdays(16);
    year.told(DutyKind::TellOfTruancy, "2026-02-02");
    year.absent("2026-02-09");
    assert_eq!(year.of(DutyKind::InformMayor, "2026-02-10"), ["2026-02-10 due 2026-02-16"]);
}

/// B5-01: a student who never comes back is never admitted with reserve, and is found all the same.
#[test]
fn a_student_who_never_comes_back_is_found() {
    let year = absent_on(LESSON_DAYS.iter().copied().filter(|on| day("2025-11-03") <= *on).take(16));
    assert_eq!(year.of(DutyKind::TellOfTruancy, "2025-11-24"), ["2025-11-24 due 2025-11-29"]);
}

/// B5-02: told on 2025-11-26, attendance resumes by 12-03, or else the mayor is informed by 12-10.
#[test]
fn if_attendance_does_not_resume_the_mayor_is_informed() {
    let kind = DutyKind::InformMayor;
    let mut year = mondays_and_wednesdays(16);
    assert_eq!(year.of(kind, "2026-01-31"), none());
    year.told(DutyKind::TellOfTruancy, "2025-11-26");
    let mut resumed = year.clone();
    resumed.absent("2025-12-01");
    assert_eq!(resumed.of(kind, "2026-01-31"), none());
    year.absent("2025-12-03");
    assert_eq!(year.of(kind, "2025-12-03"), none());
    assert_eq!(year.of(kind, "2025-12-04"), ["2025-12-04 due 2025-12-10"]);
    assert_eq!(year.of(kind, "2025-12-10"), ["2025-12-04 due 2025-12-10"]);
    assert_eq!(year.of(kind, "2025-12-11"), ["2025-12-04 overdue 2025-12-10"]);
    let mut justified = year.clone();
    justified.in_time(number(17), "2025-12-05");
    assert_eq!(justified.of(kind, "2025-12-05"), none());
    inform_mayor(&mut year, "2025-12-09");
    assert_eq!(year.of(kind, "2025-12-09"), ["2025-12-04 done 2025-12-09"]);
    assert_eq!(kind.norm(), Norm::MayorInformed);
}

/// B5-02: told before the holidays, the first lesson day after them tells.
#[test]
fn a_term_without_lessons_is_judged_on_the_first_that_there_are() {
    let kind = DutyKind::InformMayor;
    let mut year = mondays_and_wednesdays(16);
    year.told(DutyKind::TellOfTruancy, "2025-12-22"); // Until 12-29.
    assert_eq!(year.of(kind, "2026-01-07"), none());
    year.absent("2026-01-07");
    assert_eq!(year.of(kind, "2026-01-07"), none());
    assert_eq!(year.of(kind, "2026-01-08"), ["2026-01-08 due 2026-01-14"]);
}

/// B5-01: told once, the days of then are not counted again; sixteen more are.
#[test]
fn sixteen_further_days_are_truancy_again() {
    let mut year = mondays_and_wednesdays(16);
    year.told(DutyKind::TellOfTruancy, "2025-11-26");
    let further: Vec<_> = LESSON_DAYS.iter().filter(|on| day("2026-01-07") <= **on).take(16).collect();
    let (last, others) = further.split_last().expect("sixteen");
    for on in others {
        year.absent(&on.to_string());
    }
    assert_eq!(year.of(DutyKind::TellOfTruancy, "2026-06-08").len(), 1);
    year.absent(&last.to_string());
    assert_eq!(
        year.of(DutyKind::TellOfTruancy, &last.to_string()),
        ["2025-11-26 done 2025-11-26", "2026-01-28 due 2026-02-02"]
    );
}

/// B5-06, A3-14, A10-C14: born on 2009-11-10; ten days before the sixteenth birthday and eight after it.
#[test]
fn from_the_sixteenth_birthday_only_the_schools_own_rule_holds() {
    let before = LESSON_DAYS.iter().copied().filter(|on| *on < day("2025-11-10")).rev().take(10);
    let after = LESSON_DAYS.iter().copied().filter(|on| day("2025-11-10") <= *on).take(8);
    let mut days: Vec<_> = before.chain(after).collect();
    days.sort_unstable();
    let year = absent_on(days.into_iter());
    let as_of = |born, kind| lines(&duties(&file(&year.events), &pupil(born), outlook("2025-11-30")), kind);
    assert_eq!(as_of("2009-11-10", DutyKind::TellOfTruancy), none());
    assert_eq!(as_of("2009-11-10", DutyKind::TellOfTenDays).len(), 1);
    // The birthday itself is out: of fifteen before it and the day itself, fifteen count.
    assert_eq!(as_of("2009-11-17", DutyKind::TellOfTruancy), none());
    assert_eq!(as_of("2009-11-18", DutyKind::TellOfTruancy).len(), 1);
    assert_eq!(as_of("2010-11-10", DutyKind::TellOfTruancy).len(), 1);
    assert_eq!(as_of("2008-11-10", DutyKind::TellOfTruancy), none());
    assert_eq!(DutyKind::TellOfTruancy.also(), [Norm::CompulsoryEducation]); // B5-06
}

/// B5-03: 264 hours of 1056 without a reason: the year is still valid, and it is truancy in any case.
#[test]
fn a_quarter_of_the_hours_without_a_reason_is_truancy_in_any_case() {
    let kind = DutyKind::ConsiderQuarterUnjustified;
    let days: Vec<_> = LESSON_DAYS.iter().copied().take(44).collect();
    let fewer = absent_on(days.iter().copied().take(43)); // 258 hours.
    assert_eq!(fewer.of(kind, "2026-06-08"), none());
    let mut year = absent_on(days.iter().copied());
    let last = days[43].to_string();
    assert_eq!(year.of(kind, &last).len(), 1);
    assert_eq!(year.of(DutyKind::ConsiderExclusion, &last), none());
    let mut one_less = fewer.clone();
    one_less.absent_for(&last, 5); // 263 hours.
    assert_eq!(one_less.of(kind, &last), none());
    let of_age = duties(&file(&year.events), &pupil("2009-06-01"), outlook(&last));
    assert_eq!(lines(&of_age, kind), none()); // B5-06
    year.considered(kind, &last);
    assert!(year.of(kind, &last)[0].contains("done"));
}

/// B5-03: what has a reason is not counted.
#[test]
fn justified_hours_are_no_part_of_the_quarter() {
    let mut year = absent_on(LESSON_DAYS.iter().copied().take(44));
    assert_eq!(year.of(DutyKind::ConsiderQuarterUnjustified, "2026-01-31").len(), 1);
    year.in_time(number(43), "2026-01-31");
    assert_eq!(year.of(DutyKind::ConsiderQuarterUnjustified, "2026-01-31"), none());
}

/// B5-04: the mayor's warning of 2025-12-15 is recorded, and nothing follows from it.
#[test]
fn nothing_follows_from_the_mayors_warning() {
    let mut year = Year::default();
    let (student, number, on) = (person(STUDENT), number(0), day("2025-12-15"));
    let protocol = text("77/2025");
    year.contact(ContactEvent::MayorsWarning { student, on, number, protocol, because: vec![] });
    assert_eq!(all(&year.events, "2026-06-08"), []);
    assert_eq!(Norm::MayorsWarning.row(), "B5-04");
}
