//! What the school did in a school year to watch over attendance (`vigilanza`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::ids::ClassId;
use crate::norm::Norm;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VigilanceEvent {
    /// The secretariat went through a month's absences and told the families in writing.
    #[serde(rename = "attendance-reviewed.v1")]
    AttendanceReviewed {
        year: SchoolYear,
        on: Date,
        /// The first day of the month reviewed.
        month: Date,
        families_told: u16,
        because: Vec<Norm>,
    },
    /// How the students of a class come back after a collective absence.
    #[serde(rename = "readmission-rule-set.v1")]
    ReadmissionRuleSet {
        year: SchoolYear,
        class: ClassId,
        on: Date,
        /// The day of the collective absence.
        absence: Date,
        rule: Text,
        because: Vec<Norm>,
    },
    /// A person looked at a class's repeated collective absences, and decided.
    #[serde(rename = "collective-absences-considered.v1")]
    CollectiveAbsencesConsidered {
        year: SchoolYear,
        class: ClassId,
        on: Date,
        outcome: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "enrolled-minors-reported.v1")]
    MinorsReported { year: SchoolYear, on: Date, students: u16, protocol: Text, because: Vec<Norm> },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vigilance {
    /// How many events there were: the version of the next one.
    pub length: u32,
}

pub fn evolve(mut state: Vigilance, _event: &VigilanceEvent) -> Vigilance {
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

pub fn decide(_state: &Vigilance, command: &Command) -> Result<Vec<VigilanceEvent>, Rejection> {
    match *command {}
}
