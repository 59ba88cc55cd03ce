//! In which capacity somebody who is signed in goes on, and where she leaves from.

use axum::Form;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::frame;
use super::super::views_sign_in::{CapacityChoice, CapacityPage};
use super::enter::local;
use crate::actor::Capacity;
use crate::http::Web;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::person::capacities;

#[derive(Debug, Deserialize)]
pub struct Asked {
    return_to: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Chosen {
    capacity: Capacity,
    return_to: Option<String>,
}

/// `GET /accesso/veste`.
pub(crate) async fn get(
    web: Web,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<CapacityPage, Problem> {
    let sign_in = &web.keys.sign_in;
    let ticket = sign_in.ticket(&headers).ok_or(Refusal::Unidentified)?;
    let found = sign_in.find(&web.app, &ticket).await?;
    let directory = web.app.register.directory().await?;
    let mut layout = frame::layout(&web, None, "La tua veste", "/accesso/veste");
    if let Some((name, _)) = &directory.school.name {
        layout.school_name = name.to_string();
    }
    let choices = capacities(&directory, found.person(), web.app.register.today());
    let choices = choices.into_iter().map(|capacity| CapacityChoice {
        capacity_id: capacity.name().to_owned(),
        name: frame::capital(capacity.italian()),
        current: found.capacity == Some(capacity),
    });
    Ok(CapacityPage {
        layout,
        name: directory.name(found.person()),
        level: found.row.level,
        choices: choices.collect(),
        return_to: local(asked.return_to),
    })
}

/// `POST /accesso/veste`.
pub(crate) async fn post(
    web: Web,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let sign_in = &web.keys.sign_in;
    let ticket = sign_in.ticket(&headers).ok_or(Refusal::Unidentified)?;
    let found = sign_in.find(&web.app, &ticket).await?;
    let (ticket, _) = sign_in.choose(&web.app, &ticket, &found, chosen.capacity).await?;
    let to = local(chosen.return_to).unwrap_or_else(|| "/".to_owned());
    Ok(([(SET_COOKIE, sign_in.keep(&ticket)?)], Redirect::to(&to)).into_response())
}
