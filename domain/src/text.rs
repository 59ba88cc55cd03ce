//! What people type: trimmed, bounded, and free of characters that hide or reorder others.

mod lexicon;
pub mod links;
pub mod lint;
pub mod names;
pub mod words;

use std::fmt;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// A line or a paragraph typed by a person, already checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRejection {
    #[error("manca il testo: {0}")]
    Empty(&'static str),
    #[error("testo troppo lungo ({what}): {length} caratteri, al massimo {limit}")]
    TooLong { what: &'static str, length: usize, limit: usize },
    #[error("il testo contiene caratteri di controllo o di direzione ({0})")]
    HiddenCharacters(&'static str),
}

impl Text {
    /// `what` names the field in the refusal; `limit` is in characters.
    pub fn new(what: &'static str, typed: &str, limit: usize) -> Result<Self, TextRejection> {
        let text = typed.trim();
        let length = text.chars().count();
        if text.is_empty() {
            return Err(TextRejection::Empty(what));
        }
        if limit < length {
            return Err(TextRejection::TooLong { what, length, limit });
        }
        if text.chars().any(hides) {
            return Err(TextRejection::HiddenCharacters(what));
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters (but a line's end), zero-width ones and those that change the direction of writing.
fn hides(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// The month's full name, lower case.
pub fn month_name(day: Date) -> &'static str {
    MONTHS.get(usize::from(day.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or("")
}

/// A day as people write it, `12 novembre 2025`; the first of a month is `1º giugno 2026`.
pub fn italian_day(day: Date) -> String {
    let ordinal = if day.day() == 1 { "º" } else { "" };
    format!("{}{ordinal} {} {}", day.day(), month_name(day), day.year())
}

/// A day with its article, `il 12 novembre 2025`, `l'8 giugno 2026`.
pub fn on_day(day: Date) -> String {
    let article = if matches!(day.day(), 8 | 11) { "l'" } else { "il " };
    format!("{article}{}", italian_day(day))
}

/// A time of the day, `08:05`.
pub fn italian_time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_teacher_types_is_kept_as_typed_but_for_its_margins() {
        assert_eq!(
            Text::new("argomento", "  Equazioni\ndi 2º grado ", 40).map(|t| t.0),
            Ok("Equazioni\ndi 2º grado".into())
        );
    }

    #[test]
    fn hidden_characters_blank_and_endless_texts_are_refused() {
        assert_eq!(Text::new("motivo", " \n", 10), Err(TextRejection::Empty("motivo")));
        for typed in ["a\u{202E}b", "a\0b", "a\u{200B}b", "a\u{1b}[31m"] {
            assert_eq!(Text::new("motivo", typed, 10), Err(TextRejection::HiddenCharacters("motivo")));
        }
        assert_eq!(Text::new("motivo", "àààà", 4).map(|t| t.0), Ok("àààà".into()));
        assert!(matches!(Text::new("motivo", "ààààà", 4), Err(TextRejection::TooLong { length: 5, .. })));
    }
}
