//! A fact of a student's year, with what became of it.

use jiff::civil::Date;
use registro_domain::attendance::{AbsenceKind, Fact, Term, Verification, is_wider};
use registro_domain::ids::FactNumber;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFact {
    pub on: Date,
    pub fact: Fact,
    pub state: FactState,
    pub justification: Justified,
    /// Of the last justification submitted.
    pub term: Option<Term>,
    /// Since the student is back in class.
    pub reserve: Option<Reserve>,
    pub kind: AbsenceKind,
    /// The classification as collective was contested, and nobody has decided yet.
    pub contested: bool,
    /// What was found of the ground of an entry.
    pub verification: Option<Verification>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FactState {
    Stands,
    TurnedInto(FactNumber),
    Annulled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Justified {
    No,
    Submitted,
    Withdrawn,
    Accepted,
    Refused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserve {
    pub returned_on: Date,
    pub justify_by: Date,
}

/// A long absence that the family told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foretold {
    pub from: Date,
    pub until: Date,
    pub told_on: Date,
}

/// Where the justification of a fact stands on a day. That a term has passed is derived, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The student is not back yet, or nobody called her present.
    Awaited,
    Reserved {
        due: Date,
    },
    /// Somebody has to decide.
    Submitted,
    /// After the term: unjustified until somebody accepts it.
    SubmittedLate {
        due: Date,
    },
    Justified,
    Unjustified,
}

impl Status {
    /// Norm: reg. istituto, art. 16, Assenze, c. 2 lett. b (A3-04); a late one does not change it (A3-06).
    pub fn is_unjustified(self) -> bool {
        match self {
            Status::Unjustified | Status::SubmittedLate { .. } => true,
            Status::Awaited | Status::Reserved { .. } | Status::Submitted | Status::Justified => false,
        }
    }
}

impl KnownFact {
    pub(super) fn new(on: Date, fact: Fact) -> Self {
        KnownFact {
            on,
            fact,
            state: FactState::Stands,
            justification: Justified::No,
            term: None,
            reserve: None,
            kind: AbsenceKind::Individual,
            contested: false,
            verification: None,
        }
    }

    /// Accepted by a person, and not declared collective (A4-01).
    pub fn is_justified(&self) -> bool {
        self.justification == Justified::Accepted && self.kind == AbsenceKind::Individual
    }

    /// Norm: A3-03 to A3-06, A4-01.
    pub fn status(&self, today: Date) -> Status {
        let reserved = self.reserve.map(|reserve| reserve.justify_by);
        match (self.kind, self.justification, reserved) {
            (AbsenceKind::Collective, ..) => Status::Unjustified,
            (AbsenceKind::Individual, Justified::Accepted, _) => Status::Justified,
            (AbsenceKind::Individual, Justified::Submitted, _) => match self.term {
                Some(Term::Late { due }) => Status::SubmittedLate { due },
                Some(Term::InTime) | None => Status::Submitted,
            },
            (_, Justified::No | Justified::Withdrawn | Justified::Refused, Some(due)) if today <= due => {
                Status::Reserved { due }
            }
            (_, Justified::No | Justified::Withdrawn, None) => Status::Awaited,
            (_, Justified::No | Justified::Withdrawn, Some(_)) | (_, Justified::Refused, _) => {
                Status::Unjustified
            }
        }
    }

    pub(super) fn correct(&mut self, fact: &Fact) {
        if is_wider(&self.fact, fact) {
            (self.justification, self.term, self.reserve) = (Justified::No, None, None);
        }
        if let (Fact::Entry { ground: before, .. }, Fact::Entry { ground, .. }) = (&self.fact, fact)
            && before != ground
        {
            self.verification = None;
        }
        self.fact = fact.clone();
    }
}
