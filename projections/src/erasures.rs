//! Which data were to be erased, and how does each request stand?

use registro_domain::erasure::{self, Erasure, ErasureEvent};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::ErasureId;
use registro_eventlog::event::{Position, SchoolId};
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{ReadStore, StoreError};

pub struct Erasures;

/// A request, with where its acts stand in the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureFile {
    pub id: ErasureId,
    pub erasure: Erasure,
    pub acts: Vec<Position>,
}

fn said(event: &Event) -> Option<&ErasureEvent> {
    if let DomainEvent::Erasure(said) = &event.fact { Some(said) } else { None }
}

impl ReadModel for Erasures {
    const NAME: &'static str = "erasures";
    const REVISION: u32 = 2;
    const COLUMNS: &'static [(&'static str, Kind)] = &[("pending", Kind::Integer)];
    const INDEXES: &'static [&'static str] = &["school, pending"];
    type Row = ErasureFile;

    fn keys(event: &Event) -> Vec<Key> {
        said(event).map(|said| Key::new(said.heading().erasure.0)).into_iter().collect()
    }

    fn fold(row: Option<ErasureFile>, _key: &Key, event: &Event) -> Option<ErasureFile> {
        let Some(said) = said(event) else { return row };
        let mut row = row.unwrap_or_else(|| ErasureFile {
            id: said.heading().erasure,
            erasure: Erasure::default(),
            acts: Vec::new(),
        });
        row.erasure = erasure::evolve(row.erasure, said);
        row.acts.push(event.envelope.position);
        Some(row)
    }

    fn columns(_key: &Key, row: &ErasureFile) -> Vec<Column> {
        vec![Column::Integer(i64::from(row.erasure.is_to_be_carried_out()))]
    }
}

/// Every request of a school, the first first.
pub async fn of_school(store: &ReadStore, school: SchoolId) -> Result<Vec<ErasureFile>, StoreError> {
    let mut files = store.rows::<Erasures>(school, "", &[]).await?;
    files.sort_by_key(|file| file.acts.first().copied());
    Ok(files)
}

/// The requests that were approved and whose keys are not yet known to be gone.
pub async fn to_be_carried_out(store: &ReadStore, school: SchoolId) -> Result<Vec<ErasureFile>, StoreError> {
    store.rows::<Erasures>(school, "AND pending = 1", &[]).await
}
