//! The register as it stood: the same fold over the part of the history that there was, and why.

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;

use crate::event::{self, Event};
use crate::expunction::veil;
use crate::model::{Key, ReadModel};
use crate::store::{ReadStore, StoreError};

/// A row as it stood when the feed had reached `until`. Costs what the row's own history costs.
pub async fn as_of<M: ReadModel>(
    log: &dyn EventLog,
    store: &ReadStore,
    school: SchoolId,
    key: &Key,
    until: Position,
) -> Result<Option<M::Row>, StoreError> {
    let events = behind::<M>(log, store, school, key, until).await?;
    Ok(events.iter().fold(None, |row, event| M::fold(row, key, event)))
}

/// The events that made a row what it was at `until`, in order.
pub async fn behind<M: ReadModel>(
    log: &dyn EventLog,
    store: &ReadStore,
    school: SchoolId,
    key: &Key,
    until: Position,
) -> Result<Vec<Event>, StoreError> {
    let positions = store.touched::<M>(school, key, until).await?;
    let upcasters = event::upcasters();
    let recorded = log.read_at(school, &positions).await?;
    let events: Result<Vec<Event>, StoreError> =
        recorded.into_iter().map(|recorded| Ok(event::open(recorded, &upcasters)?)).collect();
    veil(log, store, school, events?).await
}
