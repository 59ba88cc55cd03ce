//! The contract, kept by the log in SQLite; and what only a file can get wrong.

mod file;
mod guards;

use std::path::PathBuf;
use std::sync::Arc;

use registro_eventlog::log::LogError;
use registro_eventlog::sqlite::SqliteLog;
use tempfile::TempDir;

use super::contract::{Subject, TestClock, append, concurrency, copied, feed, model};

/// A database of its own for a test, gone when the test is over.
struct Database {
    directory: TempDir,
    clock: Arc<TestClock>,
}

impl Database {
    fn new() -> Self {
        Self { directory: TempDir::new().unwrap(), clock: TestClock::new() }
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("log.db")
    }

    async fn open(&self) -> Result<Arc<SqliteLog>, LogError> {
        SqliteLog::open(&self.path(), self.clock.clone()).await.map(Arc::new)
    }

    async fn subject(&self) -> Subject {
        Subject { log: self.open().await.unwrap(), clock: self.clock.clone() }
    }
}

#[tokio::test]
async fn expected_versions() {
    append::expected_versions(&Database::new().subject().await).await;
}

#[tokio::test]
async fn what_is_recorded() {
    append::what_is_recorded(&Database::new().subject().await).await;
}

#[tokio::test]
async fn a_retry_is_the_same_append() {
    append::a_retry_is_the_same_append(&Database::new().subject().await).await;
}

#[tokio::test]
async fn sixteen_at_once_are_one() {
    append::sixteen_at_once_are_one(&Database::new().subject().await).await;
}

#[tokio::test]
async fn all_or_nothing() {
    append::all_or_nothing(&Database::new().subject().await).await;
}

#[tokio::test]
async fn what_is_never_taken() {
    append::what_is_never_taken(&Database::new().subject().await).await;
}

#[tokio::test]
async fn payloads_of_every_kind() {
    append::payloads_of_every_kind(&Database::new().subject().await).await;
}

#[tokio::test]
async fn every_checkpoint_resumes() {
    feed::every_checkpoint_resumes(&Database::new().subject().await).await;
}

#[tokio::test]
async fn nothing_is_nothing() {
    feed::nothing_is_nothing(&Database::new().subject().await).await;
}

#[tokio::test]
async fn an_unknown_school_is_said_to_be_unknown() {
    feed::an_unknown_school_is_said_to_be_unknown(&Database::new().subject().await).await;
}

#[tokio::test]
async fn a_filter_is_the_feed_filtered() {
    feed::a_filter_is_the_feed_filtered(&Database::new().subject().await).await;
}

#[tokio::test]
async fn positions_are_read_in_the_order_of_the_feed() {
    feed::positions_are_read_in_the_order_of_the_feed(&Database::new().subject().await).await;
}

#[tokio::test]
async fn an_instant_has_its_position() {
    feed::an_instant_has_its_position(&Database::new().subject().await).await;
}

#[tokio::test]
async fn time_never_goes_back() {
    feed::time_never_goes_back(&Database::new().subject().await).await;
}

#[tokio::test]
async fn subscribers_hear_of_every_commit() {
    feed::subscribers_hear_of_every_commit(&Database::new().subject().await).await;
}

#[tokio::test]
async fn schools_stand_side_by_side() {
    feed::schools_stand_side_by_side(&Database::new().subject().await).await;
}

#[tokio::test]
async fn synthetic_is_for_ever() {
    feed::synthetic_is_for_ever(&Database::new().subject().await).await;
}

#[tokio::test]
async fn a_closed_log_takes_no_more() {
    feed::a_closed_log_takes_no_more(&Database::new().subject().await).await;
}

#[tokio::test]
async fn a_copy_is_the_same_feed() {
    copied::a_copy_is_the_same_feed(&Database::new().subject().await).await;
}

#[tokio::test]
async fn a_copy_leaves_what_is_not_its_own() {
    copied::a_copy_leaves_what_is_not_its_own(&Database::new().subject().await).await;
}

#[tokio::test]
async fn an_import_does_not_go_back_in_time() {
    copied::an_import_does_not_go_back_in_time(&Database::new().subject().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reader_sees_a_hole() {
    concurrency::no_reader_sees_a_hole(&Database::new().subject().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_order_is_kept_in_order() {
    concurrency::what_is_sent_in_order_is_kept_in_order(&Database::new().subject().await).await;
}

#[test]
fn it_behaves_like_the_plainest_log() {
    let (runtime, database) = (tokio::runtime::Runtime::new().unwrap(), Database::new());
    let subject = runtime.block_on(database.subject());
    model::it_behaves_like_the_plainest_log(&runtime, &subject, 64);
}
