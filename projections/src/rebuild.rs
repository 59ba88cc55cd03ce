//! Folding everything again from the log, beside the live tables.

use std::sync::Arc;

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;

use crate::runner::{Pace, Runner};
use crate::store::{ReadStore, StoreError};

/// Rebuilds every read model and shows the result at once. Broken off, it leaves the live tables as they were, and goes on
/// where it was when it is begun again by the same code. An event that cannot be read stops it.
pub async fn rebuild(
    log: Arc<dyn EventLog>,
    store: ReadStore,
    progress: &mut (dyn FnMut(SchoolId, Position) + Send),
) -> Result<(), StoreError> {
    rebuild_with(log, store, Pace::REBUILD, progress).await
}

/// The same after data were erased: nothing that was folded before is used, and what cannot be read is parked, since what is
/// erased must go from the answers whatever else is wrong.
pub async fn fold_afresh(log: Arc<dyn EventLog>, store: ReadStore) -> Result<(), StoreError> {
    Runner::afresh(log, store).await?.fill(&mut |_, _| ()).await
}

/// The same, at another pace.
pub async fn rebuild_with(
    log: Arc<dyn EventLog>,
    store: ReadStore,
    pace: Pace,
    progress: &mut (dyn FnMut(SchoolId, Position) + Send),
) -> Result<(), StoreError> {
    Runner::next_generation(log, store, pace).await?.fill(progress).await
}
