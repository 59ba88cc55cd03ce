//! What happens to a person's record.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{FileHash, FiscalKey, ReceivedSanction};
use crate::calendar::SchoolYear;
use crate::ids::{ClassId, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonEvent {
    #[serde(rename = "person-registered.v1")]
    Registered {
        person: PersonId,
        given_name: Text,
        family_name: Text,
        born_on: Date,
        on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "student-enrolled.v1")]
    Enrolled {
        student: PersonId,
        class: ClassId,
        year: SchoolYear,
        from: Date,
        annual_hours: u16,
        because: Vec<Norm>,
    },
    /// In `class` from `from` on; in `withdrawn` until the day before.
    #[serde(rename = "student-moved.v1")]
    Moved {
        student: PersonId,
        year: SchoolYear,
        withdrawn: ClassId,
        class: ClassId,
        from: Date,
        reason: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "student-left.v1")]
    Left {
        student: PersonId,
        year: SchoolYear,
        class: ClassId,
        last_day: Date,
        reason: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "annual-hours-set.v1")]
    AnnualHoursSet {
        student: PersonId,
        year: SchoolYear,
        withdrawn: u16,
        hours: u16,
        reason: Text,
        on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "responsibility-held.v1")]
    ResponsibilityHeld {
        student: PersonId,
        guardian: PersonId,
        relation: Relation,
        from: Date,
        because: Vec<Norm>,
    },
    /// A court's order limits what a guardian may do and see, from day to day.
    #[serde(rename = "responsibility-limited.v1")]
    ResponsibilityLimited {
        student: PersonId,
        guardian: PersonId,
        from: Date,
        until: Option<Date>,
        order: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "office-assigned.v1")]
    OfficeAssigned { person: PersonId, office: Office, from: Date, until: Option<Date>, because: Vec<Norm> },
    #[serde(rename = "chair-assigned.v1")]
    ChairAssigned {
        teacher: PersonId,
        class: ClassId,
        subject: SubjectCode,
        weekly_hours: u8,
        from: Date,
        until: Option<Date>,
        because: Vec<Norm>,
    },
    /// A parent asks to be informed of an adult student.
    #[serde(rename = "disclosure-requested.v1")]
    DisclosureRequested { student: PersonId, guardian: PersonId, from: Date, because: Vec<Norm> },
    /// An adult student objects to her parents being informed.
    #[serde(rename = "disclosure-objected.v1")]
    DisclosureObjected { student: PersonId, from: Date, because: Vec<Norm> },
    #[serde(rename = "objection-withdrawn.v1")]
    ObjectionWithdrawn { student: PersonId, from: Date, because: Vec<Norm> },
    #[serde(rename = "responsibility-ended.v1")]
    ResponsibilityEnded {
        student: PersonId,
        guardian: PersonId,
        last_day: Date,
        reason: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "office-ended.v1")]
    OfficeEnded { person: PersonId, office: Office, last_day: Date, because: Vec<Norm> },
    #[serde(rename = "chair-ended.v1")]
    ChairEnded { teacher: PersonId, class: ClassId, subject: SubjectCode, last_day: Date, because: Vec<Norm> },
    /// She signs in by this code from now on, and no longer by the one withdrawn.
    #[serde(rename = "fiscal-code-linked.v1")]
    FiscalCodeLinked {
        person: PersonId,
        code: FiscalKey,
        withdrawn: Option<FiscalKey>,
        on: Date,
        because: Vec<Norm>,
    },
    /// What came with her from another school.
    #[serde(rename = "student-file-received.v1")]
    FileReceived {
        student: PersonId,
        school: Text,
        on: Date,
        sha256: FileHash,
        /// Final ones only.
        sanctions: Vec<ReceivedSanction>,
        because: Vec<Norm>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    Mother,
    Father,
    /// Appointed by a court (`tutore`).
    Tutor,
}

/// A role in the school that is not a teacher's chair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Office {
    /// `Dirigente scolastico`.
    Principal,
    Secretariat,
    /// `Coordinatore di classe`.
    Coordinator {
        class: ClassId,
    },
    Dpo,
    Auditor,
    /// `Collaboratore del dirigente`: decides permissions for the principal.
    Deputy,
    /// `Responsabile di plesso`.
    SiteLead,
    /// `Assistente tecnico`: keeps the machines running, and reads nothing of anybody.
    Technician,
    /// A person of the vendor, who reads nothing unless she is admitted.
    Support,
}
