//! One page of events into all read models: many of them are folded on a thread while what came before is stored.

use std::sync::Arc;

use registro_eventlog::event::SchoolId;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::Runner;
use crate::event::Event;
use crate::store::{StoreError, Tx};

/// Events of a page from which on a thread folds while another stores.
const WORTH_A_THREAD: usize = 256;
/// Read models that may be folded before the first of them is stored: they differ in what they cost either side.
const AHEAD: usize = 2;

impl Runner {
    pub(super) async fn fold_events(
        &mut self,
        tx: &mut Tx,
        school: SchoolId,
        events: &Arc<[Event]>,
    ) -> Result<(), StoreError> {
        for model in &mut self.models {
            model.load(tx, self.generation, school, events).await?;
        }
        if WORTH_A_THREAD <= events.len() {
            return self.fold_beside(tx, school, events).await;
        }
        for model in &mut self.models {
            model.fold(school, events)?.store(tx, self.generation, school).await?;
        }
        Ok(())
    }

    /// Folds one read model after the other on a thread, while those before are stored.
    async fn fold_beside(
        &mut self,
        tx: &mut Tx,
        school: SchoolId,
        events: &Arc<[Event]>,
    ) -> Result<(), StoreError> {
        let (folded, mut to_store) = mpsc::channel(AHEAD);
        let (mut models, events) = (std::mem::take(&mut self.models), Arc::clone(events));
        let folding = spawn_blocking(move || {
            // Nobody takes any more of it once something could not be stored.
            let _ = models.iter_mut().try_for_each(|model| folded.blocking_send(model.fold(school, &events)));
            models
        });
        let mut stored = Ok(());
        while let (Ok(()), Some(folded)) = (&stored, to_store.recv().await) {
            stored = match folded {
                Ok(folded) => folded.store(tx, self.generation, school).await,
                Err(error) => Err(error),
            };
        }
        drop(to_store);
        self.models = folding.await?;
        stored
    }
}
