//! The register as it stood is what it said then.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::civil::datetime;
use registro::answers::Moment;
use registro::clock::SimulatedClock;
use registro::simulate::{Plan, run};
use registro_domain::calendar::SchoolYear;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::as_of::as_of;
use registro_projections::attendance_totals::AttendanceTotals;
use registro_projections::audit_trail::{Act, AuditTrail, of_subject};
use registro_projections::class_day::ClassDays;
use registro_projections::event::{Event, open, upcasters};
use registro_projections::model::{Key, ReadModel};
use registro_projections::rebuild::rebuild;
use registro_projections::runner::Runner;
use registro_projections::store::ReadStore;
use uuid::Uuid;

use super::partial::Partial;
use super::support::{GIULIA, School};
use crate::seed::Seed;

/// Moments at which single rows are compared, and at which all are.
const MOMENTS: usize = 150;
const STOPS: usize = 3;

/// Two classes until the eve of Christmas; the whole year in a long run.
pub(super) fn plan() -> Plan {
    let mut plan = Plan::new(40, 2, 3);
    if std::env::var_os("REGISTRO_TEST_LONG").is_none() {
        plan.until = Some(datetime(2025, 12, 22, 20, 0, 0, 0));
    }
    plan
}

pub(super) async fn simulated(dir: &std::path::Path) -> (Arc<dyn EventLog>, SchoolId) {
    lived(dir, plan()).await
}

/// What a plan comes to.
pub(super) async fn lived(dir: &std::path::Path, plan: Plan) -> (Arc<dyn EventLog>, SchoolId) {
    let clock = Arc::new(SimulatedClock::at(jiff::Timestamp::UNIX_EPOCH));
    let log: Arc<dyn EventLog> =
        Arc::new(SqliteLog::open(&dir.join("log.db"), clock.clone()).await.expect("a log"));
    log.open_school(plan.school_id(), true).await.expect("a school");
    let never = AtomicBool::new(false);
    run(Arc::clone(&log), clock, &plan, &mut |_| (), &never).await.expect("a simulated year");
    (log, plan.school_id())
}

#[tokio::test(flavor = "multi_thread")]
async fn as_of_a_moment_is_what_the_live_model_held_then() {
    let mut seed = Seed::printed();
    let dir = tempfile::tempdir().expect("a folder");
    let (log, school) = simulated(dir.path()).await;
    let store = ReadStore::open(&dir.path().join("read.db")).await.expect("a store");
    let mut runner = Runner::open(Arc::clone(&log), store.clone()).await.expect("a runner");
    runner.catch_up(school).await.expect("caught up");

    let recorded = log.read_all(school, None, usize::MAX >> 1, Filter::All).await.expect("events");
    let moments: BTreeSet<usize> = (0..MOMENTS).map(|_| seed.below(recorded.len())).collect();
    let stops: BTreeSet<usize> = (0..STOPS).map(|_| seed.below(recorded.len())).collect();
    let mut totals = Live::<AttendanceTotals>::default();
    let mut days = Live::<ClassDays>::default();
    let mut trail = Live::<AuditTrail>::default();
    let mut compared = 0;
    for (index, last) in recorded.iter().enumerate() {
        let event = open(last.clone(), &upcasters()).expect("readable");
        totals.apply(&event);
        days.apply(&event);
        trail.apply(&event);
        if moments.contains(&index) {
            compared += totals.compare(&*log, &store, school, last.position).await;
            compared += days.compare(&*log, &store, school, last.position).await;
            compared += trail.compare_subject(&store, school, last.position, &mut seed).await;
        }
        if stops.contains(&index) {
            let stopped = Arc::new(Partial::up_to(Arc::clone(&log), last));
            let then = ReadStore::open(&dir.path().join(format!("{index}.db"))).await.expect("a store");
            let mut runner = Runner::open(stopped, then.clone()).await.expect("a runner");
            assert_eq!(runner.catch_up(school).await.expect("caught up"), Some(last.position));
            totals.compare_stopped(&*log, &store, &then, school, last.position).await;
            days.compare_stopped(&*log, &store, &then, school, last.position).await;
            trail.compare_stopped(&*log, &store, &then, school, last.position).await;
            for subject in trail.subjects() {
                let at = last.position;
                let stored = of_subject(&then, school, subject, at).await.expect("a trail");
                assert_eq!(stored, of_subject(&store, school, subject, at).await.expect("a trail"), "{at:?}");
            }
        }
    }
    assert!(MOMENTS < compared, "{compared} rows compared");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_runner_goes_on_after_somebody_else_rebuilt() {
    let school = School::open().await;
    let (log, store) = (Arc::clone(&school.app.register.log), school.app.store.clone());
    rebuild(log, store, &mut |_, _| ()).await.expect("a rebuild");
    school.call_roll(&[GIULIA], &[]).await; // Waits until the live read models have seen it.
    let totals = school.app.totals(GIULIA, SchoolYear(2025), Moment::Now).await;
    assert_eq!(totals.expect("an answer").expect("a row").hours_missed(), 6);
}

/// A read model kept by the plainest means: the fold, event by event, in a map.
struct Live<M: ReadModel> {
    rows: std::collections::BTreeMap<Key, M::Row>,
    lately: Vec<Key>,
}

impl<M: ReadModel> Default for Live<M> {
    fn default() -> Self {
        Self { rows: std::collections::BTreeMap::new(), lately: Vec::new() }
    }
}

impl<M: ReadModel> Live<M> {
    fn apply(&mut self, event: &Event) {
        for key in M::keys(event) {
            if let Some(row) = M::fold(self.rows.remove(&key), &key, event) {
                self.rows.insert(key.clone(), row);
            }
            self.lately.push(key);
        }
    }

    /// Every row, as it stood, is what a runner that went no further has stored.
    async fn compare_stopped(
        &self,
        log: &dyn EventLog,
        store: &ReadStore,
        stopped: &ReadStore,
        school: SchoolId,
        at: Position,
    ) {
        for (key, row) in &self.rows {
            let stood = as_of::<M>(log, store, school, key, at).await.expect("an answer");
            let stored = stopped.row::<M>(school, key).await.expect("an answer");
            assert!(stood == stored && stored.as_ref() == Some(row), "{} {key:?} at {at:?}", M::NAME);
        }
    }

    /// Compares the rows touched lately, and one long at rest.
    async fn compare(
        &mut self,
        log: &dyn EventLog,
        store: &ReadStore,
        school: SchoolId,
        until: Position,
    ) -> usize {
        let at_rest = self.rows.keys().next().cloned();
        let keys: Vec<Key> = self.lately.drain(..).rev().take(2).chain(at_rest).collect();
        for key in &keys {
            let stood = as_of::<M>(log, store, school, key, until).await.expect("an answer");
            assert!(stood.as_ref() == self.rows.get(key), "{} {key:?} at {until:?}", M::NAME);
        }
        keys.len()
    }
}

impl Live<AuditTrail> {
    fn subjects(&self) -> BTreeSet<Uuid> {
        self.rows.values().map(|act| act.subject).collect()
    }

    /// Compares the whole trail of the subject touched last, and of one drawn among all.
    async fn compare_subject(
        &self,
        store: &ReadStore,
        school: SchoolId,
        until: Position,
        seed: &mut Seed,
    ) -> usize {
        let known: Vec<Uuid> = self.subjects().into_iter().collect();
        let lately = self.rows.values().max_by_key(|act| act.superseded_by.last().max(Some(&act.position)));
        let lately = lately.expect("an act").subject;
        let mut acts = 0;
        for subject in [lately, known[seed.below(known.len())]] {
            let mut live: Vec<&Act> = self.rows.values().filter(|act| act.subject == subject).collect();
            live.sort_by_key(|act| act.position);
            let stood = of_subject(store, school, subject, until).await.expect("a trail");
            assert!(live.into_iter().eq(&stood), "the trail of {subject} at {until:?}");
            acts += stood.len();
        }
        acts
    }
}
