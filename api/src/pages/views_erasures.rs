//! Data to be erased: the list, and one request with its steps.

use askama::Template;
use askama_web::WebTemplate;

use super::views_cases::{ActForm, Kind};
use super::views_family::Returned;
use super::views_layout::{Layout, Link};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "erasures.html")]
pub struct ErasuresPage {
    /// The frame.
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub returned: Option<Returned>,
    /// The name that was looked for.
    pub typed: String,
    /// Why nobody was found.
    pub not_found: Option<String>,
    /// Of whom nothing is sealed apart.
    pub nothing_of: Option<String>,
    /// Each request, and how it stands.
    pub rows: Vec<(Link, String)>,
    pub action: String,
    pub forms: Vec<ActForm>,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "erasure.html")]
pub struct ErasurePage {
    /// The frame.
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub returned: Option<Returned>,
    pub person: String,
    pub standing: String,
    /// What is to be erased, by class of retention.
    pub targets: Vec<String>,
    pub reasons: String,
    /// What happened, the first first.
    pub steps: Vec<Link>,
    pub action: String,
    pub forms: Vec<ActForm>,
}
