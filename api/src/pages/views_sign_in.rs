//! Signing in to the demo: whom do you want to be?

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::Layout;

/// The people of the demo, grouped by role. Each is a button that posts to `/accesso`.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "sign_in.html")]
pub struct SignInPage {
    /// The frame: without person and navigation.
    pub layout: Layout,
    /// One group per role, in the order of the page; a group with no people is not shown.
    pub groups: Vec<RoleGroup>,
    /// Where to go after signing in, posted as `return_to`: a path of this server.
    pub return_to: Option<String>,
    /// Why the last attempt failed, if it did.
    pub error: Option<String>,
}

/// The people of one role.
#[derive(Clone, Debug, Default)]
pub struct RoleGroup {
    /// Heading: "Dirigente scolastica", "Genitori".
    pub heading: String,
    /// What one sees in this role: "Vede il cruscotto e tutte le classi."
    pub note: String,
    /// The people, in the order of the page.
    pub people: Vec<DemoPerson>,
}

/// A synthetic person, in one capacity. Someone with two capacities appears twice.
#[derive(Clone, Debug, Default)]
pub struct DemoPerson {
    /// Posted as `person`: id of the person.
    pub person_id: String,
    /// Posted as `capacity`: id of the capacity, as the handler reads it.
    pub capacity_id: String,
    /// Name and surname.
    pub name: String,
    /// What distinguishes this person: "Matematica, 3B e 4B", "madre di Tommaso Fabbri (3B)".
    pub detail: String,
}
