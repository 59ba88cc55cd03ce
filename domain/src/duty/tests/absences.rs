//! An absence: who justifies it by when, who checks it, who decides.

use super::*;

/// A3-01, A3-03, A3-05: absent on Wednesday 2025-11-12, back on 11-13, with reserve until 11-17.
#[test]
fn an_absence_is_to_be_justified_on_return_and_with_reserve_by_its_last_day() {
    let kind = DutyKind::Justify;
    let mut year = Year::default();
    let absence = year.absent("2025-11-12");
    assert_eq!(year.of(kind, "2025-11-11"), none());
    assert_eq!(year.of(kind, "2025-11-12"), ["2025-11-12 not yet 2025-11-13"]);
    assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-12 due 2025-11-13"]);
    assert_eq!(year.of(kind, "2025-11-14"), ["2025-11-12 overdue 2025-11-13"]);
    year.reserve(&[absence], "2025-11-13", "2025-11-17");
    assert_eq!(year.of(kind, "2025-11-17"), ["2025-11-12 due 2025-11-17"]);
    assert_eq!(year.of(kind, "2025-11-18"), ["2025-11-12 overdue 2025-11-17"]);
    year.in_time(absence, "2025-11-16");
    assert_eq!(year.of(kind, "2025-11-15"), ["2025-11-12 due 2025-11-17"]);
    assert_eq!(year.of(kind, "2025-11-18"), ["2025-11-12 done 2025-11-16"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::JustifiedOnReturn, Owner::Family));
}

/// A3-01: as long as the absence goes on, nothing is due.
#[test]
fn a_long_absence_waits_for_the_return() {
    let mut year = Year::default();
    year.absent("2025-11-13");
    year.absent("2025-11-14");
    assert_eq!(
        year.of(DutyKind::Justify, "2025-11-14"),
        ["2025-11-13 not yet 2025-11-17", "2025-11-14 not yet 2025-11-17"]
    );
    assert_eq!(year.of(DutyKind::CheckOnReturn, "2025-11-16"), none());
    year.absent("2025-11-17");
    assert_eq!(year.of(DutyKind::CheckOnReturn, "2025-11-17"), none());
    assert_eq!(year.of(DutyKind::CheckOnReturn, "2025-11-18"), ["2025-11-18 due 2025-11-18"]);
}

/// A3-04, A3-06: beyond the reserve the absence is unjustified, and a late justification changes that when accepted.
#[test]
fn a_late_justification_waits_for_a_person() {
    let mut year = Year::default();
    let absence = year.absent("2025-11-12");
    year.reserve(&[absence], "2025-11-13", "2025-11-17");
    let unjustified = |year: &Year, on: &str| file(&year.events).unjustified_on(day(on)).len();
    assert_eq!((unjustified(&year, "2025-11-17"), unjustified(&year, "2025-11-18")), (0, 1));
    let due = day("2025-11-17");
    year.justify(absence, JustificationGround::Family, Term::Late { due }, "2025-11-20");
    assert_eq!(unjustified(&year, "2025-11-25"), 1); // A3-06
    assert_eq!(year.of(DutyKind::Justify, "2025-11-20"), ["2025-11-12 done 2025-11-20"]);
    assert_eq!(year.of(DutyKind::DecideJustification, "2025-11-21"), ["2025-11-20 due 2025-11-21"]);
    assert_eq!(year.of(DutyKind::DecideJustification, "2025-11-22"), ["2025-11-20 overdue 2025-11-21"]);
    year.decide(absence, true, "2025-11-24");
    assert_eq!((unjustified(&year, "2025-11-23"), unjustified(&year, "2025-11-24")), (1, 0));
    assert_eq!(year.of(DutyKind::DecideJustification, "2025-11-24"), ["2025-11-20 done 2025-11-24"]);
}

/// A3-04: refused, it is unjustified from then on; taken back, it waits as before.
#[test]
fn a_refused_justification_justifies_nothing() {
    let mut year = Year::default();
    let absence = year.absent("2025-11-12");
    year.in_time(absence, "2025-11-13");
    let mut withdrawn = year.clone();
    year.decide(absence, false, "2025-11-14");
    let days = |on: &str| file(&year.events).unjustified_on(day(on));
    assert!(days("2025-11-13").is_empty());
    assert_eq!(days("2025-11-14").into_iter().collect::<Vec<_>>(), [day("2025-11-12")]);
    withdrawn.attendance(AttendanceEvent::JustificationWithdrawn {
        student: person(STUDENT),
        on: day("2025-11-12"),
        number: absence,
        by: guardian(),
        withdrawn_on: day("2025-11-14"),
        because: vec![],
    });
    assert_eq!(withdrawn.of(DutyKind::Justify, "2025-11-13"), ["2025-11-12 done 2025-11-13"]);
    assert_eq!(withdrawn.of(DutyKind::Justify, "2025-11-14"), ["2025-11-12 overdue 2025-11-13"]);
    assert_eq!(withdrawn.of(DutyKind::DecideJustification, "2025-11-14"), none());
}

/// A3-11: absent on 11-12, nothing recorded in the first hour of 11-13: "check missing 2025-11-13".
#[test]
fn a_return_without_a_check_is_a_finding() {
    let kind = DutyKind::CheckOnReturn;
    let mut year = Year::default();
    let absence = year.absent("2025-11-12");
    assert_eq!(year.of(kind, "2025-11-12"), none());
    assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-13 due 2025-11-13"]);
    assert_eq!(year.of(kind, "2025-11-14"), ["2025-11-13 overdue 2025-11-13"]);
    let mut justified = year.clone();
    justified.in_time(absence, "2025-11-12");
    assert_eq!(justified.of(kind, "2025-11-14"), ["2025-11-13 done 2025-11-12"]);
    let mut away = year.clone();
    away.absent("2025-11-13");
    assert_eq!(away.of(kind, "2025-11-13"), none());
    year.reserve(&[absence], "2025-11-13", "2025-11-17");
    assert_eq!(year.of(kind, "2025-11-13"), ["2025-11-13 done 2025-11-13"]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::JustificationChecked, Owner::Teacher));
}

/// A3-11: who was absent before Christmas is back on the first lesson day after it.
#[test]
fn the_next_day_is_a_day_of_lessons() {
    let mut year = Year::default();
    year.absent("2025-12-22");
    assert_eq!(year.of(DutyKind::CheckOnReturn, "2026-01-06"), none());
    assert_eq!(year.of(DutyKind::CheckOnReturn, "2026-01-07"), ["2026-01-07 due 2026-01-07"]);
}

/// A3-01: an absence that never was, or that turned out to be a late entry, is not to be justified.
#[test]
fn an_absence_annulled_or_turned_is_not_to_be_justified() {
    let mut year = Year::default();
    let absence = year.absent("2025-11-12");
    let mut turned = year.clone();
    year.annul(absence, "2025-11-12");
    assert_eq!(all(&year.events, "2025-11-30"), []);
    let entry = turned.next();
    turned.attendance(AttendanceEvent::EntryRecorded {
        student: person(STUDENT),
        class: IN_3B,
        on: day("2025-11-12"),
        number: entry,
        at: at("09:00"),
        admitted_from: at("09:00"),
        ground: Ground::None,
        turns: Some(absence),
        policy: POLICY,
        missed: missed(entry, 1),
        because: vec![],
    });
    assert_eq!(all(&turned.events, "2025-11-30"), []);
    turned.annul(entry, "2025-11-12"); // The absence is back.
    assert_eq!(turned.of(DutyKind::Justify, "2025-11-13"), ["2025-11-12 due 2025-11-13"]);
}

/// A13: an absence from a recovery course is to be justified too.
#[test]
fn an_absence_from_a_recovery_course_is_to_be_justified() {
    let mut year = Year::default();
    year.attendance(AttendanceEvent::RecoveryMissed {
        student: person(STUDENT),
        class: IN_3B,
        on: day("2026-02-10"),
        number: number(0),
        subject: SubjectCode("MAT".to_owned()),
        hours: 2,
        because: vec![],
    });
    assert_eq!(year.of(DutyKind::Justify, "2026-02-11"), ["2026-02-10 due 2026-02-11"]);
    assert_eq!(year.of(DutyKind::CheckOnReturn, "2026-02-11"), none());
}

fn away(from: &str, until: &str) -> Year {
    let mut year = Year::default();
    for on in LESSON_DAYS.iter().filter(|on| day(from) <= **on && **on <= day(until)) {
        year.absent(&on.to_string());
    }
    year
}

/// A3-02: away from 2025-11-10 to 11-17 not for health: the family had to say so by 11-09.
#[test]
fn a_long_absence_not_for_health_is_told_beforehand() {
    let kind = DutyKind::ConsiderLongAbsence;
    for (told_on, expected) in [
        (None, vec!["2025-11-18 due 2025-11-24".to_owned()]), // T-1: the twenty-third is a Sunday.
        (Some("2025-11-10"), vec!["2025-11-18 due 2025-11-24".to_owned()]),
        (Some("2025-11-09"), none()),
    ] {
        let mut year = away("2025-11-10", "2025-11-17");
        if let Some(told_on) = told_on {
            year.foretold("2025-11-10", "2025-11-17", told_on);
        }
        assert_eq!(year.of(kind, "2025-11-18"), none(), "nobody has said why");
        year.in_time(number(0), "2025-11-18");
        assert_eq!(year.of(kind, "2025-11-18"), expected, "{told_on:?}");
        year.considered(kind, "2025-11-19");
        assert!(year.of(kind, "2025-11-19").iter().all(|line| line.contains("done")));
    }
}

/// A3-02: five calendar days, from Monday to Friday, are not more than five; six are, and a weekend inside counts.
#[test]
fn long_is_more_than_five_days_by_the_calendar() {
    for (from, until, found) in [
        ("2025-11-10", "2025-11-14", 0),
        ("2025-11-12", "2025-11-14", 0),
        ("2025-11-12", "2025-11-17", 1), // Six days: Wednesday to Monday.
        ("2025-11-13", "2025-11-17", 0), // Five.
    ] {
        let mut year = away(from, until);
        year.in_time(number(0), "2025-11-20");
        assert_eq!(year.of(DutyKind::ConsiderLongAbsence, "2025-11-20").len(), found, "{from} {until}");
    }
}

/// A3-16: eight days of illness, back on 2026-01-19 without a certificate: the parent's justification is enough.
#[test]
fn eight_days_of_illness_need_no_certificate() {
    let mut year = away("2026-01-08", "2026-01-16");
    let absences: Vec<_> = (0..year.events.len()).map(number).collect();
    for absence in absences {
        year.justify(absence, JustificationGround::Health, Term::InTime, "2026-01-19");
        year.decide(absence, true, "2026-01-19");
    }
    let open: Vec<_> = all(&year.events, "2026-01-30").into_iter().filter(Duty::is_open).collect();
    assert_eq!(open, []);
}

/// A3-15: after a trip that ends on Friday 2026-03-20, absent on Monday, back on Tuesday 03-24.
#[test]
fn the_day_after_a_trip_is_justified_on_the_first_day_back() {
    let mut year = Year::default();
    year.trip("2026-03-20", "2026-03-23");
    let absence = year.absent("2026-03-23");
    year.reserve(&[absence], "2026-03-24", "2026-03-27");
    assert_eq!(year.of(DutyKind::Justify, "2026-03-24"), ["2026-03-23 due 2026-03-24"]);
    assert_eq!(year.of(DutyKind::Justify, "2026-03-25"), ["2026-03-23 overdue 2026-03-24"]);
    let unjustified = |year: &Year, on| file(&year.events).unjustified_on(day(on)).len();
    assert_eq!((unjustified(&year, "2026-03-24"), unjustified(&year, "2026-03-25")), (0, 1));
    let mut certified = year.clone();
    certified.justify(absence, JustificationGround::Health, Term::InTime, "2026-03-24");
    assert_eq!(unjustified(&certified, "2026-03-25"), 0);
    let due = day("2026-03-24");
    year.justify(absence, JustificationGround::Health, Term::Late { due }, "2026-03-25");
    assert_eq!(unjustified(&year, "2026-03-25"), 1);
}

/// A3-02: six days by the calendar, of which the family told the day before, are in order.
#[test]
fn six_days_told_the_day_before_are_in_order() {
    for (told_on, found) in [(None, 1), (Some("2025-11-12"), 1), (Some("2025-11-11"), 0)] {
        let mut year = away("2025-11-12", "2025-11-17");
        if let Some(told_on) = told_on {
            year.foretold("2025-11-12", "2025-11-17", told_on);
        }
        year.in_time(number(0), "2025-11-18");
        assert_eq!(year.of(DutyKind::ConsiderLongAbsence, "2025-11-18").len(), found, "{told_on:?}");
    }
}
