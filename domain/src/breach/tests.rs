//! The seventy-two hours, and what must be done before a breach is closed.

use super::*;
use crate::regulation::Regulation;
use crate::school::tests::{day, person, text};

const AWARE: &str = "2025-11-14T14:30+01:00";

fn instant(written: &str) -> Timestamp {
    written.parse().expect("an instant")
}

fn act(now: &str, command: Command) -> Act {
    let instant = instant(now);
    let now = instant.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(1))).datetime();
    Act { breach: BreachId(uuid::Uuid::from_u128(0xb0)), by: person(101), now, instant, command }
}

fn record() -> Command {
    Command::Record {
        aware_at: instant(AWARE),
        processor_knew_at: Some(instant("2025-11-13T18:00+01:00")),
        kinds: vec![Kind::Integrity],
        what: text("un voto cambiato con la password di un docente"),
        people: 1,
    }
}

fn assess(risk: Risk) -> Command {
    Command::Assess { risk, reasons: text("visto che cosa è stato cambiato") }
}

fn notify(at: &str, delay: Option<&str>) -> Command {
    let protocol = Protocol { number: 90, year: 2025 };
    Command::Notify { notified_at: instant(at), protocol, delay: delay.map(text) }
}

fn close() -> Command {
    Command::Close { measures: text("password revocata") }
}

fn tell() -> Command {
    Command::TellSubjects { told_on: day("2025-11-15"), how: text("comunicazione nel registro") }
}

fn after(acts: &[Command]) -> Breach {
    acts.iter().fold(Breach::default(), |state, command| {
        let events = decide(&state, &act("2025-11-18T09:00+01:00", command.clone()), &Regulation::adopted());
        let events = events.expect("allowed");
        assert!(!events.is_empty(), "{command:?}");
        events.iter().fold(state, evolve)
    })
}

fn then(state: &Breach, command: Command) -> Result<usize, &'static str> {
    let decided = decide(state, &act("2025-11-18T09:00+01:00", command), &Regulation::adopted());
    decided.map(|events| events.len()).map_err(Rejection::name)
}

/// C5-04, T-4: told on Friday at 14:30, notified by Monday at 14:30, whenever who processes the data had known.
#[test]
fn seventy_two_hours_run_from_when_the_school_knew() {
    let by = instant("2025-11-17T14:30+01:00");
    let known = after(&[record()]);
    assert_eq!(known.recorded.as_ref().map(|it| it.notify_by), Some(by));
    assert_eq!(known.standing(by), Some(Standing::ToNotify { by }));
    assert_eq!(known.standing(instant("2025-11-17T14:30:01+01:00")), Some(Standing::Late { by }));
    assert_eq!(then(&known, notify("2025-11-17T14:30+01:00", None)), Ok(1));
    assert_eq!(then(&known, notify("2025-11-17T14:30:01+01:00", None)), Err("no-reasons-for-delay"));
    assert_eq!(then(&known, notify("2025-11-17T14:30:01+01:00", Some("era domenica"))), Ok(1));
    assert_eq!(then(&known, notify("2025-11-19T14:30+01:00", Some("x"))), Err("not-yet"));
    assert_eq!(then(&known, notify("2025-11-14T14:29+01:00", None)), Err("before-aware"));
}

/// C5-04, C5-05: what it asks for depends on the risk; it is recorded in any case.
#[test]
fn a_breach_is_closed_when_what_its_risk_asks_is_done() {
    assert_eq!(then(&Breach::default(), close()), Err("not-recorded"));
    let known = after(&[record()]);
    assert_eq!(then(&known, record()), Ok(0));
    assert_eq!(then(&known, close()), Err("not-assessed"));
    let unlikely = after(&[record(), assess(Risk::Unlikely)]);
    assert_eq!(unlikely.standing(instant("2026-01-01T00:00Z")), Some(Standing::ToClose));
    assert_eq!(then(&unlikely, assess(Risk::Unlikely)), Ok(0));
    assert_eq!(then(&unlikely, close()), Ok(1));
    let likely = after(&[record(), assess(Risk::Likely)]);
    assert_eq!(then(&likely, close()), Err("not-notified"));
    let notified = notify("2025-11-15T09:00+01:00", None);
    let told_to_garante = after(&[record(), assess(Risk::Likely), notified.clone()]);
    assert_eq!(then(&told_to_garante, notified.clone()), Ok(0));
    assert_eq!(then(&told_to_garante, notify("2025-11-16T09:00+01:00", None)), Err("already-notified"));
    assert_eq!(then(&told_to_garante, close()), Ok(1));
    let high = after(&[record(), assess(Risk::High), notified.clone()]);
    assert_eq!(high.standing(instant("2025-11-16T00:00Z")), Some(Standing::ToTell));
    assert_eq!(then(&high, close()), Err("subjects-not-told"));
    let told = after(&[record(), assess(Risk::High), notified, tell()]);
    assert_eq!(then(&told, tell()), Ok(0));
    let closed = [record(), assess(Risk::High), notify("2025-11-15T09:00+01:00", None), tell(), close()];
    let closed = after(&closed);
    assert_eq!(closed.standing(instant("2026-01-01T00:00Z")), Some(Standing::Closed));
    assert_eq!(then(&closed, close()), Ok(0));
    assert_eq!(then(&closed, assess(Risk::Likely)), Err("already-closed"));
}

/// C5-04: what was thought of the risk before is still there when it is thought of again.
#[test]
fn an_assessment_keeps_those_before_it() {
    let again = |risk, reasons: &str| Command::Assess { risk, reasons: text(reasons) };
    let acts = [
        record(),
        assess(Risk::Unlikely),
        again(Risk::Unlikely, "nessuno ha visto il voto"),
        again(Risk::Likely, "il voto è stato letto da altri"),
    ];
    let known = after(&acts);
    let told: Vec<(Risk, &str)> = known.assessments.iter().map(|it| (it.risk, it.reasons.as_str())).collect();
    assert_eq!(
        told,
        [
            (Risk::Unlikely, "visto che cosa è stato cambiato"),
            (Risk::Unlikely, "nessuno ha visto il voto"),
            (Risk::Likely, "il voto è stato letto da altri"),
        ]
    );
    assert_eq!(known.risk, Some(Risk::Likely));
    assert!(known.assessments.iter().all(|it| it.by == person(101)));
    assert_eq!(then(&known, again(Risk::Likely, "il voto è stato letto da altri")), Ok(0));
    assert_eq!(then(&known, again(Risk::Unlikely, "il voto è stato letto da altri")), Ok(1));
}

#[test]
fn a_breach_is_of_something_and_is_known_before_it_is_recorded() {
    let nothing = Breach::default();
    let with = |aware: &str, knew: Option<&str>, kinds: Vec<Kind>| Command::Record {
        aware_at: instant(aware),
        processor_knew_at: knew.map(instant),
        kinds,
        what: text("altro"),
        people: 3,
    };
    assert_eq!(then(&nothing, with(AWARE, None, vec![])), Err("no-kind"));
    assert_eq!(then(&nothing, with("2025-11-19T00:00Z", None, vec![Kind::Availability])), Err("not-yet"));
    let later = with(AWARE, Some("2025-11-15T00:00Z"), vec![Kind::Confidentiality]);
    assert_eq!(then(&nothing, later), Err("processor-later"));
    let other = with(AWARE, None, vec![Kind::Confidentiality]);
    assert_eq!(then(&after(&[record()]), other), Err("already-recorded"));
    let early = Command::TellSubjects { told_on: day("2025-11-19"), how: text("avviso") };
    assert_eq!(then(&after(&[record()]), early), Err("not-yet"));
}
