//! For whoever starts and stops the process: whether it lives, and whether it can answer.

use axum::extract::State;
use axum::http::StatusCode;

use super::Schools;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// `GET /health/live`: the process answers.
pub(crate) async fn live() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// `GET /health/ready`: the log can be read, and the read models' database too.
pub(crate) async fn ready(State(schools): State<Schools>) -> Result<StatusCode, Problem> {
    for app in schools.all() {
        app.register.log.schools().await.map_err(Refusal::from)?;
        app.store.checkpoint(app.register.school).await.map_err(Refusal::from)?;
    }
    Ok(StatusCode::NO_CONTENT)
}
