//! A student, a class's day or a case played again: one step of its history, or two moments side by side.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::fact::{Concern, DomainEvent, Said as _};
use registro_domain::ids::{CaseId, ClassId, PersonId};
use registro_eventlog::event::Position;
use registro_projections::event::Event;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::event::{StatedEvent, stated_to};
use super::{Web, query};
use crate::answers::Moment;
use crate::clock;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::replay::{At, Compared, Replay, Sides, Thing, replay};

/// Which moments. Nothing asked: after the last event, and before it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// After this event, and before it.
    pub position: Option<u64>,
    /// As it stood then.
    pub as_of: Option<String>,
    /// Beside how it stood then.
    pub beside: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfDay {
    on: Date,
    position: Option<u64>,
    as_of: Option<String>,
    beside: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    /// Events about it, in all.
    steps: usize,
    /// And known at the moment shown.
    known: usize,
    /// The last of those known.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<StatedEvent>,
    /// The steps beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Position>,
    lines: Vec<ComparedLine>,
    /// The last day that is told, to who is no longer informed of the student.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
}

#[derive(Serialize, ToSchema)]
struct ComparedLine {
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    changed: bool,
}

impl From<Compared> for ComparedLine {
    fn from(line: Compared) -> Self {
        let changed = line.has_changed();
        let Compared { what, before, after } = line;
        Self { what, before, after, changed }
    }
}

/// `GET /api/v1/students/{id}/replay`.
pub(crate) async fn of_student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    answer(&web, &session, Thing::Student(student), &asked).await
}

/// `GET /api/v1/classes/{id}/replay?on=`.
pub(crate) async fn of_class(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
    Query(asked): Query<OfDay>,
) -> Result<Json<Answer>, Problem> {
    let OfDay { on, position, as_of, beside } = asked;
    answer(&web, &session, Thing::ClassDay(class, on), &Asked { position, as_of, beside }).await
}

/// `GET /api/v1/cases/{id}/replay`.
pub(crate) async fn of_case(
    web: Web,
    session: Session,
    Path(case): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    answer(&web, &session, Thing::Case(case), &asked).await
}

async fn answer(web: &Web, session: &Session, thing: Thing, asked: &Asked) -> Result<Json<Answer>, Problem> {
    let sides = sides(web, session, asked).await?;
    let played = replay(web, session, thing, sides).await?;
    Ok(Json(Answer::of(session, played)?))
}

impl Answer {
    /// What was played again, as programs are told it.
    pub fn of(session: &Session, played: Replay) -> Result<Self, Refusal> {
        let at = |step: usize| played.steps.get(step).map(|step| step.envelope.position);
        let event = played.last_known().map(|event| stated_to(session, event)).transpose()?;
        Ok(Self {
            steps: played.steps.len(),
            known: played.known,
            event,
            previous: played.known.checked_sub(2).and_then(at),
            next: at(played.known),
            until: played.until,
            lines: played.lines.into_iter().map(ComparedLine::from).collect(),
        })
    }
}

/// What an event is a step of, for who may see it: a case, a class's day, a student.
pub fn thing_of(session: &Session, event: &Event) -> Option<Thing> {
    if let DomainEvent::Case(said) = &event.fact {
        return Some(Thing::Case(said.heading().case));
    }
    if let (DomainEvent::Lesson(_), Some(class)) = (&event.fact, event.fact.class()) {
        return Some(Thing::ClassDay(class, event.envelope.effective_on));
    }
    let subject = event.fact.about().into_iter().find(|(_, concern)| *concern == Concern::Subject);
    let student = subject.map(|(person, _)| person).filter(|person| {
        let profile = session.directory.person(*person);
        profile.is_some_and(|known| !known.enrolments.is_empty()) && session.may_see_student(*person)
    });
    student.map(Thing::Student)
}

/// The moments that are asked for.
pub(crate) async fn sides(web: &Web, session: &Session, asked: &Asked) -> Result<Sides, Refusal> {
    let after = match (asked.position, query::as_of(asked.as_of.as_deref())?) {
        (Some(position), None) => at_event(web, session, Position(position)).await?,
        (None, instant) => at(web, session, instant).await?,
        (Some(_), Some(_)) => {
            return Err(Refusal::Malformed("si indica un evento, oppure un istante".to_owned()));
        }
    };
    Ok(match query::as_of(asked.beside.as_deref())? {
        None => Sides::Step(after),
        beside => Sides::Two { before: at(web, session, beside).await?, after },
    })
}

async fn at(web: &Web, session: &Session, instant: Option<Timestamp>) -> Result<At, Refusal> {
    let on = instant.map_or(session.today, |instant| clock::wall(instant).date());
    Ok(At { moment: web.app.moment(instant).await?, on })
}

/// Right after an event. Whether she may see it is asked where its thing is played again.
async fn at_event(web: &Web, session: &Session, position: Position) -> Result<At, Refusal> {
    if *web.app.seen.borrow() < Some(position) {
        return Err(Refusal::NotFound("l'evento"));
    }
    let found: Vec<Event> = web.app.events(&[position]).await?;
    let on = found.first().map_or(session.today, |event| clock::wall(event.envelope.recorded_at).date());
    Ok(At { moment: Moment::At(position), on })
}
