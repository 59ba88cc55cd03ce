//! Keeps the stored answers up to date: a page of the feed, folded by key, rows and checkpoint in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::upcast::Upcasters;
use sqlx::{AssertSqlSafe, Row, Sqlite, Transaction};

use crate::event::{self, Event};
use crate::store::{Generation, ReadStore, StoreError, position};

mod projection;
use projection::{Folding, Projection};

/// Events read, folded and committed at a time.
const PAGE: usize = 4_096;

/// Folds the feeds of a log's schools into one generation of tables. One runner writes at a time.
pub struct Runner {
    log: Arc<dyn EventLog>,
    store: ReadStore,
    upcasters: Upcasters,
    generation: Generation,
    models: Vec<Box<dyn Folding>>,
    /// Where this runner left each school. Elsewhere, somebody else has folded: the rows in memory are stale.
    left_at: HashMap<SchoolId, Option<Position>>,
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
    ]
}

impl Runner {
    /// Continues the live generation, or makes the first one. Rows folded by other code are folded again.
    pub async fn open(log: Arc<dyn EventLog>, store: ReadStore) -> Result<Self, StoreError> {
        let models = models();
        match store.live().await? {
            Some((generation, revisions)) if revisions == revisions_of(&models) => Ok(Self {
                log,
                store,
                upcasters: event::upcasters(),
                generation,
                models,
                left_at: HashMap::new(),
            }),
            Some(_) => {
                let mut rebuilt = Self::next_generation(log, store).await?;
                rebuilt.fill(&mut |_, _| ()).await?;
                Ok(rebuilt)
            }
            None => {
                let first = Self::next_generation(log, store).await?;
                let tx = first.store.pool().begin_with("BEGIN IMMEDIATE").await?;
                first.show(tx).await?;
                Ok(first)
            }
        }
    }

    /// Begins an empty generation, beside the live one.
    pub(crate) async fn next_generation(
        log: Arc<dyn EventLog>,
        store: ReadStore,
    ) -> Result<Self, StoreError> {
        let models = models();
        let tables: Vec<String> = models.iter().flat_map(|model| model.ddl()).collect();
        let generation = store.create(&revisions_of(&models), &tables).await?;
        Ok(Self { log, store, upcasters: event::upcasters(), generation, models, left_at: HashMap::new() })
    }

    /// Folds every school up to its head, then shows the tables to readers. `progress` is told each position.
    pub(crate) async fn fill(
        &mut self,
        progress: &mut (dyn FnMut(SchoolId, Position) + Send),
    ) -> Result<(), StoreError> {
        for school in self.log.schools().await? {
            while let Some(position) = self.step(school.id).await? {
                progress(school.id, position);
            }
        }
        let tx = self.store.pool().begin_with("BEGIN IMMEDIATE").await?;
        self.show(tx).await
    }

    async fn show(&self, tx: Transaction<'_, Sqlite>) -> Result<(), StoreError> {
        let names: Vec<&str> = self.models.iter().map(|model| model.name()).collect();
        self.store.switch(tx, self.generation, &names).await
    }

    /// Folds what a school's feed has beyond its checkpoint.
    pub async fn catch_up(&mut self, school: SchoolId) -> Result<Option<Position>, StoreError> {
        let mut reached = None;
        while let Some(position) = self.step(school).await? {
            reached = Some(position);
        }
        Ok(reached)
    }

    /// Folds one page. `None`: there was nothing more.
    async fn step(&mut self, school: SchoolId) -> Result<Option<Position>, StoreError> {
        let done = self.fold_page(school).await;
        if done.is_err() {
            // Rows in memory may be ahead of what was committed.
            self.left_at.clear();
        }
        done
    }

    async fn fold_page(&mut self, school: SchoolId) -> Result<Option<Position>, StoreError> {
        let mut tx = self.store.pool().begin_with("BEGIN IMMEDIATE").await?;
        self.still_ours(&mut tx).await?;
        let checkpoints = self.checkpoints(&mut tx, school).await?;
        let after = checkpoints.iter().map(|at| at.as_ref().map(|at| at.0)).min().flatten();
        if self.left_at.insert(school, after) != Some(after) {
            self.models.iter_mut().for_each(|model| model.forget());
            for (position, event) in checkpoints.iter().flatten() {
                self.of_this_log(school, *position, event).await?;
            }
        }
        let page = self.log.read_all(school, after, PAGE, Filter::All).await?;
        let events: Result<Vec<Event>, _> =
            page.into_iter().map(|recorded| event::open(recorded, &self.upcasters)).collect();
        let events = events?;
        let Some((last, id)) = events.last().map(|event| (event.envelope.position, event.envelope.id)) else {
            return Ok(None);
        };
        for (model, checkpoint) in self.models.iter_mut().zip(checkpoints) {
            let new = events
                .partition_point(|event| Some(event.envelope.position) <= checkpoint.as_ref().map(|at| at.0));
            model.apply(&mut tx, self.generation, school, &events[new..]).await?;
            let replace = "REPLACE INTO checkpoint_G (school, model, position, event) VALUES (?, ?, ?, ?)";
            sqlx::query(AssertSqlSafe(self.generation.name(replace)))
                .bind(school.0.as_bytes().as_slice())
                .bind(model.name())
                .bind(i64::try_from(last.0).unwrap_or(i64::MAX))
                .bind(id.0.as_bytes().as_slice())
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        self.left_at.insert(school, Some(last));
        Ok(Some(last))
    }

    /// Rows folded up to an event that does not stand there in this log are another log's.
    async fn of_this_log(&self, school: SchoolId, stored: Position, event: &[u8]) -> Result<(), StoreError> {
        let there = self.log.read_at(school, &[stored]).await?;
        let same = there.first().is_some_and(|there| there.id.0.as_bytes() == event);
        if same { Ok(()) } else { Err(StoreError::OfAnotherLog { stored }) }
    }

    /// Where each model stands and the event there, in the order of [`models`].
    async fn checkpoints(
        &self,
        tx: &mut Transaction<'_, Sqlite>,
        school: SchoolId,
    ) -> Result<Vec<Option<(Position, Vec<u8>)>>, StoreError> {
        let query = self.generation.name("SELECT model, position, event FROM checkpoint_G WHERE school = ?");
        let rows = sqlx::query(AssertSqlSafe(query))
            .bind(school.0.as_bytes().as_slice())
            .fetch_all(&mut **tx)
            .await?;
        let of = |name: &str| {
            let row = rows.iter().find(|row| row.get::<&str, _>(0) == name)?;
            Some((position(row.get(1)), row.get(2)))
        };
        Ok(self.models.iter().map(|model| of(model.name())).collect())
    }

    /// A rebuild elsewhere may have dropped this generation.
    async fn still_ours(&self, tx: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
        let row = sqlx::query("SELECT 1 FROM generation WHERE id = ?")
            .bind(self.generation.0)
            .fetch_optional(&mut **tx)
            .await?;
        row.map(|_| ()).ok_or(StoreError::GenerationMoved)
    }
}

fn revisions_of(models: &[Box<dyn Folding>]) -> String {
    models.iter().map(|model| format!("{}={};", model.name(), model.revision())).collect()
}
