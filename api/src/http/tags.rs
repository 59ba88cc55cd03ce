//! The `ETag` of what is read: the version of its record, where the answer is of one, and a hash of the answer itself. Who
//! has that answer already is told so with 304. It runs after what is read has been recorded.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::problem::Problem;
use crate::refusal::Refusal;

/// Bytes of the hash that are told: no two answers to one question share them.
const TOLD: usize = 8;
/// Between the version and the hash.
const AND: char = '.';

/// Gives every JSON answer its tag.
pub(crate) async fn tag(request: Request, next: Next) -> Response {
    let is_read = request.method() == Method::GET && request.uri().path().starts_with("/api/v1/");
    let known = request.headers().get_all(IF_NONE_MATCH).iter().cloned().collect::<Vec<_>>();
    let response = next.run(request).await;
    let is_json = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if !is_read || !is_json || response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = match to_bytes(body, usize::MAX).await {
        Ok(body) => body,
        Err(error) => return Problem::from(Refusal::Unavailable(Box::new(error))).into_response(),
    };
    let tag = of(&head.headers, &body);
    let holds = known.iter().any(|known| names(known, &tag));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        head.headers.insert(ETAG, tag);
    }
    if holds {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(CONTENT_TYPE);
        head.headers.remove(CONTENT_LENGTH);
        return Response::from_parts(head, Body::empty());
    }
    Response::from_parts(head, Body::from(body))
}

fn of(headers: &HeaderMap, body: &Bytes) -> String {
    let hash: String = Sha256::digest(body).iter().take(TOLD).map(|byte| format!("{byte:02x}")).collect();
    let version = headers.get(ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| tag.trim_matches('"'));
    version.map_or_else(|| format!("\"{hash}\""), |version| format!("\"{version}{AND}{hash}\""))
}

/// Whether a list of tags holds this one.
fn names(list: &HeaderValue, tag: &str) -> bool {
    list.to_str().is_ok_and(|list| list.split(',').any(|known| known.trim().trim_start_matches("W/") == tag))
}

/// The version that a tag tells.
pub fn version(tag: &str) -> Option<u64> {
    let inside = tag.strip_prefix('"')?.strip_suffix('"')?;
    inside.split(AND).next()?.parse().ok()
}
