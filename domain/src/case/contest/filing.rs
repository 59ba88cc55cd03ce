//! An appeal to the Organo di garanzia: by whom, until when, and what becomes of the sanction meanwhile.

use jiff::civil::Date;

use super::super::appeal::{Filing, Grounds, Interest};
use super::super::event::{AppealAuthority, Communication};
use super::super::state::{Act, Appeal, Decision};
use super::{Asked, CaseEvent, Heading, Rejection};
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::norm::Norm;

/// Norm: A9-01 (anyone with an interest, within the term), A9-02 (any sanction), A9-03 (without grounds it is accepted as
/// filed), A9-04 (the sanction is suspended), A9-07 (the body's own term runs), A9-16 (of procedure and of merits), B4-01 (late, when the communication did
/// not say the term or the authority).
pub(super) fn file(
    asked: &Asked<'_>,
    of: FactNumber,
    by: PersonId,
    interest: &Interest,
    grounds: Option<&Grounds>,
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let decision = asked.case.in_force().filter(|decision| decision.number == of);
    let decision = decision.ok_or(Rejection::NoSanction(of))?;
    if let Some((number, hers)) =
        asked.appeals(of).find(|(_, it)| it.filing.said.by == by && it.withdrawn.is_none())
    {
        // A number may have been given since.
        let same = hers.filing.at == asked.request.at
            && (protocol.is_none() || hers.filing.said.protocol == protocol);
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyAppealed(number)) };
    }
    for (appeal, other) in asked.appeals(of) {
        if let Some(ruling) = &other.ruling {
            return Err(Rejection::AlreadyDecided { appeal, on: ruling.at.date() });
        }
        if other.is_lapsed(asked.on()) {
            return Err(Rejection::Lapsed { appeal, until: other.filing.said.decide_by });
        }
    }
    let late = late(asked, decision, by)?;
    let (on, holidays) = (asked.on(), &asked.request.holidays);
    let appeal = Filing {
        of,
        by,
        interest: interest.clone(),
        grounds: grounds.cloned(),
        late,
        convene_by: asked.regulation.guarantee_convened_within(on).last_day(on, holidays),
        decide_by: asked.regulation.appeal_decided_within(on).last_day(on, holidays),
        protocol,
    };
    let mut because = vec![Norm::AppealWithinTerm];
    if decision.deliberation.charge.letter().is_outside_school_list() {
        because.push(Norm::AnySanctionAppealed);
    }
    because.push(if grounds.is_none() { Norm::AppealGrounds } else { Norm::AppealScope });
    if late.is_some() {
        because.push(Norm::AppealStated);
    }
    because.push(Norm::SilenceConfirms);
    let heading = asked.heading(because)?;
    let stays = asked.regulation.appeal_stays_sanction(on) && decision.is_to_be_executed();
    let stayed = (stays && decision.stayed_by.is_none()).then(|| CaseEvent::Stayed {
        heading: Heading {
            number: FactNumber(heading.number.0 + 1),
            because: vec![Norm::AppealStays],
            ..heading.clone()
        },
        of,
        appeal: heading.number,
        executed: decision.executed.keys().copied().collect(),
        left: decision.days_left().collect(),
    });
    Ok(std::iter::once(CaseEvent::AppealFiled { heading, appeal }).chain(stayed).collect())
}

/// The last day of the term, if it has passed and this is held against nobody.
///
/// Norm: A9-01: from the communication to who appeals; for who was not among its addressees, from the last one. B4-01:
/// who was not told the term or the authority, or was told a later day, is excused until a person judges.
fn late(asked: &Asked<'_>, decision: &Decision, by: PersonId) -> Result<Option<Date>, Rejection> {
    let to_all = || decision.communications.iter().max_by_key(|act| act.at);
    let communicated = decision.communicated_to(by).or_else(to_all).ok_or(Rejection::NotCommunicated)?;
    asked.not_before(communicated.at)?;
    let (filed_on, communicated_on) = (asked.on(), communicated.at.date());
    let term = asked.regulation.appeal_term(communicated_on);
    let until = term.last_day(communicated_on, &asked.request.holidays);
    if filed_on <= until {
        Ok(None)
    } else if excuses(communicated, filed_on) {
        Ok(Some(until))
    } else {
        Err(Rejection::TooLate { filed_on, communicated_on, days: term.0, until })
    }
}

/// Whether what the communication said, or did not say, may have misled who appeals on that day.
fn excuses(communicated: &Act<Communication>, filed_on: Date) -> bool {
    communicated.said.appeal.is_none_or(|info| match info.authority {
        AppealAuthority::GuaranteeBody => filed_on <= info.until,
        AppealAuthority::Other => true,
    })
}

/// Norm: D-08: an appeal filed in the register is numbered once, whatever became of it meanwhile.
pub(super) fn number(
    asked: &Asked<'_>,
    appeal: FactNumber,
    protocol: Protocol,
) -> Result<Vec<CaseEvent>, Rejection> {
    let filed = asked.case.appeals.get(&appeal).ok_or(Rejection::NoAppeal(appeal))?;
    asked.not_before(filed.filing.at)?;
    match filed.filing.said.protocol {
        Some(before) if before == protocol => Ok(Vec::new()),
        Some(before) => Err(Rejection::AlreadyNumbered { appeal, protocol: before }),
        None => {
            let heading = asked.heading(vec![Norm::ProtocolNumber])?;
            Ok(vec![CaseEvent::AppealProtocolled { heading, appeal, protocol }])
        }
    }
}

/// Norm: A9-01: by who filed it, while it is pending.
pub(super) fn withdraw(
    asked: &Asked<'_>,
    number: FactNumber,
    by: PersonId,
) -> Result<Vec<CaseEvent>, Rejection> {
    let appeal = asked.case.appeals.get(&number).ok_or(Rejection::NoAppeal(number))?;
    if appeal.filing.said.by != by {
        return Err(Rejection::NotTheAppellant(number));
    }
    if appeal.withdrawn.is_some() {
        return Ok(Vec::new());
    }
    let appeal = asked.pending(number)?;
    asked.not_before(appeal.filing.at)?;
    let heading = asked.heading(vec![Norm::AppealWithinTerm])?;
    Ok(vec![CaseEvent::AppealWithdrawn { heading, appeal: number, by }])
}

impl Asked<'_> {
    /// The appeals against a sanction.
    pub(super) fn appeals(&self, of: FactNumber) -> impl Iterator<Item = (FactNumber, &Appeal)> {
        let all = self.case.appeals.iter().map(|(number, appeal)| (*number, appeal));
        all.filter(move |(_, appeal)| appeal.filing.said.of == of)
    }

    /// An appeal on which the Organo di garanzia may still act on the day of the act.
    ///
    /// Norm: A9-07: not after the term: by then silence has confirmed the sanction.
    pub(super) fn pending(&self, number: FactNumber) -> Result<&Appeal, Rejection> {
        let appeal = self.case.appeals.get(&number).ok_or(Rejection::NoAppeal(number))?;
        if let Some(withdrawn) = &appeal.withdrawn {
            return Err(Rejection::Withdrawn { appeal: number, on: withdrawn.at.date() });
        }
        if let Some(ruling) = &appeal.ruling {
            return Err(Rejection::AlreadyDecided { appeal: number, on: ruling.at.date() });
        }
        let decision = self.case.decisions.get(&appeal.filing.said.of);
        if !decision.is_some_and(Decision::stands) {
            return Err(Rejection::WithoutObject(number));
        }
        self.not_before(appeal.filing.at)?;
        if appeal.is_lapsed(self.on()) {
            return Err(Rejection::Lapsed { appeal: number, until: appeal.filing.said.decide_by });
        }
        Ok(appeal)
    }
}
