//! What may be done of a request.

use jiff::civil::Date;

use super::{
    Act, Claim, Clock, Command, DataRequest, Ended, Ground, Heading, Identified, Identity, Link, Outcome,
    Received, Reception, Rejection, Remedy, RemedyBefore, RequestEvent, Title,
};
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

type Decided = Result<Vec<RequestEvent>, Rejection>;

pub fn decide(state: &DataRequest, act: &Act, regulation: &Regulation) -> Decided {
    match &act.command {
        Command::Receive(reception) => receive(state, act, reception, regulation),
        Command::VerifyIdentity { applicant, title, identity } => {
            verify(state, act, (*applicant, *title, *identity), regulation)
        }
        Command::Extend { .. } => extend(state, act, regulation),
        Command::NotifyCounterInterested { party, notified_on } => {
            notify(state, act, *party, *notified_on, regulation)
        }
        Command::Oppose { party, opposed_on, reasons } => oppose(state, act, *party, *opposed_on, reasons),
        Command::Link { to } => link(state, act, *to),
        Command::RevealReaders { reasons } => reveal(state, act, reasons),
        Command::Redact { position, words, reasons } => redact(state, act, *position, (words, reasons)),
        Command::Answer { outcome, reasons } => answer(state, act, *outcome, reasons),
        Command::Refuse { ground, reasons, protocol } => {
            refuse(state, act, (*ground, reasons, *protocol), regulation)
        }
        Command::Withdraw { reasons } => {
            if matches!(state.ended, Some(Ended::Withdrawn { .. })) {
                return Ok(Vec::new());
            }
            let asked = open(state)?;
            let heading = headed(state, act, &[asked.claim.norm()]);
            Ok(vec![RequestEvent::Withdrawn { heading, person: asked.person, reasons: reasons.clone() }])
        }
        Command::Close => {
            if state.closed.is_some() {
                return Ok(Vec::new());
            }
            let asked = state.received.as_ref().ok_or(Rejection::NotReceived)?;
            state.ended.as_ref().ok_or(Rejection::NotEnded)?;
            let heading = headed(state, act, &[asked.claim.norm()]);
            Ok(vec![RequestEvent::Closed { heading, person: asked.person }])
        }
    }
}

/// Norm: C2-01: whatever is asked is recorded, also by whom it may only be refused. B4-05: documents are asked for with
/// an interest. D-08: who is not of the school is known from the letter that was filed.
fn receive(state: &DataRequest, act: &Act, asked: &Reception, regulation: &Regulation) -> Decided {
    if let Some(before) = &state.received {
        let same = before.person == asked.person
            && before.claim == asked.claim
            && before.received_on == asked.received_on
            && before.wording == asked.wording;
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyReceived) };
    }
    let on = asked.received_on;
    if act.now.date() < on {
        return Err(Rejection::NotYet { on });
    }
    if asked.claim.is_for_documents() && asked.interest.is_none() {
        return Err(Rejection::NoInterest);
    }
    if asked.applicant.is_none() && asked.protocol.is_none() {
        return Err(Rejection::NoProtocol);
    }
    if let Some(identity) = asked.identity {
        strong_enough(identity, on, regulation)?;
    }
    let runs = asked.identity.is_some() || asked.claim.is_for_anybody();
    let clock = runs.then(|| started(asked.claim, on, act, regulation));
    let heading = headed(state, act, &[asked.claim.norm(), Norm::WhoMayAsk, term_of(asked.claim)]);
    Ok(vec![RequestEvent::Received {
        heading,
        person: asked.person,
        claim: asked.claim,
        channel: asked.channel,
        received_on: on,
        applicant: asked.applicant,
        title: asked.title,
        wording: asked.wording.clone(),
        interest: asked.interest.clone(),
        protocol: asked.protocol,
        identity: asked.identity,
        clock,
    }])
}

/// Norm: C2-01, C2-04: the terms run from when it is known who asks, unless they run already (E-04).
fn verify(
    state: &DataRequest,
    act: &Act,
    (applicant, title, identity): (Option<PersonId>, Title, Identity),
    regulation: &Regulation,
) -> Decided {
    if let Some(known) = &state.identified {
        let same = known.applicant == applicant && known.identity == identity;
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyIdentified) };
    }
    let asked = open(state)?;
    if applicant.is_none() && asked.protocol.is_none() {
        return Err(Rejection::NoProtocol);
    }
    let on = act.now.date();
    strong_enough(identity, on, regulation)?;
    let clock = asked.clock.unwrap_or_else(|| started(asked.claim, on, act, regulation));
    let heading = headed(state, act, &[Norm::WhoMayAsk, Norm::Identification]);
    let person = asked.person;
    Ok(vec![RequestEvent::IdentityVerified { heading, person, applicant, title, identity, clock }])
}

/// Norm: C2-04: a session identifies from its level on.
fn strong_enough(identity: Identity, on: Date, regulation: &Regulation) -> Result<(), Rejection> {
    match identity {
        Identity::Session(level) if u16::from(level) < regulation.identifying_level(on) => {
            Err(Rejection::WeakSession { level })
        }
        Identity::Session(_) | Identity::Document | Identity::DigitalSignature => Ok(()),
    }
}

/// Norm: C2-02 counts months as European law does; B4-05 and E-04 count days as civil law does, and B4-05 says what follows
/// from silence.
fn started(claim: Claim, from: Date, act: &Act, regulation: &Regulation) -> Clock {
    if claim.is_for_documents() {
        let answer_by = regulation.documents_answered_within(from).last_day(from, &act.holidays);
        let appealed = regulation.documents_appealed_within(from).last_day(answer_by, &act.holidays);
        Clock { from, answer_by, silence_appealed_by: Some(appealed) }
    } else if claim == Claim::Accessibility {
        let answer_by = regulation.accessibility_answered_within(from).last_day(from, &act.holidays);
        Clock { from, answer_by, silence_appealed_by: None }
    } else {
        let answer_by = regulation.rights_answered_within(from).last_day(from, &act.holidays);
        Clock { from, answer_by, silence_appealed_by: None }
    }
}

fn term_of(claim: Claim) -> Norm {
    if claim.is_on_data() { Norm::AnsweredWithinAMonth } else { claim.norm() }
}

/// Norm: C2-02: two months more, told with reasons within the first.
fn extend(state: &DataRequest, act: &Act, regulation: &Regulation) -> Decided {
    let Command::Extend { cause, reasons } = &act.command else { return Err(Rejection::NotReceived) };
    let asked = open(state)?;
    if !asked.claim.is_on_data() {
        return Err(Rejection::NotExtendable);
    }
    let known = identified(state)?;
    if let Some(before) = &state.extended {
        let same = before.cause == *cause && before.reasons == *reasons;
        return if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyExtended) };
    }
    let (from, by) = (known.clock.from, known.clock.answer_by);
    if by < act.now.date() {
        return Err(Rejection::ExtensionTooLate { by });
    }
    let answer_by = regulation.rights_answered_within_extended(from).last_day(from, &act.holidays);
    let heading = headed(state, act, &[Norm::AnsweredWithinAMonth]);
    Ok(vec![RequestEvent::Extended {
        heading,
        person: asked.person,
        cause: *cause,
        reasons: reasons.clone(),
        answer_by,
    }])
}

/// Norm: DPR184-3.
fn notify(
    state: &DataRequest,
    act: &Act,
    party: PersonId,
    notified_on: Date,
    regulation: &Regulation,
) -> Decided {
    let asked = open(state)?;
    if !asked.claim.is_for_documents() {
        return Err(Rejection::NoCounterInterested);
    }
    if state.parties.iter().any(|known| known.person == party) {
        return Ok(Vec::new());
    }
    if act.now.date() < notified_on {
        return Err(Rejection::NotYet { on: notified_on });
    }
    let opposes_by = regulation.opposition_within(notified_on).last_day(notified_on, &act.holidays);
    let heading = headed(state, act, &[Norm::CounterInterested]);
    let person = asked.person;
    Ok(vec![RequestEvent::CounterInterestedNotified { heading, person, party, notified_on, opposes_by }])
}

/// Norm: DPR184-3: with reasons, within the term. It is weighed, and does not bind.
fn oppose(state: &DataRequest, act: &Act, party: PersonId, opposed_on: Date, reasons: &Text) -> Decided {
    let asked = open(state)?;
    let known = state.parties.iter().find(|known| known.person == party).ok_or(Rejection::NotNotified)?;
    if known.opposition.as_ref() == Some(reasons) {
        return Ok(Vec::new());
    }
    if act.now.date() < opposed_on {
        return Err(Rejection::NotYet { on: opposed_on });
    }
    if known.opposes_by < opposed_on {
        return Err(Rejection::OppositionTooLate { by: known.opposes_by });
    }
    let heading = headed(state, act, &[Norm::CounterInterested]);
    let (person, reasons) = (asked.person, reasons.clone());
    Ok(vec![RequestEvent::Opposed { heading, person, party, opposed_on, reasons }])
}

/// Norm: C4-01, C4-03, C4-05: what is asked for is done where it is always done, and nothing is done twice.
fn link(state: &DataRequest, act: &Act, to: Link) -> Decided {
    if state.links.contains(&to) {
        return Ok(Vec::new());
    }
    let asked = open(state)?;
    match (to, asked.claim) {
        (Link::Erasure(_), Claim::Erasure | Claim::Restriction | Claim::Objection)
        | (Link::Correction(_), Claim::Rectification) => {}
        (Link::Erasure(_) | Link::Correction(_), _) => return Err(Rejection::LinkOfAnother),
    }
    let heading = headed(state, act, &[asked.claim.norm()]);
    Ok(vec![RequestEvent::Linked { heading, person: asked.person, to }])
}

/// Norm: C3-02: the names of who consulted the data, only where they are needed and having weighed their own rights.
fn reveal(state: &DataRequest, act: &Act, reasons: &Text) -> Decided {
    if state.readers_revealed {
        return Ok(Vec::new());
    }
    let asked = with_dossier(state)?;
    let heading = headed(state, act, &[Norm::ConsultationsByRole]);
    Ok(vec![RequestEvent::ReadersRevealed { heading, person: asked.person, reasons: reasons.clone() }])
}

/// Norm: C3-03.
fn redact(state: &DataRequest, act: &Act, position: u64, (words, reasons): (&Text, &Text)) -> Decided {
    let asked = with_dossier(state)?;
    if state.redactions.iter().any(|known| known.position == position && known.words == *words) {
        return Ok(Vec::new());
    }
    let heading = headed(state, act, &[Norm::OthersRedacted]);
    let (person, words, reasons) = (asked.person, words.clone(), reasons.clone());
    Ok(vec![RequestEvent::Redacted { heading, person, position, words, reasons }])
}

fn with_dossier(state: &DataRequest) -> Result<&Received, Rejection> {
    let asked = open(state)?;
    match asked.claim {
        Claim::Access | Claim::Portability => Ok(asked),
        Claim::Rectification
        | Claim::Erasure
        | Claim::Restriction
        | Claim::Objection
        | Claim::Documents
        | Claim::Accessibility => Err(Rejection::NoDossier),
    }
}

/// Norm: C2-01, C4-07; DPR184-3: not before the others had their days; E-04: whoever told it.
fn answer(state: &DataRequest, act: &Act, outcome: Outcome, reasons: &Text) -> Decided {
    if let Some(Ended::Answered { outcome: before, reasons: said, .. }) = &state.ended
        && (*before, said) == (outcome, reasons)
    {
        return Ok(Vec::new());
    }
    let asked = open(state)?;
    if !asked.claim.is_for_anybody() && identified(state)?.title == Title::Nobody {
        return Err(Rejection::NotEntitled);
    }
    match (asked.claim, outcome) {
        (Claim::Portability, Outcome::Granted | Outcome::PartlyGranted) => {
            return Err(Rejection::NotPortable);
        }
        (Claim::Portability, Outcome::CopyInstead) => {}
        (_, Outcome::CopyInstead) => return Err(Rejection::NotAsked),
        (Claim::Rectification | Claim::Erasure | Claim::Restriction, _) if state.links.is_empty() => {
            return Err(Rejection::NothingDone { claim: asked.claim });
        }
        (_, Outcome::Granted | Outcome::PartlyGranted) => {}
    }
    let running = state.parties.iter().filter(|party| party.opposition.is_none());
    let today = act.now.date();
    if let Some(by) = running.map(|party| party.opposes_by).filter(|by| today <= *by).max() {
        return Err(Rejection::OppositionRunning { by });
    }
    let heading = headed(state, act, &[asked.claim.norm(), term_of(asked.claim)]);
    let (person, reasons) = (asked.person, reasons.clone());
    Ok(vec![RequestEvent::Answered { heading, person, outcome, reasons }])
}

/// Norm: C2-02: with its ground, and with where one may go against it; C2-03, C4-02, C4-06; B4-06: what was disposed of
/// is named by the paper that allowed it.
fn refuse(
    state: &DataRequest,
    act: &Act,
    (ground, reasons, protocol): (Ground, &Text, Option<Protocol>),
    regulation: &Regulation,
) -> Decided {
    if let Some(Ended::Refused { ground: before, reasons: said, .. }) = &state.ended
        && (*before, said) == (ground, reasons)
    {
        return Ok(Vec::new());
    }
    let asked = open(state)?;
    if !ground.answers(asked.claim) {
        return Err(Rejection::GroundOfAnother);
    }
    if ground != Ground::NotIdentified && !asked.claim.is_for_anybody() {
        identified(state)?;
    }
    if ground == Ground::NotHeld && protocol.is_none() {
        return Err(Rejection::NoDisposal);
    }
    let remedies = remedies(asked.claim, act, regulation);
    let heading = headed(state, act, &[ground.norm(), term_of(asked.claim)]);
    let (person, reasons) = (asked.person, reasons.clone());
    Ok(vec![RequestEvent::Refused { heading, person, ground, reasons, protocol, remedies }])
}

/// Norm: C2-02: the Garante and the judge; B4-05: the TAR or the Commission, within a term; E-04: the ombudsman.
fn remedies(claim: Claim, act: &Act, regulation: &Regulation) -> Vec<Remedy> {
    if claim == Claim::Accessibility {
        return vec![Remedy { before: RemedyBefore::DigitalOmbudsman, by: None }];
    }
    if !claim.is_for_documents() {
        return [RemedyBefore::Garante, RemedyBefore::Court]
            .map(|before| Remedy { before, by: None })
            .to_vec();
    }
    let on = act.now.date();
    let by = Some(regulation.documents_appealed_within(on).last_day(on, &act.holidays));
    [RemedyBefore::Tar, RemedyBefore::Commission].map(|before| Remedy { before, by }).to_vec()
}

/// What was asked, if nobody has answered it.
fn open(state: &DataRequest) -> Result<&Received, Rejection> {
    let asked = state.received.as_ref().ok_or(Rejection::NotReceived)?;
    if state.ended.is_some() {
        return Err(Rejection::AlreadyEnded);
    }
    Ok(asked)
}

fn identified(state: &DataRequest) -> Result<&Identified, Rejection> {
    state.identified.as_ref().ok_or(Rejection::NotIdentified)
}

fn headed(state: &DataRequest, act: &Act, because: &[Norm]) -> Heading {
    let mut cited: Vec<Norm> = Vec::new();
    for norm in because {
        if !cited.contains(norm) {
            cited.push(*norm);
        }
    }
    Heading {
        request: act.request,
        at: act.now,
        number: FactNumber(state.length),
        by: act.by,
        because: cited,
    }
}
