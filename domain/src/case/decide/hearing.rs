//! The student is invited to explain, and to turn the sanction into something else.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::super::event::{Declined, Hearing};
use super::super::state::{Conversion, Heard};
use super::super::{Act, Case, CaseEvent, Rejection, Request};
use super::Decided;
use crate::ids::PersonId;
use crate::norm::Norm;
use crate::text::Text;

/// Norm: A8-01. Offered after the decision, it is recorded all the same, and `steps` says that it came late.
pub(super) fn offer(case: &Case, request: &Request, hearing_at: DateTime) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::HearingOffered])?;
    if hearing_at < request.at {
        return Err(Rejection::HearingInThePast { hearing_at, at: request.at });
    }
    if last_offer(case).is_some_and(|act| act.said == hearing_at) {
        return Ok(Vec::new());
    }
    Ok(vec![CaseEvent::HearingOffered { heading, hearing_at }])
}

/// Norm: A8-02: in speech or in writing. Nobody who comes unasked is sent away.
pub(super) fn hear(case: &Case, request: &Request, hearing: &Hearing) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::HeardAndParentsTold])?;
    if last_hearing(case).is_some_and(|act| act.said == Heard::Heard(hearing.clone())) {
        return Ok(Vec::new());
    }
    Ok(vec![CaseEvent::StudentHeard { heading, hearing: hearing.clone() }])
}

/// Norm: A8-02. Who was not invited declines nothing.
pub(super) fn decline(case: &Case, request: &Request, how: Declined) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::HeardAndParentsTold])?;
    let offer = last_offer(case).filter(|act| act.at <= request.at).ok_or(Rejection::NoHearingOffered)?;
    match how {
        Declined::DidNotCome if request.at < offer.said => {
            return Err(Rejection::HearingToCome { hearing_at: offer.said });
        }
        Declined::DidNotCome | Declined::InWords => {}
    }
    if last_hearing(case).is_some_and(|act| act.said == Heard::Declined(how)) {
        return Ok(Vec::new());
    }
    Ok(vec![CaseEvent::HearingDeclined { heading, how }])
}

/// Norm: B1-05.
pub(super) fn offer_conversion(case: &Case, request: &Request, activity: &Text) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::ConversionOffered])?;
    if last_conversion(case).is_some_and(|act| act.said.activity == *activity) {
        return Ok(Vec::new());
    }
    Ok(vec![CaseEvent::ConversionOffered { heading, activity: activity.clone() }])
}

/// Norm: B1-05. By who may answer for the student on that day.
pub(super) fn answer_conversion(
    case: &Case,
    request: &Request,
    accepted: bool,
    by: PersonId,
    answering: &BTreeSet<PersonId>,
) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::ConversionOffered])?;
    let offered = last_conversion(case).filter(|act| act.at <= request.at);
    let offered = offered.ok_or(Rejection::NoConversionOffered)?;
    if by != heading.student && !answering.contains(&by) {
        return Err(Rejection::NotAnswering);
    }
    match offered.said.accepted {
        Some(answered) if answered == accepted => Ok(Vec::new()),
        Some(_) => Err(Rejection::ConversionAnswered),
        None => Ok(vec![CaseEvent::ConversionAnswered { heading, accepted, by }]),
    }
}

fn last_offer(case: &Case) -> Option<&Act<DateTime>> {
    case.offers.last().filter(|act| case.is_of_this_cycle(act))
}

fn last_hearing(case: &Case) -> Option<&Act<Heard>> {
    case.hearings.last().filter(|act| case.is_of_this_cycle(act))
}

fn last_conversion(case: &Case) -> Option<&Act<Conversion>> {
    case.conversions.last().filter(|act| case.is_of_this_cycle(act))
}
