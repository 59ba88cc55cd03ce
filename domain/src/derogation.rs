//! One student's derogations from the three quarters in one school year.
//!
//! A restricted subject: the letter tells of health or faith. What everyone may know, "deroga: n ore", is an event of
//! attendance.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DerogationEvent {
    #[serde(rename = "derogation-requested.v1")]
    Requested {
        student: PersonId,
        on: Date,
        number: FactNumber,
        letter: Letter,
        /// The days of absence that it is about.
        from: Date,
        until: Date,
        /// Where the document is kept, by its protocol number: the document itself is not in the register.
        document: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "derogation-decided.v1")]
    Decided {
        student: PersonId,
        on: Date,
        number: FactNumber,
        outcome: DerogationOutcome,
        because: Vec<Norm>,
    },
    #[serde(rename = "derogation-revoked.v1")]
    Revoked { student: PersonId, on: Date, number: FactNumber, hours: u16, reason: Text, because: Vec<Norm> },
}

/// The cases of reg. istituto, art. 23, c. 4-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Letter {
    /// Serious health, continuous.
    A,
    /// Scheduled therapies.
    B,
    /// Blood donation.
    C,
    /// Sport of a CONI federation.
    D,
    /// Activities organised or authorised by the school.
    E,
    /// Confessions with rest on Saturday.
    F,
    /// Other criteria of the Collegio.
    G,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DerogationOutcome {
    Granted {
        hours: u16,
    },
    /// The class council says that the absences leave nothing to assess: no derogation, whatever the letter (A5-06).
    NotAssessable,
    Denied {
        reason: Text,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derogations {
    /// How many events there were: the version of the next one.
    pub length: u32,
}

pub fn evolve(mut state: Derogations, _event: &DerogationEvent) -> Derogations {
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

pub fn decide(_state: &Derogations, command: &Command) -> Result<Vec<DerogationEvent>, Rejection> {
    match *command {}
}
