//! Back from the provider.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::super::address;
use super::super::views_sign_in::LandedPage;
use super::enter;
use crate::http::Schools;
use crate::problem::Problem;
use crate::sign_in::flow::Answer;
use crate::sign_in::session::cookie;

/// What the provider sends back.
#[derive(Debug, Deserialize)]
pub struct Brought {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// `GET /accesso/ritorno`. The answer is a page and not a redirect: a browser that comes from another site would not send
/// the new cookie along the redirect.
pub(crate) async fn get(
    State(schools): State<Schools>,
    headers: HeaderMap,
    Query(brought): Query<Brought>,
) -> Result<Response, Problem> {
    let sign_in = schools.sign_in();
    let provider = sign_in.provider.as_ref().ok_or_else(Problem::unknown_path)?;
    let Brought { state, code, error, iss: issuer } = brought;
    let browser = cookie(&headers, sign_in.awaited_name()).map(str::to_owned);
    let entered =
        match sign_in.come_back(provider, &schools, Answer { state, code, error, issuer, browser }).await {
            Ok(entered) => entered,
            Err(refusal) => return enter::told(&schools, refusal),
        };
    let to = match entered.found.capacity {
        Some(_) => entered.return_to,
        None => format!("/accesso/veste?return_to={}", address::encoded(&entered.return_to)),
    };
    let cookies = [(SET_COOKIE, sign_in.keep(&entered.ticket)?), (SET_COOKIE, sign_in.await_here("", 0)?)];
    Ok((AppendHeaders(cookies), LandedPage { to }).into_response())
}
