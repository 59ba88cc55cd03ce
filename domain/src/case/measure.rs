//! What is decided against a student: the sanction with what goes with it, and the plan of activities of a removal.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::text::Text;

/// A sanction of the table (reg. istituto, art. 37, c. 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sanction {
    /// `Richiamo verbale`.
    OralReprimand,
    /// `Ammonizione` annotated in the register.
    Admonition,
    /// `Ammonizione scritta`.
    WrittenAdmonition,
    /// `Allontanamento dalle lezioni`.
    Removal { days: u16 },
    /// `Allontanamento dalla comunità scolastica`.
    CommunityRemoval { days: u16 },
    /// `Allontanamento fino al termine delle lezioni`, and whether with `esclusione dallo scrutinio`.
    UntilEndOfLessons { excluded_from_scrutiny: bool },
    /// `Esclusione dalla sessione d'esame`.
    ExcludedFromSession,
}

/// What a student may be kept out of. It is a partial removal (A8-05), so it wants a collegial body (A10-C6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// `Uscite, visite e viaggi`.
    Trips,
    /// `Attività extracurricolari e sportive`.
    ExtraCurricular,
}

/// How a damage is made good (A8-07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repair {
    /// Out of hours or at break.
    Work { on: Date, what: Text },
    /// In cents of a euro.
    Payment { cents: u32 },
}

/// The sanction and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub sanction: Sanction,
    pub exclusions: Vec<Exclusion>,
    pub repair: Option<Repair>,
}

/// What a removed student does instead of lessons.
///
/// Norm: DPR 249/1998, art. 4, c. 8-bis and 8-ter, as amended by DPR 134/2025 (B1-08).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plan {
    /// Up to two days: reflective activities at school, led by appointed teachers.
    Reflection { teachers: Vec<PersonId>, hours: u16 },
    /// From three to fifteen days: active citizenship at a host body (`ente ospitante`) under an agreement.
    Citizenship { host: Text, agreement: Text, hours: u16 },
    /// For the school community, since no host body is available, and how that is known.
    SchoolCommunity { unavailability: Text, hours: u16 },
    /// Beyond fifteen days: a path of recovery with the family, and the social services or the judiciary.
    Recovery { with: Text },
}

/// Intent and degree of fault (`dolo`, `colpa`), which gravity depends on (A8-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    Deliberate,
    GrossNegligence,
    Negligence,
}

/// What must be said for a removal of more than fifteen days (B1-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraveGrounds {
    /// Concrete and precise evidence.
    pub evidence: Text,
    /// Why the student cannot be brought back within the year.
    pub no_reintegration: Text,
}

impl Sanction {
    /// How many days a removal lasts, where it is counted in days.
    pub fn days(self) -> Option<u16> {
        match self {
            Sanction::Removal { days } | Sanction::CommunityRemoval { days } => Some(days),
            Sanction::OralReprimand
            | Sanction::Admonition
            | Sanction::WrittenAdmonition
            | Sanction::UntilEndOfLessons { .. }
            | Sanction::ExcludedFromSession => None,
        }
    }

    /// Whether it keeps the student out of lessons.
    pub fn removes(self) -> bool {
        match self {
            Sanction::Removal { .. }
            | Sanction::CommunityRemoval { .. }
            | Sanction::UntilEndOfLessons { .. }
            | Sanction::ExcludedFromSession => true,
            Sanction::OralReprimand | Sanction::Admonition | Sanction::WrittenAdmonition => false,
        }
    }

    pub fn italian(self) -> String {
        match self {
            Sanction::OralReprimand => "richiamo verbale".to_owned(),
            Sanction::Admonition => "ammonizione annotata".to_owned(),
            Sanction::WrittenAdmonition => "ammonizione scritta".to_owned(),
            Sanction::Removal { days } => format!("allontanamento dalle lezioni per {}", count_days(days)),
            Sanction::CommunityRemoval { days } => {
                format!("allontanamento dalla comunità scolastica per {}", count_days(days))
            }
            Sanction::UntilEndOfLessons { excluded_from_scrutiny: false } => {
                "allontanamento fino al termine delle lezioni".to_owned()
            }
            Sanction::UntilEndOfLessons { excluded_from_scrutiny: true } => {
                "allontanamento fino al termine delle lezioni con esclusione dallo scrutinio".to_owned()
            }
            Sanction::ExcludedFromSession => "esclusione dalla sessione d'esame".to_owned(),
        }
    }
}

fn count_days(days: u16) -> String {
    if days == 1 { "un giorno".to_owned() } else { format!("{days} giorni") }
}

impl Plan {
    /// The hours that it fills, where it states them.
    pub fn hours(&self) -> Option<u16> {
        match self {
            Plan::Reflection { hours, .. }
            | Plan::Citizenship { hours, .. }
            | Plan::SchoolCommunity { hours, .. } => Some(*hours),
            Plan::Recovery { .. } => None,
        }
    }
}
