//! What may be asked beforehand, what speaks against it, and who decides in spite of that.

use std::sync::LazyLock;

use super::*;
use crate::people::{self, Person, PersonEvent, Relation};
use crate::regulation::Regulation;
use crate::school::tests::{IN_3B, at, day, lessons_of, person, text};
use crate::text::Text;

/// A Friday: 3B has six hours, from 08:05 to 14:00.
const ON: &str = "2025-11-14";
/// The last day on which a permission for it is asked in time.
const IN_TIME: &str = "2025-11-11";
const STUDENT: u128 = 1;
const MOTHER: u128 = 2;
const FATHER: u128 = 3;

static REGULATION: LazyLock<Regulation> = LazyLock::new(Regulation::adopted);

fn after(events: &[PermissionEvent], command: &Command) -> Result<Vec<PermissionEvent>, Rejection> {
    decide(&folded(events), command, &REGULATION)
}

fn folded(events: &[PermissionEvent]) -> Permissions {
    events.iter().fold(Permissions::default(), evolve)
}

/// The history that some acts leave, all of them allowed.
fn history(commands: &[Command]) -> Vec<PermissionEvent> {
    let mut events = Vec::new();
    for command in commands {
        events.extend(after(&events, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}")));
    }
    events
}

fn about(on: &str, tests: &[u8]) -> About {
    let tests = tests.iter().copied().map(PeriodNumber).collect();
    About { day: lessons_of(IN_3B, on), tests, lessons_end: day("2026-06-08") }
}

/// One of her parents: she is fifteen.
fn parent(number: u128) -> JustifierFor {
    let held = |guardian, relation| PersonEvent::ResponsibilityHeld {
        student: person(STUDENT),
        guardian: person(guardian),
        relation,
        from: day("2025-09-01"),
        because: vec![],
    };
    let registered = PersonEvent::Registered {
        person: person(STUDENT),
        given_name: text("Anna"),
        family_name: text("Prova"),
        born_on: day("2010-05-05"),
        on: day("2025-09-01"),
        because: vec![],
    };
    let events = [registered, held(MOTHER, Relation::Mother), held(FATHER, Relation::Father)];
    let Person::Known(student) = events.iter().fold(Person::Unknown, people::evolve) else {
        panic!("nobody was registered")
    };
    student.justifier(person(number), day("2025-11-03"), &REGULATION).expect("a parent")
}

fn out(time: &str) -> Passage {
    Passage::EarlyExit { at: at(time) }
}

fn in_at(time: &str) -> Passage {
    Passage::LateEntry { at: at(time) }
}

fn request(on: &str, passage: Passage, today: &str) -> Request {
    let (by, reason) = (parent(MOTHER), PermissionReason::Family);
    Request { about: about(on, &[]), passage, reason, by, today: day(today) }
}

fn asks(passage: Passage) -> Command {
    Command::Request(request(ON, passage, IN_TIME))
}

fn decides(tests: &[u8], outcome: PermissionOutcome, today: &str) -> Command {
    let (student, number) = (person(STUDENT), FactNumber(0));
    Command::Decide { student, about: about(ON, tests), number, outcome, today: day(today) }
}

fn granted() -> PermissionOutcome {
    PermissionOutcome::Granted { despite: None }
}

fn denied() -> PermissionOutcome {
    PermissionOutcome::Denied { reason: text("verifica di matematica") }
}

fn withdraws(by: u128, today: &str) -> Command {
    let (student, number) = (person(STUDENT), FactNumber(0));
    Command::Withdraw { student, number, by: person(by), today: day(today) }
}

/// What is found against a request, the only act asked for.
fn found(request: Request) -> Vec<Finding> {
    let events = after(&[], &Command::Request(request))
        .expect("a request is never refused for what speaks against it");
    match events.as_slice() {
        [PermissionEvent::Requested { findings, .. }] => findings.clone(),
        other => panic!("{other:?}"),
    }
}

/// A2-01
#[test]
fn a_permission_is_asked_with_its_reason_and_recorded_once() {
    let event = PermissionEvent::Requested {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(0),
        passage: out("12:00"),
        reason: PermissionReason::Family,
        by: parent(MOTHER).by(),
        requested_on: day(IN_TIME),
        findings: vec![],
        because: vec![Norm::PermissionAskedBefore, Norm::JustifiedOnReturn],
    };
    assert_eq!(after(&[], &asks(out("12:00"))), Ok(vec![event.clone()]));
    assert_eq!(after(std::slice::from_ref(&event), &asks(out("12:00"))), Ok(vec![]));
    let other_parent = Request { by: parent(FATHER), ..request(ON, out("12:00"), IN_TIME) };
    assert_eq!(after(std::slice::from_ref(&event), &Command::Request(other_parent)), Ok(vec![]));
    let refused = after(std::slice::from_ref(&event), &asks(out("13:00")));
    let already = Rejection::AlreadyAsked { on: day(ON), number: FactNumber(0) };
    assert_eq!(refused, Err(already.clone()));
    assert_eq!(already.norm(), Norm::PermissionAskedBefore);
    assert_eq!(
        already.to_string(),
        "per il 14 novembre 2025 c'è già la richiesta n. 0, con altri dati: si ritira quella e se ne presenta una nuova"
    );
    // An entry of the same day is another thing.
    assert_eq!(after(&[event], &asks(in_at("10:00"))).map(|events| events.len()), Ok(1));
}

/// A2-01: for Friday 14 November 2025, Tuesday 11 is in time and Wednesday 12 is not.
#[test]
fn three_days_before_is_in_time_and_two_are_not() {
    assert_eq!(found(request(ON, out("12:00"), "2025-11-11")), []);
    let too_late = Finding::TooLate { last_day: day("2025-11-11") };
    assert_eq!(found(request(ON, out("12:00"), "2025-11-12")), [too_late]);
    assert_eq!(found(request(ON, in_at("10:00"), ON)), [too_late]);
    assert_eq!(too_late.to_string(), "andava chiesto entro l'11 novembre 2025");
}

/// A2-01: urgency may come late.
#[test]
fn what_is_urgent_is_asked_until_the_day_itself() {
    let urgent = |on, today| {
        let request = request(on, out("12:00"), today);
        Request { reason: PermissionReason::Urgent, ..request }
    };
    assert_eq!(found(urgent(ON, ON)), []);
    let past = after(&[], &Command::Request(urgent(ON, "2025-11-15")));
    assert_eq!(past, Err(Rejection::AlreadyPast(day(ON))));
    assert_eq!(
        Rejection::AlreadyPast(day(ON)).to_string(),
        "il 14 novembre 2025 è già passato: un permesso si chiede e si decide prima"
    );
}

/// A2-02: a test in the third hour, an exit asked for 11:00 of the same day: the day is flagged, the hour is attended.
#[test]
fn a_test_of_that_day_is_found_and_one_that_would_be_missed_weighs() {
    let (missed, attended) =
        (Finding::TestPlanned { period: PeriodNumber(3) }, Finding::TestThatDay { period: PeriodNumber(3) });
    for (passage, expected) in [
        (out("11:00"), attended),
        (out("10:00"), missed),
        (out("09:00"), missed),
        (in_at("10:00"), attended),
        (in_at("11:00"), missed),
    ] {
        let request = Request { about: about(ON, &[3]), ..request(ON, passage, IN_TIME) };
        assert_eq!(found(request), [expected], "{passage:?}");
    }
    // At 10:30 half of the third hour is attended, and half of the test.
    let half = Request { about: about(ON, &[3]), ..request(ON, in_at("10:30"), IN_TIME) };
    assert_eq!(found(half), [missed]);
    assert!(missed.weighs() && !attended.weighs());
    assert_eq!(missed.norm(), Norm::NotDuringTests);
    assert_eq!(missed.to_string(), "alla 3ª ora, che si perderebbe, c'è una verifica");
}

/// A2-03: lessons end on 8 June 2026: the month goes from 9 May to 8 June. 9 May is a Saturday, without lessons here.
#[test]
fn the_last_month_begins_the_day_after_the_same_day_of_the_month_before() {
    let last_month = Finding::LastMonth { from: day("2026-05-09"), until: day("2026-06-08") };
    let on = |on: &str| {
        let lessons = ClassDay { on: day(on), ..lessons_of(IN_3B, ON) };
        let about = About { day: lessons, tests: BTreeSet::new(), lessons_end: day("2026-06-08") };
        found(Request { about, ..request(ON, out("12:00"), "2026-04-01") })
    };
    assert_eq!(on("2026-05-08"), []);
    assert_eq!(on("2026-05-09"), [last_month]);
    assert_eq!(on("2026-06-08"), [last_month]);
    assert_eq!(on("2026-06-09"), []);
    assert_eq!(last_month.norm(), Norm::NotInTheLastMonth);
    assert_eq!(last_month.to_string(), "è nell'ultimo mese di lezione (dal 9 maggio 2026 al 8 giugno 2026)");
}

/// A2-04: 11:37 is not the end of an hour.
#[test]
fn an_exit_within_an_hour_is_found_unless_it_is_urgent() {
    let within = Finding::WithinHour { period: PeriodNumber(4) };
    assert_eq!(found(request(ON, out("11:37"), IN_TIME)), [within]);
    assert_eq!(found(request(ON, out("11:01"), IN_TIME)), [within]);
    assert_eq!(found(request(ON, out("11:59"), IN_TIME)), [within]);
    assert_eq!(found(request(ON, out("12:00"), IN_TIME)), []);
    assert_eq!(found(request(ON, in_at("11:37"), IN_TIME)), []);
    let urgent = Request { reason: PermissionReason::Urgent, ..request(ON, out("11:37"), IN_TIME) };
    assert_eq!(found(urgent), []);
    assert_eq!(within.norm(), Norm::ExitAtEndOfPeriod);
    assert_eq!(within.to_string(), "l'uscita non è al termine della 4ª ora");
}

#[test]
fn what_is_asked_lies_within_the_lessons() {
    let outside = |time| Rejection::OutsideLessons {
        on: day(ON),
        at: at(time),
        starts: at("08:05"),
        ends: at("14:00"),
    };
    for time in ["08:05", "14:00"] {
        assert_eq!(after(&[], &asks(out(time))), Err(outside(time)));
        assert_eq!(after(&[], &asks(in_at(time))), Err(outside(time)));
    }
    for time in ["08:06", "13:59"] {
        assert_eq!(after(&[], &asks(in_at(time))).map(|events| events.len()), Ok(1));
    }
    assert_eq!(
        outside("14:00").to_string(),
        "le 14:00 non sono dentro l'orario di lezione del 14 novembre 2025 (dalle 08:05 alle 14:00)"
    );
}

/// A2-01: decided once, by a person, not after the day.
#[test]
fn a_request_is_decided_once() {
    let asked = history(&[asks(out("12:00"))]);
    let event = |outcome| PermissionEvent::Decided {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(0),
        outcome,
        findings: vec![],
        decided_on: day("2025-11-12"),
        because: vec![Norm::PermissionAskedBefore],
    };
    for (outcome, other) in [(granted(), denied()), (denied(), granted())] {
        assert_eq!(
            after(&asked, &decides(&[], outcome.clone(), "2025-11-12")),
            Ok(vec![event(outcome.clone())])
        );
        let settled = history(&[asks(out("12:00")), decides(&[], outcome.clone(), "2025-11-12")]);
        assert_eq!(after(&settled, &decides(&[], outcome, ON)), Ok(vec![]));
        let again = after(&settled, &decides(&[], other, ON));
        assert_eq!(again, Err(Rejection::AlreadyDecided(FactNumber(0))));
    }
    assert_eq!(after(&asked, &decides(&[], granted(), ON)).map(|events| events.len()), Ok(1));
    let past = after(&asked, &decides(&[], granted(), "2025-11-15"));
    assert_eq!(past, Err(Rejection::AlreadyPast(day(ON))));
    let unknown = after(&[], &decides(&[], granted(), ON));
    assert_eq!(unknown, Err(Rejection::UnknownRequest(FactNumber(0))));
}

/// A2-02: a test planned after the request is before the eyes of whoever decides.
#[test]
fn against_a_finding_a_permission_needs_a_stated_reason() {
    let asked = history(&[asks(out("12:00"))]);
    let test = Finding::TestPlanned { period: PeriodNumber(5) };
    let refused = Rejection::ReasonNeeded(vec![test]);
    assert_eq!(after(&asked, &decides(&[5], granted(), ON)), Err(refused.clone()));
    assert_eq!(refused.norm(), Norm::NotDuringTests);
    assert_eq!(
        refused.to_string(),
        "per concedere il permesso va detto perché, nonostante questo: alla 5ª ora, che si perderebbe, c'è una verifica"
    );
    let outcome = PermissionOutcome::Granted { despite: Some(text("il docente è d'accordo")) };
    let events = after(&asked, &decides(&[5], outcome, ON)).expect("with a reason");
    let [PermissionEvent::Decided { findings, because, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(findings, &[test]);
    assert_eq!(because, &[Norm::PermissionAskedBefore, Norm::NotDuringTests]);
    // Good to know, and no obstacle; to deny, no finding is needed.
    assert_eq!(after(&asked, &decides(&[4], granted(), ON)).map(|events| events.len()), Ok(1));
    assert_eq!(after(&asked, &decides(&[5], denied(), ON)).map(|events| events.len()), Ok(1));
}

/// A2-03: Friday 8 May 2026 is before the last month, Monday 11 May is in it.
#[test]
fn in_the_last_month_a_permission_needs_a_stated_reason() {
    let granted_on = |on: &str, despite: Option<Text>| {
        let asked = history(&[Command::Request(request(on, out("12:00"), "2026-04-01"))]);
        let (student, number) = (person(STUDENT), FactNumber(0));
        let outcome = PermissionOutcome::Granted { despite };
        let today = day("2026-04-02");
        after(&asked, &Command::Decide { student, about: about(on, &[]), number, outcome, today })
    };
    assert_eq!(granted_on("2026-05-08", None).map(|events| events.len()), Ok(1));
    let last_month = Finding::LastMonth { from: day("2026-05-09"), until: day("2026-06-08") };
    assert_eq!(granted_on("2026-05-11", None), Err(Rejection::ReasonNeeded(vec![last_month])));
    assert_eq!(granted_on("2026-05-11", Some(text("concorso"))).map(|events| events.len()), Ok(1));
}

/// A2-01
#[test]
fn who_asked_may_withdraw_until_the_day() {
    let asked = history(&[asks(out("12:00"))]);
    let event = PermissionEvent::Withdrawn {
        student: person(STUDENT),
        class: IN_3B,
        on: day(ON),
        number: FactNumber(0),
        withdrawn_on: day(ON),
        because: vec![Norm::PermissionAskedBefore],
    };
    assert_eq!(after(&asked, &withdraws(MOTHER, ON)), Ok(vec![event]));
    assert_eq!(after(&asked, &withdraws(FATHER, ON)), Err(Rejection::NotTheAsker(FactNumber(0))));
    assert_eq!(after(&asked, &withdraws(MOTHER, "2025-11-15")), Err(Rejection::AlreadyPast(day(ON))));
    let withdrawn = history(&[asks(out("12:00")), withdraws(MOTHER, ON)]);
    assert_eq!(after(&withdrawn, &withdraws(MOTHER, ON)), Ok(vec![]));
    let decided = after(&withdrawn, &decides(&[], granted(), ON));
    assert_eq!(decided, Err(Rejection::AlreadyWithdrawn(FactNumber(0))));
    assert_eq!(after(&withdrawn, &asks(out("12:00"))).map(|events| events.len()), Ok(1));
    let refused = history(&[asks(out("12:00")), decides(&[], denied(), IN_TIME)]);
    assert_eq!(after(&refused, &withdraws(MOTHER, ON)), Err(Rejection::AlreadyDecided(FactNumber(0))));
    let again = Rejection::AlreadyDenied { on: day(ON), number: FactNumber(0) };
    assert_eq!(after(&refused, &asks(out("12:00"))), Err(again));
    assert_eq!(after(&refused, &asks(out("13:00"))).map(|events| events.len()), Ok(1));
}

/// A2-01: a permission for 12:00 lets one out at 12:00 or later; one for 10:00 lets one in until 10:00.
#[test]
fn a_permission_covers_what_it_was_granted_for() {
    let find = |events: &[PermissionEvent], on: &str, passage| {
        folded(events).granted(day(on), passage).map(|permitted| permitted.number)
    };
    let asked = history(&[asks(out("12:00"))]);
    assert_eq!(find(&asked, ON, out("12:00")), None);
    let exit = history(&[asks(out("12:00")), decides(&[], granted(), IN_TIME)]);
    for (time, covered) in [("11:59", None), ("12:00", Some(FactNumber(0))), ("12:01", Some(FactNumber(0)))] {
        assert_eq!(find(&exit, ON, out(time)), covered, "{time}");
        assert_eq!(find(&exit, "2025-11-13", out(time)), None);
        assert_eq!(find(&exit, ON, in_at(time)), None);
    }
    let entry = history(&[asks(in_at("10:00")), decides(&[], granted(), IN_TIME)]);
    for (time, covered) in [("09:59", Some(FactNumber(0))), ("10:00", Some(FactNumber(0))), ("10:01", None)] {
        assert_eq!(find(&entry, ON, in_at(time)), covered, "{time}");
    }
    let withdrawn = history(&[asks(out("12:00")), decides(&[], granted(), IN_TIME), withdraws(MOTHER, ON)]);
    assert_eq!(find(&withdrawn, ON, out("12:00")), None);
}

/// A2-05
#[test]
fn only_a_documented_periodic_treatment_is_left_out_of_the_count() {
    for (reason, limited) in [
        (PermissionReason::Family, true),
        (PermissionReason::Health, true),
        (PermissionReason::PeriodicTreatment, false),
        (PermissionReason::Urgent, true),
        (PermissionReason::Other, true),
    ] {
        assert_eq!(reason.is_limited(), limited, "{reason:?}");
    }
}
