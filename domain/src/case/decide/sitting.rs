//! The sitting of a body: who is convened, whether enough came, how they voted, what is written of it.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::super::command::Acquittal;
use super::super::event::Convocation;
use super::super::{Act, Body, Case, CaseEvent, Rejection, Request, Tally};
use super::Decided;
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// Norm: B1-06. Who is missing of those who sit by law is for `steps` to say.
pub(super) fn convene(case: &Case, request: &Request, convocation: &Convocation) -> Decided {
    let heading = case.open(request)?.heading(request, vec![Norm::CouncilComposition])?;
    if let Some(decision) = case.in_force() {
        return Err(Rejection::AlreadySanctioned { on: decision.at.date() });
    }
    let Convocation { body, sits_at, members } = convocation;
    match body {
        Body::GuaranteeBody => return Err(Rejection::GuaranteeBodyDecides),
        Body::Teacher | Body::Coordinator | Body::SiteLead | Body::Deputy | Body::Principal => {
            return Err(Rejection::NotCollegial(*body));
        }
        Body::ClassCouncil | Body::InstituteCouncil | Body::ExamBoard => {}
    }
    if *sits_at < request.at {
        return Err(Rejection::SitsInThePast { sits_at: *sits_at, at: request.at });
    }
    let seated: BTreeSet<PersonId> = members.iter().map(|member| member.person).collect();
    let replaced = members.iter().filter_map(|member| member.replaces);
    if members.is_empty() || seated.len() < members.len() {
        return Err(Rejection::MembersNotDistinct);
    }
    if replaced.into_iter().any(|replaced| seated.contains(&replaced.person)) {
        return Err(Rejection::ReplacedSits);
    }
    let last = case.convocations.last().filter(|act| case.is_of_this_cycle(act));
    if last.is_some_and(|act| act.said == *convocation) {
        return Ok(Vec::new());
    }
    Ok(vec![CaseEvent::BodyConvened { heading, convocation: convocation.clone() }])
}

/// The sitting in which a body decides at that time: convened, begun, with enough members, each vote counted.
///
/// Norm: B1-06: a council that was not convened, or of which most did not come, decides nothing.
pub(super) fn checked<'a>(
    case: &'a Case,
    body: Body,
    at: DateTime,
    present: &[PersonId],
    abstained: &[PersonId],
    tally: Option<Tally>,
    regulation: &Regulation,
) -> Result<Option<&'a Act<Convocation>>, Rejection> {
    if !body.is_collegial() {
        let alone = present.is_empty() && abstained.is_empty() && tally.is_none();
        return if alone { Ok(None) } else { Err(Rejection::VoteOfOne(body)) };
    }
    let convened = |act: &&Act<Convocation>| act.said.body == body && case.is_of_this_cycle(act);
    let convocation = case.convocations.iter().rfind(convened).ok_or(Rejection::NotConvened(body))?;
    let sits_at = convocation.said.sits_at;
    if at < sits_at {
        return Err(Rejection::SitsLater { sits_at });
    }
    let members: BTreeSet<PersonId> = convocation.said.members.iter().map(|member| member.person).collect();
    let came: BTreeSet<PersonId> = present.iter().copied().collect();
    let silent: BTreeSet<PersonId> = abstained.iter().copied().collect();
    if came.len() < present.len() || silent.len() < abstained.len() {
        return Err(Rejection::MembersNotDistinct);
    }
    if !came.is_subset(&members) || !silent.is_subset(&came) {
        return Err(Rejection::NotConvenedMember);
    }
    let quorum = regulation.council_quorum(at.date()).of(members.len());
    if came.len() < quorum {
        return Err(Rejection::NoQuorum { present: came.len(), quorum });
    }
    let Tally { favour, against } = tally.ok_or(Rejection::NoTally(body))?;
    let (votes, voters) = (usize::from(favour) + usize::from(against), came.len() - silent.len());
    if votes != voters {
        return Err(Rejection::VotesDoNotMatch { votes, voters });
    }
    if favour < against {
        return Err(Rejection::NotApproved { favour, against });
    }
    Ok(Some(convocation))
}

/// The body finds nothing to sanction. Norm: B1-06; A8-03: it says why.
pub(super) fn acquit(
    case: &Case,
    request: &Request,
    acquittal: &Acquittal,
    regulation: &Regulation,
) -> Decided {
    let Acquittal { body, present, tally, reasons } = acquittal;
    if case.acquittal.as_ref().is_some_and(|act| act.said == *body && act.at == request.at) {
        return Ok(Vec::new());
    }
    let heading =
        case.open(request)?.heading(request, vec![Norm::WrittenReasons, Norm::CouncilComposition])?;
    if let Some(decision) = case.in_force() {
        return Err(Rejection::AlreadySanctioned { on: decision.at.date() });
    }
    if *body == Body::GuaranteeBody {
        return Err(Rejection::GuaranteeBodyDecides);
    }
    checked(case, *body, request.at, present, &[], *tally, regulation)?;
    let (body, present, tally, reasons) = (*body, present.clone(), *tally, reasons.clone());
    Ok(vec![CaseEvent::Acquitted { heading, body, present, tally, reasons }])
}

/// Norm: A8-11. After the term too: `steps` says that they came late.
pub(super) fn deposit_minutes(case: &Case, request: &Request, of: FactNumber, protocol: Protocol) -> Decided {
    let decision = case.standing_decision(request, of)?;
    let body = decision.deliberation.body;
    if !body.is_collegial() {
        return Err(Rejection::NotCollegial(body));
    }
    match &decision.minutes {
        Some(act) if act.said == protocol => Ok(Vec::new()),
        Some(act) => Err(Rejection::MinutesAlreadyDeposited { on: act.at.date() }),
        None => {
            let heading = case.heading(request, vec![Norm::CouncilMinutes])?;
            Ok(vec![CaseEvent::MinutesDeposited { heading, of, protocol }])
        }
    }
}
