//! What waits for the head of the school, or a delegate: permissions, and justifications presented late.

use askama::Template;
use askama_web::WebTemplate;

use super::views_family::{Against, Returned};
use super::views_justify::FactForm;
use super::views_layout::{Layout, Link};

/// Permissions and late justifications that wait for a decision.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "permissions.html")]
pub struct PermissionsPage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A decision that was refused.
    pub returned: Option<Returned>,
    /// The requests, the first day first.
    pub requests: Vec<PendingRow>,
    /// The late justifications; none for who may not decide on them.
    pub late: Vec<LateRow>,
    /// Whether the person is one who decides on justifications.
    pub sees_late: bool,
}

/// A request that waits.
#[derive(Clone, Debug, Default)]
pub struct PendingRow {
    /// Whose.
    pub student: Link,
    /// Her class.
    pub class_name: String,
    /// "uscita anticipata alle 12:00 (motivi della famiglia)".
    pub what: String,
    /// The day that it is for.
    pub day_text: String,
    /// Who asked, when, and by when it had to be asked.
    pub asked_text: String,
    /// What needs a stated reason to be granted.
    pub against: Vec<Against>,
    /// What is good to know.
    pub notes: Vec<String>,
    /// Identifier of the student, as it is sent.
    pub student_id: String,
    /// What had been written, if it came back.
    pub written: String,
    /// The form; none for who may not decide.
    pub form: Option<FactForm>,
}

/// A late justification.
#[derive(Clone, Debug, Default)]
pub struct LateRow {
    /// Whose.
    pub student: Link,
    /// Her class.
    pub class_name: String,
    /// The fact.
    pub what: String,
    /// Its day, and the term that had passed.
    pub day_text: String,
    /// The form.
    pub form: FactForm,
}
