//! Which grades has a student in a school year, with every value that each ever had, who changed it and why?

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registro_domain::assessment::{AssessmentEvent, GradeKind, Mark, Tenths, Test, average};
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::{DomainEvent, Said};
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_domain::text::Text;
use registro_eventlog::event::Position;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};

pub struct GradeBook;

/// One student in one school year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grades {
    pub student: PersonId,
    pub year: SchoolYear,
    pub grades: BTreeMap<FactNumber, Grade>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    pub class: ClassId,
    pub subject: SubjectCode,
    pub on: Date,
    pub author: PersonId,
    pub kind: GradeKind,
    /// What it is worth now; what it was worth before is in its changes.
    pub mark: Mark,
    pub test: Option<Test>,
    pub comment: Option<Text>,
    pub entered_on: Date,
    pub published_on: Option<Date>,
    /// The event that entered it.
    pub position: Position,
    /// In the order of recording.
    pub corrections: Vec<Correction>,
    pub annulled: Option<Annulment>,
    pub statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    pub on: Date,
    pub by: PersonId,
    pub withdrawn: Mark,
    pub mark: Mark,
    pub reason: Text,
    /// Whether the family had seen the value withdrawn.
    pub was_published: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annulment {
    pub on: Date,
    pub by: PersonId,
    pub reason: Text,
    pub was_published: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub on: Date,
    pub by: PersonId,
    pub text: Text,
}

pub fn key(student: PersonId, year: SchoolYear) -> Key {
    Key::new(student.0).year(year.0)
}

/// Which grades of a student are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// All of them.
    All,
    /// Those that the family may see.
    Published,
}

impl Grade {
    pub fn stands(&self) -> bool {
        self.annulled.is_none()
    }

    /// An oral mark recorded on a later day than its own (A12-10).
    pub fn is_late(&self) -> bool {
        self.kind == GradeKind::Oral && self.on < self.entered_on
    }

    fn is_seen(&self, seen: Seen) -> bool {
        seen == Seen::All || self.published_on.is_some()
    }
}

impl Grades {
    /// As the student and her family see it: what is published, and no value that was withdrawn before it was.
    pub fn published(mut self) -> Grades {
        self.grades.retain(|_, grade| grade.is_seen(Seen::Published));
        for grade in self.grades.values_mut() {
            grade.corrections.retain(|correction| correction.was_published);
        }
        self
    }

    /// The subjects with a grade, in order.
    pub fn subjects(&self) -> BTreeSet<&SubjectCode> {
        self.grades.values().map(|grade| &grade.subject).collect()
    }

    /// By day, then by number.
    pub fn of_subject(&self, subject: &SubjectCode) -> Vec<(FactNumber, &Grade)> {
        let of_it = self.grades.iter().filter(|(_, grade)| grade.subject == *subject);
        let mut of_it: Vec<_> = of_it.map(|(number, grade)| (*number, grade)).collect();
        of_it.sort_by_key(|(number, grade)| (grade.on, *number));
        of_it
    }

    /// The weighted average of the grades of a subject that stand and count, of the days from one to another, both
    /// included.
    pub fn average(&self, subject: &SubjectCode, from: Date, to: Date, seen: Seen) -> Option<Tenths> {
        let within = |grade: &&Grade| {
            grade.subject == *subject && from <= grade.on && grade.on <= to && grade.is_seen(seen)
        };
        average(self.grades.values().filter(within).filter(|grade| grade.stands()).map(|grade| grade.mark))
    }

    /// The same, of the whole year.
    pub fn average_of_year(&self, subject: &SubjectCode, seen: Seen) -> Option<Tenths> {
        self.average(subject, self.year.first_day(), self.year.last_day(), seen)
    }
}

impl ReadModel for GradeBook {
    const NAME: &'static str = "grades";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[];
    const INDEXES: &'static [&'static str] = &[];
    type Row = Grades;

    fn keys(event: &Event) -> Vec<Key> {
        of_student(event).map(|(student, year, _)| key(student, year)).into_iter().collect()
    }

    fn fold(row: Option<Grades>, _key: &Key, event: &Event) -> Option<Grades> {
        let Some((student, year, said)) = of_student(event) else { return row };
        let mut row = row.unwrap_or_else(|| Grades { student, year, grades: BTreeMap::new() });
        row.take(said, event.envelope.position);
        Some(row)
    }

    fn columns(_key: &Key, _row: &Grades) -> Vec<Column> {
        Vec::new()
    }
}

impl Grades {
    fn take(&mut self, said: &AssessmentEvent, position: Position) {
        match said {
            AssessmentEvent::Entered {
                class,
                subject,
                on,
                number,
                author,
                kind,
                mark,
                test,
                comment,
                published,
                entered_on,
                ..
            } => {
                let grade = Grade {
                    class: *class,
                    subject: subject.clone(),
                    on: *on,
                    author: *author,
                    kind: *kind,
                    mark: *mark,
                    test: *test,
                    comment: comment.clone(),
                    entered_on: *entered_on,
                    published_on: published.then_some(*entered_on),
                    position,
                    corrections: Vec::new(),
                    annulled: None,
                    statements: Vec::new(),
                };
                self.grades.insert(*number, grade);
            }
            AssessmentEvent::Published { number, published_on, .. } => {
                if let Some(grade) = self.grades.get_mut(number) {
                    grade.published_on = Some(*published_on);
                }
            }
            AssessmentEvent::Corrected {
                number,
                by,
                withdrawn,
                mark,
                reason,
                published,
                corrected_on,
                ..
            } => {
                if let Some(grade) = self.grades.get_mut(number) {
                    grade.mark = *mark;
                    grade.corrections.push(Correction {
                        on: *corrected_on,
                        by: *by,
                        withdrawn: *withdrawn,
                        mark: *mark,
                        reason: reason.clone(),
                        was_published: *published,
                    });
                }
            }
            AssessmentEvent::Annulled { number, by, reason, published, annulled_on, .. } => {
                if let Some(grade) = self.grades.get_mut(number) {
                    let (on, by, reason) = (*annulled_on, *by, reason.clone());
                    grade.annulled = Some(Annulment { on, by, reason, was_published: *published });
                }
            }
            AssessmentEvent::StatementAdded { number, by, statement, added_on, .. } => {
                if let Some(grade) = self.grades.get_mut(number) {
                    let (on, by, text) = (*added_on, by.person(), statement.clone());
                    grade.statements.push(Statement { on, by, text });
                }
            }
        }
    }
}

/// Whose grade an event is about, and in which school year.
fn of_student(event: &Event) -> Option<(PersonId, SchoolYear, &AssessmentEvent)> {
    let DomainEvent::Assessment(said) = &event.fact else { return None };
    let (student, _) = *said.about().first()?;
    Some((student, SchoolYear::containing(said.effective_on()), said))
}

#[cfg(test)]
mod tests;
