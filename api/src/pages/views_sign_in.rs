//! Signing in: through the provider, or to the demo.

use askama::Template;
use askama_web::WebTemplate;

use super::views_layout::{Layout, Link};

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

/// Where there is a provider of identities: the way to it.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "enter.html")]
pub struct EnterPage {
    pub layout: Layout,
    /// One, or one for each school.
    pub ways: Vec<Link>,
    /// Whether somebody has just left.
    pub left: bool,
    /// Where to leave the provider too.
    pub provider_href: Option<String>,
    /// Why somebody was not let in.
    pub error: Option<String>,
}

/// Back from the provider: goes on by itself.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "landed.html")]
pub struct LandedPage {
    pub to: String,
}

/// The capacities that somebody who is signed in has today.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "capacity.html")]
pub struct CapacityPage {
    pub layout: Layout,
    pub name: String,
    pub level: u8,
    pub choices: Vec<CapacityChoice>,
    pub return_to: Option<String>,
}

/// One of them.
#[derive(Clone, Debug, Default)]
pub struct CapacityChoice {
    /// Posted as `capacity`.
    pub capacity_id: String,
    pub name: String,
    pub current: bool,
}
