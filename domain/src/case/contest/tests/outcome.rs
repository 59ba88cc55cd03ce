//! The outcome in writing, and what is left of the sanction taken up again.

use super::*;

fn resume(days: &[&str]) -> Command {
    Command::Resume {
        of: OF,
        days: days.iter().map(|written| day(written)).collect(),
        to: people(&[STUDENT, MOTHER]),
        protocol: protocol(),
    }
}

/// A9-13, A9-14: decided on 3 December, communicated on the 5th: the region may be asked until the 20th.
#[test]
fn the_outcome_is_communicated_with_the_day_until_which_to_complain() {
    let case = after(&appealed(), "2025-11-27T10:00", &convene("2025-12-03T15:00", panel()));
    let case = after(&case, "2025-12-03T15:00", &sit(&MEMBERS));
    let case = after(&case, "2025-12-03T16:00", &unanimous(Outcome::Confirmed));
    let told_on = |at: &str| after(&case, at, &tell(&[MOTHER])).appeals[&APPEAL].communicated[0].said.clone();
    assert_eq!(told_on("2025-12-05T11:00").complain_until, day("2025-12-20"));
    // A9-14: on the day itself.
    assert_eq!(told_on("2025-12-03T17:00").complain_until, day("2025-12-18"));
}

/// A9-07, A9-13, D-08: nothing to tell while it is pending, nor without a number; twice to the same is silence.
#[test]
fn an_outcome_is_told_once_there_is_one() {
    let pending = asked(&sat(&MEMBERS), "2025-12-04T16:00", &tell(&[MOTHER]));
    let until = day("2025-12-04");
    assert_eq!(pending, Err(Rejection::StillPending { appeal: APPEAL, until }));
    let silence = after(&appealed(), "2025-12-05T09:00", &tell(&[MOTHER]));
    let said = &silence.appeals[&APPEAL].communicated[0].said;
    assert_eq!(said.complain_until, day("2025-12-19"));
    let case = ruled(Outcome::Confirmed);
    let unnumbered = Command::CommunicateOutcome { appeal: APPEAL, to: people(&[MOTHER]), protocol: None };
    assert_eq!(asked(&case, "2025-12-05T09:00", &unnumbered), Err(Rejection::NoProtocol));
    assert_eq!(asked(&case, "2025-12-05T09:00", &tell(&[])), Err(Rejection::Nobody));
    let told = after(&case, "2025-12-05T09:00", &tell(&[MOTHER, STUDENT]));
    assert_eq!(asked(&told, "2025-12-06T09:00", &tell(&[MOTHER])), Ok(Vec::new()));
    let withdraw = Command::Withdraw { appeal: APPEAL, by: person(MOTHER) };
    let withdrawn = after(&appealed(), "2025-11-26T09:00", &withdraw);
    let on = day("2025-11-26");
    let nothing = asked(&withdrawn, "2025-11-27T09:00", &tell(&[MOTHER]));
    assert_eq!(nothing, Err(Rejection::Withdrawn { appeal: APPEAL, on }));
}

/// A9-04, A9-07: filed on the 27th with a day done, no decision by 9 December: the two days left from the day after.
#[test]
fn what_is_left_resumes_after_silence() {
    let case = add(communicated_on("2025-11-21T12:00"), "2025-11-26T14:00", |heading| {
        CaseEvent::DayExecuted { heading, of: OF, day: day("2025-11-26"), hours: 6 }
    });
    let case = after(&case, "2025-11-24T09:00", &file());
    // The numbers of this case: the appeal is the fifth act.
    let pending = asked(&case, "2025-12-04T09:00", &resume(&["2025-12-09", "2025-12-10"]));
    assert!(matches!(pending, Err(Rejection::StillPending { .. })), "{pending:?}");
    let at = "2025-12-05T09:00";
    for days in [&["2025-12-09"][..], &["2025-12-09", "2025-12-10", "2025-12-11"]] {
        let wrong = Rejection::NotWhatIsLeft { left: 2, named: days.len() };
        assert_eq!(asked(&case, at, &resume(days)), Err(wrong));
    }
    // B4-03: not on the day itself.
    let soon = asked(&case, at, &resume(&["2025-12-05", "2025-12-09"]));
    assert_eq!(soon, Err(Rejection::TooSoon { on: day("2025-12-05") }));
    assert!(asked(&case, at, &resume(&["2025-12-06", "2025-12-09"])).is_ok());
    let twice = asked(&case, at, &resume(&["2025-12-09", "2025-12-09"]));
    assert_eq!(twice, Err(Rejection::NamedTwice));
    let resumed = after(&case, at, &resume(&["2025-12-10", "2025-12-09"]));
    let decision = resumed.in_force().expect("it stands");
    assert_eq!(decision.stayed_by, None);
    let days: Vec<Date> = decision.days.iter().copied().collect();
    assert_eq!(days, [day("2025-11-26"), day("2025-12-09"), day("2025-12-10")]);
    assert_eq!(asked(&resumed, at, &resume(&["2025-12-09", "2025-12-10"])), Ok(Vec::new()));
    assert_eq!(asked(&resumed, at, &resume(&["2025-12-11"])), Err(Rejection::NotStayed));
}

/// A9-07, A10-C4: nothing done by 4 December: deemed confirmed, and the residual days are executable from the 5th on.
#[test]
fn silence_confirms() {
    let case = appealed();
    let standing = |on: &str| case.standing(day(on), &Regulation::adopted(), &rome());
    assert_eq!(standing("2025-12-04"), case::Standing::UnderAppeal { decide_by: day("2025-12-04") });
    assert_eq!(standing("2025-12-05"), case::Standing::Final);
    let three = &["2025-12-09", "2025-12-10", "2025-12-11"];
    assert!(asked(&case, "2025-12-04T23:00", &resume(three)).is_err());
    assert!(asked(&case, "2025-12-05T08:00", &resume(three)).is_ok());
}

/// A9-12: of a sanction confirmed in part only what it leaves; of one annulled nothing.
#[test]
fn what_is_left_after_a_decision() {
    let in_part = ruled(Outcome::ConfirmedInPart { measure: removal(2) });
    let at = "2025-12-05T09:00";
    assert!(asked(&in_part, at, &resume(&["2025-12-09", "2025-12-10", "2025-12-11"])).is_err());
    assert!(asked(&in_part, at, &resume(&["2025-12-09", "2025-12-10"])).is_ok());
    let nothing = asked(&ruled(annulled()), at, &resume(&["2025-12-09"]));
    assert_eq!(nothing, Err(Rejection::NoSanction(OF)));
    let admonished = Measure { sanction: Sanction::WrittenAdmonition, ..removal(0) };
    let milder = ruled(Outcome::ConfirmedInPart { measure: admonished });
    // What is not counted in days is taken up again without any.
    assert!(asked(&milder, at, &resume(&[])).is_ok());
    let withdraw = Command::Withdraw { appeal: APPEAL, by: person(MOTHER) };
    let withdrawn = after(&appealed(), "2025-11-25T09:00", &withdraw);
    assert!(
        asked(&withdrawn, "2025-11-25T10:00", &resume(&["2025-11-26", "2025-11-27", "2025-11-28"])).is_ok()
    );
    let never = asked(&communicated_on("2025-11-21T12:00"), at, &resume(&["2025-12-09"]));
    assert_eq!(never, Err(Rejection::NotStayed));
}
