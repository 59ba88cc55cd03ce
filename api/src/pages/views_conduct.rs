//! A student's conduct: notes with what was said about them, positive acts, times out of class.

use askama::Template;
use askama_web::WebTemplate;

use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_layout::{Layout, NormRef};
use super::views_student::StudentHeader;

/// A student's conduct in the year, as far as the person may read it.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "conduct.html")]
pub struct ConductPage {
    /// The frame.
    pub layout: Layout,
    /// Who the student is.
    pub student: StudentHeader,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    /// Who reads this, in a sentence.
    pub intro: &'static str,
    /// Path of the forms.
    pub action: String,
    /// The school year, as it is sent.
    pub year: String,
    /// The last day first.
    pub notes: Vec<NoteRow>,
    /// The last day first.
    pub acts: Vec<ActRow>,
    /// The last day first.
    pub separations: Vec<SeparationRow>,
    /// Writing about the student, for who may.
    pub writing: Option<Writing>,
}

/// A note.
#[derive(Clone, Debug, Default)]
pub struct NoteRow {
    /// Its number, as it is sent.
    pub number: String,
    /// "Nota disciplinare".
    pub kind: String,
    /// What it says.
    pub facts: String,
    /// "mercoledì 12 novembre 2025, 3ª ora".
    pub when: String,
    /// Who wrote it.
    pub by: String,
    /// What it said before, who rectified or annulled it, when and why.
    pub changes: Vec<String>,
    /// Whether it was annulled: the words say it too.
    pub annulled: bool,
    /// What the family states.
    pub statements: Vec<String>,
    /// The event that wrote it.
    pub event_href: String,
    /// The names of the commands of the forms that the person has: sent twice, a form is one command.
    pub rectify: Option<String>,
    pub annul: Option<String>,
    pub state: Option<String>,
    /// What had been written, if a form of this note came back.
    pub written: String,
    pub reason: String,
    pub open: bool,
}

impl NoteRow {
    /// Whether there is any form.
    pub fn any(&self) -> bool {
        self.rectify.is_some() || self.annul.is_some() || self.state.is_some()
    }
}

/// A positive act.
#[derive(Clone, Debug, Default)]
pub struct ActRow {
    pub number: String,
    /// What it says.
    pub what: String,
    /// Its day, in words.
    pub when: String,
    /// Who wrote it.
    pub by: String,
    /// Who annulled it, when and why.
    pub annulled: Option<String>,
    /// The event that wrote it.
    pub event_href: String,
    /// The name of the command of the form.
    pub annul: Option<String>,
}

/// A time out of class.
#[derive(Clone, Debug, Default)]
pub struct SeparationRow {
    /// "dalla 3ª ora di mercoledì 12 novembre 2025".
    pub when: String,
    /// Who sent her out, and who kept her.
    pub by: String,
    /// Whether the family was called.
    pub called: &'static str,
    /// The event that wrote it.
    pub event_href: String,
}

/// The forms of who writes about a student.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// The names of the commands, made by the server: sent twice, a form is one command.
    pub note: String,
    pub praise: String,
    pub separate: String,
    /// The day, `aaaa-mm-gg`, and the last that may be chosen.
    pub on: String,
    pub last: String,
    /// The hours of today; the first choice is none.
    pub periods: Vec<Chosen>,
    /// Disciplinary or educational.
    pub kinds: Vec<Chosen>,
    /// Who may keep a student who is out of class.
    pub keepers: Vec<Chosen>,
    /// The norm of a note, and that of a time out of class.
    pub note_norm: NormRef,
    pub separation_norm: NormRef,
    /// What had been written, if the note came back.
    pub facts: String,
    /// What had been written, if the positive act came back.
    pub what: String,
}
