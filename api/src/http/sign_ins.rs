//! Who signed in, when, how, and who was refused: for the protection officer.

use axum::Json;
use axum::extract::Query;
use jiff::Timestamp;
use registro_domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::student::Named;
use super::{Web, query};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::message::{Filter, Message, What};

/// Messages in one answer.
const PAGE: usize = 200;

/// Whose, when.
#[derive(Debug, Deserialize)]
pub struct Asked {
    person: Option<PersonId>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    sign_ins: Vec<SignIn>,
    /// To be sent as `cursor` for those before.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct SignIn {
    at: Timestamp,
    what: What,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Named<PersonId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Uuid>,
    capacity: String,
    level: u8,
    provider: String,
    request: String,
    /// The identity token, as the provider signed it.
    answer: String,
    claims: Vec<String>,
    reason: String,
}

/// `GET /api/v1/sign-ins`: to anybody but the protection officer they do not exist.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    if !session.asking().may_read(Matter::AccessLog, &About::school()) {
        return Err(Refusal::NotFound("il registro degli accessi").into());
    }
    let day = |written: &Option<String>| written.as_deref().map(query::day).transpose();
    let filter = Filter { person: asked.person, from: day(&asked.from)?, to: day(&asked.to)? };
    let cursor = asked.cursor.as_deref().map(str::parse).transpose();
    let cursor = cursor.map_err(|_| Refusal::Malformed("il cursore non è di questo registro".to_owned()))?;
    let (found, next) = web.app.sign_ins(&filter, cursor, PAGE).await?;
    let told = |(at, message): (Timestamp, Message)| {
        let Message { what, person, session: of, capacity, level, provider, request, answer, claims, reason } =
            message;
        let person = person.map(|id| Named { id, name: session.directory.name(id) });
        SignIn { at, what, person, session: of, capacity, level, provider, request, answer, claims, reason }
    };
    let sign_ins = found.into_iter().map(told).collect();
    Ok(Json(Answer { sign_ins, next: next.map(|next| next.to_string()) }))
}
