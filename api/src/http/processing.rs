//! The record of processing activities: nothing of anybody, and for whoever works with the register.

use axum::Json;
use axum::response::{IntoResponse, Response};
use registro_domain::processing::Processing;

use super::Web;
use crate::identity::Session;
use crate::problem::Problem;
use crate::processing::record;

/// `GET /api/v1/processing-activities`.
pub async fn get(_web: Web, _session: Session) -> Result<Response, Problem> {
    Ok(Json(record(Processing::adopted())).into_response())
}
