//! Who a notice would be for today: what its author sees before she publishes it, made by the same function.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Query;
use jiff::civil::Date;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::notice::{Audience, NoticeKind, Role};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::audience::{Day, Member};
use crate::commands::notice::may_publish;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// One of `school`, `classes`, `family`, `persons`; lists are separated by commas.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(default)]
    school: bool,
    classes: Option<String>,
    family: Option<PersonId>,
    persons: Option<String>,
    roles: Option<String>,
    /// Whom the notice would identify.
    student: Option<PersonId>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    audience: Audience,
    total: usize,
    counts: BTreeMap<Role, usize>,
    people: Vec<Person>,
}

#[derive(Serialize, ToSchema)]
struct Person {
    person: PersonId,
    name: String,
    role: Role,
    answers_for: Vec<PersonId>,
}

/// `GET /api/v1/notice-audiences`.
pub(crate) async fn get(session: Session, Query(asked): Query<Asked>) -> Result<Json<Answer>, Problem> {
    let audience = audience(&asked)?;
    let members = preview(&session, &audience, asked.student)?;
    let mut counts = BTreeMap::new();
    for member in &members {
        *counts.entry(member.role).or_insert(0) += 1;
    }
    let people = members.into_iter().map(|member| Person {
        person: member.recipient.person,
        name: session.name(member.recipient.person),
        role: member.role,
        answers_for: member.recipient.answers_for,
    });
    let people: Vec<Person> = people.collect();
    Ok(Json(Answer { on: session.today, audience, total: people.len(), counts, people }))
}

/// Who would receive a notice published now, if whoever asks may publish it.
pub fn preview(
    session: &Session,
    audience: &Audience,
    student: Option<PersonId>,
) -> Result<Vec<Member>, Refusal> {
    let day = Day { directory: &session.directory, regulation: &session.regulation, on: session.today };
    may_publish(session.agent, day, NoticeKind::Notice, audience)?;
    if student.is_some_and(|student| !session.may_see_student(student)) {
        return Err(Refusal::NotFound("lo studente"));
    }
    Ok(day.members(audience, student))
}

fn audience(asked: &Asked) -> Result<Audience, Refusal> {
    let roles = asked.roles.as_deref().map(list::<Role>).transpose()?.unwrap_or_default();
    match (asked.school, &asked.classes, asked.family, &asked.persons) {
        (true, None, None, None) => Ok(Audience::School { roles }),
        (false, Some(classes), None, None) => {
            Ok(Audience::Classes { classes: list::<ClassId>(classes)?, roles })
        }
        (false, None, Some(student), None) => Ok(Audience::Family { student }),
        (false, None, None, Some(persons)) => Ok(Audience::Persons { persons: list::<PersonId>(persons)? }),
        _ => Err(Refusal::Malformed("serve uno solo tra school, classes, family e persons".to_owned())),
    }
}

fn list<T: DeserializeOwned>(written: &str) -> Result<Vec<T>, Refusal> {
    let each = written.split(',').map(|one| serde_json::from_value(one.into()));
    each.collect::<Result<_, _>>().map_err(|_| Refusal::Malformed(format!("non è un elenco: {written}")))
}
