//! A class on a day: its hours, who signed them, who was there.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{Figure, Layout, Link};

/// A class on a day of the year.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "class_day.html")]
pub struct ClassDayPage {
    /// The frame.
    pub layout: Layout,
    /// "3B".
    pub class_name: String,
    /// The track: "Tecnico informatico".
    pub track: String,
    /// The day, in words: "venerdì 5 giugno 2026".
    pub day_text: String,
    /// Form that chooses a day: GET to this path with `giorno=aaaa-mm-gg`.
    pub form_action: String,
    /// The day shown, `aaaa-mm-gg`.
    pub day_iso: String,
    /// First day of lessons, `aaaa-mm-gg`.
    pub first_day_iso: String,
    /// Last day that may be chosen, `aaaa-mm-gg`.
    pub last_day_iso: String,
    /// The lesson day before: the label is the day in words.
    pub previous: Option<Link>,
    /// The lesson day after; `None` today.
    pub next: Option<Link>,
    /// Why there are no lessons on this day; then hours and students are not shown.
    pub no_lessons: Option<String>,
    /// Enrolled, present, absent, late. `value: None` before the roll call.
    pub cards: Vec<Figure>,
    /// The grades of the class.
    pub grades_href: String,
    /// The scrutinies of the class, for who may see them.
    pub scrutinies: Vec<Link>,
    /// The hours of the day, in order.
    pub hours: Vec<LessonHour>,
    /// The students enrolled on this day, by surname.
    pub students: Vec<StudentRow>,
}

impl ClassDayPage {
    /// Whether at least one hour has had its roll call.
    pub fn is_called(&self) -> bool {
        self.hours.iter().any(|hour| hour.called_text.is_some())
    }
}

/// One hour of lessons.
#[derive(Clone, Debug, Default)]
pub struct LessonHour {
    /// Number of the hour, from 1.
    pub period: u8,
    /// "08:05–09:00".
    pub time_text: String,
    /// The subject.
    pub subject: String,
    /// Who teaches it; with a co-teacher, both names.
    pub teacher: String,
    /// When the roll was called, `HH:MM`; `None` if it was not.
    pub called_text: Option<String>,
    /// Where its roll is called, if the hour is the reader's own.
    pub call_href: Option<String>,
    /// When the lesson was signed and, if not by the teacher above, by whom: "08:58", "08:58 da G. Riva (supplente)".
    pub signed_text: Option<String>,
    /// Whether the hour has already begun: an unsigned hour of the future is not a lack.
    pub begun: bool,
    /// What was taught.
    pub topic: Option<String>,
    /// What was set as homework, with its date: "per il 08/06: es. 12–18 p. 204".
    pub homework: Option<String>,
    /// The events behind this hour.
    pub why_href: Option<String>,
}

/// A student on the day.
#[derive(Clone, Debug, Default)]
pub struct StudentRow {
    /// Surname and name.
    pub name: String,
    /// The page of the student; `None` for those who may not open it.
    pub href: Option<String>,
    /// One presence, or two when the student both entered late and left early.
    pub presences: Vec<Presence>,
    /// Hours missed on the day; `None` before the roll call.
    pub hours_missed: Option<u32>,
    /// About the justification: "giustificata", "da giustificare entro il 09/06"; empty if nothing is due.
    pub justification: String,
    /// Where the facts of the day can be corrected or annulled.
    pub mend_href: Option<String>,
    /// Where a note about the student is written, for who may.
    pub note_href: Option<String>,
    /// The events behind the status.
    pub why_href: Option<String>,
}

/// What the register says of a student on the day. Times are `HH:MM`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Present.
    Present,
    /// Absent for the whole day.
    Absent,
    /// Absent for some hours: "3ª ora".
    AbsentFor(String),
    /// Entered late, at this time.
    Entered(String),
    /// Left early, at this time.
    Left(String),
    /// Elsewhere, for the school.
    AtActivity,
    /// Her attendance is restricted, and the day is over.
    Restricted,
    /// Nobody has called the roll yet.
    #[default]
    NotCalled,
}

impl Presence {
    /// The status in words, the same for a boy and for a girl.
    pub fn label(&self) -> String {
        match self {
            Presence::Present => "presente".to_owned(),
            Presence::Absent => "assente".to_owned(),
            Presence::AbsentFor(hours) => format!("assente alla {hours}"),
            Presence::Entered(at) => format!("ingresso alle {at}"),
            Presence::Left(at) => format!("uscita alle {at}"),
            Presence::AtActivity => "in attività della scuola".to_owned(),
            Presence::Restricted => "dato limitato".to_owned(),
            Presence::NotCalled => "appello non fatto".to_owned(),
        }
    }

    /// The icon beside the words.
    pub fn icon(&self) -> &'static str {
        match self {
            Presence::Present => "check",
            Presence::Absent | Presence::AbsentFor(_) => "close",
            Presence::Entered(_) => "clock",
            Presence::Left(_) => "logout",
            Presence::AtActivity => "flag",
            Presence::Restricted => "lock",
            Presence::NotCalled => "help-circle",
        }
    }

    /// The CSS modifier.
    pub fn class(&self) -> &'static str {
        match self {
            Presence::Present | Presence::AtActivity => "present",
            Presence::Absent | Presence::AbsentFor(_) => "absent",
            Presence::Entered(_) => "late",
            Presence::Left(_) => "left",
            Presence::Restricted | Presence::NotCalled => "unknown",
        }
    }
}
