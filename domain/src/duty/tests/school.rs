//! What a class and the school as a whole have to do.

use super::*;
use crate::calendar::SchoolYear;
use crate::school::tests::IN_4A;
use crate::vigilance::VigilanceEvent;

const YEAR: SchoolYear = SchoolYear(2025);

fn classified(student: u128, on: &str, kind: AbsenceKind, classified_on: &str) -> DomainEvent {
    DomainEvent::Attendance(AttendanceEvent::Classified {
        student: person(student),
        class: IN_4A,
        on: day(on),
        number: FactNumber(0),
        withdrawn: AbsenceKind::Individual,
        kind,
        reason: text("tutta la classe"),
        classified_on: day(classified_on),
        because: vec![],
    })
}

fn collective(student: u128, on: &str) -> DomainEvent {
    classified(student, on, AbsenceKind::Collective, on)
}

fn class_of(events: &[DomainEvent], kind: DutyKind, today: &str) -> Vec<String> {
    let file = (0..).zip(events).fold(ClassFile::default(), |file, (at, event)| file.fold(Place(at), event));
    lines(&file.duties(IN_4A, &LESSON_DAYS, outlook(today)), kind)
}

fn rule(absence: &str, on: &str) -> DomainEvent {
    DomainEvent::Vigilance(VigilanceEvent::ReadmissionRuleSet {
        year: YEAR,
        class: IN_4A,
        on: day(on),
        absence: day(absence),
        rule: text("con un genitore"),
        because: vec![],
    })
}

/// A4-02: collective absence on Friday 2025-11-28: the principal's rule before Monday 12-01, or else a finding.
#[test]
fn the_principal_says_how_a_class_comes_back() {
    let kind = DutyKind::SetReadmissionRule;
    let mut events = vec![collective(1, "2025-11-28"), collective(2, "2025-11-28")];
    assert_eq!(class_of(&events, kind, "2025-11-27"), none());
    assert_eq!(class_of(&events, kind, "2025-11-30"), ["2025-11-28 due 2025-11-30"]);
    assert_eq!(class_of(&events, kind, "2025-12-01"), ["2025-11-28 overdue 2025-11-30"]);
    events.push(rule("2025-11-28", "2025-11-29"));
    assert_eq!(class_of(&events, kind, "2025-12-01"), ["2025-11-28 done 2025-11-29"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::ReadmissionAfterCollective, Owner::Principal));
}

/// A4-02: before Christmas, the class is back on 7 January; said only after the return, it is due that day.
#[test]
fn the_rule_is_due_before_the_next_day_of_lessons() {
    let kind = DutyKind::SetReadmissionRule;
    let before_christmas = [collective(1, "2025-12-22")];
    assert_eq!(class_of(&before_christmas, kind, "2026-01-06"), ["2025-12-22 due 2026-01-06"]);
    assert_eq!(class_of(&before_christmas, kind, "2026-01-07"), ["2025-12-22 overdue 2026-01-06"]);
    let late = [classified(1, "2025-11-28", AbsenceKind::Collective, "2025-12-02")];
    assert_eq!(class_of(&late, kind, "2025-12-02"), ["2025-12-02 due 2025-12-02"]);
}

/// A4-04: said of nobody any longer, nothing is left to do.
#[test]
fn a_class_whose_absence_was_not_collective_has_no_rule_to_wait_for() {
    let kind = DutyKind::SetReadmissionRule;
    let mut events = vec![collective(1, "2025-11-28"), collective(2, "2025-11-28")];
    events.push(classified(1, "2025-11-28", AbsenceKind::Individual, "2025-11-29"));
    assert_eq!(class_of(&events, kind, "2025-11-29").len(), 1);
    events.push(classified(2, "2025-11-28", AbsenceKind::Individual, "2025-11-30"));
    assert_eq!(class_of(&events, kind, "2025-11-29").len(), 1);
    assert_eq!(class_of(&events, kind, "2025-11-30"), none());
}

/// A4-03: the second collective absence of 4A is of 2026-01-30: an alert, and a person decides.
#[test]
fn at_the_second_collective_absence_trips_are_for_the_council_to_consider() {
    let kind = DutyKind::ConsiderTrips;
    let mut events = vec![collective(1, "2025-11-28"), collective(2, "2025-11-28")];
    assert_eq!(class_of(&events, kind, "2026-06-08"), none());
    events.push(collective(1, "2026-01-30"));
    assert_eq!(class_of(&events, kind, "2026-01-29"), none());
    assert_eq!(class_of(&events, kind, "2026-01-30"), ["2026-01-30 due 2026-02-04"]);
    let outcome = text("si parte");
    let considered = VigilanceEvent::CollectiveAbsencesConsidered {
        year: YEAR,
        class: IN_4A,
        on: day("2026-02-02"),
        outcome,
        because: vec![],
    };
    events.push(DomainEvent::Vigilance(considered));
    assert_eq!(class_of(&events, kind, "2026-02-02"), ["2026-01-30 done 2026-02-02"]);
    events.push(collective(1, "2026-03-06"));
    let both = ["2026-01-30 done 2026-02-02", "2026-03-06 due 2026-03-11"];
    assert_eq!(class_of(&events, kind, "2026-03-06"), both);
    assert_eq!((kind.norm(), kind.owner()), (Norm::RepeatedAbsencesWeigh, Owner::Council));
}

fn school_of(events: &[DomainEvent], kind: DutyKind, today: &str) -> Vec<String> {
    let file = (0..).zip(events).fold(SchoolFile::default(), |file, (at, event)| file.fold(Place(at), event));
    lines(&file.duties(&CALENDAR, outlook(today)), kind)
}

fn review(month: &str, on: &str) -> DomainEvent {
    let (month, on) = (day(month), day(on));
    DomainEvent::Vigilance(VigilanceEvent::AttendanceReviewed {
        year: YEAR,
        on,
        month,
        families_told: 12,
        because: vec![],
    })
}

/// A3-10: no review in November 2025: a finding on 2025-12-01.
#[test]
fn absences_are_reviewed_every_month() {
    let kind = DutyKind::ReviewAttendance;
    let mut events = vec![review("2025-09-01", "2025-09-30"), review("2025-10-01", "2025-10-31")];
    let before = ["2025-09-15 done 2025-09-30", "2025-10-01 done 2025-10-31"];
    assert_eq!(school_of(&events, kind, "2025-10-31"), before);
    assert_eq!(school_of(&events, kind, "2025-11-30")[2], "2025-11-01 due 2025-11-30");
    assert_eq!(school_of(&events, kind, "2025-12-01")[2], "2025-11-01 overdue 2025-11-30");
    events.push(review("2025-11-01", "2025-12-03"));
    assert_eq!(school_of(&events, kind, "2025-12-03")[2], "2025-11-01 done 2025-12-03");
    assert_eq!((kind.norm(), kind.owner()), (Norm::MonthlyReview, Owner::Secretariat));
}

/// A3-10: from September to June, the months of lessons.
#[test]
fn there_are_as_many_reviews_as_months_of_lessons() {
    let months = school_of(&[], DutyKind::ReviewAttendance, "2026-08-31");
    assert_eq!(months.len(), 10);
    assert_eq!(months[9], "2026-06-01 overdue 2026-06-30");
    assert_eq!(school_of(&[], DutyKind::ReviewAttendance, "2025-08-31"), none());
}

/// B5-05: by 2025-10-31.
#[test]
fn the_enrolled_minors_are_reported_by_the_end_of_october() {
    let kind = DutyKind::ReportMinors;
    assert_eq!(school_of(&[], kind, "2025-08-31"), none());
    assert_eq!(school_of(&[], kind, "2025-10-31"), ["2025-09-01 due 2025-10-31"]);
    assert_eq!(school_of(&[], kind, "2025-11-01"), ["2025-09-01 overdue 2025-10-31"]);
    let on = day("2025-10-20");
    let protocol = text("4100/2025");
    let reported =
        VigilanceEvent::MinorsReported { year: YEAR, on, students: 870, protocol, because: vec![] };
    let events = [DomainEvent::Vigilance(reported)];
    assert_eq!(school_of(&events, kind, "2025-10-19"), ["2025-09-01 due 2025-10-31"]);
    assert_eq!(school_of(&events, kind, "2025-11-01"), ["2025-09-01 done 2025-10-20"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::EnrolledMinorsReported, Owner::Principal));
}

/// B5-05: the day is that of the school year that begins in September.
#[test]
fn the_report_is_of_the_autumn_of_the_school_year() {
    let next = crate::calendar::lazio_2026_27(Week::FiveDays);
    let duties = SchoolFile::default().duties(&next, outlook("2026-10-31"));
    assert_eq!(lines(&duties, DutyKind::ReportMinors), ["2026-09-01 due 2026-10-31"]);
}

/// A4-03: two in a week are two; one of each of two classes is not.
#[test]
fn two_collective_absences_in_a_week_are_repeated() {
    let events = [collective(1, "2025-11-28"), collective(1, "2025-12-02")];
    assert_eq!(class_of(&events, DutyKind::ConsiderTrips, "2025-12-02"), ["2025-12-02 due 2025-12-09"]); // T-1
    assert_eq!(class_of(&events[1..], DutyKind::ConsiderTrips, "2025-12-02"), none());
}
