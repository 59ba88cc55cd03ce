//! What happened to a student's grades.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Mark;
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::people::Justifier;
use crate::text::{Text, italian_day};

/// These names are the storage format. `on` is the day of the oral or of the test, also in what comes later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssessmentEvent {
    #[serde(rename = "grade-entered.v1")]
    Entered {
        student: PersonId,
        class: ClassId,
        subject: SubjectCode,
        on: Date,
        number: FactNumber,
        author: PersonId,
        kind: GradeKind,
        mark: Mark,
        /// The planned test that it is of.
        test: Option<Test>,
        comment: Option<Text>,
        /// Whether the family saw it at once.
        published: bool,
        entered_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "grade-published.v1")]
    Published {
        student: PersonId,
        subject: SubjectCode,
        on: Date,
        /// Of the grade.
        number: FactNumber,
        author: PersonId,
        mark: Mark,
        published_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "grade-corrected.v1")]
    Corrected {
        student: PersonId,
        class: ClassId,
        subject: SubjectCode,
        on: Date,
        number: FactNumber,
        /// Of the grade; `by` is who corrected it.
        author: PersonId,
        by: PersonId,
        withdrawn: Mark,
        mark: Mark,
        reason: Text,
        /// Whether the family had seen the value withdrawn.
        published: bool,
        corrected_on: Date,
        /// The day on which the scrutiny sits, if this was done near it.
        near_scrutiny: Option<Date>,
        because: Vec<Norm>,
    },
    #[serde(rename = "grade-annulled.v1")]
    Annulled {
        student: PersonId,
        class: ClassId,
        subject: SubjectCode,
        on: Date,
        number: FactNumber,
        author: PersonId,
        by: PersonId,
        withdrawn: Mark,
        reason: Text,
        published: bool,
        annulled_on: Date,
        near_scrutiny: Option<Date>,
        because: Vec<Norm>,
    },
    /// What the family, or the adult student, has to say about a grade: it changes nothing of it.
    #[serde(rename = "grade-statement-added.v1")]
    StatementAdded {
        student: PersonId,
        on: Date,
        number: FactNumber,
        author: PersonId,
        by: Justifier,
        statement: Text,
        added_on: Date,
        because: Vec<Norm>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GradeKind {
    Written,
    Oral,
    /// `Pratico`: of a laboratory, drawing, physical education.
    Practical,
}

/// A test that was planned: an hour of a class's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub on: Date,
    pub period: PeriodNumber,
}

impl Test {
    pub(super) fn of_the_day(self) -> String {
        format!("del {} ({} ora)", italian_day(self.on), self.period)
    }
}
