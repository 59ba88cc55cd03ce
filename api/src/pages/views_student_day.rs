//! The facts of a student's day, each with the form that corrects or annuls it.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{Layout, Link};
use super::views_roll_call::{Pick, Refused};

/// A student on a day.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "student_day.html")]
pub struct StudentDayPage {
    /// The frame.
    pub layout: Layout,
    /// Surname and name.
    pub name: String,
    /// The day, in words.
    pub day_text: String,
    /// Path of the forms.
    pub action: String,
    /// Where to go afterwards.
    pub back: Link,
    /// What was just done.
    pub done: Option<String>,
    /// The facts that stand.
    pub facts: Vec<FactToMend>,
}

/// A fact that stands.
#[derive(Clone, Debug, Default)]
pub struct FactToMend {
    /// Its number.
    pub number: u32,
    /// "assenza per l'intera giornata".
    pub what: String,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// The values that may be corrected.
    pub values: Values,
    /// The reason, as it was written.
    pub reason: String,
    /// Why what was sent was refused.
    pub refused: Option<Refused>,
}

/// The values of a fact, as a form offers them.
#[derive(Clone, Debug, Default)]
pub enum Values {
    /// Absent the whole day, or in the hours chosen.
    Absence {
        /// Whether the whole day.
        whole_day: bool,
        /// The hours of the day.
        hours: Vec<Pick>,
    },
    /// Came in.
    Entry {
        /// `HH:MM`.
        at: String,
        /// Why late.
        grounds: Vec<Pick>,
    },
    /// Went out.
    Exit {
        /// `HH:MM`.
        at: String,
        /// Why.
        reasons: Vec<Pick>,
        /// With whom.
        with: Vec<Pick>,
    },
    /// A fact that can only be annulled.
    #[default]
    Fixed,
}

impl Values {
    /// Whether there is something to correct.
    pub fn can_change(&self) -> bool {
        match self {
            Values::Absence { .. } | Values::Entry { .. } | Values::Exit { .. } => true,
            Values::Fixed => false,
        }
    }
}
