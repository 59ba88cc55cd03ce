//! Samples of what a type may take, and how each form of text is told.

use std::cell::Cell;

use serde_json::{Value, json};

/// A value that is neither an object nor a list.
pub(super) struct Leaf {
    pub(super) schema: Value,
    pub(super) samples: &'static [&'static str],
    /// The sample that is taken next; those before were refused.
    pub(super) at: Cell<usize>,
    /// Whether a sample was taken.
    pub(super) known: Cell<bool>,
}

impl Leaf {
    fn new(schema: Value, samples: &'static [&'static str]) -> Self {
        Self { schema, samples, at: Cell::new(0), known: Cell::new(false) }
    }

    pub(super) fn sample(&self) -> &'static str {
        self.samples.get(self.at.get()).copied().unwrap_or_default()
    }

    /// The sample was refused. Who refuses them all is told by its form alone.
    pub(super) fn refused(&self) {
        self.at.set(self.at.get() + 1);
        if self.samples.len() <= self.at.get() {
            self.at.set(0);
            self.known.set(true);
        }
    }

    /// A text, by what its type says that it expects.
    pub(super) fn text(expected: &str) -> Self {
        let form = |format: &str, samples| Self::new(json!({ "type": "string", "format": format }), samples);
        let like =
            |pattern: &str, samples| Self::new(json!({ "type": "string", "pattern": pattern }), samples);
        match expected {
            "a formatted UUID string" => form("uuid", &["00000000-0000-4000-8000-000000000001"]),
            "a date string" => form("date", &["2025-11-12"]),
            "a timestamp string" => form("date-time", &["2025-11-12T08:05:00Z"]),
            "a time string" => like(r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$", &["08:05:00"]),
            "a datetime string" => {
                like(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$", &["2025-11-12T08:05:00"])
            }
            _ => {
                Self::new(json!({ "type": "string" }), &["testo", "4711/2025", "A1-02", "1/3", "01-02", "RM"])
            }
        }
    }

    pub(super) fn boolean() -> Self {
        Self::new(json!({ "type": "boolean" }), &["true"])
    }

    pub(super) fn number() -> Self {
        Self::new(json!({ "type": "number" }), &["1"])
    }

    pub(super) fn integer(least: i64, most: Option<u64>) -> Self {
        let mut schema = json!({ "type": "integer", "minimum": least });
        if let Some(most) = most {
            schema["maximum"] = json!(most);
        }
        if least == i64::MIN {
            schema = json!({ "type": "integer", "format": "int64" });
        }
        Self::new(schema, &["1", "6", "0", "10", "60", "100", "600", "2025"])
    }
}
