//! A student: hours missed, hours left, the calendar of the year, and why.

use askama::Template;
use askama_web::WebTemplate;

use super::views_calendar::{DayMark, MonthGrid};
use super::views_family::{Family, Returned};
use super::views_justify::{Choice, ToDecide, ToJustify};
use super::views_layout::{Figure, Layout, Level, Link, NormRef};
use super::views_why::Why;

/// The page of a student.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "student.html")]
pub struct StudentPage {
    /// The frame.
    pub layout: Layout,
    /// In the place of her attendance, where it is restricted.
    pub restricted: Option<&'static str>,
    /// Who the student is.
    pub student: StudentHeader,
    /// Her certificate of attendance; none of a moment of the past.
    pub certificate: Option<String>,
    /// Hours missed, justified, unjustified, late entries. The hours left are in `cap`.
    pub cards: Vec<Figure>,
    /// The limit of a quarter of the annual hours.
    pub cap: Cap,
    /// Hours missed in each subject, the most missed first.
    pub subjects: Vec<SubjectRow>,
    /// The months of the year, from `views_calendar::month_grids`. Empty before lessons begin.
    pub months: Vec<MonthGrid>,
    /// The reasons of one figure, when the page was asked for them (`?perche=…#perche`).
    pub why: Option<Why>,
    /// The page without the reasons, to close the section.
    pub close_why_href: String,
    /// What the person has just done here, in a sentence.
    pub done: Option<String>,
    /// A form of this page that was refused.
    pub returned: Option<Returned>,
    /// What the family must do and may ask; only for a family.
    pub family: Option<Family>,
    /// The facts that the person may justify.
    pub to_justify: Vec<ToJustify>,
    /// The justifications that the person may accept or refuse.
    pub to_decide: Vec<ToDecide>,
    /// The classes of reasons that a justification may have.
    pub grounds: Vec<Choice>,
    /// What the person may settle about the parents of a student who is of age.
    pub disclosure: Option<DisclosureForm>,
}

impl StudentPage {
    /// The legend of the calendar.
    pub fn legend(&self) -> [DayMark; 7] {
        DayMark::LEGEND
    }
}

/// A form by which a parent asks to be informed of a student who is of age, or the student objects.
#[derive(Clone, Debug, Default)]
pub struct DisclosureForm {
    /// Path of the form.
    pub action: String,
    /// What it asks for, as it is sent.
    pub act: &'static str,
    /// How things stand.
    pub text: &'static str,
    /// The words of the button.
    pub button: &'static str,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
}

/// The head of the pages about a student.
#[derive(Clone, Debug, Default)]
pub struct StudentHeader {
    /// Surname and name.
    pub name: String,
    /// "3B".
    pub class_name: String,
    /// The class today.
    pub class_href: Option<String>,
    /// "2025/26".
    pub year_text: String,
    /// The pages about this student: summary, history. `current` marks this one.
    pub tabs: Vec<super::views_layout::NavItem>,
    /// Things that may be done or fetched: "Copia dei dati (art. 15 GDPR)".
    pub actions: Vec<Link>,
}

/// How far the student is from the limit.
#[derive(Clone, Debug, Default)]
pub struct Cap {
    /// Annual hours declared for this student.
    pub annual_hours: u32,
    /// The limit, a quarter of the annual hours: exact, "264" or "222,75".
    pub cap_text: String,
    /// Hours missed that count, after derogations.
    pub hours_missed: u32,
    /// Hours left before the limit: exact, "66", "0,75", "−3".
    pub hours_left_text: String,
    /// Hours subtracted by derogations; 0 if none. Never their reason.
    pub derogation_hours: u32,
    /// Hours missed out of the limit, in percent, rounded down; may exceed 100.
    pub percent: u32,
    /// How near.
    pub level: Level,
    /// When the limit is passed at the present rate, in a sentence. `None` before the first lesson day.
    pub forecast_text: Option<String>,
    /// The norms of a proposal of exclusion, which a person decides; empty while the year is valid.
    pub proposal: Vec<NormRef>,
    /// The norm of the limit.
    pub norm: NormRef,
    /// The list behind the hours left.
    pub list_href: Option<String>,
    /// The events and norms behind them.
    pub why_href: Option<String>,
    /// Those behind the annual hours.
    pub annual_why_href: Option<String>,
}

impl Cap {
    /// Length of the bar in percent.
    pub fn bar(&self) -> u32 {
        self.percent.min(100)
    }
}

/// The hours missed in a subject.
#[derive(Clone, Debug, Default)]
pub struct SubjectRow {
    /// The subject.
    pub subject: String,
    /// Lessons held so far, in hours.
    pub hours_held: u32,
    /// Hours missed.
    pub hours_missed: u32,
    /// Missed out of held, in percent.
    pub percent: u32,
    /// The list of the lessons missed.
    pub list_href: Option<String>,
    /// The events behind the hours.
    pub why_href: Option<String>,
}

impl SubjectRow {
    /// Length of the bar in percent of the cell: the bar is full at half of the lessons.
    pub fn bar(&self) -> u32 {
        (self.percent * 2).min(100)
    }
}
