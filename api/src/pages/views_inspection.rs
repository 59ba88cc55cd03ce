//! The audit officer's desk: acts looked for, and a thing played again.

use askama::Template;
use askama_web::WebTemplate;

use super::views_history::AuditEntry;
use super::views_layout::{Layout, Link, NormRef};

/// The search.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "inspection.html")]
pub struct InspectionPage {
    pub layout: Layout,
    /// Where the forms are sent.
    pub action: &'static str,
    /// Why what was asked could not be.
    pub refused: Option<String>,
    /// What was written, to be shown again.
    pub written: Written,
    /// Kinds of acts by the activity they belong to: its title, then name and whether chosen.
    pub kinds: Vec<(String, Vec<Choice>)>,
    pub unusual: Vec<Choice>,
    pub classes: Vec<Choice>,
    /// What can be played again, of what was asked about.
    pub open: Vec<Link>,
    pub rows: Vec<ActRow>,
    /// Whether a search was asked for.
    pub asked: bool,
    /// Whether it names somebody whom the reader may not know of.
    pub unknown: bool,
    pub further: Option<String>,
}

/// The fields as they were filled in.
#[derive(Clone, Debug, Default)]
pub struct Written {
    pub student: String,
    pub actor: String,
    pub norm: String,
    pub effective_from: String,
    pub effective_to: String,
    pub recorded_from: String,
    pub recorded_to: String,
}

/// One of several.
#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// An act that was found.
#[derive(Clone, Debug)]
pub struct ActRow {
    pub number: u64,
    /// The event's page, for who may read it.
    pub href: Option<String>,
    pub effective: String,
    pub recorded: String,
    pub late: Option<String>,
    /// Who, for who may know; in which capacity.
    pub actor: Option<String>,
    pub capacity: String,
    pub what: String,
    pub norms: Vec<NormRef>,
    pub replaced: bool,
    /// The thing at that step.
    pub replay: Option<Link>,
}

/// A thing at two moments.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "replay.html")]
pub struct ReplayPage {
    pub layout: Layout,
    /// "Anna Rossi", "Classe 3B, 12 marzo 2026".
    pub title: String,
    pub action: String,
    /// The day of a class, kept by the forms.
    pub day: Option<String>,
    pub as_of_value: String,
    pub beside_value: String,
    /// "dopo l'evento n. 7", "il 12 marzo 2026, ore 18:00".
    pub after_text: String,
    pub before_text: String,
    pub steps: usize,
    pub known: usize,
    /// The last day that is told, to who is no longer informed.
    pub until: Option<String>,
    /// First, previous, next, last: a label, and where, if there is one.
    pub moves: Vec<(&'static str, Option<String>)>,
    /// The last event known, with the page of its proof.
    pub entry: Option<AuditEntry>,
    pub event_href: Option<String>,
    pub receipt_href: Option<String>,
    pub changed: Vec<LineRow>,
    pub lines: Vec<LineRow>,
    /// The steps around this one.
    pub around: Vec<StepRow>,
    pub related: Vec<Link>,
}

#[derive(Clone, Debug)]
pub struct LineRow {
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub changed: bool,
}

#[derive(Clone, Debug)]
pub struct StepRow {
    pub href: String,
    pub text: String,
    pub current: bool,
    pub later: bool,
}
