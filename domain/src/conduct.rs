//! One student's conduct in one school year: notes with what the family states about them, positive acts, and the times
//! when a teacher sent her out of class in somebody's custody.
//!
//! A note is about one student, and there is no field that would show it to more than her and her family.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::author::By;
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use crate::people::JustifierFor;
use crate::text::on_day;

mod decide;
mod event;
mod facts;
mod rejection;

pub use decide::decide;
pub use event::{ConductEvent, NoteKind};
pub use facts::{NamesAStudent, NoteText};

/// A student's year, as the rules need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conduct {
    /// How many events there were: the version of the next one, hence the number of the next fact.
    pub length: u32,
    pub notes: BTreeMap<FactNumber, Note>,
    pub acts: BTreeMap<FactNumber, PositiveAct>,
    pub separations: BTreeMap<FactNumber, Separation>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub on: Date,
    pub period: Option<PeriodNumber>,
    pub author: PersonId,
    pub kind: NoteKind,
    pub facts: NoteText,
    pub statements: Vec<(PersonId, NoteText)>,
    pub annulled_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositiveAct {
    pub on: Date,
    pub author: PersonId,
    pub what: NoteText,
    pub annulled_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separation {
    pub on: Date,
    pub author: PersonId,
    pub from: PeriodNumber,
}

impl Conduct {
    fn next_number(&self) -> FactNumber {
        FactNumber(self.length)
    }

    /// The disciplinary notes that stand, those annulled left out.
    ///
    /// Norm: A7-03 (interpretation 0023).
    pub fn disciplinary_notes(&self) -> impl Iterator<Item = (FactNumber, &Note)> {
        let standing = self.notes.iter().filter(|(_, note)| note.annulled_on.is_none());
        standing.filter(|(_, note)| note.kind == NoteKind::Disciplinary).map(|(number, note)| (*number, note))
    }
}

pub fn evolve(mut state: Conduct, event: &ConductEvent) -> Conduct {
    state.length += 1;
    match event {
        ConductEvent::NoteWritten { on, number, author, kind, facts, period, .. } => {
            let note = Note {
                on: *on,
                period: *period,
                author: *author,
                kind: *kind,
                facts: facts.clone(),
                statements: Vec::new(),
                annulled_on: None,
            };
            state.notes.insert(*number, note);
        }
        ConductEvent::NoteRectified { number, facts, .. } => {
            if let Some(note) = state.notes.get_mut(number) {
                note.facts = facts.clone();
            }
        }
        ConductEvent::NoteAnnulled { number, annulled_on, .. } => {
            if let Some(note) = state.notes.get_mut(number) {
                note.annulled_on = Some(*annulled_on);
            }
        }
        ConductEvent::StatementAdded { number, by, statement, .. } => {
            if let Some(note) = state.notes.get_mut(number) {
                note.statements.push((by.person(), statement.clone()));
            }
        }
        ConductEvent::PositiveActRecorded { on, number, author, what, .. } => {
            let act = PositiveAct { on: *on, author: *author, what: what.clone(), annulled_on: None };
            state.acts.insert(*number, act);
        }
        ConductEvent::PositiveActAnnulled { number, annulled_on, .. } => {
            if let Some(act) = state.acts.get_mut(number) {
                act.annulled_on = Some(*annulled_on);
            }
        }
        ConductEvent::SeparationRecorded { on, number, author, from, .. } => {
            let separation = Separation { on: *on, author: *author, from: *from };
            state.separations.insert(*number, separation);
        }
    }
    state
}

/// What is asked about a student's conduct. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    WriteNote(Writing),
    RectifyNote {
        student: PersonId,
        note: FactNumber,
        facts: NoteText,
        reason: NoteText,
        by: By,
        today: Date,
    },
    AnnulNote {
        student: PersonId,
        note: FactNumber,
        reason: NoteText,
        by: By,
        today: Date,
    },
    /// By the adult student, or by who answers for a minor.
    AddStatement {
        by: JustifierFor,
        note: FactNumber,
        statement: NoteText,
        today: Date,
    },
    RecordPositiveAct {
        student: PersonId,
        class: ClassId,
        on: Date,
        author: PersonId,
        what: NoteText,
        today: Date,
    },
    AnnulPositiveAct {
        student: PersonId,
        act: FactNumber,
        reason: NoteText,
        by: By,
        today: Date,
    },
    RecordSeparation(Separating),
}

/// A note to be written. `hours` are those of the class that day: none on a day without lessons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    pub student: PersonId,
    pub class: ClassId,
    pub on: Date,
    pub period: Option<PeriodNumber>,
    pub hours: Vec<PeriodNumber>,
    pub author: PersonId,
    pub kind: NoteKind,
    pub facts: NoteText,
    pub today: Date,
}

/// A student sent out of class from an hour on, in somebody's custody. `hours` are those of the class that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Separating {
    pub student: PersonId,
    pub class: ClassId,
    pub on: Date,
    pub from: PeriodNumber,
    pub hours: Vec<PeriodNumber>,
    pub author: PersonId,
    pub supervised_by: PersonId,
    pub family_called: bool,
    pub today: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{day} non è ancora venuto: oggi è {now}", day = on_day(*on), now = on_day(*today))]
    InTheFuture { on: Date, today: Date },
    #[error("{day} la {period} ora non è in orario", day = on_day(*on))]
    NoSuchHour { on: Date, period: PeriodNumber },
    #[error(transparent)]
    NamesAStudent(#[from] NamesAStudent),
    #[error("il fatto n. {0} non è una nota")]
    NoNote(FactNumber),
    #[error("il fatto n. {0} non è un atto positivo")]
    NoPositiveAct(FactNumber),
    #[error("la nota n. {note} è stata annullata {day}", day = on_day(*on))]
    NoteAnnulled { note: FactNumber, on: Date },
    #[error("la nota n. {0} la rettifica solo chi l'ha scritta, o il dirigente")]
    NotToRectify(FactNumber),
    #[error("il fatto n. {0} lo annulla solo chi l'ha scritto, il dirigente o il suo collaboratore")]
    NotToAnnul(FactNumber),
    #[error("chi è fuori dalla classe è affidato a qualcuno che la vigila")]
    NotSupervised,
    #[error("{day} lo studente è già fuori dalla classe dalla {from} ora (fatto n. {number})", day = on_day(*on))]
    AlreadySeparated { on: Date, number: FactNumber, from: PeriodNumber },
}

#[cfg(test)]
mod tests;
