//! What the school told a family and the authorities, and what a person decided of what the rules propose.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use registro_domain::calendar::SchoolYear;
use registro_domain::contact::{Act as Said, Authority, Channel, Command};
use registro_domain::duty::DutyKind;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::text::Text;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::{Contacts, Desk, contact_stream};
use crate::refusal::Refusal;

/// Characters of a protocol number.
pub(super) const LONGEST_PROTOCOL: usize = 40;

/// An act about one student's family, done on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub student: PersonId,
    pub on: Date,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    TellFamily {
        duty: DutyKind,
        how: How,
    },
    /// Of a call of the same school year.
    ProtocolFonogramma {
        call: FactNumber,
        protocol: String,
    },
    InformAuthority {
        duty: DutyKind,
        authority: Authority,
        protocol: String,
    },
    RecordMayorsWarning {
        protocol: String,
    },
    FlagAbsences {
        reason: String,
    },
    ConsiderProposal {
        duty: DutyKind,
        outcome: String,
    },
}

/// How the family was told. A notice on the board tells by being published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum How {
    Phone {
        at: Time,
        told: PersonId,
        #[serde(default)]
        protocol: Option<String>,
    },
    Letter {
        protocol: String,
    },
    InPerson {
        told: PersonId,
    },
}

impl Contact {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let (student, on, today) = (self.student, self.on, desk.today);
        self.act.may_be_done(student, desk)?;
        let act = self.act.said(student, on, desk)?;
        let stream = contact_stream(student, SchoolYear::containing(on))?;
        desk.decide::<Contacts>(&stream, &Command { student, on, today, act }).await
    }
}

impl Act {
    /// The principal, and whoever the regulation names beside her: the coordinator, the students' office.
    fn may_be_done(&self, student: PersonId, desk: &Desk<'_>) -> Result<(), Refusal> {
        use Capacity::{Principal, Secretariat};
        let class = desk.student(student)?.class_on(desk.today);
        if desk.agent.capacity == Capacity::Teacher {
            let coordinates = class.is_some_and(|class| desk.coordinates(class));
            if coordinates && self.is_the_coordinators() {
                return Ok(());
            }
        }
        match self {
            Act::TellFamily { duty: DutyKind::TellOfTruancy, .. }
            | Act::InformAuthority { .. }
            | Act::ConsiderProposal { .. }
            | Act::FlagAbsences { .. } => desk.acts_as(&[Principal]),
            Act::TellFamily { .. } | Act::ProtocolFonogramma { .. } | Act::RecordMayorsWarning { .. } => {
                desk.acts_as(&[Principal, Secretariat])
            }
        }
    }

    /// Truancy, authorities and what may end a year are the principal's alone.
    fn is_the_coordinators(&self) -> bool {
        match self {
            Act::TellFamily { duty, .. } => *duty != DutyKind::TellOfTruancy,
            Act::ConsiderProposal { duty, .. } => {
                matches!(
                    duty,
                    DutyKind::ConsiderDelays | DutyKind::ConsiderEarlyExits | DutyKind::ConsiderNotes
                )
            }
            Act::FlagAbsences { .. } | Act::ProtocolFonogramma { .. } => true,
            Act::InformAuthority { .. } | Act::RecordMayorsWarning { .. } => false,
        }
    }

    fn said(&self, student: PersonId, on: Date, desk: &mut Desk<'_>) -> Result<Said, Refusal> {
        Ok(match self {
            Act::TellFamily { duty, how } => Said::TellFamily {
                duty: *duty,
                channel: how.channel()?,
                entitled: entitled(desk, student, on)?,
            },
            Act::ProtocolFonogramma { call, protocol } => {
                Said::ProtocolFonogramma { call: *call, protocol: protocol_number(protocol)? }
            }
            Act::InformAuthority { duty, authority, protocol } => Said::InformAuthority {
                duty: *duty,
                authority: *authority,
                protocol: protocol_number(protocol)?,
            },
            Act::RecordMayorsWarning { protocol } => {
                Said::RecordMayorsWarning { protocol: protocol_number(protocol)? }
            }
            Act::FlagAbsences { reason } => {
                Said::FlagAbsences { reason: desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT)? }
            }
            Act::ConsiderProposal { duty, outcome } => Said::ConsiderProposal {
                duty: *duty,
                outcome: desk.typed(Place::Person, "esito", outcome, LONGEST_TEXT)?,
            },
        })
    }
}

impl How {
    fn channel(&self) -> Result<Channel, Refusal> {
        Ok(match self {
            How::Phone { at, told, protocol } => {
                let protocol = protocol.as_deref().map(protocol_number).transpose()?;
                Channel::Phone { at: *at, told: *told, protocol }
            }
            How::Letter { protocol } => Channel::Letter { protocol: protocol_number(protocol)? },
            How::InPerson { told } => Channel::InPerson { told: *told },
        })
    }
}

pub(super) fn protocol_number(typed: &str) -> Result<Text, Refusal> {
    Ok(Text::new("numero di protocollo", typed, LONGEST_PROTOCOL)?)
}

/// Whom the school may inform of a student on a day.
pub(super) fn entitled(desk: &Desk<'_>, student: PersonId, on: Date) -> Result<BTreeSet<PersonId>, Refusal> {
    Ok(desk.student(student)?.told_on(on, desk.regulation()).into_iter().collect())
}
