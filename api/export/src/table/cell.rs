//! A cell of a table.

use jiff::civil::Date;
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_domain::text::Text;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Nothing,
    /// What people wrote.
    Text(String),
    Word(String),
    Integer(i64),
    /// In hundredths.
    Decimal(i64),
    Boolean(bool),
    Date(Date),
    Id(Uuid),
    /// A person, who has a row of her own even if nothing of her is left.
    Person(Uuid),
    Class(Uuid),
    Subject(String),
}

/// What a spreadsheet takes for a formula begins with one of these.
const CARRIED_OUT: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The same words, which no spreadsheet carries out: an apostrophe goes before them.
pub(crate) fn harmless(text: &str) -> String {
    if text.starts_with(CARRIED_OUT) { format!("'{text}") } else { text.to_owned() }
}

impl Cell {
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Cell::Word(word.into())
    }

    pub(crate) fn text(text: &Text) -> Self {
        Cell::Text(text.as_str().to_owned())
    }

    pub(crate) fn count(number: usize) -> Self {
        Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// As it stands in a CSV file; `None` is the empty cell.
    pub(crate) fn written(&self) -> Option<String> {
        Some(match self {
            Cell::Nothing => return None,
            Cell::Text(text) => harmless(text),
            Cell::Word(word) => word.clone(),
            Cell::Subject(code) => harmless(code),
            Cell::Integer(number) => number.to_string(),
            Cell::Decimal(hundredths) => {
                let sign = if *hundredths < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
            }
            Cell::Boolean(yes) => yes.to_string(),
            Cell::Date(day) => day.to_string(),
            Cell::Id(id) | Cell::Person(id) | Cell::Class(id) => id.to_string(),
        })
    }
}

impl From<PersonId> for Cell {
    fn from(person: PersonId) -> Self {
        Cell::Person(person.0)
    }
}

impl From<ClassId> for Cell {
    fn from(class: ClassId) -> Self {
        Cell::Class(class.0)
    }
}

impl From<&SubjectCode> for Cell {
    fn from(subject: &SubjectCode) -> Self {
        Cell::Subject(subject.0.clone())
    }
}

impl From<FactNumber> for Cell {
    fn from(number: FactNumber) -> Self {
        Cell::Integer(i64::from(number.0))
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Cell::Date(day)
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Cell::Boolean(yes)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Cell::Integer(i64::from(number))
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or(Cell::Nothing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_carry_out_is_only_read() {
        for (typed, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+39 06", "'+39 06"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("Verifica: 2 = 1 + 1", "Verifica: 2 = 1 + 1"),
        ] {
            assert_eq!(Cell::Text(typed.to_owned()).written().as_deref(), Some(written));
        }
        assert_eq!(Cell::Integer(-3).written().as_deref(), Some("-3"));
        assert_eq!(Cell::Decimal(675).written().as_deref(), Some("6.75"));
        assert_eq!(Cell::Decimal(-25).written().as_deref(), Some("-0.25"));
    }
}
