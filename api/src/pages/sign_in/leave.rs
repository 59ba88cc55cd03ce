//! Out: of this browser, of every one, or because the provider says so.

use axum::Form;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use registro_projections::signed_in::{SignedIn, Whose};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::http::Schools;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::message::What;
use crate::sign_in::refused::{Forged, Refused};
use crate::sign_in::secret::hash;
use crate::sign_in::session::told;
use crate::sign_in::token::SKEW;
use crate::sign_in::token::TIMED;

/// What makes a token one that ends sessions, and nothing else.
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Seconds after which it comes too late.
const OLDEST: i64 = 600;

/// `POST /esci`.
pub(crate) async fn post(State(schools): State<Schools>, headers: HeaderMap) -> Result<Response, Problem> {
    if let (Some(ticket), Some(app)) = (schools.sign_in().ticket(&headers), schools.any()) {
        let ended = app.store.sign_out(&hash(&ticket.secret)).await?;
        kept(&schools, What::SignedOut, ended.as_slice()).await?;
    }
    left(&schools)
}

/// `POST /esci/ovunque`: of every browser, and of every school where the same identity is signed in.
pub(crate) async fn everywhere(
    State(schools): State<Schools>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let sign_in = schools.sign_in();
    if let Some(ticket) = sign_in.ticket(&headers)
        && let Some(web) = schools.named(ticket.school)
    {
        let row = sign_in.find(&web.app, &ticket).await?.row;
        let mut ended = web.app.store.sign_out_all(&Whose::Person(row.school, row.person)).await?;
        if !row.subject.is_empty() {
            ended.extend(web.app.store.sign_out_all(&Whose::Subject(row.subject)).await?);
        }
        kept(&schools, What::SignedOutEverywhere, &ended).await?;
    }
    left(&schools)
}

/// What the provider says when somebody leaves there.
#[derive(Deserialize)]
pub struct Said {
    logout_token: String,
}

#[derive(Deserialize)]
struct Logout {
    iat: i64,
    sub: Option<String>,
    sid: Option<String>,
    nonce: Option<String>,
    events: Map<String, Value>,
}

/// `POST /accesso/uscita` (OpenID Connect Back-Channel Logout 1.0).
pub(crate) async fn by_provider(
    State(schools): State<Schools>,
    Form(Said { logout_token }): Form<Said>,
) -> Result<StatusCode, Problem> {
    let sign_in = schools.sign_in();
    let provider = sign_in.provider.as_ref().ok_or_else(Problem::unknown_path)?;
    let said = provider.verified::<Logout>(&logout_token, &provider.wanted.section.client_id, &TIMED).await;
    let said = said.map_err(Refusal::from)?;
    let age = sign_in.clock.now().as_second() - said.iat;
    let ends = said.nonce.is_none() && said.events.contains_key(LOGOUT) && (-SKEW..=OLDEST).contains(&age);
    if !ends {
        return Err(Refusal::from(Refused::Forged(Forged::Purpose)).into());
    }
    let whose = match (said.sid, said.sub) {
        (Some(sid), _) => Whose::ProviderSession(sign_in.provider_session(provider, &sid)),
        (None, Some(sub)) => Whose::Subject(sign_in.subject(provider, &sub)),
        (None, None) => return Err(Refusal::from(Refused::Forged(Forged::Subject)).into()),
    };
    if let Some(app) = schools.any() {
        let ended = app.store.sign_out_all(&whose).await?;
        kept(&schools, What::SignedOutByProvider, &ended).await?;
    }
    Ok(StatusCode::OK)
}

/// Each school keeps what ended in it.
async fn kept<'a>(
    schools: &Schools,
    what: What,
    ended: impl IntoIterator<Item = &'a SignedIn>,
) -> Result<(), Refusal> {
    for row in ended {
        if let Some(web) = schools.named(row.school) {
            web.app.keep(&told(what, row)).await?;
        }
    }
    Ok(())
}

fn left(schools: &Schools) -> Result<Response, Problem> {
    let to = if schools.sign_in().provider.is_some() { "/accesso?uscito=true" } else { "/" };
    Ok(([(SET_COOKIE, schools.sign_in().forget()?)], Redirect::to(to)).into_response())
}
