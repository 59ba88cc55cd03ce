//! Folding everything again from the log, beside the live tables.

use std::sync::Arc;

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;

use crate::runner::Runner;
use crate::store::{ReadStore, StoreError};

/// Rebuilds every read model and shows the result at once. Interrupted, it leaves the live tables as they were.
pub async fn rebuild(
    log: Arc<dyn EventLog>,
    store: ReadStore,
    progress: &mut (dyn FnMut(SchoolId, Position) + Send),
) -> Result<(), StoreError> {
    Runner::next_generation(log, store).await?.fill(progress).await
}
