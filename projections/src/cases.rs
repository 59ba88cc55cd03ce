//! How does each disciplinary case stand, and which cases does a student have?
//!
//! An expunged case keeps the row that says so, and nothing of what it was (B1-12).

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::{self, Case, CaseEvent};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{CaseId, ClassId, FactNumber, PersonId};
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{ReadStore, StoreError};

pub struct Cases;

/// Whose cases are asked for. Expunged ones are left out afterwards: an index by that would seem to the database as good as this.
pub const OF_STUDENT: &str = "AND student = ?";
/// Of which school year.
pub const OF_YEAR: &str = "AND year = ?";

/// A case, with where each of its acts stands in the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    pub id: CaseId,
    pub student: PersonId,
    /// Her class on the day of the fact.
    pub class: ClassId,
    /// When it was opened.
    pub opened_on: Date,
    pub case: Case,
    /// By the number of the act. Of an expunged case, only the act that expunged it.
    pub acts: Vec<(FactNumber, Position)>,
}

impl CaseFile {
    pub fn is_expunged(&self) -> bool {
        self.case.expunged.is_some()
    }

    /// Where an act stands in the feed.
    pub fn position(&self, act: FactNumber) -> Option<Position> {
        let found = self.acts.iter().find(|(number, _)| *number == act);
        found.map(|(_, position)| *position)
    }

    pub fn year(&self) -> SchoolYear {
        SchoolYear::containing(self.opened_on)
    }
}

pub fn key(case: CaseId) -> Key {
    Key::new(case.0)
}

fn said(event: &Event) -> Option<&CaseEvent> {
    if let DomainEvent::Case(said) = &event.fact { Some(said) } else { None }
}

impl ReadModel for Cases {
    const NAME: &'static str = "cases";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] =
        &[("student", Kind::Blob), ("year", Kind::Integer), ("expunged", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &["school, student", "school, year", "school, expunged"];
    type Row = CaseFile;

    fn keys(event: &Event) -> Vec<Key> {
        said(event).map(|said| key(said.heading().case)).into_iter().collect()
    }

    fn fold(row: Option<CaseFile>, _key: &Key, event: &Event) -> Option<CaseFile> {
        let Some(said) = said(event) else { return row };
        let heading = said.heading();
        let mut row = row.unwrap_or_else(|| CaseFile {
            id: heading.case,
            student: heading.student,
            class: heading.class,
            opened_on: heading.at.date(),
            case: Case::default(),
            acts: Vec::new(),
        });
        row.case = case::evolve(row.case, said);
        if row.is_expunged() {
            row.acts.clear();
        }
        row.acts.push((heading.number, event.envelope.position));
        Some(row)
    }

    fn columns(_key: &Key, row: &CaseFile) -> Vec<Column> {
        vec![
            row.student.0.into(),
            Column::Integer(i64::from(row.year().0)),
            Column::Integer(i64::from(row.is_expunged())),
        ]
    }
}

/// A student's cases of every year, the first opened first; expunged ones are left out.
pub async fn of_student(
    store: &ReadStore,
    school: SchoolId,
    student: PersonId,
) -> Result<Vec<CaseFile>, StoreError> {
    Ok(not_expunged(store.rows::<Cases>(school, OF_STUDENT, &[student.0.into()]).await?))
}

/// The cases opened in a school year, the first opened first; expunged ones are left out.
pub async fn of_year(
    store: &ReadStore,
    school: SchoolId,
    year: SchoolYear,
) -> Result<Vec<CaseFile>, StoreError> {
    let year = Column::Integer(i64::from(year.0));
    Ok(not_expunged(store.rows::<Cases>(school, OF_YEAR, &[year]).await?))
}

/// The cases that were taken out of the file, with the act that did it.
pub async fn expunged(store: &ReadStore, school: SchoolId) -> Result<Vec<CaseFile>, StoreError> {
    Ok(in_order(store.rows::<Cases>(school, "AND expunged = 1", &[]).await?))
}

fn not_expunged(mut files: Vec<CaseFile>) -> Vec<CaseFile> {
    files.retain(|file| !file.is_expunged());
    in_order(files)
}

fn in_order(mut files: Vec<CaseFile>) -> Vec<CaseFile> {
    files.sort_by_key(|file| (file.opened_on, file.acts.first().map(|(_, position)| *position)));
    files
}
