//! The sanction is communicated, executed day by day, certified and assessed.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::command::CommunicationLetter;
use super::super::event::{Assessment, Communication};
use super::super::state::Decision;
use super::super::{Case, CaseEvent, Plan, Rejection, Request, Sanction};
use super::Decided;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::text::Text;

/// Norm: A8-06: in writing; D-08: with a protocol number; B4-01 and B4-03. What a letter should have said and did not is
/// for `steps` to say.
pub(super) fn communicate(
    case: &Case,
    request: &Request,
    letter: &CommunicationLetter,
    family: &BTreeSet<PersonId>,
) -> Decided {
    let decision = case.standing_decision(request, letter.of)?;
    case.may_be_told(&letter.to, family)?;
    let protocol = letter.protocol.ok_or(Rejection::NoProtocol)?;
    let days: BTreeSet<Date> = letter.days.iter().copied().collect();
    if days.len() < letter.days.len() {
        return Err(Rejection::DaysNotDistinct);
    }
    let sanction = decision.measure.sanction;
    if !days.is_empty() && !is_done_by_days(sanction) {
        return Err(Rejection::NotARemoval);
    }
    let all = decision.days.union(&days).count();
    if let Some(of) = sanction.days().filter(|of| usize::from(*of) < all) {
        return Err(Rejection::MoreDaysThanDecided { days: all, of });
    }
    if let Some(day) = days.first().filter(|day| **day < decision.at.date()) {
        return Err(Rejection::DayBeforeDecision { day: *day, decided: decision.at.date() });
    }
    let communication = Communication {
        of: letter.of,
        to: letter.to.clone(),
        with_reasons: letter.with_reasons,
        days: letter.days.clone(),
        appeal: letter.appeal,
        protocol,
    };
    if decision.communications.iter().any(|act| act.said == communication) {
        return Ok(Vec::new());
    }
    let mut because = vec![Norm::SanctionCommunicated, Norm::AppealStated, Norm::EffectOnCommunication];
    because.push(Norm::ProtocolNumber);
    let heading = case.heading(request, because)?;
    Ok(vec![CaseEvent::Communicated { heading, communication }])
}

fn is_done_by_days(sanction: Sanction) -> bool {
    match sanction {
        Sanction::Removal { .. } | Sanction::CommunityRemoval { .. } | Sanction::UntilEndOfLessons { .. } => {
            true
        }
        Sanction::OralReprimand
        | Sanction::Admonition
        | Sanction::WrittenAdmonition
        | Sanction::ExcludedFromSession => false,
    }
}

/// Norm: B4-03: from its communication on, and `steps` says if it was before; A9-04: not while an appeal suspends it.
pub(super) fn execute(case: &Case, request: &Request, of: FactNumber, day: Date, hours: u16) -> Decided {
    let decision = case.standing_decision(request, of)?;
    if !is_done_by_days(decision.measure.sanction) {
        return Err(Rejection::NotARemoval);
    }
    let today = request.at.date();
    if today < day {
        return Err(Rejection::DayToCome { day, today });
    }
    if day < decision.at.date() {
        return Err(Rejection::DayBeforeDecision { day, decided: decision.at.date() });
    }
    match decision.executed.get(&day) {
        Some(done) if *done == hours => return Ok(Vec::new()),
        Some(_) => return Err(Rejection::DayAlreadyExecuted { day }),
        None => {}
    }
    if let Some(decide_by) = stayed(case, decision, day) {
        return Err(Rejection::Stayed { decide_by });
    }
    if !decision.days.is_empty() && !decision.days.contains(&day) {
        return Err(Rejection::NotADaySet { day });
    }
    if let Some(of) =
        decision.measure.sanction.days().filter(|of| usize::from(*of) <= decision.executed.len())
    {
        return Err(Rejection::AllDaysExecuted { of });
    }
    let heading = case.heading(request, vec![Norm::EffectOnCommunication])?;
    Ok(vec![CaseEvent::DayExecuted { heading, of, day, hours }])
}

/// Until when an appeal suspends the sanction, if it does so on that day.
fn stayed(case: &Case, decision: &Decision, day: Date) -> Option<Date> {
    let appeal = case.appeals.get(&decision.stayed_by?)?;
    (appeal.filing.at.date() <= day && appeal.is_pending(day)).then_some(appeal.filing.said.decide_by)
}

/// Norm: B1-10: by the host, of a day that was done there.
pub(super) fn certify(case: &Case, request: &Request, of: FactNumber, day: Date, hours: u16) -> Decided {
    let decision = case.standing_decision(request, of)?;
    if !matches!(decision.deliberation.plan, Some(Plan::Citizenship { .. })) {
        return Err(Rejection::NoHost);
    }
    if !decision.executed.contains_key(&day) {
        return Err(Rejection::DayNotExecuted { day });
    }
    match decision.certified.get(&day) {
        Some(certified) if *certified == hours => Ok(Vec::new()),
        Some(_) => Err(Rejection::DayAlreadyCertified { day }),
        None => {
            let heading = case.heading(request, vec![Norm::HostCertifies])?;
            Ok(vec![CaseEvent::HostCertified { heading, of, day, hours }])
        }
    }
}

/// Norm: A8-08: what was not done with diligence is met by an invitation to do better, and by no further sanction.
pub(super) fn assess(
    case: &Case,
    request: &Request,
    of: FactNumber,
    outcome: Assessment,
    advice: Option<&Text>,
) -> Decided {
    let decision = case.standing_decision(request, of)?;
    if decision.deliberation.plan.is_none() && decision.measure.repair.is_none() {
        return Err(Rejection::NothingToAssess);
    }
    match (outcome, advice) {
        (Assessment::Partial | Assessment::Insufficient, None) => return Err(Rejection::NoAdvice),
        (Assessment::Diligent, _) | (Assessment::Partial | Assessment::Insufficient, Some(_)) => {}
    }
    if decision.assessment.as_ref().is_some_and(|act| act.said == outcome) {
        return Ok(Vec::new());
    }
    let heading = case.heading(request, vec![Norm::ActivityVerified])?;
    Ok(vec![CaseEvent::ActivityAssessed { heading, of, outcome, advice: advice.cloned() }])
}
