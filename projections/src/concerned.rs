//! Which events concern a person: about her, or naming her?
//!
//! A row only counts them; where they stand is told by the index from rows to events.

use registro_domain::fact::{Concern, Said};
use registro_domain::ids::PersonId;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;
use serde::{Deserialize, Serialize};

use crate::as_of::behind;
use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};
use crate::store::{ReadStore, StoreError};

pub struct Concerned;

/// How many events concern a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub as_subject: u64,
    pub as_named: u64,
}

impl ReadModel for Concerned {
    const NAME: &'static str = "concerned";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[];
    const INDEXES: &'static [&'static str] = &[];
    type Row = Count;

    fn keys(event: &Event) -> Vec<Key> {
        event.fact.about().into_iter().map(|(person, _)| Key::new(person.0)).collect()
    }

    fn fold(row: Option<Count>, key: &Key, event: &Event) -> Option<Count> {
        let mut row = row.unwrap_or_default();
        let about = event.fact.about();
        match about.iter().find(|(person, _)| Key::new(person.0) == *key) {
            Some((_, Concern::Subject)) => row.as_subject += 1,
            Some((_, Concern::Named)) => row.as_named += 1,
            None => {}
        }
        Some(row)
    }

    fn columns(_key: &Key, _row: &Count) -> Vec<Column> {
        Vec::new()
    }
}

/// Everything that concerns a person up to a position, in the order of recording. What was expunged is in the place of
/// none: see [`crate::expunction::veil`].
pub async fn events(
    log: &dyn EventLog,
    store: &ReadStore,
    school: SchoolId,
    person: PersonId,
    until: Position,
) -> Result<Vec<Event>, StoreError> {
    behind::<Concerned>(log, store, school, &Key::new(person.0), until).await
}
