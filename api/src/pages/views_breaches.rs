//! The register of breaches: the list, and one breach with its steps.

use askama::Template;
use askama_web::WebTemplate;

use super::views_cases::{ActForm, Kind};
use super::views_family::Returned;
use super::views_layout::{Layout, Link};

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "breaches.html")]
pub struct BreachesPage {
    /// The frame.
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub returned: Option<Returned>,
    pub rows: Vec<BreachRow>,
    pub action: String,
    pub forms: Vec<ActForm>,
}

#[derive(Clone, Debug)]
pub struct BreachRow {
    /// What happened.
    pub link: Link,
    /// When the school knew of it.
    pub aware: String,
    pub kinds: String,
    pub people: u32,
    pub standing: String,
    /// Somebody is still to be told.
    pub is_urgent: bool,
}

#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "breach.html")]
pub struct BreachPage {
    /// The frame.
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub returned: Option<Returned>,
    pub what: String,
    pub standing: String,
    pub is_urgent: bool,
    /// What is known of it, name and value.
    pub facts: Vec<(&'static str, String)>,
    /// What was done, the first first.
    pub steps: Vec<Link>,
    pub action: String,
    pub forms: Vec<ActForm>,
}
