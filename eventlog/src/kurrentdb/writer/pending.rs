//! An append that waits for its answer, and what it is told.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::log::{Append, AppendError, Appended, LogError};

/// What a record holds besides its data, at most: a guess that only decides how many appends go together.
const ENVELOPE: usize = 400;

pub(in crate::kurrentdb) struct Pending {
    pub(super) append: Append,
    /// The instant that an import brings with it.
    pub(super) imported: Option<Timestamp>,
    reply: oneshot::Sender<Result<Appended, AppendError>>,
    /// The instant of its plan, if one was sent: until it is looked for, it may have been stored.
    pub(super) sent: Option<Timestamp>,
}

impl Pending {
    pub(in crate::kurrentdb) fn new(
        append: Append,
        imported: Option<Timestamp>,
        reply: oneshot::Sender<Result<Appended, AppendError>>,
    ) -> Self {
        Self { append, imported, reply, sent: None }
    }

    pub(super) fn bytes(&self) -> usize {
        let events = self.append.writes.iter().flat_map(|write| &write.events);
        events.map(|event| ENVELOPE + event.data.len() + event.about.len() * 64).sum()
    }

    /// Whoever asked may have gone: what is stored stays, and a retry will be told so.
    pub(super) fn answer(self, verdict: Result<Appended, AppendError>) {
        let _ = self.reply.send(verdict);
    }
}

/// One failure, told to everybody of a batch; to those of whom it is not known whether they were planned, as a doubt.
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
