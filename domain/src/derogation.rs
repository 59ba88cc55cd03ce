//! One student's derogations from the three quarters in one school year.
//!
//! A restricted subject: the letter tells of health or faith. What everyone may know, "deroga: n ore", is an event of
//! attendance.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::text::{Text, italian_day, on_day};

mod decide;

pub use decide::decide;

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

/// The requests of a student's year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derogations {
    /// How many events there were: the version of the next one, hence the number of the next request.
    pub length: u32,
    pub requests: BTreeMap<FactNumber, Requested>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    pub letter: Letter,
    pub from: Date,
    pub until: Date,
    pub document: Text,
    pub standing: Standing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Pending,
    Decided(DerogationOutcome),
    Revoked { hours: u16 },
}

impl Requested {
    /// The hours that it takes off today.
    pub fn hours(&self) -> Option<u16> {
        match self.standing {
            Standing::Decided(DerogationOutcome::Granted { hours }) => Some(hours),
            Standing::Pending | Standing::Decided(_) | Standing::Revoked { .. } => None,
        }
    }
}

pub fn evolve(mut state: Derogations, event: &DerogationEvent) -> Derogations {
    state.length += 1;
    match event {
        DerogationEvent::Requested { number, letter, from, until, document, .. } => {
            let (letter, from, until, document) = (*letter, *from, *until, document.clone());
            let standing = Standing::Pending;
            state.requests.insert(*number, Requested { letter, from, until, document, standing });
        }
        DerogationEvent::Decided { number, outcome, .. } => {
            if let Some(request) = state.requests.get_mut(number) {
                request.standing = Standing::Decided(outcome.clone());
            }
        }
        DerogationEvent::Revoked { number, hours, .. } => {
            if let Some(request) = state.requests.get_mut(number) {
                request.standing = Standing::Revoked { hours: *hours };
            }
        }
    }
    state
}

/// What is asked of a student's derogations. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Request { student: PersonId, letter: Letter, from: Date, until: Date, document: Text, today: Date },
    Decide { student: PersonId, number: FactNumber, decision: Decision, today: Date },
    Revoke { student: PersonId, number: FactNumber, reason: Text, today: Date },
}

/// What was decided, with what the decision rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Grant {
        hours: u16,
        evaluation: Evaluation,
        /// The hours missed on each day of the year on which there were any.
        missed: BTreeMap<Date, u16>,
    },
    Deny {
        reason: Text,
    },
}

/// What the class council says of the student's absences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evaluation {
    Possible,
    NotPossible,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("la data di fine ({end}) precede quella di inizio ({start})", end = italian_day(*until), start = italian_day(*from))]
    EndsBeforeStart { from: Date, until: Date },
    #[error("{day} è fuori dall'anno scolastico {year}", day = on_day(*on))]
    OutsideYear { on: Date, year: SchoolYear },
    #[error("la richiesta di deroga n. {0} non esiste in questo anno scolastico")]
    UnknownRequest(FactNumber),
    #[error("la richiesta di deroga n. {0} è già stata decisa")]
    AlreadyDecided(FactNumber),
    #[error("la deroga n. {0} è stata revocata")]
    AlreadyRevoked(FactNumber),
    #[error("la deroga n. {0} non è stata concessa: non c'è niente da revocare")]
    NotGranted(FactNumber),
    #[error("una deroga concessa toglie almeno un'ora")]
    NoHours,
    #[error("dal {start} al {end} le ore di assenza che si possono ancora derogare sono {available}, meno di {hours}", start = italian_day(*from), end = italian_day(*until))]
    MoreThanMissed { from: Date, until: Date, available: u16, hours: u16 },
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::EndsBeforeStart { .. } => "ends-before-start",
            Rejection::OutsideYear { .. } => "outside-year",
            Rejection::UnknownRequest(_) => "unknown-request",
            Rejection::AlreadyDecided(_) => "already-decided",
            Rejection::AlreadyRevoked(_) => "already-revoked",
            Rejection::NotGranted(_) => "not-granted",
            Rejection::NoHours => "no-hours",
            Rejection::MoreThanMissed { .. } => "more-than-missed",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::EndsBeforeStart { .. }
            | Rejection::OutsideYear { .. }
            | Rejection::UnknownRequest(_)
            | Rejection::AlreadyDecided(_)
            | Rejection::AlreadyRevoked(_)
            | Rejection::NotGranted(_)
            | Rejection::NoHours => Norm::Derogations,
            Rejection::MoreThanMissed { .. } => Norm::HoursOfAbsence,
        }
    }
}

#[cfg(test)]
mod tests;
