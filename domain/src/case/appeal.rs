//! What is said in an appeal to the Organo di garanzia, and in a complaint to the region.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Ballot, Measure};
use crate::ids::{FactNumber, PersonId, Protocol};
use crate::text::Text;

/// An appeal as filed. Its terms are counted once, here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// The deliberation appealed against.
    pub of: FactNumber,
    pub by: PersonId,
    pub interest: Interest,
    /// Without, it is accepted as filed and flagged: the body decides (A9-03).
    pub grounds: Option<Grounds>,
    /// The last day of the term, when it was filed after it because the communication did not say it (B4-01).
    pub late: Option<Date>,
    pub convene_by: Date,
    pub decide_by: Date,
    /// Of an appeal on paper. One that was filed in the register is numbered by the secretariat, afterwards (D-08).
    pub protocol: Option<Protocol>,
}

/// Why somebody may appeal (A9-01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interest {
    TheStudent,
    Guardian,
    /// Anyone else with an interest, which she states.
    Other(Text),
}

/// What the appeal complains of (A9-16).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    pub kinds: Vec<Ground>,
    pub text: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    Procedure,
    Competence,
    Reasons,
    Merits,
}

/// What a member of the Organo di garanzia votes for. There is no abstention (A9-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vote {
    Confirm,
    ConfirmInPart,
    Annul,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    pub outcome: Outcome,
    pub ballot: Ballot<Vote>,
    /// A tie that the president's vote broke.
    pub tie_broken: bool,
    pub reasons: Text,
    pub signed_by: PersonId,
}

/// What the Organo di garanzia decides (A9-12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Confirmed,
    /// The sanction stands in part: what is left of it.
    ConfirmedInPart {
        measure: Measure,
    },
    /// Back to the body that decided, which removes the defect and decides again.
    Annulled {
        defect: Text,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// The deliberation complained of.
    pub of: FactNumber,
    pub by: PersonId,
    pub interest: Interest,
    pub grounds: Text,
    /// Last day for the opinion of the regional body.
    pub opinion_by: Date,
    pub protocol: Protocol,
}

impl Outcome {
    pub fn vote(&self) -> Vote {
        match self {
            Outcome::Confirmed => Vote::Confirm,
            Outcome::ConfirmedInPart { .. } => Vote::ConfirmInPart,
            Outcome::Annulled { .. } => Vote::Annul,
        }
    }
}
