//! What a person is given who asks for her data (GDPR, art. 15): the information of letters a-h and a copy of everything, with
//! its corrections and with who consulted it. One value, which pages, JSON, CSV and any other form are made of.

mod gather;
mod package;
mod redact;
mod sections;
mod table;

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::{PersonId, RequestId};
use registro_eventlog::event::Position;
use serde::Serialize;
use serde_json::Value;

pub use package::{File, files};
pub use sections::term;
pub use table::harmless;

/// The name of this form of the content: another one has another number.
pub const FORMAT: &str = "registro-dati-personali/1";

#[derive(Clone, Debug, Serialize)]
pub struct OwnData {
    pub format: &'static str,
    pub school: String,
    pub request: RequestId,
    pub person: PersonId,
    pub name: String,
    pub drawn_up_on: Date,
    /// The last event that was looked at.
    pub until: Option<Position>,
    pub sections: Vec<Section>,
    pub acts: Vec<Entry>,
    pub consultations: Vec<Consultation>,
    pub omissions: Vec<Omission>,
}

/// One of the letters of art. 15, par. 1, or par. 2 or 3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    pub reference: &'static str,
    pub title: &'static str,
    pub says: Vec<String>,
}

/// How an act concerns her.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concerns {
    /// It is about her: all of it is given.
    Subject,
    /// It is about somebody else, and names her: that is what is given.
    Named,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub position: Position,
    /// Stored name.
    pub kind: String,
    /// The activity of the record of processing.
    pub activity: String,
    pub concerns: Concerns,
    pub effective_on: Date,
    pub recorded_at: Timestamp,
    /// The office in which it was done, not the name, unless it was she.
    pub by: String,
    pub says: String,
    pub because: Vec<String>,
    /// Later acts that took its place: what it said is given all the same.
    pub superseded_by: Vec<Position>,
    /// The data were erased: that they were there is what is left.
    pub erased: bool,
    pub data: Value,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consultation {
    pub at: Timestamp,
    /// The office, and the name only if it was decided to reveal it.
    pub by: String,
    pub purpose: String,
    pub data: Vec<String>,
    pub outcome: String,
}

/// Something of an act that is not given, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Omission {
    pub position: Position,
    pub what: String,
    pub why: String,
}
