//! What happens in a class's scrutiny of one period.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::credit::Band;
use super::grade::{Average, WholeGrade};
use super::{EssayOutcome, EssayTerm, Outcome, ScrutinyPeriod, SubjectGrade, Votes};
use crate::calendar::SchoolYear;
use crate::ids::{ClassId, PersonId, Protocol, SubjectCode};
use crate::norm::Norm;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScrutinyEvent {
    /// Called again before anything is deliberated, the later days hold.
    #[serde(rename = "scrutiny-opened.v1")]
    Opened {
        class: ClassId,
        year: SchoolYear,
        period: ScrutinyPeriod,
        on: Date,
        /// The days of the period, both included: their grades are what is looked at.
        covers_from: Date,
        covers_to: Date,
        sits_on: Date,
        because: Vec<Norm>,
    },
    /// By the teacher of the subject, on an average that she had before her.
    #[serde(rename = "grade-proposed.v1")]
    GradeProposed {
        class: ClassId,
        period: ScrutinyPeriod,
        student: PersonId,
        on: Date,
        subject: SubjectCode,
        by: PersonId,
        value: WholeGrade,
        average: Option<Average>,
        reason: Option<Text>,
        because: Vec<Norm>,
    },
    /// By the coordinator.
    #[serde(rename = "behaviour-proposed.v1")]
    BehaviourProposed {
        class: ClassId,
        period: ScrutinyPeriod,
        student: PersonId,
        on: Date,
        by: PersonId,
        value: WholeGrade,
        reasons: Text,
        because: Vec<Norm>,
    },
    /// The dossiers are those of the register as it stood at a position: nothing of them is copied, so that what is later
    /// expunged is in none.
    #[serde(rename = "dossier-frozen.v1")]
    DossierFrozen { class: ClassId, period: ScrutinyPeriod, on: Date, read_at: u64, because: Vec<Norm> },
    #[serde(rename = "subject-grades-deliberated.v1")]
    GradesDeliberated {
        class: ClassId,
        period: ScrutinyPeriod,
        student: PersonId,
        on: Date,
        grades: Vec<SubjectGrade>,
        votes: Votes,
        because: Vec<Norm>,
    },
    #[serde(rename = "behaviour-grade-deliberated.v1")]
    BehaviourDeliberated {
        class: ClassId,
        period: ScrutinyPeriod,
        student: PersonId,
        on: Date,
        value: WholeGrade,
        reasons: Text,
        /// A sanction of the dossier is not final yet: appealed, or still open.
        sub_iudice: bool,
        votes: Votes,
        because: Vec<Norm>,
    },
    #[serde(rename = "credit-deliberated.v1")]
    CreditDeliberated {
        class: ClassId,
        student: PersonId,
        on: Date,
        average: Average,
        band: Band,
        points: u8,
        votes: Votes,
        because: Vec<Norm>,
    },
    /// In-depth activities of citizenship, for a behaviour grade that does not suffice.
    #[serde(rename = "citizenship-activity-assigned.v1")]
    ActivityAssigned {
        class: ClassId,
        period: ScrutinyPeriod,
        student: PersonId,
        on: Date,
        activity: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "essay-assigned.v1")]
    EssayAssigned {
        class: ClassId,
        student: PersonId,
        on: Date,
        topic: Text,
        term: EssayTerm,
        because: Vec<Norm>,
    },
    #[serde(rename = "essay-assessed.v1")]
    EssayAssessed {
        class: ClassId,
        student: PersonId,
        on: Date,
        outcome: EssayOutcome,
        votes: Votes,
        because: Vec<Norm>,
    },
    /// Always an act of people: nothing of it follows by itself.
    #[serde(rename = "admission-deliberated.v1")]
    AdmissionDeliberated {
        class: ClassId,
        student: PersonId,
        on: Date,
        outcome: Outcome,
        /// An essay is to be discussed at the interview of the exam.
        exam_essay: bool,
        reasons: Option<Text>,
        votes: Votes,
        because: Vec<Norm>,
    },
    /// With the number of its minutes. From then on nothing of it is written, but what a suspended judgement waits for.
    #[serde(rename = "scrutiny-closed.v1")]
    Closed { class: ClassId, period: ScrutinyPeriod, on: Date, protocol: Protocol, because: Vec<Norm> },
    #[serde(rename = "scrutiny-reopened.v1")]
    Reopened {
        class: ClassId,
        period: ScrutinyPeriod,
        on: Date,
        by: PersonId,
        reason: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "results-published.v1")]
    Published { class: ClassId, period: ScrutinyPeriod, on: Date, visible_from: Date, because: Vec<Norm> },
    /// The report card is the register as it stood at a position.
    #[serde(rename = "report-card-issued.v1")]
    CardIssued {
        class: ClassId,
        period: ScrutinyPeriod,
        student: PersonId,
        on: Date,
        read_at: u64,
        protocol: Protocol,
        because: Vec<Norm>,
    },
}

impl ScrutinyEvent {
    /// The period of the scrutiny: credit, essays and admission belong to the final one.
    pub fn period(&self) -> ScrutinyPeriod {
        match self {
            ScrutinyEvent::Opened { period, .. }
            | ScrutinyEvent::GradeProposed { period, .. }
            | ScrutinyEvent::BehaviourProposed { period, .. }
            | ScrutinyEvent::DossierFrozen { period, .. }
            | ScrutinyEvent::GradesDeliberated { period, .. }
            | ScrutinyEvent::BehaviourDeliberated { period, .. }
            | ScrutinyEvent::ActivityAssigned { period, .. }
            | ScrutinyEvent::Closed { period, .. }
            | ScrutinyEvent::Reopened { period, .. }
            | ScrutinyEvent::Published { period, .. }
            | ScrutinyEvent::CardIssued { period, .. } => *period,
            ScrutinyEvent::CreditDeliberated { .. }
            | ScrutinyEvent::EssayAssigned { .. }
            | ScrutinyEvent::EssayAssessed { .. }
            | ScrutinyEvent::AdmissionDeliberated { .. } => ScrutinyPeriod::Final,
        }
    }

    /// The student whom it is about, unless it is about the class.
    pub fn student(&self) -> Option<PersonId> {
        match self {
            ScrutinyEvent::GradeProposed { student, .. }
            | ScrutinyEvent::BehaviourProposed { student, .. }
            | ScrutinyEvent::GradesDeliberated { student, .. }
            | ScrutinyEvent::BehaviourDeliberated { student, .. }
            | ScrutinyEvent::CreditDeliberated { student, .. }
            | ScrutinyEvent::ActivityAssigned { student, .. }
            | ScrutinyEvent::EssayAssigned { student, .. }
            | ScrutinyEvent::EssayAssessed { student, .. }
            | ScrutinyEvent::AdmissionDeliberated { student, .. }
            | ScrutinyEvent::CardIssued { student, .. } => Some(*student),
            ScrutinyEvent::Opened { .. }
            | ScrutinyEvent::DossierFrozen { .. }
            | ScrutinyEvent::Closed { .. }
            | ScrutinyEvent::Reopened { .. }
            | ScrutinyEvent::Published { .. } => None,
        }
    }
}
