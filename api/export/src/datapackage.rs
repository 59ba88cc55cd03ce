//! The tables described for machines: a Frictionless Data Package, in what versions 1 and 2 have in common.

use serde_json::{Value, json};

use crate::table::{Field, Kind, Table};
use crate::tables::ALL;

pub(crate) const NAME: &str = "data/datapackage.json";

pub(crate) fn describe(school: uuid::Uuid, name: Option<&str>) -> Value {
    json!({
        "profile": "tabular-data-package",
        "name": "registro",
        "id": format!("urn:uuid:{school}"),
        "title": format!("Registro elettronico · {}", name.unwrap_or("scuola")),
        "resources": ALL.iter().map(|table| resource(table)).collect::<Vec<_>>(),
    })
}

fn resource(table: &Table) -> Value {
    let foreign: Vec<Value> = table
        .foreign
        .iter()
        .map(|key| {
            let reference = json!({ "resource": key.table, "fields": key.reference });
            json!({ "fields": key.fields, "reference": reference })
        })
        .collect();
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": format!("tables/{}.csv", table.name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": table.fields.iter().map(field).collect::<Vec<_>>(),
            "primaryKey": table.key,
            "foreignKeys": foreign,
            "missingValues": [""],
        },
    })
}

fn field(field: &Field) -> Value {
    let kind = match field.kind {
        Kind::Text | Kind::Word | Kind::Id => "string",
        Kind::Integer => "integer",
        Kind::Decimal => "number",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
    };
    let mut described = json!({
        "name": field.name,
        "type": kind,
        "description": field.says,
        "constraints": { "required": field.required },
    });
    if field.kind == Kind::Id {
        described["format"] = json!("uuid");
    }
    described
}
