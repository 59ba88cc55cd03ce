//! What a court had taken out of the file is read by nobody: whoever asks for such an event is given, in its place, the
//! act that expunged it (B1-12).

use std::collections::BTreeMap;

use registro_domain::fact::DomainEvent;
use registro_domain::ids::CaseId;
use registro_eventlog::event::SchoolId;
use registro_eventlog::log::EventLog;

use crate::cases;
use crate::event::{self, Event};
use crate::store::{ReadStore, StoreError};

/// The same events, those of expunged cases replaced: where each stood and when it was recorded is what is left of it.
pub async fn veil(
    log: &dyn EventLog,
    store: &ReadStore,
    school: SchoolId,
    events: Vec<Event>,
) -> Result<Vec<Event>, StoreError> {
    if events.iter().all(|event| case_of(event).is_none()) {
        return Ok(events);
    }
    let expunged = expunged(log, store, school).await?;
    let veiled = |mut event: Event| {
        let Some(act) = case_of(&event).and_then(|case| expunged.get(&case)) else { return event };
        event.fact = act.fact.clone();
        event.envelope.kind.clone_from(&act.envelope.kind);
        event.envelope.effective_on = act.envelope.effective_on;
        event.envelope.actor = act.envelope.actor.clone();
        event.envelope.about.clone_from(&act.envelope.about);
        event.envelope.data.clone_from(&act.envelope.data);
        event
    };
    Ok(events.into_iter().map(veiled).collect())
}

/// The case that an event is of, also when nothing but its envelope is left.
fn case_of(event: &Event) -> Option<CaseId> {
    if let DomainEvent::Case(said) = &event.fact {
        return Some(said.heading().case);
    }
    if matches!(event.fact, DomainEvent::Erased(_)) { event.case() } else { None }
}

/// The act that expunged each case.
async fn expunged(
    log: &dyn EventLog,
    store: &ReadStore,
    school: SchoolId,
) -> Result<BTreeMap<CaseId, Event>, StoreError> {
    let files = cases::expunged(store, school).await?;
    let positions: Vec<_> = files.iter().flat_map(|file| &file.acts).map(|(_, at)| *at).collect();
    let upcasters = event::upcasters();
    let mut acts = BTreeMap::new();
    for recorded in log.read_at(school, &positions).await? {
        let act = event::open(recorded, &upcasters)?;
        if let Some(case) = case_of(&act) {
            acts.insert(case, act);
        }
    }
    Ok(acts)
}
