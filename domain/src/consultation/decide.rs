//! What may be done of a consultation.

use jiff::ToSpan;
use jiff::civil::DateTime;

use super::{Command, Consultation, ConsultationEvent, Heading, Opened, Rejection, Request, Scope, longest};
use crate::ids::FactNumber;
use crate::norm::Norm;
use crate::regulation::Regulation;

pub fn decide(
    state: &Consultation,
    request: &Request,
    regulation: &Regulation,
) -> Result<Vec<ConsultationEvent>, Rejection> {
    match &request.command {
        Command::Open { scope, reason, protocol, until } => {
            let same =
                |it: &Opened| it.reader == request.by && it.reason == *reason && it.protocol == *protocol;
            if is_there(state, *scope, *until, same)? {
                return Ok(Vec::new());
            }
            in_time(request, *until, regulation)?;
            Ok(vec![ConsultationEvent::Opened {
                heading: headed(state, request, Norm::LeastData),
                scope: *scope,
                reason: reason.clone(),
                protocol: *protocol,
                until: *until,
            }])
        }
        Command::Admit { reader, scope, reason, until } => {
            if is_there(state, *scope, *until, |it| it.reader == *reader && it.reason == *reason)? {
                return Ok(Vec::new());
            }
            if *reader == request.by {
                return Err(Rejection::OwnAdmission);
            }
            in_time(request, *until, regulation)?;
            Ok(vec![ConsultationEvent::Admitted {
                heading: headed(state, request, Norm::Processor),
                reader: *reader,
                scope: *scope,
                reason: reason.clone(),
                until: *until,
            }])
        }
        Command::Close => {
            let opened = state.opened.as_ref().ok_or(Rejection::NotOpened)?;
            if state.closed.is_some() {
                return Ok(Vec::new());
            }
            if opened.until < request.now {
                return Err(Rejection::Over);
            }
            let heading = headed(state, request, Norm::LeastData);
            Ok(vec![ConsultationEvent::Closed { heading, reader: opened.reader }])
        }
    }
}

/// Whether it is recorded as it is asked for; refused if it is recorded otherwise.
fn is_there(
    state: &Consultation,
    scope: Scope,
    until: DateTime,
    same: impl Fn(&Opened) -> bool,
) -> Result<bool, Rejection> {
    match &state.opened {
        None => Ok(false),
        Some(it) if it.scope == scope && it.until == until && same(it) => Ok(true),
        Some(_) => Err(Rejection::AlreadyOpened),
    }
}

/// Norm: C5-02 (GDPR, art. 5): no longer than it takes; interpretation 0050.
fn in_time(request: &Request, until: DateTime, regulation: &Regulation) -> Result<(), Rejection> {
    if until <= request.now {
        return Err(Rejection::EndsBeforeStart { until });
    }
    let most = longest(&request.command, request.now, regulation);
    let last = request.now.saturating_add(i64::from(most.0).days());
    if last < until {
        return Err(Rejection::TooLong { until, last, most });
    }
    Ok(())
}

fn headed(state: &Consultation, request: &Request, because: Norm) -> Heading {
    Heading {
        consultation: request.consultation,
        at: request.now,
        number: FactNumber(state.length),
        by: request.by,
        because: vec![because],
    }
}
