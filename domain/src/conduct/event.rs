//! What was written of a student's conduct.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::NoteText;
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use crate::norm::Norm;
use crate::people::Justifier;

/// These names are the storage format. `on` is the day of the fact, also in what is said about it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConductEvent {
    #[serde(rename = "note-written.v1")]
    NoteWritten {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        author: PersonId,
        kind: NoteKind,
        facts: NoteText,
        period: Option<PeriodNumber>,
        because: Vec<Norm>,
    },
    #[serde(rename = "note-rectified.v1")]
    NoteRectified {
        student: PersonId,
        on: Date,
        /// Of the note.
        number: FactNumber,
        author: PersonId,
        by: PersonId,
        withdrawn: NoteText,
        facts: NoteText,
        reason: NoteText,
        rectified_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "note-annulled.v1")]
    NoteAnnulled {
        student: PersonId,
        on: Date,
        number: FactNumber,
        author: PersonId,
        by: PersonId,
        kind: NoteKind,
        withdrawn: NoteText,
        reason: NoteText,
        annulled_on: Date,
        because: Vec<Norm>,
    },
    /// What the family, or the adult student, has to say about a note: it changes nothing of it.
    #[serde(rename = "note-statement-added.v1")]
    StatementAdded {
        student: PersonId,
        on: Date,
        number: FactNumber,
        author: PersonId,
        by: Justifier,
        statement: NoteText,
        added_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "positive-act-recorded.v1")]
    PositiveActRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        author: PersonId,
        what: NoteText,
        because: Vec<Norm>,
    },
    #[serde(rename = "positive-act-annulled.v1")]
    PositiveActAnnulled {
        student: PersonId,
        on: Date,
        number: FactNumber,
        author: PersonId,
        by: PersonId,
        withdrawn: NoteText,
        reason: NoteText,
        annulled_on: Date,
        because: Vec<Norm>,
    },
    /// Out of class for the rest of the day, in custody: no sanction, and no absence.
    #[serde(rename = "temporary-separation-recorded.v1")]
    SeparationRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        author: PersonId,
        from: PeriodNumber,
        supervised_by: PersonId,
        /// At once, by phone.
        family_called: bool,
        because: Vec<Norm>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// `Nota didattica`: homework, material, participation.
    Educational,
    /// `Nota disciplinare`.
    Disciplinary,
}
