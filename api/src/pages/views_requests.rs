//! The desk of requests: the list, one request, the copy that is given, the record of processing.

use askama::Template;
use askama_web::WebTemplate;

use super::views_cases::{ActForm, Kind};
use super::views_family::Returned;
use super::views_layout::{Layout, Link, NormRef};
use crate::own_data::{Concerns, OwnData};

/// Every request, those that wait first.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "requests.html")]
pub struct RequestsPage {
    /// The frame.
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub returned: Option<Returned>,
    pub waiting: Vec<RequestRow>,
    pub ended: Vec<RequestRow>,
    pub action: String,
    pub forms: Vec<ActForm>,
}

#[derive(Clone, Debug)]
pub struct RequestRow {
    pub link: Link,
    /// Whose data.
    pub person: String,
    /// When and how it came.
    pub received: String,
    pub standing: String,
    /// The term has passed, or ends in few days.
    pub is_urgent: bool,
}

/// One request, with its steps.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "request.html")]
pub struct RequestPage {
    /// The frame.
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub returned: Option<Returned>,
    pub heading: String,
    pub person: String,
    pub wording: String,
    pub standing: String,
    pub is_urgent: bool,
    pub norm: NormRef,
    /// What is known of it, name and value.
    pub facts: Vec<(&'static str, String)>,
    /// What happened, the first first.
    pub steps: Vec<Link>,
    /// Where the copy of art. 15 is read, and its files.
    pub copy: Vec<Link>,
    pub action: String,
    pub forms: Vec<ActForm>,
}

/// The copy of art. 15, to be read and printed.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "own_data.html")]
pub struct OwnDataPage {
    /// The frame.
    pub layout: Layout,
    pub content: OwnData,
    pub drawn_up: String,
    pub files: Vec<Link>,
    /// Acts, consultations, omissions as they are shown.
    pub acts: Vec<ActRow>,
    pub consultations: Vec<[String; 4]>,
}

#[derive(Clone, Debug)]
pub struct ActRow {
    pub position: u64,
    pub day: String,
    pub recorded: String,
    pub by: String,
    pub says: String,
    pub note: String,
}

impl ActRow {
    /// What to know beside what it says.
    pub fn note_of(concerns: Concerns, superseded_by: &[u64], erased: bool) -> String {
        let mut notes = Vec::new();
        if concerns == Concerns::Named {
            notes.push("atto che riguarda un’altra persona".to_owned());
        }
        if !superseded_by.is_empty() {
            let later: Vec<String> = superseded_by.iter().map(ToString::to_string).collect();
            notes.push(format!("sostituito dall’atto {}", later.join(", ")));
        }
        if erased {
            notes.push("dato cancellato".to_owned());
        }
        notes.join("; ")
    }
}

/// The record of processing activities.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "processing.html")]
pub struct ProcessingPage {
    /// The frame.
    pub layout: Layout,
    /// Made of the same rows.
    pub documents: Vec<Link>,
    pub general: Vec<(&'static str, String)>,
    pub activities: Vec<ActivityView>,
}

#[derive(Clone, Debug)]
pub struct ActivityView {
    pub id: String,
    pub title: String,
    pub lines: Vec<(&'static str, String)>,
}
