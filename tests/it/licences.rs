//! What may enter the dependency tree: the licences and the double versions that `deny.toml` allows, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Bans {
    skip: Vec<Skip>,
}

/// A version that may stand beside a newer one.
#[derive(Deserialize)]
struct Skip {
    /// `name@version`, where the version is the part that compatible versions share: `syn@2`, `rand@0.8`.
    #[serde(rename = "crate")]
    spec: String,
    reason: String,
}

#[test]
fn every_licence_in_the_tree_is_allowed() {
    let allowed = deny().licenses.allow;
    let documents = metadata_of("api/documents/Cargo.toml");
    let refused: Vec<_> = packages_of(&cargo_metadata())
        .into_iter()
        .chain(packages_of(&documents))
        .filter(|package| !is_allowed(&package.licence, &allowed))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.licence))
        .collect();
    assert!(
        refused.is_empty(),
        "These packages have no licence among those of deny.toml:\n  {}\n\
         Use another package. If the licence is compatible with the EUPL-1.2, add it to [licenses] allow.",
        refused.join("\n  "),
    );
}

#[test]
fn no_package_is_present_in_two_incompatible_versions_without_a_reason() {
    let mut versions = BTreeMap::<String, BTreeSet<String>>::new();
    for package in packages_of(&cargo_metadata()) {
        versions.entry(package.name).or_default().insert(compatible_part(&package.version));
    }
    let skips = deny().bans.skip;

    let mut complaints = Vec::new();
    for Skip { spec, reason } in &skips {
        let excuses = spec.split_once('@').is_some_and(|(name, version)| {
            versions.get(name).is_some_and(|present| 1 < present.len() && present.contains(version))
        });
        if !excuses {
            complaints.push(format!("{spec}: excuses nothing any more; remove it from [bans] skip"));
        }
        if reason.trim().is_empty() {
            complaints.push(format!("{spec}: say in `reason` who asks for it"));
        }
    }
    for (name, present) in &versions {
        let left: Vec<_> = present
            .iter()
            .filter(|version| !skips.iter().any(|skip| skip.spec == format!("{name}@{version}")))
            .map(String::as_str)
            .collect();
        if 1 < left.len() {
            complaints.push(format!(
                "{name}: versions {}; `cargo tree --workspace --target all -i {name}@…` says who asks for each",
                left.join(", "),
            ));
        }
    }
    assert!(
        complaints.is_empty(),
        "Choose dependencies that agree, or list the older version in [bans] skip of deny.toml with a reason:\n  {}",
        complaints.join("\n  "),
    );
}

#[test]
fn a_licence_expression_is_allowed_when_what_it_demands_is() {
    let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"].map(String::from).into();
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("MIT/GPL-3.0-only", true),
        ("GPL-3.0-only / LGPL-3.0-only", false),
        ("MIT AND Unicode-3.0", true),
        ("MIT AND GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only AND LGPL-3.0-only", true), // AND binds more.
        ("(MIT OR GPL-3.0-only) AND LGPL-3.0-only", false),
        ("(GPL-3.0-only OR MIT) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", false), // An exception is another licence.
        ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true),
        ("", false),
        ("MIT OR", false),
        ("(MIT", false),
        ("MIT Apache-2.0", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression:?}");
    }
}

/// Whether an SPDX expression, or the older form with `/`, can be met by the `allowed` licences alone.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = Words { words: spaced.split_whitespace().collect(), next: 0, allowed };
    words.any_of() == Some(true) && words.next == words.words.len()
}

/// A recursive reader of an expression. `None` is an expression that cannot be read.
struct Words<'a> {
    words: Vec<&'a str>,
    next: usize,
    allowed: &'a BTreeSet<String>,
}

impl<'a> Words<'a> {
    fn any_of(&mut self) -> Option<bool> {
        let mut met = self.all_of()?;
        while self.skip("OR") {
            met |= self.all_of()?;
        }
        Some(met)
    }

    fn all_of(&mut self) -> Option<bool> {
        let mut met = self.one()?;
        while self.skip("AND") {
            met &= self.one()?;
        }
        Some(met)
    }

    fn one(&mut self) -> Option<bool> {
        if self.skip("(") {
            let met = self.any_of()?;
            return self.skip(")").then_some(met);
        }
        let licence = self.licence()?.to_owned();
        if self.skip("WITH") {
            let exception = self.licence()?;
            return Some(self.allowed.contains(&format!("{licence} WITH {exception}")));
        }
        Some(self.allowed.contains(&licence))
    }

    fn licence(&mut self) -> Option<&'a str> {
        let word = *self.words.get(self.next)?;
        self.next += 1;
        (!["(", ")", "OR", "AND", "WITH"].contains(&word)).then_some(word)
    }

    fn skip(&mut self, word: &str) -> bool {
        let found = self.words.get(self.next) == Some(&word);
        self.next += usize::from(found);
        found
    }
}

/// The part of a version that compatible versions share, as Cargo sees it.
fn compatible_part(version: &str) -> String {
    let mut parts = version.split('.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("0"), Some("0"), Some(patch)) => format!("0.0.{patch}"),
        (Some("0"), Some(minor), _) => format!("0.{minor}"),
        (major, _, _) => major.unwrap_or_default().to_owned(),
    }
}

struct Package {
    name: String,
    version: String,
    licence: String,
}

fn packages_of(metadata: &Value) -> Vec<Package> {
    let text = |package: &Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().expect("packages in the metadata");
    packages
        .iter()
        .map(|package| Package {
            name: text(package, "name"),
            version: text(package, "version"),
            licence: text(package, "license"),
        })
        .collect()
}

fn deny() -> Deny {
    let text = std::fs::read_to_string(repository().join("deny.toml")).expect("deny.toml at the root");
    toml::from_str(&text).expect("deny.toml is TOML of the expected shape")
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// What Cargo knows of the workspace and of all that it depends on, on every platform.
pub(crate) fn cargo_metadata() -> Value {
    metadata_of("Cargo.toml")
}

fn metadata_of(manifest: &str) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path", manifest])
        .current_dir(repository())
        .output()
        .expect("cargo starts");
    assert!(
        output.status.success(),
        "cargo metadata --locked: is the lock file of {manifest} up to date?\n{}",
        String::from_utf8_lossy(&output.stderr),
    );
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}
