//! What went wrong, which norm forbids it if one does, and what can be done.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{Layout, Link, NormRef};

/// The page of an error or of a refusal. The handler also sets the status code of the answer.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// The frame.
    pub layout: Layout,
    /// Status code of the answer: 404, 412.
    pub status: u16,
    /// One line: "Pagina non trovata".
    pub title: String,
    /// What happened, in one or two sentences; for a refusal, the message with its dates.
    pub explanation: String,
    /// The norm that forbids it, if one does.
    pub norm: Option<NormRef>,
    /// What the reader can do, one sentence each.
    pub what_to_do: Vec<String>,
    /// Ways out of the page; the first is the principal one.
    pub links: Vec<Link>,
    /// Identifier of the request, to quote to the secretariat.
    pub reference: Option<String>,
    /// What was sent, if it is accepted once confirmed.
    pub again: Option<Again>,
}

/// A form to be sent again as it was.
#[derive(Clone, Debug, Default)]
pub struct Again {
    /// Path of the form, with the confirmation.
    pub action: String,
    /// What it carries out of sight.
    pub fields: Vec<(String, String)>,
}
