//! Events that were put aside, tried again: what they touch is folded anew, in the order of the feed.

use std::collections::BTreeSet;

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;

use super::{LOOK, Runner};
use crate::event::{self, Event};
use crate::store::{Lease, StoreError, Taken};

/// What came of a parked event.
#[derive(Debug)]
pub enum Retried {
    /// It is folded, and not parked any more.
    Folded,
    /// It still cannot be read.
    Parked(StoreError),
}

impl Runner {
    /// Tries every parked event of a school again, or only the one at `only`.
    pub async fn retry(
        &mut self,
        school: SchoolId,
        only: Option<Position>,
    ) -> Result<Vec<(Position, Retried)>, StoreError> {
        self.catch_up(school).await?;
        let parked = self.store.parked(school).await?;
        let positions = parked.iter().map(|parked| parked.position);
        let mut done = Vec::new();
        for position in positions.filter(|position| only.is_none_or(|only| only == *position)) {
            let retried = match read(&*self.log, school, &[position]).await {
                Ok(events) => {
                    for event in &events {
                        self.fold_late(school, event).await?;
                    }
                    Retried::Folded
                }
                Err(StoreError::Event(why)) => Retried::Parked(why.into()),
                Err(other) => return Err(other),
            };
            done.push((position, retried));
        }
        Ok(done)
    }

    async fn fold_late(&mut self, school: SchoolId, late: &Event) -> Result<(), StoreError> {
        let lease = loop {
            match self.store.take(self.generation, school, &self.worker, self.pace.lease).await? {
                Taken::Ours(lease) => break lease,
                Taken::Others => tokio::time::sleep(LOOK).await,
            }
        };
        // Whatever becomes of it, the rows in memory are not those that are stored.
        self.left_at.remove(&school);
        self.refold(school, &lease, late).await
    }

    async fn refold(&mut self, school: SchoolId, lease: &Lease, late: &Event) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        tx.still_there(self.generation).await?;
        for model in &mut self.models {
            for key in model.keys(late).into_iter().collect::<BTreeSet<_>>() {
                let mut positions = model.behind(&mut tx, self.generation, school, &key).await?;
                positions.push(late.envelope.position);
                positions.sort_unstable();
                let history = read(&*self.log, school, &positions).await?;
                model.refold(&mut tx, self.generation, school, &key, &history, late).await?;
            }
        }
        tx.unpark(self.generation, school, late.envelope.position).await?;
        lease.confirm(&mut tx, false).await?;
        Ok(tx.commit().await?)
    }
}

async fn read(
    log: &dyn EventLog,
    school: SchoolId,
    positions: &[Position],
) -> Result<Vec<Event>, StoreError> {
    let upcasters = event::upcasters();
    let recorded = log.read_at(school, positions).await?;
    recorded.into_iter().map(|recorded| Ok(event::open(recorded, &upcasters)?)).collect()
}
