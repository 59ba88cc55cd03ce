//! Requests about data and documents, with their clocks.

use axum::Json;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use registro_domain::ids::{PersonId, RequestId};
use registro_domain::request::{self, Claim, DataRequest, Standing};
use registro_projections::requests::{self, RequestFile};
use serde::Serialize;

use super::Web;
use super::page::Page;
use super::student::Named;
use crate::access;
use crate::actor::Capacity;
use crate::desk::request_stream;
use crate::identity::Session;
use crate::own_data::{self, OwnData};
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::assurance::Needs;

#[derive(Serialize)]
pub struct Answer {
    pub on: Date,
    pub requests: Vec<Stated>,
}

/// A request, and how it stands today.
#[derive(Serialize)]
pub struct Stated {
    pub request: RequestId,
    pub person: Named<PersonId>,
    #[serde(flatten)]
    pub standing: Standing,
    pub state: DataRequest,
    /// Where its acts stand in the feed.
    pub positions: Vec<u64>,
}

/// `GET /api/v1/data-requests/{id}/dossier`: the copy of art. 15, for who answers.
pub(crate) async fn dossier(
    web: Web,
    session: Session,
    Path(id): Path<RequestId>,
) -> Result<Response, Problem> {
    Ok(Json(own_data(&web, &session, id).await?).into_response())
}

/// `GET /api/v1/data-requests/{id}/dossier/{file}`: the same as a file: `dati.json`, `atti.csv`, `consultazioni.csv`, `manifest.json`.
pub(crate) async fn dossier_file(
    web: Web,
    session: Session,
    Path((id, name)): Path<(RequestId, String)>,
) -> Result<Response, Problem> {
    let content = own_data(&web, &session, id).await?;
    let file = own_data::files(&content)?.into_iter().find(|file| file.name == name);
    let file = file.ok_or(Refusal::NotFound("il file"))?;
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let headers = [(CONTENT_TYPE, file.media_type.to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, file.bytes).into_response())
}

/// What is given to who asked for her data; somebody else does not compose it.
pub(crate) async fn own_data(web: &Web, session: &Session, id: RequestId) -> Result<OwnData, Refusal> {
    if !session.asking().may_read(Matter::OwnData, &About::school()) {
        return Err(Refusal::NotFound("la richiesta"));
    }
    session.suffices(web, Needs::JustNow)?;
    let file = seen(web, session, id).await?;
    match file.request.received.as_ref().map(|asked| asked.claim) {
        Some(Claim::Access | Claim::Portability) if file.request.gives_data() => {
            web.app.own_data(&file).await
        }
        Some(Claim::Access | Claim::Portability) => Err(request::Rejection::NotIdentified.into()),
        Some(
            Claim::Rectification
            | Claim::Erasure
            | Claim::Restriction
            | Claim::Objection
            | Claim::Documents
            | Claim::Accessibility,
        )
        | None => Err(request::Rejection::NoDossier.into()),
    }
}

/// `GET /api/v1/data-requests`: for who answers them.
pub(crate) async fn list(web: Web, session: Session, page: Page) -> Result<Response, Problem> {
    let files = of_school(&web, &session).await?;
    let (files, next) = page.of(files, |file| file.id.0.to_string())?;
    let requests = files.into_iter().map(|file| stated(file, &session)).collect();
    Ok(page.answer(Answer { on: session.today, requests }, next).into_response())
}

/// `GET /api/v1/data-requests/{id}`: for who answers it, and for who made it.
pub(crate) async fn get(web: Web, session: Session, Path(id): Path<RequestId>) -> Result<Response, Problem> {
    let file = seen(&web, &session, id).await?;
    Ok(Json(stated(file, &session)).into_response())
}

pub(crate) async fn of_school(web: &Web, session: &Session) -> Result<Vec<RequestFile>, Refusal> {
    if !answers(session.agent.capacity) {
        return Err(Refusal::NotFound("la pagina"));
    }
    let mut files = requests::of_school(&web.app.store, web.app.register.school).await?;
    files.retain(|file| !is_hidden(session, file));
    Ok(files)
}

/// A request, if the person may know of it.
pub(crate) async fn seen(web: &Web, session: &Session, id: RequestId) -> Result<RequestFile, Refusal> {
    let found = requests::get(&web.app.store, web.app.register.school, id).await?;
    let hers = |file: &RequestFile| {
        file.request.identified.as_ref().is_some_and(|known| known.applicant == Some(session.agent.person))
    };
    let found = found.filter(|file| !is_hidden(session, file));
    let file = found.filter(|file| answers(session.agent.capacity) || hers(file));
    let file = file.ok_or(Refusal::NotFound("la richiesta"))?;
    access::of(file.person);
    Ok(file)
}

/// Whether a request is kept from the person as restricted.
fn is_hidden(session: &Session, file: &RequestFile) -> bool {
    request_stream(file.id).is_ok_and(|stream| session.asking().hides_stream(&stream, file.person))
}

pub fn stated(mut file: RequestFile, session: &Session) -> Stated {
    // What is left out of a copy, and who spoke against it, is for who answers.
    if !answers(session.agent.capacity) {
        file.request.redactions.clear();
        file.request.parties.clear();
    }
    Stated {
        request: file.id,
        person: Named { id: file.person, name: session.directory.name(file.person) },
        standing: file.request.standing(session.today),
        state: file.request,
        positions: file.acts.iter().map(|at| at.0).collect(),
    }
}

/// Who receives requests and answers them.
pub fn answers(capacity: Capacity) -> bool {
    match capacity {
        Capacity::Dpo | Capacity::Principal | Capacity::Secretariat => true,
        Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Teacher
        | Capacity::Guardian
        | Capacity::Student
        | Capacity::Auditor
        | Capacity::Technician
        | Capacity::Support => false,
    }
}
