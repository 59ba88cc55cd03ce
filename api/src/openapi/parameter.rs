//! The parameters of operations: their form comes from the types that are read, their meaning from here.

use serde_json::{Map, Value, json};

use crate::http::asked::AT_LEAST;
use crate::http::{LARGEST_BODY, page};

/// What a parameter of a query means, wherever it is asked.
fn meaning(name: &str) -> (&'static str, Option<Value>) {
    let text = |pattern: &str| Some(json!({ "type": "string", "maxLength": 64, "pattern": pattern }));
    let day = || Some(json!({ "type": "string", "format": "date" }));
    let ids = || Some(json!({ "type": "string", "maxLength": 16_000, "pattern": "^[0-9a-fA-F,-]*$" }));
    match name {
        "as_of" => (
            "The register as it stood: an instant (RFC 3339), a time on the school's wall, or a day, which means its end. \
             Without it, as it stands.",
            text(r"^\d{4}-\d{2}-\d{2}([T ].*)?$"),
        ),
        "after" => ("The position after which to begin; a `Last-Event-ID` goes before it.", None),
        "on" => ("The civil day asked about; today, if not given.", day()),
        "from" => ("The first day.", day()),
        "to" => ("The last day.", day()),
        "year" => {
            ("The school year, by the civil year in which it starts; the current one, if not given.", None)
        }
        "cursor" => ("Where the page before ended: its `next`.", text("^[A-Za-z0-9._:-]*$")),
        "limit" => (
            "How many at most.",
            Some(
                json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": page::MOST, "default": page::USUAL }),
            ),
        ),
        "wait" => ("Whether the answer waits until what was recorded can be read.", None),
        "person" => ("Of whom.", None),
        "reader" => ("By whom.", None),
        "capacity" => ("In which capacity.", None),
        "kind" => ("Of which kind.", None),
        "class" => ("Of which class.", None),
        "student" => ("Of which student.", None),
        "actor" => ("Recorded by whom.", None),
        "norm" => ("Part of the citation of a norm.", text(r"^[^\t\r\n]*$")),
        "effective_from" | "recorded_from" => ("The first day.", day()),
        "effective_to" | "recorded_to" => ("The last day.", day()),
        "unusual" => ("What makes an act worth a look.", None),
        "beside" => (
            "Another moment to put beside it, as `as_of` is written. Without it, what stood before the last event known.",
            text(r"^\d{4}-\d{2}-\d{2}([T ].*)?$"),
        ),
        "owner" => ("Of whose office.", None),
        "school" => ("Everyone at school.", None),
        "classes" => ("Classes, by their ids, separated by commas.", ids()),
        "family" => ("The family of this student.", None),
        "persons" => ("Persons, by their ids, separated by commas.", ids()),
        "roles" => ("Roles, separated by commas.", text("^[a-z,-]*$")),
        "subject" => ("The school's code of the subject.", None),
        "figure" => (
            "The total that is asked about, such as `hours-missed` or `hours-of-subject:MAT`.",
            text("^[a-z-]+(:.+)?$"),
        ),
        "income" => ("The family's income (ISEE), in euros.", None),
        "repeating" => ("Whether the year is repeated.", None),
        "grade" | "period" | "position" => ("Which one.", None),
        _ => ("", None),
    }
}

/// Whether the document says what a parameter means.
pub fn is_known(name: &str) -> bool {
    !meaning(name).0.is_empty()
}

pub(super) fn in_query(shape: &Value) -> Vec<Value> {
    let required = |name: &str| shape["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
    let properties = shape["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, form)| {
            let (means, stated) = meaning(name);
            let schema = stated.unwrap_or_else(|| bounded(never_null(form.clone()), LONGEST));
            let required = required(name);
            json!({ "name": name, "in": "query", "description": means, "required": required, "schema": schema })
        })
        .collect()
}

/// A parameter that is not sent is not there; none is sent as null.
fn never_null(mut schema: Value) -> Value {
    if let Some(kinds) = schema["type"].as_array() {
        schema["type"] = kinds.first().cloned().unwrap_or_default();
    }
    match schema["anyOf"].as_array() {
        Some(forms) => forms.first().cloned().unwrap_or_default(),
        None => schema,
    }
}

/// One or more parts of a path, in their order, not yet named.
pub(super) fn in_path(shape: Value) -> Vec<Value> {
    let parts = match shape["prefixItems"].as_array() {
        Some(parts) => parts.clone(),
        None => vec![shape],
    };
    let told =
        |schema| json!({ "name": "", "in": "path", "required": true, "schema": bounded(schema, LONGEST) });
    parts.into_iter().map(told).collect()
}

/// Gives the parts of a path the names that they have in it.
pub(super) fn name_in_path(parameters: &mut [Value], path: &str) {
    let mut before = "";
    let mut named = Vec::new();
    for part in path.split('/') {
        if let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            named.push((name.trim_start_matches('*'), before));
        }
        before = part;
    }
    let unnamed = parameters.iter_mut().filter(|parameter| parameter["in"] == "path");
    for (parameter, (name, of)) in unnamed.zip(named) {
        parameter["name"] = json!(name);
        parameter["description"] = json!(match name {
            "path" => "The rest of the path, slashes included.".to_owned(),
            name => format!("Which of `{}`, by its {name}.", of.trim_matches(['{', '}'])),
        });
    }
}

pub(super) fn at_least() -> Value {
    json!({
        "name": AT_LEAST, "in": "query", "required": false,
        "description": "Waits until the answer can tell of the event at this position, as the answer to a command gave \
                        it; 503 if that takes more than five seconds.",
        "schema": { "type": "integer", "format": "int64", "minimum": 0 },
    })
}

pub(super) fn if_none_match() -> Value {
    json!({
        "name": "If-None-Match", "in": "header", "required": false,
        "description": "The `ETag` of an answer that the sender has: 304 if it still holds.",
        "schema": { "type": "string", "maxLength": 256 },
    })
}

/// What every command takes in its headers.
pub(super) fn of_commands() -> [Value; 3] {
    [
        json!({
            "name": "confirmed", "in": "query", "required": false,
            "description": "The author has seen what is doubtful in her words, and stands by them.",
            "schema": { "type": "boolean", "default": false },
        }),
        json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "The command's own name. Sent again with the same one and the same body, it is the same command: \
                            it is answered, and not recorded twice. With another body it is refused (409).",
            "schema": { "type": "string", "format": "uuid" },
        }),
        json!({
            "name": "If-Match", "in": "header", "required": false,
            "description": "The version that the sender had seen, as the `ETag` told it: if something was recorded since, 412 \
                            and what it was. For commands on one record only.",
            "schema": { "type": "string", "maxLength": 22, "pattern": "^\"[0-9]+\"$" },
        }),
    ]
}

/// Letters of a text in an address, whose length in bytes is bounded.
const LONGEST: usize = 1_000;

/// The body of a command, which is bounded, and so is every text in it.
pub(super) fn in_body(schema: Value) -> Value {
    bounded(schema, LARGEST_BODY)
}

fn bounded(mut schema: Value, longest: usize) -> Value {
    let is_text = schema["type"] == "string" || schema["type"] == json!(["string", "null"]);
    if is_text && schema.get("enum").is_none() && schema.get("format").is_none() {
        schema["maxLength"] = json!(longest);
    }
    match schema {
        Value::Object(parts) => {
            let bounded: Map<String, Value> =
                parts.into_iter().map(|(name, part)| (name, bounded(part, longest))).collect();
            Value::Object(bounded)
        }
        Value::Array(parts) => parts.into_iter().map(|part| bounded(part, longest)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema,
    }
}
