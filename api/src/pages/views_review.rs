//! The monthly review of absences: of a month and a class, who was absent, and which families are to be written to.

use askama::Template;
use askama_web::WebTemplate;

use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_layout::{Layout, Level, Link, NormRef};

/// The review of a month.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "review.html")]
pub struct ReviewPage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A review that was refused.
    pub returned: Option<Returned>,
    /// "maggio 2026".
    pub month_text: String,
    /// Whether the month was reviewed, and by when it is, in a sentence.
    pub standing: String,
    /// Whether its term has passed: the words say it too.
    pub late: bool,
    /// The norm of the review.
    pub norm: NormRef,
    /// The months of the year, each with how it stands.
    pub months: Vec<MonthRow>,
    /// Months to choose from, `aaaa-mm`.
    pub month_choices: Vec<Chosen>,
    /// Classes to choose from.
    pub classes: Vec<Chosen>,
    /// "3B".
    pub class_name: String,
    /// The students with absences in the month.
    pub rows: Vec<ReviewRow>,
    /// The other students whose family is to be written to, of every class.
    pub elsewhere: Vec<Telling>,
    /// The form; none once the month is reviewed, or for who does not record it.
    pub form: Option<ReviewForm>,
}

/// A month of the year.
#[derive(Clone, Debug, Default)]
pub struct MonthRow {
    /// Its page.
    pub link: Link,
    /// "controllato il 3 novembre 2025", "manca: il termine era il 30 settembre 2025".
    pub standing: String,
    /// The icon beside the words.
    pub icon: &'static str,
}

/// A student in the month.
#[derive(Clone, Debug, Default)]
pub struct ReviewRow {
    /// Who.
    pub student: Link,
    /// Days of absence.
    pub days: usize,
    /// Late entries.
    pub late_entries: usize,
    /// Hours missed.
    pub hours: usize,
    /// Facts of the month that are unjustified so far.
    pub unjustified: usize,
    /// The last time that the family was told of something, `gg/mm/aaaa`.
    pub told_text: String,
    /// How near the limit of the year.
    pub level: Level,
    /// What the family is to be told, each with the page to do it.
    pub to_tell: Vec<Link>,
}

/// A family to be written to.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    /// Who.
    pub student: Link,
    /// Her class.
    pub class_name: String,
    /// What the family is to be told, with the page to do it.
    pub what: Link,
}

/// Recording the review.
#[derive(Clone, Debug, Default)]
pub struct ReviewForm {
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// The month, `aaaa-mm`.
    pub month: String,
    /// How many families were told, as far as the register knows.
    pub count: String,
}
