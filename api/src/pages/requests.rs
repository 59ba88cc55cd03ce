//! The desk of requests: what waits for an answer, and by when.

use axum::Form;
use axum::extract::Query;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use registro_domain::ids::{PersonId, RequestId};
use registro_domain::request::Standing;
use registro_domain::text::on_day;
use registro_projections::requests::RequestFile;
use serde::Deserialize;
use uuid::Uuid;

use super::act_forms::{carried_out, done};
use super::request_forms::{self, RECEIVE};
use super::sent::{Fields, Sent};
use super::views_family::Returned;
use super::views_layout::Link;
use super::views_requests::{RequestRow, RequestsPage};
use super::{address, frame};
use crate::access;
use crate::commands::Command;
use crate::commands::data_request::DataRequest;
use crate::http::Web;
use crate::http::data_requests::of_school;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// Days before the end of a term in which it is shown as urgent.
const SOON: i64 = 5;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub(super) fatto: Option<String>,
}

/// `GET /richieste`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<RequestsPage, Problem> {
    page(&web, &session, asked.fatto.map(|_| "La richiesta è stata registrata."), None).await
}

/// `POST /richieste`: the office records what was asked. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    of_school(&web, &session).await?;
    let sent = Sent(fields);
    let made = received(&session, &sent);
    let back = carried_out(&web, &session, made, RECEIVE, request_forms::written(&sent)).await?;
    let Some((status, returned)) = back else { return Ok(done(address::REQUESTS)) };
    let page = page(&web, &session, None, Some(returned)).await?;
    Ok(problem::shown(status, page))
}

/// Sent twice, the form is one command: the request's name follows from the command's.
fn received(session: &Session, sent: &Sent) -> Result<(Uuid, Command), Refusal> {
    let command = sent.id()?;
    let request = RequestId(Uuid::new_v5(&command, b"request"));
    let act = request_forms::received(session, sent)?;
    Ok((command, Command::DataRequest(DataRequest { request, act })))
}

async fn page(
    web: &Web,
    session: &Session,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<RequestsPage, Problem> {
    let mut files = of_school(web, session).await?;
    let last = Date::MAX;
    files.sort_by_key(|file| (file.request.answer_by().unwrap_or(last), file.acts.first().copied()));
    let (waiting, ended): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.request.is_open());
    for file in &files {
        access::of(file.person);
    }
    let rows = |files: Vec<&RequestFile>| files.into_iter().map(|file| row(session, file)).collect();
    Ok(RequestsPage {
        layout: frame::layout(web, Some(session), "Richieste sui dati e sui documenti", address::REQUESTS),
        done,
        waiting: rows(waiting),
        ended: rows(ended),
        action: address::REQUESTS.to_owned(),
        forms: request_forms::to_receive(session, returned.as_ref()),
        returned,
    })
}

fn row(session: &Session, file: &RequestFile) -> RequestRow {
    let standing = file.request.standing(session.today);
    let asked = file.request.received.as_ref();
    RequestRow {
        link: Link {
            label: frame::capital(asked.map_or("richiesta", |asked| sentence::claim(asked.claim))),
            href: address::request(file.id),
        },
        person: session.name(file.person),
        received: asked
            .map(|asked| format!("{} {}", sentence::channel(asked.channel), on_day(asked.received_on)))
            .unwrap_or_default(),
        is_urgent: is_urgent(standing, session.today),
        standing: stands(standing),
    }
}

/// Whether somebody had better look at it now.
pub(super) fn is_urgent(standing: Standing, today: Date) -> bool {
    match standing {
        Standing::Open { answer_by } => answer_by <= today.saturating_add(SOON.days()),
        Standing::Unidentified | Standing::Overdue { .. } | Standing::SilentlyRefused { .. } => true,
        Standing::Ended | Standing::Closed => false,
    }
}

/// How a request stands.
pub(super) fn stands(standing: Standing) -> String {
    frame::capital(&sentence::stands(standing))
}

/// Who is meant by a name that was typed: one person and no other.
pub(super) fn named(session: &Session, typed: &str) -> Result<PersonId, Refusal> {
    let wanted = typed.trim().to_lowercase();
    let mut found = session.directory.people().filter(|profile| {
        let (family, given) = (profile.family_name.as_str(), profile.given_name.as_str());
        let names = [format!("{family} {given}"), format!("{given} {family}"), profile.person.to_string()];
        names.iter().any(|name| name.to_lowercase() == wanted)
    });
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.person),
        (None, _) => Err(Refusal::Malformed(format!("nessuno si chiama «{typed}»"))),
        (Some(_), Some(_)) => Err(Refusal::Malformed(format!(
            "più persone si chiamano «{typed}»: serve l’identificativo di una"
        ))),
    }
}
