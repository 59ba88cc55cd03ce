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
use super::contract::{Subject, TestClock, keeps_the_contract};

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

async fn opened() -> Option<(Cluster, Subject)> {
    let cluster = Cluster::new().await;
    let subject = cluster.subject().await;
    Some((cluster, subject))
}

keeps_the_contract!(opened, 24);
