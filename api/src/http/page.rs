//! A list that can grow, page by page: the cursor names the last item sent, so that what is added meanwhile neither
//! repeats nor skips anything.

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::header::LINK;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::Schools;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Items in one answer, if nobody says how many.
pub const USUAL: u16 = 100;
/// And at most.
pub const MOST: u16 = 500;

/// Which page is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub cursor: Option<String>,
    pub limit: Option<u16>,
}

/// A page of a list.
pub struct Page {
    after: Option<String>,
    limit: usize,
    uri: Uri,
}

impl FromRequestParts<Schools> for Page {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _schools: &Schools) -> Result<Self, Problem> {
        let asked = Query::<Asked>::try_from_uri(&parts.uri);
        let Query(asked) = asked.map_err(|error| Refusal::Malformed(error.body_text()))?;
        let limit = asked.limit.unwrap_or(USUAL);
        if limit == 0 || MOST < limit {
            return Err(Refusal::Malformed(format!("limit va da 1 a {MOST}")).into());
        }
        Ok(Self { after: asked.cursor, limit: limit.into(), uri: parts.uri.clone() })
    }
}

/// What of a list is sent, and where the next page begins.
pub struct Paged<A> {
    answer: A,
    next: Option<String>,
    link: Option<HeaderValue>,
}

#[derive(Serialize)]
struct Sent<A> {
    #[serde(flatten)]
    answer: A,
    /// To be sent as `cursor` for the page after this one; absent from the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl<A: Serialize> IntoResponse for Paged<A> {
    fn into_response(self) -> Response {
        let Self { answer, next, link } = self;
        let mut response = Json(Sent { answer, next }).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(LINK, link);
        }
        response
    }
}

impl Page {
    /// Takes this page's items out of the whole list, each known by its key.
    pub fn of<T>(
        &self,
        items: Vec<T>,
        key: impl Fn(&T) -> String,
    ) -> Result<(Vec<T>, Option<String>), Refusal> {
        let from = match &self.after {
            None => 0,
            Some(after) => {
                let last = items.iter().position(|item| key(item) == *after);
                1 + last.ok_or_else(|| Refusal::Malformed("il cursore non è di questo elenco".to_owned()))?
            }
        };
        let more = from + self.limit < items.len();
        let page: Vec<T> = items.into_iter().skip(from).take(self.limit).collect();
        let next = page.last().filter(|_| more).map(key);
        Ok((page, next))
    }

    /// An answer with the way to the next page.
    pub fn answer<A>(&self, answer: A, next: Option<String>) -> Paged<A> {
        let link = next.as_ref().and_then(|next| self.link(next));
        Paged { answer, next, link }
    }

    fn link(&self, next: &str) -> Option<HeaderValue> {
        let others = self.uri.query().unwrap_or_default().split('&');
        let others = others.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let query: Vec<String> = others.map(str::to_owned).chain([format!("cursor={next}")]).collect();
        HeaderValue::from_str(&format!("<{}?{}>; rel=\"next\"", self.uri.path(), query.join("&"))).ok()
    }
}
