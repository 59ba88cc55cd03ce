//! What is owed to whoever asked about data or documents, and after a breach.

use super::*;
use crate::breach::{self, BreachEvent, Kind, Risk};
use crate::ids::{BreachId, Protocol, RequestId};
use crate::request::{self, Clock, ExtensionCause, Identity, Outcome, RequestEvent, Title};
use jiff::Timestamp;
use uuid::Uuid;

const REQUEST: RequestId = RequestId(Uuid::from_u128(0xf0));
const BREACH: BreachId = BreachId(Uuid::from_u128(0xb0));

fn heading(on: &str) -> request::Heading {
    let (at, number) = (day(on).at(10, 0, 0, 0), FactNumber(0));
    request::Heading { request: REQUEST, at, number, by: person(101), because: vec![] }
}

fn received(claim: request::Claim, on: &str, answer_by: Option<&str>) -> RequestEvent {
    let clock = answer_by.map(|by| Clock { from: day(on), answer_by: day(by), silence_appealed_by: None });
    RequestEvent::Received {
        heading: heading(on),
        person: person(STUDENT),
        claim,
        channel: request::Channel::Pec,
        received_on: day(on),
        applicant: Some(person(2)),
        title: Title::Responsible,
        wording: text("chiedo i dati di mia figlia"),
        interest: None,
        protocol: None,
        identity: clock.map(|_| Identity::Document),
        clock,
    }
}

fn answered(on: &str) -> RequestEvent {
    let (outcome, reasons) = (Outcome::Granted, text("ecco la copia"));
    RequestEvent::Answered { heading: heading(on), person: person(STUDENT), outcome, reasons }
}

fn withdrawn(on: &str) -> RequestEvent {
    RequestEvent::Withdrawn { heading: heading(on), person: person(STUDENT), reasons: text("ci ripensa") }
}

fn placed<E: Clone>(acts: &[E]) -> Vec<(Place, E)> {
    (40..).map(Place).zip(acts.iter().cloned()).collect()
}

fn of_asked(acts: &[RequestEvent], today: &str) -> Option<Duty> {
    of_request(&placed(acts), outlook(today))
}

/// C2-02: to the last day, and overdue from the next; it goes with the answer, from the day of it.
#[test]
fn an_answer_is_owed_until_it_is_given() {
    let asked = [received(request::Claim::Access, "2025-11-05", Some("2025-12-05"))];
    assert_eq!(of_asked(&asked, "2025-11-04"), None);
    for (today, stands) in [
        ("2025-11-05", "2025-11-05 due 2025-12-05"),
        ("2025-12-05", "2025-11-05 due 2025-12-05"),
        ("2025-12-06", "2025-11-05 overdue 2025-12-05"),
    ] {
        assert_eq!(of_asked(&asked, today).as_ref().map(line).as_deref(), Some(stands));
    }
    let late = [asked[0].clone(), answered("2025-12-09")];
    let owed = of_asked(&late, "2025-12-08").expect("a duty");
    assert_eq!((owed.kind, owed.status), (DutyKind::AnswerDataRequest, Status::Overdue));
    let done = of_asked(&late, "2025-12-09").expect("a duty");
    assert_eq!(done.status, Status::Done { on: day("2025-12-09"), by: Place(41) });
    assert_eq!((done.cause, done.matter), (vec![Place(40)], Matter::Request(REQUEST)));
}

/// C2-02: a term that was extended is the longer one from the day on which that was told.
#[test]
fn an_extension_counts_from_its_day() {
    let extended = RequestEvent::Extended {
        heading: heading("2025-12-01"),
        person: person(STUDENT),
        cause: ExtensionCause::Complex,
        reasons: text("molti atti"),
        answer_by: day("2026-02-05"),
    };
    let asked = [received(request::Claim::Access, "2025-11-05", Some("2025-12-05")), extended];
    let due = |today| of_asked(&asked, today).and_then(|duty| duty.due);
    assert_eq!(due("2025-11-30"), Some(day("2025-12-05")));
    assert_eq!(due("2025-12-01"), Some(day("2026-02-05")));
}

/// C2-01: no term runs as long as nobody knows who asks; what is withdrawn is owed no longer.
#[test]
fn nothing_is_owed_to_nobody() {
    let unknown = [received(request::Claim::Access, "2025-11-05", None)];
    assert_eq!(of_asked(&unknown, "2026-02-01"), None);
    let gone = [received(request::Claim::Access, "2025-11-05", Some("2025-12-05")), withdrawn("2025-11-20")];
    assert!(of_asked(&gone, "2025-11-19").is_some());
    assert_eq!(of_asked(&gone, "2025-11-20"), None);
}

/// B4-05, E-04: each under its own norm.
#[test]
fn documents_and_accessibility_are_duties_of_their_own() {
    for (claim, kind) in [
        (request::Claim::Erasure, DutyKind::AnswerDataRequest),
        (request::Claim::Documents, DutyKind::AnswerDocumentRequest),
        (request::Claim::Accessibility, DutyKind::AnswerAccessibility),
    ] {
        let asked = [received(claim, "2025-11-05", Some("2025-12-05"))];
        assert_eq!(
            of_asked(&asked, "2025-12-09").map(|duty| (duty.kind, duty.status)),
            Some((kind, Status::Overdue))
        );
    }
}

/// E-04: anybody may say what cannot be used, and is answered: the term runs from receipt.
#[test]
fn a_report_that_nobody_signed_is_answered_too() {
    let mut asked = received(request::Claim::Accessibility, "2025-11-05", Some("2025-12-05"));
    let RequestEvent::Received { applicant, identity, .. } = &mut asked else { panic!("a receipt") };
    (*applicant, *identity) = (None, None);
    let owed = of_asked(&[asked], "2025-12-05").expect("a duty");
    assert_eq!(
        (owed.kind, line(&owed).as_str()),
        (DutyKind::AnswerAccessibility, "2025-11-05 due 2025-12-05")
    );
}

fn act(at: &str) -> breach::Heading {
    let at = at.parse().expect("a day and an hour");
    breach::Heading { breach: BREACH, at, number: FactNumber(0), by: person(101), because: vec![] }
}

fn instant(written: &str) -> Timestamp {
    written.parse().expect("an instant")
}

fn known() -> BreachEvent {
    BreachEvent::Recorded {
        heading: act("2025-11-14T15:00"),
        aware_at: instant("2025-11-14T14:30+01:00"),
        processor_knew_at: None,
        kinds: vec![Kind::Integrity],
        what: text("un voto cambiato"),
        people: 1,
        notify_by: instant("2025-11-17T14:30+01:00"),
    }
}

fn assessed(at: &str, risk: Risk) -> BreachEvent {
    BreachEvent::Assessed { heading: act(at), risk, reasons: text("visto che cosa è accaduto") }
}

fn notified(at: &str) -> BreachEvent {
    let (protocol, notified_at) = (Protocol { number: 90, year: 2025 }, instant(at));
    BreachEvent::Notified { heading: act("2025-11-17T09:30"), notified_at, protocol, delay: None }
}

fn of_known(acts: &[BreachEvent], now: &str, today: &str) -> Vec<Duty> {
    let day = |at: Timestamp| at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(1))).date();
    of_breach(&placed(acts), instant(now), day, outlook(today))
}

/// C5-04, its example: to the minute of the seventy-second hour.
#[test]
fn a_breach_is_notified_within_its_hours() {
    let one = [known()];
    assert_eq!(of_known(&one, "2025-11-13T12:00+01:00", "2025-11-13"), []);
    for (now, today, stands) in [
        ("2025-11-14T16:00+01:00", "2025-11-14", "2025-11-14 due 2025-11-17"),
        ("2025-11-17T14:30+01:00", "2025-11-17", "2025-11-14 due 2025-11-17"),
        ("2025-11-17T14:31+01:00", "2025-11-17", "2025-11-14 overdue 2025-11-17"),
    ] {
        assert_eq!(lines(&of_known(&one, now, today), DutyKind::NotifyBreach), [stands]);
    }
    let told = [known(), assessed("2025-11-15T09:00", Risk::Likely), notified("2025-11-17T09:00+01:00")];
    let done = of_known(&told, "2025-11-18T09:00+01:00", "2025-11-18");
    assert_eq!(lines(&done, DutyKind::NotifyBreach), ["2025-11-14 done 2025-11-17"]);
    assert_eq!(lines(&done, DutyKind::TellOfBreach), Vec::<String>::new());
}

/// C5-04: an unlikely risk takes the duty away, from the day on which it was found; a high one makes another.
#[test]
fn what_was_found_of_the_risk_says_whom_to_tell() {
    let unlikely = [known(), assessed("2025-11-16T09:00", Risk::Unlikely)];
    assert_eq!(of_known(&unlikely, "2025-11-15T23:00+01:00", "2025-11-15").len(), 1);
    assert_eq!(of_known(&unlikely, "2025-11-20T09:00+01:00", "2025-11-20"), []);

    let high = [known(), assessed("2025-11-16T09:00", Risk::High)];
    let open = of_known(&high, "2025-11-16T10:00+01:00", "2025-11-16");
    assert_eq!(lines(&open, DutyKind::TellOfBreach), ["2025-11-16 due -"]);
    let how = text("una lettera a ciascuno");
    let told =
        BreachEvent::SubjectsTold { heading: act("2025-11-17T12:00"), told_on: day("2025-11-17"), how };
    let all = [high.as_slice(), &[told]].concat();
    let done = of_known(&all, "2025-11-18T09:00+01:00", "2025-11-18");
    assert_eq!(lines(&done, DutyKind::TellOfBreach), ["2025-11-16 done 2025-11-17"]);
    assert_eq!(lines(&done, DutyKind::NotifyBreach), ["2025-11-14 overdue 2025-11-17"]);
}

/// C5-04: found high again for other reasons, the people are owed word since it was first; told, they stay told.
#[test]
fn what_is_owed_to_the_people_does_not_begin_again() {
    let again = [known(), assessed("2025-11-16T09:00", Risk::High), assessed("2025-11-18T09:00", Risk::High)];
    let open = of_known(&again, "2025-11-18T10:00+01:00", "2025-11-18");
    assert_eq!(lines(&open, DutyKind::TellOfBreach), ["2025-11-16 due -"]);

    let how = text("una lettera a ciascuno");
    let told =
        BreachEvent::SubjectsTold { heading: act("2025-11-19T12:00"), told_on: day("2025-11-19"), how };
    let lower = assessed("2025-11-20T09:00", Risk::Likely);
    let all = [again.as_slice(), &[told, lower.clone()]].concat();
    let done = of_known(&all, "2025-11-20T10:00+01:00", "2025-11-20");
    assert_eq!(lines(&done, DutyKind::TellOfBreach), ["2025-11-16 done 2025-11-19"]);
    let untold = [again.as_slice(), &[lower]].concat();
    let nothing = of_known(&untold, "2025-11-20T10:00+01:00", "2025-11-20");
    assert_eq!(lines(&nothing, DutyKind::TellOfBreach), [""; 0]);
}
