//! A page of a feed, read and decoded beside whoever folds the page before it.

use std::sync::Arc;
use std::sync::LazyLock;

use registro_eventlog::event::{Position, Recorded, SchoolId};
use registro_eventlog::log::{EventLog, Filter};
use registro_eventlog::upcast::Upcasters;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::event::{self, Event};
use crate::store::{Checkpoint, Parked, StoreError};

static UPCASTERS: LazyLock<Upcasters> = LazyLock::new(event::upcasters);

/// What becomes of an event that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It stops the feed.
    Stops,
    /// It is put aside, and the feed goes on.
    Parked,
}

pub(super) struct Page {
    pub(super) events: Arc<[Event]>,
    pub(super) parked: Vec<Parked>,
    /// Where it begins.
    pub(super) after: Option<Position>,
    /// Where it ends; `None` if it is empty.
    pub(super) end: Option<Checkpoint>,
    /// There may be more.
    pub(super) full: bool,
}

/// Begins to read what follows `after`, on another task.
pub(super) fn fetch(
    log: &Arc<dyn EventLog>,
    school: SchoolId,
    after: Option<Position>,
    limit: usize,
    unreadable: Unreadable,
) -> JoinHandle<Result<Page, StoreError>> {
    let log = Arc::clone(log);
    tokio::spawn(async move {
        let recorded = log.read_all(school, after, limit, Filter::All).await?;
        let full = recorded.len() == limit;
        spawn_blocking(move || decode(after, recorded, full, unreadable)).await?
    })
}

fn decode(
    after: Option<Position>,
    recorded: Vec<Recorded>,
    full: bool,
    unreadable: Unreadable,
) -> Result<Page, StoreError> {
    let end = recorded.last().map(|last| Checkpoint {
        position: last.position,
        event: last.id,
        recorded_at: last.recorded_at,
    });
    let (mut events, mut parked) = (Vec::with_capacity(recorded.len()), Vec::new());
    for recorded in recorded {
        match event::read(recorded, &UPCASTERS) {
            Ok(event) => events.push(event),
            Err((recorded, why)) => match unreadable {
                Unreadable::Stops => return Err(why.into()),
                Unreadable::Parked => parked.push(Parked::new(&recorded, &why)),
            },
        }
    }
    Ok(Page { events: events.into(), parked, after, end, full })
}
