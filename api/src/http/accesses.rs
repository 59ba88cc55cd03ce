//! Who looked at whose data, when and why: by name for the protection officer, by office for those whose data they are.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::Timestamp;
use registro_domain::ids::{ClassId, PersonId};
use registro_eventlog::access::Cursor;
use registro_projections::directory::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::student::Named;
use super::{Web, query};
use crate::access::consult::{Consulted, Filter, Found};
use crate::access::entry::{Channel, Entry, Kind, Outcome, Who};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Accesses in one answer.
const PAGE: usize = 200;

/// Whose data, by whom, of which kind, when.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub person: Option<PersonId>,
    pub reader: Option<PersonId>,
    pub kind: Option<Kind>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub cursor: Option<String>,
}

/// How readers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    ByName,
    /// Who works at the school is told by office: her name only if it is needed to exercise one's rights, which the
    /// protection officer weighs.
    ///
    /// Norm: Court of Justice, C-579/21 (C3-02).
    ByOffice,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    pub accesses: Vec<Access>,
    /// To be sent as `cursor` for those before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Access {
    pub at: Timestamp,
    /// `None`: what was recorded cannot be read any more.
    #[serde(flatten)]
    pub told: Option<Told>,
}

#[derive(Serialize, ToSchema)]
pub struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reader: Option<Named<PersonId>>,
    /// In Italian.
    pub office: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<Uuid>,
    pub kinds: Vec<Kind>,
    pub purpose: String,
    #[schema(value_type = AccessOutcomeShape)]
    pub outcome: Outcome,
    pub channel: Channel,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<Named<PersonId>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<Named<ClassId>>,
    pub position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Timestamp>,
}

/// `GET /api/v1/access-log`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let consulted = consulted(&web, &session, &asked).await?;
    Ok(Json(Answer::of(consulted, &session.directory, Readers::ByName)))
}

/// `GET /api/v1/students/{id}/accesses`: for the student and her family, and whoever acts for their rights.
pub(crate) async fn of_student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    if !session.asking().may_read(Matter::OwnAccesses, &About::student(student)) {
        return Err(Refusal::NotFound("il registro degli accessi").into());
    }
    let of_student = Asked { person: Some(student), reader: None, ..asked };
    let (filter, cursor) = filter(&of_student)?;
    let consulted = web.app.accesses(&filter, cursor, PAGE).await?;
    Ok(Json(Answer::of(consulted, &session.directory, Readers::ByOffice)))
}

/// What the protection officer asked for; to anybody else the log does not exist.
pub(crate) async fn consulted(web: &Web, session: &Session, asked: &Asked) -> Result<Consulted, Refusal> {
    if !session.asking().may_read(Matter::AccessLog, &About::school()) {
        return Err(Refusal::NotFound("il registro degli accessi"));
    }
    let (filter, cursor) = filter(asked)?;
    web.app.accesses(&filter, cursor, PAGE).await
}

fn filter(asked: &Asked) -> Result<(Filter, Option<Cursor>), Refusal> {
    let day = |written: &Option<String>| {
        written.as_deref().filter(|written| !written.is_empty()).map(query::day).transpose()
    };
    let filter = Filter {
        person: asked.person,
        reader: asked.reader,
        kind: asked.kind,
        from: day(&asked.from)?,
        to: day(&asked.to)?,
    };
    let cursor = asked.cursor.as_deref().map(str::parse).transpose();
    Ok((filter, cursor.map_err(|_| Refusal::Malformed("il cursore non è di questo registro".to_owned()))?))
}

impl Answer {
    pub fn of(consulted: Consulted, directory: &Directory, readers: Readers) -> Self {
        let told = |found: Found| Access {
            at: found.at,
            told: found.entry.map(|entry| told(entry, directory, readers)),
        };
        Self {
            accesses: consulted.found.into_iter().map(told).collect(),
            next: consulted.next.map(|next| next.to_string()),
        }
    }
}

fn told(entry: Entry, directory: &Directory, readers: Readers) -> Told {
    let person = |id: PersonId| Named { id, name: directory.name(id) };
    let (reader, office, session) = match entry.who {
        Who::Person { person: reader, capacity, session } => {
            (Some(person(reader)), capacity.italian().to_owned(), Some(session))
        }
        Who::Operator(account) => (None, format!("gestore del sistema ({account})"), None),
    };
    let told = Told {
        reader,
        office,
        session,
        kinds: entry.kinds,
        purpose: entry.purpose,
        outcome: entry.outcome,
        channel: entry.channel,
        path: Some(entry.path),
        persons: entry.persons.into_iter().map(person).collect(),
        classes: entry.classes.into_iter().map(|id| Named { id, name: directory.class_label(id) }).collect(),
        position: entry.position,
        as_of: entry.as_of.and_then(|micros| Timestamp::from_microsecond(micros).ok()),
    };
    match readers {
        Readers::ByName => told,
        Readers::ByOffice => by_office(told),
    }
}

/// Without who it was, and without whoever else was read of at once.
fn by_office(told: Told) -> Told {
    let office = told.office.split(" (").next().unwrap_or_default().to_owned();
    Told { reader: None, office, session: None, path: None, persons: Vec::new(), classes: Vec::new(), ..told }
}
