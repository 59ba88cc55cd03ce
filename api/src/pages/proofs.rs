//! Where a receipt or two checkpoints are checked in the browser itself. The page says nothing of anybody: it is open.

use axum::extract::Query;
use axum::http::HeaderMap;
use registro_eventlog::ledger::stamping::Stamped;
use serde::Deserialize;

use super::frame;
use super::views_proofs::{FromDocument, ProofsPage, StampRow};
use crate::http::Web;
use crate::identity;
use crate::stamps;

/// How many days of stamps are listed: a month and a bit.
const DAYS: usize = 40;

/// What a document says of itself.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    atto: Option<u64>,
    codice: Option<String>,
}

/// `GET /prove`.
pub(crate) async fn get(web: Web, headers: HeaderMap, Query(asked): Query<Asked>) -> ProofsPage {
    let session = identity::identify(&web, &headers).await.ok();
    let layout = frame::layout(&web, session.as_ref(), "Verifica delle prove", "");
    // Whoever cannot be told of the stamps can still verify.
    let stamps = stamps::of(&web.app).await.unwrap_or_default();
    let row = |(year, stamped): (i16, Stamped)| StampRow {
        day: stamped.day.to_string(),
        told: stamps::told(&stamped),
        address: format!(
            "/api/v1/schools/{}/ledger/{year}/timestamps/{}",
            web.app.register.school.0, stamped.day
        ),
        stamped: stamped.stamp.is_some(),
    };
    let stamps = stamps.into_iter().rev().take(DAYS).map(row).collect();
    ProofsPage { layout, stamps, from: from(asked) }
}

/// The document that somebody comes from. What is no code is shown to nobody.
fn from(asked: Asked) -> Option<FromDocument> {
    let code = asked
        .codice
        .filter(|code| code.len() == 19 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let (position, code) = asked.atto.zip(code)?;
    Some(FromDocument { position, code, receipt: format!("/api/v1/events/{position}/receipt") })
}
