//! The record of processing activities as a page, and the documents that are made of it.

use axum::response::Response;
use registro_domain::processing::{Audience, Processing};

use super::documents::page;
use super::views_documents::DocumentPage;
use super::views_layout::Link;
use super::views_requests::{ActivityView, ProcessingPage};
use super::{address, frame};
use crate::documents::Document;
use crate::http::Web;
use crate::http::documents::as_file;
use crate::http::processing::{seen_impact, seen_notice};
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::processing::{lines, record};

/// `GET /trattamenti`.
pub(crate) async fn get(web: Web, session: Session) -> Result<ProcessingPage, Problem> {
    let record = record(Processing::adopted());
    let general = record.controller;
    let activities = record.activities.iter().map(|it| ActivityView {
        id: it.name.to_owned(),
        title: it.activity.title.clone(),
        lines: lines(it),
    });
    let mut documents = vec![
        Link { label: "Informativa a studenti e famiglie".to_owned(), href: address::TO_FAMILIES.to_owned() },
        Link { label: "Informativa al personale".to_owned(), href: address::TO_STAFF.to_owned() },
    ];
    if session.asking().may_read(Matter::Feed, &About::school()) {
        let label = "Dati per la valutazione d’impatto".to_owned();
        documents.push(Link { label, href: address::IMPACT.to_owned() });
    }
    Ok(ProcessingPage {
        layout: frame::layout(
            &web,
            Some(&session),
            "Registro delle attività di trattamento",
            address::PROCESSING,
        ),
        documents,
        general: vec![
            ("Base giuridica", general.basis.clone()),
            ("Categorie particolari", general.special_basis.clone()),
            ("Trasferimenti", general.transfers.clone()),
            ("Decisioni automatizzate", general.automated_decisions.clone()),
            ("Sicurezza", general.security.clone()),
        ],
        activities: activities.collect(),
    })
}

/// `GET /trattamenti/informativa/famiglie`.
pub(crate) async fn to_families(web: Web, session: Session) -> Result<DocumentPage, Problem> {
    let document = seen_notice(&web, &session, Audience::Families).await?;
    Ok(made_of_it(&web, &session, document, address::TO_FAMILIES))
}

/// `GET /trattamenti/informativa/personale`.
pub(crate) async fn to_staff(web: Web, session: Session) -> Result<DocumentPage, Problem> {
    let document = seen_notice(&web, &session, Audience::Staff).await?;
    Ok(made_of_it(&web, &session, document, address::TO_STAFF))
}

/// `GET /trattamenti/valutazione`.
pub(crate) async fn impact(web: Web, session: Session) -> Result<DocumentPage, Problem> {
    let document = seen_impact(&web, &session).await?;
    Ok(made_of_it(&web, &session, document, address::IMPACT))
}

/// `GET /trattamenti/informativa/famiglie/pdf`.
pub(crate) async fn to_families_as_file(web: Web, session: Session) -> Result<Response, Problem> {
    let document = seen_notice(&web, &session, Audience::Families).await?;
    as_file(&session, "informativa-famiglie", &document, address::TO_FAMILIES).await
}

/// `GET /trattamenti/informativa/personale/pdf`.
pub(crate) async fn to_staff_as_file(web: Web, session: Session) -> Result<Response, Problem> {
    let document = seen_notice(&web, &session, Audience::Staff).await?;
    as_file(&session, "informativa-personale", &document, address::TO_STAFF).await
}

/// `GET /trattamenti/valutazione/pdf`.
pub(crate) async fn impact_as_file(web: Web, session: Session) -> Result<Response, Problem> {
    let document = seen_impact(&web, &session).await?;
    as_file(&session, "dati-per-la-valutazione-d-impatto", &document, address::IMPACT).await
}

fn made_of_it(web: &Web, session: &Session, document: Document, at: &str) -> DocumentPage {
    page(web, session, document, &[("Trattamenti dei dati", address::PROCESSING.to_owned())], at)
}
