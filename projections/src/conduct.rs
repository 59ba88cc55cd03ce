//! What was written of a student's conduct in a school year: notes, positive acts, times out of class?

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::conduct::{ConductEvent, NoteKind, NoteText};
use registro_domain::fact::{DomainEvent, Said};
use registro_domain::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use registro_eventlog::event::Position;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};

pub struct Conducts;

/// One student in one school year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conduct {
    pub student: PersonId,
    pub year: SchoolYear,
    pub notes: BTreeMap<FactNumber, Note>,
    pub acts: BTreeMap<FactNumber, PositiveAct>,
    pub separations: BTreeMap<FactNumber, Separation>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub class: ClassId,
    pub on: Date,
    pub period: Option<PeriodNumber>,
    pub author: PersonId,
    pub kind: NoteKind,
    pub facts: NoteText,
    /// The event that wrote it.
    pub position: Position,
    pub rectifications: Vec<Rectification>,
    pub statements: Vec<Statement>,
    pub annulled: Option<Annulment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    pub on: Date,
    pub by: PersonId,
    pub withdrawn: NoteText,
    pub reason: NoteText,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub on: Date,
    pub by: PersonId,
    pub text: NoteText,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annulment {
    pub on: Date,
    pub by: PersonId,
    pub reason: NoteText,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositiveAct {
    pub class: ClassId,
    pub on: Date,
    pub author: PersonId,
    pub what: NoteText,
    pub position: Position,
    pub annulled: Option<Annulment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Separation {
    pub class: ClassId,
    pub on: Date,
    pub author: PersonId,
    pub from: PeriodNumber,
    pub supervised_by: PersonId,
    pub family_called: bool,
    pub position: Position,
}

pub fn key(student: PersonId, year: SchoolYear) -> Key {
    Key::new(student.0).year(year.0)
}

impl Conduct {
    fn empty(student: PersonId, year: SchoolYear) -> Self {
        Conduct { student, year, notes: BTreeMap::new(), acts: BTreeMap::new(), separations: BTreeMap::new() }
    }

    /// The disciplinary notes that stand.
    pub fn disciplinary_notes(&self) -> impl Iterator<Item = (FactNumber, &Note)> {
        let standing = self.notes.iter().filter(|(_, note)| note.annulled.is_none());
        standing.filter(|(_, note)| note.kind == NoteKind::Disciplinary).map(|(number, note)| (*number, note))
    }

    /// The positive acts that stand.
    pub fn positive_acts(&self) -> impl Iterator<Item = (FactNumber, &PositiveAct)> {
        let standing = self.acts.iter().filter(|(_, act)| act.annulled.is_none());
        standing.map(|(number, act)| (*number, act))
    }
}

impl ReadModel for Conducts {
    const NAME: &'static str = "conduct";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[];
    const INDEXES: &'static [&'static str] = &[];
    type Row = Conduct;

    fn keys(event: &Event) -> Vec<Key> {
        of_student(event).map(|(student, year, _)| key(student, year)).into_iter().collect()
    }

    fn fold(row: Option<Conduct>, _key: &Key, event: &Event) -> Option<Conduct> {
        let Some((student, year, said)) = of_student(event) else { return row };
        let mut row = row.unwrap_or_else(|| Conduct::empty(student, year));
        row.take(said, event.envelope.position);
        Some(row)
    }

    fn columns(_key: &Key, _row: &Conduct) -> Vec<Column> {
        Vec::new()
    }
}

impl Conduct {
    fn take(&mut self, said: &ConductEvent, position: Position) {
        match said {
            ConductEvent::NoteWritten { class, on, number, author, kind, facts, period, .. } => {
                let note = Note {
                    class: *class,
                    on: *on,
                    period: *period,
                    author: *author,
                    kind: *kind,
                    facts: facts.clone(),
                    position,
                    rectifications: Vec::new(),
                    statements: Vec::new(),
                    annulled: None,
                };
                self.notes.insert(*number, note);
            }
            ConductEvent::NoteRectified { number, by, withdrawn, facts, reason, rectified_on, .. } => {
                if let Some(note) = self.notes.get_mut(number) {
                    note.facts = facts.clone();
                    let (withdrawn, reason) = (withdrawn.clone(), reason.clone());
                    note.rectifications.push(Rectification { on: *rectified_on, by: *by, withdrawn, reason });
                }
            }
            ConductEvent::NoteAnnulled { number, by, reason, annulled_on, .. } => {
                if let Some(note) = self.notes.get_mut(number) {
                    note.annulled = Some(Annulment { on: *annulled_on, by: *by, reason: reason.clone() });
                }
            }
            ConductEvent::StatementAdded { number, by, statement, added_on, .. } => {
                if let Some(note) = self.notes.get_mut(number) {
                    let (on, by, text) = (*added_on, by.person(), statement.clone());
                    note.statements.push(Statement { on, by, text });
                }
            }
            ConductEvent::PositiveActRecorded { class, on, number, author, what, .. } => {
                let (class, on, author, what) = (*class, *on, *author, what.clone());
                self.acts.insert(*number, PositiveAct { class, on, author, what, position, annulled: None });
            }
            ConductEvent::PositiveActAnnulled { number, by, reason, annulled_on, .. } => {
                if let Some(act) = self.acts.get_mut(number) {
                    act.annulled = Some(Annulment { on: *annulled_on, by: *by, reason: reason.clone() });
                }
            }
            ConductEvent::SeparationRecorded {
                class,
                on,
                number,
                author,
                from,
                supervised_by,
                family_called,
                ..
            } => {
                let separation = Separation {
                    class: *class,
                    on: *on,
                    author: *author,
                    from: *from,
                    supervised_by: *supervised_by,
                    family_called: *family_called,
                    position,
                };
                self.separations.insert(*number, separation);
            }
        }
    }
}

/// Whose conduct an event is about, and in which school year.
fn of_student(event: &Event) -> Option<(PersonId, SchoolYear, &ConductEvent)> {
    let DomainEvent::Conduct(said) = &event.fact else { return None };
    let (student, _) = *said.about().first()?;
    Some((student, SchoolYear::containing(said.effective_on()), said))
}

#[cfg(test)]
mod tests;
