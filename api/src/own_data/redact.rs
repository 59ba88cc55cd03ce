//! Others than the person are not to be known from her copy.
//!
//! Norm: C3-03: GDPR, art. 15, par. 4. Whoever is a person of the register is told by what she is; names in free texts are
//! looked for; what no program can know, the protection officer names.

use std::collections::{BTreeMap, BTreeSet};

use registro_domain::ids::PersonId;
use registro_domain::people::{Profile, Relation};
use registro_domain::request::Redaction;
use registro_domain::text::names::Named;
use registro_domain::text::words::words;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use serde_json::Value;
use uuid::Uuid;

use super::Omission;

/// Why something is left out.
const OTHERS: &str = "diritti di altre persone (GDPR, art. 15, par. 4)";

pub(super) struct Redactor<'a> {
    directory: &'a Directory,
    person: PersonId,
    decided: &'a [Redaction],
    /// Everyone, by the first word of the family name.
    by_family_name: BTreeMap<String, Vec<&'a Profile>>,
    omissions: BTreeSet<Omission>,
}

impl<'a> Redactor<'a> {
    pub(super) fn new(directory: &'a Directory, person: PersonId, decided: &'a [Redaction]) -> Self {
        let mut by_family_name: BTreeMap<String, Vec<&Profile>> = BTreeMap::new();
        let own = directory.name(person);
        for profile in directory.people() {
            // A namesake cannot be told from her.
            let first = words(profile.family_name.as_str()).into_iter().next();
            if let Some(first) = first.filter(|_| profile.full_name() != own) {
                by_family_name.entry(first.plain).or_default().push(profile);
            }
        }
        Self { directory, person, decided, by_family_name, omissions: BTreeSet::new() }
    }

    pub(super) fn person(&self) -> PersonId {
        self.person
    }

    pub(super) fn omissions(self) -> Vec<Omission> {
        self.omissions.into_iter().collect()
    }

    /// An act about somebody else.
    pub(super) fn of_another(&mut self, position: Position) {
        self.omit(position, "contenuto di un atto che riguarda un'altra persona");
    }

    /// An act that the family does not read.
    pub(super) fn not_for_the_family(&mut self, position: Position) {
        self.omit(position, "contenuto di un atto che non è dato a chi chiede per un minore");
    }

    fn omit(&mut self, position: Position, what: &str) {
        self.omissions.insert(Omission { position, what: what.to_owned(), why: OTHERS.to_owned() });
    }

    /// A text without the names of others, nor the words that were decided to be left out.
    pub(super) fn text(&mut self, position: Position, concerned: &[PersonId], text: &str) -> String {
        let mut text = text.to_owned();
        let decided = self.decided;
        for redaction in decided.iter().filter(|it| it.position == position.0) {
            if text.contains(redaction.words.as_str()) {
                text = text.replace(redaction.words.as_str(), "[omissis]");
                let why = redaction.reasons.as_str().replace(redaction.words.as_str(), "[omissis]");
                let why = self.names_typed(position, why);
                self.omissions.insert(Omission { position, what: "parole omesse".to_owned(), why });
            }
        }
        for other in concerned {
            let name = self.directory.name(*other);
            if text.contains(&name) {
                let label = self.label(*other);
                text = text.replace(&name, label);
                self.omit(position, "nomi di altre persone");
            }
        }
        self.names_typed(position, text)
    }

    fn names_typed(&mut self, position: Position, mut text: String) -> String {
        let known = words(&text);
        let candidates: Vec<&Profile> = known
            .iter()
            .filter_map(|word| self.by_family_name.get(&word.plain))
            .flat_map(|profiles| profiles.iter().copied())
            .collect();
        for profile in candidates {
            while let Some(typed) =
                Named::new(&text).in_full(profile.given_name.as_str(), profile.family_name.as_str())
            {
                let typed = typed.to_owned();
                text = text.replace(&typed, self.label(profile.person));
                self.omit(position, "nomi di altre persone");
            }
        }
        text
    }

    /// What an act says, without who else is in it.
    pub(super) fn data(&mut self, position: Position, concerned: &[PersonId], data: Value) -> Value {
        match data {
            Value::String(said) => Value::String(self.said(position, concerned, &said)),
            Value::Array(items) => {
                items.into_iter().map(|item| self.data(position, concerned, item)).collect()
            }
            Value::Object(fields) => {
                let fields = fields.into_iter();
                fields.map(|(name, value)| (name, self.data(position, concerned, value))).collect()
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }

    fn said(&mut self, position: Position, concerned: &[PersonId], said: &str) -> String {
        match Uuid::parse_str(said) {
            Ok(id) if id == self.person.0 => said.to_owned(),
            Ok(id) if self.directory.person(PersonId(id)).is_some() => {
                self.omit(position, "identificativi di altre persone");
                self.label(PersonId(id)).to_owned()
            }
            Ok(_) => said.to_owned(),
            Err(_) => self.text(position, concerned, said),
        }
    }

    /// What somebody is, instead of who she is.
    fn label(&self, other: PersonId) -> &'static str {
        let hers = self.directory.person(self.person);
        let held = hers.and_then(|hers| hers.guardians.iter().find(|held| held.guardian == other));
        if let Some(held) = held {
            return match held.relation {
                Relation::Mother => "[la madre]",
                Relation::Father => "[il padre]",
                Relation::Tutor => "[il tutore]",
            };
        }
        let works = self.directory.person(other);
        if works.is_some_and(|profile| !profile.offices.is_empty() || !profile.chairs.is_empty()) {
            "[personale della scuola]"
        } else {
            "[altra persona]"
        }
    }
}
