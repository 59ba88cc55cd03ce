//! What happened to the permissions of a student's year.

use std::fmt;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use crate::norm::Norm;
use crate::people::Justifier;
use crate::text::{Text, italian_day, on_day};

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
        /// What spoke against it on the day of the decision: a test may have been planned, or called off, since.
        findings: Vec<Finding>,
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

/// What is asked for, at which time.
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

impl PermissionReason {
    /// Norm: reg. istituto, art. 16, Uscite, lett. b (A2-05): a limited number, but for documented periodic treatment.
    pub fn is_limited(self) -> bool {
        match self {
            PermissionReason::PeriodicTreatment => false,
            PermissionReason::Family
            | PermissionReason::Health
            | PermissionReason::Urgent
            | PermissionReason::Other => true,
        }
    }
}

/// What speaks against a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Asked after the last day on which it could be (A2-01).
    TooLate { last_day: Date },
    /// A test is planned in an hour that would be missed, at least in part (A2-02).
    TestPlanned { period: PeriodNumber },
    /// In the last month of lessons (A2-03).
    LastMonth { from: Date, until: Date },
    /// A test is planned on that day, in an hour that would be attended. Good to know, no obstacle (A2-02).
    TestThatDay { period: PeriodNumber },
    /// The exit would not be at the end of an hour (A2-04).
    WithinHour { period: PeriodNumber },
}

impl Finding {
    /// Whether a permission against it needs a stated reason.
    pub fn weighs(self) -> bool {
        match self {
            Finding::TooLate { .. }
            | Finding::TestPlanned { .. }
            | Finding::LastMonth { .. }
            | Finding::WithinHour { .. } => true,
            Finding::TestThatDay { .. } => false,
        }
    }

    pub fn norm(self) -> Norm {
        match self {
            Finding::TooLate { .. } => Norm::PermissionAskedBefore,
            Finding::TestPlanned { .. } | Finding::TestThatDay { .. } => Norm::NotDuringTests,
            Finding::LastMonth { .. } => Norm::NotInTheLastMonth,
            Finding::WithinHour { .. } => Norm::ExitAtEndOfPeriod,
        }
    }
}

/// In the words of its users.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::TooLate { last_day } => write!(f, "andava chiesto entro {}", on_day(*last_day)),
            Finding::TestPlanned { period } => {
                write!(f, "alla {period} ora, che si perderebbe, c'è una verifica")
            }
            Finding::LastMonth { from, until } => {
                let (from, until) = (italian_day(*from), italian_day(*until));
                write!(f, "è nell'ultimo mese di lezione (dal {from} al {until})")
            }
            Finding::TestThatDay { period } => write!(f, "quel giorno c'è una verifica alla {period} ora"),
            Finding::WithinHour { period } => write!(f, "l'uscita non è al termine della {period} ora"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PermissionOutcome {
    /// With the reason, where something spoke against it.
    Granted {
        despite: Option<Text>,
    },
    Denied {
        reason: Text,
    },
}

/// A permission that was granted, as who is at the door cites it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permitted {
    /// Of the request, in the student's stream of permissions.
    pub number: FactNumber,
    pub reason: PermissionReason,
}
