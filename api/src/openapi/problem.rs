//! Refusals in the document: one form for all, and which statuses an operation may answer with.

use serde_json::{Map, Value, json};

use super::document::limits;
use super::endpoint::Operation;

/// Statuses with their name in the document and when they are answered.
const STATUSES: [(u16, &str, &str); 13] = [
    (400, "Malformed", "The request cannot be read."),
    (401, "Unidentified", "Nobody is known to be asking, or no longer in this capacity."),
    (403, "NotAllowed", "Not in this capacity; or the request comes from another site."),
    (404, "NotFound", "It does not exist, or not for who asks."),
    (409, "InContrast", "The key was sent before with another body, or the register was too busy to decide."),
    (412, "Changed", "Something was recorded since the version stated: `changed` tells what."),
    (413, "TooLarge", "The body is larger than the server accepts."),
    (414, "TooLong", "The address is longer than the server reads."),
    (415, "NotJson", "The body is not `application/json`."),
    (422, "AgainstTheRules", "The rules do not permit it: `norm` says which."),
    (429, "TooMany", "Too many requests: `Retry-After` says when to come back."),
    (500, "Internal", "An error of the server, which has noted it."),
    (503, "Unavailable", "Not now: `Retry-After` says when to try again."),
];

/// The name of a status among the document's responses.
pub(super) fn name(status: u16) -> &'static str {
    STATUSES.iter().find(|(known, ..)| *known == status).map_or("Internal", |(_, name, _)| name)
}

/// What an operation may refuse with.
pub(super) fn statuses(operation: &Operation) -> Vec<u16> {
    let mut statuses = vec![404, 429, 500, 503];
    if !operation.public || operation.partly_open {
        statuses.extend([401, 403]);
    }
    if !operation.parameters.is_empty() {
        statuses.extend([400, 414]);
    }
    if operation.writes {
        statuses.extend([409, 412, 413, 415, 422]);
    }
    statuses
}

pub(super) fn responses() -> Value {
    let told = |(status, name, what): (u16, &str, &str)| {
        let mut headers = limits();
        if status == 429 || status == 503 {
            headers["Retry-After"] = json!({ "$ref": "#/components/headers/Retry-After" });
        }
        let content =
            json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
        (name.to_owned(), json!({ "description": what, "headers": headers, "content": content }))
    };
    Value::Object(STATUSES.into_iter().map(told).collect::<Map<String, Value>>())
}

/// RFC 9457, with what the register adds.
pub(super) fn schema() -> Value {
    let text = |what: &str| json!({ "type": "string", "description": what });
    json!({
        "type": "object",
        "description": "Why a request came to nothing (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {
                "type": "string", "format": "uri", "maxLength": 256, "pattern": "^urn:registro:problem:[a-z0-9:-]+$",
                "description": "Stable: the reason, for programs.",
            },
            "title": text("The status, in Italian."),
            "status": { "type": "integer", "format": "int32", "minimum": 400, "maximum": 599 },
            "detail": text("The reason, in Italian, for people."),
            "norm": {
                "type": "object", "description": "The norm that says no.", "required": ["row", "citation", "says"],
                "properties": {
                    "row": text("Its row in the rules of the register."),
                    "citation": text("As it is cited."),
                    "says": text("What it says, in short."),
                },
            },
            "changed": {
                "type": "array", "description": "What was recorded since the version stated.",
                "items": {
                    "type": "object", "required": ["position", "version", "kind", "who", "capacity", "when", "what"],
                    "properties": {
                        "position": { "type": "integer", "format": "int64", "minimum": 0 },
                        "version": { "type": "integer", "format": "int64", "minimum": 0 },
                        "kind": text("The event, by its stored name."),
                        "who": text("Who recorded it."),
                        "capacity": text("As what."),
                        "when": { "type": "string", "format": "date-time" },
                        "what": text("In a sentence, in Italian."),
                    },
                },
            },
        },
    })
}
