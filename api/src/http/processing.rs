//! The record of processing activities and what is made of it: nothing of anybody. The record and the notices are for whoever is
//! known to the register; the data of an impact assessment for who may read the whole feed, of which they are counts.

use axum::Json;
use axum::response::{IntoResponse, Response};
use registro_domain::processing::{Audience, Processing};

use super::Web;
use crate::documents::Document;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::processing::record;
use crate::refusal::Refusal;

/// `GET /api/v1/processing-activities`.
pub(crate) async fn get(_web: Web, _session: Session) -> Result<Response, Problem> {
    Ok(Json(record(Processing::adopted())).into_response())
}

/// `GET /api/v1/processing-activities/notice-to-families`.
pub(crate) async fn to_families(web: Web, session: Session) -> Result<Response, Problem> {
    Ok(Json(seen_notice(&web, &session, Audience::Families).await?).into_response())
}

/// `GET /api/v1/processing-activities/notice-to-staff`.
pub(crate) async fn to_staff(web: Web, session: Session) -> Result<Response, Problem> {
    Ok(Json(seen_notice(&web, &session, Audience::Staff).await?).into_response())
}

/// `GET /api/v1/processing-activities/impact-assessment`.
pub(crate) async fn impact(web: Web, session: Session) -> Result<Response, Problem> {
    Ok(Json(seen_impact(&web, &session).await?).into_response())
}

/// A notice, for whoever is known here.
pub(crate) async fn seen_notice(
    web: &Web,
    session: &Session,
    audience: Audience,
) -> Result<Document, Refusal> {
    web.app.privacy_notice(&session.directory, audience).await
}

/// The data for an impact assessment.
pub(crate) async fn seen_impact(web: &Web, session: &Session) -> Result<Document, Refusal> {
    if !session.asking().may_read(Matter::Feed, &About::school()) {
        return Err(Refusal::NotFound("la pagina"));
    }
    web.app.impact_data(&session.directory).await
}
