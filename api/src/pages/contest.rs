//! Contesting that an absence was collective, from the page of the student.

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use registro_domain::ids::{FactNumber, PersonId};
use registro_eventlog::event::CommandId;
use serde::Deserialize;
use uuid::Uuid;

use super::family::{COLLECTIVE, answer};
use super::views_family::Returned;
use crate::commands::Command;
use crate::commands::contest::Contest;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::student::seen_student;
use crate::identity::Session;
use crate::problem::Problem;

/// A contest as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    number: FactNumber,
    on: Date,
    grounds: String,
}

/// `POST /studenti/{id}/contestazioni`.
pub(crate) async fn submit(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Submitted>,
) -> Result<Response, Problem> {
    seen_student(&session, student)?;
    let Submitted { command, number, on, grounds } = form;
    let fields = vec![("number", number.to_string()), ("grounds", grounds.clone())];
    let returned = Returned { form: COLLECTIVE, fields, ..Returned::default() };
    let contest = Command::Contest(Contest { student, on, number, grounds });
    let outcome = carry_out(&web, &session, CommandId(command), contest, None, true).await;
    answer(&web, &session, student, outcome, "contestata", returned).await
}
