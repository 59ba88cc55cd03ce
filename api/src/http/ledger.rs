//! The ledger as files (C2SP tlog-tiles), one prefix a school year: `/api/v1/ledger/2025/…`. Checkpoints and hashes say
//! nothing of anybody and are open to all; the entries are the events, and only for who audits them.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use registro_eventlog::event::SchoolId;
use registro_eventlog::ledger::LedgerError;
use registro_eventlog::ledger::shelf::Shelf;
use registro_eventlog::ledger::signer::Ledger;
use registro_eventlog::ledger::timestamp::REPLY;
use uuid::Uuid;

use super::{Schools, Web};
use crate::actor::Capacity;
use crate::identity;
use crate::problem::Problem;
use crate::refusal::Refusal;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";

/// `GET /api/v1/ledger/checkpoint`: the last one of the current school year.
pub(crate) async fn checkpoint(web: Web) -> Result<Response, Problem> {
    let note = with_shelf(&web, |shelf| Ok(shelf.published()?.pop().map(|last| last.note))).await?;
    let note = note.ok_or(Refusal::NotFound("il checkpoint"))?;
    Ok(([(CONTENT_TYPE, TEXT)], note).into_response())
}

/// `GET /api/v1/ledger/public-key`.
pub(crate) async fn public_key(web: Web) -> Result<Response, Problem> {
    let key = with_shelf(&web, |shelf| shelf.verifier()).await?;
    Ok(([(CONTENT_TYPE, TEXT)], format!("{key}\n")).into_response())
}

/// `GET /api/v1/ledger/{year}/checkpoint`, `…/tile/…` and `…/timestamps/…`.
pub(crate) async fn file(
    web: Web,
    headers: HeaderMap,
    Path((year, path)): Path<(String, String)>,
) -> Result<Response, Problem> {
    if path.starts_with("tile/entries/") {
        let session = identity::identify(&web, &headers).await?;
        if session.agent.capacity != Capacity::Auditor {
            let refused = "gli eventi del libro mastro li legge solo chi è incaricato della revisione";
            return Err(Refusal::NotAllowed(refused.to_owned()).into());
        }
    }
    let media = match path.starts_with("tile/") {
        true => BYTES,
        false if path.ends_with(".tsr") => REPLY,
        false => TEXT,
    };
    let found = with_shelf(&web, move |shelf| shelf.file(&format!("{year}/{path}"))).await?;
    let found = found.ok_or_else(Problem::unknown_path)?;
    Ok(([(CONTENT_TYPE, media)], found).into_response())
}

/// `GET /api/v1/schools/{school}/ledger/…`: the same, where a server has several schools and who asks has no token.
pub(crate) async fn of_school(
    State(schools): State<Schools>,
    headers: HeaderMap,
    Path((school, path)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let web = schools.named(SchoolId(school)).ok_or_else(Problem::unknown_path)?;
    match (path.as_str(), path.split_once('/')) {
        ("checkpoint", _) => checkpoint(web).await,
        ("public-key", _) => public_key(web).await,
        (_, Some((year, rest))) => file(web, headers, Path((year.to_owned(), rest.to_owned()))).await,
        (_, None) => Err(Problem::unknown_path()),
    }
}

/// The ledger that is kept here.
pub(super) fn ledger(web: &Web) -> Result<&Ledger, Refusal> {
    web.app.register.ledger().ok_or(Refusal::NotFound("il libro mastro"))
}

async fn with_shelf<T: Send + 'static>(
    web: &Web,
    look: impl FnOnce(&Shelf) -> Result<T, LedgerError> + Send + 'static,
) -> Result<T, Refusal> {
    let shelf = ledger(web)?.shelf().clone();
    let looked = tokio::task::spawn_blocking(move || look(&shelf)).await;
    Ok(looked.map_err(|error| Refusal::Unavailable(Box::new(error)))??)
}
