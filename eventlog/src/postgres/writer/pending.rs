//! An append that waits for its answer, and what it is told.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::log::{Append, AppendError, Appended, LogError};
use crate::postgres::feeds::Feed;

pub(in crate::postgres) struct Pending {
    pub(super) feed: Arc<Feed>,
    pub(super) append: Append,
    /// The instant that another log gave it.
    pub(super) imported: Option<Timestamp>,
    reply: oneshot::Sender<Result<Appended, AppendError>>,
    pub(super) since: Instant,
    /// In doubt: the answer, if what was sent before the connection was lost has been stored.
    pub(super) sent: Option<Appended>,
}

impl Pending {
    pub(in crate::postgres) fn new(
        feed: Arc<Feed>,
        append: Append,
        imported: Option<Timestamp>,
        reply: oneshot::Sender<Result<Appended, AppendError>>,
    ) -> Self {
        Self { feed, append, imported, reply, since: Instant::now(), sent: None }
    }

    pub(super) fn events(&self) -> usize {
        self.append.writes.iter().map(|write| write.events.len()).sum()
    }

    /// Whoever asked may have gone: what is stored stays, and a retry will be told so.
    pub(super) fn answer(self, verdict: Result<Appended, AppendError>) {
        let _ = self.reply.send(verdict);
    }
}

/// Takes out of a batch those that have waited for longer than `outage`.
pub(super) fn late(batch: &mut Vec<Pending>, outage: Duration) -> Vec<Pending> {
    let (late, waiting) = std::mem::take(batch).into_iter().partition(|p| outage <= p.since.elapsed());
    *batch = waiting;
    late
}

/// One failure, told to everybody of a batch; to those of whom it is not known whether they were stored, as a doubt.
pub(super) fn fail(batch: impl IntoIterator<Item = Pending>, error: LogError) {
    let error = Arc::new(error);
    for pending in batch {
        let told = match (pending.sent, &*error) {
            (Some(_), _) => LogError::InDoubt(Box::new(Arc::clone(&error))),
            (None, LogError::Stopped) => LogError::Stopped,
            (None, _) => LogError::Engine("nothing was stored", Box::new(Arc::clone(&error))),
        };
        pending.answer(Err(told.into()));
    }
}
