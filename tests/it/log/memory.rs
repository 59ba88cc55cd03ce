//! The contract, kept by the log in memory.

use std::sync::Arc;

use registro_eventlog::memory::MemoryLog;

use super::contract::{Subject, TestClock, keeps_the_contract};

async fn opened() -> Option<((), Subject)> {
    let clock = TestClock::new();
    Some(((), Subject { log: Arc::new(MemoryLog::new(clock.clone())), clock }))
}

keeps_the_contract!(opened, 256);
