//! A class's scrutiny: the table of the council, and the forms of who may act.

use askama::Template;
use askama_web::WebTemplate;

use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_layout::{Layout, Link, NormRef};

/// A class's scrutiny of a period.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "scrutiny.html")]
pub struct ScrutinyPage {
    /// The frame.
    pub layout: Layout,
    /// "3B".
    pub class_name: String,
    /// "Scrutinio finale".
    pub title: String,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    /// How it stands, in sentences.
    pub status: Vec<String>,
    /// The dossier, the other scrutiny of the year.
    pub links: Vec<Link>,
    /// Path of the forms.
    pub action: String,
    /// The subjects with a grade: code and name.
    pub subjects: Vec<Chosen>,
    /// Whether the outcome and the credit are of this scrutiny.
    pub is_final: bool,
    /// By name.
    pub rows: Vec<TableRow>,
    /// The student looked at.
    pub student: Option<StudentPanel>,
    /// The columns of proposals that the teacher may write.
    pub columns: Vec<ProposalColumn>,
    /// The behaviour grades that the coordinator may propose.
    pub behaviour: Option<ProposalColumn>,
    /// What may be done of the whole.
    pub forms: WholeForms,
}

/// One student's row of the table.
#[derive(Clone, Debug, Default)]
pub struct TableRow {
    /// Surname and name, with the way to her panel.
    pub name: String,
    pub href: String,
    /// One for each subject.
    pub cells: Vec<Cell>,
    pub behaviour: Cell,
    /// "7,83".
    pub average: Option<String>,
    /// "ammissione".
    pub outcome: Option<String>,
    /// "11 (fascia 11–12)".
    pub credit: Option<String>,
}

/// A grade deliberated, or as it is proposed.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub value: Option<String>,
    pub is_proposed: bool,
    /// Whether it does not suffice: the words say it too.
    pub is_low: bool,
}

/// Proposals of one subject or of behaviour, for each student.
#[derive(Clone, Debug, Default)]
pub struct ProposalColumn {
    /// The name of the command, made by the server.
    pub command: String,
    /// As it is sent.
    pub subject: String,
    pub name: String,
    pub rows: Vec<ProposalRow>,
}

#[derive(Clone, Debug, Default)]
pub struct ProposalRow {
    pub id: String,
    pub name: String,
    /// The average of the period.
    pub average: Option<String>,
    pub value: String,
    /// Why: of behaviour it must be there.
    pub reasons: String,
}

/// What may be done of the whole scrutiny: none for who only reads.
#[derive(Clone, Debug, Default)]
pub struct WholeForms {
    pub open: Option<OpenForm>,
    pub freeze: Option<String>,
    /// Deliberates all grades as they are proposed.
    pub all: Option<String>,
    pub close: Option<String>,
    pub reopen: Option<String>,
    pub publish: Option<String>,
    /// Today, `aaaa-mm-gg`.
    pub today: String,
    /// How many sit in the council.
    pub council: String,
}

impl WholeForms {
    /// Whether there is any.
    pub fn any(&self) -> bool {
        let others = [&self.freeze, &self.all, &self.close, &self.reopen, &self.publish];
        self.open.is_some() || others.iter().any(|form| form.is_some())
    }
}

/// Calls the council.
#[derive(Clone, Debug, Default)]
pub struct OpenForm {
    pub command: String,
    pub covers_from: String,
    pub covers_to: String,
    pub sits_on: String,
}

/// What the council has before it of one student, and deliberates.
#[derive(Clone, Debug, Default)]
pub struct StudentPanel {
    pub id: String,
    pub name: String,
    /// Her dossier in sentences.
    pub dossier: Vec<String>,
    /// What was deliberated so far, in sentences.
    pub said: Vec<String>,
    /// What the behaviour grade entails.
    pub follows: Vec<(String, NormRef)>,
    pub grades: Option<GradesForm>,
    pub behaviour: Option<BehaviourForm>,
    pub activity: Option<String>,
    pub essay: Option<EssayForm>,
    pub assess: Option<String>,
    pub admission: Option<AdmissionForm>,
    pub credit: Option<CreditForm>,
    pub card: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct GradesForm {
    pub command: String,
    pub rows: Vec<GradeInput>,
}

/// The grade of a subject, to be written.
#[derive(Clone, Debug, Default)]
pub struct GradeInput {
    pub subject: String,
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Default)]
pub struct BehaviourForm {
    pub command: String,
    pub value: String,
    pub reasons: String,
    /// Whether a sanction of the dossier is not final.
    pub sub_iudice: bool,
}

#[derive(Clone, Debug, Default)]
pub struct EssayForm {
    pub command: String,
    /// For the interview of the exam; otherwise it has a term.
    pub at_exam: bool,
    /// The last day that may be set.
    pub last: String,
}

#[derive(Clone, Debug, Default)]
pub struct AdmissionForm {
    pub command: String,
    pub outcomes: Vec<Chosen>,
}

#[derive(Clone, Debug, Default)]
pub struct CreditForm {
    pub command: String,
    pub points: Vec<Chosen>,
    /// "media 8,40".
    pub average: String,
}
