//! The contract, kept by the log in memory.

use std::sync::Arc;

use registro_eventlog::memory::MemoryLog;

use super::contract::{Subject, TestClock, append, concurrency, copied, feed, model};

fn subject() -> Subject {
    let clock = TestClock::new();
    Subject { log: Arc::new(MemoryLog::new(clock.clone())), clock }
}

#[tokio::test]
async fn expected_versions() {
    append::expected_versions(&subject()).await;
}

#[tokio::test]
async fn what_is_recorded() {
    append::what_is_recorded(&subject()).await;
}

#[tokio::test]
async fn a_retry_is_the_same_append() {
    append::a_retry_is_the_same_append(&subject()).await;
}

#[tokio::test]
async fn sixteen_at_once_are_one() {
    append::sixteen_at_once_are_one(&subject()).await;
}

#[tokio::test]
async fn all_or_nothing() {
    append::all_or_nothing(&subject()).await;
}

#[tokio::test]
async fn what_is_never_taken() {
    append::what_is_never_taken(&subject()).await;
}

#[tokio::test]
async fn payloads_of_every_kind() {
    append::payloads_of_every_kind(&subject()).await;
}

#[tokio::test]
async fn every_checkpoint_resumes() {
    feed::every_checkpoint_resumes(&subject()).await;
}

#[tokio::test]
async fn nothing_is_nothing() {
    feed::nothing_is_nothing(&subject()).await;
}

#[tokio::test]
async fn an_unknown_school_is_said_to_be_unknown() {
    feed::an_unknown_school_is_said_to_be_unknown(&subject()).await;
}

#[tokio::test]
async fn a_filter_is_the_feed_filtered() {
    feed::a_filter_is_the_feed_filtered(&subject()).await;
}

#[tokio::test]
async fn positions_are_read_in_the_order_of_the_feed() {
    feed::positions_are_read_in_the_order_of_the_feed(&subject()).await;
}

#[tokio::test]
async fn an_instant_has_its_position() {
    feed::an_instant_has_its_position(&subject()).await;
}

#[tokio::test]
async fn time_never_goes_back() {
    feed::time_never_goes_back(&subject()).await;
}

#[tokio::test]
async fn subscribers_hear_of_every_commit() {
    feed::subscribers_hear_of_every_commit(&subject()).await;
}

#[tokio::test]
async fn schools_stand_side_by_side() {
    feed::schools_stand_side_by_side(&subject()).await;
}

#[tokio::test]
async fn synthetic_is_for_ever() {
    feed::synthetic_is_for_ever(&subject()).await;
}

#[tokio::test]
async fn a_closed_log_takes_no_more() {
    feed::a_closed_log_takes_no_more(&subject()).await;
}

#[tokio::test]
async fn a_copy_is_the_same_feed() {
    copied::a_copy_is_the_same_feed(&subject()).await;
}

#[tokio::test]
async fn a_copy_leaves_what_is_not_its_own() {
    copied::a_copy_leaves_what_is_not_its_own(&subject()).await;
}

#[tokio::test]
async fn an_import_does_not_go_back_in_time() {
    copied::an_import_does_not_go_back_in_time(&subject()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reader_sees_a_hole() {
    concurrency::no_reader_sees_a_hole(&subject()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_order_is_kept_in_order() {
    concurrency::what_is_sent_in_order_is_kept_in_order(&subject()).await;
}

#[test]
fn it_behaves_like_the_plainest_log() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    model::it_behaves_like_the_plainest_log(&runtime, &subject(), 256);
}
