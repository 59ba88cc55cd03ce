//! `GET /api/v1/access-decisions`: why somebody could read a student's data at some moment, or could not. For the protection
//! officer. The facts are those of then: the directory is folded up to the position that the register had reached. It is asked
//! of what is told as it stood that day: not of an act by its author, nor of what a family no longer informed may still read.

use axum::Json;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use registro_domain::ids::PersonId;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Web, query};
use crate::access;
use crate::actor::{Agent, Capacity};
use crate::clock;
use crate::identity::Session;
use crate::policy::explain::{Explanation, explain};
use crate::policy::{About, Asking, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::register::Register;

#[derive(Debug, Deserialize)]
pub struct Asked {
    reader: PersonId,
    capacity: Capacity,
    student: PersonId,
    /// The moment asked about; now, if it is not said.
    as_of: Option<String>,
}

#[derive(Serialize)]
pub struct Answer {
    reader: PersonId,
    student: PersonId,
    at: Timestamp,
    /// What the register had recorded by then.
    position: Option<Position>,
    decisions: Vec<Explanation>,
}

/// What of a student is explained one by one.
pub const EXPLAINED: [Matter; 9] = [
    Matter::StudentRecord,
    Matter::PersonalRecord,
    Matter::Attendance,
    Matter::ReservedReason,
    Matter::Conduct,
    Matter::PublishedGrade,
    Matter::Grade,
    Matter::Case,
    Matter::Results,
];

/// `GET /api/v1/access-decisions`.
pub(crate) async fn get(web: Web, session: Session, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    if !session.asking().may_read(Matter::AccessLog, &About::school()) {
        return Err(Refusal::NotFound("la pagina").into());
    }
    access::of(asked.student);
    let at = query::as_of(asked.as_of.as_deref())?.unwrap_or_else(|| web.app.register.clock.now());
    let agent = Agent { person: asked.reader, capacity: asked.capacity, assurance: 2, session: Uuid::nil() };
    let (position, decisions) = explained(&web.app.register, agent, asked.student, at).await?;
    let answer = Answer { reader: asked.reader, student: asked.student, at, position, decisions };
    Ok(Json(answer).into_response())
}

/// What somebody could read of a student at a moment, and why.
pub(crate) async fn explained(
    register: &Register,
    agent: Agent,
    student: PersonId,
    at: Timestamp,
) -> Result<(Option<Position>, Vec<Explanation>), Refusal> {
    let (log, school) = (&*register.log, register.school);
    let position = log.position_at(school, at).await?;
    let directory = match position {
        Some(until) => Directory::as_of(log, school, until).await?,
        None => Directory::default(),
    };
    let (at, regulation) = (clock::wall(at), &*register.regulation);
    let asking = Asking { agent, directory: &directory, at, regulation };
    let about = About::student(student);
    Ok((position, EXPLAINED.into_iter().map(|matter| explain(&asking, matter, &about)).collect()))
}
