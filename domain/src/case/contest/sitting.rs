//! The Organo di garanzia on an appeal: convened, noticed, substituted, sat.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::super::state::{Act, Appeal, Sat};
use super::super::{Body, Conflict, Convocation, Member, Replaced, Seat};
use super::{Asked, CaseEvent, Panel, Rejection, conflicts, protocolled};
use crate::guarantee_body::{alternate, compose};
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::norm::Norm;

/// Norm: A9-05 (by the president, within the days that the text says, which is indicative), A9-07 (to sit within the
/// term), A9-08 (its composition), A9-09 (substitutes for who has a conflict).
pub(super) fn convene(
    asked: &Asked<'_>,
    number: FactNumber,
    sits_at: DateTime,
    panel: &Panel,
) -> Result<Vec<CaseEvent>, Rejection> {
    let appeal = asked.pending(number)?;
    if asked.valid_sitting(appeal).is_some() {
        return Err(Rejection::AlreadySat);
    }
    if sits_at < asked.request.at {
        return Err(Rejection::BeforeSitting { at: sits_at, sits_at: asked.request.at });
    }
    let until = appeal.filing.said.decide_by;
    if until < sits_at.date() {
        return Err(Rejection::SitsAfterTerm { sits_on: sits_at.date(), until });
    }
    let conflicts = conflicts(asked.case, panel);
    let members = compose(&panel.roster, panel.president, &conflicts, asked.regulation, sits_at.date())?;
    let convocation = Convocation { body: Body::GuaranteeBody, sits_at, members };
    if appeal.convened().is_some_and(|act| act.said == convocation) {
        return Ok(Vec::new());
    }
    let mut because = vec![Norm::GuaranteeConvened, Norm::GuaranteeComposition];
    if convocation.members.iter().any(|member| member.replaces.is_some()) {
        because.push(Norm::GuaranteeSubstitutes);
    }
    let heading = asked.heading(because)?;
    Ok(vec![CaseEvent::GuaranteeConvened { heading, appeal: number, convocation }])
}

/// Norm: A9-06: in writing, some days before the sitting; fewer is irregular, and is recorded. D-08: protocolled.
pub(super) fn send_notice(
    asked: &Asked<'_>,
    number: FactNumber,
    to: &[PersonId],
    protocol: Option<Protocol>,
) -> Result<Vec<CaseEvent>, Rejection> {
    let (appeal, convened) = asked.convened(number)?;
    let protocol = protocolled(protocol)?;
    let members: Vec<PersonId> = convened.said.members.iter().map(|member| member.person).collect();
    let to = if to.is_empty() { members.clone() } else { once_each(to)? };
    if !to.iter().all(|person| members.contains(person)) {
        return Err(Rejection::NotMembers);
    }
    let sent = |act: &&Act<Vec<PersonId>>| act.number > convened.number;
    let told: BTreeSet<PersonId> =
        appeal.notices.iter().filter(sent).flat_map(|act| act.said.clone()).collect();
    if to.iter().all(|person| told.contains(person)) {
        return Ok(Vec::new());
    }
    let heading = asked.heading(vec![Norm::GuaranteeNotice])?;
    Ok(vec![CaseEvent::GuaranteeNoticeSent { heading, appeal: number, to, protocol }])
}

/// Norm: A9-05: all those concerned are invited to explain.
pub(super) fn invite(
    asked: &Asked<'_>,
    number: FactNumber,
    to: &[PersonId],
) -> Result<Vec<CaseEvent>, Rejection> {
    let (appeal, _) = asked.convened(number)?;
    let to = once_each(to)?;
    if to.iter().all(|person| appeal.invited.iter().any(|act| act.said.contains(person))) {
        return Ok(Vec::new());
    }
    let heading = asked.heading(vec![Norm::GuaranteeConvened])?;
    Ok(vec![CaseEvent::PartiesInvited { heading, appeal: number, to }])
}

/// Norm: A9-09: an alternate takes the place of who has a conflict or cannot come; never the president's.
pub(super) fn substitute(
    asked: &Asked<'_>,
    number: FactNumber,
    leaves: PersonId,
    why: Conflict,
    panel: &Panel,
) -> Result<Vec<CaseEvent>, Rejection> {
    let (appeal, convened) = asked.convened(number)?;
    let members = &convened.said.members;
    let Some(leaving) = members.iter().find(|member| member.person == leaves) else {
        let replaced = |member: &Member| member.replaces == Some(Replaced { person: leaves, why });
        let done = members.iter().any(replaced);
        return if done { Ok(Vec::new()) } else { Err(Rejection::NotMembers) };
    };
    if leaving.seat == Seat::President {
        return Err(Rejection::PresidentStays);
    }
    if asked.valid_sitting(appeal).is_some() {
        return Err(Rejection::AlreadySat);
    }
    let mut conflicts = conflicts(asked.case, panel);
    conflicts.insert(leaves, why);
    let seated: BTreeSet<PersonId> = members.iter().map(|member| member.person).collect();
    let sits_on = convened.said.sits_at.date();
    let person = alternate(&panel.roster, leaving.seat, &conflicts, &seated, sits_on)?;
    let member = Member { person, seat: leaving.seat, replaces: Some(Replaced { person: leaves, why }) };
    let heading = asked.heading(vec![Norm::GuaranteeSubstitutes])?;
    Ok(vec![CaseEvent::GuaranteeMemberSubstituted { heading, appeal: number, member }])
}

/// Norm: A9-10: a sitting without a quorum, or without who presides, is recorded for what it is: nothing can be decided
/// in it. Who is heard is whoever came of those concerned (A9-05).
pub(super) fn sit(
    asked: &Asked<'_>,
    number: FactNumber,
    present: &[PersonId],
    heard: &[PersonId],
) -> Result<Vec<CaseEvent>, Rejection> {
    let (appeal, convened) = asked.convened(number)?;
    let (at, sits_at) = (asked.request.at, convened.said.sits_at);
    if at < sits_at {
        return Err(Rejection::BeforeSitting { at, sits_at });
    }
    let present = if present.is_empty() { Vec::new() } else { once_each(present)? };
    if !present.iter().all(|person| convened.said.members.iter().any(|member| member.person == *person)) {
        return Err(Rejection::NotMembers);
    }
    let sat = Sat { present, heard: heard.to_vec() };
    if appeal.sittings.iter().any(|act| act.at == at && act.said == sat) {
        return Ok(Vec::new());
    }
    if asked.valid_sitting(appeal).is_some() {
        return Err(Rejection::AlreadySat);
    }
    let Sat { present, heard } = sat;
    let heading = asked.heading(vec![Norm::GuaranteeQuorum])?;
    Ok(vec![CaseEvent::GuaranteeSat { heading, appeal: number, present, heard }])
}

/// Somebody, and nobody twice.
pub(super) fn once_each(named: &[PersonId]) -> Result<Vec<PersonId>, Rejection> {
    if named.is_empty() {
        return Err(Rejection::Nobody);
    }
    let set: BTreeSet<PersonId> = named.iter().copied().collect();
    if set.len() == named.len() { Ok(named.to_vec()) } else { Err(Rejection::NamedTwice) }
}

impl Appeal {
    /// Who presides, once convened.
    pub fn president(&self) -> Option<PersonId> {
        self.members().iter().find(|member| member.seat == Seat::President).map(|member| member.person)
    }
}

impl Asked<'_> {
    /// A pending appeal on which the body was convened.
    fn convened(&self, number: FactNumber) -> Result<(&Appeal, &Act<Convocation>), Rejection> {
        let appeal = self.pending(number)?;
        let convened = appeal.convened().ok_or(Rejection::NotConvened(number))?;
        self.not_before(convened.at)?;
        Ok((appeal, convened))
    }

    /// The last sitting in which something could be decided.
    ///
    /// Norm: A9-10.
    pub(super) fn valid_sitting<'a>(&self, appeal: &'a Appeal) -> Option<&'a Act<Sat>> {
        appeal.sittings.iter().rev().find(|act| appeal.is_valid(act, self.regulation))
    }
}
