//! The student is invited to explain, and offered to turn the sanction into something else.

use super::*;

fn charged() -> Story {
    Story::of(&[
        ("2025-11-04T09:00", report("2025-11-03", Letter::M)),
        ("2025-11-05T09:00", charge_with(Letter::M)),
    ])
}

#[test]
fn the_student_is_invited_heard_or_declines() {
    let invited = charged().then("2025-11-05T09:05", offer_hearing("2025-11-10T11:00"));
    invited.passes_over("2025-11-05T09:06", offer_hearing("2025-11-10T11:00"));
    assert!(invited.asked("2025-11-06T09:00", offer_hearing("2025-11-11T11:00")).is_ok());
    let past = charged().refused("2025-11-05T09:05", offer_hearing("2025-11-05T09:04"));
    let (hearing_at, at) = (when("2025-11-05T09:04"), when("2025-11-05T09:05"));
    assert_eq!(past, Rejection::HearingInThePast { hearing_at, at });

    let heard = invited.clone().then("2025-11-10T11:00", hear());
    heard.passes_over("2025-11-10T11:05", hear());
    // Who comes unasked is heard as well.
    assert!(charged().asked("2025-11-06T09:00", hear()).is_ok());

    let decline = |how| Command::DeclineHearing { how };
    assert_eq!(
        charged().refused("2025-11-06T09:00", decline(Declined::InWords)),
        Rejection::NoHearingOffered
    );
    assert!(invited.asked("2025-11-06T09:00", decline(Declined::InWords)).is_ok());
    let early = invited.refused("2025-11-10T10:59", decline(Declined::DidNotCome));
    assert_eq!(early, Rejection::HearingToCome { hearing_at: when("2025-11-10T11:00") });
    assert_eq!(early.norm(), Norm::HearingOffered); // A8-01
    let absent = invited.then("2025-11-10T11:00", decline(Declined::DidNotCome));
    absent.passes_over("2025-11-10T12:00", decline(Declined::DidNotCome));
}

/// B1-05: always offered; the student answers, or who may for her.
#[test]
fn a_conversion_is_offered_and_answered_once() {
    let answer = |accepted, by| Command::AnswerConversion { accepted, by: person(by), answering: family() };
    assert_eq!(charged().refused("2025-11-06T09:00", answer(true, STUDENT)), Rejection::NoConversionOffered);
    let offered = charged().then("2025-11-06T09:00", offer_conversion());
    offered.passes_over("2025-11-06T10:00", offer_conversion());
    assert_eq!(offered.refused("2025-11-06T10:00", answer(true, 99)), Rejection::NotAnswering);
    for by in [STUDENT, FATHER, MOTHER] {
        assert!(offered.asked("2025-11-06T10:00", answer(true, by)).is_ok());
    }
    let answered = offered.then("2025-11-06T10:00", answer(true, MOTHER));
    answered.passes_over("2025-11-06T11:00", answer(true, FATHER));
    assert_eq!(answered.refused("2025-11-06T11:00", answer(false, FATHER)), Rejection::ConversionAnswered);
    assert_eq!(answered.0.conversions[0].said.accepted, Some(true));
}
