//! Documents, for who may read what they say: as values for programs; pages and files are made of the same.

use axum::Json;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{PersonId, RequestId};
use registro_domain::scrutiny::{ScrutinyEvent, ScrutinyPeriod};
use registro_eventlog::event::Position;

use super::Web;
use super::data_requests::own_data;
use super::event::seen_event;
use super::results::seen_results;
use super::student::seen_student;
use crate::access;
use crate::answers::Moment;
use crate::documents::{self, Document, NotMade};
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// `GET /api/v1/events/{position}/document`: the letter, the record of a call, the report card that an act made.
pub(crate) async fn of_act(
    web: Web,
    session: Session,
    Path(position): Path<u64>,
) -> Result<Response, Problem> {
    Ok(Json(seen_act(&web, &session, position).await?).into_response())
}

/// `GET /api/v1/students/{id}/attendance-certificate`.
pub(crate) async fn certificate(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
) -> Result<Response, Problem> {
    Ok(Json(seen_certificate(&web, &session, student).await?).into_response())
}

/// The document of an act, for who may read the act.
pub(crate) async fn seen_act(web: &Web, session: &Session, position: u64) -> Result<Document, Refusal> {
    let event = seen_event(web, session, Position(position)).await?;
    web.app.document_of(&session.directory, &event).await
}

/// A student's certificate, for who may read in which class she is.
pub(crate) async fn seen_certificate(
    web: &Web,
    session: &Session,
    student: PersonId,
) -> Result<Document, Refusal> {
    let profile = seen_student(session, student)?;
    let nothing = Refusal::NotFound("il certificato");
    if !session.asking().may_read(Matter::PersonalRecord, &About::student(student)) {
        return Err(nothing);
    }
    web.app.attendance_certificate(&session.directory, profile, session.today).await?.ok_or(nothing)
}

/// A student's last report card of a period, for who may read her results.
pub(crate) async fn seen_card(
    web: &Web,
    session: &Session,
    student: PersonId,
    period: ScrutinyPeriod,
) -> Result<Document, Refusal> {
    let nothing = Refusal::NotFound("la pagella");
    let (_, results) = seen_results(web, session, student, None).await?;
    if !results.iter().any(|told| told.period == period && !told.judged.cards.is_empty()) {
        return Err(nothing);
    }
    let acts = web.app.trail(student.0, Moment::Now).await?;
    let issued = acts.iter().filter(|act| act.kind.starts_with("report-card-issued."));
    let positions: Vec<Position> = issued.map(|act| act.position).collect();
    let of_period = |fact: &DomainEvent| matches!(fact, DomainEvent::Scrutiny(ScrutinyEvent::CardIssued { period: of, .. }) if *of == period);
    let events = web.app.events(&positions).await?;
    let last = events.iter().rfind(|event| of_period(&event.fact)).ok_or(nothing)?;
    web.app.document_of(&session.directory, last).await
}

/// The copy of art. 15, for who composes it.
pub(crate) async fn seen_copy(web: &Web, session: &Session, id: RequestId) -> Result<Document, Refusal> {
    let copy = own_data(web, session, id).await?;
    documents::of_own_data(&web.app, &session.directory, &copy).await
}

/// A document as a file; where no program makes one, the page that shows the same. Of one that the program refuses it is
/// said why, and that the page is there.
pub(crate) async fn as_file(
    session: &Session,
    name: &str,
    document: &Document,
    page: &str,
) -> Result<Response, Problem> {
    let file = match documents::pdf(document).await {
        Ok(file) => file,
        Err(NotMade::NoProgram) => return Ok(Redirect::to(page).into_response()),
        Err(error) if error.is_for_good() => {
            let refused = Problem::from(Refusal::from(error));
            let detail = format!("{}. La pagina {page} dice lo stesso, e si stampa", refused.detail);
            return Err(Problem { detail, ..refused });
        }
        Err(error) => return Err(Refusal::from(error).into()),
    };
    // Whoever is named in it cannot be read out of the bytes of the answer.
    access::of_all_in(&document.data.to_string(), &session.directory);
    Ok(download("application/pdf", &format!("{name}.pdf"), file))
}

pub fn download(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
