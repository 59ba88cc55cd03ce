//! What must be done: overdue, due, not yet due, done.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{EventRef, Layout, Link, NormRef};

/// The duties that a person may see, as of a day.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "duties.html")]
pub struct DutiesPage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// What is in the list, in one sentence.
    pub intro: String,
    /// The day asked about, `aaaa-mm-gg`.
    pub day_value: String,
    /// Whose duties, to choose from.
    pub owners: Vec<Chosen>,
    /// Classes to choose from; empty if there is nothing to choose.
    pub classes: Vec<Chosen>,
    /// What must be done, to choose from.
    pub kinds: Vec<Chosen>,
    /// In the order of reading.
    pub groups: Vec<Group>,
}

/// A choice of a list, and whether it is the one shown.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// As it is sent.
    pub value: String,
    /// As it is read.
    pub label: String,
    /// Whether it is chosen.
    pub selected: bool,
}

/// Duties that stand alike.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Name of its place in the page.
    pub id: &'static str,
    /// "Scaduti", with how many.
    pub heading: String,
    /// The icon beside every one of them; the words say the same.
    pub icon: &'static str,
    /// Shown only when asked for.
    pub folded: bool,
    /// The duties.
    pub rows: Vec<Row>,
    /// What is not shown, if anything.
    pub more: Option<String>,
}

/// A duty.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// "Informare la famiglia del quinto ritardo".
    pub what: String,
    /// The student or the class; none for the school.
    pub whom: Option<Link>,
    /// The class of a student, the day or the month that it is about.
    pub about: String,
    /// "entro martedì 11 novembre 2025".
    pub term: String,
    /// Who must do it.
    pub owner: &'static str,
    /// Under which norms.
    pub norms: Vec<NormRef>,
    /// The events that it comes from.
    pub cause: Vec<EventRef>,
    /// The event that fulfilled it.
    pub done_by: Option<EventRef>,
    /// Where it is done, if there is a page for it.
    pub act: Option<Link>,
    /// The form with which it is done here.
    pub form: Option<DutyForm>,
}

/// What a form about a duty carries and asks for.
#[derive(Clone, Debug, Default)]
pub struct DutyForm {
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// The duty, as it is sent.
    pub kind: String,
    /// About whom.
    pub student: Option<String>,
    /// About which class.
    pub class: Option<String>,
    /// About which fact.
    pub number: Option<String>,
    /// The day of the fact, the month, the day of the absence: `aaaa-mm-gg`.
    pub day: Option<String>,
    /// How, to choose from.
    pub ways: Vec<Chosen>,
    /// Who was told, or to whom it was given.
    pub people: Vec<Chosen>,
    /// Whether it asks for the time of a call.
    pub asks_time: bool,
    /// Asks for a number.
    pub count_label: Option<&'static str>,
    /// Asks for a text.
    pub text_label: Option<&'static str>,
    /// Whether the text must be there.
    pub text_required: bool,
    /// A button each; one with a value says which way it is decided.
    pub buttons: Vec<Chosen>,
}
