//! `GET /api/v1/consultations`: who was allowed to read beyond her daily work, what, why and until when.

use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use registro_domain::consultation::{Consultation, Opened, Scope};
use registro_domain::ids::{ConsultationId, PersonId, Protocol};
use serde::Serialize;

use super::page::Page;
use crate::access;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

#[derive(Serialize)]
pub struct Answer {
    consultations: Vec<Stated>,
}

#[derive(Serialize)]
pub struct Stated {
    pub consultation: ConsultationId,
    pub reader: PersonId,
    pub reader_name: String,
    pub allowed_by: PersonId,
    pub scope: Scope,
    pub reason: String,
    pub protocol: Option<Protocol>,
    pub from: DateTime,
    /// The last moment; earlier if it was closed.
    pub until: DateTime,
    /// Whether it lets her read now.
    pub open: bool,
}

/// The latest first.
pub(crate) async fn list(session: Session, page: Page) -> Result<Response, Problem> {
    let (consultations, next) = page.of(seen(&session)?, |stated| stated.consultation.0.to_string())?;
    Ok(page.answer(Answer { consultations }, next).into_response())
}

/// Those that the person may know of: her own, or all for who watches over them.
pub fn seen(session: &Session) -> Result<Vec<Stated>, Refusal> {
    let all = session.asking().may_read(Matter::Consultation, &About::school());
    let hers = |opened: &Opened| [opened.reader, opened.by].contains(&session.agent.person);
    let known = session.directory.consultations();
    let opened = known.filter_map(|(id, known)| Some((id, known, known.opened.as_ref()?)));
    let seen = opened.filter(|(_, _, opened)| all || hers(opened));
    let mut stated: Vec<Stated> =
        seen.map(|(id, known, opened)| stated(session, id, known, opened)).collect();
    stated.sort_by_key(|it| std::cmp::Reverse(it.from));
    if stated.is_empty() && !all && !session.agent.capacity.consults() {
        return Err(Refusal::NotFound("la pagina"));
    }
    Ok(stated)
}

fn stated(session: &Session, id: ConsultationId, known: &Consultation, opened: &Opened) -> Stated {
    if let Scope::Student(student) = opened.scope {
        access::of(student);
    }
    Stated {
        consultation: id,
        reader: opened.reader,
        reader_name: session.name(opened.reader),
        allowed_by: opened.by,
        scope: opened.scope,
        reason: opened.reason.to_string(),
        protocol: opened.protocol,
        from: opened.from,
        until: known.closed.map_or(opened.until, |closed| closed.min(opened.until)),
        open: known.open_at(session.now).is_some(),
    }
}
