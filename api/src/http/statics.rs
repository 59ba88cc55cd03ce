//! Styles, fonts, icons and the scripts, from inside the binary.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::problem::Problem;

/// Kept for a day, then asked again by its tag: an update of the register reaches everyone the day after.
const KEPT: &str = "public, max-age=86400, must-revalidate";

#[derive(RustEmbed)]
#[folder = "static/"]
struct Assets;

/// `GET /static/{path}`.
pub(crate) async fn get(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let asset = Assets::get(&path).ok_or_else(Problem::unknown_path)?;
    let hash: String = asset.metadata.sha256_hash().iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    if known.flat_map(|tags| tags.split(',')).any(|known| known.trim() == tag) {
        return Ok(
            (StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, KEPT.to_owned())]).into_response()
        );
    }
    let head = [(ETAG, tag), (CACHE_CONTROL, KEPT.to_owned()), (CONTENT_TYPE, media_type(&path).to_owned())];
    Ok((head, asset.data).into_response())
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") | None => "text/plain; charset=utf-8",
        Some(_) => "application/octet-stream",
    }
}
