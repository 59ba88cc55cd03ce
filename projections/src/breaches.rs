//! Which breaches of personal data there were, and how does each stand?

use registro_domain::breach::{self, Breach, BreachEvent};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::BreachId;
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{ReadStore, StoreError};

pub struct Breaches;

/// A breach, with where its acts stand in the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreachFile {
    pub id: BreachId,
    pub breach: Breach,
    pub acts: Vec<Position>,
}

fn said(event: &Event) -> Option<&BreachEvent> {
    if let DomainEvent::Breach(said) = &event.fact { Some(said) } else { None }
}

impl ReadModel for Breaches {
    const NAME: &'static str = "breaches";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] = &[];
    const INDEXES: &'static [&'static str] = &[];
    type Row = BreachFile;

    fn keys(event: &Event) -> Vec<Key> {
        said(event).map(|said| Key::new(said.heading().breach.0)).into_iter().collect()
    }

    fn fold(row: Option<BreachFile>, _key: &Key, event: &Event) -> Option<BreachFile> {
        let Some(said) = said(event) else { return row };
        let mut row = row.unwrap_or_else(|| BreachFile {
            id: said.heading().breach,
            breach: Breach::default(),
            acts: Vec::new(),
        });
        row.breach = breach::evolve(row.breach, said);
        row.acts.push(event.envelope.position);
        Some(row)
    }

    fn columns(_key: &Key, _row: &BreachFile) -> Vec<Column> {
        Vec::new()
    }
}

/// Every breach of a school, the first first.
pub async fn of_school(store: &ReadStore, school: SchoolId) -> Result<Vec<BreachFile>, StoreError> {
    let mut files = store.rows::<Breaches>(school, "", &[]).await?;
    files.sort_by_key(|file| file.acts.first().copied());
    Ok(files)
}
