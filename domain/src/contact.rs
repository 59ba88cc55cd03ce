//! What the school told a student's family and the authorities in one school year, and what came of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::duty::DutyKind;
use crate::ids::{FactNumber, NoticeId, PersonId};
use crate::norm::Norm;
use crate::text::Text;

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
    /// By phone, as a `fonogramma`: incomplete until it has a protocol number (A3-09).
    Phone {
        protocol: Option<Text>,
    },
    Letter {
        protocol: Text,
    },
    InPerson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    SocialServices,
    Carabinieri,
    Mayor,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// How many events there were: the version of the next one.
    pub length: u32,
}

pub fn evolve(mut state: Contacts, _event: &ContactEvent) -> Contacts {
    state.length += 1;
    state
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match *self {}
    }

    pub fn norm(&self) -> Norm {
        match *self {}
    }
}

pub fn decide(_state: &Contacts, command: &Command) -> Result<Vec<ContactEvent>, Rejection> {
    match *command {}
}
