//! Which conflicts about the regulation were brought before the Organo di garanzia, and how does each stand?

use registro_domain::conflict::{self, ConflictEvent, RuleConflict};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::ConflictId;
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{ReadStore, StoreError};

pub struct RuleConflicts;

/// A conflict, with where its acts stand in the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictFile {
    pub id: ConflictId,
    pub conflict: RuleConflict,
    pub acts: Vec<Position>,
}

fn said(event: &Event) -> Option<&ConflictEvent> {
    if let DomainEvent::Conflict(said) = &event.fact { Some(said) } else { None }
}

impl ReadModel for RuleConflicts {
    const NAME: &'static str = "rule_conflicts";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] = &[];
    const INDEXES: &'static [&'static str] = &[];
    type Row = ConflictFile;

    fn keys(event: &Event) -> Vec<Key> {
        said(event).map(|said| Key::new(said.heading().conflict.0)).into_iter().collect()
    }

    fn fold(row: Option<ConflictFile>, _key: &Key, event: &Event) -> Option<ConflictFile> {
        let Some(said) = said(event) else { return row };
        let mut row = row.unwrap_or_else(|| ConflictFile {
            id: said.heading().conflict,
            conflict: RuleConflict::default(),
            acts: Vec::new(),
        });
        row.conflict = conflict::evolve(row.conflict, said);
        row.acts.push(event.envelope.position);
        Some(row)
    }

    fn columns(_key: &Key, _row: &ConflictFile) -> Vec<Column> {
        Vec::new()
    }
}

/// Every conflict of a school, the first brought first.
pub async fn of_school(store: &ReadStore, school: SchoolId) -> Result<Vec<ConflictFile>, StoreError> {
    let mut files = store.rows::<RuleConflicts>(school, "", &[]).await?;
    files.sort_by_key(|file| file.acts.first().copied());
    Ok(files)
}
