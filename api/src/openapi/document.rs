//! The OpenAPI document: made once from the table of addresses, and the same for every school.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::endpoint::{Endpoint, Operation};
use super::problem;
use crate::http::table;

/// `GET /api/v1/openapi.json`.
pub(crate) async fn get() -> Result<Response, crate::problem::Problem> {
    // Not lazy by itself: what a static calls is compiled even where nobody asks for it, and this calls every handler.
    static DOCUMENT: OnceLock<Bytes> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| document().to_string().into());
    Ok(([(CONTENT_TYPE, "application/json")], document.clone()).into_response())
}

/// The whole document.
pub fn document() -> Value {
    let (mut paths, mut schemas) = (BTreeMap::<String, Map<String, Value>>::new(), BTreeMap::new());
    for Endpoint { path, operation, .. } in table::of_programs() {
        let mut told = told(&operation);
        told["tags"] = json!([tag(path)]);
        for (name, schema) in operation.schemas.into_iter().chain(operation.body) {
            schemas.insert(name, schema);
        }
        paths.entry(as_written(path)).or_default().insert(operation.method.to_owned(), told);
    }
    schemas.insert("Problem".to_owned(), problem::schema());
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "registro",
            "summary": "The accountable core of the Italian school's electronic register",
            "description": DESCRIPTION,
            "version": env!("CARGO_PKG_VERSION"),
            "x-summary": "The accountable core of the Italian school's electronic register",
            "x-api-id": "urn:registro:api:v1",
            "termsOfService": "https://registro.example/api/terms",
            "contact": { "name": "registro", "url": "https://registro.example/", "email": "api@registro.example" },
            "license": { "name": "EUPL-1.2", "identifier": "EUPL-1.2" },
        },
        "servers": [{
            "url": "https://registro.example",
            "description": "Stands for the address at which a school's register is served.",
        }],
        "tags": tags(&paths),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": problem::responses(),
            "headers": headers(),
            "securitySchemes": {
                "session": {
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                    "description": "The token of a person in one capacity, at one school.",
                },
            },
        },
    });
    with_items(&mut document);
    document
}

/// Linters want `items` to be an object, of tuples too.
fn with_items(value: &mut Value) {
    match value {
        Value::Object(parts) => {
            if parts.get("items") == Some(&Value::Bool(false)) {
                parts.insert("items".to_owned(), json!({}));
            }
            parts.values_mut().for_each(with_items);
        }
        Value::Array(parts) => parts.iter_mut().for_each(with_items),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

const DESCRIPTION: &str = "Commands are sent with POST, and recorded as events that are never changed; everything else is \
    read. Each command has an `Idempotency-Key`, and may say with `If-Match` what its author had seen. Every refusal is \
    an `application/problem+json` with a stable `type` and, where the law says no, its norm. What one may not see does not \
    exist (404). Every reading of personal data is recorded before it is answered.";

/// A path as OpenAPI writes it.
pub fn as_written(path: &str) -> String {
    path.replace("{*", "{")
}

fn tag(path: &str) -> &str {
    let rest = path.strip_prefix("/api/v1/").unwrap_or(path.trim_start_matches('/'));
    rest.split('/').next().unwrap_or_default()
}

fn tags(paths: &BTreeMap<String, Map<String, Value>>) -> Value {
    let names: std::collections::BTreeSet<&str> = paths
        .values()
        .flat_map(|operations| operations.values())
        .filter_map(|it| it["tags"][0].as_str())
        .collect();
    let told = |name: &str| json!({ "name": name, "description": format!("What is asked under `{name}`.") });
    names.into_iter().map(told).collect()
}

fn told(operation: &Operation) -> Value {
    let mut answers = Map::new();
    for answered in &operation.answers {
        let mut headers = limits();
        let more: &[&str] = match (operation.answers.iter().any(|it| it.status == 304), operation.pages) {
            (true, true) => &["Registro-Incomplete", "ETag", "Link"],
            (true, false) => &["Registro-Incomplete", "ETag"],
            (false, _) => &[],
        };
        for name in more {
            headers[name] = json!({ "$ref": format!("#/components/headers/{name}") });
        }
        let mut answer = json!({ "description": answered.what, "headers": headers });
        if !answered.media.is_empty() {
            answer["content"] = json!({ answered.media: { "schema": answered.schema } });
        }
        // One answer may come in several forms.
        let before =
            answers.get(&answered.status.to_string()).and_then(|before| before["content"].as_object());
        for (media, form) in before.into_iter().flatten() {
            answer["content"][media] = form.clone();
        }
        answers.insert(answered.status.to_string(), answer);
    }
    for status in problem::statuses(operation) {
        answers.insert(
            status.to_string(),
            json!({ "$ref": format!("#/components/responses/{}", problem::name(status)) }),
        );
    }
    let mut told = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.summary,
        "parameters": operation.parameters,
        "responses": answers,
        "security": security(operation),
    });
    if let Some((name, _)) = &operation.body {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        told["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    told
}

fn security(operation: &Operation) -> Value {
    match (operation.public, operation.partly_open) {
        (true, false) => json!([]),
        (true, true) => json!([{}, { "session": [] }]),
        (false, _) => json!([{ "session": [] }]),
    }
}

/// The headers of every answer.
pub(super) fn limits() -> Value {
    let names = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Cache-Control"];
    let refer = |name: &str| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
    Value::Object(names.into_iter().map(refer).collect())
}

fn headers() -> Value {
    let count = || json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": 1_000_000 });
    let text = || json!({ "type": "string", "maxLength": 256 });
    json!({
        "X-RateLimit-Limit": { "description": "Requests that may be sent at once.", "schema": count() },
        "X-RateLimit-Remaining": { "description": "Requests that may still be sent now.", "schema": count() },
        "X-RateLimit-Reset": { "description": "Seconds until all of them may be sent again.", "schema": count() },
        "Retry-After": { "description": "Seconds after which to try again.", "schema": count() },
        "Cache-Control": { "description": "Nothing is kept on the way.", "schema": text() },
        "ETag": { "description": "What is answered, by its version: to be sent as `If-Match` or `If-None-Match`.", "schema": text() },
        "Link": { "description": "The address of the next page, as `next` (RFC 8288).", "schema": text() },
        "Registro-Incomplete": {
            "description": "Events that the read models go on without, since they cannot be read.", "schema": count(),
        },
    })
}
