//! Grades: a student's, a class's in a subject, and the page from which a teacher starts.

use askama::Template;
use askama_web::WebTemplate;

use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_layout::{Layout, Link};
use super::views_student::StudentHeader;

/// A student's grades of the year.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "grades.html")]
pub struct GradesPage {
    /// The frame.
    pub layout: Layout,
    /// Who the student is.
    pub student: StudentHeader,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    /// What the person sees and what she does not, in a sentence.
    pub intro: &'static str,
    /// Path of the forms.
    pub action: String,
    /// The school year, as it is sent.
    pub year: String,
    /// By name.
    pub subjects: Vec<SubjectGrades>,
}

/// The grades of one subject.
#[derive(Clone, Debug, Default)]
pub struct SubjectGrades {
    /// Its place in the page.
    pub anchor: String,
    /// "Matematica".
    pub name: String,
    /// "6,67", or none if nothing counts.
    pub average: Option<String>,
    /// By day.
    pub grades: Vec<GradeRow>,
}

/// One grade.
#[derive(Clone, Debug, Default)]
pub struct GradeRow {
    /// Its number, as it is sent.
    pub number: String,
    /// "6,5", "7 (non fa media)".
    pub value: String,
    /// "scritto, mercoledì 12 novembre 2025".
    pub what: String,
    /// Who gave it.
    pub by: String,
    /// The comment of who gave it.
    pub comment: Option<String>,
    /// "non ancora pubblicato", "registrato in ritardo".
    pub notes: Vec<String>,
    /// What it was worth before, who changed it, when and why.
    pub changes: Vec<String>,
    /// Whether it was annulled: the words say it too.
    pub annulled: bool,
    /// What the family states.
    pub statements: Vec<String>,
    /// The event that entered it.
    pub event_href: String,
    /// What the person may do about it.
    pub forms: GradeForms,
}

/// The forms about a grade: none for who only reads.
#[derive(Clone, Debug, Default)]
pub struct GradeForms {
    /// The names of the commands, made by the server: sent twice, a form is one command.
    pub publish: Option<String>,
    pub correct: Option<String>,
    pub annul: Option<String>,
    pub state: Option<String>,
    /// What had been written, if a form of this grade came back.
    pub value: String,
    pub text: String,
    /// Whether one did: then the forms are shown open.
    pub open: bool,
}

impl GradeForms {
    /// Whether there is any.
    pub fn any(&self) -> bool {
        [&self.publish, &self.correct, &self.annul, &self.state].iter().any(|form| form.is_some())
    }
}

/// A class's grades in a subject, and the column that a teacher fills.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "class_grades.html")]
pub struct ClassGradesPage {
    /// The frame.
    pub layout: Layout,
    /// "3B".
    pub class_name: String,
    /// The subject shown.
    pub subject: String,
    /// The subjects of the class.
    pub subjects: Vec<Link>,
    /// What was just done.
    pub done: Option<&'static str>,
    /// The column that was refused.
    pub returned: Option<Returned>,
    /// By name.
    pub students: Vec<StudentGrades>,
    /// The column to fill, for who teaches the subject.
    pub column: Option<Column>,
}

/// One student's grades in the subject.
#[derive(Clone, Debug, Default)]
pub struct StudentGrades {
    /// Surname and name, with the way to her grades.
    pub name: String,
    pub href: String,
    /// As it is sent.
    pub id: String,
    /// In order of day.
    pub grades: Vec<ShortGrade>,
    /// "6,67".
    pub average: Option<String>,
    /// What had been written in the column, if it came back.
    pub value: String,
    pub comment: String,
}

/// A grade in a table.
#[derive(Clone, Debug, Default)]
pub struct ShortGrade {
    /// "6,5".
    pub value: String,
    /// "scritto 12/11, non pubblicato".
    pub what: String,
    /// Struck out: annulled.
    pub annulled: bool,
}

/// A column of grades: of an oral day, or of a test.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Path of the form.
    pub action: String,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// The subject, as it is sent.
    pub subject: String,
    /// The day, `aaaa-mm-gg`, and the last that may be chosen.
    pub on: String,
    pub last: String,
    /// Written, oral, practical.
    pub kinds: Vec<Chosen>,
    /// The planned tests that were not handed back yet; the first choice is none.
    pub tests: Vec<Chosen>,
    /// In percent.
    pub weight: String,
    /// Whether it only informs.
    pub informs: bool,
    /// "da 1 a 10 per passi di 0,25".
    pub scale: String,
}

/// The subjects that a teacher grades, and what was changed in her grades; for the principal, what near a scrutiny.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "my_grades.html")]
pub struct MyGradesPage {
    /// The frame.
    pub layout: Layout,
    /// Class and subject, with the way to its grades.
    pub registers: Vec<Link>,
    /// What the list of changes is.
    pub changes_text: &'static str,
    /// Those made by others first.
    pub changes: Vec<ChangeRow>,
}

/// A change to a grade.
#[derive(Clone, Debug, Default)]
pub struct ChangeRow {
    /// Whose grade.
    pub student: Link,
    /// "3B · Matematica · voto del 12/11/2025".
    pub about: String,
    /// "da 4,5 a 4".
    pub what: String,
    /// "corretto da Rossi Anna mercoledì 3 giugno 2026".
    pub who: String,
    pub reason: String,
    /// Made by somebody else than who gave the grade: the words say it too.
    pub by_another: bool,
    /// "a 7 giorni dallo scrutinio di …".
    pub near: Option<String>,
    /// The event.
    pub event_href: String,
}
