//! Disciplinary cases: the list of the year, and one case's file with the forms of who may act.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::CaseId;
use registro_eventlog::event::CommandId;
use serde::Deserialize;

use super::case_forms::forms;
use super::case_view::{self, rows};
use super::sent::{Fields, Sent};
use super::views_cases::{CaseListPage, CasePage};
use super::views_family::Returned;
use super::{address, frame};
use crate::http::Web;
use crate::http::cases::{dockets_of_year, seen_case_at};
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::{self, Problem};

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// `GET /casi`.
pub(crate) async fn list(web: Web, session: Session) -> Result<CaseListPage, Problem> {
    let year = SchoolYear::containing(session.today);
    let mut dockets = dockets_of_year(&web, &session, year).await?;
    dockets.reverse();
    let (closed, open): (Vec<_>, Vec<_>) =
        dockets.iter().partition(|docket| docket.is_over() || docket.next_step().is_none());
    Ok(CaseListPage {
        layout: frame::layout(&web, Some(&session), "Procedimenti disciplinari", address::CASES),
        year_text: year.to_string(),
        open: rows(&session, open),
        closed: rows(&session, closed),
    })
}

/// `GET /casi/{id}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(case): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Result<CasePage, Problem> {
    let done = asked.fatto.map(|_| "L’atto è stato registrato: è tra gli atti del caso.");
    page(&web, &session, case, done, None).await
}

/// `POST /casi/{id}`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(case): Path<CaseId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let docket = seen_case_at(&web, &session, case, None).await?;
    let sent = Sent(fields);
    let form = sent.form();
    let outcome = match sent.command(case, &docket, &session) {
        Ok((id, command)) => carry_out(&web, &session, CommandId(id), command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("{}?fatto=1", address::case(case))).into_response());
    };
    let Some(returned) = returned(&problem, form, &sent) else { return Err(problem) };
    let page = page(&web, &session, case, None, Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

/// A form that comes back; none, if it waits for a confirmation or its refusal is not about what was written.
pub(super) fn returned(problem: &Problem, form: &'static str, sent: &Sent) -> Option<Returned> {
    about_words(problem, form, sent.written())
}

/// The same, with the fields as they were written.
pub(super) fn about_words(
    problem: &Problem,
    form: &'static str,
    fields: Vec<(&'static str, String)>,
) -> Option<Returned> {
    let is_about_words = matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST);
    (is_about_words && !problem.waits_for_confirmation()).then(|| Returned {
        form,
        reason: format!("{}.", frame::capital(&problem.detail)),
        norm: problem.norm.map(frame::norm),
        fields,
        against: Vec::new(),
    })
}

async fn page(
    web: &Web,
    session: &Session,
    case: CaseId,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<CasePage, Problem> {
    let docket = seen_case_at(web, session, case, None).await?;
    let acts = web.app.acts_of(&docket.file).await?;
    let layout = frame::layout(web, Some(session), "Procedimento disciplinare", address::CASES);
    let forms = forms(session, &docket, returned.as_ref());
    Ok(case_view::page(layout, session, &docket, &acts, forms, done, returned))
}
