//! Where a receipt or two checkpoints are checked in the browser itself. The page says nothing of anybody: it is open.

use axum::http::HeaderMap;
use registro_eventlog::ledger::stamping::Stamped;

use super::frame;
use super::views_proofs::{ProofsPage, StampRow};
use crate::http::Web;
use crate::identity;
use crate::stamps;

/// How many days of stamps are listed: a month and a bit.
const DAYS: usize = 40;

/// `GET /prove`.
pub async fn get(web: Web, headers: HeaderMap) -> ProofsPage {
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
    ProofsPage { layout, stamps: stamps.into_iter().rev().take(DAYS).map(row).collect() }
}
