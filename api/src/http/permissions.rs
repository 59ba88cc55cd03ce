//! Permissions: a student's, and those of the school that wait for a decision.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::permission::{Finding, Passage, PermissionOutcome, PermissionReason};
use registro_projections::permissions::{Asked as Known, Request, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::student::{Asked, Named, seen_student_at};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::Record;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// One student's requests in a school year, in the order in which they were made.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: PersonId,
    year: SchoolYear,
    requests: Vec<Stated>,
}

/// The requests of the school that nobody has decided, the first day first.
#[derive(Serialize, ToSchema)]
pub struct PendingAnswer {
    on: Date,
    requests: Vec<Pending>,
}

#[derive(Serialize, ToSchema)]
struct Pending {
    student: Named<PersonId>,
    #[serde(flatten)]
    request: Stated,
}

#[derive(Serialize, ToSchema)]
struct Stated {
    number: FactNumber,
    /// The day that the permission is for.
    on: Date,
    class: String,
    passage: Passage,
    reason: PermissionReason,
    by: Named<PersonId>,
    requested_on: Date,
    /// What speaks against it, each with its words in Italian.
    findings: Vec<StatedFinding>,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<Decided>,
}

#[derive(Serialize, ToSchema)]
struct StatedFinding {
    finding: Finding,
    /// Whether granting needs a stated reason.
    weighs: bool,
    says: String,
}

#[derive(Serialize, ToSchema)]
struct Decided {
    on: Date,
    outcome: PermissionOutcome,
}

/// `GET /api/v1/students/{id}/permissions`.
pub(crate) async fn of_student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let (_, when) = seen_student_at(&session, student, &asked)?;
    let moment = web.app.moment(when.instant).await?;
    let known = web.app.permissions(student, when.year, moment).await?;
    let known = known.filter(|known| !is_hidden(&session, known));
    let requests = known.iter().flat_map(|known| &known.requests);
    let requests = requests.map(|(number, request)| stated(&session, *number, request)).collect();
    Ok(Json(Answer { student, year: when.year, requests }))
}

/// `GET /api/v1/permissions/pending`.
pub(crate) async fn pending(web: Web, session: Session) -> Result<Json<PendingAnswer>, Problem> {
    let students = seen_pending(&web, &session).await?;
    let mut requests: Vec<Pending> = students
        .iter()
        .flat_map(|known| known.pending(session.today).into_iter().map(|asked| (known.student, asked)))
        .map(|(student, (number, request))| Pending {
            student: named(&session, student),
            request: stated(&session, number, request),
        })
        .collect();
    requests.sort_by_key(|pending| (pending.request.on, pending.request.passage.at()));
    Ok(Json(PendingAnswer { on: session.today, requests }))
}

/// The students with a request that waits for a decision, for who leads the school.
pub(crate) async fn seen_pending(web: &Web, session: &Session) -> Result<Vec<Known>, Refusal> {
    if !session.may_see_school() {
        return Err(Refusal::NotFound("l'elenco"));
    }
    let mut students = web.app.pending_permissions(session.today).await?;
    students.retain(|known| !is_hidden(session, known));
    Ok(students)
}

/// Whether a student's requests of a year are kept from the person as restricted.
pub fn is_hidden(session: &Session, known: &Known) -> bool {
    session.asking().hides_record(Record::Permissions, known.student, known.year)
}

fn stated(session: &Session, number: FactNumber, request: &Request) -> Stated {
    let finding = |finding: &Finding| StatedFinding {
        finding: *finding,
        weighs: finding.weighs(),
        says: finding.to_string(),
    };
    let (status, decided) = match &request.status {
        Status::Pending => ("pending", None),
        Status::Decided { on, outcome } => {
            let status = match outcome {
                PermissionOutcome::Granted { .. } => "granted",
                PermissionOutcome::Denied { .. } => "denied",
            };
            (status, Some(Decided { on: *on, outcome: outcome.clone() }))
        }
        Status::Withdrawn { .. } => ("withdrawn", None),
    };
    Stated {
        number,
        on: request.on,
        class: session.directory.class_label(request.class),
        passage: request.passage,
        reason: request.reason,
        by: named(session, request.by),
        requested_on: request.requested_on,
        findings: request.findings.iter().map(finding).collect(),
        status,
        decided,
    }
}

fn named(session: &Session, person: PersonId) -> Named<PersonId> {
    Named { id: person, name: session.name(person) }
}
