//! What may be recorded of what the school told a family and the authorities.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Act, Authority, Channel, Command, ContactEvent, Contacts, Fonogramma, Fulfilment, Rejection};
use crate::duty::DutyKind;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::text::Text;

pub fn decide(state: &Contacts, command: &Command) -> Result<Vec<ContactEvent>, Rejection> {
    let Command { student, on, today, act } = command;
    if today < on {
        return Err(Rejection::InTheFuture { on: *on, today: *today });
    }
    match act {
        Act::TellFamily { duty, channel, entitled } => {
            tell_family(state, *student, *duty, channel, entitled, *on)
        }
        Act::ProtocolFonogramma { call, protocol } => {
            protocol_fonogramma(state, *student, *call, protocol, *on)
        }
        Act::InformAuthority { duty, authority, protocol } => {
            inform_authority(state, *student, *duty, *authority, protocol, *on)
        }
        Act::RecordMayorsWarning { protocol } => Ok(record_warning(state, *student, protocol, *on)),
        Act::FlagAbsences { reason } => Ok(flag_absences(state, *student, reason, *on)),
        Act::ConsiderProposal { duty, outcome } => consider(state, *student, *duty, outcome, *on),
    }
}

/// Norm: A3-08 (in writing, or by phone with a fonogramma), A3-09 (its protocol number), B6-01 and B6-02 (only whom
/// the school may inform).
fn tell_family(
    state: &Contacts,
    student: PersonId,
    duty: DutyKind,
    channel: &Channel,
    entitled: &BTreeSet<PersonId>,
    on: Date,
) -> Result<Vec<ContactEvent>, Rejection> {
    if duty.fulfilled_by() != Fulfilment::FamilyTold {
        return Err(Rejection::AnotherAct { duty });
    }
    if entitled.is_empty() {
        return Err(Rejection::NobodyToTell { on });
    }
    let how = match channel {
        Channel::Phone { told, .. } | Channel::InPerson { told } if !entitled.contains(told) => {
            return Err(Rejection::NotToBeTold { on });
        }
        Channel::Phone { .. } => Norm::FonogrammaProtocolled,
        Channel::Notice { .. } | Channel::Letter { .. } | Channel::InPerson { .. } => {
            Norm::FamilyToldInWriting
        }
    };
    if state.told.contains(&(on, duty, channel.clone())) {
        return Ok(Vec::new());
    }
    Ok(vec![ContactEvent::FamilyTold {
        student,
        on,
        number: state.next_number(),
        duty,
        channel: channel.clone(),
        because: vec![how, duty.norm()],
    }])
}

/// Norm: A3-09. A fonogramma gets its number once.
fn protocol_fonogramma(
    state: &Contacts,
    student: PersonId,
    call: FactNumber,
    protocol: &Text,
    on: Date,
) -> Result<Vec<ContactEvent>, Rejection> {
    match state.calls.get(&call) {
        None => Err(Rejection::NoCall(call)),
        Some(Fonogramma::Protocolled(known)) if known == protocol => Ok(Vec::new()),
        Some(Fonogramma::Protocolled(known)) => {
            Err(Rejection::AlreadyProtocolled { call, protocol: known.clone() })
        }
        Some(Fonogramma::Incomplete { called_on }) if on < *called_on => {
            Err(Rejection::BeforeTheCall { called_on: *called_on, on })
        }
        Some(Fonogramma::Incomplete { .. }) => Ok(vec![ContactEvent::FonogrammaProtocolled {
            student,
            on,
            number: call,
            protocol: protocol.clone(),
            because: vec![Norm::FonogrammaProtocolled],
        }]),
    }
}

/// Norm: A3-14: the family, then the social services, then the Carabinieri; B5-02: the family, then the mayor.
fn inform_authority(
    state: &Contacts,
    student: PersonId,
    duty: DutyKind,
    authority: Authority,
    protocol: &Text,
    on: Date,
) -> Result<Vec<ContactEvent>, Rejection> {
    if duty.fulfilled_by() != Fulfilment::AuthorityInformed(authority) {
        return Err(Rejection::AnotherAct { duty });
    }
    if state.informed.contains(&(on, duty, authority, protocol.clone())) {
        return Ok(Vec::new());
    }
    let family_told_of = match authority {
        Authority::SocialServices => DutyKind::TellOfTenDays,
        Authority::Mayor => DutyKind::TellOfTruancy,
        Authority::Carabinieri => {
            let mut informed = state.informed.iter();
            if !informed.any(|(then, _, whom, _)| *then <= on && *whom == Authority::SocialServices) {
                return Err(Rejection::SocialServicesFirst { on });
            }
            DutyKind::TellOfTenDays
        }
    };
    if !state.told.iter().any(|(then, duty, _)| *then <= on && *duty == family_told_of) {
        return Err(Rejection::FamilyFirst { on, duty });
    }
    Ok(vec![ContactEvent::AuthorityInformed {
        student,
        on,
        number: state.next_number(),
        duty,
        authority,
        protocol: protocol.clone(),
        because: vec![duty.norm()],
    }])
}

/// Norm: B5-04. Recorded, and nothing follows from it here.
fn record_warning(state: &Contacts, student: PersonId, protocol: &Text, on: Date) -> Vec<ContactEvent> {
    if state.warnings.contains(protocol) {
        return Vec::new();
    }
    let (number, protocol, because) = (state.next_number(), protocol.clone(), vec![Norm::MayorsWarning]);
    vec![ContactEvent::MayorsWarning { student, on, number, protocol, because }]
}

/// Norm: A3-13. The principal considers it; no letter goes out by itself.
fn flag_absences(state: &Contacts, student: PersonId, reason: &Text, on: Date) -> Vec<ContactEvent> {
    if state.flags.contains(&(on, reason.clone())) {
        return Vec::new();
    }
    let (number, reason) = (state.next_number(), reason.clone());
    let because = vec![Norm::WeaklyMotivatedAbsences];
    vec![ContactEvent::AbsencesFlagged { student, on, number, reason, because }]
}

/// What the rules propose, a person decides, and says what she decided.
fn consider(
    state: &Contacts,
    student: PersonId,
    duty: DutyKind,
    outcome: &Text,
    on: Date,
) -> Result<Vec<ContactEvent>, Rejection> {
    if duty.fulfilled_by() != Fulfilment::ProposalConsidered {
        return Err(Rejection::AnotherAct { duty });
    }
    if state.considered.contains(&(on, duty, outcome.clone())) {
        return Ok(Vec::new());
    }
    Ok(vec![ContactEvent::ProposalConsidered {
        student,
        on,
        number: state.next_number(),
        duty,
        outcome: outcome.clone(),
        because: vec![duty.norm()],
    }])
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::InTheFuture { .. } => "in-the-future",
            Rejection::AnotherAct { .. } => "another-act",
            Rejection::NobodyToTell { .. } => "nobody-to-tell",
            Rejection::NotToBeTold { .. } => "not-to-be-told",
            Rejection::NoCall(_) => "no-call",
            Rejection::AlreadyProtocolled { .. } => "already-protocolled",
            Rejection::BeforeTheCall { .. } => "before-the-call",
            Rejection::SocialServicesFirst { .. } => "social-services-first",
            Rejection::FamilyFirst { .. } => "family-first",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. } => Norm::TwoTimes,
            Rejection::NobodyToTell { .. } | Rejection::NotToBeTold { .. } => Norm::LimitsOfResponsibility,
            Rejection::NoCall(_) | Rejection::AlreadyProtocolled { .. } | Rejection::BeforeTheCall { .. } => {
                Norm::FonogrammaProtocolled
            }
            Rejection::SocialServicesFirst { .. } => Norm::TenUnjustifiedDays,
            Rejection::AnotherAct { duty } | Rejection::FamilyFirst { duty, .. } => duty.norm(),
        }
    }
}
