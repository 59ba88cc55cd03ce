//! `GET /api/v1/envelopes`: the acts of the school as the auditor sees them without a reason to see more. What happened, when,
//! in which capacity and under which norm; of nobody.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::fact::Said;
use registro_eventlog::event::{EventId, Position};
use registro_eventlog::log::Filter;
use registro_projections::event::{self, Event};
use registro_projections::expunction::veil;
use serde::{Deserialize, Serialize};

use super::Web;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;

const PAGE: usize = 100;
const LARGEST_PAGE: usize = 500;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Asked {
    /// The `next` of the page before.
    cursor: Option<u64>,
    limit: Option<usize>,
}

#[derive(Serialize)]
pub struct Answer {
    envelopes: Vec<Envelope>,
    /// For the next page; none after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Position>,
}

#[derive(Serialize)]
pub struct Envelope {
    position: Position,
    id: EventId,
    kind: String,
    effective_on: Date,
    recorded_at: Timestamp,
    capacity: String,
    assurance: u8,
    because: Vec<CitedNorm>,
}

/// In the order in which they were recorded.
pub(crate) async fn list(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if !session.asking().may_read(Matter::Envelope, &About::school()) {
        return Err(Refusal::NotFound("la pagina").into());
    }
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let (log, school) = (&*web.app.register.log, web.app.register.school);
    let page =
        log.read_all(school, asked.cursor.map(Position), limit, Filter::All).await.map_err(Refusal::from)?;
    let next = (page.len() == limit).then(|| page.last().map(|last| last.position)).flatten();
    let upcasters = event::upcasters();
    // Of one that this version cannot read the envelope is told all the same.
    let readable: Vec<_> =
        page.iter().filter_map(|recorded| event::open(recorded.clone(), &upcasters).ok()).collect();
    let told = veil(log, &web.app.store, school, readable).await.map_err(Refusal::from)?;
    let told: BTreeMap<Position, Event> =
        told.into_iter().map(|event| (event.envelope.position, event)).collect();
    let envelopes = page.into_iter().map(|recorded| {
        let event = told.get(&recorded.position);
        let because = event.into_iter().flat_map(|event| event.fact.because()).copied();
        Envelope {
            because: because.map(CitedNorm::from).collect(),
            position: recorded.position,
            id: recorded.id,
            kind: event.map_or(recorded.kind, |event| event.envelope.kind.clone()),
            effective_on: recorded.effective_on,
            recorded_at: recorded.recorded_at,
            capacity: recorded.actor.capacity,
            assurance: recorded.actor.assurance,
        }
    });
    Ok(Json(Answer { envelopes: envelopes.collect(), next }).into_response())
}
