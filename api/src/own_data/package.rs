//! The files that somebody is given, with the hash of each.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{FORMAT, OwnData, table};
use crate::refusal::Refusal;

/// One file of the copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: &'static str,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: &'static str,
    request: String,
    drawn_up_on: String,
    acts: usize,
    consultations: usize,
    files: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    name: &'a str,
    bytes: usize,
    sha256: String,
}

/// The content as JSON, its tables as CSV, and the manifest that says which bytes they are.
pub fn files(content: &OwnData) -> Result<Vec<File>, Refusal> {
    let mut files = vec![
        File { name: "dati.json", media_type: "application/json", bytes: json(content)? },
        File { name: "atti.csv", media_type: "text/csv; charset=utf-8", bytes: table::acts(content)? },
        File {
            name: "consultazioni.csv",
            media_type: "text/csv; charset=utf-8",
            bytes: table::consultations(content)?,
        },
    ];
    let listed = files.iter().map(|file| Listed {
        name: file.name,
        bytes: file.bytes.len(),
        sha256: Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
    });
    let manifest = Manifest {
        format: FORMAT,
        request: content.request.to_string(),
        drawn_up_on: content.drawn_up_on.to_string(),
        acts: content.acts.len(),
        consultations: content.consultations.len(),
        files: listed.collect(),
    };
    let bytes = json(&manifest)?;
    files.push(File { name: "manifest.json", media_type: "application/json", bytes });
    Ok(files)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec_pretty(value).map_err(|error| Refusal::Unavailable(Box::new(error)))
}
