//! The read models in both engines: rebuilt is live, several workers are as good as one, and nothing is left out unsaid.

#![expect(clippy::unwrap_used, reason = "a test that unwraps fails where it stands")]

mod parked;
mod place;
mod sessions;
mod workers;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use registro::clock::SimulatedClock;
use registro::simulate::run;
use registro_eventlog::event::{Position, SchoolId};
use registro_eventlog::log::EventLog;
use registro_eventlog::sqlite::SqliteLog;
use registro_projections::rebuild::{rebuild, rebuild_with};
use registro_projections::runner::{Pace, Runner};
use registro_projections::store::StoreError;
use registro_projections::{cases, class_day, permissions};

use self::place::Place;
use super::partial::Partial;
use super::stood::plan;
use super::support::{GIULIA, SCHOOL, School};

/// A school's log of its first weeks: enough for many small pages.
async fn furnished() -> (School, Arc<dyn EventLog>) {
    let school = School::open().await;
    school.call_roll(&[GIULIA], &[]).await;
    let log = Arc::clone(&school.app.register.log);
    (school, log)
}

fn pace(page: usize) -> Pace {
    Pace { page, ..Pace::default() }
}

/// The rows that somebody has who does everything at once.
async fn expected(log: &Arc<dyn EventLog>, school: SchoolId) -> Vec<place::Row> {
    let place = Place::file();
    let mut runner = Runner::open(Arc::clone(log), place.open().await).await.unwrap();
    runner.catch_up(school).await.unwrap();
    place.rows().await
}

async fn head(log: &Arc<dyn EventLog>, school: SchoolId) -> Position {
    log.subscribe(school).await.unwrap().borrow().unwrap().position
}

#[tokio::test(flavor = "multi_thread")]
async fn rebuilt_read_models_equal_the_live_ones_row_for_row_in_both_engines() {
    let Some(places) = Place::both().await else { return };
    let dir = tempfile::tempdir().unwrap();
    let plan = plan();
    let clock = Arc::new(SimulatedClock::at(jiff::Timestamp::UNIX_EPOCH));
    let log: Arc<dyn EventLog> =
        Arc::new(SqliteLog::open(&dir.path().join("log.db"), clock.clone()).await.unwrap());
    log.open_school(plan.school_id(), true).await.unwrap();
    // Live: the runners follow while the year is simulated, in pages of whatever there is.
    let mut following = Vec::new();
    for place in &places {
        let store = place.open().await;
        let (_, task) =
            registro::app::follow(Arc::clone(&log), store.clone(), plan.school_id()).await.unwrap();
        following.push((store, task));
    }
    run(Arc::clone(&log), clock, &plan, &mut |_| (), &AtomicBool::new(false)).await.unwrap();
    let head = head(&log, plan.school_id()).await;
    for (store, task) in &following {
        store.wait_for(plan.school_id(), head, std::time::Duration::from_secs(60)).await.unwrap();
        task.abort();
    }
    let live = places[0].rows().await;
    assert!(1_000 < live.len());
    for place in &places {
        place::same(&live, &place.rows().await);
        let indexes = place.indexes().await;
        assert!(10 < indexes.len(), "{indexes:?}");
        rebuild(Arc::clone(&log), place.open().await, &mut |_, _| ()).await.unwrap();
        place::same(&live, &place.rows().await);
        assert_eq!(place.indexes().await, indexes, "made when it was filled");
    }
}

/// What a table's index is on: `CREATE INDEX … ON cases_ (school, student)`.
fn indexed(text: &str) -> Option<(&str, Vec<&str>)> {
    let (table, rest) = text.split_once(" ON ")?.1.split_once(' ')?;
    let table = table.trim_start_matches("registro_read.").trim_end_matches('_');
    let columns = rest.split_once('(')?.1.trim_end_matches(')');
    (!text.contains("UNIQUE") && table != "signed_in" && table != "signing_in")
        .then(|| (table, columns.split(", ").collect()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_an_index_is_not_looked_for_among_all_that_a_school_has() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    for place in &places {
        let store = place.open().await;
        Runner::open(Arc::clone(&log), store.clone()).await.unwrap().catch_up(SCHOOL).await.unwrap();
        // After a rebuild a server has counted the rows, and goes through the few there are.
        let times: &[bool] = if matches!(place, Place::File(_)) { &[false, true] } else { &[false] };
        for refilled in times {
            if *refilled {
                rebuild(Arc::clone(&log), store.clone(), &mut |_, _| ()).await.unwrap();
            }
            let indexes = place.indexes().await;
            let indexes: Vec<_> = indexes.iter().filter_map(|text| indexed(text)).collect();
            assert!(10 < indexes.len(), "{indexes:?}");
            let mut questions: Vec<(&str, String, Vec<&str>)> = vec![
                ("cases", cases::OF_STUDENT.to_owned(), vec!["student"]),
                ("cases", cases::OF_YEAR.to_owned(), vec!["year"]),
                ("class_day", class_day::ON_DAY.to_owned(), vec!["day"]),
                ("permissions", permissions::PENDING.to_owned(), vec!["pending_until"]),
            ];
            for (table, columns) in indexes {
                // A position is where an answer begins and ends.
                let equal = columns.iter().position(|column| column.contains("position"));
                for asked in [&columns[1..2], &columns[1..equal.unwrap_or(columns.len()).max(2)]] {
                    let rest = asked.iter().map(|column| format!("AND {column} = ? ")).collect();
                    questions.push((table, rest, asked.to_vec()));
                }
            }
            for (table, rest, columns) in questions {
                let plan = place.plan(table, &rest).await;
                let by_index = match place {
                    Place::File(_) => {
                        let named = |column: &&str| plan.contains(&format!(" AND {column}"));
                        plan.contains(" INDEX ") && columns.iter().all(named)
                    }
                    Place::Server(_) => {
                        let named = |column: &&str| plan.contains(*column);
                        plan.contains("Index Cond") && columns.iter().all(named) && !plan.contains("Filter")
                    }
                };
                assert!(by_index, "{table} {rest}: {plan}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_forgotten_between_two_pages_are_read_again() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    let expected = expected(&log, SCHOOL).await;
    for kept in [0, 2_000] {
        for place in &places {
            let pace = Pace { kept, ..pace(3) };
            rebuild_with(Arc::clone(&log), place.open().await, pace, &mut |_, _| ()).await.unwrap();
            place::same(&expected, &place.rows().await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_that_was_broken_off_goes_on_where_it_was_and_readers_never_go_back() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    let expected = expected(&log, SCHOOL).await;
    for place in &places {
        let store = place.open().await;
        let mut live = Runner::open(Arc::clone(&log), store.clone()).await.unwrap();
        live.catch_up(SCHOOL).await.unwrap();
        let (before, revisions) = store.live().await.unwrap().unwrap();

        // Of two pages, then no more.
        let stuck: Arc<dyn EventLog> = Arc::new(Partial::paged(Arc::clone(&log), 2));
        let mut quiet = |_: SchoolId, _: Position| ();
        {
            let rebuilding = rebuild_with(stuck, store.clone(), pace(5), &mut quiet);
            let broken_off = async {
                while place.unfinished().await != Some(Position(9)) {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                done = rebuilding => panic!("{done:?}"),
                () = broken_off => {}
            }
        }
        assert_eq!(store.live().await.unwrap().unwrap(), (before, revisions.clone()), "nothing is shown yet");
        assert_eq!(store.checkpoint(SCHOOL).await.unwrap(), Some(head(&log, SCHOOL).await));

        place.lapse().await;
        let mut told = Vec::new();
        let mut tell = |_: SchoolId, position: Position| told.push(position);
        rebuild_with(Arc::clone(&log), store.clone(), pace(5), &mut tell).await.unwrap();
        assert_eq!(told.first(), Some(&Position(14)), "two pages of five had been folded");
        assert_ne!(store.live().await.unwrap().unwrap().0, before);
        place::same(&expected, &place.rows().await);
        // The live runner notices.
        let moved = live.catch_up(SCHOOL).await;
        assert!(matches!(moved, Err(StoreError::GenerationMoved)), "{moved:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_position_gets_the_row_whoever_folds_it() {
    let Some(places) = Place::both().await else { return };
    let (_school, log) = furnished().await;
    let head = head(&log, SCHOOL).await;
    for place in &places {
        let (store, other) = (place.open().await, place.open().await);
        let mut runner = Runner::open_with(Arc::clone(&log), other, pace(5)).await.unwrap();
        let late = store.wait_for(SCHOOL, head, std::time::Duration::ZERO).await;
        assert!(matches!(late, Err(StoreError::Late { position }) if position == head), "{late:?}");
        let (seen, folded) = tokio::join!(
            store.wait_for(SCHOOL, head, std::time::Duration::from_secs(60)),
            runner.catch_up(SCHOOL)
        );
        seen.unwrap();
        assert_eq!(folded.unwrap(), Some(head));
        let standing = store.standing(SCHOOL).await.unwrap().unwrap();
        assert_eq!(standing.checkpoint.map(|at| at.0), Some(head));
        assert!(standing.parked == 0 && standing.holder.is_some_and(|holder| !holder.at_work));
    }
}
