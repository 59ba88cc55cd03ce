//! The shape of a read model: which rows an event touches, and how it changes one.

use jiff::civil::Date;
use registro_eventlog::event::{Position, SchoolId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::event::Event;

/// Answers one question. `keys` and `fold` are pure and blind to the law.
pub trait ReadModel: Send + Sync + 'static {
    /// The table's name.
    const NAME: &'static str;
    /// Raised whenever `keys`, `fold`, the row, a column or an index changes: stored rows of another revision are rebuilt.
    const REVISION: u32;
    /// What queries select on, beside the key.
    const COLUMNS: &'static [(&'static str, Kind)];
    /// Column lists to be indexed. Of two that fit a question equally well SQLite takes the later one: what leaves least stands
    /// last.
    const INDEXES: &'static [&'static str];

    type Row: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync;

    fn keys(event: &Event) -> Vec<Key>;

    /// Whether no event before this one can have made the row: nobody need look for it.
    fn opens(_key: &Key, _event: &Event) -> bool {
        false
    }

    /// `None` is "no row".
    fn fold(row: Option<Self::Row>, key: &Key, event: &Event) -> Option<Self::Row>;

    /// The values of [`Self::COLUMNS`], in order.
    fn columns(key: &Key, row: &Self::Row) -> Vec<Column>;
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Blob,
    Integer,
    Text,
}

/// A value of a column, or of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    Blob(Vec<u8>),
    Integer(i64),
    Text(String),
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Blob => "BLOB",
            Kind::Integer => "INTEGER",
            Kind::Text => "TEXT",
        }
    }
}

impl Column {
    pub(crate) fn blob(&self) -> Option<&[u8]> {
        if let Column::Blob(bytes) = self { Some(bytes) } else { None }
    }

    pub(crate) fn integer(&self) -> Option<i64> {
        if let Column::Integer(integer) = self { Some(*integer) } else { None }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Column::Text(text) = self { Some(text) } else { None }
    }
}

impl From<SchoolId> for Column {
    fn from(school: SchoolId) -> Self {
        school.0.into()
    }
}

impl From<Position> for Column {
    fn from(position: Position) -> Self {
        Column::Integer(i64::try_from(position.0).unwrap_or(i64::MAX))
    }
}

impl From<&Key> for Column {
    fn from(key: &Key) -> Self {
        Column::Blob(key.0.clone())
    }
}

impl From<Uuid> for Column {
    fn from(id: Uuid) -> Self {
        Column::Blob(id.as_bytes().to_vec())
    }
}

/// The name of a row: parts that sort as their bytes do, so that rows of one subject stand together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub Vec<u8>);

impl Key {
    pub fn new(subject: Uuid) -> Self {
        Key(subject.as_bytes().to_vec())
    }

    pub fn id(mut self, id: Uuid) -> Self {
        self.0.extend_from_slice(id.as_bytes());
        self
    }

    pub fn year(mut self, year: i16) -> Self {
        self.0.extend_from_slice(&year.to_be_bytes());
        self
    }

    pub fn day(mut self, day: Date) -> Self {
        self.0.extend_from_slice(&day.year().to_be_bytes());
        self.0.extend_from_slice(&[day.month().unsigned_abs(), day.day().unsigned_abs()]);
        self
    }

    pub fn number(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    /// The first key after all those that begin with this one.
    pub fn after_prefix(&self) -> Key {
        let mut bytes = self.0.clone();
        while let Some(last) = bytes.pop() {
            if last != u8::MAX {
                bytes.push(last + 1);
                break;
            }
        }
        Key(bytes)
    }
}

/// A day as a sortable integer column, `20251112`.
pub fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}
