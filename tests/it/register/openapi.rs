//! The OpenAPI document: complete, true to the router, and in the conventions of Italian public APIs, each of which is
//! checked by a test of our own.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use registro::http::table;
use registro::openapi::document::{as_written, document};
use registro::openapi::parameter;
use serde_json::{Value, json};

use super::support::School;
use crate::tidy::rust_files;

/// Path, method, operation.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .map(move |(method, operation)| (path.clone(), method.clone(), operation))
        })
        .collect()
}

fn every(value: &Value, look: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                look(name, part);
                every(part, look);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| every(part, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn each_address_of_the_table_is_one_operation() {
    let document = document();
    let told: BTreeSet<(String, String)> =
        operations(&document).into_iter().map(|(path, method, _)| (path, method)).collect();
    let table: Vec<(String, String)> = table::of_programs()
        .iter()
        .map(|endpoint| (as_written(endpoint.path), endpoint.operation.method.to_owned()))
        .collect();
    assert_eq!(table.len(), told.len(), "an address stands twice in the table");
    assert_eq!(table.into_iter().collect::<BTreeSet<_>>(), told);
    // Nothing is answered to programs but what stands in the table.
    let router =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/api/src/http.rs")).expect("it");
    assert!(!router.contains("\"/api/"), "a route beside the table");
}

#[tokio::test]
async fn each_operation_is_answered() {
    let school = School::open().await;
    for (path, method, operation) in operations(&document()) {
        let filled = path
            .replace("{id}", "00000000-0000-4000-8000-000000000000")
            .replace("{date}", "2025-11-11")
            .replace("{position}", "0")
            .replace("{", "")
            .replace("}", "");
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
        let request = Request::builder().method(method).uri(&filled).body(Body::empty()).expect("a request");
        let (status, answer) = school.answer(request).await;
        if operation["security"] == json!([{ "session": [] }]) {
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{filled}: {answer}");
        } else {
            assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{filled}");
            assert!(!status.is_server_error(), "{filled}");
        }
        assert!(operation["responses"].get(status.as_str()).is_some(), "{filled}: {status} is not told");
    }
}

#[test]
fn references_and_names_hold() {
    let document = document();
    every(&document, &mut |name, value| {
        if name == "$ref" {
            let place = value.as_str().expect("a reference").trim_start_matches('#');
            assert!(document.pointer(place).is_some(), "{place} is nowhere");
        }
    });
    let mut ids = BTreeSet::new();
    for (path, _, operation) in operations(&document) {
        assert!(ids.insert(operation["operationId"].to_string()), "{path}: its id stands twice");
        for field in ["summary", "description"] {
            assert!(operation[field].as_str().is_some_and(|text| !text.is_empty()), "{path}: {field}");
        }
        for asked in operation["parameters"].as_array().into_iter().flatten() {
            assert!(asked["description"].as_str().is_some_and(|text| !text.is_empty()), "{path}: {asked}");
            let name = asked["name"].as_str().unwrap_or_default();
            let own = ["confirmed", "at_least"].contains(&name) || asked["in"] != "query";
            assert!(own || parameter::is_known(name), "{path}: nobody says what {name} means");
            assert_eq!(path.contains(&format!("{{{name}}}")), asked["in"] == "path", "{path}: {name}");
        }
    }
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        assert!(name.chars().all(plain), "{name}");
    }
}

#[test]
fn of_a_pair_the_document_tells_that_it_has_two_parts() {
    let mut pairs = 0;
    every(&document(), &mut |_, value| {
        if let Some(parts) = value.get("prefixItems").and_then(Value::as_array) {
            assert_eq!((&value["minItems"], &value["maxItems"]), (&json!(parts.len()), &json!(parts.len())));
            pairs += 1;
        }
    });
    assert!(0 < pairs);
}

/// A type of an answer that is called like one of the domain would be told as that one.
#[test]
fn no_answer_is_called_like_what_stands_for_another_type() {
    let shapes =
        rust_files(&["api/src/openapi"]).find(|file| file.name.ends_with("/domain.rs")).expect("shapes");
    let taken: BTreeSet<&str> = shapes
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("pub type ")?.split_once("Shape =").map(|(name, _)| name))
        .collect();
    assert!(taken.contains("Line") && 50 < taken.len(), "{taken:?}");
    let mut answers = 0;
    for file in rust_files(&["api/src/http"]) {
        for derived in file.text.split("ToSchema)]").skip(1) {
            let (_, rest) =
                derived.split_once("struct ").or_else(|| derived.split_once("enum ")).expect("a type");
            let name = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
            // The one with a parameter is told as the shape of its name says.
            assert!(!taken.contains(name) || name == "Named", "{}: {name}", file.name);
            answers += 1;
        }
    }
    assert!(100 < answers, "{answers} types of answers were looked at");
}

/// What the conventions of Italian public APIs (ModI) ask of a document.
#[test]
fn the_conventions_of_public_apis_hold() {
    let document = document();
    let info = &document["info"];
    assert_eq!(document["openapi"], "3.1.0");
    let version: Vec<&str> = info["version"].as_str().unwrap_or_default().split('.').collect();
    assert!(version.len() == 3 && version.iter().all(|part| part.parse::<u32>().is_ok()), "no semver");
    for place in ["x-summary", "x-api-id", "termsOfService", "title", "description"] {
        assert!(info[place].as_str().is_some_and(|text| !text.is_empty()), "info.{place}");
    }
    assert!(info["x-summary"].as_str().is_some_and(|text| text.len() < 80));
    assert!(info["contact"]["email"].is_string() && info["contact"]["url"].is_string());
    assert_eq!(info["license"]["identifier"], "EUPL-1.2");
    for server in document["servers"].as_array().expect("servers") {
        assert!(server["url"].as_str().is_some_and(|url| url.starts_with("https://")));
    }
    assert!(document["paths"].get("/status").is_some());
    assert_eq!(document["components"]["securitySchemes"]["session"]["bearerFormat"], "JWT");

    for (path, method, operation) in operations(&document) {
        let kebab = path.split('/').filter(|part| !part.starts_with('{')).all(|part| {
            part.chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter))
        });
        assert!(kebab, "{path} is not in kebab-case");
        let security = operation["security"].as_array().expect("a security");
        let open = ["/status", "/api/v1/openapi.json"].contains(&path.as_str()) || path.contains("/ledger/");
        assert!(open || !security.is_empty(), "{path}");
        assert!(method == "get" || security == &[json!({ "session": [] })], "{path}: an open write");
        let answers = operation["responses"].as_object().expect("answers");
        for status in ["429", "503"] {
            assert!(answers.contains_key(status), "{path}: {status}");
        }
        for (status, answer) in answers {
            let answer = match answer["$ref"].as_str() {
                Some(place) => document.pointer(place.trim_start_matches('#')).expect("it is there"),
                None => answer,
            };
            let headers = &answer["headers"];
            for header in ["Limit", "Remaining", "Reset"] {
                assert!(headers.get(format!("X-RateLimit-{header}")).is_some(), "{path} {status}: {header}");
            }
            if status == "429" || status == "503" {
                assert!(headers.get("Retry-After").is_some(), "{path} {status}");
            }
            if status.starts_with(['4', '5']) {
                assert!(answer["content"].get("application/problem+json").is_some(), "{path} {status}");
            }
        }
        // No header of ours among those that are asked begins with X-.
        for asked in operation["parameters"].as_array().into_iter().flatten() {
            let name = asked["name"].as_str().unwrap_or_default().to_lowercase();
            assert!(asked["in"] != "header" || !name.starts_with("x-"), "{path}: {name}");
        }
        if method == "post" {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let place = body.as_str().expect("a body").trim_start_matches('#');
            let schema = document.pointer(place).expect("a schema");
            let forms = schema["oneOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
            let closed =
                |form: &Value| form["additionalProperties"] == json!(false) || form.get("enum").is_some();
            assert!(forms.iter().all(closed), "{path}: what it does not know is read");
        }
    }
    // Every text that is sent is bounded, every number too.
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas.iter().filter(|(name, _)| !name.contains('.')) {
        every(schema, &mut |_, part| {
            if part["type"] == "integer" {
                assert!(part["minimum"].is_number() || part["format"].is_string(), "{name}: {part}");
            }
        });
    }
}
