//! Allowed, refused and nothing to do.

use jiff::civil::{DateTime, datetime};
use uuid::Uuid;

use super::*;

const READER: PersonId = PersonId(Uuid::from_u128(32));
const PRINCIPAL: PersonId = PersonId(Uuid::from_u128(1));
const STUDENT: Scope = Scope::Student(PersonId(Uuid::from_u128(11)));

fn at(day: i8, hour: i8) -> DateTime {
    datetime(2026, 3, day, hour, 0, 0, 0)
}

fn text(words: &str) -> Text {
    Text::new("motivo", words, 200).expect("a text")
}

fn asked(by: PersonId, now: DateTime, command: Command) -> Request {
    Request { consultation: ConsultationId(Uuid::from_u128(0xc0)), by, now, command }
}

fn open(until: DateTime) -> Command {
    Command::Open { scope: STUDENT, reason: text("segnalazione della famiglia"), protocol: None, until }
}

fn admit(reader: PersonId, until: DateTime) -> Command {
    Command::Admit { reader, scope: STUDENT, reason: text("le ore non tornano"), until }
}

fn after(requests: &[Request]) -> Consultation {
    let regulation = Regulation::adopted();
    requests.iter().fold(Consultation::default(), |state, request| {
        let events = decide(&state, request, &regulation).expect("allowed");
        events.iter().fold(state, evolve)
    })
}

fn refused(state: &Consultation, request: &Request) -> Rejection {
    decide(state, request, &Regulation::adopted()).expect_err("refused")
}

/// C5-02: with a reason, as long as it takes.
#[test]
fn who_says_why_reads_until_the_day_she_names() {
    let state = after(&[asked(READER, at(2, 9), open(at(9, 18)))]);
    assert!(state.open_at(at(1, 9)).is_none());
    assert_eq!(state.open_at(at(9, 18)).map(|it| (it.reader, it.by)), Some((READER, READER)));
    assert!(state.open_at(at(9, 19)).is_none());
}

#[test]
fn the_same_again_is_nothing_to_do_and_another_is_refused() {
    let state = after(&[asked(READER, at(2, 9), open(at(9, 18)))]);
    let again = asked(READER, at(3, 9), open(at(9, 18)));
    assert_eq!(decide(&state, &again, &Regulation::adopted()), Ok(Vec::new()));
    assert_eq!(refused(&state, &asked(READER, at(3, 9), open(at(10, 18)))), Rejection::AlreadyOpened);
    assert_eq!(
        refused(&state, &asked(PRINCIPAL, at(3, 9), admit(READER, at(3, 18)))),
        Rejection::AlreadyOpened
    );
    let admitted = after(&[asked(PRINCIPAL, at(2, 9), admit(READER, at(2, 18)))]);
    let again = asked(PRINCIPAL, at(2, 10), admit(READER, at(2, 18)));
    assert_eq!(decide(&admitted, &again, &Regulation::adopted()), Ok(Vec::new()));
}

#[test]
fn thirty_days_are_the_most_and_a_day_for_the_vendor() {
    let last = datetime(2026, 4, 1, 9, 0, 0, 0);
    assert!(after(&[asked(READER, at(2, 9), open(last))]).opened.is_some());
    let until = datetime(2026, 4, 1, 9, 1, 0, 0);
    let none = Consultation::default();
    let longer = asked(READER, at(2, 9), open(until));
    assert_eq!(refused(&none, &longer), Rejection::TooLong { until, last, most: CivilDays(30) });
    assert!(after(&[asked(PRINCIPAL, at(2, 9), admit(READER, at(3, 9)))]).opened.is_some());
    let longer = asked(PRINCIPAL, at(2, 9), admit(READER, at(3, 10)));
    let (until, last, most) = (at(3, 10), at(3, 9), CivilDays(1));
    assert_eq!(refused(&none, &longer), Rejection::TooLong { until, last, most });
    let before = asked(READER, at(2, 9), open(at(2, 9)));
    assert_eq!(refused(&none, &before), Rejection::EndsBeforeStart { until: at(2, 9) });
}

/// A12-07: the vendor is admitted each time, by somebody else.
#[test]
fn nobody_admits_herself() {
    let herself = asked(READER, at(2, 9), admit(READER, at(2, 18)));
    assert_eq!(refused(&Consultation::default(), &herself), Rejection::OwnAdmission);
}

#[test]
fn closed_it_is_over_at_once() {
    let opened = asked(PRINCIPAL, at(2, 9), admit(READER, at(3, 9)));
    let closed = asked(PRINCIPAL, at(2, 12), Command::Close);
    let state = after(&[opened.clone(), closed]);
    assert!(state.open_at(at(2, 11)).is_some(), "it was open then");
    assert!(state.open_at(at(2, 12)).is_none());
    let again = asked(READER, at(2, 13), Command::Close);
    assert_eq!(decide(&state, &again, &Regulation::adopted()), Ok(Vec::new()));
    assert_eq!(refused(&Consultation::default(), &again), Rejection::NotOpened);
    assert_eq!(refused(&after(&[opened]), &asked(READER, at(4, 9), Command::Close)), Rejection::Over);
}
