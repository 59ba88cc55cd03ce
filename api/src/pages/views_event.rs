//! One event in full: its envelope, what it says, the norms, and the data as they are kept.

use askama::Template;
use askama_web::WebTemplate;

use super::views_history::AuditEntry;
use super::views_layout::{Layout, Link};

/// The page of an event.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "event.html")]
pub struct EventPage {
    /// The frame.
    pub layout: Layout,
    /// What it says, as in the history of its subject.
    pub entry: AuditEntry,
    /// The whole sentence, with its subject and its day.
    pub sentence: String,
    /// What the log knows of it: a name and a value each.
    pub envelope: Vec<EnvelopeRow>,
    /// The data, as indented JSON.
    pub data: String,
    /// The pages of its subject.
    pub related: Vec<Link>,
    /// The letter, the record of a call, the report card that it made.
    pub document: Option<String>,
    /// The proof of it, where a ledger is kept.
    pub receipt: Option<Receipt>,
}

/// What somebody takes away from the page.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// "K7Q2-M8PX-3R0V-9ZTC".
    pub code: String,
    /// Where the file is.
    pub href: String,
}

/// A line of the envelope.
#[derive(Clone, Debug, Default)]
pub struct EnvelopeRow {
    /// "Registrato".
    pub label: String,
    /// "12 marzo 2026, ore 08:14".
    pub value: String,
    /// Whether the value is an identifier, to be set in a fixed width.
    pub code: bool,
}
