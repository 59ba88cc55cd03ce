//! The register of breaches, and what is unusual in the access log: for the protection officer and the principal.

use axum::Json;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::breach::{Breach, Standing};
use registro_domain::ids::BreachId;
use registro_projections::breaches;
use serde::{Deserialize, Serialize};

use super::Web;
use crate::access::anomalies::Anomaly;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

#[derive(Serialize)]
pub struct Answer {
    pub at: Timestamp,
    pub breaches: Vec<Stated>,
}

#[derive(Serialize)]
pub struct Stated {
    pub breach: BreachId,
    #[serde(flatten)]
    pub standing: Option<Standing>,
    pub state: Breach,
    pub positions: Vec<u64>,
}

/// `GET /api/v1/breaches`.
pub async fn list(web: Web, session: Session) -> Result<Response, Problem> {
    Ok(Json(stated(&web, &session).await?).into_response())
}

pub async fn stated(web: &Web, session: &Session) -> Result<Answer, Refusal> {
    if !session.asking().may_read(Matter::Breach, &About::school()) {
        return Err(Refusal::NotFound("la pagina"));
    }
    let at = web.app.register.clock.now();
    let files = breaches::of_school(&web.app.store, web.app.register.school).await?;
    let stated = files.into_iter().map(|file| Stated {
        breach: file.id,
        standing: file.breach.standing(at),
        state: file.breach,
        positions: file.acts.iter().map(|at| at.0).collect(),
    });
    Ok(Answer { at, breaches: stated.collect() })
}

/// From which day to which; the last week, if it is not said.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// `GET /api/v1/access-log/anomalies`: for the protection officer.
pub async fn anomalies(web: Web, session: Session, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    Ok(Json(found(&web, &session, &asked).await?).into_response())
}

pub async fn found(web: &Web, session: &Session, asked: &Asked) -> Result<Vec<Anomaly>, Refusal> {
    if !session.asking().may_read(Matter::AccessLog, &About::school()) {
        return Err(Refusal::NotFound("il registro degli accessi"));
    }
    web.app.anomalies(asked.from, asked.to).await
}
