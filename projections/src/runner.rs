//! Keeps the stored answers up to date: a page of the feed, folded by key, rows and checkpoint in one transaction.
//!
//! Any number of runners, in any number of processes, may be at work. Each school is folded by one at a time, which has a
//! lease on it; who comes second waits until it is folded, or until the lease has lapsed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;
use tokio::task::JoinHandle;

use crate::store::{
    Checkpoint, Generation, Lease, Progress, ReadStore, StoreError, Tables, Taken, new_worker,
};

mod folding;
mod page;
mod projection;
mod retry;
use page::{Page, Unreadable};
use projection::{Folding, Projection};
pub use retry::Retried;

/// How a worker works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long a lease lasts: a page takes a fraction of it, and after a worker's death nobody waits longer.
    pub lease: Duration,
    /// Events read, folded and committed at a time.
    pub page: usize,
    /// What the rows in memory of all read models together may take between two pages, in bytes as they are stored; as they
    /// are kept it is some five times as many.
    pub kept: usize,
}

const KEPT: usize = 16 << 20;

impl Pace {
    /// Of who folds everything again: a row that many events touch is stored once for all those of a page, and half as many are
    /// kept, since what is folded and not stored yet stands beside them.
    pub(crate) const REBUILD: Self = Self { lease: Duration::from_secs(30), page: 16_384, kept: KEPT / 2 };
}

impl Default for Pace {
    fn default() -> Self {
        Self { lease: Duration::from_secs(10), page: 4_096, kept: KEPT }
    }
}

/// Between two looks at a school that another worker folds.
const LOOK: Duration = Duration::from_millis(10);

/// Folds the feeds of a log's schools into one generation of tables.
pub struct Runner {
    log: Arc<dyn EventLog>,
    store: ReadStore,
    generation: Generation,
    models: Vec<Box<dyn Folding>>,
    /// Where this runner left each school, and the token it had. If somebody else has been at it since, the rows in memory
    /// are stale.
    left_at: HashMap<SchoolId, (Option<Position>, Option<i64>)>,
    worker: String,
    pace: Pace,
    unreadable: Unreadable,
}

/// Every read model of the register. A new one is added here and nowhere else.
fn models() -> Vec<Box<dyn Folding>> {
    vec![
        Box::new(Projection::<crate::attendance_totals::AttendanceTotals>::default()),
        Box::new(Projection::<crate::class_day::ClassDays>::default()),
        Box::new(Projection::<crate::audit_trail::AuditTrail>::default()),
        Box::new(Projection::<crate::devices::Devices>::default()),
        Box::new(Projection::<crate::permissions::Permissions>::default()),
        Box::new(Projection::<crate::conduct::Conducts>::default()),
        Box::new(Projection::<crate::grades::GradeBook>::default()),
        Box::new(Projection::<crate::grade_changes::GradeChanges>::default()),
        Box::new(Projection::<crate::duties::StudentFiles>::default()),
        Box::new(Projection::<crate::duties::ClassFiles>::default()),
        Box::new(Projection::<crate::duties::SchoolFiles>::default()),
        Box::new(Projection::<crate::notices::Notices>::default()),
        Box::new(Projection::<crate::inbox::Inbox>::default()),
        Box::new(Projection::<crate::scrutinies::Scrutinies>::default()),
        Box::new(Projection::<crate::cases::Cases>::default()),
        Box::new(Projection::<crate::rule_conflicts::RuleConflicts>::default()),
        Box::new(Projection::<crate::erasures::Erasures>::default()),
        Box::new(Projection::<crate::requests::Requests>::default()),
        Box::new(Projection::<crate::concerned::Concerned>::default()),
        Box::new(Projection::<crate::breaches::Breaches>::default()),
    ]
}

impl Runner {
    /// Continues the live generation, or makes the first one. Rows folded by other code are folded again.
    pub async fn open(log: Arc<dyn EventLog>, store: ReadStore) -> Result<Self, StoreError> {
        Self::open_with(log, store, Pace::default()).await
    }

    /// The same, at another pace.
    pub async fn open_with(log: Arc<dyn EventLog>, store: ReadStore, pace: Pace) -> Result<Self, StoreError> {
        let models = models();
        loop {
            match store.live().await? {
                Some((generation, revisions)) if revisions == revisions_of(&models) => {
                    return Ok(Self::on(log, store, generation, models, pace));
                }
                Some(_) => {
                    let mut rebuilt = Self::next_generation(Arc::clone(&log), store.clone(), pace).await?;
                    match rebuilt.fill(&mut |_, _| ()).await {
                        // Somebody else was at it, and was faster.
                        Err(StoreError::GenerationMoved) => continue,
                        other => other?,
                    }
                    rebuilt.unreadable = Unreadable::Parked;
                    return Ok(rebuilt);
                }
                None => match begin(&store, &models, true).await {
                    Err(StoreError::GenerationMoved) => continue,
                    first => return Ok(Self::on(log, store, first?, models, pace)),
                },
            }
        }
    }

    fn on(
        log: Arc<dyn EventLog>,
        store: ReadStore,
        generation: Generation,
        models: Vec<Box<dyn Folding>>,
        pace: Pace,
    ) -> Self {
        let (left_at, unreadable) = (HashMap::new(), Unreadable::Parked);
        Self { log, store, generation, models, left_at, worker: new_worker(), pace, unreadable }
    }

    /// Goes on with the generation that was begun beside the live one, or begins it.
    pub(crate) async fn next_generation(
        log: Arc<dyn EventLog>,
        store: ReadStore,
        pace: Pace,
    ) -> Result<Self, StoreError> {
        let models = models();
        let generation = begin(&store, &models, false).await?;
        let mut next = Self::on(log, store, generation, models, pace);
        next.unreadable = Unreadable::Stops;
        Ok(next)
    }

    /// Begins a generation with nothing in it, whatever others had begun. An event that cannot be read is parked.
    pub(crate) async fn afresh(log: Arc<dyn EventLog>, store: ReadStore) -> Result<Self, StoreError> {
        let models = models();
        let names: Vec<&str> = models.iter().map(|model| model.name()).collect();
        store.abandon_unfinished(&names).await?;
        let generation = begin(&store, &models, false).await?;
        Ok(Self::on(log, store, generation, models, Pace::REBUILD))
    }

    /// Folds every school up to its head, then shows the tables to readers. `progress` is told each position.
    pub(crate) async fn fill(
        &mut self,
        progress: &mut (dyn FnMut(SchoolId, Position) + Send),
    ) -> Result<(), StoreError> {
        let roomy = self.store.roomy().await?;
        let narrow = std::mem::replace(&mut self.store, roomy);
        let filled = self.fill_and_switch(progress).await;
        std::mem::replace(&mut self.store, narrow).leave_roomy().await;
        filled
    }

    async fn fill_and_switch(
        &mut self,
        progress: &mut (dyn FnMut(SchoolId, Position) + Send),
    ) -> Result<(), StoreError> {
        let tables = tables_of(&self.models);
        self.catch_up_all(progress).await?;
        self.store.index(self.generation, &tables).await?;
        loop {
            self.catch_up_all(progress).await?;
            // While the last school was folded, the live read models may have gone on.
            if self.store.switch(self.generation, &tables.names).await? {
                return Ok(());
            }
        }
    }

    async fn catch_up_all(
        &mut self,
        progress: &mut (dyn FnMut(SchoolId, Position) + Send),
    ) -> Result<(), StoreError> {
        for school in self.log.schools().await? {
            self.catch_up_telling(school.id, progress).await?;
        }
        Ok(())
    }

    /// Folds what a school's feed has beyond its checkpoint, or waits until another worker has.
    pub async fn catch_up(&mut self, school: SchoolId) -> Result<Option<Position>, StoreError> {
        let mut reached = None;
        self.catch_up_telling(school, &mut |_, position| reached = Some(position)).await?;
        Ok(reached)
    }

    async fn catch_up_telling(
        &mut self,
        school: SchoolId,
        told: &mut (dyn FnMut(SchoolId, Position) + Send),
    ) -> Result<(), StoreError> {
        if self.models.is_empty() {
            // Whoever waited for a page did not wait for its end, or its folding panicked.
            (self.models, self.left_at) = (models(), HashMap::new());
        }
        let mut ahead: Option<Page> = None;
        loop {
            let stored = self.store.checkpoint_of(self.generation, school).await;
            let stored = match stored {
                // Its tables were dropped, perhaps.
                Err(error) => return Err(self.store.moved(self.generation).await?.unwrap_or(error)),
                Ok(stored) => stored,
            };
            self.recognise(school, stored).await?;
            let after = stored.map(|at| at.position);
            let page = match ahead.take().filter(|page| page.after == after) {
                Some(page) => page,
                None => self.fetch(school, after).await??,
            };
            if page.end.is_none() {
                return Ok(());
            }
            match self.store.take(self.generation, school, &self.worker, self.pace.lease).await? {
                Taken::Others => {
                    ahead = Some(page);
                    tokio::time::sleep(LOOK).await;
                }
                Taken::Ours(lease) => {
                    self.go_on(school, after, &lease);
                    match self.fold_pages(school, &lease, page, told).await {
                        Ok(()) => return Ok(()),
                        // Somebody has taken over: look again at how far it is.
                        Err(StoreError::Fenced) => drop(self.left_at.remove(&school)),
                        Err(error) => {
                            // Rows in memory may be ahead of what was committed.
                            self.left_at.remove(&school);
                            return Err(error);
                        }
                    }
                }
            }
        }
    }

    /// Begins to read what follows `after`.
    fn fetch(&self, school: SchoolId, after: Option<Position>) -> JoinHandle<Result<Page, StoreError>> {
        page::fetch(&self.log, school, after, self.pace.page, self.unreadable)
    }

    /// Folds a page, and all those after it, while the next one is read and decoded.
    async fn fold_pages(
        &mut self,
        school: SchoolId,
        lease: &Lease,
        mut page: Page,
        told: &mut (dyn FnMut(SchoolId, Position) + Send),
    ) -> Result<(), StoreError> {
        let begun = Instant::now();
        let mut folded = 0;
        while let Some(end) = page.end {
            let next = page.full.then(|| self.fetch(school, Some(end.position)));
            let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            self.fold(school, lease, &page, end, Progress { folded, millis }).await?;
            folded += u64::try_from(page.events.len()).unwrap_or_default();
            told(school, end.position);
            let Some(next) = next else { return Ok(()) };
            page = next.await??;
        }
        // The feed ended where a page did: nobody need wait for this lease.
        let mut tx = self.store.begin().await?;
        lease.confirm(&mut tx, false).await?;
        Ok(tx.commit().await?)
    }

    async fn fold(
        &mut self,
        school: SchoolId,
        lease: &Lease,
        page: &Page,
        end: Checkpoint,
        progress: Progress,
    ) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        tx.still_there(self.generation).await?;
        let stored = tx.checkpoint_of(self.generation, school).await?.map(|at| at.position);
        if stored != page.after {
            return Err(StoreError::Fenced);
        }
        self.fold_events(&mut tx, school, &page.events).await?;
        self.lighten();
        if !page.parked.is_empty() {
            tx.park(self.generation, school, &page.parked).await?;
        }
        tx.set_checkpoint(self.generation, school, end, progress).await?;
        lease.confirm(&mut tx, page.full).await?;
        tx.commit().await?;
        self.left_at.insert(school, (Some(end.position), Some(lease.token)));
        for parked in &page.parked {
            tracing::error!("the read models go on without event {}: {}", parked.position.0, parked.error);
        }
        Ok(())
    }

    /// Forgets the rows of the read models that take most, until what is left is little enough.
    fn lighten(&mut self) {
        while self.pace.kept < self.models.iter().map(|model| model.weight()).sum() {
            let Some(heaviest) = self.models.iter_mut().max_by_key(|model| model.weight()) else { return };
            heaviest.lighten();
        }
    }

    /// Forgets rows in memory if somebody else has folded since, and looks at whose log the stored rows are of.
    async fn recognise(&mut self, school: SchoolId, stored: Option<Checkpoint>) -> Result<(), StoreError> {
        let after = stored.map(|at| at.position);
        if self.left_at.get(&school).is_some_and(|(at, _)| *at == after) {
            return Ok(());
        }
        self.models.iter_mut().for_each(|model| model.forget(school));
        if let Some(stored) = stored {
            let there = self.log.read_at(school, &[stored.position]).await?;
            if there.first().is_none_or(|there| there.id != stored.event) {
                return Err(StoreError::OfAnotherLog { stored: stored.position });
            }
        } else {
            self.models.iter_mut().for_each(|model| model.begin(school));
        }
        self.left_at.insert(school, (after, None));
        Ok(())
    }

    /// Between two leases of this runner nobody else may have had one, or the rows in memory are not to be trusted.
    fn go_on(&mut self, school: SchoolId, after: Option<Position>, lease: &Lease) {
        let before = self.left_at.insert(school, (after, Some(lease.token)));
        if before.and_then(|(_, token)| token).is_some_and(|token| lease.token != token + 1) {
            self.models.iter_mut().for_each(|model| model.forget(school));
        }
    }
}

async fn begin(
    store: &ReadStore,
    models: &[Box<dyn Folding>],
    shown: bool,
) -> Result<Generation, StoreError> {
    store.begin_generation(&revisions_of(models), &tables_of(models), shown).await
}

fn tables_of(models: &[Box<dyn Folding>]) -> Tables {
    models.iter().map(|model| model.tables()).fold(Tables::default(), |mut all, of| {
        all.names.extend(of.names);
        all.tables.extend(of.tables);
        all.indexes.extend(of.indexes);
        all
    })
}

fn revisions_of(models: &[Box<dyn Folding>]) -> String {
    let of_models = models.iter().map(|model| format!("{}={};", model.name(), model.revision()));
    std::iter::once(format!("tables={};", Generation::SHAPE)).chain(of_models).collect()
}
