//! Requests to erase data, and what of a person's could be erased.

use axum::Json;
use axum::extract::Path;
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::erasure::{Erasure, Target};
use registro_domain::ids::{ErasureId, PersonId};
use registro_domain::retention::{Keep, Retention};
use registro_projections::erasures;
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::page::{Page, Paged};
use crate::commands::erasure::written_on;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    erasures: Vec<Stated>,
}

#[derive(Serialize, ToSchema)]
struct Stated {
    erasure: ErasureId,
    #[serde(flatten)]
    state: Erasure,
    positions: Vec<u64>,
}

/// What one key seals.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sealed {
    #[serde(flatten)]
    pub target: Target,
    /// What the class is called.
    pub title: String,
    pub keep: Keep,
    pub is_over: bool,
    pub key: String,
    pub made_at: Timestamp,
}

/// `GET /api/v1/erasures`.
pub(crate) async fn list(web: Web, session: Session, page: Page) -> Result<Paged<Answer>, Problem> {
    decides(&session)?;
    let files = erasures::of_school(&web.app.store, web.app.register.school).await.map_err(Refusal::from)?;
    let (files, next) = page.of(files, |file| file.id.0.to_string())?;
    let stated = files.into_iter().map(|file| Stated {
        erasure: file.id,
        state: file.erasure,
        positions: file.acts.iter().map(|at| at.0).collect(),
    });
    Ok(page.answer(Answer { on: session.today, erasures: stated.collect() }, next))
}

/// `GET /api/v1/people/{id}/sealed-data`.
pub(crate) async fn of_person(
    web: Web,
    session: Session,
    Path(person): Path<PersonId>,
) -> Result<Json<Vec<Sealed>>, Problem> {
    Ok(Json(sealed(&web, &session, person).await?))
}

/// What is sealed of a person's data: each can be erased without the others.
pub(crate) async fn sealed(web: &Web, session: &Session, person: PersonId) -> Result<Vec<Sealed>, Refusal> {
    decides(session)?;
    let left = session.directory.person(person).ok_or(Refusal::NotFound("la persona"))?.left_on();
    let Some(keys) = &web.app.register.keys else { return Ok(Vec::new()) };
    let known = keys.list(web.app.register.school).await?.into_iter();
    let hers = known.filter(|key| key.owner == Some(person.0));
    Ok(hers
        .filter_map(|key| {
            let class = Retention::adopted().class(&key.class)?;
            let keep = class.keep(written_on(&key.part).unwrap_or(session.today), left);
            let target = Target { class: key.class, part: key.part };
            let (title, is_over) = (class.title.clone(), keep.is_over(session.today));
            Some(Sealed { target, title, keep, is_over, key: key.id.to_string(), made_at: key.made_at })
        })
        .collect())
}

/// Who decides on erasures, and sees them all.
pub fn decides(session: &Session) -> Result<(), Refusal> {
    let all = session.asking().may_read(Matter::Erasure, &About::school());
    all.then_some(()).ok_or(Refusal::NotFound("la pagina"))
}
