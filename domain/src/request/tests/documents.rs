//! Access to documents, the other procedure: an interest, thirty days, others who are heard.

use super::*;

fn open() -> DataRequest {
    after(&[("2025-11-03", received(Claim::Documents, "2025-11-03"))])
}

fn notify(notified_on: &str) -> Command {
    Command::NotifyCounterInterested { party: person(3), notified_on: day(notified_on) }
}

fn oppose(opposed_on: &str) -> Command {
    let reasons = text("il documento dice altro di me");
    Command::Oppose { party: person(3), opposed_on: day(opposed_on), reasons }
}

/// B4-05: asked on 3 November, answered by 3 December; then silence is a refusal, against which thirty more days run. T-1.
#[test]
fn silence_is_a_refusal_that_nobody_records() {
    let (open, answer_by, appeal_by) = (open(), day("2025-12-03"), day("2026-01-02"));
    assert_eq!(open.standing(day("2025-12-03")), Standing::Open { answer_by });
    assert_eq!(open.standing(day("2025-12-04")), Standing::SilentlyRefused { answer_by, appeal_by });
    assert_eq!(open.length, 1);
    assert_eq!(then(&open, "2025-12-10", answer(Outcome::Granted)), Ok(1), "the school may still answer");
    let saturday = after(&[("2025-11-06", received(Claim::Documents, "2025-11-06"))]);
    assert_eq!(saturday.answer_by(), Some(day("2025-12-06")), "T-2: a Saturday stays");
}

/// B4-05: an interest is stated; the term is not extended.
#[test]
fn documents_are_asked_for_with_an_interest() {
    let mut without = asked(Claim::Documents, "2025-11-03", Some(Identity::Document));
    without.interest = None;
    let receive = Command::Receive(Box::new(without));
    assert_eq!(then(&DataRequest::default(), "2025-11-03", receive), Err("no-interest"));
    assert_eq!(then(&open(), "2025-11-04", extend()), Err("not-extendable"));
    assert_eq!(then(&open(), "2025-11-04", refuse(Ground::NoInterest)), Ok(1));
    assert_eq!(then(&open(), "2025-11-04", refuse(Ground::MustBeKept)), Err("ground-of-another"));
}

/// E-04: told on 5 November, answered by 5 December; anybody may; refused only where it would be too much, and then there is the
/// ombudsman. Its term is not extended, and its silence refuses nothing.
#[test]
fn what_cannot_be_used_is_answered_within_thirty_days() {
    let told = after(&[("2025-11-05", received(Claim::Accessibility, "2025-11-05"))]);
    let answer_by = day("2025-12-05");
    assert_eq!(told.standing(answer_by), Standing::Open { answer_by });
    assert_eq!(told.standing(day("2025-12-06")), Standing::Overdue { answer_by });
    assert_eq!(then(&told, "2025-12-01", answer(Outcome::Granted)), Ok(1));
    assert_eq!(then(&told, "2025-12-01", extend()), Err("not-extendable"));
    assert_eq!(then(&told, "2025-12-01", refuse(Ground::MustBeKept)), Err("ground-of-another"));
    let refused = evolved(&told, "2025-12-01", refuse(Ground::DisproportionateBurden));
    let Some(Ended::Refused { remedies, .. }) = refused.ended else { panic!("{refused:?}") };
    assert_eq!(remedies, [Remedy { before: RemedyBefore::DigitalOmbudsman, by: None }]);
    let data = after(&[("2025-11-05", received(Claim::Access, "2025-11-05"))]);
    assert_eq!(then(&data, "2025-12-01", refuse(Ground::DisproportionateBurden)), Err("ground-of-another"));
    // The same again is nothing.
    assert_eq!(then(&told, "2025-11-06", received(Claim::Accessibility, "2025-11-05")), Ok(0));
}

/// E-04: anybody may tell it: nobody is refused for who she is, and a letter that nobody signed is answered in the same days.
#[test]
fn what_cannot_be_used_is_told_by_anybody() {
    let told = after(&[("2025-11-05", received(Claim::Accessibility, "2025-11-05"))]);
    let answer_by = day("2025-12-05");
    let mut unsigned = asked(Claim::Accessibility, "2025-11-05", None);
    (unsigned.applicant, unsigned.title) = (None, Title::Nobody);
    unsigned.protocol = Some(Protocol { number: 88, year: 2025 });
    let unsigned = after(&[("2025-11-05", Command::Receive(Box::new(unsigned)))]);
    for told in [&told, &unsigned] {
        assert_eq!(told.standing(answer_by), Standing::Open { answer_by });
        assert_eq!(told.standing(day("2025-12-06")), Standing::Overdue { answer_by });
        for ground in [Ground::NotIdentified, Ground::NotEntitled] {
            assert_eq!(then(told, "2025-11-06", refuse(ground)), Err("ground-of-another"), "{ground:?}");
        }
        assert_eq!(then(told, "2025-11-06", refuse(Ground::DisproportionateBurden)), Ok(1));
        assert_eq!(then(told, "2025-11-06", answer(Outcome::Granted)), Ok(1));
    }
    // Known later, she is answered by the same day.
    let verify = Command::VerifyIdentity {
        applicant: Some(person(MOTHER)),
        title: Title::Interested,
        identity: Identity::Document,
    };
    assert_eq!(evolved(&unsigned, "2025-11-20", verify).answer_by(), Some(answer_by));
    // Of one's own data it stays a ground.
    let data = after(&[("2025-11-05", received(Claim::Access, "2025-11-05"))]);
    assert_eq!(then(&data, "2025-11-06", refuse(Ground::NotEntitled)), Ok(1));
}

/// DPR184-3: whoever would be known has ten days; nothing is shown before, unless she has already spoken.
#[test]
fn the_counter_interested_are_heard() {
    let notified = evolved(&open(), "2025-11-05", notify("2025-11-05"));
    assert_eq!(notified.parties[0].opposes_by, day("2025-11-15"), "a Saturday stays");
    assert_eq!(then(&notified, "2025-11-15", answer(Outcome::Granted)), Err("opposition-running"));
    assert_eq!(then(&notified, "2025-11-16", answer(Outcome::Granted)), Ok(1));
    assert_eq!(then(&notified, "2025-11-16", oppose("2025-11-15")), Ok(1));
    assert_eq!(then(&notified, "2025-11-17", oppose("2025-11-16")), Err("opposition-too-late"));
    let opposed = evolved(&notified, "2025-11-10", oppose("2025-11-10"));
    assert_eq!(then(&opposed, "2025-11-11", answer(Outcome::PartlyGranted)), Ok(1), "weighed, not binding");
    assert_eq!(then(&opposed, "2025-11-11", oppose("2025-11-10")), Ok(0));
    assert_eq!(then(&notified, "2025-11-06", notify("2025-11-05")), Ok(0));
    assert_eq!(then(&open(), "2025-11-06", oppose("2025-11-06")), Err("not-notified"));
    assert_eq!(then(&open(), "2025-11-04", notify("2025-11-05")), Err("not-yet"));
    let own = after(&[("2025-11-03", received(Claim::Access, "2025-11-03"))]);
    assert_eq!(then(&own, "2025-11-04", notify("2025-11-04")), Err("no-counter-interested"));
}

/// B4-05: a refusal says the TAR and the Commission, and by when; B4-06: what was disposed of is named.
#[test]
fn a_refusal_of_documents_has_its_term() {
    let refused = evolved(&open(), "2025-11-20", refuse(Ground::Excluded));
    let Some(Ended::Refused { remedies, .. }) = &refused.ended else { panic!("refused") };
    let by = Some(day("2025-12-20"));
    assert_eq!(*remedies, [RemedyBefore::Tar, RemedyBefore::Commission].map(|before| Remedy { before, by }));
    assert_eq!(then(&open(), "2025-11-20", refuse(Ground::NotHeld)), Err("no-disposal"));
    let with_number = Command::Refuse {
        ground: Ground::NotHeld,
        reasons: text("scartato"),
        protocol: Some(Protocol { number: 12, year: 2024 }),
    };
    assert_eq!(then(&open(), "2025-11-20", with_number), Ok(1));
}
