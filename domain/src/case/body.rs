//! Who decides: the bodies, their members on a case, and a vote.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

/// Who decides a sanction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    Teacher,
    Coordinator,
    SiteLead,
    Deputy,
    Principal,
    /// `Consiglio di classe`, which sits on discipline with parents and students too.
    ClassCouncil,
    /// `Consiglio di istituto`.
    InstituteCouncil,
    /// `Commissione d'esame`.
    ExamBoard,
    /// It judges appeals and decides no sanction: here so that it can be refused by name (A10-C1).
    GuaranteeBody,
}

/// As what a member sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seat {
    /// The principal, or who presides for her.
    President,
    Teacher,
    Parent,
    Student,
    /// `Personale ATA`.
    Staff,
}

/// A member of a body as convened for a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub person: PersonId,
    pub seat: Seat,
    /// Of a substitute (`surroga`, `membro supplente`): whose place it is, and why.
    pub replaces: Option<Replaced>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    pub person: PersonId,
    pub why: Conflict,
}

/// Why a member does not sit on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conflict {
    /// She is the student charged.
    IsTheStudent,
    /// She answers for the student, or is of the family.
    IsOfTheFamily,
    /// She reported the fact, or suffered it.
    Involved,
    /// She already decided on the case (A9-09).
    AlreadyDecided,
    /// She cannot come.
    Unavailable,
}

/// The votes of the Organo di garanzia: whose, if the vote was open; how many, if it was secret (A10-C12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ballot<V> {
    Open(Vec<(PersonId, V)>),
    Secret {
        totals: Vec<(V, u16)>,
        /// The president's vote, told only where it broke a tie.
        casting: Option<V>,
    },
}

/// The votes of a council: how many, never whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub favour: u16,
    pub against: u16,
}

impl<V> Ballot<V> {
    /// Those of whom it is told what they voted: nobody, of a secret vote.
    pub fn voters(&self) -> Vec<PersonId> {
        match self {
            Ballot::Open(votes) => votes.iter().map(|(voter, _)| *voter).collect(),
            Ballot::Secret { .. } => Vec::new(),
        }
    }
}

impl<V: Copy> Ballot<V> {
    /// What is kept of it: of a secret vote the president's only where it decided.
    ///
    /// Norm: D.Lgs. 297/1994, art. 37 (A10-C12).
    pub fn kept(&self, tie_broken: bool) -> Ballot<V> {
        match self {
            Ballot::Open(votes) => Ballot::Open(votes.clone()),
            Ballot::Secret { totals, casting } => {
                Ballot::Secret { totals: totals.clone(), casting: casting.filter(|_| tie_broken) }
            }
        }
    }
}

impl Body {
    /// A body of several people, which is convened, deliberates and votes.
    pub fn is_collegial(self) -> bool {
        match self {
            Body::ClassCouncil | Body::InstituteCouncil | Body::ExamBoard | Body::GuaranteeBody => true,
            Body::Teacher | Body::Coordinator | Body::SiteLead | Body::Deputy | Body::Principal => false,
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Body::Teacher => "docente",
            Body::Coordinator => "coordinatore di classe",
            Body::SiteLead => "responsabile di plesso",
            Body::Deputy => "collaboratore del dirigente",
            Body::Principal => "dirigente scolastico",
            Body::ClassCouncil => "consiglio di classe",
            Body::InstituteCouncil => "consiglio di istituto",
            Body::ExamBoard => "commissione d'esame",
            Body::GuaranteeBody => "Organo di garanzia",
        }
    }
}

impl Conflict {
    pub fn italian(self) -> &'static str {
        match self {
            Conflict::IsTheStudent => "è lo studente interessato",
            Conflict::IsOfTheFamily => "è della famiglia dello studente",
            Conflict::Involved => "è coinvolto nel fatto",
            Conflict::AlreadyDecided => "ha già deciso sul caso",
            Conflict::Unavailable => "è impedito",
        }
    }
}
