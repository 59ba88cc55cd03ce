//! What was changed in the grades that a teacher gave, by whom and why? And, for the principal, what near a scrutiny?

use jiff::civil::Date;
use registro_domain::assessment::{AssessmentEvent, Mark};
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_domain::text::Text;
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};

pub struct GradeChanges;

/// The changes to the grades of one author, or of the whole school near a scrutiny, in the order of recording.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    pub changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub position: Position,
    pub student: PersonId,
    pub class: ClassId,
    pub subject: SubjectCode,
    pub grade: FactNumber,
    /// The day of the grade; `changed_on` is that of the change.
    pub on: Date,
    pub author: PersonId,
    pub by: PersonId,
    pub withdrawn: Mark,
    /// What it is worth instead. None: it was annulled.
    pub mark: Option<Mark>,
    pub reason: Text,
    pub changed_on: Date,
    pub near_scrutiny: Option<Date>,
}

pub fn key_of_author(author: PersonId, year: SchoolYear) -> Key {
    Key::new(author.0).year(year.0)
}

pub fn key_near_scrutinies(school: SchoolId, year: SchoolYear) -> Key {
    Key::new(school.0).year(year.0)
}

impl Changes {
    /// The last first, from a day on: those made by others before the author's own.
    pub fn since(&self, day: Date) -> Vec<&Change> {
        let mut recent: Vec<_> = self.changes.iter().filter(|change| day <= change.changed_on).collect();
        recent.sort_by_key(|change| (change.by == change.author, std::cmp::Reverse(change.position)));
        recent
    }
}

impl ReadModel for GradeChanges {
    const NAME: &'static str = "grade_changes";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[];
    const INDEXES: &'static [&'static str] = &[];
    type Row = Changes;

    fn keys(event: &Event) -> Vec<Key> {
        let Some(change) = change(event) else { return Vec::new() };
        let year = SchoolYear::containing(change.on);
        let near = change.near_scrutiny.map(|_| key_near_scrutinies(event.envelope.school, year));
        [key_of_author(change.author, year)].into_iter().chain(near).collect()
    }

    fn fold(row: Option<Changes>, _key: &Key, event: &Event) -> Option<Changes> {
        let Some(change) = change(event) else { return row };
        let mut row = row.unwrap_or_default();
        row.changes.push(change);
        Some(row)
    }

    fn columns(_key: &Key, _row: &Changes) -> Vec<Column> {
        Vec::new()
    }
}

fn change(event: &Event) -> Option<Change> {
    let DomainEvent::Assessment(said) = &event.fact else { return None };
    let position = event.envelope.position;
    match said {
        AssessmentEvent::Corrected {
            student,
            class,
            subject,
            on,
            number,
            author,
            by,
            withdrawn,
            mark,
            reason,
            corrected_on,
            near_scrutiny,
            ..
        } => Some(Change {
            position,
            student: *student,
            class: *class,
            subject: subject.clone(),
            grade: *number,
            on: *on,
            author: *author,
            by: *by,
            withdrawn: *withdrawn,
            mark: Some(*mark),
            reason: reason.clone(),
            changed_on: *corrected_on,
            near_scrutiny: *near_scrutiny,
        }),
        AssessmentEvent::Annulled {
            student,
            class,
            subject,
            on,
            number,
            author,
            by,
            withdrawn,
            reason,
            annulled_on,
            near_scrutiny,
            ..
        } => Some(Change {
            position,
            student: *student,
            class: *class,
            subject: subject.clone(),
            grade: *number,
            on: *on,
            author: *author,
            by: *by,
            withdrawn: *withdrawn,
            mark: None,
            reason: reason.clone(),
            changed_on: *annulled_on,
            near_scrutiny: *near_scrutiny,
        }),
        AssessmentEvent::Entered { .. }
        | AssessmentEvent::Published { .. }
        | AssessmentEvent::StatementAdded { .. } => None,
    }
}
