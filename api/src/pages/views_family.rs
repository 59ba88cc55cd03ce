//! What a family finds on the page of a student: what she must do now, what she may ask, what became of it.

use super::views_duties::Chosen;
use super::views_justify::FactForm;
use super::views_layout::NormRef;

/// The family's part of the page.
#[derive(Clone, Debug, Default)]
pub struct Family {
    /// What must be done now, the first term first.
    pub tasks: Vec<Task>,
    /// Why the person may not act for the student, if she may not.
    pub only_reads: Option<String>,
    /// Justifications that nobody has decided yet.
    pub submitted: Vec<FactRow>,
    /// Absences declared collective, that may be contested.
    pub collective: Vec<FactRow>,
    /// The form of a permission; none for who may not act.
    pub permission: Option<PermissionForm>,
    /// The requests of the year, the latest first.
    pub requests: Vec<RequestRow>,
    /// The form of a long absence; none for who may not act.
    pub foretell: Option<ForetellForm>,
    /// The long absences told of, in words.
    pub foretold: Vec<String>,
}

/// Something to do.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// "giustificare l'assenza".
    pub what: String,
    /// The day that it is about, in words; may be empty.
    pub about: String,
    /// "entro mercoledì 12 novembre 2025".
    pub term: String,
    /// Whether the term has passed: the words say it too.
    pub late: bool,
    /// Where it is done, and how the link is called.
    pub href: Option<String>,
    pub link: &'static str,
}

/// A fact with a form.
#[derive(Clone, Debug, Default)]
pub struct FactRow {
    /// The fact.
    pub what: String,
    /// Its day, in words.
    pub day_text: String,
    /// How it stands, in words.
    pub standing: String,
    /// What had been written, if it came back.
    pub written: String,
    /// The form; none for who may only read.
    pub form: Option<FactForm>,
}

/// Asking for a permission.
#[derive(Clone, Debug, Default)]
pub struct PermissionForm {
    /// Path of the form.
    pub action: String,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// How long before it is asked for, in a sentence.
    pub term: String,
    /// The norm of that.
    pub norm: NormRef,
    /// The day, `aaaa-mm-gg`; empty at first.
    pub on: String,
    /// The first day that may be asked for, `aaaa-mm-gg`.
    pub first: String,
    /// The time, `hh:mm`; empty at first.
    pub at: String,
    /// Late entry or early exit.
    pub ways: Vec<Chosen>,
    /// The classes of reasons.
    pub reasons: Vec<Chosen>,
    /// What speaks against what was written: then it is sent again, or not.
    pub against: Vec<Against>,
}

/// What speaks against a request.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// "andava chiesto entro l'11 novembre 2025".
    pub says: String,
    /// Under which norm.
    pub norm: NormRef,
}

/// A request that was made.
#[derive(Clone, Debug, Default)]
pub struct RequestRow {
    /// "uscita anticipata alle 12:00 (motivi della famiglia)".
    pub what: String,
    /// The day that it is for.
    pub day_text: String,
    /// When it was asked, and by when it had to be.
    pub asked_text: String,
    /// What became of it.
    pub status: String,
    /// The icon beside the status.
    pub icon: &'static str,
    /// What spoke against it.
    pub findings: Vec<String>,
    /// The form to take it back.
    pub withdraw: Option<FactForm>,
}

/// Telling of a long absence beforehand.
#[derive(Clone, Debug, Default)]
pub struct ForetellForm {
    /// Path of the form.
    pub action: String,
    /// The name of this command, made by the server: sent twice, the form is one command.
    pub command: String,
    /// From how many days on.
    pub over: u16,
    /// What had been written, if it came back.
    pub from: String,
    pub until: String,
    /// The classes of reasons; not health, which is not foretold.
    pub grounds: Vec<Chosen>,
}

/// A form that was refused and comes back as it was written.
#[derive(Clone, Debug, Default)]
pub struct Returned {
    /// The place of the form in the page.
    pub form: &'static str,
    /// Why, with the dates.
    pub reason: String,
    /// Under which norm.
    pub norm: Option<NormRef>,
    /// What was written.
    pub fields: Vec<(&'static str, String)>,
    /// What speaks against a request that was not sent yet.
    pub against: Vec<Against>,
}

impl Returned {
    /// What was written in a field of a form; empty if it is another form that came back.
    pub fn written(returned: Option<&Self>, form: &str, field: &str) -> String {
        let fields = returned.filter(|it| it.form == form).into_iter().flat_map(|it| &it.fields);
        let mut written = fields.filter(|(name, _)| *name == field);
        written.next().map(|(_, value)| value.clone()).unwrap_or_default()
    }
}
