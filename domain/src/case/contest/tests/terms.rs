//! Every term of an appeal and of a complaint, on days of every kind: (from, last day).
//!
//! Rows T-1, T-2, A10-C5: civil days, a holiday moves the end, a Saturday does not.

use jiff::ToSpan;

use super::*;

/// Start, and the last day of the terms of five, ten, fifteen and thirty days.
const TABLE: [(&str, &str, &str, &str, &str); 19] = [
    // An ordinary Monday: five days end on a Saturday, which stays (T-2).
    ("2025-11-24", "2025-11-29", "2025-12-04", "2025-12-09", "2025-12-24"),
    // T-1: Friday, fifteen days end on a Saturday.
    ("2025-11-14", "2025-11-19", "2025-11-24", "2025-11-29", "2025-12-15"),
    // T-1: the next day, on a Sunday.
    ("2025-11-15", "2025-11-20", "2025-11-25", "2025-12-01", "2025-12-15"),
    // T-1: 8 December for fifteen; A9-07: for ten, from the 28th.
    ("2025-11-23", "2025-11-28", "2025-12-03", "2025-12-09", "2025-12-23"),
    ("2025-11-27", "2025-12-02", "2025-12-09", "2025-12-12", "2025-12-27"),
    ("2025-11-28", "2025-12-03", "2025-12-09", "2025-12-13", "2025-12-29"),
    ("2025-11-29", "2025-12-04", "2025-12-09", "2025-12-15", "2025-12-29"),
    // T-1: Christmas, Santo Stefano, then a Saturday.
    ("2025-12-10", "2025-12-15", "2025-12-20", "2025-12-27", "2026-01-09"),
    ("2025-12-14", "2025-12-19", "2025-12-24", "2025-12-29", "2026-01-13"),
    ("2025-12-15", "2025-12-20", "2025-12-27", "2025-12-30", "2026-01-14"),
    ("2025-12-16", "2025-12-22", "2025-12-27", "2025-12-31", "2026-01-15"),
    // Easter and Easter Monday, 5 and 6 April 2026; five days from the 31st.
    ("2026-03-31", "2026-04-07", "2026-04-10", "2026-04-15", "2026-04-30"),
    ("2026-03-26", "2026-03-31", "2026-04-07", "2026-04-10", "2026-04-27"),
    // T-1: 25 April, a Saturday, then a Sunday.
    ("2026-04-10", "2026-04-15", "2026-04-20", "2026-04-27", "2026-05-11"),
    // 1 May, a Friday: the Saturday after it will do.
    ("2026-04-21", "2026-04-27", "2026-05-02", "2026-05-06", "2026-05-21"),
    // T-1: 2 June.
    ("2026-05-18", "2026-05-23", "2026-05-28", "2026-06-03", "2026-06-17"),
    // A leap year.
    ("2028-02-24", "2028-02-29", "2028-03-06", "2028-03-10", "2028-03-25"),
    // The nights in which the clocks change: the last Sundays of October and of March.
    ("2025-10-24", "2025-10-29", "2025-11-03", "2025-11-08", "2025-11-24"),
    ("2026-03-27", "2026-04-01", "2026-04-07", "2026-04-11", "2026-04-27"),
];

fn next(on: Date) -> Date {
    on.saturating_add(1.day())
}

fn at_nine(on: Date) -> String {
    format!("{on}T09:00")
}

/// T-1, T-2, A10-C5: fifteen days to appeal, the last day and the day after.
#[test]
fn the_term_to_appeal() {
    for (start, _, _, fifteen, _) in TABLE {
        let case = sanctioned(removal(3), Letter::M, Item::M);
        let case = communicate(case, &format!("{start}T08:00"), &[MOTHER], &[], info(start));
        let last = day(fifteen);
        assert!(asked(&case, &at_nine(last), &file()).is_ok(), "{start}: {fifteen}");
        let late = asked(&case, &at_nine(next(last)), &file());
        assert!(matches!(late, Err(Rejection::TooLate { until, .. }) if until == last), "{start}: {late:?}");
        assert_eq!(case.appealable_until(&Regulation::adopted(), &rome()), Some(last));
    }
}

/// A9-05: five days to convene; A9-07: ten to decide. The last day, and the day after.
#[test]
fn the_terms_to_convene_and_to_decide() {
    for (start, five, ten, ..) in TABLE {
        let case = sanctioned(removal(3), Letter::M, Item::M);
        let case = communicate(case, &format!("{start}T08:00"), &[MOTHER], &[], info(start));
        let case = after(&case, &at_nine(day(start)), &file());
        let appeal = &case.appeals[&APPEAL];
        assert_eq!((appeal.filing.said.convene_by, appeal.filing.said.decide_by), (day(five), day(ten)));
        assert!(appeal.is_pending(day(ten)) && !appeal.is_lapsed(day(ten)), "{start}");
        assert!(!appeal.is_pending(next(day(ten))) && appeal.is_lapsed(next(day(ten))), "{start}");
        let step = |today| {
            let steps = super::super::steps(&case, OF, today, &Regulation::adopted());
            let named = steps.into_iter().find(|step| step.name == "Organo di garanzia convocato");
            failed(&named.expect("a step"))
        };
        assert!(!step(day(five)) && step(next(day(five))), "{start}");
    }
}

/// A9-14: fifteen days to complain, from the communication of the outcome.
#[test]
fn the_term_to_complain_from_the_communication() {
    for (start, _, _, fifteen, thirty) in TABLE {
        // Decided on 4 December 2025: what is told before that day is not told here.
        if day(start) < day("2025-12-05") {
            continue;
        }
        let case = after(&ruled(Outcome::Confirmed), &at_nine(day(start)), &tell(&[MOTHER]));
        let last = day(fifteen);
        let told = &case.appeals[&APPEAL].communicated[0].said;
        assert_eq!(told.complain_until, last, "{start}");
        assert!(asked(&case, &at_nine(last), &super::region::complain(MOTHER)).is_ok(), "{start}");
        let late = asked(&case, &at_nine(next(last)), &super::region::complain(MOTHER));
        let is_late = matches!(late, Err(Rejection::ComplaintTooLate { until, .. }) if until == last);
        assert!(is_late, "{start}: {late:?}");
        // B1-14: thirty days for the opinion.
        let case = after(&case, &at_nine(day(start)), &super::region::complain(MOTHER));
        let complained = case.complaints.values().next().expect("a complaint");
        assert_eq!(complained.opinion_by, day(thirty), "{start}");
    }
}

/// A9-14: from the end of the ten days, when they pass in silence: 12-04 → 12-19; 12-27 → Sunday 01-11 → 01-12.
#[test]
fn the_term_to_complain_from_silence() {
    for (filed, silence, last) in [
        ("2025-11-24", "2025-12-04", "2025-12-19"),
        ("2025-12-15", "2025-12-27", "2026-01-12"),
        ("2025-11-28", "2025-12-09", "2025-12-24"),
        ("2028-02-18", "2028-02-28", "2028-03-14"),
    ] {
        let case = communicated_on(&format!("{filed}T08:00"));
        let case = after(&case, &at_nine(day(filed)), &file());
        assert_eq!(case.appeals[&APPEAL].filing.said.decide_by, day(silence));
        let complain = super::region::complain(MOTHER);
        assert_eq!(asked(&case, &at_nine(day(silence)), &complain), Err(Rejection::NotAppealed));
        assert!(asked(&case, &at_nine(day(last)), &complain).is_ok(), "{filed}");
        assert!(asked(&case, &at_nine(next(day(last))), &complain).is_err(), "{filed}");
        // To tell the family of it later does not give more time.
        let told = after(&case, &at_nine(next(next(day(silence)))), &tell(&[MOTHER]));
        assert_eq!(told.appeals[&APPEAL].communicated[0].said.complain_until, day(last));
    }
}

/// B1-14: documents extend the thirty days by fifteen at most: 2026-01-17 → Sunday 02-01 → 02-02.
#[test]
fn the_term_of_the_opinion_is_extended_once() {
    for (complained_on, opinion_by, longest) in [
        ("2025-12-18", "2026-01-17", "2026-02-02"),
        ("2025-12-19", "2026-01-19", "2026-02-03"),
        // Told on the 5th: until the 20th.
        ("2025-12-20", "2026-01-19", "2026-02-03"),
    ] {
        let case = after(&ruled(Outcome::Confirmed), "2025-12-05T09:00", &tell(&[MOTHER]));
        let case = after(&case, &at_nine(day(complained_on)), &super::region::complain(MOTHER));
        let (number, complained) = case.complaints.first_key_value().expect("a complaint");
        assert_eq!(complained.opinion_by, day(opinion_by), "{complained_on}");
        let request = |until| Command::RequestDocuments { complaint: *number, until };
        let events = asked(&case, &at_nine(day(opinion_by)), &request(None)).expect("allowed");
        let until = |event: &CaseEvent| {
            if let CaseEvent::DocumentsRequested { until, .. } = event { Some(*until) } else { None }
        };
        assert_eq!(events.iter().find_map(until), Some(day(longest)), "{complained_on}");
        let on = at_nine(day(complained_on));
        assert!(asked(&case, &on, &request(Some(day(longest)))).is_ok());
        assert!(asked(&case, &on, &request(Some(next(day(longest))))).is_err());
        assert!(asked(&case, &on, &request(Some(day(opinion_by)))).is_err());
        assert!(asked(&case, &at_nine(next(day(opinion_by))), &request(None)).is_err());
    }
}

/// A9-06: three days before the sitting, counted backwards; nothing moves: (sitting, last day of the notice).
#[test]
fn the_notice_before_a_sitting() {
    let regulation = Regulation::adopted();
    for (sits_on, last) in [
        ("2025-12-04", "2025-12-01"), // A9-06: Thursday, Monday.
        ("2025-12-03", "2025-11-30"), // A Sunday.
        ("2025-12-11", "2025-12-08"), // 8 December.
        ("2025-12-29", "2025-12-26"),
        ("2026-04-09", "2026-04-06"), // Easter Monday.
        ("2026-04-28", "2026-04-25"),
        ("2026-05-04", "2026-05-01"),
        ("2026-06-05", "2026-06-02"),
        ("2028-03-03", "2028-02-29"), // A leap year.
        ("2025-10-27", "2025-10-24"), // Over the nights in which the clocks change.
        ("2026-03-30", "2026-03-27"),
    ] {
        let (sits_on, last) = (day(sits_on), day(last));
        assert_eq!(regulation.guarantee_notice(sits_on).last_day_before(sits_on), last, "{sits_on}");
    }
}
