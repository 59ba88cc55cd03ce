//! The report of a fact, the charge, and who is told of it.

use std::collections::BTreeSet;

use super::super::event::{Channel, ChargeNotice, Infraction};
use super::super::state::Whose;
use super::super::{Case, CaseEvent, Heading, Rejection, Request};
use super::Decided;
use crate::ids::{PersonId, Protocol};
use crate::norm::Norm;
use crate::text::Text;

/// Norm: A8-10: by anybody who saw it; A10-C9: about one student.
pub(super) fn report(case: &Case, request: &Request, whose: Whose, infraction: &Infraction) -> Decided {
    let today = request.at.date();
    if let Some(report) = &case.report {
        let same = report.said == *infraction && case.whose == Some(whose);
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyReported { on: report.at.date() }) };
    }
    if today < infraction.on {
        return Err(Rejection::FactToCome { on: infraction.on, today });
    }
    let Whose { case: id, student, class } = whose;
    let because = vec![Norm::AnybodyReports, Norm::LiabilityIsPersonal];
    let heading = Heading { case: id, student, class, at: request.at, number: case.next_number(), because };
    Ok(vec![CaseEvent::Reported { heading, infraction: infraction.clone() }])
}

/// Norm: A8-10: a report is not a charge. Once a sanction was decided, its body decides, and nobody dismisses.
pub(super) fn dismiss(case: &Case, request: &Request, reason: &Text) -> Decided {
    if case.dismissed.as_ref().is_some_and(|act| act.said == *reason) {
        return Ok(Vec::new());
    }
    let heading = case.open(request)?.heading(request, vec![Norm::AnybodyReports])?;
    if let Some(decision) = case.last_decision() {
        return Err(Rejection::AlreadyDecided { on: decision.at.date() });
    }
    Ok(vec![CaseEvent::Dismissed { heading, reason: reason.clone() }])
}

/// Norm: B1-07: what is charged is said precisely; B4-02: the procedure is opened by telling those concerned.
pub(super) fn charge(
    case: &Case,
    request: &Request,
    notice: &ChargeNotice,
    family: &BTreeSet<PersonId>,
) -> Decided {
    let because = vec![Norm::PreciseCharge, Norm::OpeningNotified];
    let heading = case.open(request)?.heading(request, because)?;
    case.may_be_told(&notice.to, family)?;
    let last = case.charges.last().filter(|act| case.is_of_this_cycle(act));
    if last.is_some_and(|act| act.said == *notice) {
        return Ok(Vec::new());
    }
    Ok(vec![CaseEvent::ChargeNotified { heading, notice: notice.clone() }])
}

/// Norm: A8-02: the body decides after the parents were told.
pub(super) fn inform_parents(
    case: &Case,
    request: &Request,
    parents: &[PersonId],
    channel: Channel,
    protocol: Protocol,
    family: &BTreeSet<PersonId>,
) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::HeardAndParentsTold])?;
    case.may_be_told(parents, family)?;
    if parents.contains(&heading.student) {
        return Err(Rejection::NotToBeTold);
    }
    let of_this_cycle = || case.parents_informed.iter().filter(|act| case.is_of_this_cycle(act));
    let told: BTreeSet<&PersonId> = of_this_cycle().flat_map(|act| &act.said).collect();
    if parents.iter().all(|parent| told.contains(parent)) {
        return Ok(Vec::new());
    }
    Ok(vec![CaseEvent::ParentsInformed { heading, parents: parents.to_vec(), channel, protocol }])
}

/// Norm: A8-04.
pub(super) fn inform_council(case: &Case, request: &Request, protocol: Protocol) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::CouncilInformed])?;
    match case.council_informed.as_ref().filter(|act| case.is_of_this_cycle(act)) {
        Some(act) if act.said == protocol => Ok(Vec::new()),
        Some(act) => Err(Rejection::CouncilAlreadyInformed { on: act.at.date() }),
        None => Ok(vec![CaseEvent::CouncilInformed { heading, protocol }]),
    }
}
