//! The page of consultations.

use askama::Template;
use askama_web::WebTemplate;

use super::views_cases::{ActForm, Kind};
use super::views_family::Returned;
use super::views_layout::Layout;

/// Who was allowed to read what, why and until when.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "consultations.html")]
pub(crate) struct ConsultationsPage {
    /// The frame.
    pub layout: Layout,
    /// What was just done.
    pub done: Option<&'static str>,
    /// A form that was refused.
    pub returned: Option<Returned>,
    /// The latest first.
    pub rows: Vec<ConsultationRow>,
    /// Path of the forms.
    pub action: String,
    pub forms: Vec<ActForm>,
}

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct ConsultationRow {
    pub reader: String,
    /// Who admitted her, if it was not herself.
    pub allowed_by: Option<String>,
    /// "della classe 3B".
    pub data: String,
    pub reason: String,
    pub from: String,
    pub until: String,
    pub open: bool,
    /// Its identifier, for who may close it.
    pub close: Option<String>,
    pub command: String,
}
