//! A bag (BagIt 1.0, RFC 8493) read as its manifests tell it: what they do not name, and what is not as they say, is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::report::Report;

/// Every file of the bag, by its path with `/`.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

const DECLARATION: &str = "bagit.txt";
const MANIFEST: &str = "manifest-sha256.txt";
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

pub(super) fn read(folder: &Path, report: &mut Report) -> Result<Files, String> {
    let mut files = Files::new();
    gather(folder, "", &mut files, report)?;
    for name in [DECLARATION, MANIFEST, TAG_MANIFEST] {
        if !files.contains_key(name) {
            return Err(format!("in {} non c'è {name}: non è un pacchetto BagIt", folder.display()));
        }
    }
    if !files[DECLARATION].starts_with(b"BagIt-Version: 1.0\n") {
        report.refused.push(format!("{DECLARATION}: non dichiara BagIt 1.0"));
    }
    let payload = listed(&files, MANIFEST, report);
    let tags = listed(&files, TAG_MANIFEST, report);
    for path in files.keys() {
        let (manifest, known) = match path.starts_with("data/") {
            true => (MANIFEST, payload.contains(path)),
            false => (TAG_MANIFEST, path == TAG_MANIFEST || tags.contains(path)),
        };
        if !known {
            report.refused.push(format!("{path}: {manifest} non lo nomina"));
        }
    }
    Ok(files)
}

/// What a manifest names, each compared with what is there.
fn listed(files: &Files, manifest: &str, report: &mut Report) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(&files[manifest]) else {
        report.refused.push(format!("{manifest}: non è testo"));
        return Vec::new();
    };
    let mut paths = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some((hash, path)) = line.split_once("  ") else {
            report.refused.push(format!("{manifest}: la riga {number} non si capisce"));
            continue;
        };
        let path = path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
        match files.get(&path) {
            None => report.refused.push(format!("{path}: manca, e {manifest} lo nomina")),
            Some(bytes) if hex(&Sha256::digest(bytes)) != hash => {
                report.refused.push(format!("{path}: non è quello di {manifest}"));
            }
            Some(_) => {}
        }
        paths.push(path);
    }
    paths
}

/// The files of a folder and of those in it. A link leads out of the bag: it is none of its files.
fn gather(folder: &Path, below: &str, files: &mut Files, report: &mut Report) -> Result<(), String> {
    let unread = |error: std::io::Error| format!("non si legge {}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let Ok(name) = entry.file_name().into_string() else {
            report.refused.push(format!("{below}: contiene un file dal nome illeggibile"));
            continue;
        };
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type().map_err(unread)?;
        if kind.is_dir() {
            gather(&entry.path(), &path, files, report)?;
        } else if kind.is_file() {
            files.insert(path, fs::read(entry.path()).map_err(unread)?);
        } else {
            report.refused.push(format!("{path}: non è un file"));
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
