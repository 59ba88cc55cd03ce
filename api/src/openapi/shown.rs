//! What is answered, as the document tells it: the answers' own types derive their schemas, and what they hold of the
//! domain is told as serde reads it, since the domain knows nothing of documents. `build.rs` says for which type of an
//! answer each of these stands.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::shape;

const REFERENCE: &str = "#/components/schemas/";

/// The forms that several answers share.
const COMMON: [&str; 5] = ["Named", "CitedNorm", "StatedEvent", "StatedForecast", "Change"];

/// The schema of an answer, and of all that it refers to, each under the name of the module that answers.
pub(super) fn of<A: ToSchema>(module: &str) -> (Value, Vec<(String, Value)>) {
    let mut referred = Vec::new();
    A::schemas(&mut referred);
    let told = |schema: RefOr<Schema>| {
        let mut value = serde_json::to_value(schema).unwrap_or_default();
        qualify(&mut value, module);
        value
    };
    let mut schemas: Vec<(String, Value)> =
        referred.into_iter().map(|(name, schema)| (qualified(module, &name), told(schema))).collect();
    if A::name() == "Vec" {
        return (told(A::schema()), schemas);
    }
    let name = qualified(module, &A::name());
    let reference = json!({ "$ref": format!("{REFERENCE}{name}") });
    schemas.push((name, told(A::schema())));
    (reference, schemas)
}

fn qualified(module: &str, name: &str) -> String {
    if name.contains('.') || COMMON.contains(&name) { name.to_owned() } else { format!("{module}.{name}") }
}

fn qualify(value: &mut Value, module: &str) {
    match value {
        Value::Object(parts) => {
            if let Some(Value::String(reference)) = parts.get_mut("$ref")
                && let Some(name) = reference.strip_prefix(REFERENCE)
            {
                *reference = format!("{REFERENCE}{}", qualified(module, name));
            }
            parts.values_mut().for_each(|part| qualify(part, module));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| qualify(part, module)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What is answered may have grown by fields that an older client does not know.
fn open(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(parts) => {
            if parts.get("additionalProperties") == Some(&Value::Bool(false)) {
                parts.remove("additionalProperties");
            }
            parts.values_mut().for_each(|part| *part = open(part.take()));
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| *part = open(part.take())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    schema
}

/// A schema in its place, for what a derived one tells less of: of a pair, that it has two parts.
pub fn as_read<T: DeserializeOwned>() -> RefOr<Schema> {
    serde_json::from_value(open(shape::of::<T>())).unwrap_or_default()
}

/// Stands for a type of the domain.
pub struct As<T>(PhantomData<T>);

impl<T: DeserializeOwned> PartialSchema for As<T> {
    fn schema() -> RefOr<Schema> {
        as_read::<T>()
    }
}

impl<T: DeserializeOwned> ToSchema for As<T> {
    /// `case.charge.Charge` for what the domain calls so.
    fn name() -> Cow<'static, str> {
        let (_crate, path) = std::any::type_name::<T>().split_once("::").unwrap_or_default();
        Cow::Owned(path.replace("::", "."))
    }
}

/// Somebody or something with its name.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is looked at")]
pub struct Named {
    id: uuid::Uuid,
    name: String,
}
