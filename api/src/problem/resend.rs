//! A form that its author may send again as it was, once she has confirmed her words.

use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Uri};

use super::Problem;
use crate::http::LARGEST_BODY;
use crate::identity::CONFIRMED;
use crate::pages::views_problem::Again;

/// The fields of a form, in their order.
pub(super) type Fields = Vec<(String, String)>;

/// A request with a copy of its form, if it brings one.
pub(super) async fn kept(request: Request) -> Result<(Request, Option<Fields>), Problem> {
    let is_form = |kind: &str| kind.starts_with("application/x-www-form-urlencoded");
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if request.method() != Method::POST || !kind.is_some_and(is_form) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, LARGEST_BODY).await.map_err(|_| Problem::too_large())?;
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let fields = Form::<Fields>::from_request(copy, &()).await.ok().map(|Form(fields)| fields);
    Ok((Request::from_parts(parts, Body::from(bytes)), fields))
}

/// The same form, with the confirmation in its address.
pub(super) fn confirmed(uri: &Uri, fields: Fields) -> Again {
    let before = uri.query().map(|query| format!("{query}&")).unwrap_or_default();
    Again { action: format!("{}?{before}{CONFIRMED}", uri.path()), fields }
}
