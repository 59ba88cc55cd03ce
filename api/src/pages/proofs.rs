//! Where a receipt or two checkpoints are checked in the browser itself. The page says nothing of anybody: it is open.

use axum::http::HeaderMap;

use super::frame;
use super::views_proofs::ProofsPage;
use crate::http::Web;
use crate::identity;

/// `GET /prove`.
pub async fn get(web: Web, headers: HeaderMap) -> ProofsPage {
    let session = identity::identify(&web, &headers).await.ok();
    ProofsPage { layout: frame::layout(&web, session.as_ref(), "Verifica delle prove", "") }
}
