//! A form as it is sent: its fields by name, and what may be read of them.

use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::refusal::Refusal;

/// Names and values, as many of each name as were sent.
pub(super) type Fields = Vec<(String, String)>;

pub(super) struct Sent(pub Fields);

impl Sent {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(field, _)| field == name);
        found.next().map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The form that it came from, of those that a page has; `otherwise` where none is named.
    pub(super) fn form_among(&self, acts: &[&'static str], otherwise: &'static str) -> &'static str {
        let act = self.get("act").unwrap_or_default();
        acts.iter().copied().find(|known| *known == act).unwrap_or(otherwise)
    }

    /// What was written in these fields, to be shown again.
    pub(super) fn written_in(&self, fields: &[&'static str]) -> Vec<(&'static str, String)> {
        let written = |name: &'static str| self.all(name).map(move |value| (name, value.trim().to_owned()));
        fields.iter().copied().flat_map(written).collect()
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(field, value)| field == name && !value.is_empty())
            .map(|(_, value)| &**value)
    }

    pub(super) fn text(&self, name: &str) -> Result<String, Refusal> {
        self.get(name).map(str::to_owned).ok_or_else(incomplete)
    }

    pub(super) fn some_text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A value by its stored name: a day, a person, a channel.
    pub(super) fn value<T: DeserializeOwned>(&self, name: &str) -> Result<T, Refusal> {
        read(self.get(name).ok_or_else(incomplete)?)
    }

    pub(super) fn some_value<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Refusal> {
        self.get(name).map(read).transpose()
    }

    pub(super) fn values<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, Refusal> {
        self.all(name).map(read).collect()
    }

    pub(super) fn number(&self, name: &str) -> Result<u16, Refusal> {
        self.get(name).ok_or_else(incomplete)?.parse().map_err(|_| incomplete())
    }

    pub(super) fn ticked(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    pub(super) fn id(&self) -> Result<Uuid, Refusal> {
        self.value("command")
    }
}

/// The name under which a value is stored.
pub(super) fn stored<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        Ok(_) | Err(_) => String::new(),
    }
}

pub(super) fn read<T: DeserializeOwned>(written: &str) -> Result<T, Refusal> {
    serde_json::from_value(Value::String(written.to_owned())).map_err(|_| incomplete())
}

pub(super) fn incomplete() -> Refusal {
    Refusal::Malformed("il modulo è incompleto".to_owned())
}
