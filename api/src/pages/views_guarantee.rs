//! The Organo di garanzia: its desk, the appeals of a case, a conflict about the regulation.

use askama::Template;
use askama_web::WebTemplate;

use super::views_cases::{ActForm, Kind, StepRow};
use super::views_family::Returned;
use super::views_layout::{Layout, Link, NormRef};

/// What waits for the body, and who is on it.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "guarantee.html")]
pub struct GuaranteePage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    /// The appeal that must be decided first comes first.
    pub appeals: Vec<AppealRow>,
    /// The first brought first.
    pub conflicts: Vec<ConflictRow>,
    /// "in carica fino al 31 agosto 2028".
    pub term: String,
    pub seats: Vec<SeatRow>,
    /// What is not as it should be in the body.
    pub flags: Vec<String>,
    /// Path of the forms.
    pub action: String,
    pub forms: Vec<ActForm>,
}

/// An appeal in the list.
#[derive(Clone, Debug, Default)]
pub struct AppealRow {
    /// Whose case: the link to the appeal.
    pub student: Link,
    pub class_name: String,
    /// Against what, by whom, of which day.
    pub what: String,
    /// "si decide entro giovedì 4 dicembre 2025: mancano 3 giorni".
    pub term: String,
    /// The last day is near, or past.
    pub is_urgent: bool,
    /// What is to be done next.
    pub next: String,
    /// What is to be weighed: no grounds, out of time.
    pub flags: Vec<&'static str>,
}

/// A conflict in the list.
#[derive(Clone, Debug, Default)]
pub struct ConflictRow {
    /// Its rule: the link to it.
    pub rule: Link,
    pub by: String,
    pub standing: String,
}

/// Somebody on the body.
#[derive(Clone, Debug, Default)]
pub struct SeatRow {
    pub name: String,
    /// "docente, supplente".
    pub seat: String,
    /// Who designated her.
    pub designated: String,
    pub days: String,
}

/// What was contested of a case, and the forms of who may act.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "appeal.html")]
pub struct AppealPage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    /// The student: the link to the case.
    pub student: Link,
    pub class_name: String,
    /// The sanction, or that there is none.
    pub sanction: String,
    /// How the case stands.
    pub standing: String,
    /// Until when one may appeal, and what follows from it.
    pub terms: Vec<TermRow>,
    pub appeals: Vec<AppealView>,
    /// Complaints to the region and orders of a court, a line each.
    pub elsewhere: Vec<String>,
    /// The body as it would sit on the appeal that waits to be convened.
    pub proposed: Option<Proposed>,
    /// Path of the forms.
    pub action: String,
    pub forms: Vec<ActForm>,
}

/// A term in words, with its norm.
#[derive(Clone, Debug, Default)]
pub struct TermRow {
    pub text: String,
    pub norm: NormRef,
}

/// An appeal in full.
#[derive(Clone, Debug, Default)]
pub struct AppealView {
    pub title: String,
    pub standing: String,
    /// What it complains of, in words.
    pub grounds: Option<String>,
    /// The members, with who was replaced and why.
    pub members: Vec<String>,
    pub steps: Vec<StepRow>,
}

/// The members that the roster and the conflicts say, or why there are not enough.
#[derive(Clone, Debug, Default)]
pub struct Proposed {
    pub members: Vec<String>,
    pub refused: Option<String>,
    pub norm: NormRef,
}

/// A conflict about the regulation.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "rule_conflict.html")]
pub struct RuleConflictPage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    pub rule: String,
    pub question: String,
    /// Who brought it, when, under which number.
    pub filed: String,
    pub norm: NormRef,
    pub members: Vec<String>,
    /// What was decided and why.
    pub decided: Option<String>,
    /// The acts, the first one first.
    pub acts: Vec<Link>,
    /// Path of the forms.
    pub action: String,
    pub forms: Vec<ActForm>,
}
