//! Deciding on permissions that wait, and on justifications presented after the term.

use axum::Form;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::permission::Finding;
use registro_domain::text::on_day;
use registro_eventlog::event::CommandId;
use registro_projections::attendance_totals::{self, FactState, Status};
use registro_projections::permissions::Request;
use serde::Deserialize;
use uuid::Uuid;

use super::ask_permission::{against, asked_text, what};
use super::views_family::Returned;
use super::views_layout::Link;
use super::views_permissions::{LateRow, PendingRow, PermissionsPage};
use super::views_text::long_date;
use super::{address, frame, justify};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::permission_decision::{DecidePermission, Outcome};
use crate::http::Web;
use crate::http::permissions::seen_pending;
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::policy::Record;
use crate::problem::{self, Problem};
use crate::sentence;

/// Late justifications shown: the others come up as these are decided.
const SHOWN: usize = 100;

const PAGE: &str = "/permessi";

/// What was just done.
#[derive(Debug, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// A decision as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    command: Uuid,
    student: PersonId,
    number: FactNumber,
    on: Date,
    outcome: Way,
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Granted,
    Denied,
}

/// `GET /permessi`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<PermissionsPage, Problem> {
    let done =
        asked.fatto.map(|_| "La decisione è stata registrata: chi ha chiesto la vede nella sua pagina.");
    page(&web, &session, done, None).await
}

/// `POST /permessi`.
pub(crate) async fn post(web: Web, session: Session, Form(form): Form<Decided>) -> Result<Response, Problem> {
    let Decided { command, student, number, on, outcome, reason } = form;
    let said = reason.trim().to_owned();
    let outcome = match outcome {
        Way::Granted => Outcome::Granted { despite: (!said.is_empty()).then_some(said) },
        Way::Denied => Outcome::Denied { reason: said },
    };
    let decide = Command::DecidePermission(DecidePermission { student, on, number, outcome });
    match carry_out(&web, &session, CommandId(command), decide, None, true).await {
        Ok(_) => Ok(Redirect::to(&format!("{PAGE}?fatto=decisa")).into_response()),
        Err(problem)
            if problem.status == StatusCode::UNPROCESSABLE_ENTITY && !problem.waits_for_confirmation() =>
        {
            let returned = Returned {
                form: "in-attesa",
                reason: format!("{}.", frame::capital(&problem.detail)),
                norm: problem.norm.map(frame::norm),
                fields: vec![
                    ("student", student.to_string()),
                    ("number", number.to_string()),
                    ("reason", reason),
                ],
                against: Vec::new(),
            };
            let page = page(&web, &session, None, Some(returned)).await?;
            Ok(problem::shown(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(problem) => Err(problem),
    }
}

async fn page(
    web: &Web,
    session: &Session,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<PermissionsPage, Problem> {
    let students = seen_pending(web, session).await?;
    let mut waiting: Vec<(PersonId, FactNumber, &Request)> = students
        .iter()
        .flat_map(|known| {
            known.pending(session.today).into_iter().map(|(number, asked)| (known.student, number, asked))
        })
        .collect();
    waiting.sort_by_key(|(_, _, request)| (request.on, request.passage.at()));
    let sees_late = session.agent.capacity == Capacity::Principal;
    Ok(PermissionsPage {
        layout: frame::layout(web, Some(session), "Permessi da decidere", PAGE),
        done,
        requests: waiting
            .into_iter()
            .map(|(student, number, request)| row(session, student, number, request, returned.as_ref()))
            .collect(),
        late: if sees_late { late(web, session).await? } else { Vec::new() },
        returned,
        sees_late,
    })
}

fn row(
    session: &Session,
    student: PersonId,
    number: FactNumber,
    request: &Request,
    returned: Option<&Returned>,
) -> PendingRow {
    let decides =
        matches!(session.agent.capacity, Capacity::Principal | Capacity::Deputy | Capacity::SiteLead);
    let written = |field| Returned::written(returned, "in-attesa", field);
    let is_this = written("student") == student.to_string() && written("number") == number.to_string();
    let notes = request.findings.iter().filter(|finding| !finding.weighs());
    PendingRow {
        student: whose(session, student),
        class_name: session.directory.class_label(request.class),
        what: what(request),
        day_text: long_date(request.on),
        asked_text: asked_text(session, request),
        against: against(&request.findings),
        notes: notes.map(Finding::to_string).collect(),
        student_id: student.to_string(),
        written: if is_this { written("reason") } else { String::new() },
        form: decides.then(|| justify::form(PAGE, number, request.on)),
    }
}

fn whose(session: &Session, student: PersonId) -> Link {
    Link { label: session.name(student), href: address::student(student) }
}

/// The justifications presented after their term, the earliest day first.
async fn late(web: &Web, session: &Session) -> Result<Vec<LateRow>, Problem> {
    let year = SchoolYear::containing(session.today);
    let register = &web.app.register;
    let rows = attendance_totals::of_year(&web.app.store, register.school, year).await?;
    let mut late: Vec<(Date, LateRow)> = Vec::new();
    let hidden = |student| session.asking().hides_record(Record::Attendance, student, year);
    for totals in rows.iter().filter(|totals| !hidden(totals.student)) {
        for (number, known) in totals.facts.iter().filter(|(_, known)| known.state == FactState::Stands) {
            let Status::SubmittedLate { due } = known.status(session.today) else { continue };
            let action = format!("{}/esiti", address::student(totals.student));
            let class = totals.class.map(|class| session.directory.class_label(class));
            let row = LateRow {
                student: whose(session, totals.student),
                class_name: class.unwrap_or_default(),
                what: sentence::fact(&known.fact),
                day_text: format!("{} · il termine era {}", long_date(known.on), on_day(due)),
                form: justify::form(&action, *number, known.on),
            };
            late.push((known.on, row));
        }
    }
    late.sort_by_key(|(on, _)| *on);
    Ok(late.into_iter().take(SHOWN).map(|(_, row)| row).collect())
}
