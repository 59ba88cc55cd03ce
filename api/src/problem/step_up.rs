//! An act that asks for more than the sign-in that was made: how its author gets there, and back.

use axum::http::{HeaderValue, Uri};
use registro_domain::assurance::WRITES;

use super::Problem;
use crate::access::routes;
use crate::http::{Schools, Web};
use crate::pages::address::encoded;
use crate::pages::views_layout::Link;

const LOW_LEVEL: &str = "urn:registro:problem:sign-in:low-level";
const NOT_FRESH: &str = "urn:registro:problem:sign-in:not-fresh";

fn is_one(problem: &Problem) -> bool {
    [LOW_LEVEL, NOT_FRESH].contains(&problem.kind.as_str())
}

/// For programs (RFC 9470): which level, and how fresh.
pub(super) fn challenge(problem: &Problem, schools: &Schools) -> HeaderValue {
    let bearer = HeaderValue::from_static("Bearer");
    if !is_one(problem) {
        return bearer;
    }
    let sign_in = schools.sign_in();
    let levels = sign_in.provider.as_ref().map(|provider| provider.wanted.acr_values(WRITES));
    let levels = levels.map(|levels| format!(", acr_values=\"{levels}\"")).unwrap_or_default();
    let seconds = sign_in.terms.fresh.as_secs();
    let age = if problem.kind == NOT_FRESH { format!(", max_age=\"{seconds}\"") } else { String::new() };
    HeaderValue::from_str(&format!("Bearer error=\"insufficient_user_authentication\"{levels}{age}"))
        .unwrap_or(bearer)
}

/// For people: to the provider and back to the page where they were.
pub(super) fn link(problem: &Problem, web: &Web, uri: &Uri, template: Option<&str>) -> Option<Link> {
    if !is_one(problem) {
        return None;
    }
    let back = encoded(&page_of(uri.path(), template.unwrap_or("/")));
    let href = if web.app.demo {
        format!("/accesso?return_to={back}")
    } else {
        format!("/accesso/avvia?level={WRITES}&anew=true&return_to={back}")
    };
    Some(Link { label: "Accedi di nuovo e torna qui".to_owned(), href })
}

/// The page that a form is on: its own address, or the nearest one above it that can be read.
fn page_of(path: &str, template: &str) -> String {
    let (mut path, mut template) = (path, template);
    while routes::of(template).is_none() {
        match (path.rsplit_once('/'), template.rsplit_once('/')) {
            (Some((above, _)), Some((template_above, _))) if !above.is_empty() => {
                (path, template) = (above, template_above);
            }
            (Some(_) | None, _) => return "/".to_owned(),
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_the_page_of_the_form() {
        for (path, template, page) in [
            ("/studenti/7/voti", "/studenti/{id}/voti", "/studenti/7/voti"),
            ("/studenti/7/giustificazioni/ritiro", "/studenti/{id}/giustificazioni/ritiro", "/studenti/7"),
            ("/esci", "/esci", "/"),
            ("/", "/", "/"),
        ] {
            assert_eq!(page_of(path, template), page);
        }
    }
}
