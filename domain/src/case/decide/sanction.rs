//! The deliberation of a sanction.

use super::super::state::Fate;
use super::super::{Case, CaseEvent, Deliberation, Rejection, Request, Sanction};
use super::{Decided, competence, sitting};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// Norm: A7-01 and B1-02: by the competent body; A8-09: by the degree of fault; A9-12: after a referral back the same
/// case is decided again. One sanction stands in a case at a time.
pub(super) fn deliberate(
    case: &Case,
    request: &Request,
    asked: &Deliberation,
    regulation: &Regulation,
) -> Decided {
    case.open(request)?;
    if let Some(decision) = case.in_force() {
        let same = Deliberation { remand_of: decision.deliberation.remand_of, ..asked.clone() };
        let repeated = decision.at == request.at && decision.deliberation == same;
        return if repeated {
            Ok(Vec::new())
        } else {
            Err(Rejection::AlreadySanctioned { on: decision.at.date() })
        };
    }
    competence::may_decide(asked, regulation, request.at.date())?;
    let Deliberation { body, chair, present, abstained, tally, .. } = asked;
    let convened = sitting::checked(case, *body, request.at, present, abstained, *tally, regulation)?;
    if convened.is_some() && !present.contains(chair) {
        return Err(Rejection::ChairAbsent);
    }
    let remand_of = case.last_decision().filter(|last| matches!(last.fate, Fate::ReferredBack(_)));
    let deliberation = Deliberation { remand_of: remand_of.map(|last| last.number), ..asked.clone() };
    let heading = case.heading(request, because(&deliberation))?;
    Ok(vec![CaseEvent::Deliberated { heading, deliberation }])
}

fn because(deliberation: &Deliberation) -> Vec<Norm> {
    let mut because = vec![Norm::SanctionBands];
    if deliberation.measure.repair.is_some() {
        because.push(Norm::DamageRepaired);
    }
    because.push(Norm::DegreeOfFault);
    if !deliberation.measure.exclusions.is_empty() {
        because.push(Norm::PartialRemoval);
    }
    if deliberation.measure.sanction.removes() {
        because.push(Norm::CompetentBody);
        match deliberation.measure.sanction {
            Sanction::Removal { .. } if deliberation.grave.is_none() => because.push(Norm::ShortRemovals),
            Sanction::Removal { .. }
            | Sanction::CommunityRemoval { .. }
            | Sanction::UntilEndOfLessons { .. }
            | Sanction::ExcludedFromSession
            | Sanction::OralReprimand
            | Sanction::Admonition
            | Sanction::WrittenAdmonition => {}
        }
    }
    if deliberation.grave.is_some() {
        because.push(Norm::GraveGrounds);
    }
    if deliberation.plan.is_some() {
        because.push(Norm::PlanOfActivities);
    }
    because
}
