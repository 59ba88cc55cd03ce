//! What may be done in a conflict about the regulation.

use std::collections::BTreeSet;

use jiff::civil::DateTime;

use super::{Answer, Command, ConflictEvent, Convened, Filed, Heading, Rejection, Request, RuleConflict};
use crate::case::contest::{Panel, counted};
use crate::case::{Ballot, Conflict};
use crate::guarantee_body::compose;
use crate::ids::{ConflictId, FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

pub fn decide(
    state: &RuleConflict,
    request: &Request,
    regulation: &Regulation,
) -> Result<Vec<ConflictEvent>, Rejection> {
    let Request { at, now, .. } = *request;
    if now < at {
        return Err(Rejection::InTheFuture { at, now });
    }
    match &request.command {
        Command::File { conflict, by, rule, question, protocol } => {
            let protocol = protocol.ok_or(Rejection::NoProtocol)?;
            let (by, rule, question) = (*by, rule.clone(), question.clone());
            file(state, Filed { conflict: *conflict, at, by, rule, question, protocol })
        }
        Command::Convene { sits_at, panel } => convene(state, at, *sits_at, panel, regulation),
        Command::Sit { present, heard } => sit(state, at, present, heard),
        Command::Decide { answer, ballot, reasons } => {
            answered(state, at, *answer, ballot, reasons.as_ref(), regulation)
        }
        Command::Communicate { to, protocol } => communicate(state, at, to, *protocol),
    }
}

/// Norm: A9-15: anyone may bring it, nothing is suspended, no term decides in the place of the body. D-08: protocolled.
fn file(state: &RuleConflict, filed: Filed) -> Result<Vec<ConflictEvent>, Rejection> {
    match &state.filed {
        Some(before) if *before == filed => Ok(Vec::new()),
        Some(_) => Err(Rejection::AlreadyFiled),
        None => {
            let Filed { conflict, at, by, rule, question, protocol } = filed;
            let heading = headed(state, conflict, at, vec![Norm::RegulationConflicts]);
            Ok(vec![ConflictEvent::Filed { heading, by, rule, question, protocol }])
        }
    }
}

/// Norm: A9-08, A9-09: who brings the conflict does not judge it.
fn convene(
    state: &RuleConflict,
    at: DateTime,
    sits_at: DateTime,
    panel: &Panel,
    regulation: &Regulation,
) -> Result<Vec<ConflictEvent>, Rejection> {
    let filed = open(state, at)?;
    not_before(sits_at, at)?;
    let mut conflicts = panel.others.clone();
    conflicts.insert(filed.by, Conflict::Involved);
    let members = compose(&panel.roster, panel.president, &conflicts, regulation, sits_at.date())?;
    if state.convened.as_ref().is_some_and(|it| it.sits_at == sits_at && it.members == members) {
        return Ok(Vec::new());
    }
    let mut because = vec![Norm::RegulationConflicts, Norm::GuaranteeComposition];
    if members.iter().any(|member| member.replaces.is_some()) {
        because.push(Norm::GuaranteeSubstitutes);
    }
    let heading = headed(state, filed.conflict, at, because);
    Ok(vec![ConflictEvent::BodyConvened { heading, sits_at, members }])
}

/// Norm: A9-10: without a quorum it is recorded, and nothing can be decided in it.
fn sit(
    state: &RuleConflict,
    at: DateTime,
    present: &[PersonId],
    heard: &[PersonId],
) -> Result<Vec<ConflictEvent>, Rejection> {
    let filed = open(state, at)?;
    let convened = state.convened.as_ref().ok_or(Rejection::NotConvened)?;
    not_before(at, convened.sits_at)?;
    let set: BTreeSet<PersonId> = present.iter().copied().collect();
    let member = |person: &PersonId| convened.members.iter().any(|member| member.person == *person);
    if set.len() != present.len() || !present.iter().all(member) {
        return Err(Rejection::NotMembers);
    }
    if state.sat.as_ref().is_some_and(|sat| sat.at == at && sat.present == present) {
        return Ok(Vec::new());
    }
    let heading = headed(state, filed.conflict, at, vec![Norm::RegulationConflicts, Norm::GuaranteeQuorum]);
    Ok(vec![ConflictEvent::BodySat { heading, present: present.to_vec(), heard: heard.to_vec() }])
}

/// Norm: A9-11 (the vote), A9-13 (reasons, signed by who presides), A9-15 (at any time: there is no term).
fn answered(
    state: &RuleConflict,
    at: DateTime,
    answer: Answer,
    ballot: &Ballot<Answer>,
    reasons: Option<&Text>,
    regulation: &Regulation,
) -> Result<Vec<ConflictEvent>, Rejection> {
    let repeated = |it: &super::Decided| it.at == at && it.answer == answer && Some(&it.reasons) == reasons;
    if state.decided.as_ref().is_some_and(repeated) {
        return Ok(Vec::new());
    }
    let filed = open(state, at)?;
    let convened = state.convened.as_ref().ok_or(Rejection::NotConvened)?;
    let (president, present) = valid(state, convened, regulation)?;
    if let Some(sat) = &state.sat {
        not_before(at, sat.at)?;
    }
    let counted = counted(ballot, present, president, regulation.guarantee_vote(at.date()))?;
    if counted.outcome != answer {
        return Err(Rejection::AnswerIsNotTheVote);
    }
    let reasons = reasons.cloned().ok_or(Rejection::NoReasons)?;
    let because = vec![Norm::RegulationConflicts, Norm::GuaranteeVote, Norm::GuaranteeReasons];
    let heading = headed(state, filed.conflict, at, because);
    let (ballot, tie_broken) = (ballot.kept(counted.tie_broken), counted.tie_broken);
    Ok(vec![ConflictEvent::Decided { heading, answer, ballot, tie_broken, reasons, signed_by: president }])
}

/// Who presides and who was there, of a sitting in which something could be decided.
///
/// Norm: A9-10.
fn valid<'a>(
    state: &'a RuleConflict,
    convened: &Convened,
    regulation: &Regulation,
) -> Result<(PersonId, &'a [PersonId]), Rejection> {
    let members = convened.members.len();
    let quorum = regulation.guarantee_quorum(convened.sits_at.date()).of(members);
    let present = state.sat.as_ref().map_or([].as_slice(), |sat| &sat.present);
    match convened.president() {
        Some(president) if quorum <= present.len() && present.contains(&president) => {
            Ok((president, present))
        }
        _ => Err(Rejection::NoQuorum { present: present.len(), members, quorum }),
    }
}

/// Norm: A9-13: in writing. D-08: protocolled.
fn communicate(
    state: &RuleConflict,
    at: DateTime,
    to: &[PersonId],
    protocol: Option<Protocol>,
) -> Result<Vec<ConflictEvent>, Rejection> {
    let filed = state.filed.as_ref().ok_or(Rejection::NotFiled)?;
    let decided = state.decided.as_ref().ok_or(Rejection::NotDecided)?;
    not_before(at, decided.at)?;
    let protocol = protocol.ok_or(Rejection::NoProtocol)?;
    if to.is_empty() {
        return Err(Rejection::Nobody);
    }
    if to.iter().all(|person| state.told.contains(person)) {
        return Ok(Vec::new());
    }
    let because = vec![Norm::RegulationConflicts, Norm::GuaranteeReasons];
    let heading = headed(state, filed.conflict, at, because);
    Ok(vec![ConflictEvent::Communicated { heading, to: to.to_vec(), protocol }])
}

/// A conflict not decided yet.
fn open(state: &RuleConflict, at: DateTime) -> Result<&Filed, Rejection> {
    let filed = state.filed.as_ref().ok_or(Rejection::NotFiled)?;
    if let Some(decided) = &state.decided {
        return Err(Rejection::AlreadyDecided { on: decided.at.date() });
    }
    not_before(at, filed.at)?;
    Ok(filed)
}

fn not_before(at: DateTime, rests_on: DateTime) -> Result<(), Rejection> {
    if at < rests_on { Err(Rejection::OutOfOrder { at, rests_on }) } else { Ok(()) }
}

fn headed(state: &RuleConflict, conflict: ConflictId, at: DateTime, because: Vec<Norm>) -> Heading {
    Heading { conflict, at, number: FactNumber(state.length), because }
}
