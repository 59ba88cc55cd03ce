//! The scrutiny as a whole: called, closed with its minutes, reopened, published, with its report cards.

use super::*;

/// Both students admitted, on the day of the sitting.
fn deliberated() -> Vec<Command> {
    vec![
        final_of("3B", "2026-05-25", opened(SITTING)),
        today(frozen()),
        today(graded(ANNA, 8, 8)),
        today(behaved(ANNA, 9)),
        today(outcome(ANNA, Outcome::Admitted)),
        today(graded(BRUNO, 6, 6)),
        today(behaved(BRUNO, 8)),
        today(outcome(BRUNO, Outcome::Admitted)),
    ]
}

fn with(more: Vec<(&str, Act)>) -> Scrutiny {
    let more = more.into_iter().map(|(on, act)| final_of("3B", on, act));
    after(&deliberated().into_iter().chain(more).collect::<Vec<_>>())
}

fn card(number: u32) -> Act {
    Act::IssueCard { student: person(ANNA), read_at: 41_988, protocol: protocol(number) }
}

/// B2-07: called for a day, and for another until something is deliberated.
#[test]
fn a_council_is_called_for_a_day() {
    let nothing = Scrutiny::default();
    let call = |sits_on| final_of("3B", "2026-05-25", opened(sits_on));
    allowed_once(&nothing, &call(SITTING));
    let state = after(&[call(SITTING)]);
    assert_eq!(state.sits_on(), Some(day(SITTING)));
    allowed_once(&state, &call("2026-06-11"));
    refused(&sat("3B", (8, 8), 8), &call("2026-06-11"), "already-open", "B2-07");
    refused(&nothing, &call("2026-09-01"), "outside-year", "D-14");
    allowed_once(&nothing, &call("2026-08-31"));
    let backwards =
        Act::Open { covers_from: day("2026-06-09"), covers_to: day("2026-06-08"), sits_on: day(SITTING) };
    refused(&nothing, &today(backwards), "days-out-of-order", "D-14");
    for (on, is_covered) in
        [("2026-01-31", false), ("2026-02-01", true), ("2026-06-08", true), ("2026-06-09", false)]
    {
        assert_eq!(state.covers(day(on)), is_covered, "{on}");
    }
}

/// B2-07, B7-05: closed once on everybody something was deliberated, with the number of the minutes; then nothing is
/// written.
#[test]
fn a_scrutiny_is_closed_when_everybody_is_decided_and_then_nothing_is_written() {
    let state = after(&deliberated());
    assert_eq!(state.closed_on(), None);
    assert_eq!(row(&allowed_once(&state, &today(closed(3120)))), ["B2-07", "D-08"]);
    refused(&sat("3B", (8, 8), 8), &today(closed(3120)), "undecided", "B2-07");
    refused(&Scrutiny::default(), &today(closed(3120)), "not-open", "B2-07");
    let called = after(&[final_of("3B", "2026-05-25", opened(SITTING))]);
    refused(&called, &final_of("3B", "2026-06-09", closed(3120)), "before-sitting", "B2-07");

    let state = with(vec![(SITTING, closed(3120))]);
    assert_eq!(state.closed_on(), Some(day(SITTING)));
    refused(&state, &today(closed(3121)), "closed", "B7-05");
    for written in [
        graded(ANNA, 9, 9),
        behaved(ANNA, 8),
        outcome(ANNA, suspended(&[], true)),
        essay(by("2026-08-28")),
        Act::FreezeDossier { read_at: 50_000 },
    ] {
        match decided(&state, &today(written.clone())) {
            Err(refusal) => assert_eq!(refusal.name(), "closed", "{written:?}"),
            // The dossiers are frozen: that is what a closed scrutiny leaves.
            Ok(events) => assert_eq!((events, &written), (vec![], &Act::FreezeDossier { read_at: 50_000 })),
        }
    }
    let proposed = Act::ProposeBehaviour {
        student: person(ANNA),
        by: person(TEACHER),
        value: grade(7),
        reasons: text("due note"),
    };
    refused(&state, &today(proposed), "closed", "B7-05");
    refused(&state, &final_of("3B", SITTING, opened("2026-06-11")), "already-open", "B2-07");
}

/// B2-03, B2-04: whoever has to write an essay is told on what before the scrutiny is closed.
#[test]
fn a_scrutiny_is_not_closed_without_the_essays() {
    let mut commands = deliberated();
    commands.extend([today(behaved(ANNA, 6)), today(outcome(ANNA, suspended(&[], true)))]);
    refused(&after(&commands), &today(closed(3120)), "essays-missing", "B2-03");
    commands.push(today(essay(by("2026-08-28"))));
    allowed_once(&after(&commands), &today(closed(3120)));
}

/// B7-05: reopened with a reason; the correction is a new act, the dossiers are read again, and it is closed again.
#[test]
fn a_closed_scrutiny_is_corrected_by_reopening_it() {
    let state = with(vec![(SITTING, closed(3120))]);
    let events = allowed_once(&state, &final_of("3B", "2026-06-11", reopened()));
    assert_eq!(row(&events), ["B7-05"]);
    refused(&after(&deliberated()), &today(reopened()), "not-closed", "B7-05");

    let state = with(vec![(SITTING, closed(3120)), ("2026-06-11", reopened())]);
    assert_eq!((state.closed_on(), state.dossier), (None, None));
    refused(&state, &final_of("3B", "2026-06-11", behaved(ANNA, 8)), "dossier-not-frozen", "B2-01");
    let more = vec![
        (SITTING, closed(3120)),
        ("2026-06-11", reopened()),
        ("2026-06-11", graded(ANNA, 8, 9)),
        ("2026-06-11", outcome(ANNA, Outcome::Admitted)),
    ];
    let state = with(more);
    assert_eq!(state.students[&person(ANNA)].grades[&subject("MAT")], grade(9));
    let events = allowed_once(&state, &final_of("3B", "2026-06-11", closed(3140)));
    assert_eq!(events.iter().fold(state, evolve).closed_on(), Some(day("2026-06-11")));
}

/// B7-04: published once closed, from today on; visible from its day and not before.
#[test]
fn results_are_visible_from_the_day_that_is_stated() {
    let state = with(vec![(SITTING, closed(3120))]);
    let events = allowed_once(&state, &today(published("2026-06-13")));
    assert_eq!(row(&events), ["B7-04"]);
    allowed_once(&state, &today(published(SITTING)));
    refused(&state, &today(published("2026-06-09")), "published-in-the-past", "B7-04");
    refused(&after(&deliberated()), &today(published("2026-06-13")), "not-closed", "B7-05");
    let state = with(vec![(SITTING, closed(3120)), (SITTING, published("2026-06-13"))]);
    assert_eq!(["2026-06-12", "2026-06-13"].map(|on| state.is_visible_on(day(on))), [false, true]);
    // Until it is visible another day may be stated.
    allowed_once(&state, &today(published("2026-06-15")));
    assert_eq!(decided(&state, &final_of("3B", "2026-06-13", published("2026-06-15"))), Ok(Vec::new()));
    // Corrected, it is published again.
    let state = with(vec![
        (SITTING, closed(3120)),
        (SITTING, published(SITTING)),
        ("2026-06-11", reopened()),
        ("2026-06-11", closed(3140)),
    ]);
    allowed_once(&state, &final_of("3B", "2026-06-11", published("2026-06-11")));
}

/// A12-11: a card for each student, of results that are visible, with its number.
#[test]
fn a_report_card_is_issued_once_results_are_visible() {
    let state = with(vec![(SITTING, closed(3120)), (SITTING, published("2026-06-13"))]);
    refused(&state, &final_of("3B", "2026-06-12", card(3251)), "not-published", "B7-04");
    let events = allowed_once(&state, &final_of("3B", "2026-06-13", card(3251)));
    assert_eq!(row(&events), ["A12-11", "D-08"]);
    refused(&with(vec![(SITTING, closed(3120))]), &today(card(3251)), "not-published", "B7-04");
    refused(&after(&deliberated()), &today(card(3251)), "not-closed", "B7-05");
    let elsewhere = Act::IssueCard { student: person(3), read_at: 1, protocol: protocol(1) };
    refused(&state, &final_of("3B", "2026-06-13", elsewhere), "not-in-class", "B2-07");
}
