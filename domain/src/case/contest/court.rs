//! A court's order on a sanction, and the taking of its acts out of the file.

use super::super::state::Fate;
use super::{Asked, CaseEvent, Rejection, protocolled};
use crate::ids::{FactNumber, Protocol};
use crate::norm::Norm;
use crate::text::Text;

/// Norm: B1-12: at any time, whatever the school or the region said before. D-08: the order is protocolled.
pub(super) fn order(
    asked: &Asked<'_>,
    of: FactNumber,
    order: &Text,
    expunge: bool,
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let decision = asked.case.decisions.get(&of).ok_or(Rejection::NeverDecided(of))?;
    asked.not_before(decision.at)?;
    match decision.fate {
        Fate::AnnulledByCourt(number) => {
            let earlier = asked.case.orders.iter().find(|act| act.number == number);
            let same = earlier.is_some_and(|act| act.said.order == *order && act.said.expunge == expunge);
            let on = earlier.map_or(asked.on(), |act| act.at.date());
            if same {
                return Ok(Vec::new());
            }
            // Another order may still ask for what the first one did not: that the acts be taken out.
            if !expunge || asked.expunging().is_some() {
                return Err(Rejection::AlreadyOrdered { on });
            }
        }
        Fate::Stands | Fate::ReferredBack(_) | Fate::AnnulledByRegion(_) => {}
    }
    let protocol = protocolled(protocol)?;
    let heading = asked.heading(vec![Norm::CourtExpunges])?;
    Ok(vec![CaseEvent::CourtOrdered { heading, of, order: order.clone(), expunge, protocol }])
}

/// Norm: B1-12: only as a court orders. From then on nobody reads what the case said.
pub(super) fn expunge(asked: &Asked<'_>) -> Result<Vec<CaseEvent>, Rejection> {
    let (at, order) = asked.expunging().ok_or(Rejection::NoOrder)?;
    asked.not_before(at)?;
    let heading = asked.heading(vec![Norm::CourtExpunges])?;
    Ok(vec![CaseEvent::Expunged { heading, order }])
}

impl Asked<'_> {
    /// The order that has the acts taken out.
    fn expunging(&self) -> Option<(jiff::civil::DateTime, Text)> {
        let ordered = self.case.orders.iter().find(|act| act.said.expunge);
        ordered.map(|act| (act.at, act.said.order.clone()))
    }
}
