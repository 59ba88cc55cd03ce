//! Several workers on the same tables: each event is folded once, whoever freezes, dies or comes late.

use std::sync::Arc;
use std::time::Duration;

use registro_eventlog::event::Position;
use registro_eventlog::log::EventLog;
use registro_projections::runner::{Pace, Runner};

use super::super::partial::Partial;
use super::super::support::SCHOOL;
use super::place::{Place, same};
use super::{expected, furnished, head, pace};

/// A runner that has folded its first page under a lease, and stands before the second.
struct Halted {
    log: Arc<Partial>,
    at_work: tokio::task::JoinHandle<Option<Position>>,
}

impl Halted {
    async fn begin(place: &Place, log: &Arc<dyn EventLog>) -> Self {
        let log = Arc::new(Partial::paged(Arc::clone(log), 1));
        let store = place.open().await;
        let mut runner = Runner::open_with(log.clone(), store.clone(), pace(5)).await.unwrap();
        let at_work = tokio::spawn(async move { runner.catch_up(SCHOOL).await.unwrap() });
        store.wait_for(SCHOOL, Position(4), Duration::from_secs(60)).await.unwrap();
        Self { log, at_work }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_that_keep_taking_over_from_each_other_fold_each_event_once() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    let expected = expected(&log, SCHOOL).await;
    for place in &places {
        // Every lease has lapsed as soon as it is taken.
        let grabbing = Pace { lease: Duration::ZERO, page: 3, ..Pace::default() };
        let mut workers = Vec::new();
        for _ in 0..3 {
            let mut runner = Runner::open_with(Arc::clone(&log), place.open().await, grabbing).await.unwrap();
            workers.push(tokio::spawn(async move { runner.catch_up(SCHOOL).await.unwrap() }));
        }
        for worker in workers {
            worker.await.unwrap();
        }
        same(&expected, &place.rows().await);
        let standing = place.open().await.standing(SCHOOL).await.unwrap().unwrap();
        assert_eq!(standing.checkpoint.map(|at| at.0), Some(head(&log, SCHOOL).await));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_frozen_cannot_store_what_it_folds_under_an_old_token() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    let expected = expected(&log, SCHOOL).await;
    for place in &places {
        let store = place.open().await;
        let frozen = Halted::begin(place, &log).await;
        let token = store.standing(SCHOOL).await.unwrap().unwrap().holder.unwrap().token;
        place.take_over().await;
        frozen.log.let_through();
        // It goes on only after it has been given a new lease: had it stored its page, it would not have asked.
        while store.standing(SCHOOL).await.unwrap().unwrap().holder.unwrap().token != token + 1 {
            tokio::task::yield_now().await;
        }
        place.lapse().await;
        assert_eq!(frozen.at_work.await.unwrap(), Some(head(&log, SCHOOL).await));
        let holder = store.standing(SCHOOL).await.unwrap().unwrap().holder.unwrap();
        assert!(token + 2 <= holder.token && holder.worker != "another", "{holder:?}");
        same(&expected, &place.rows().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_work_of_a_worker_that_died_is_taken_over() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    let expected = expected(&log, SCHOOL).await;
    for place in &places {
        let dead = Halted::begin(place, &log).await;
        dead.at_work.abort();
        let store = place.open().await;
        assert!(store.standing(SCHOOL).await.unwrap().unwrap().holder.unwrap().at_work, "its lease is left");
        let mut heir = Runner::open_with(Arc::clone(&log), store.clone(), pace(5)).await.unwrap();
        let (reached, ()) = tokio::join!(heir.catch_up(SCHOOL), place.lapse());
        assert_eq!(reached.unwrap(), Some(head(&log, SCHOOL).await));
        same(&expected, &place.rows().await);
        // Whoever was second finds nothing left to do.
        assert_eq!(heir.catch_up(SCHOOL).await.unwrap(), None);
    }
}
