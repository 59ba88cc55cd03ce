//! Tables that go into an export: what their columns hold, and who writes them.

mod cell;
mod parquet;
mod writer;

pub(crate) use cell::{Cell, harmless};
pub(crate) use writer::Writer;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Written by people: a cell that a spreadsheet would carry out is made harmless.
    Text,
    Id,
    /// One of a few words.
    Word,
    Integer,
    Decimal,
    Boolean,
    Date,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub name: &'static str,
    /// In Italian.
    pub says: &'static str,
    pub kind: Kind,
    pub required: bool,
}

/// Columns that name a row of another table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Foreign {
    pub fields: &'static [&'static str],
    pub table: &'static str,
    pub reference: &'static [&'static str],
}

#[derive(Debug)]
pub(crate) struct Table {
    pub name: &'static str,
    /// In Italian.
    pub title: &'static str,
    pub fields: &'static [Field],
    pub key: &'static [&'static str],
    pub foreign: &'static [Foreign],
}

pub(crate) const fn field(name: &'static str, kind: Kind, says: &'static str) -> Field {
    Field { name, says, kind, required: true }
}

/// A column whose cells may be empty.
pub(crate) const fn maybe(name: &'static str, kind: Kind, says: &'static str) -> Field {
    Field { name, says, kind, required: false }
}

pub(crate) const fn person(fields: &'static [&'static str]) -> Foreign {
    Foreign { fields, table: "people", reference: &["person"] }
}

pub(crate) const fn class(fields: &'static [&'static str]) -> Foreign {
    Foreign { fields, table: "classes", reference: &["class"] }
}

pub(crate) const fn subject(fields: &'static [&'static str]) -> Foreign {
    Foreign { fields, table: "subjects", reference: &["subject"] }
}
