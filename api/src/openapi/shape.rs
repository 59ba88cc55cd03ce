//! The JSON that a type accepts, asked of its own `Deserialize`: so the document cannot say anything else than what the
//! server reads. The type is read again and again from samples, until every field, variant and rule has shown itself.

mod access;
mod probe;
mod sample;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use probe::{Node, Outcome, Run};

/// Readings of one type; the largest command needs some hundreds.
const MOST_RUNS: usize = 5_000;

/// The JSON Schema of what a type reads.
pub fn of<T: DeserializeOwned>() -> Value {
    let mut root = Node::default();
    for _ in 0..MOST_RUNS {
        let run = Run::default();
        let read = T::deserialize(root.probe(&run)).is_ok();
        run.ended(if read { Outcome::Read } else { Outcome::Refused });
        if root.is_known() {
            break;
        }
    }
    schema(&root)
}

fn schema(node: &Node) -> Value {
    match node {
        Node::Unseen | Node::Any => json!({}),
        Node::Null => json!({ "type": "null" }),
        Node::Leaf(leaf) => leaf.schema.clone(),
        Node::Nullable(inner) => or_null(schema(inner)),
        Node::List(item) => json!({ "type": "array", "items": schema(item) }),
        Node::Tuple(items) => {
            let (count, items): (usize, Vec<Value>) = (items.len(), items.iter().map(schema).collect());
            json!({ "type": "array", "prefixItems": items, "items": false, "minItems": count, "maxItems": count })
        }
        Node::Map(key, value) => {
            let mut map = json!({ "type": "object", "additionalProperties": schema(value) });
            let key = schema(key);
            if 1 < key.as_object().map_or(0, Map::len) {
                map["propertyNames"] = key;
            }
            map
        }
        Node::Object(object) => {
            let properties: Map<String, Value> =
                object.fields.iter().map(|field| (field.name.to_owned(), schema(&field.node))).collect();
            let required: Vec<&str> = object
                .fields
                .iter()
                .filter(|field| field.required == Some(true))
                .map(|field| field.name)
                .collect();
            let mut schema = json!({ "title": object.name, "type": "object", "properties": properties });
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            if object.closed == Some(true) {
                schema["additionalProperties"] = json!(false);
            }
            schema
        }
        Node::Choice(choice) => one_of(&choice.variants),
    }
}

/// Variants as serde writes them: a name alone, or an object with the name as its only key.
fn one_of(variants: &[(&'static str, Node)]) -> Value {
    let alone: Vec<&str> =
        variants.iter().filter(|(_, node)| matches!(node, Node::Null)).map(|(name, _)| *name).collect();
    let mut forms: Vec<Value> = variants
        .iter()
        .filter(|(_, node)| !matches!(node, Node::Null))
        .map(|(name, node)| {
            let properties = json!({ *name: schema(node) });
            json!({ "type": "object", "properties": properties, "required": [name], "additionalProperties": false })
        })
        .collect();
    if !alone.is_empty() {
        forms.insert(0, json!({ "type": "string", "enum": alone }));
    }
    match forms.len() {
        1 => forms.remove(0),
        _ => json!({ "oneOf": forms }),
    }
}

fn or_null(mut schema: Value) -> Value {
    match schema.get("type").and_then(Value::as_str).map(str::to_owned) {
        Some(kind) if schema.get("enum").is_none() => {
            schema["type"] = json!([kind, "null"]);
            schema
        }
        Some(_) | None if schema == json!({}) => schema,
        Some(_) | None => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::civil::{Date, DateTime, Time};
    use registro_domain::ids::{PersonId, Protocol};
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is looked at")]
    struct Example {
        id: PersonId,
        on: Date,
        at: Time,
        #[serde(default)]
        when: Option<DateTime>,
        protocol: Protocol,
        what: Kind,
        #[serde(default)]
        by: BTreeMap<PersonId, BTreeSet<u8>>,
        bare: (bool, Bare),
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    #[expect(dead_code, reason = "only its shape is looked at")]
    enum Kind {
        Alone,
        OneMore,
        With { words: String, more: Option<String> },
        Of(Bare),
    }

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only its shape is looked at")]
    struct Bare {
        count: i64,
    }

    #[test]
    fn a_type_is_told_as_serde_reads_it() {
        let shape = of::<Example>();
        println!("{shape:#}");
        assert_eq!(shape["required"], json!(["id", "on", "at", "protocol", "what", "bare"]));
    }
}
