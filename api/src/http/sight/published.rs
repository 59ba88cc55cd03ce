//! Who may see an event once it was published: what only the register's answers tell, and not the event by itself.

use std::collections::BTreeSet;

use registro_domain::fact::{DomainEvent, Said};
use registro_domain::scrutiny::ScrutinyEvent;
use registro_eventlog::event::Position;
use registro_projections::event::Event;
use registro_projections::scrutinies::{Minutes, is_of_results};

use super::{concerns_her, may_see_event};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::app::App;
use crate::identity::Session;
use crate::refusal::Refusal;

/// Whether the event belongs to a record that the person may see, today.
///
/// Norm: B7-04: of a scrutiny a family sees what was deliberated of the student, once it is published and from its day
/// on; the secretariat sees all of it once it was closed.
pub(crate) async fn sees(app: &App, session: &Session, event: &Event) -> Result<bool, Refusal> {
    if may_see_event(session, event) {
        return Ok(true);
    }
    if session.asking().hides(&event.envelope) {
        return Ok(false);
    }
    let DomainEvent::Scrutiny(said) = &event.fact else { return Ok(false) };
    let Some(class) = said.class() else { return Ok(false) };
    let Some(minutes) = app.scrutiny(class, said.period(), Moment::Now).await? else { return Ok(false) };
    Ok(match session.agent.capacity {
        Capacity::Secretariat => minutes.was_closed && session.asking().may_see_class(class),
        Capacity::Guardian | Capacity::Student => {
            concerns_her(session, event) && is_told(&minutes, said, event, session)
        }
        Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Teacher
        | Capacity::Dpo
        | Capacity::Auditor
        | Capacity::Technician
        | Capacity::Support => false,
    })
}

/// Whether an act is behind results that families see today. A card and an activity are told on their own.
fn is_told(minutes: &Minutes, said: &ScrutinyEvent, event: &Event, session: &Session) -> bool {
    let Some(seen) = minutes.visible_on(session.today) else { return false };
    let on_its_own =
        matches!(said, ScrutinyEvent::CardIssued { .. } | ScrutinyEvent::ActivityAssigned { .. });
    is_of_results(said) && (on_its_own || event.envelope.position <= seen.position)
}

/// The events among these that the person may see.
pub(crate) async fn seen<T>(
    app: &App,
    session: &Session,
    events: impl IntoIterator<Item = (T, Event)>,
) -> Result<Vec<(T, Event)>, Refusal> {
    seen_of_files(app, session, &BTreeSet::new(), events).await
}

/// The same, where some are acts of case files that she reads as a whole: those she reads, whomever they name.
pub(crate) async fn seen_of_files<T>(
    app: &App,
    session: &Session,
    of_files: &BTreeSet<Position>,
    events: impl IntoIterator<Item = (T, Event)>,
) -> Result<Vec<(T, Event)>, Refusal> {
    let mut seen = Vec::new();
    for (with, event) in events {
        let of_file = of_files.contains(&event.envelope.position);
        let reads = if of_file {
            !session.asking().hides(&event.envelope)
        } else {
            sees(app, session, &event).await?
        };
        if reads {
            seen.push((with, event));
        }
    }
    Ok(seen)
}
