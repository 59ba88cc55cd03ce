//! What may be done of an erasure.

use super::{
    Command, Erasure, ErasureEvent, Ground, Heading, Rejection, Request, Requested, RestrictionGround,
    longest,
};
use crate::ids::FactNumber;
use crate::norm::Norm;

pub fn decide(state: &Erasure, request: &Request) -> Result<Vec<ErasureEvent>, Rejection> {
    match &request.command {
        Command::Ask { .. } => ask(state, request),
        Command::Restrict { ground } => restrict(state, request, *ground),
        Command::LiftRestriction { reasons } => {
            let asked = open(state)?;
            state.restricted.ok_or(Rejection::NotRestricted)?;
            let heading = headed(state, request, &[Norm::Restriction]);
            let (person, reasons) = (asked.person, reasons.clone());
            Ok(vec![ErasureEvent::RestrictionLifted { heading, person, reasons }])
        }
        Command::Assess { .. } => assess(state, request),
        Command::Approve { .. } => approve(state, request),
        Command::Refuse { exception, reasons } => {
            if state.refused.as_ref().is_some_and(|it| it.exception == *exception && it.reasons == *reasons) {
                return Ok(Vec::new());
            }
            let person = open(state)?.person;
            let heading = headed(state, request, &[Norm::ErasureExceptions]);
            Ok(vec![ErasureEvent::Refused {
                heading,
                person,
                exception: *exception,
                reasons: reasons.clone(),
            }])
        }
        Command::Execute { keys } => {
            if state.executed.is_some() {
                return Ok(Vec::new());
            }
            state.approved.as_ref().ok_or(Rejection::NotApproved)?;
            let heading = headed(state, request, &[Norm::Erasure]);
            Ok(vec![ErasureEvent::Executed { heading, keys: *keys }])
        }
    }
}

/// Norm: C4-03. An order is a paper with a number (D-08).
fn ask(state: &Erasure, request: &Request) -> Result<Vec<ErasureEvent>, Rejection> {
    let Command::Ask { person, targets, ground, reasons, protocol } = &request.command else {
        return Err(Rejection::NotRequested);
    };
    if let Some(before) = &state.requested {
        let same = before.person == *person && before.targets == *targets && before.ground == *ground;
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyRequested) };
    }
    if targets.is_empty() {
        return Err(Rejection::NoTarget);
    }
    if *ground == Ground::Order && protocol.is_none() {
        return Err(Rejection::NoProtocol);
    }
    let heading = headed(state, request, &[Norm::Erasure]);
    Ok(vec![ErasureEvent::Requested {
        heading,
        person: *person,
        targets: targets.clone(),
        ground: *ground,
        reasons: reasons.clone(),
        protocol: *protocol,
    }])
}

/// Norm: C4-05: while the request is pending, nobody but those whom the law names sees the data.
fn restrict(
    state: &Erasure,
    request: &Request,
    ground: RestrictionGround,
) -> Result<Vec<ErasureEvent>, Rejection> {
    let asked = open(state)?;
    if state.restricted == Some(ground) {
        return Ok(Vec::new());
    }
    let heading = headed(state, request, &[Norm::Restriction]);
    let (person, targets) = (asked.person, asked.targets.clone());
    Ok(vec![ErasureEvent::Restricted { heading, person, targets, ground }])
}

/// Norm: C4-02: what the law wants kept is not erased on request. C4-03: what is unlawful, or ordered, is erased
/// whatever the plan says. F-1: the disposal of what the plan lets go is authorised by others.
fn assess(state: &Erasure, request: &Request) -> Result<Vec<ErasureEvent>, Rejection> {
    let Command::Assess { kept, needs_authorisation, authorisation, reasons } = &request.command else {
        return Err(Rejection::NotRequested);
    };
    let asked = open(state)?;
    let same = |it: &super::Assessed| {
        it.kept == *kept && it.authorisation == *authorisation && it.reasons == *reasons
    };
    if state.assessed.as_ref().is_some_and(same) {
        return Ok(Vec::new());
    }
    let mut because = vec![Norm::Erasure, Norm::ErasureExceptions];
    match asked.ground {
        Ground::Unlawful | Ground::Order => {}
        Ground::NoLongerNeeded | Ground::ConsentWithdrawn | Ground::ObjectionUpheld => {
            if let Some(kept) = longest(kept, request.now.date()) {
                return Err(Rejection::RetentionNotOver { kept });
            }
            if *needs_authorisation {
                authorisation.ok_or(Rejection::NotAuthorised)?;
                because.push(Norm::DisposalAuthorised);
            }
        }
    }
    let heading = headed(state, request, &because);
    Ok(vec![ErasureEvent::Assessed {
        heading,
        person: asked.person,
        kept: kept.clone(),
        authorisation: *authorisation,
        reasons: reasons.clone(),
    }])
}

/// Norm: C4-03; two persons decide (engineering rule): one assesses, another approves.
fn approve(state: &Erasure, request: &Request) -> Result<Vec<ErasureEvent>, Rejection> {
    let Command::Approve { keys } = &request.command else { return Err(Rejection::NotRequested) };
    if state.approved.is_some() {
        return Ok(Vec::new());
    }
    let asked = open(state)?;
    let assessed = state.assessed.as_ref().ok_or(Rejection::NotAssessed)?;
    if [asked.by, assessed.by].contains(&request.by) {
        return Err(Rejection::SamePerson);
    }
    if keys.is_empty() {
        return Err(Rejection::NoKey);
    }
    let heading = headed(state, request, &[Norm::Erasure]);
    Ok(vec![ErasureEvent::Approved { heading, keys: keys.clone() }])
}

/// What was asked, if nobody has decided on it.
fn open(state: &Erasure) -> Result<&Requested, Rejection> {
    let asked = state.requested.as_ref().ok_or(Rejection::NotRequested)?;
    if state.approved.is_some() || state.refused.is_some() {
        return Err(Rejection::AlreadyDecided);
    }
    Ok(asked)
}

fn headed(state: &Erasure, request: &Request, because: &[Norm]) -> Heading {
    Heading {
        erasure: request.erasure,
        at: request.now,
        number: FactNumber(state.length),
        by: request.by,
        because: because.to_vec(),
    }
}
