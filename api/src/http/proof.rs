//! The receipt of an event (C2SP tlog-proof), for whoever may read the event itself.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use registro_eventlog::codec;
use registro_eventlog::event::{Position, Recorded};
use registro_eventlog::ledger::receipt::short_code;
use registro_eventlog::ledger::tree::leaf_hash;
use registro_projections::event::Event;

use super::Web;
use super::event::seen_event;
use super::ledger::ledger;
use crate::app::App;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// `GET /api/v1/events/{position}/receipt`.
pub(crate) async fn get(web: Web, session: Session, Path(position): Path<u64>) -> Result<Response, Problem> {
    let ledger = ledger(&web)?;
    let event = seen_event(&web, &session, Position(position)).await?;
    // A receipt holds the whole record: none is given of what has been taken out of the file.
    stored(&web.app, &event).await?.ok_or(Refusal::NotFound("la ricevuta"))?;
    let receipt = ledger.receipt(Position(position)).await.map_err(Refusal::from)?;
    let head = [
        (CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"evento-{position}.tlog-proof\"")),
    ];
    Ok((head, receipt.to_string()).into_response())
}

/// The short code of an event; None of one that is shown veiled.
pub(crate) async fn code(app: &App, event: &Event) -> Result<Option<String>, Refusal> {
    let stored = stored(app, event).await?;
    Ok(stored.map(|record| short_code(&leaf_hash(&codec::encode_record(&record)))))
}

/// The record as it is stored, if it is what is shown: a veiled one is shown as the act that expunged it.
async fn stored(app: &App, event: &Event) -> Result<Option<Recorded>, Refusal> {
    let register = &app.register;
    let log = register.log.stored().unwrap_or_else(|| Arc::clone(&register.log));
    let found = log.read_at(register.school, &[event.envelope.position]).await?;
    Ok(found.into_iter().next().filter(|record| record.kind == event.envelope.kind))
}
