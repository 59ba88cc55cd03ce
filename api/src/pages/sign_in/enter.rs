//! The page from which one goes to the provider of identities.

use axum::http::StatusCode;
use axum::response::Response;
use registro_eventlog::event::SchoolId;

use super::super::views_layout::Link;
use super::super::views_sign_in::EnterPage;
use super::super::{address, frame};
use crate::http::Schools;
use crate::problem::{Problem, shown};
use crate::refusal::Refusal;

/// Characters of a path to return to.
const LONGEST_PATH: usize = 2_000;

/// A path to return to, if it is one of this server.
pub(super) fn local(return_to: Option<String>) -> Option<String> {
    return_to.filter(|path| path.len() <= LONGEST_PATH && address::is_local(path))
}

/// `GET /accesso`, where there is a provider.
pub(super) async fn page(
    schools: &Schools,
    return_to: Option<String>,
    left: bool,
) -> Result<EnterPage, Problem> {
    let mut ways = Vec::new();
    for app in schools.all() {
        let directory = app.register.directory().await?;
        let name = directory.school.name.as_ref().map_or("Scuola".to_owned(), |(name, _)| name.to_string());
        ways.push(Link { label: name, href: way(Some(app.register.school), return_to.as_deref()) });
    }
    ways.sort_by(|one, other| one.label.cmp(&other.label));
    if let [only] = ways.as_mut_slice() {
        "Entra con SPID o CIE".clone_into(&mut only.label);
    }
    let mut page = bare(schools).ok_or_else(Problem::unknown_path)?;
    page.ways = ways;
    page.left = left;
    if left && let Some(provider) = &schools.sign_in().provider {
        // Who left must be let go even if the provider is down.
        let description = provider.described().await.ok();
        page.provider_href = description.and_then(|description| description.end_session_endpoint.clone());
    }
    Ok(page)
}

/// The same page after somebody was not let in. `None`: there is no school to show it for.
pub(super) fn refused(schools: &Schools, status: StatusCode, why: &str) -> Option<Response> {
    let mut page = bare(schools)?;
    page.error = Some(format!("{}.", frame::capital(why)));
    page.ways = vec![Link { label: "Torna all'accesso".to_owned(), href: "/accesso".to_owned() }];
    Some(shown(status, page))
}

fn bare(schools: &Schools) -> Option<EnterPage> {
    let web = schools.named(schools.any()?.register.school)?;
    let mut layout = frame::layout(&web, None, "Accesso", "/accesso");
    layout.incomplete = None;
    Some(EnterPage { layout, ways: Vec::new(), left: false, provider_href: None, error: None })
}

fn way(school: Option<SchoolId>, return_to: Option<&str>) -> String {
    let school = school.map(|school| format!("school={}", school.0));
    let return_to = return_to.map(|path| format!("return_to={}", address::encoded(path)));
    let asked: Vec<String> = school.into_iter().chain(return_to).collect();
    format!("/accesso/avvia?{}", asked.join("&"))
}

/// A refusal, as the page of the sign-in tells it.
pub(super) fn told(schools: &Schools, refusal: Refusal) -> Result<Response, Problem> {
    let problem = Problem::from(refusal);
    refused(schools, problem.status, &problem.detail).ok_or(problem)
}
