//! Opening, acknowledging, answering: the three questions of each command, and the last day.

use super::*;
use crate::school::tests::{day, person};

const NOTICE: NoticeId = NoticeId(uuid::Uuid::from_u128(0xb0));
const MOTHER: u128 = 3;

fn asked(asks: Asks) -> Asked {
    Asked { asks, answers_for: vec![person(1), person(2)], withdrawn: None }
}

fn form() -> Asked {
    asked(Asks::Answer { by: Some(day("2025-11-13")) })
}

fn acknowledge(asked: Asked, on: &str) -> Command {
    Command::Acknowledge { notice: NOTICE, person: person(MOTHER), asked, on: day(on) }
}

fn answer(asked: Asked, student: u128, accepts: bool, on: &str) -> Command {
    let (person, student, on) = (person(MOTHER), person(student), day(on));
    Command::Answer { notice: NOTICE, person, asked, student, still_answers: true, accepts, on }
}

fn after(commands: &[Command]) -> Receipt {
    commands.iter().fold(Receipt::default(), |receipt, command| {
        decide(&receipt, command).expect("allowed").iter().fold(receipt, evolve)
    })
}

/// A12-05: a receipt is of the person whose credentials were used.
#[test]
fn a_notice_is_opened_once() {
    let open = Command::Open { notice: NOTICE, person: person(MOTHER), on: day("2025-11-07") };
    let (notice, person, on, because) =
        (NOTICE, person(MOTHER), day("2025-11-07"), vec![Norm::PersonalCredentials]);
    let opened = ReceiptEvent::Opened { notice, person, on, because };
    assert_eq!(decide(&Receipt::default(), &open), Ok(vec![opened]));
    assert_eq!(decide(&after(std::slice::from_ref(&open)), &open), Ok(Vec::new()));
}

/// A12-05: and it may come late, since it says only that somebody read.
#[test]
fn an_acknowledgement_is_given_once_even_late() {
    let with_term = asked(Asks::Acknowledgement { by: Some(day("2025-11-13")) });
    for on in ["2025-11-13", "2025-11-14"] {
        let command = acknowledge(with_term.clone(), on);
        let events = decide(&Receipt::default(), &command).expect("allowed");
        assert!(matches!(&events[..], [ReceiptEvent::Acknowledged { .. }]));
        assert_eq!(decide(&after(std::slice::from_ref(&command)), &command), Ok(Vec::new()));
    }
    for other in [form(), asked(Asks::Nothing)] {
        let decided = decide(&Receipt::default(), &acknowledge(other, "2025-11-07"));
        assert_eq!(decided, Err(Rejection::NotAsked("la presa visione")));
    }
    let gone = Asked { withdrawn: Some(day("2025-11-10")), ..with_term };
    let decided = decide(&Receipt::default(), &acknowledge(gone, "2025-11-11"));
    assert_eq!(decided, Err(Rejection::Withdrawn { on: day("2025-11-10") }));
}

/// B6-01: each parent answers for herself, and for each of her children.
#[test]
fn a_form_is_returned_for_each_student() {
    let events = decide(&Receipt::default(), &answer(form(), 1, true, "2025-11-07")).expect("allowed");
    let [ReceiptEvent::Answered { student, accepts: true, because, .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(*student, person(1));
    assert_eq!(*because, [Norm::PersonalCredentials, Norm::LimitsOfResponsibility]);
    let receipt = after(&[answer(form(), 1, true, "2025-11-07"), answer(form(), 2, false, "2025-11-07")]);
    let answers = |student| receipt.answers.get(&person(student)).map(|answer| answer.accepts);
    assert_eq!((answers(1), answers(2)), (Some(true), Some(false)));
    assert!(receipt.fulfils(form().asks, &form().answers_for));
    assert!(!after(&[answer(form(), 1, true, "2025-11-07")]).fulfils(form().asks, &form().answers_for));
    assert_eq!(decide(&receipt, &answer(form(), 1, true, "2025-11-08")), Ok(Vec::new()));
    let adult = Asked { answers_for: vec![person(MOTHER)], ..form() };
    let events = decide(&Receipt::default(), &answer(adult, MOTHER, true, "2025-11-07")).expect("allowed");
    assert!(
        matches!(&events[..], [ReceiptEvent::Answered { because, .. }] if *because == [Norm::PersonalCredentials])
    );
}

/// Interpretation 0020: until the last day, included, an answer may be given and changed.
#[test]
fn an_answer_may_change_until_the_last_day() {
    let said_yes = after(&[answer(form(), 1, true, "2025-11-07")]);
    for (on, allowed) in [("2025-11-12", true), ("2025-11-13", true), ("2025-11-14", false)] {
        let late = Rejection::TooLate { on: day(on), by: day("2025-11-13") };
        for receipt in [&said_yes, &Receipt::default()] {
            let decided = decide(receipt, &answer(form(), 1, false, on));
            assert!(if allowed { decided.is_ok() } else { decided == Err(late.clone()) }, "{on}");
        }
    }
    let without_term = asked(Asks::Answer { by: None });
    assert!(decide(&said_yes, &answer(without_term, 1, false, "2026-05-30")).is_ok());
}

/// A12-05, B6-01: nobody answers for whom she was not asked about, nor when she may no longer.
#[test]
fn nobody_answers_for_another() {
    let decided = decide(&Receipt::default(), &answer(form(), 9, true, "2025-11-07"));
    assert_eq!(decided, Err(Rejection::NotAskedFor { student: person(9) }));
    let mut limited = answer(form(), 1, true, "2025-11-07");
    if let Command::Answer { still_answers, .. } = &mut limited {
        *still_answers = false;
    }
    let refused = Rejection::AnswersNoLonger { on: day("2025-11-07"), student: person(1) };
    assert_eq!(decide(&Receipt::default(), &limited), Err(refused));
    for other in [asked(Asks::Nothing), asked(Asks::Acknowledgement { by: None })] {
        let decided = decide(&Receipt::default(), &answer(other, 1, true, "2025-11-07"));
        assert_eq!(decided, Err(Rejection::NotAsked("una risposta")));
    }
    let gone = Asked { withdrawn: Some(day("2025-11-10")), ..form() };
    let decided = decide(&Receipt::default(), &answer(gone, 1, true, "2025-11-11"));
    assert_eq!(decided, Err(Rejection::Withdrawn { on: day("2025-11-10") }));
}

#[test]
fn refusals_have_their_norms_and_are_readable() {
    let (on, by, student) = (day("2025-11-14"), day("2025-11-13"), person(1));
    for (refusal, name, norm) in [
        (Rejection::NotAsked("una risposta"), "not-asked", "A12-01"),
        (Rejection::Withdrawn { on }, "withdrawn", "A12-01"),
        (Rejection::NotAskedFor { student }, "not-asked-for", "A12-05"),
        (Rejection::AnswersNoLonger { on, student }, "answers-no-longer", "B6-01"),
        (Rejection::TooLate { on, by }, "too-late", "A12-01"),
    ] {
        assert_eq!((refusal.name(), refusal.norm().row()), (name, norm));
    }
    assert_eq!(
        Rejection::TooLate { on, by }.to_string(),
        "il 14 novembre 2025 è tardi per rispondere: il termine era il 13 novembre 2025"
    );
}
