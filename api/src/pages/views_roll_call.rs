//! The roll call of an hour on one screen: a row per student, present unless it is said otherwise.

use askama::Template;
use askama_web::WebTemplate;

use super::views_class_day::Presence;
use super::views_justify::Choice;
use super::views_layout::{Layout, Link, NormRef};

/// The page of a teacher's hour.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "roll_call.html")]
pub struct RollCallPage {
    /// The frame.
    pub layout: Layout,
    /// The day, in words: "venerdì 5 giugno 2026".
    pub day_text: String,
    /// The teacher's own hours of the day, in order.
    pub hours: Vec<HourTab>,
    /// Present when no hour is shown.
    pub idle: Option<Idle>,
    /// The hour shown.
    pub sheet: Option<Sheet>,
    /// How to call the roll in a colleague's place.
    pub substitution: Substitution,
}

/// One of the teacher's hours of the day.
#[derive(Clone, Debug, Default)]
pub struct HourTab {
    /// "3ª ora".
    pub label: String,
    /// "10:00–11:00".
    pub time_text: String,
    /// "3B".
    pub class_name: String,
    /// Where its roll is called.
    pub href: String,
    /// Whether it is the hour shown.
    pub current: bool,
    /// Whether its roll was called.
    pub called: bool,
    /// Whether it has begun: before, an uncalled roll is no lack.
    pub begun: bool,
}

/// There is no lesson now.
#[derive(Clone, Debug, Default)]
pub struct Idle {
    /// Why: "Adesso non hai lezione".
    pub text: String,
    /// The next hour: "venerdì 5 giugno 2026, 4ª ora dalle 11:00, classe 3B".
    pub next: Option<Link>,
}

/// Choosing a class and an hour of others, then the colleague.
#[derive(Clone, Debug, Default)]
pub struct Substitution {
    /// Whether the choice is under way: then it is shown open.
    pub open: bool,
    /// The classes of the school: id and name.
    pub classes: Vec<Pick>,
    /// The hours of the bell: number and "3ª ora, 10:00–11:00".
    pub hours: Vec<Pick>,
    /// "3ª ora, classe 3B": present when only the colleague remains to be chosen.
    pub asked: Option<String>,
    /// Who teaches in that hour: the link opens the roll in her place.
    pub colleagues: Vec<Link>,
    /// Why what was asked for cannot be opened.
    pub error: Option<String>,
}

/// A choice of a list made by the server.
#[derive(Clone, Debug, Default)]
pub struct Pick {
    /// As it is sent.
    pub value: String,
    /// As it is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A class in an hour.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// "3B".
    pub class_name: String,
    /// The class's day; `None` for those who may not open it.
    pub class_href: Option<String>,
    /// "3ª ora, 10:00–11:00".
    pub hour_text: String,
    /// The subject.
    pub subject: String,
    /// The colleague in whose place the teacher stands.
    pub in_place_of: Option<String>,
    /// Hidden fields of every form of this hour: name and value.
    pub hidden: Vec<(&'static str, String)>,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// Why what was sent was refused.
    pub refused: Option<Refused>,
    /// What was just done.
    pub done: Option<String>,
    /// The roll as it was called, if it was.
    pub called: Option<Called>,
    /// The students enrolled, by surname.
    pub students: Vec<RollCallRow>,
    /// The grounds of a late entry.
    pub grounds: Vec<Choice>,
    /// The lesson's signature.
    pub signing: Option<Signing>,
}

impl Sheet {
    fn count(&self, state: State) -> usize {
        self.students.iter().filter(|row| row.choices != Choices::Kept && row.state == state).count()
    }

    /// "23 presenti, 2 assenti, 1 in ritardo". The script says the same after every change.
    pub fn summary(&self) -> String {
        let some = |number: usize, one: &str, many: &str| {
            format!("{number} {}", if number == 1 { one } else { many })
        };
        [
            some(self.count(State::Present), "presente", "presenti"),
            some(self.count(State::Absent), "assente", "assenti"),
            format!("{} in ritardo", self.count(State::Late)),
        ]
        .join(", ")
    }

    /// Those who are not simply in class.
    pub fn missing(&self) -> impl Iterator<Item = &RollCallRow> {
        self.students.iter().filter(|row| row.state != State::Present)
    }
}

/// Why a form comes back.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// One line: "Le regole non lo consentono".
    pub title: String,
    /// With its dates.
    pub explanation: String,
    /// The norm, if one forbids it.
    pub norm: Option<NormRef>,
}

/// A roll that was called.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// By whom; with "al posto di" if so.
    pub by: String,
    /// When, `HH:MM`.
    pub at: String,
}

/// The form that signs for the hour, and sets homework.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    /// Who signed already: "Rossi Maria: «Le equazioni»".
    pub signatures: Vec<String>,
    /// Whether the teacher herself did.
    pub signed: bool,
    /// Names of the two commands.
    pub command: String,
    /// Of the homework.
    pub homework_command: String,
    /// As it was written.
    pub topic: String,
    /// As it was written.
    pub homework: String,
    /// The next day of this subject in this class, or as it was written, `aaaa-mm-gg`.
    pub due_on: String,
    /// The day after this one, `aaaa-mm-gg`.
    pub due_from: String,
    /// Why it was refused.
    pub refused: Option<Refused>,
}

/// What is said of a student in an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// In class.
    #[default]
    Present,
    /// Not in class.
    Absent,
    /// Came in during the hour.
    Late,
}

impl State {
    /// As the form sends it.
    pub fn code(self) -> &'static str {
        match self {
            State::Present => "presente",
            State::Absent => "assente",
            State::Late => "ritardo",
        }
    }

    /// From what the form sends.
    pub fn of(code: &str) -> Option<Self> {
        [State::Present, State::Absent, State::Late].into_iter().find(|state| state.code() == code)
    }
}

/// What may be said of a student now, given what is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choices {
    /// Anything.
    #[default]
    Free,
    /// She is out of school: still out, or coming in.
    OutOfSchool,
    /// She came in before this hour: in class, or not.
    CameIn,
    /// This hour is recorded: another act mends it.
    Settled,
    /// Her day is over and restricted: what is recorded of it stays, and is not shown.
    Kept,
}

/// A student to be called.
#[derive(Clone, Debug, Default)]
pub struct RollCallRow {
    /// Id of the student: part of the names of the fields.
    pub id: String,
    /// Place in the list, from 1.
    pub number: usize,
    /// Surname and name.
    pub name: String,
    /// What is recorded of the day so far; empty if nothing.
    pub so_far: Vec<Presence>,
    /// What the teacher should know at the door: "2 da giustificare".
    pub hints: Vec<String>,
    /// What may be said.
    pub choices: Choices,
    /// What is said, to begin with.
    pub state: State,
    /// The time of entry, `HH:MM`; empty if none is proposed.
    pub at: String,
    /// Code of the ground.
    pub ground: &'static str,
    /// Where what is recorded of the day can be mended.
    pub mend_href: Option<String>,
}

impl RollCallRow {
    /// Whether a state may be chosen.
    pub fn offers(&self, state: State) -> bool {
        match self.choices {
            Choices::Free => true,
            Choices::OutOfSchool => state != State::Present,
            Choices::CameIn => state != State::Late,
            Choices::Settled | Choices::Kept => false,
        }
    }

    /// The words of a choice: who is out of school "enters".
    pub fn word(&self, state: State) -> &'static str {
        match state {
            State::Present => "Presente",
            State::Absent => "Assente",
            State::Late if self.choices == Choices::OutOfSchool => "Entra",
            State::Late => "Ritardo",
        }
    }
}
