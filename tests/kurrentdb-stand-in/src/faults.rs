//! What a test has asked to go wrong.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// When a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    BeforeItIsStored,
    AfterItIsStored,
}

#[derive(Default)]
pub(crate) struct Faults {
    cuts: Mutex<Vec<(String, When)>>,
    cut: AtomicUsize,
    hold: Mutex<Option<String>>,
    held: AtomicUsize,
    go: Notify,
}

impl Faults {
    pub(crate) fn cut_at(&self, stream: &str, when: When) {
        self.cuts.lock().unwrap().push((stream.to_owned(), when));
    }

    pub(crate) fn cuts(&self) -> usize {
        self.cut.load(Ordering::SeqCst)
    }

    /// Is an append to this stream to be cut now? Then once.
    pub(crate) fn is_cut(&self, stream: &str, now: When) -> bool {
        let mut cuts = self.cuts.lock().unwrap();
        let found = cuts.iter().position(|(prefix, when)| *when == now && stream.starts_with(prefix));
        if let Some(number) = found {
            cuts.remove(number);
            self.cut.fetch_add(1, Ordering::SeqCst);
        }
        found.is_some()
    }

    pub(crate) fn hold_at(&self, stream: &str) {
        *self.hold.lock().unwrap() = Some(stream.to_owned());
    }

    pub(crate) fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }

    pub(crate) fn let_go(&self) {
        *self.hold.lock().unwrap() = None;
        self.go.notify_waiters();
    }

    /// Waits if appends to this stream are held.
    pub(crate) async fn wait(&self, stream: &str) {
        let go = self.go.notified();
        let mut go = std::pin::pin!(go);
        go.as_mut().enable();
        let held = self.hold.lock().unwrap().as_ref().is_some_and(|prefix| stream.starts_with(prefix));
        if held {
            self.held.fetch_add(1, Ordering::SeqCst);
            go.await;
            self.held.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
