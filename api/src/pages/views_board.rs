//! The board (`bacheca`): what is on it for a person, one notice in full, and the writing of a new one.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::Layout;

/// What is on the board for a person.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "board.html")]
pub struct BoardPage {
    /// The frame.
    pub layout: Layout,
    /// What was just done, in a sentence.
    pub done: Option<&'static str>,
    /// Where a new notice is written, if the person may.
    pub compose_href: Option<&'static str>,
    /// What is asked of the person and not done yet, the nearest term first.
    pub asked: Vec<Entry>,
    /// What she has not opened yet.
    pub unread: Vec<Entry>,
    /// The rest, the latest first.
    pub read: Vec<Entry>,
    /// What she published, or what the school did.
    pub published: Vec<PublishedRow>,
    /// Heading of the table of what was published.
    pub published_heading: &'static str,
}

/// A notice in a list.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Title.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// "avviso di Prova Anna, martedì 11 novembre 2025".
    pub detail: String,
    /// What is asked, with its term: "presa visione entro il 14 novembre 2025".
    pub asked: Option<String>,
    /// The state in words: "da leggere", "ritirata", "rettificata".
    pub marks: Vec<&'static str>,
    /// Whether the term has passed.
    pub late: bool,
}

/// A notice in the table of those published.
#[derive(Clone, Debug, Default)]
pub struct PublishedRow {
    pub title: String,
    pub href: String,
    /// `gg/mm/aaaa`.
    pub day: String,
    pub recipients: i64,
    pub opened: i64,
    pub done: i64,
    pub withdrawn: bool,
}

/// One notice.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "notice.html")]
pub struct NoticePage {
    /// The frame.
    pub layout: Layout,
    /// What was just done, in a sentence.
    pub done: Option<&'static str>,
    /// "Circolare n. 4711/2025".
    pub kind: String,
    /// Title.
    pub title: String,
    /// "Prova Anna (docente), martedì 11 novembre 2025".
    pub from: String,
    /// Who it is for: "genitori di 3B".
    pub audience: String,
    /// Paragraphs of the text.
    pub paragraphs: Vec<String>,
    /// When and why it was withdrawn.
    pub withdrawn: Option<String>,
    /// What is asked, with its term; empty if nothing.
    pub asked: String,
    /// The form to acknowledge, if it is asked and not done.
    pub acknowledge: Option<Form>,
    /// What the reader has done: "presa visione il 12 novembre 2025".
    pub did: Vec<String>,
    /// A form for each student for whom she answers.
    pub answers: Vec<AnswerForm>,
    /// What it said before.
    pub corrections: Vec<CorrectionView>,
    /// What the recipients did, for author and school.
    pub receipts: Option<Receipts>,
    /// The forms to correct and to withdraw it.
    pub change: Option<ChangeForms>,
}

/// A form with nothing to fill in.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Path of the form.
    pub action: String,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
}

/// An answer for one student.
#[derive(Clone, Debug, Default)]
pub struct AnswerForm {
    pub form: Form,
    pub student: String,
    pub student_name: String,
    /// "hai aderito il 12 novembre 2025".
    pub current: Option<String>,
    /// Whether it may still be given or changed.
    pub open: bool,
}

/// What a notice said before a correction.
#[derive(Clone, Debug, Default)]
pub struct CorrectionView {
    /// "12 novembre 2025, ore 10:00, da Prova Anna".
    pub when: String,
    pub reason: String,
    pub title: String,
    pub paragraphs: Vec<String>,
}

/// What the recipients did.
#[derive(Clone, Debug, Default)]
pub struct Receipts {
    /// "12 destinatari: 8 hanno aperto, 6 hanno dato la presa visione".
    pub summary: String,
    pub rows: Vec<ReceiptRow>,
}

/// What one recipient did.
#[derive(Clone, Debug, Default)]
pub struct ReceiptRow {
    pub name: String,
    /// "12/11/2025" or "non ancora".
    pub opened: String,
    /// What was asked and done: "presa visione 12/11/2025", "Giulia: aderisce".
    pub done: String,
    /// Parents of one student answered differently.
    pub differs: bool,
}

/// The forms of whoever may change a notice.
#[derive(Clone, Debug, Default)]
pub struct ChangeForms {
    pub correct: Form,
    pub withdraw: Form,
    pub title: String,
    pub body: String,
}

/// The writing of a notice.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "compose.html")]
pub struct ComposePage {
    /// The frame.
    pub layout: Layout,
    /// The student to whose family it goes; `None` for a notice to classes or to the school.
    pub family: Option<Family>,
    /// The classes that may be chosen.
    pub classes: Vec<Choice>,
    /// Whether the whole school, and a circular, may be chosen.
    pub for_the_school: bool,
    /// Roles that may be chosen.
    pub roles: Vec<Choice>,
}

/// Whose family a notice goes to.
#[derive(Clone, Debug, Default)]
pub struct Family {
    pub student: String,
    pub name: String,
    /// Matters, and the duties that it may fulfil.
    pub matters: Vec<Choice>,
    pub duties: Vec<Choice>,
}

/// A choice of a list.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// Who would receive a notice, before it is published.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "notice_preview.html")]
pub struct PreviewPage {
    /// The frame.
    pub layout: Layout,
    pub kind: String,
    pub title: String,
    pub paragraphs: Vec<String>,
    pub asked: String,
    /// "genitori di 3B".
    pub audience: String,
    pub total: usize,
    /// "genitori: 41".
    pub counts: Vec<String>,
    /// Names, by role.
    pub names: Vec<String>,
    /// Everything that was written, out of sight.
    pub fields: Vec<(String, String)>,
}
