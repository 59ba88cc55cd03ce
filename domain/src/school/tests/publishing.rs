//! Which calendars may be published and which bells set.

use super::*;
use crate::calendar::Closure;
use crate::regulation::Period;

const FROM: &str = "2025-09-01";

fn calendar(first_day: &str, last_day: &str, closures: &[(&str, &str)]) -> SchoolCalendar {
    let closure =
        |(from, to): &(&str, &str)| Closure { from: day(from), to: day(to), reason: "ponte".into() };
    SchoolCalendar {
        first_day: day(first_day),
        last_day: day(last_day),
        closures: closures.iter().map(closure).collect(),
        ..lazio_2025_26(Week::FiveDays)
    }
}

fn publishing(calendar: SchoolCalendar) -> Command {
    Command::PublishCalendar { calendar, on: day("2025-09-01") }
}

/// Hours by number, beginning and end.
fn hours(hours: &[(u8, &str, &str)]) -> BellSchedule {
    let period =
        |&(number, starts, ends): &(u8, &str, &str)| Period { number, starts: at(starts), ends: at(ends) };
    BellSchedule { periods: hours.iter().map(period).collect() }
}

/// T-5
#[test]
fn a_calendar_within_its_school_year_is_published() {
    for calendar in [
        calendar("2025-09-01", "2026-08-31", &[]),
        calendar("2025-09-15", "2025-09-15", &[("2025-09-15", "2025-09-15")]),
        calendar("2025-09-15", "2026-06-08", &[("2025-09-15", "2025-09-16"), ("2026-06-08", "2026-06-08")]),
    ] {
        let because = vec![Norm::LessonDays, Norm::Holidays];
        let event = SchoolEvent::CalendarPublished { calendar: calendar.clone(), on: day(FROM), because };
        assert_eq!(after(&SCHOOL, &publishing(calendar)), Ok(vec![event]));
    }
}

/// T-5
#[test]
fn a_calendar_that_cannot_be_kept_is_refused() {
    let outside = |on| Rejection::DayOutsideYear { on: day(on), year: SchoolYear(2025) };
    let (first_day, last_day) = (day("2025-09-15"), day("2026-06-08"));
    let beyond =
        |from, to| Rejection::ClosureOutsideCalendar { from: day(from), to: day(to), first_day, last_day };
    let closed = |from, to| calendar("2025-09-15", "2026-06-08", &[("2025-12-23", "2026-01-06"), (from, to)]);
    for (calendar, refusal, words) in [
        (
            calendar("2025-09-16", "2025-09-15", &[]),
            Rejection::LastDayBeforeFirst { first_day: day("2025-09-16"), last_day: day("2025-09-15") },
            "l'ultimo giorno di lezione (15 settembre 2025) precede il primo (16 settembre 2025)",
        ),
        (
            calendar("2025-08-31", "2026-06-08", &[]),
            outside("2025-08-31"),
            "il 31 agosto 2025 non è un giorno dell'anno scolastico 2025/26",
        ),
        (
            calendar("2025-09-15", "2026-09-01", &[]),
            outside("2026-09-01"),
            "il 1º settembre 2026 non è un giorno dell'anno scolastico 2025/26",
        ),
        (
            closed("2026-03-03", "2026-03-02"),
            Rejection::ClosureEndsBeforeStart { from: day("2026-03-03"), to: day("2026-03-02") },
            "la chiusura ha una data di fine (2 marzo 2026) che precede quella di inizio (3 marzo 2026)",
        ),
        (
            closed("2025-09-14", "2025-09-15"),
            beyond("2025-09-14", "2025-09-15"),
            "la chiusura (14 settembre 2025 – 15 settembre 2025) esce dai giorni di lezione \
             (15 settembre 2025 – 8 giugno 2026)",
        ),
        (
            closed("2026-06-08", "2026-06-09"),
            beyond("2026-06-08", "2026-06-09"),
            "la chiusura (8 giugno 2026 – 9 giugno 2026) esce dai giorni di lezione \
             (15 settembre 2025 – 8 giugno 2026)",
        ),
    ] {
        assert_eq!((refusal.norm(), refusal.to_string().as_str()), (Norm::LessonDays, words));
        assert_eq!(after(&SCHOOL, &publishing(calendar)), Err(refusal));
    }
}

/// T-5
#[test]
fn a_calendar_published_as_it_stands_is_nothing_to_do() {
    let again = publishing(calendar("2025-09-15", "2026-06-08", &[("2025-11-03", "2025-11-04")]));
    assert_eq!(after(&school_after(std::slice::from_ref(&again)), &again), Ok(vec![]));
}

/// A1-01
#[test]
fn a_bell_whose_hours_follow_each_other_is_set() {
    for bell in [
        hours(&[(1, "08:05", "08:06")]),
        hours(&[(1, "08:05", "09:00"), (2, "09:00", "10:00")]),
        hours(&[(1, "08:05", "09:00"), (2, "09:10", "10:00")]), // With a break.
    ] {
        let because = vec![Norm::OnTimeUntilLessonsStart];
        let event = SchoolEvent::BellScheduleSet { bell: bell.clone(), from: day(FROM), because };
        assert_eq!(after(&SCHOOL, &ring(bell, FROM)), Ok(vec![event]));
    }
}

/// A1-01
#[test]
fn a_bell_that_cannot_ring_is_refused() {
    let (from, first, second) = (day(FROM), PeriodNumber(1), PeriodNumber(2));
    let backwards =
        |ends| Rejection::PeriodEndsBeforeStart { from, period: first, starts: at("08:05"), ends: at(ends) };
    let overlap = Rejection::PeriodsOverlap { from, one: first, other: second };
    let overlapping = "campana in vigore dal giorno 1º settembre 2025: la 1ª ora e la 2ª si sovrappongono";
    for (bell, refusal, words) in [
        (
            hours(&[]),
            Rejection::NoPeriods { from },
            "campana in vigore dal giorno 1º settembre 2025: non ha ore di lezione",
        ),
        (
            hours(&[(1, "08:05", "08:05")]),
            backwards("08:05"),
            "campana in vigore dal giorno 1º settembre 2025: la 1ª ora non può finire alle 08:05 e iniziare alle 08:05",
        ),
        (
            hours(&[(1, "08:05", "08:04")]),
            backwards("08:04"),
            "campana in vigore dal giorno 1º settembre 2025: la 1ª ora non può finire alle 08:04 e iniziare alle 08:05",
        ),
        (
            hours(&[(1, "08:05", "09:00"), (1, "09:00", "10:00")]),
            Rejection::PeriodRepeated { from, period: first },
            "campana in vigore dal giorno 1º settembre 2025: la 1ª ora è ripetuta",
        ),
        (hours(&[(1, "08:05", "09:00"), (2, "08:59", "10:00")]), overlap.clone(), overlapping),
        (hours(&[(1, "08:59", "10:00"), (2, "08:05", "09:00")]), overlap, overlapping),
    ] {
        assert_eq!((refusal.norm(), refusal.to_string().as_str()), (Norm::OnTimeUntilLessonsStart, words));
        assert_eq!(after(&SCHOOL, &ring(bell, FROM)), Err(refusal));
    }
}

/// A1-01
#[test]
fn a_bell_set_as_it_rings_is_nothing_to_do() {
    let again = ring(hours(&[(1, "08:05", "09:00")]), FROM);
    assert_eq!(after(&school_after(std::slice::from_ref(&again)), &again), Ok(vec![]));
}
