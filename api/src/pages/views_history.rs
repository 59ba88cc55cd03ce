//! The register as it stood: what it said of a student at an instant, beside what it says now.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{EventRef, Layout, NormRef};
use super::views_student::StudentHeader;
use crate::http::sight::RESTRICTED;

/// The history of a student.
///
/// The page is a GET form: `al=aaaa-mm-ggThh:mm` (local time) asks for an instant, `evento=n` for the state after the
/// student's n-th event, 0 being before any. With our script the slider sends the `al` of its stop; without, `evento`.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "history.html")]
pub struct HistoryPage {
    /// The frame; `layout.as_of` is set when a past instant is shown.
    pub layout: Layout,
    /// Who the student is.
    pub student: StudentHeader,
    /// Path of this page, without parameters.
    pub form_action: String,
    /// The instant shown, local, `aaaa-mm-ggThh:mm`.
    pub as_of_value: String,
    /// The instant shown, in words: "12 marzo 2026, ore 18:00".
    pub as_of_text: String,
    /// First and last instant that may be asked, `aaaa-mm-ggThh:mm`.
    pub min_value: String,
    /// See `min_value`.
    pub max_value: String,
    /// Whether the instant shown is now: then both columns are equal and no difference is shown.
    pub is_now: bool,
    /// The stops of the slider: one before any event, then one per event, oldest first.
    pub stops: Vec<Stop>,
    /// Index in `stops` of the last event known at the instant shown.
    pub position: usize,
    /// The totals then and now.
    pub totals: Vec<TotalRow>,
    /// The events known at the instant shown, the newest first.
    pub entries: Vec<AuditEntry>,
    /// How many events were recorded after the instant shown.
    pub later_events: usize,
}

impl HistoryPage {
    /// In the place of the totals, where the student's attendance is restricted.
    pub fn restricted(&self) -> &'static str {
        RESTRICTED
    }

    /// The greatest value of the slider.
    pub fn last_stop(&self) -> usize {
        self.stops.len().saturating_sub(1)
    }

    /// Events known then, in all.
    pub fn known_events(&self) -> usize {
        self.position.min(self.last_stop())
    }
}

/// A stop of the slider.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// The value of `al` that shows the state after this event, with seconds if needed: `2026-03-12T08:14:09`.
    pub as_of_value: String,
    /// The stop in words: "12 marzo 2026, 08:14: assenza".
    pub text: String,
}

/// A total, then and now.
#[derive(Clone, Debug, Default)]
pub struct TotalRow {
    /// What is counted: "Ore perse".
    pub label: String,
    /// Value at the instant shown, with its unit.
    pub then_text: String,
    /// Value now, with its unit.
    pub now_text: String,
    /// The difference from then to now, with its sign: "+12 ore"; empty if equal.
    pub difference_text: String,
    /// The events and norms behind the value then.
    pub why_then_href: Option<String>,
    /// The events and norms behind the value now.
    pub why_now_href: Option<String>,
}

/// One event of the audit trail.
#[derive(Clone, Debug, Default)]
pub struct AuditEntry {
    /// Position in the school's feed; the entry is the anchor `#evento-{number}`.
    pub number: u64,
    /// The day of the fact, in words: "giovedì 12 marzo 2026".
    pub effective_text: String,
    /// When it was recorded: "12/03/2026 08:14".
    pub recorded_text: String,
    /// How late it was recorded, if it was: "3 giorni dopo il fatto".
    pub late_text: Option<String>,
    /// Who recorded it.
    pub actor: String,
    /// In which capacity.
    pub capacity: String,
    /// Kind of the act, in two words: "Assenza", "Correzione", "Giustificazione".
    pub kind: String,
    /// Icon of the sprites without `it-`: "close", "clock", "logout", "pencil", "check", "file".
    pub icon: &'static str,
    /// What the event says, an Italian sentence.
    pub what: String,
    /// The reason given by the author of a correction.
    pub reason: Option<String>,
    /// The norms applied.
    pub norms: Vec<NormRef>,
    /// The event that this one corrects, annuls or rectifies.
    pub supersedes: Option<EventRef>,
    /// The events that corrected, annulled or rectified this one; `later` if not yet known at the instant shown.
    pub superseded_by: Vec<EventRef>,
}

impl AuditEntry {
    /// Whether at the instant shown the event no longer held.
    pub fn is_superseded(&self) -> bool {
        self.superseded_by.iter().any(|event| !event.later)
    }
}
