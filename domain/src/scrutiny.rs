//! A class's scrutiny (`scrutinio`) of a period: what is proposed, what the council deliberates, what families are told.
//!
//! The rules refuse what the law forbids and otherwise propose: grades, outcomes and points are voted by people.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::ids::{ClassId, PersonId, Protocol, SubjectCode};
use crate::text::Text;

mod admission;
mod credit;
mod decide;
mod deliberate;
mod event;
mod grade;
mod propose;
mod rejection;
mod state;

pub use credit::{Band, CreditBands};
pub use decide::decide;
pub use event::ScrutinyEvent;
pub use grade::{Average, CourseYear, NotAGrade, NotAnAverage, WholeGrade};
pub use rejection::{Rejection, ground_name};
pub use state::{Behaviour, Deliberated, Essay, Judged, Opening, Proposal, Scrutiny, Standing, evolve};

/// Which of the two scrutinies of a year (`intermedio`, `finale`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScrutinyPeriod {
    Interim,
    Final,
}

impl ScrutinyPeriod {
    pub const BOTH: [ScrutinyPeriod; 2] = [ScrutinyPeriod::Interim, ScrutinyPeriod::Final];

    /// As it stands in the name of a stream.
    pub fn name(self) -> &'static str {
        match self {
            ScrutinyPeriod::Interim => "interim",
            ScrutinyPeriod::Final => "final",
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            ScrutinyPeriod::Interim => "scrutinio intermedio",
            ScrutinyPeriod::Final => "scrutinio finale",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectGrade {
    pub subject: SubjectCode,
    pub value: WholeGrade,
}

/// How the council voted. Nobody abstains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Votes {
    #[serde(rename = "for")]
    pub in_favour: u8,
    pub against: u8,
    /// On equal votes, the president's prevails.
    pub decided_by_president: bool,
}

impl Votes {
    /// Norm: B2-07: grades are voted by people, by majority; the president's vote breaks a tie.
    pub fn carry(self) -> Result<(), Rejection> {
        let Votes { in_favour, against, decided_by_president } = self;
        let carried = if decided_by_president { in_favour == against } else { against < in_favour };
        if carried && 0 < in_favour {
            Ok(())
        } else {
            Err(Rejection::NotCarried { in_favour, against, decided_by_president })
        }
    }
}

/// What becomes of a student at the final scrutiny.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// To the next class, or to the exam.
    Admitted,
    /// `Giudizio sospeso`: until the subjects are made up for, and the essay is passed.
    Suspended {
        subjects: BTreeSet<SubjectCode>,
        essay: bool,
    },
    NotAdmitted {
        ground: Ground,
    },
    /// Too much of the year was missed: neither assessed nor admitted.
    ExcludedForAbsences,
}

/// Why somebody is not admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    Behaviour,
    Subjects,
    Essay,
}

/// By when an essay is to be handed in, or that it is for the interview of the exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum EssayTerm {
    By { due: Date },
    AtExam,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EssayOutcome {
    Passed,
    Insufficient,
    NotDelivered,
}

/// A class's council at work: what it decides on, as the directory knows it, and the day of the act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub class: ClassId,
    pub year: SchoolYear,
    pub period: ScrutinyPeriod,
    pub course: CourseYear,
    /// The students of the class on the day of the sitting.
    pub members: BTreeSet<PersonId>,
    /// The subjects taught to the class.
    pub subjects: BTreeSet<SubjectCode>,
    pub on: Date,
    pub act: Act,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    Open {
        covers_from: Date,
        covers_to: Date,
        sits_on: Date,
    },
    /// A column of the table. `teaches`: whether the subject is hers, in this class.
    ProposeGrades {
        subject: SubjectCode,
        by: PersonId,
        teaches: bool,
        grades: Vec<Proposed>,
    },
    ProposeBehaviour {
        student: PersonId,
        by: PersonId,
        value: WholeGrade,
        reasons: Text,
    },
    FreezeDossier {
        read_at: u64,
    },
    DeliberateGrades {
        student: PersonId,
        grades: Vec<SubjectGrade>,
        votes: Votes,
    },
    /// `sub_iudice`: whether a sanction of the dossier is not final.
    DeliberateBehaviour {
        student: PersonId,
        value: WholeGrade,
        reasons: Text,
        sub_iudice: bool,
        votes: Votes,
    },
    DeliberateCredit {
        student: PersonId,
        points: u8,
        votes: Votes,
    },
    AssignActivity {
        student: PersonId,
        activity: Text,
    },
    AssignEssay {
        student: PersonId,
        topic: Text,
        term: EssayTerm,
    },
    AssessEssay {
        student: PersonId,
        outcome: EssayOutcome,
        votes: Votes,
    },
    DeliberateAdmission(Admission),
    Close {
        protocol: Protocol,
    },
    Reopen {
        by: PersonId,
        reason: Text,
    },
    Publish {
        visible_from: Date,
    },
    IssueCard {
        student: PersonId,
        read_at: u64,
        protocol: Protocol,
    },
}

/// What the council says of a student's admission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    pub student: PersonId,
    pub outcome: Outcome,
    pub reasons: Option<Text>,
    /// Whether three quarters of the year were attended, derogations taken into account.
    pub year_is_valid: bool,
    pub votes: Votes,
}

/// One line of a column of proposals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub student: PersonId,
    pub value: WholeGrade,
    pub average: Option<Average>,
    pub reason: Option<Text>,
}

#[cfg(test)]
mod tests;
