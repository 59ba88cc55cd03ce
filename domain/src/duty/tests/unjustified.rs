//! Unjustified absences: whom the school tells, and then whom else.

use super::*;

/// Absent, back the next day of lessons, and never justified.
fn lapsed(year: &mut Year, on: &str, back: &str, justify_by: &str) -> FactNumber {
    let absence = year.absent(on);
    year.reserve(&[absence], back, justify_by);
    absence
}

/// A3-12: unjustified on 2025-10-03, 10-20 and 11-12: an alert on the day on which the third becomes so.
#[test]
fn at_the_third_unjustified_absence_the_family_is_told() {
    let kind = DutyKind::TellOfThreeUnjustified;
    let mut year = Year::default();
    lapsed(&mut year, "2025-10-03", "2025-10-06", "2025-10-09");
    lapsed(&mut year, "2025-10-20", "2025-10-21", "2025-10-24");
    assert_eq!(year.of(kind, "2025-11-18"), none());
    let third = lapsed(&mut year, "2025-11-12", "2025-11-13", "2025-11-17");
    assert_eq!(year.of(kind, "2025-11-17"), none());
    assert_eq!(year.of(kind, "2025-11-18"), ["2025-11-18 due 2025-11-24"]); // T-1: the twenty-third is a Sunday.
    assert_eq!(year.of(kind, "2025-11-25"), ["2025-11-18 overdue 2025-11-24"]);
    let mut accepted = year.clone();
    let due = day("2025-11-17");
    accepted.justify(third, JustificationGround::Family, Term::Late { due }, "2025-11-19");
    assert_eq!(accepted.of(kind, "2025-11-19").len(), 1);
    accepted.decide(third, true, "2025-11-20");
    assert_eq!(accepted.of(kind, "2025-11-20"), none());
    year.told(kind, "2025-11-19");
    assert_eq!(year.of(kind, "2025-11-19"), ["2025-11-18 done 2025-11-19"]);
}

/// A4-01: a collective absence is unjustified from the day on which it is said, whatever is brought.
#[test]
fn a_collective_absence_is_one_of_the_three() {
    let kind = DutyKind::TellOfThreeUnjustified;
    let mut year = Year::default();
    lapsed(&mut year, "2025-10-03", "2025-10-06", "2025-10-09");
    lapsed(&mut year, "2025-10-20", "2025-10-21", "2025-10-24");
    let strike = year.absent("2025-11-28");
    year.classify(strike, "2025-11-28", AbsenceKind::Collective, "2025-12-01");
    assert_eq!(year.of(kind, "2025-11-30"), none());
    assert_eq!(year.of(kind, "2025-12-01"), ["2025-12-01 due 2025-12-06"]);
    assert_eq!(year.of(DutyKind::Justify, "2025-12-01").len(), 2);
    year.in_time(strike, "2025-12-02");
    assert_eq!(year.of(kind, "2025-12-02"), ["2025-12-01 due 2025-12-06"]);
    // A4-04: student A was ill on 11-28.
    year.classify(strike, "2025-11-28", AbsenceKind::Individual, "2025-12-03");
    assert_eq!(year.of(kind, "2025-12-03"), none());
}

/// A4-04: a contest has an answer, which confirms or says otherwise.
#[test]
fn who_contests_is_answered() {
    let kind = DutyKind::DecideContest;
    let mut year = Year::default();
    let strike = year.absent("2025-11-28");
    year.classify(strike, "2025-11-28", AbsenceKind::Collective, "2025-12-01");
    year.attendance(AttendanceEvent::ClassificationContested {
        student: person(STUDENT),
        on: day("2025-11-28"),
        number: strike,
        by: guardian(),
        grounds: text("visita"),
        contested_on: day("2025-12-02"),
        because: vec![],
    });
    assert_eq!(year.of(kind, "2025-12-01"), none());
    assert_eq!(year.of(kind, "2025-12-09"), ["2025-12-02 due 2025-12-09"]); // T-1: Sunday 7 and 8 December.
    assert_eq!(year.of(kind, "2025-12-10"), ["2025-12-02 overdue 2025-12-09"]);
    let mut upheld = year.clone();
    upheld.classify(strike, "2025-11-28", AbsenceKind::Individual, "2025-12-03");
    assert_eq!(upheld.of(kind, "2025-12-03"), ["2025-12-02 done 2025-12-03"]);
    year.attendance(AttendanceEvent::ClassificationConfirmed {
        student: person(STUDENT),
        on: day("2025-11-28"),
        number: strike,
        reason: text("nessuna prova"),
        confirmed_on: day("2025-12-04"),
        because: vec![],
    });
    assert_eq!(year.of(kind, "2025-12-04"), ["2025-12-02 done 2025-12-04"]);
}

/// Absent on the lesson days up to `until`, the last so many.
fn days_up_to(until: &str, count: usize) -> Year {
    let mut year = Year::default();
    let days: Vec<_> = LESSON_DAYS.iter().filter(|on| **on <= day(until)).collect();
    for on in &days[days.len() - count..] {
        year.absent(&on.to_string());
    }
    year
}

/// A3-14: the tenth day is of 2025-11-24: the family is told. Nothing justified, the social services after seven days,
/// and then the Carabinieri.
#[test]
fn at_ten_days_the_family_then_the_services_then_the_carabinieri() {
    use DutyKind::{InformCarabinieri, InformSocialServices, TellOfTenDays};
    assert_eq!(days_up_to("2025-11-24", 9).of(TellOfTenDays, "2025-11-24"), none());
    let mut year = days_up_to("2025-11-24", 10);
    assert_eq!(year.of(TellOfTenDays, "2025-11-23"), none());
    assert_eq!(year.of(TellOfTenDays, "2025-11-24"), ["2025-11-24 due 2025-11-29"]);
    assert_eq!(year.of(InformSocialServices, "2025-12-31"), none());
    year.told(TellOfTenDays, "2025-11-25");
    assert_eq!(year.of(TellOfTenDays, "2025-11-25"), ["2025-11-24 done 2025-11-25"]);
    assert_eq!(year.of(InformSocialServices, "2025-12-02"), none());
    assert_eq!(year.of(InformSocialServices, "2025-12-03"), ["2025-12-03 due 2025-12-09"]); // T-1: 8 December.
    assert_eq!(year.of(InformCarabinieri, "2025-12-31"), none());
    inform(&mut year, InformSocialServices, "2025-12-04");
    assert_eq!(year.of(InformSocialServices, "2025-12-04"), ["2025-12-03 done 2025-12-04"]);
    assert_eq!(year.of(InformCarabinieri, "2025-12-04"), ["2025-12-04 due 2025-12-09"]);
    inform(&mut year, InformCarabinieri, "2025-12-05");
    assert_eq!(year.of(InformCarabinieri, "2025-12-05"), ["2025-12-04 done 2025-12-05"]);
    assert_eq!(InformCarabinieri.norm(), Norm::TenUnjustifiedDays);
}

/// A3-14: justified in time, nobody else is informed.
#[test]
fn a_justification_within_the_seven_days_stops_the_rest() {
    use DutyKind::{InformSocialServices, TellOfTenDays};
    let mut year = days_up_to("2025-11-24", 10);
    year.told(TellOfTenDays, "2025-11-25");
    let mut eleven = year.clone();
    let further = eleven.absent("2025-11-25");
    year.in_time(number(0), "2025-12-02");
    assert_eq!(year.of(InformSocialServices, "2025-12-03"), none());
    // Of eleven days one justified leaves ten, of which the family had been told.
    eleven.in_time(further, "2025-12-02");
    assert_eq!(eleven.of(TellOfTenDays, "2025-12-03"), ["2025-11-24 done 2025-11-25"]);
    assert_eq!(eleven.of(InformSocialServices, "2025-12-03"), ["2025-12-03 due 2025-12-09"]);
}

/// A3-14: an absence of which the family told beforehand is not one that nobody explains.
#[test]
fn days_foretold_have_a_reason() {
    let mut year = days_up_to("2025-11-24", 10);
    year.foretold("2025-11-10", "2025-11-24", "2025-11-08");
    assert_eq!(year.of(DutyKind::TellOfTenDays, "2025-11-24"), none());
    // Back, and never justified: foretelling is not justifying.
    let absences: Vec<_> = (0..10).map(number).collect();
    year.reserve(&absences, "2025-11-25", "2025-11-28");
    assert_eq!(year.of(DutyKind::TellOfTenDays, "2025-11-28"), none());
    assert_eq!(year.of(DutyKind::TellOfTenDays, "2025-11-29").len(), 1);
}

fn inform(year: &mut Year, duty: DutyKind, on: &str) {
    let authority = if duty == DutyKind::InformCarabinieri {
        crate::contact::Authority::Carabinieri
    } else {
        crate::contact::Authority::SocialServices
    };
    let (student, number, on) = (person(STUDENT), year.next(), day(on));
    let protocol = text("5012/2025");
    year.contact(ContactEvent::AuthorityInformed {
        student,
        on,
        number,
        duty,
        authority,
        protocol,
        because: vec![],
    });
}
