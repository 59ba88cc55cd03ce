//! The report of a fact, and the case dismissed without a charge.

use super::super::event::Infraction;
use super::super::state::Whose;
use super::super::{Case, CaseEvent, Heading, Rejection, Request};
use crate::norm::Norm;
use crate::text::Text;

/// Norm: A8-10. By anybody who saw it, about one student (A10-C9).
pub(super) fn report(
    case: &Case,
    request: &Request,
    whose: Whose,
    infraction: &Infraction,
) -> Result<Vec<CaseEvent>, Rejection> {
    let today = request.at.date();
    if let Some(report) = &case.report {
        let same = report.said == *infraction && case.whose == Some(whose);
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyReported { on: report.at.date() }) };
    }
    if today < infraction.on {
        return Err(Rejection::FactToCome { on: infraction.on, today });
    }
    let Whose { case: id, student, class } = whose;
    let because = vec![Norm::AnybodyReports];
    let heading = Heading { case: id, student, class, at: request.at, number: case.next_number(), because };
    Ok(vec![CaseEvent::Reported { heading, infraction: infraction.clone() }])
}

/// Norm: A8-10: a report is not a charge. Once a sanction was decided, its body decides, and nobody dismisses.
pub(super) fn dismiss(case: &Case, request: &Request, reason: &Text) -> Result<Vec<CaseEvent>, Rejection> {
    if case.dismissed.as_ref().is_some_and(|act| act.said == *reason) {
        return Ok(Vec::new());
    }
    let heading = case.open(request)?.heading(request, vec![Norm::AnybodyReports])?;
    if let Some(decision) = case.last_decision() {
        return Err(Rejection::AlreadyDecided { on: decision.at.date() });
    }
    Ok(vec![CaseEvent::Dismissed { heading, reason: reason.clone() }])
}
