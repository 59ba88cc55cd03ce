//! The register of breaches, and what is unusual in the access log: for the protection officer and the principal.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::breach::{Breach, Standing};
use registro_domain::ids::{BreachId, PersonId};
use registro_projections::breaches;
use serde::{Deserialize, Serialize};

use super::Web;
use super::page::Page;
use crate::access::anomalies::Anomaly;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;

#[derive(Serialize)]
pub struct Answer {
    pub at: Timestamp,
    pub breaches: Vec<Stated>,
}

#[derive(Serialize)]
pub struct Stated {
    pub breach: BreachId,
    #[serde(flatten)]
    pub standing: Option<Standing>,
    pub state: Breach,
    pub positions: Vec<u64>,
}

/// `GET /api/v1/breaches`.
pub(crate) async fn list(web: Web, session: Session, page: Page) -> Result<Response, Problem> {
    let Answer { at, breaches } = stated(&web, &session).await?;
    let (breaches, next) = page.of(breaches, |stated| stated.breach.0.to_string())?;
    Ok(page.answer(Answer { at, breaches }, next).into_response())
}

pub(crate) async fn stated(web: &Web, session: &Session) -> Result<Answer, Refusal> {
    if !session.asking().may_read(Matter::Breach, &About::school()) {
        return Err(Refusal::NotFound("la pagina"));
    }
    let at = web.app.register.clock.now();
    let files = breaches::of_school(&web.app.store, web.app.register.school).await?;
    let stated = files.into_iter().map(|file| Stated {
        breach: file.id,
        standing: file.breach.standing(at),
        state: file.breach,
        positions: file.acts.iter().map(|at| at.0).collect(),
    });
    Ok(Answer { at, breaches: stated.collect() })
}

/// From which day to which; the last week, if it is not said.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// `GET /api/v1/access-log/anomalies`: for the protection officer.
pub(crate) async fn anomalies(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
    page: Page,
) -> Result<Response, Problem> {
    let found = numbered(found(&web, &session, &asked).await?);
    let (found, next) = page.of(found, |(key, _)| key.clone())?;
    let anomalies = found.into_iter().map(|(_, anomaly)| anomaly).collect();
    Ok(page.answer(Anomalies { anomalies }, next).into_response())
}

#[derive(Serialize)]
struct Anomalies {
    anomalies: Vec<Anomaly>,
}

/// Each with what it is known by: when, who, and which it is of those at the same moment.
fn numbered(found: Vec<Anomaly>) -> Vec<(String, Anomaly)> {
    let mut counted: BTreeMap<(Timestamp, PersonId), u32> = BTreeMap::new();
    let keyed = found.into_iter().map(|anomaly| {
        let (at, reader) = (anomaly.at, anomaly.reader);
        let number = counted.entry((at, reader)).or_default();
        *number += 1;
        (format!("{}-{reader}-{number}", at.as_microsecond()), anomaly)
    });
    keyed.collect()
}

pub(crate) async fn found(web: &Web, session: &Session, asked: &Asked) -> Result<Vec<Anomaly>, Refusal> {
    if !session.asking().may_read(Matter::AccessLog, &About::school()) {
        return Err(Refusal::NotFound("il registro degli accessi"));
    }
    web.app.anomalies(asked.from, asked.to).await
}
