//! The school's vigilance over attendance: the monthly review, collective absences, the yearly report.

use super::*;
use crate::school::tests::{IN_3B, IN_4A, day, text};

const YEAR: SchoolYear = SchoolYear(2025);

fn on(written: &str, act: Act) -> Command {
    Command { year: YEAR, on: day(written), act }
}

fn review(month: &str, families_told: u16) -> Act {
    Act::ReviewAttendance { month: day(month), families_told }
}

fn readmit(class: ClassId, absence: &str, rule: &str) -> Act {
    Act::SetReadmissionRule { class, absence: day(absence), rule: text(rule) }
}

fn report(students: u16, protocol: &str) -> Act {
    Act::ReportMinors { students, protocol: text(protocol) }
}

fn after(commands: &[Command], command: Command) -> Result<Vec<VigilanceEvent>, Rejection> {
    let state = commands.iter().fold(Vigilance::default(), |state, command| {
        decide(&state, command).expect("allowed").iter().fold(state, evolve)
    });
    decide(&state, &command)
}

/// A3-10: the absences of November, reviewed once.
#[test]
fn a_month_is_reviewed_once_and_not_before_it_begins() {
    let reviewed = VigilanceEvent::AttendanceReviewed {
        year: YEAR,
        on: day("2025-11-28"),
        month: day("2025-11-01"),
        families_told: 12,
        because: vec![Norm::MonthlyReview],
    };
    let november = || on("2025-11-28", review("2025-11-17", 12));
    assert_eq!(after(&[], november()), Ok(vec![reviewed]));
    assert_eq!(after(&[november()], on("2025-11-30", review("2025-11-01", 12))), Ok(vec![]));
    let again = Rejection::AlreadyReviewed { month: day("2025-11-01"), reviewed_on: day("2025-11-28") };
    assert_eq!(after(&[november()], on("2025-12-01", review("2025-11-01", 13))), Err(again));
    assert!(after(&[november()], on("2025-12-01", review("2025-12-01", 13))).is_ok());

    let early = Rejection::MonthToCome { month: day("2025-11-01"), on: day("2025-10-31") };
    assert_eq!(after(&[], on("2025-10-31", review("2025-11-30", 12))), Err(early));
    assert!(after(&[], on("2025-11-01", review("2025-11-30", 12))).is_ok());
    let other = Rejection::OutsideYear { day: day("2025-08-31"), year: YEAR };
    assert_eq!(after(&[], on("2025-09-01", review("2025-08-31", 0))), Err(other));
    // Late, it is recorded all the same.
    assert!(after(&[], on("2026-01-09", review("2025-11-01", 12))).is_ok());
}

/// A4-02: after the collective absence of 28 November the principal says how students come back.
#[test]
fn the_principal_says_how_a_class_comes_back() {
    let set = || on("2025-11-28", readmit(IN_3B, "2025-11-28", "rientro con i genitori"));
    let rule = |written: &str| VigilanceEvent::ReadmissionRuleSet {
        year: YEAR,
        class: IN_3B,
        on: day("2025-11-28"),
        absence: day("2025-11-28"),
        rule: text(written),
        because: vec![Norm::ReadmissionAfterCollective],
    };
    assert_eq!(after(&[], set()), Ok(vec![rule("rientro con i genitori")]));
    assert_eq!(after(&[set()], set()), Ok(vec![]));
    assert!(
        after(&[set()], on("2025-11-28", readmit(IN_4A, "2025-11-28", "rientro")))
            .is_ok_and(|e| e.len() == 1)
    );
    // A later rule takes its place, and both stay written.
    let later = on("2025-11-28", readmit(IN_3B, "2025-11-28", "rientro semplice"));
    assert_eq!(after(&[set()], later), Ok(vec![rule("rientro semplice")]));
    let future = Rejection::AbsenceToCome { absence: day("2025-11-28"), on: day("2025-11-27") };
    assert_eq!(after(&[], on("2025-11-27", readmit(IN_3B, "2025-11-28", "rientro"))), Err(future));
    let other = Rejection::OutsideYear { day: day("2026-09-01"), year: YEAR };
    assert_eq!(after(&[], on("2026-09-01", readmit(IN_3B, "2026-09-01", "rientro"))), Err(other));
}

/// A4-03: the second collective absence of 4A, on 30 January: what follows is a person's decision.
#[test]
fn repeated_collective_absences_are_considered_by_a_person() {
    let act = Act::ConsiderCollectiveAbsences { class: IN_4A, outcome: text("il viaggio resta") };
    let considered = VigilanceEvent::CollectiveAbsencesConsidered {
        year: YEAR,
        class: IN_4A,
        on: day("2026-02-04"),
        outcome: text("il viaggio resta"),
        because: vec![Norm::RepeatedAbsencesWeigh],
    };
    assert_eq!(after(&[], on("2026-02-04", act.clone())), Ok(vec![considered]));
    assert_eq!(after(&[on("2026-02-04", act.clone())], on("2026-02-04", act)), Ok(vec![]));
}

/// B5-05: the enrolled minors are reported once a year, by 31 October if in time.
#[test]
fn the_enrolled_minors_are_reported_once_a_year() {
    let reported = VigilanceEvent::MinorsReported {
        year: YEAR,
        on: day("2025-10-31"),
        students: 850,
        protocol: text("4500/2025"),
        because: vec![Norm::EnrolledMinorsReported],
    };
    let done = || on("2025-10-31", report(850, "4500/2025"));
    assert_eq!(after(&[], done()), Ok(vec![reported]));
    assert_eq!(after(&[done()], on("2025-11-03", report(850, "4500/2025"))), Ok(vec![]));
    let again = Rejection::AlreadyReported { year: YEAR, on: day("2025-10-31"), protocol: text("4500/2025") };
    assert_eq!(after(&[done()], on("2025-11-03", report(851, "4500/2025"))), Err(again));
    assert_eq!(after(&[], on("2025-10-31", report(0, "4500/2025"))), Err(Rejection::NoStudents));
    assert!(after(&[], on("2025-11-20", report(850, "4500/2025"))).is_ok());
}
