//! Delays and early exits: what they ask for when they become many.

use super::*;
use crate::attendance::Fact;

const FIRST_FOUR: [&str; 4] = ["2025-09-22", "2025-09-30", "2025-10-14", "2025-10-28"];

fn late_on(days: &[&str]) -> Year {
    let mut year = Year::default();
    for on in days {
        year.late(on, Ground::None);
    }
    year
}

fn five() -> Year {
    let mut year = late_on(&FIRST_FOUR);
    year.late("2025-11-06", Ground::None);
    year
}

/// A1-05: the fifth counted entry is of 2025-11-06, and the notice is proposed that day.
#[test]
fn at_the_fifth_delay_the_family_is_told() {
    let kind = DutyKind::TellOfFifthDelay;
    assert_eq!(late_on(&FIRST_FOUR).of(kind, "2025-11-06"), none());
    let mut year = five();
    for (today, expected) in [
        ("2025-11-05", none()),
        ("2025-11-06", vec!["2025-11-06 due 2025-11-11".to_owned()]),
        ("2025-11-11", vec!["2025-11-06 due 2025-11-11".to_owned()]),
        ("2025-11-12", vec!["2025-11-06 overdue 2025-11-11".to_owned()]),
        ("2026-06-30", vec!["2025-11-06 overdue 2025-11-11".to_owned()]),
    ] {
        assert_eq!(year.of(kind, today), expected, "{today}");
    }
    year.told(kind, "2025-11-07");
    assert_eq!(year.of(kind, "2025-11-06"), ["2025-11-06 due 2025-11-11"]);
    assert_eq!(year.of(kind, "2025-11-07"), ["2025-11-06 done 2025-11-07"]);
    let duties = all(&year.events, "2025-11-07");
    let duty = duties.iter().find(|duty| duty.kind == kind).expect("it is there");
    assert_eq!(duty.cause, [0, 1, 2, 3, 4].map(Place));
    assert_eq!((duty.kind.norm(), duty.kind.owner()), (Norm::FamilyToldAtFifthDelay, Owner::Coordinator));
    assert_eq!(duty.kind.also()[0], Norm::DelaysOfTheSchoolYear); // A1-07
}

/// A1-05: the family's own part begins when it has been told.
#[test]
fn told_of_the_fifth_delay_the_family_justifies_before_the_principal() {
    let kind = DutyKind::JustifyToPrincipal;
    let mut year = five();
    assert_eq!(year.of(kind, "2025-11-30"), ["2025-11-06 not yet -"]);
    year.told(DutyKind::TellOfFifthDelay, "2025-11-07");
    assert_eq!(year.of(kind, "2025-11-12"), ["2025-11-06 due 2025-11-12"]);
    assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-06 overdue 2025-11-12"]);
    year.considered(kind, "2025-11-14");
    assert_eq!(year.of(kind, "2025-11-14"), ["2025-11-06 done 2025-11-14"]);
    assert_eq!(kind.owner(), Owner::Family);
}

/// A1-06: the sixth is of 2025-11-12; at the fifth nothing is proposed.
#[test]
fn from_the_sixth_delay_a_person_considers() {
    let kind = DutyKind::ConsiderDelays;
    let mut year = five();
    assert_eq!(year.of(kind, "2025-11-12"), none());
    year.late("2025-11-12", Ground::None);
    assert_eq!(year.of(kind, "2025-11-11"), none());
    assert_eq!(year.of(kind, "2025-11-12"), ["2025-11-12 due 2025-11-17"]);
    year.considered(kind, "2025-11-13");
    assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-12 done 2025-11-13"]);
    // The seventh had not been seen: it is for a person too. Even if it comes the same day.
    year.late("2025-11-13", Ground::None);
    assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-12 done 2025-11-13", "2025-11-13 due 2025-11-18"]);
    year.considered(kind, "2025-11-14");
    assert_eq!(year.of(kind, "2025-11-14"), ["2025-11-12 done 2025-11-13", "2025-11-13 done 2025-11-14"]);
}

/// A1-06: an act does not answer to a sixth that has not come.
#[test]
fn considered_too_early_is_not_considered() {
    let kind = DutyKind::ConsiderDelays;
    let mut year = five();
    year.considered(kind, "2025-11-11");
    year.late("2025-11-12", Ground::None);
    assert_eq!(year.of(kind, "2025-11-12"), ["2025-11-11 done 2025-11-11", "2025-11-12 due 2025-11-17"]);
}

/// A1-03: the ground of 2025-11-11 is rejected on 11-13, and the entry counts from then.
#[test]
fn a_stated_ground_does_not_count_until_it_is_rejected() {
    let kind = DutyKind::TellOfFifthDelay;
    for ground in [Ground::Transport, Ground::Family] {
        let mut year = late_on(&FIRST_FOUR);
        let fifth = year.late("2025-11-11", ground);
        assert_eq!(year.of(kind, "2025-11-30"), none());
        let mut accepted = year.clone();
        accepted.verify(fifth, true, "2025-11-13");
        assert_eq!(accepted.of(kind, "2025-11-30"), none());
        year.verify(fifth, false, "2025-11-13");
        assert_eq!(year.of(kind, "2025-11-12"), none());
        assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-13 due 2025-11-18"]);
        // A1-03: accepted after all, it was the cause.
        year.verify(fifth, true, "2025-11-14");
        assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-13 due 2025-11-18"]);
        assert_eq!(year.of(kind, "2025-11-14"), none());
    }
}

/// A1-02: 2025-11-10, 08:09, a bus strike: a delay, but not one of the five.
#[test]
fn a_bus_strike_is_no_part_of_the_five() {
    let mut year = late_on(&FIRST_FOUR);
    year.late("2025-11-10", Ground::Transport);
    assert_eq!(year.of(DutyKind::TellOfFifthDelay, "2025-11-30"), none());
    assert_eq!(year.of(DutyKind::VerifyGround, "2025-11-10"), ["2025-11-10 due 2025-11-15"]);
}

/// A1-07: the fifth would have been of 2026-06-05, the next entry is of the next school year: a file of its own.
#[test]
fn the_count_starts_afresh_with_the_school_year() {
    let mut year = late_on(&FIRST_FOUR);
    year.late("2026-06-05", Ground::None);
    assert_eq!(year.of(DutyKind::TellOfFifthDelay, "2026-06-05"), ["2026-06-05 due 2026-06-10"]);
    let next = late_on(&["2026-09-18"]);
    assert_eq!(file(&next.events).facts.len(), 1);
    assert_eq!(next.of(DutyKind::TellOfFifthDelay, "2026-09-18"), none());
    assert_eq!(crate::calendar::SchoolYear::containing(day("2026-09-18")).first_day(), day("2026-09-01"));
    assert_eq!(crate::calendar::SchoolYear::containing(day("2026-06-05")).last_day(), day("2026-08-31"));
}

/// A1-05: what never was is not counted, and what was done stays done.
#[test]
fn a_delay_annulled_takes_the_duty_away() {
    let kind = DutyKind::TellOfFifthDelay;
    let mut year = five();
    year.annul(number(2), "2025-10-14");
    assert_eq!(year.of(kind, "2025-11-30"), none());
    year.late("2025-11-18", Ground::None);
    assert_eq!(year.of(kind, "2025-11-18"), ["2025-11-18 due 2025-11-24"]);
    let mut told = five();
    told.told(kind, "2025-11-07");
    told.annul(number(2), "2025-10-14");
    assert_eq!(told.of(kind, "2025-11-30"), ["2025-11-07 done 2025-11-07"]);
}

/// A1-05: of a delay recorded late the family had in effect been told.
#[test]
fn told_of_five_it_need_not_be_told_of_an_older_one() {
    let kind = DutyKind::TellOfFifthDelay;
    let mut year = five();
    year.told(kind, "2025-11-07");
    year.late("2025-10-07", Ground::None);
    assert_eq!(lines(&all(&year.events, "2025-11-30"), kind), ["2025-11-06 done 2025-11-07"]);
    assert_eq!(year.of(DutyKind::ConsiderDelays, "2025-11-10"), ["2025-11-06 due 2025-11-11"]);
}

/// A1-03: corrected to a ground, it stops counting; corrected back, it counts.
#[test]
fn a_corrected_ground_changes_the_count() {
    let kind = DutyKind::TellOfFifthDelay;
    let mut year = five();
    let fact = |ground| Fact::Entry { at: at("08:09"), admitted_from: at("08:09"), ground };
    for (ground, expected) in
        [(Ground::Transport, none()), (Ground::None, vec!["2025-11-06 due 2025-11-11".to_owned()])]
    {
        year.attendance(AttendanceEvent::Corrected {
            student: person(STUDENT),
            class: IN_3B,
            on: day("2025-11-06"),
            number: number(4),
            withdrawn: fact(Ground::None),
            fact: fact(ground),
            reason: text("sciopero"),
            policy: POLICY,
            missed: vec![],
            because: vec![],
        });
        assert_eq!(year.of(kind, "2025-11-06"), expected);
    }
}

/// A1-03: a verification is somebody's to do.
#[test]
fn a_ground_is_verified_within_the_schools_term() {
    let kind = DutyKind::VerifyGround;
    let mut year = Year::default();
    let late = year.late("2025-11-11", Ground::Family);
    assert_eq!(year.of(kind, "2025-11-10"), none());
    assert_eq!(year.of(kind, "2025-11-17"), ["2025-11-11 due 2025-11-17"]); // T-1: the sixteenth is a Sunday.
    assert_eq!(year.of(kind, "2025-11-18"), ["2025-11-11 overdue 2025-11-17"]);
    year.verify(late, false, "2025-11-13");
    assert_eq!(year.of(kind, "2025-11-18"), ["2025-11-11 done 2025-11-13"]);
}

fn left_on(year: &mut Year, times: usize, from: &str) {
    let days = LESSON_DAYS.iter().filter(|on| day(from) <= **on).take(times);
    for on in days {
        year.left(&on.to_string());
    }
}

/// A2-05: the tenth exit asks for nothing; the eleventh, of 2026-02-10, is an alert and refuses nothing.
#[test]
fn the_eleventh_early_exit_is_looked_at() {
    let kind = DutyKind::ConsiderEarlyExits;
    let mut year = Year::default();
    left_on(&mut year, 10, "2025-10-01");
    assert_eq!(year.of(kind, "2026-02-10"), none());
    year.left("2026-02-10");
    assert_eq!(year.of(kind, "2026-02-09"), none());
    assert_eq!(year.of(kind, "2026-02-10"), ["2026-02-10 due 2026-02-16"]); // T-1: the fifteenth is a Sunday.
    year.considered(kind, "2026-02-11");
    year.left("2026-02-12");
    assert_eq!(year.of(kind, "2026-02-12"), ["2026-02-10 done 2026-02-11", "2026-02-12 due 2026-02-17"]);
}

/// A2-05: exits for a documented treatment, once granted, are not among the few.
#[test]
fn a_granted_treatment_is_no_exit_of_the_ten() {
    use crate::permission::{Passage, PermissionEvent, PermissionOutcome, PermissionReason};
    let kind = DutyKind::ConsiderEarlyExits;
    let mut year = Year::default();
    left_on(&mut year, 11, "2025-10-01");
    let (student, class, on) = (person(STUDENT), IN_3B, day("2025-10-01"));
    let asked = year.push(DomainEvent::Permission(PermissionEvent::Requested {
        student,
        class,
        on,
        number: number(11),
        passage: Passage::EarlyExit { at: at("12:00") },
        reason: PermissionReason::PeriodicTreatment,
        by: guardian(),
        requested_on: day("2025-09-25"),
        findings: vec![],
        because: vec![],
    }));
    assert_eq!(year.of(kind, "2025-10-15").len(), 1);
    let outcome = PermissionOutcome::Granted { despite: None };
    let decided_on = day("2025-09-26");
    year.push(DomainEvent::Permission(PermissionEvent::Decided {
        student,
        class,
        on,
        number: asked,
        outcome,
        findings: vec![],
        decided_on,
        because: vec![],
    }));
    assert_eq!(year.of(kind, "2025-10-15"), none());
}
