//! The classes of a school year that the person may see.

use axum::Json;
use axum::extract::Query;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::ClassId;
use registro_domain::school::Class;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::query;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;

/// Of which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    on: Option<String>,
}

/// The classes of the year of a day.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    classes: Vec<Stated>,
}

#[derive(Serialize, ToSchema)]
struct Stated {
    id: ClassId,
    label: String,
    track: String,
    students: usize,
}

/// `GET /api/v1/classes`.
pub(crate) async fn get(session: Session, Query(asked): Query<Asked>) -> Result<Json<Answer>, Problem> {
    let on = query::day_or(asked.on.as_deref(), session.today)?;
    let classes = seen_classes(&session, on)
        .into_iter()
        .map(|(id, class)| Stated {
            id,
            label: class.label.to_string(),
            track: class.track.to_string(),
            students: session.directory.class_on(id, on).len(),
        })
        .collect();
    Ok(Json(Answer { on, classes }))
}

/// By label. Who may see them is judged by today, whatever the day asked about.
pub fn seen_classes(session: &Session, on: Date) -> Vec<(ClassId, &Class)> {
    let Session { directory, .. } = session;
    let year = SchoolYear::containing(on);
    let mut classes: Vec<(ClassId, &Class)> = directory
        .school
        .classes
        .iter()
        .filter(|(id, class)| class.year == year && session.may_see_class(**id))
        .map(|(id, class)| (*id, class))
        .collect();
    classes.sort_by(|a, b| a.1.label.as_str().cmp(b.1.label.as_str()));
    classes
}
