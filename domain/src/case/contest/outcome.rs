//! After the Organo di garanzia: its outcome in writing, and what is left of the sanction taken up again.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::state::{Appeal, Decision};
use super::sitting::once_each;
use super::{Asked, CaseEvent, Rejection, protocolled};
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::norm::Norm;

/// Norm: A9-13 (in writing, to those concerned), A9-14 (the regional term runs from it or, when the ten days passed in
/// silence, from their end), A9-07 (what silence means), D-08 (protocolled).
pub(super) fn communicate(
    asked: &Asked<'_>,
    number: FactNumber,
    to: &[PersonId],
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let appeal = asked.case.appeals.get(&number).ok_or(Rejection::NoAppeal(number))?;
    if let Some(withdrawn) = &appeal.withdrawn {
        return Err(Rejection::Withdrawn { appeal: number, on: withdrawn.at.date() });
    }
    let filing = &appeal.filing.said;
    let (silent, from) = match &appeal.ruling {
        Some(ruling) => {
            asked.not_before(ruling.at)?;
            (false, asked.on())
        }
        None if appeal.is_lapsed(asked.on()) => (true, filing.decide_by),
        None => return Err(Rejection::StillPending { appeal: number, until: filing.decide_by }),
    };
    let protocol = protocolled(protocol)?;
    let to = once_each(to)?;
    if to.iter().all(|person| appeal.communicated.iter().any(|act| act.said.to.contains(person))) {
        return Ok(Vec::new());
    }
    let complain_until = asked.regulation.complaint_term(from).last_day(from, &asked.request.holidays);
    let mut because = vec![Norm::GuaranteeReasons, Norm::RegionalTerm];
    if silent {
        because.push(Norm::SilenceConfirms);
    }
    let heading = asked.heading(because)?;
    Ok(vec![CaseEvent::OutcomeCommunicated { heading, appeal: number, to, complain_until, protocol }])
}

/// Norm: A9-04 (what is left, and nothing executed before), A9-07 (once the outcome is there, or the term passed), B4-03
/// (from the day after it is communicated), D-08 (protocolled).
pub(super) fn resume(
    asked: &Asked<'_>,
    of: FactNumber,
    days: &[Date],
    to: &[PersonId],
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let decision = asked.case.in_force().filter(|decision| decision.number == of);
    let decision = decision.ok_or(Rejection::NoSanction(of))?;
    let set: BTreeSet<Date> = days.iter().copied().collect();
    if set.len() != days.len() {
        return Err(Rejection::NamedTwice);
    }
    let Some(stayed_by) = decision.stayed_by else {
        let same = !set.is_empty() && decision.days_left().collect::<BTreeSet<_>>() == set;
        return if same && asked.was_stayed(of) { Ok(Vec::new()) } else { Err(Rejection::NotStayed) };
    };
    if let Some(filed) = asked.case.appeals.get(&stayed_by) {
        asked.not_before(filed.filing.at)?;
    }
    if let Some((appeal, pending)) = asked.appeals(of).find(|(_, appeal)| appeal.is_pending(asked.on())) {
        return Err(Rejection::StillPending { appeal, until: pending.filing.said.decide_by });
    }
    let protocol = protocolled(protocol)?;
    let to = once_each(to)?;
    if let Some(left) = decision.left().filter(|left| *left != days.len()) {
        return Err(Rejection::NotWhatIsLeft { left, named: days.len() });
    }
    if let Some(on) = set.iter().copied().find(|day| *day <= asked.on()) {
        return Err(Rejection::TooSoon { on });
    }
    let heading = asked.heading(vec![Norm::AppealStays, Norm::EffectOnCommunication])?;
    Ok(vec![CaseEvent::Resumed { heading, of, days: set.into_iter().collect(), to, protocol }])
}

impl Asked<'_> {
    fn was_stayed(&self, of: FactNumber) -> bool {
        self.appeals(of).next().is_some()
    }

    /// From when, and until when, somebody may complain to the region of a sanction; nothing before the Organo di garanzia
    /// decided or its term passed, and no end before the outcome is communicated.
    ///
    /// Norm: A9-14, B1-14: from the communication to her, or from the end of the ten days; for who was not among the
    /// addressees, from the last communication.
    pub(super) fn complaint_term(&self, decision: &Decision, by: PersonId) -> Option<Option<(Date, Date)>> {
        let closed = |appeal: &&Appeal| appeal.ruling.is_some() || appeal.is_lapsed(self.on());
        let appeals: Vec<&Appeal> =
            self.appeals(decision.number).map(|(_, appeal)| appeal).filter(closed).collect();
        if appeals.is_empty() {
            return None;
        }
        let starts = appeals.into_iter().map(|appeal| match &appeal.ruling {
            None => Some(appeal.filing.said.decide_by),
            Some(_) => {
                let hers = appeal.communicated.iter().find(|act| act.said.to.contains(&by));
                let last = || appeal.communicated.iter().max_by_key(|act| act.at);
                hers.or_else(last).map(|act| act.at.date())
            }
        });
        let starts: Vec<Option<Date>> = starts.collect();
        let from = starts.iter().copied().flatten().max();
        let open = starts.contains(&None);
        Some(
            from.filter(|_| !open).map(|from| {
                (from, self.regulation.complaint_term(from).last_day(from, &self.request.holidays))
            }),
        )
    }
}
