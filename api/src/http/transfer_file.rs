//! What of discipline goes with a student to another school.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::civil::Date;
use registro_domain::case::{CaseSummary, Charge, Measure, transfer_file};
use registro_domain::ids::{CaseId, PersonId};
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::student::{Asked, Named, seen_student_at};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::assurance::Needs;

/// A student's file as it would go on a day.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: Named<PersonId>,
    on: Date,
    /// Final ones only.
    sanctions: Vec<Case>,
    /// Still disputed, or that may be.
    pending: Vec<Case>,
}

#[derive(Serialize, ToSchema)]
struct Case {
    case: CaseId,
    fact_on: Date,
    charge: Charge,
    measure: Option<Measure>,
    decided_on: Option<Date>,
}

/// `GET /api/v1/students/{id}/transfer-file`: for who prepares the file, and for who watches over it.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let (profile, when) = seen_student_at(&session, student, &asked)?;
    if !session.asking().may_read(Matter::TransferFile, &About::student(student)) {
        return Err(Refusal::NotFound("il fascicolo").into());
    }
    session.suffices(&web, Needs::JustNow)?;
    let moment = web.app.moment(when.instant).await?;
    let mut cases = web.app.summaries_of(student, moment, when.day).await?;
    cases.retain(|summary| !session.asking().hides_case(summary.case, student));
    let file = transfer_file(cases);
    Ok(Json(Answer {
        student: Named { id: student, name: profile.full_name() },
        on: when.day,
        sanctions: file.sanctions.into_iter().map(told).collect(),
        pending: file.pending.into_iter().map(told).collect(),
    }))
}

fn told(case: CaseSummary) -> Case {
    let CaseSummary { case, fact_on, charge, measure, decided_on, .. } = case;
    Case { case, fact_on, charge, measure, decided_on }
}
