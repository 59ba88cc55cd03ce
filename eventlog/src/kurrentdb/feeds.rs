//! The schools of a cluster and how far each one's feed goes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kurrentdb::RecordedEvent;
use tokio::sync::{OnceCell, mpsc, watch};

use super::link::{Link, Place};
use super::names;
use super::stored::{self, DONE, Done, OPENED, Opened};
use super::writer::Request;
use crate::event::{Expected, Position, SchoolId, Version};
use crate::log::{Head, LogError};

/// One school's feed.
pub(super) struct Feed {
    pub(super) id: SchoolId,
    /// Where the school was opened: before all of its events.
    pub(super) opened_at: Position,
    pub(super) reach: Reach,
    /// Set once it was seen how far the feed goes.
    pub(super) settled: OnceCell<()>,
    /// To the task that writes to this school. None if the log was opened for reading only. Unbounded as in the other
    /// engines: a full channel would let later senders overtake.
    pub(super) writer: Option<mpsc::UnboundedSender<Request>>,
}

/// How far a feed goes: what is carried out, by whichever process.
#[derive(Clone)]
pub(super) struct Reach(watch::Sender<Option<Head>>);

impl Default for Reach {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Reach {
    pub(super) fn head(&self) -> Option<Head> {
        *self.0.borrow()
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<Option<Head>> {
        self.0.subscribe()
    }

    /// Tells subscribers of a head, unless they know of a further one. Several tasks learn of heads.
    pub(super) fn extend(&self, head: Head) {
        self.0.send_if_modified(|known| {
            let further = known.is_none_or(|known| known.position < head.position);
            if further {
                *known = Some(head);
            }
            further
        });
    }
}

impl Feed {
    /// Looks in the stream of plans for the last end of a batch. Are there plans after it?
    pub(super) async fn look(&self, link: &Link) -> Result<bool, LogError> {
        let end = |event: &RecordedEvent| event.event_type == DONE;
        let read = link.read(&names::plans(self.id), Place::End, usize::MAX, end).await;
        let events = read.map_err(|trouble| trouble.error("cannot read how far the feed goes"))?;
        if let Some(last) = events.last().filter(|event| end(event)) {
            self.reach.extend(stored::read::<Done>(DONE, last)?.into());
        }
        Ok(events.first().is_some_and(|first| !end(first)))
    }
}

/// The feeds known to this process.
#[derive(Default)]
pub(super) struct Feeds(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// The next revision of the stream of schools.
    next: u64,
    opened: HashMap<SchoolId, (bool, Position)>,
    feeds: HashMap<SchoolId, Arc<Feed>>,
}

impl Feeds {
    /// No method leaves it half changed, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, school: SchoolId) -> Option<Arc<Feed>> {
        self.lock().feeds.get(&school).cloned()
    }

    pub(super) fn all(&self) -> Vec<Arc<Feed>> {
        self.lock().feeds.values().cloned().collect()
    }

    /// The schools that were opened, as far as [`Feeds::look`] has seen.
    pub(super) fn opened(&self) -> Vec<(SchoolId, bool)> {
        self.lock().opened.iter().map(|(school, (synthetic, _))| (*school, *synthetic)).collect()
    }

    /// Is it marked synthetic? None: it was not opened, as far as [`Feeds::look`] has seen.
    pub(super) fn synthetic(&self, school: SchoolId) -> Option<bool> {
        self.lock().opened.get(&school).map(|(synthetic, _)| *synthetic)
    }

    /// The feed of a school that was opened; `begin` makes it if it is not at hand yet.
    pub(super) fn begin(
        &self,
        school: SchoolId,
        begin: impl FnOnce(Position) -> Arc<Feed>,
    ) -> Option<Arc<Feed>> {
        let mut known = self.lock();
        let (_, opened_at) = *known.opened.get(&school)?;
        let feed = known.feeds.entry(school).or_insert_with(|| begin(opened_at));
        Some(Arc::clone(feed))
    }

    /// Reads which schools were opened since.
    pub(super) async fn look(&self, link: &Link) -> Result<(), LogError> {
        let from = Place::Revision(self.lock().next);
        let read = link.read(names::SCHOOLS, from, usize::MAX, |_| false).await;
        let events = read.map_err(|trouble| trouble.error("cannot read the schools"))?;
        for event in &events {
            let Opened { school, synthetic } = stored::read(OPENED, event)?;
            let position = stored::position(event)?;
            let mut known = self.lock();
            known.next = known.next.max(event.revision + 1);
            known.opened.insert(school, (synthetic, position));
        }
        Ok(())
    }

    /// What an append to the stream of schools expects.
    pub(super) fn expected(&self) -> Expected {
        self.lock().next.checked_sub(1).map(Version).into()
    }
}
