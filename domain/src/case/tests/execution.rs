//! A sanction is communicated, executed day by day, certified by the host, assessed.

use super::*;

/// D-08: a letter without protocol number: the sanction is not communicated.
#[test]
fn without_a_protocol_number_nothing_is_communicated() {
    let without = CommunicationLetter { protocol: None, ..letter(DECIDED, &DAYS, Some("2025-12-02")) };
    let refused = decided().refused("2025-11-17T10:00", communicate(without));
    assert_eq!((refused.clone(), refused.norm()), (Rejection::NoProtocol, Norm::ProtocolNumber));
    let standing =
        |story: &Story| story.0.standing(day("2025-11-18"), &Regulation::adopted(), &Holidays::national());
    assert_eq!(standing(&decided()), Standing::NotCommunicated);
    assert_eq!(standing(&communicated()), Standing::Appealable { until: day("2025-12-02") });
}

#[test]
fn a_letter_goes_to_who_may_be_told_with_the_days_that_were_decided() {
    let asked = |letter| decided().asked("2025-11-17T10:00", communicate(letter));
    let sound = || letter(DECIDED, &DAYS, Some("2025-12-02"));
    let events = asked(sound()).expect("allowed");
    assert_eq!(
        events[0].heading().because,
        [Norm::SanctionCommunicated, Norm::AppealStated, Norm::EffectOnCommunication, Norm::ProtocolNumber]
    );
    communicated().passes_over("2025-11-17T11:00", communicate(sound()));
    let to = |to: Vec<PersonId>| asked(CommunicationLetter { to, ..sound() });
    assert_eq!(to(vec![]), Err(Rejection::NobodyAddressed));
    assert_eq!(to(vec![person(99)]), Err(Rejection::NotToBeTold));
    let days = |days: &[&str]| asked(letter(DECIDED, days, None));
    assert_eq!(days(&["2025-11-25", "2025-11-25"]), Err(Rejection::DaysNotDistinct));
    let five = ["2025-11-24", "2025-11-25", "2025-11-26", "2025-11-27", "2025-11-28"];
    assert_eq!(days(&five), Err(Rejection::MoreDaysThanDecided { days: 5, of: 4 }));
    let (early, decided_on) = (day("2025-11-13"), day("2025-11-14"));
    assert_eq!(days(&["2025-11-13"]), Err(Rejection::DayBeforeDecision { day: early, decided: decided_on }));
    assert!(days(&["2025-11-14"]).is_ok());
    // To the mother too, the same days; not others beside them.
    let mother =
        |days: &[&str]| CommunicationLetter { to: vec![person(MOTHER)], ..letter(DECIDED, days, None) };
    assert!(communicated().asked("2025-11-18T10:00", communicate(mother(&DAYS))).is_ok());
    let more = communicated().refused("2025-11-18T10:00", communicate(mother(&["2025-12-01"])));
    assert_eq!(more, Rejection::MoreDaysThanDecided { days: 5, of: 4 });
    let unknown = decided().refused("2025-11-17T10:00", communicate(letter(2, &[], None)));
    assert_eq!(unknown, Rejection::NoSuchDecision(FactNumber(2)));
    let early = decided().refused("2025-11-14T15:00", communicate(sound()));
    let (at, decided_at) = (when("2025-11-14T15:00"), when("2025-11-14T16:00"));
    assert_eq!(early, Rejection::BeforeDecision { at, decided: decided_at });
}

fn admonished() -> Story {
    Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::F)),
        ("2025-11-05T09:00", deliberate(alone(Body::Principal, Letter::F, Sanction::WrittenAdmonition))),
    ])
}

#[test]
fn only_a_removal_has_days() {
    let refused = admonished().refused("2025-11-06T10:00", communicate(letter(1, &["2025-11-10"], None)));
    assert_eq!(refused, Rejection::NotARemoval);
    let told = admonished().then("2025-11-06T10:00", communicate(letter(1, &[], Some("2025-11-21"))));
    assert_eq!(told.refused("2025-11-10T13:00", execute(1, "2025-11-10")), Rejection::NotARemoval);
    let until_end = Sanction::UntilEndOfLessons { excluded_from_scrutiny: false };
    let grave = Deliberation { grave: grave(), ..together(Body::InstituteCouncil, Letter::Q, until_end) };
    let removed = prepared("2025-11-03", Letter::Q, Body::InstituteCouncil)
        .then("2025-11-14T16:00", deliberate(grave))
        .then("2025-11-17T10:00", communicate(letter(DECIDED, &DAYS, Some("2025-12-02"))));
    assert!(removed.asked("2025-11-25T13:00", execute(DECIDED, "2025-11-25")).is_ok());
}

/// B4-03: a day is executed from the communication on; before, it is recorded and said to be wrong.
#[test]
fn the_days_set_are_executed_each_once() {
    let first = communicated().then("2025-11-25T14:00", execute(DECIDED, "2025-11-25"));
    first.passes_over("2025-11-25T15:00", execute(DECIDED, "2025-11-25"));
    let hours = Command::ExecuteDay { of: FactNumber(DECIDED), day: day("2025-11-25"), hours: 5 };
    let on = day("2025-11-25");
    assert_eq!(first.refused("2025-11-25T15:00", hours), Rejection::DayAlreadyExecuted { day: on });
    let refused = first.refused("2025-11-25T14:00", execute(DECIDED, "2025-11-26"));
    assert_eq!(refused, Rejection::DayToCome { day: day("2025-11-26"), today: on });
    let refused = first.refused("2025-12-01T14:00", execute(DECIDED, "2025-12-01"));
    assert_eq!(refused, Rejection::NotADaySet { day: day("2025-12-01") });
    let early = decided().refused("2025-11-17T14:00", execute(DECIDED, "2025-11-13"));
    assert_eq!(early, Rejection::DayBeforeDecision { day: day("2025-11-13"), decided: day("2025-11-14") });

    // Not communicated at all: recorded, as many days as were decided.
    let mut story = decided();
    for on in DAYS {
        story = story.then("2025-12-02T14:00", execute(DECIDED, on));
    }
    let refused = story.refused("2025-12-02T14:00", execute(DECIDED, "2025-12-01"));
    assert_eq!(refused, Rejection::AllDaysExecuted { of: 4 });
}

/// B1-10: the host certifies three days of five: eighteen hours of thirty; the outcome is partial.
#[test]
fn the_host_certifies_the_days_that_were_done_there() {
    let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 5 });
    let days = ["2025-11-24", "2025-11-25", "2025-11-26", "2025-11-27", "2025-11-28"];
    let mut story = prepared("2025-11-03", Letter::M, Body::ClassCouncil)
        .then("2025-11-14T16:00", deliberate(removal))
        .then("2025-11-17T10:00", communicate(letter(DECIDED, &days, Some("2025-12-02"))));
    for (on, hours) in days.into_iter().zip([6, 6, 6, 0, 0]) {
        let of = FactNumber(DECIDED);
        story = story.then("2025-12-01T09:00", Command::ExecuteDay { of, day: day(on), hours });
    }
    let certify = |on: &str, hours| Command::CertifyDay { of: FactNumber(DECIDED), day: day(on), hours };
    for on in ["2025-11-24", "2025-11-25", "2025-11-26"] {
        story = story.then("2025-12-01T10:00", certify(on, 6));
    }
    let certified: u16 = story.0.decisions[&FactNumber(DECIDED)].certified.values().sum();
    assert_eq!((certified, story.0.decisions[&FactNumber(DECIDED)].deliberation.lesson_hours), (18, 30));
    story.passes_over("2025-12-01T11:00", certify("2025-11-24", 6));
    let refused = story.refused("2025-12-01T11:00", certify("2025-11-24", 5));
    assert_eq!(refused, Rejection::DayAlreadyCertified { day: day("2025-11-24") });
    let refused = story.refused("2025-12-01T11:00", certify("2025-12-01", 6));
    assert_eq!(refused, Rejection::DayNotExecuted { day: day("2025-12-01") });

    let assess = |outcome, advice: Option<&str>| Command::AssessActivity {
        of: FactNumber(DECIDED),
        outcome,
        advice: advice.map(text),
    };
    let partial = assess(Assessment::Partial, Some("completare le ore mancanti"));
    let assessed = story.clone().then("2025-12-02T09:00", partial.clone());
    assessed.passes_over("2025-12-02T10:00", partial);
    assert_eq!(story.refused("2025-12-02T09:00", assess(Assessment::Partial, None)), Rejection::NoAdvice);
    assert!(story.asked("2025-12-02T09:00", assess(Assessment::Diligent, None)).is_ok());
}

#[test]
fn a_host_certifies_nothing_where_there_is_no_host() {
    let two = together(Body::ClassCouncil, Letter::H, Sanction::Removal { days: 2 });
    let story = prepared("2025-11-03", Letter::H, Body::ClassCouncil)
        .then("2025-11-14T16:00", deliberate(two))
        .then("2025-11-17T10:00", communicate(letter(DECIDED, &DAYS[..2], Some("2025-12-02"))))
        .then("2025-11-25T14:00", execute(DECIDED, "2025-11-25"));
    let certify = Command::CertifyDay { of: FactNumber(DECIDED), day: day("2025-11-25"), hours: 6 };
    assert_eq!(story.refused("2025-11-26T09:00", certify), Rejection::NoHost);
}

/// A8-07, A8-08: damage of 120 €, repair work at the break of 10 February, assessed insufficient on the 12th: advice, and no
/// further sanction.
#[test]
fn what_was_done_badly_is_met_with_advice_and_no_sanction() {
    let written = alone(Body::Principal, Letter::F, Sanction::WrittenAdmonition);
    let repair = Some(Repair::Work { on: day("2026-02-10"), what: text("ridipinge la porta, per 120 euro") });
    let measure = Measure { repair, ..written.measure.clone() };
    let story = Story::of(&[
        ("2026-02-02T09:00", report("2026-02-02", Letter::F)),
        ("2026-02-04T09:00", deliberate(Deliberation { measure, ..written.clone() })),
    ]);
    let advice = Some(text("ripetere il lavoro con cura"));
    let insufficient =
        Command::AssessActivity { of: FactNumber(1), outcome: Assessment::Insufficient, advice };
    let events = story.asked("2026-02-12T12:00", insufficient.clone()).expect("allowed");
    assert!(matches!(&events[..], [CaseEvent::ActivityAssessed { .. }]));
    let assessed = story.then("2026-02-12T12:00", insufficient);
    let again = assessed.refused("2026-02-13T09:00", deliberate(written));
    assert_eq!(again, Rejection::AlreadySanctioned { on: day("2026-02-04") });
    let nothing = Command::AssessActivity { of: FactNumber(1), outcome: Assessment::Diligent, advice: None };
    assert_eq!(admonished().refused("2025-11-10T09:00", nothing), Rejection::NothingToAssess);
}
