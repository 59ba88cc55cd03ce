//! A case's bundle of evidence as a file, for the principal and for who audits with a reason.

use axum::extract::Path;
use axum::response::Response;
use registro_domain::ids::CaseId;

use super::Web;
use super::cases::seen_case_at;
use super::documents::download;
use super::ledger::ledger;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::assurance::Needs;
use crate::tar::tar;

/// Whether somebody may take away a case's evidence: it holds the keys of its data.
pub fn may_take(session: &Session, docket: &crate::docket::Docket) -> bool {
    session.asking().may_read(Matter::Evidence, &About::student(docket.file.student))
}

/// `GET /casi/{id}/prove`.
pub(crate) async fn get(web: Web, session: Session, Path(case): Path<CaseId>) -> Result<Response, Problem> {
    let docket = seen_case_at(&web, &session, case, None).await?;
    if !may_take(&session, &docket) {
        return Err(Refusal::NotFound("il fascicolo di prove").into());
    }
    session.suffices(&web, Needs::JustNow)?;
    let shelf = ledger(&web)?.shelf().clone();
    let files = web.app.evidence(&session.directory, &docket, &shelf).await?;
    let folder = format!("prove-{case}");
    let archive = tar(&folder, &files).map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    Ok(download("application/x-tar", &format!("{folder}.tar"), archive))
}
