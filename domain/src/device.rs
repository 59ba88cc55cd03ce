//! One student's phone in one school year: where it is kept, who may use it, when it was withheld and given back.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::ids::{ClassId, FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::Justifier;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceEvent {
    /// The family asks that the phone stay, switched off, in the bag rather than in the container.
    #[serde(rename = "device-in-bag-requested.v1")]
    BagRequested { student: PersonId, on: Date, number: FactNumber, by: Justifier, because: Vec<Norm> },
    #[serde(rename = "device-in-bag-decided.v1")]
    BagDecided { student: PersonId, on: Date, number: FactNumber, outcome: BagOutcome, because: Vec<Norm> },
    /// The student may use it. Why is nowhere in the register.
    #[serde(rename = "device-use-allowed.v1")]
    UseAllowed { student: PersonId, on: Date, number: FactNumber, until: Option<Date>, because: Vec<Norm> },
    #[serde(rename = "device-use-ended.v1")]
    UseEnded { student: PersonId, on: Date, number: FactNumber, because: Vec<Norm> },
    #[serde(rename = "device-withheld.v1")]
    Withheld {
        student: PersonId,
        class: ClassId,
        on: Date,
        at: Time,
        number: FactNumber,
        handed_to: Keeper,
        because: Vec<Norm>,
    },
    #[serde(rename = "device-family-told.v1")]
    FamilyTold { student: PersonId, on: Date, number: FactNumber, told: PersonId, because: Vec<Norm> },
    #[serde(rename = "device-returned.v1")]
    Returned { student: PersonId, on: Date, number: FactNumber, to: PersonId, because: Vec<Norm> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BagOutcome {
    Authorised,
    Refused { reason: Text },
}

/// Who keeps a withheld phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeper {
    Principal,
    /// `Collaboratore del dirigente`.
    Deputy,
    /// `Responsabile di plesso`.
    SiteLead,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// How many events there were: the version of the next one.
    pub length: u32,
}

pub fn evolve(mut state: Devices, _event: &DeviceEvent) -> Devices {
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

pub fn decide(
    _state: &Devices,
    command: &Command,
    _regulation: &crate::regulation::Regulation,
) -> Result<Vec<DeviceEvent>, Rejection> {
    match *command {}
}
