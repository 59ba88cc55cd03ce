//! What may be done of a breach.

use super::{Act, Breach, BreachEvent, Command, Heading, Rejection, Risk};
use crate::ids::FactNumber;
use crate::norm::Norm;
use crate::regulation::Regulation;

type Decided = Result<Vec<BreachEvent>, Rejection>;

pub fn decide(state: &Breach, act: &Act, regulation: &Regulation) -> Decided {
    match &act.command {
        Command::Record { .. } => record(state, act, regulation),
        Command::Assess { risk, reasons } => {
            open(state)?;
            // The same risk for other reasons is another assessment: what it rests on is to be shown (art. 33, par. 5).
            let same = |last: &super::Assessment| last.risk == *risk && last.reasons == *reasons;
            if state.assessments.last().is_some_and(same) {
                return Ok(Vec::new());
            }
            let (heading, risk, reasons) = (headed(state, act), *risk, reasons.clone());
            Ok(vec![BreachEvent::Assessed { heading, risk, reasons }])
        }
        Command::Notify { .. } => notify(state, act),
        Command::TellSubjects { told_on, how } => {
            open(state)?;
            if act.now.date() < *told_on {
                return Err(Rejection::NotYet);
            }
            if state.told.is_some() {
                return Ok(Vec::new());
            }
            let (heading, told_on, how) = (headed(state, act), *told_on, how.clone());
            Ok(vec![BreachEvent::SubjectsTold { heading, told_on, how }])
        }
        Command::Close { measures } => {
            if state.closed.is_some() {
                return Ok(Vec::new());
            }
            open(state)?;
            match (state.risk.ok_or(Rejection::NotAssessed)?, state.notified, state.told) {
                (Risk::Likely | Risk::High, None, _) => return Err(Rejection::NotNotified),
                (Risk::High, Some(_), None) => return Err(Rejection::SubjectsNotTold),
                (Risk::Unlikely | Risk::Likely | Risk::High, _, _) => {}
            }
            let (heading, measures) = (headed(state, act), measures.clone());
            Ok(vec![BreachEvent::Closed { heading, measures }])
        }
    }
}

/// Norm: C5-04, T-4: the hours run from when the school knew, whoever had known before.
fn record(state: &Breach, act: &Act, regulation: &Regulation) -> Decided {
    let Command::Record { aware_at, processor_knew_at, kinds, what, people } = &act.command else {
        return Err(Rejection::NotRecorded);
    };
    if let Some(before) = &state.recorded {
        let same = before.aware_at == *aware_at && before.kinds == *kinds && before.what == *what;
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyRecorded) };
    }
    if act.instant < *aware_at {
        return Err(Rejection::NotYet);
    }
    if processor_knew_at.is_some_and(|knew| *aware_at < knew) {
        return Err(Rejection::ProcessorLater);
    }
    if kinds.is_empty() {
        return Err(Rejection::NoKind);
    }
    Ok(vec![BreachEvent::Recorded {
        heading: headed(state, act),
        aware_at: *aware_at,
        processor_knew_at: *processor_knew_at,
        kinds: kinds.clone(),
        what: what.clone(),
        people: *people,
        notify_by: regulation.breach_notified_within(act.now.date()).end(*aware_at),
    }])
}

/// Norm: C5-04: later than that only with reasons.
fn notify(state: &Breach, act: &Act) -> Decided {
    let Command::Notify { notified_at, protocol, delay } = &act.command else {
        return Err(Rejection::NotRecorded);
    };
    if let Some(before) = state.notified {
        return if before == *notified_at { Ok(Vec::new()) } else { Err(Rejection::AlreadyNotified) };
    }
    open(state)?;
    if act.instant < *notified_at {
        return Err(Rejection::NotYet);
    }
    if state.recorded.as_ref().is_some_and(|recorded| *notified_at < recorded.aware_at) {
        return Err(Rejection::BeforeAware);
    }
    let by = state.recorded.as_ref().map(|recorded| recorded.notify_by);
    if by.is_some_and(|by| by < *notified_at) && delay.is_none() {
        return Err(Rejection::NoReasonsForDelay);
    }
    Ok(vec![BreachEvent::Notified {
        heading: headed(state, act),
        notified_at: *notified_at,
        protocol: *protocol,
        delay: delay.clone(),
    }])
}

fn open(state: &Breach) -> Result<(), Rejection> {
    state.recorded.as_ref().ok_or(Rejection::NotRecorded)?;
    if state.closed.is_some() { Err(Rejection::AlreadyClosed) } else { Ok(()) }
}

fn headed(state: &Breach, act: &Act) -> Heading {
    Heading {
        breach: act.breach,
        at: act.now,
        number: FactNumber(state.length),
        by: act.by,
        because: vec![Norm::BreachNotified],
    }
}
