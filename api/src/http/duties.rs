//! What must be done, for whom, by when, under which norm, from which events: done, due, overdue as of a day.

use axum::extract::Query;
use jiff::civil::Date;
use registro_domain::duty::{Duty, DutyKind, Matter, Owner, Place, Status, Whom};
use registro_domain::hours::Warning;
use registro_domain::ids::{BreachId, CaseId, ClassId, FactNumber, PeriodNumber, PersonId, RequestId};
use registro_domain::norm::Norm;
use registro_projections::directory::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::class_day::seen_class;
use super::page::{Page, Paged};
use super::student::{Named, seen_student};
use super::{Web, query};
use crate::clock;
use crate::duties::{Scope, may_see, own_scopes};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sentence;

/// Whose, on which day, by what the register said when.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub class: Option<ClassId>,
    pub student: Option<PersonId>,
    pub owner: Option<Owner>,
    pub on: Option<String>,
    pub as_of: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    duties: Vec<Stated>,
}

/// A duty as programs read it.
#[derive(Serialize, ToSchema)]
pub struct Stated {
    kind: DutyKind,
    /// In Italian.
    what: &'static str,
    owner: Owner,
    norm: Norm,
    citation: &'static str,
    /// What else it rests on.
    also: &'static [Norm],
    #[serde(skip_serializing_if = "Option::is_none")]
    student: Option<Named<PersonId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Named<ClassId>>,
    #[serde(flatten)]
    matter: StatedMatter,
    arose_on: Date,
    due: Option<Date>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    done_on: Option<Date>,
    /// The event that fulfilled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_by: Option<Place>,
    /// The events that it comes from.
    cause: Vec<Place>,
}

#[derive(Default, Serialize, ToSchema)]
struct StatedMatter {
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<FactNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absence_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<PeriodNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    breach: Option<BreachId>,
}

/// `GET /api/v1/duties`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
    page: Page,
) -> Result<Paged<Answer>, Problem> {
    let (on, duties) = asked_for(&web, &session, &asked).await?;
    let (duties, next) = page.of(duties, key)?;
    let duties = duties.iter().map(|duty| stated(duty, &session.directory, on)).collect();
    Ok(page.answer(Answer { on, duties }, next))
}

/// No two duties of a list arise from the same acts for the same person, of the same kind.
fn key(duty: &Duty) -> String {
    let told = format!("{:?}", (duty.kind, &duty.whom, &duty.matter, duty.arose_on, duty.due, &duty.cause));
    Uuid::new_v5(&Uuid::NAMESPACE_OID, told.as_bytes()).to_string()
}

/// The day asked about, and the duties that the person may see.
pub(crate) async fn asked_for(
    web: &Web,
    session: &Session,
    asked: &Asked,
) -> Result<(Date, Vec<Duty>), Refusal> {
    let instant = query::as_of(asked.as_of.as_deref())?;
    let then = instant.map_or(session.today, |instant| clock::wall(instant).date());
    let on = query::day_or(asked.on.as_deref(), then)?;
    let moment = web.app.moment(instant).await?;
    let mut duties = Vec::new();
    for scope in scopes(session, asked)? {
        duties.extend(web.app.duties(scope, on, moment).await?);
    }
    let owner = |duty: &Duty| asked.owner.is_none_or(|owner| duty.kind.owner() == owner);
    duties.retain(|duty| owner(duty) && may_see(session, duty));
    Ok((on, duties))
}

fn scopes(session: &Session, asked: &Asked) -> Result<Vec<Scope>, Refusal> {
    match (asked.student, asked.class) {
        (Some(student), _) => {
            seen_student(session, student)?;
            Ok(vec![Scope::Student(student)])
        }
        (None, Some(class)) => {
            seen_class(session, class)?;
            Ok(vec![Scope::Class(class)])
        }
        (None, None) => Ok(own_scopes(session)),
    }
}

/// A duty for programs. Classes and names are those of `on`.
pub fn stated(duty: &Duty, directory: &Directory, on: Date) -> Stated {
    let (student, class) = match duty.whom {
        Whom::Student(student) => {
            (Some(student), directory.person(student).and_then(|profile| profile.class_on(on)))
        }
        Whom::Class(class) => (None, Some(class)),
        Whom::School => (None, None),
    };
    let matter = match duty.matter {
        Matter::Year => StatedMatter::default(),
        Matter::Fact { number, on } => {
            StatedMatter { fact: Some(number), fact_on: Some(on), ..StatedMatter::default() }
        }
        Matter::Level(level) => StatedMatter { level: Some(level_name(level)), ..StatedMatter::default() },
        Matter::Month(month) => StatedMatter { month: Some(month), ..StatedMatter::default() },
        Matter::Absence(on) => StatedMatter { absence_on: Some(on), ..StatedMatter::default() },
        Matter::Test { on, period } => {
            StatedMatter { test_on: Some(on), period: Some(period), ..StatedMatter::default() }
        }
        Matter::Act { case, number } => {
            StatedMatter { case: Some(case), fact: Some(number), ..StatedMatter::default() }
        }
        Matter::Request(request) => StatedMatter { request: Some(request), ..StatedMatter::default() },
        Matter::Breach(breach) => StatedMatter { breach: Some(breach), ..StatedMatter::default() },
    };
    let (status, done) = match duty.status {
        Status::Done { on, by } => ("done", Some((on, by))),
        Status::NotYetDue => ("not-yet-due", None),
        Status::Due => ("due", None),
        Status::Overdue => ("overdue", None),
    };
    let norm = duty.kind.norm();
    Stated {
        kind: duty.kind,
        what: sentence::duty(duty.kind),
        owner: duty.kind.owner(),
        norm,
        citation: norm.citation(),
        also: duty.kind.also(),
        student: student.map(|id| Named { id, name: directory.name(id) }),
        class: class.map(|id| Named { id, name: directory.class_label(id) }),
        matter,
        arose_on: duty.arose_on,
        due: duty.due,
        status,
        done_on: done.map(|(on, _)| on),
        done_by: done.map(|(_, by)| by),
        cause: duty.cause.clone(),
    }
}

fn level_name(level: Warning) -> &'static str {
    match level {
        Warning::None => "none",
        Warning::First => "first",
        Warning::Second => "second",
        Warning::Last => "last",
        Warning::BeyondTheLine => "beyond-the-line",
    }
}
