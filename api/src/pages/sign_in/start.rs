//! Off to the provider.

use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use registro_eventlog::event::SchoolId;
use serde::Deserialize;
use uuid::Uuid;

use super::enter::{self, local};
use crate::http::Schools;
use crate::problem::Problem;
use crate::sign_in::flow::{self, AWAITED};

/// How.
#[derive(Debug, Deserialize)]
pub struct Asked {
    school: Option<Uuid>,
    return_to: Option<String>,
    level: Option<u8>,
    #[serde(default)]
    anew: bool,
}

/// `GET /accesso/avvia`.
pub(crate) async fn get(
    State(schools): State<Schools>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let sign_in = schools.sign_in();
    let provider = sign_in.provider.as_ref().ok_or_else(Problem::unknown_path)?;
    let replaces = sign_in.ticket(&headers);
    let named = asked.school.map(SchoolId).or(replaces.as_ref().map(|ticket| ticket.school));
    let web = match named {
        Some(school) => schools.named(school),
        None => schools.only(),
    };
    let Some(web) = web else { return Ok(Redirect::to("/accesso").into_response()) };
    let highest = u8::try_from(provider.wanted.section.levels.len()).unwrap_or(u8::MAX);
    let return_to = local(asked.return_to).unwrap_or_else(|| "/".to_owned());
    let asked = flow::Asked {
        return_to,
        level: asked.level.unwrap_or(1).clamp(1, highest),
        anew: asked.anew,
        replaces,
    };
    match sign_in.leave_for(provider, &web.app, asked).await {
        Ok((there, browser)) => {
            let awaited = sign_in.await_here(&browser, AWAITED.as_secs())?;
            Ok(([(SET_COOKIE, awaited)], Redirect::to(&there)).into_response())
        }
        Err(refusal) => {
            let problem = Problem::from(refusal);
            Ok(enter::refused(&schools, problem.status, &problem.detail)
                .unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response()))
        }
    }
}
