//! The contract, kept by the log in KurrentDB; and what only a cluster, or several processes, can get wrong.
//!
//! The server is a **stand-in** that speaks the protocol of KurrentDB (tests/kurrentdb-stand-in), unless
//! `REGISTRO_TEST_KURRENTDB` is the address of a real one: then the contract is held to that, while the faults, which
//! nobody can order from a real server, remain the stand-in's.

mod cluster;
mod counted;
mod faults;
mod secured;

use std::sync::Arc;

use kurrentdb_stand_in::StandIn;
use registro_eventlog::kurrentdb::{Address, KurrentLog, Patience};
use registro_eventlog::log::LogError;

use self::counted::Counted;
use super::contract::{Subject, TestClock, append, concurrency, copied, feed, model};

/// A cluster for a test: one of its own, or the one that the environment names.
struct Cluster {
    stand_in: Option<StandIn>,
    url: String,
    clock: Arc<TestClock>,
}

impl Cluster {
    async fn new() -> Self {
        match std::env::var("REGISTRO_TEST_KURRENTDB") {
            Ok(url) => Self { stand_in: None, url, clock: TestClock::new() },
            Err(_) => Self::of(StandIn::single().await),
        }
    }

    fn of(stand_in: StandIn) -> Self {
        Self { url: stand_in.url(), stand_in: Some(stand_in), clock: TestClock::new() }
    }

    /// One that can be told to fail.
    async fn faulty() -> Self {
        Self::of(StandIn::single().await)
    }

    fn stand_in(&self) -> &StandIn {
        self.stand_in.as_ref().expect("a stand-in")
    }

    fn address(&self) -> Address {
        self.url.parse().unwrap()
    }

    async fn open(&self) -> Result<Arc<KurrentLog>, LogError> {
        KurrentLog::open(&self.address(), self.clock.clone()).await.map(Arc::new)
    }

    async fn open_with(&self, patience: Patience) -> Arc<KurrentLog> {
        let clock = Some(self.clock.clone() as Arc<_>);
        Arc::new(KurrentLog::open_with(&self.address(), clock, patience).await.unwrap())
    }

    /// As another process would see it.
    async fn subject(&self) -> Subject {
        self.counted(self.open().await.unwrap())
    }

    fn counted(&self, log: Arc<KurrentLog>) -> Subject {
        Subject { log: Arc::new(Counted::new(log)), clock: self.clock.clone() }
    }
}

/// One check of the contract, on a cluster of its own.
async fn kept(check: impl AsyncFnOnce(&Subject)) {
    let cluster = Cluster::new().await;
    let subject = cluster.subject().await;
    check(&subject).await;
    subject.log.close().await;
}

#[tokio::test]
async fn expected_versions() {
    kept(append::expected_versions).await;
}

#[tokio::test]
async fn what_is_recorded() {
    kept(append::what_is_recorded).await;
}

#[tokio::test]
async fn a_retry_is_the_same_append() {
    kept(append::a_retry_is_the_same_append).await;
}

#[tokio::test]
async fn sixteen_at_once_are_one() {
    kept(append::sixteen_at_once_are_one).await;
}

#[tokio::test]
async fn all_or_nothing() {
    kept(append::all_or_nothing).await;
}

#[tokio::test]
async fn what_is_never_taken() {
    kept(append::what_is_never_taken).await;
}

#[tokio::test]
async fn payloads_of_every_kind() {
    kept(append::payloads_of_every_kind).await;
}

#[tokio::test]
async fn every_checkpoint_resumes() {
    kept(feed::every_checkpoint_resumes).await;
}

#[tokio::test]
async fn nothing_is_nothing() {
    kept(feed::nothing_is_nothing).await;
}

#[tokio::test]
async fn an_unknown_school_is_said_to_be_unknown() {
    kept(feed::an_unknown_school_is_said_to_be_unknown).await;
}

#[tokio::test]
async fn a_filter_is_the_feed_filtered() {
    kept(feed::a_filter_is_the_feed_filtered).await;
}

#[tokio::test]
async fn positions_are_read_in_the_order_of_the_feed() {
    kept(feed::positions_are_read_in_the_order_of_the_feed).await;
}

#[tokio::test]
async fn an_instant_has_its_position() {
    kept(feed::an_instant_has_its_position).await;
}

#[tokio::test]
async fn time_never_goes_back() {
    kept(feed::time_never_goes_back).await;
}

#[tokio::test]
async fn subscribers_hear_of_every_commit() {
    kept(feed::subscribers_hear_of_every_commit).await;
}

#[tokio::test]
async fn schools_stand_side_by_side() {
    kept(feed::schools_stand_side_by_side).await;
}

#[tokio::test]
async fn synthetic_is_for_ever() {
    kept(feed::synthetic_is_for_ever).await;
}

#[tokio::test]
async fn a_closed_log_takes_no_more() {
    kept(feed::a_closed_log_takes_no_more).await;
}

#[tokio::test]
async fn a_copy_is_the_same_feed() {
    kept(copied::a_copy_is_the_same_feed).await;
}

#[tokio::test]
async fn a_copy_leaves_what_is_not_its_own() {
    kept(copied::a_copy_leaves_what_is_not_its_own).await;
}

#[tokio::test]
async fn an_import_does_not_go_back_in_time() {
    kept(copied::an_import_does_not_go_back_in_time).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reader_sees_a_hole() {
    kept(concurrency::no_reader_sees_a_hole).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_order_is_kept_in_order() {
    kept(concurrency::what_is_sent_in_order_is_kept_in_order).await;
}

#[test]
fn it_behaves_like_the_plainest_log() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cluster = runtime.block_on(Cluster::new());
    let subject = runtime.block_on(cluster.subject());
    model::it_behaves_like_the_plainest_log(&runtime, &subject, 24);
}
