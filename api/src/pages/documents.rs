//! A document to be read and printed; the same as PDF/A, where the program that makes it is there.

use axum::extract::Path;
use axum::response::Response;
use registro_domain::ids::{PersonId, RequestId};

use super::scrutiny::period_of;
use super::views_documents::DocumentPage;
use super::{address, frame};
use crate::documents::{self, Document};
use crate::http::Web;
use crate::http::documents::{as_file, seen_act, seen_card, seen_certificate, seen_copy};
use crate::identity::Session;
use crate::problem::Problem;

/// `GET /eventi/{position}/documento`.
pub(crate) async fn of_act(
    web: Web,
    session: Session,
    Path(position): Path<u64>,
) -> Result<DocumentPage, Problem> {
    let document = seen_act(&web, &session, position).await?;
    let title = format!("Evento n. {position}");
    let crumbs = [(title.as_str(), format!("/eventi/{position}"))];
    Ok(page(&web, &session, document, &crumbs, &address::document(position)))
}

/// `GET /eventi/{position}/documento/pdf`.
pub(crate) async fn of_act_as_file(
    web: Web,
    session: Session,
    Path(position): Path<u64>,
) -> Result<Response, Problem> {
    let document = seen_act(&web, &session, position).await?;
    let page = address::document(position);
    as_file(&session, &format!("documento-{position}"), &document, &page).await
}

/// `GET /studenti/{id}/certificato`.
pub(crate) async fn certificate(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
) -> Result<DocumentPage, Problem> {
    let document = seen_certificate(&web, &session, student).await?;
    let name = session.name(student);
    let crumbs = [(name.as_str(), address::student(student))];
    Ok(page(&web, &session, document, &crumbs, &address::certificate(student)))
}

/// `GET /studenti/{id}/certificato/pdf`.
pub(crate) async fn certificate_as_file(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
) -> Result<Response, Problem> {
    let document = seen_certificate(&web, &session, student).await?;
    as_file(&session, "certificato-di-frequenza", &document, &address::certificate(student)).await
}

/// `GET /studenti/{id}/pagella/{periodo}/pdf`.
pub(crate) async fn card_as_file(
    web: Web,
    session: Session,
    Path((student, period)): Path<(PersonId, String)>,
) -> Result<Response, Problem> {
    let period = period_of(&period)?;
    let document = seen_card(&web, &session, student, period).await?;
    as_file(&session, "pagella", &document, &address::report_card(student, period)).await
}

/// `GET /richieste/{id}/copia/pdf`.
pub(crate) async fn copy_as_file(
    web: Web,
    session: Session,
    Path(id): Path<RequestId>,
) -> Result<Response, Problem> {
    let document = seen_copy(&web, &session, id).await?;
    as_file(&session, "copia-dei-dati", &document, &address::own_data(id)).await
}

pub(super) fn page(
    web: &Web,
    session: &Session,
    document: Document,
    crumbs: &[(&str, String)],
    at: &str,
) -> DocumentPage {
    let mut layout = frame::layout(web, Some(session), &document.title, "");
    layout.breadcrumbs = frame::crumbs(crumbs, &document.title);
    DocumentPage {
        layout,
        file: documents::is_there().then(|| format!("{at}/pdf")),
        built_by: documents::BUILT_BY,
        document,
    }
}
