//! How the read models of a school stand beside its log: what `registro status` and `/metrics` tell.

use jiff::Timestamp;
use registro_eventlog::event::SchoolId;
use registro_eventlog::log::Head;
use registro_projections::store::{ReadStore, StoreError};
use serde::Serialize;

/// One school. Positions begin at 0; what is `None` is not there yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SchoolStanding {
    pub school: SchoolId,
    /// Whether positions count events.
    #[serde(skip)]
    pub counted: bool,
    pub head: Option<u64>,
    pub checkpoint: Option<u64>,
    /// Events recorded and not folded; `None` where positions do not count events, and there are some.
    pub behind_events: Option<u64>,
    /// Between the recording of the last event folded and that of the last one there is.
    pub behind_seconds: f64,
    /// Of the last catch-up, if it took long enough to tell.
    pub events_per_second: Option<f64>,
    /// Events that the read models go on without.
    pub parked: u64,
    pub generation: Option<i64>,
    pub worker: Option<Worker>,
}

/// Who folds the school, or did last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Worker {
    pub name: String,
    pub token: i64,
    pub at_work: bool,
}

/// `head` is what the log tells of the school, `counted` whether its positions count events.
pub(crate) async fn of(
    store: &ReadStore,
    school: SchoolId,
    head: Option<Head>,
    counted: bool,
) -> Result<SchoolStanding, StoreError> {
    let standing = store.standing(school).await?;
    let checkpoint = standing.as_ref().and_then(|standing| standing.checkpoint);
    let place = |at: Option<u64>| at.map_or(0, |position| position + 1);
    let (at, of_head) = (checkpoint.map(|at| at.0.0), head.map(|head| head.position.0));
    Ok(SchoolStanding {
        school,
        counted,
        head: of_head,
        checkpoint: at,
        behind_events: Some(place(of_head).saturating_sub(place(at)))
            .filter(|behind| counted || *behind == 0),
        behind_seconds: seconds_behind(head, checkpoint.map(|at| at.1)),
        events_per_second: standing.as_ref().and_then(|standing| standing.events_per_second),
        parked: standing.as_ref().map_or(0, |standing| standing.parked),
        generation: standing.as_ref().map(|standing| standing.generation.0),
        worker: standing.and_then(|standing| standing.holder).map(|holder| Worker {
            name: holder.worker,
            token: holder.token,
            at_work: holder.at_work,
        }),
    })
}

fn seconds_behind(head: Option<Head>, checkpoint: Option<Timestamp>) -> f64 {
    match (head, checkpoint) {
        (Some(head), Some(at)) => head.recorded_at.duration_since(at).as_secs_f64().max(0.0),
        (Some(_), None) | (None, _) => 0.0,
    }
}
