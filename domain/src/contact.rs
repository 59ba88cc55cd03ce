//! What the school told a student's family and the authorities in one school year, and what came of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::duty::{DutyKind, Fulfilment};
use crate::ids::{FactNumber, NoticeId, PersonId};
use crate::norm::Norm;
use crate::text::{Text, on_day};

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactEvent {
    #[serde(rename = "family-told.v1")]
    FamilyTold {
        student: PersonId,
        on: Date,
        number: FactNumber,
        /// The duty that it fulfils.
        duty: DutyKind,
        channel: Channel,
        because: Vec<Norm>,
    },
    /// The protocol number of a fonogramma recorded without.
    #[serde(rename = "fonogramma-protocolled.v1")]
    FonogrammaProtocolled {
        student: PersonId,
        on: Date,
        /// Of the call.
        number: FactNumber,
        protocol: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "authority-informed.v1")]
    AuthorityInformed {
        student: PersonId,
        on: Date,
        number: FactNumber,
        duty: DutyKind,
        authority: Authority,
        protocol: Text,
        because: Vec<Norm>,
    },
    /// `Ammonizione del sindaco`: recorded, nothing follows from it here.
    #[serde(rename = "mayors-warning-recorded.v1")]
    MayorsWarning { student: PersonId, on: Date, number: FactNumber, protocol: Text, because: Vec<Norm> },
    /// The coordinator tells the principal of absences that are justified, but weakly.
    #[serde(rename = "absences-flagged.v1")]
    AbsencesFlagged { student: PersonId, on: Date, number: FactNumber, reason: Text, because: Vec<Norm> },
    /// A person looked at what the rules propose, and decided.
    #[serde(rename = "proposal-considered.v1")]
    ProposalConsidered {
        student: PersonId,
        on: Date,
        number: FactNumber,
        duty: DutyKind,
        outcome: Text,
        because: Vec<Norm>,
    },
}

/// How a family was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// On the notice board (`bacheca`).
    Notice {
        notice: NoticeId,
    },
    /// By phone, as a `fonogramma`: when, with whom. Incomplete until it has a protocol number (A3-09).
    Phone {
        at: Time,
        told: PersonId,
        protocol: Option<Text>,
    },
    Letter {
        protocol: Text,
    },
    InPerson {
        told: PersonId,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    SocialServices,
    Carabinieri,
    Mayor,
}

/// What was told and decided so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// How many events there were: the version of the next one, hence the number of the next fact.
    pub length: u32,
    pub told: Vec<(Date, DutyKind, Channel)>,
    /// The phone calls, by fact.
    pub calls: BTreeMap<FactNumber, Fonogramma>,
    pub informed: Vec<(Date, DutyKind, Authority, Text)>,
    /// The protocol numbers of the mayor's warnings.
    pub warnings: BTreeSet<Text>,
    pub flags: Vec<(Date, Text)>,
    pub considered: Vec<(Date, DutyKind, Text)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fonogramma {
    /// Without a protocol number.
    Incomplete {
        called_on: Date,
    },
    Protocolled(Text),
}

impl Contacts {
    fn next_number(&self) -> FactNumber {
        FactNumber(self.length)
    }
}

pub fn evolve(mut state: Contacts, event: &ContactEvent) -> Contacts {
    state.length += 1;
    match event {
        ContactEvent::FamilyTold { on, number, duty, channel, .. } => {
            if let Channel::Phone { protocol, .. } = channel {
                let incomplete = Fonogramma::Incomplete { called_on: *on };
                let call = protocol.clone().map_or(incomplete, Fonogramma::Protocolled);
                state.calls.insert(*number, call);
            }
            state.told.push((*on, *duty, channel.clone()));
        }
        ContactEvent::FonogrammaProtocolled { number, protocol, .. } => {
            state.calls.insert(*number, Fonogramma::Protocolled(protocol.clone()));
        }
        ContactEvent::AuthorityInformed { on, duty, authority, protocol, .. } => {
            state.informed.push((*on, *duty, *authority, protocol.clone()));
        }
        ContactEvent::MayorsWarning { protocol, .. } => {
            state.warnings.insert(protocol.clone());
        }
        ContactEvent::AbsencesFlagged { on, reason, .. } => state.flags.push((*on, reason.clone())),
        ContactEvent::ProposalConsidered { on, duty, outcome, .. } => {
            state.considered.push((*on, *duty, outcome.clone()));
        }
    }
    state
}

/// What is recorded of a student's family and the authorities: what was done `on` a day not after `today`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub student: PersonId,
    pub on: Date,
    pub today: Date,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `entitled` are those whom the school may inform of the student that day.
    TellFamily {
        duty: DutyKind,
        channel: Channel,
        entitled: BTreeSet<PersonId>,
    },
    ProtocolFonogramma {
        call: FactNumber,
        protocol: Text,
    },
    InformAuthority {
        duty: DutyKind,
        authority: Authority,
        protocol: Text,
    },
    RecordMayorsWarning {
        protocol: Text,
    },
    FlagAbsences {
        reason: Text,
    },
    ConsiderProposal {
        duty: DutyKind,
        outcome: Text,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{day} non è ancora venuto: oggi è {now}", day = on_day(*on), now = on_day(*today))]
    InTheFuture { on: Date, today: Date },
    #[error("questo atto non compie l'adempimento indicato, che se ne compie con un altro")]
    AnotherAct { duty: DutyKind },
    #[error("{day} la scuola non può informare nessuno per lo studente", day = on_day(*on))]
    NobodyToTell { on: Date },
    #[error("{day} chi è stato avvisato non può essere informato per lo studente", day = on_day(*on))]
    NotToBeTold { on: Date },
    #[error("il fatto n. {0} non è una telefonata alla famiglia")]
    NoCall(FactNumber),
    #[error("il fonogramma n. {call} ha già il protocollo {protocol}")]
    AlreadyProtocolled { call: FactNumber, protocol: Text },
    #[error("il fonogramma è {then}: {day} viene prima", then = on_day(*called_on), day = on_day(*on))]
    BeforeTheCall { called_on: Date, on: Date },
    #[error("{day} i servizi sociali non erano ancora stati informati: vengono prima dei Carabinieri", day = on_day(*on))]
    SocialServicesFirst { on: Date },
    #[error("{day} la famiglia non era ancora stata avvisata", day = on_day(*on))]
    FamilyFirst { on: Date, duty: DutyKind },
}

mod decide;

pub use decide::decide;

#[cfg(test)]
mod tests;
