//! One student's permissions in one school year: late entries and early exits asked for beforehand.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use crate::norm::Norm;
use crate::people::Justifier;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PermissionEvent {
    /// `on` is the day that the permission is for. Findings are for whoever decides: they refuse nothing.
    #[serde(rename = "permission-requested.v1")]
    Requested {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        passage: Passage,
        reason: PermissionReason,
        by: Justifier,
        requested_on: Date,
        findings: Vec<Finding>,
        because: Vec<Norm>,
    },
    #[serde(rename = "permission-decided.v1")]
    Decided {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        outcome: PermissionOutcome,
        decided_on: Date,
        because: Vec<Norm>,
    },
    /// By who had asked.
    #[serde(rename = "permission-withdrawn.v1")]
    Withdrawn {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        withdrawn_on: Date,
        because: Vec<Norm>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passage {
    LateEntry { at: Time },
    EarlyExit { at: Time },
}

/// A class of reasons, never a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionReason {
    Family,
    Health,
    /// A documented treatment that comes back (`terapie periodiche documentate`): not counted among the exits.
    PeriodicTreatment,
    /// Serious and sudden: may be asked late.
    Urgent,
    Other,
}

/// What speaks against a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Asked after the last day on which it could be (A2-01).
    TooLate { last_day: Date },
    /// A written test is planned in an hour that would be missed (A2-02).
    TestPlanned { period: PeriodNumber },
    /// In the last month of lessons (A2-03).
    LastMonth { from: Date, until: Date },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionOutcome {
    Granted,
    Denied { reason: Text },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// How many events there were: the version of the next one.
    pub length: u32,
}

pub fn evolve(mut state: Permissions, _event: &PermissionEvent) -> Permissions {
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
    _state: &Permissions,
    command: &Command,
    _regulation: &crate::regulation::Regulation,
) -> Result<Vec<PermissionEvent>, Rejection> {
    match *command {}
}
