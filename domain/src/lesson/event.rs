//! What happened in a class's lessons on a day.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{ClassId, PeriodNumber, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LessonEvent {
    /// The roll (`appello`) of one hour. Who is not named was in class.
    #[serde(rename = "roll-called.v1")]
    RollCalled {
        class: ClassId,
        on: Date,
        period: PeriodNumber,
        subject: SubjectCode,
        teacher: PersonId,
        presence: Presence,
        /// How many students the class had that day.
        enrolled: u16,
        absent: BTreeSet<PersonId>,
        late: BTreeSet<PersonId>,
        because: Vec<Norm>,
    },
    /// A teacher signed (`firma`) for an hour.
    #[serde(rename = "lesson-signed.v1")]
    Signed {
        class: ClassId,
        on: Date,
        period: PeriodNumber,
        subject: SubjectCode,
        teacher: PersonId,
        presence: Presence,
        topic: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "homework-assigned.v1")]
    HomeworkAssigned {
        class: ClassId,
        on: Date,
        subject: SubjectCode,
        teacher: PersonId,
        text: Text,
        due_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "lesson-topic-corrected.v1")]
    TopicCorrected {
        class: ClassId,
        on: Date,
        period: PeriodNumber,
        teacher: PersonId,
        withdrawn: Text,
        topic: Text,
        reason: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "lesson-signature-annulled.v1")]
    SignatureAnnulled {
        class: ClassId,
        on: Date,
        period: PeriodNumber,
        teacher: PersonId,
        withdrawn: Text,
        reason: Text,
        because: Vec<Norm>,
    },
    /// A test in an hour of a day to come (`verifica programmata`).
    #[serde(rename = "test-planned.v1")]
    TestPlanned {
        class: ClassId,
        on: Date,
        period: PeriodNumber,
        subject: SubjectCode,
        teacher: PersonId,
        planned_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "test-called-off.v1")]
    TestCalledOff { class: ClassId, on: Date, period: PeriodNumber, teacher: PersonId, because: Vec<Norm> },
    /// A test that was planned, handed back to the class.
    #[serde(rename = "test-handed-back.v1")]
    TestHandedBack {
        class: ClassId,
        /// The day of the test.
        on: Date,
        period: PeriodNumber,
        teacher: PersonId,
        /// How many students have a grade of it.
        graded: u16,
        handed_back_on: Date,
        because: Vec<Norm>,
    },
}

/// In which way a teacher stood in class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// By the timetable; with colleagues if the hour has more than one teacher (`compresenza`).
    Timetable,
    /// In the place of a colleague (`supplenza`).
    Substitution { of: PersonId },
}
