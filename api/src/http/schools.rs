//! The schools that one process serves, and whose register a request is about: that of the school which its author's
//! token names. Where there is one school only, that one.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use registro_eventlog::event::SchoolId;

use crate::app::App;
use crate::identity::Keys;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::SignIn;

/// What a handler works with: one school's register.
#[derive(Clone)]
pub struct Web {
    pub app: Arc<App>,
    pub keys: Arc<Keys>,
}

/// The registers of all schools that are served.
#[derive(Clone)]
pub struct Schools {
    apps: Arc<HashMap<SchoolId, Arc<App>>>,
    keys: Arc<Keys>,
}

impl Schools {
    pub(super) fn new(apps: impl IntoIterator<Item = Arc<App>>, keys: Keys) -> Self {
        let apps = apps.into_iter().map(|app| (app.register.school, app)).collect();
        Self { apps: Arc::new(apps), keys: Arc::new(keys) }
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<App>> {
        self.apps.values()
    }

    /// Any of them: what is not of one school is the same in each.
    pub fn any(&self) -> Option<&Arc<App>> {
        self.apps.values().next()
    }

    /// The only one there is.
    pub fn only(&self) -> Option<Web> {
        let mut schools = self.apps.keys();
        let only = schools.next().filter(|_| schools.next().is_none());
        self.named(*only?)
    }

    pub fn sign_in(&self) -> &SignIn {
        &self.keys.sign_in
    }

    /// Whether people sign in here: through a provider, or by choosing whom to be in a demo.
    pub fn lets_people_in(&self) -> bool {
        self.sign_in().provider.is_some() || self.apps.values().any(|app| app.demo)
    }

    /// The register of a school.
    pub fn named(&self, school: SchoolId) -> Option<Web> {
        let app = self.apps.get(&school)?;
        Some(Web { app: Arc::clone(app), keys: Arc::clone(&self.keys) })
    }

    /// The register that a request with these headers is about. Whether its author may do anything there is for
    /// `crate::identity::identify` to say.
    pub fn of(&self, headers: &HeaderMap) -> Result<Web, Refusal> {
        let mut apps = self.apps.values();
        let app = match (apps.next(), apps.next()) {
            (Some(only), None) => only,
            (None | Some(_), _) => self.apps.get(&self.keys.school(headers)?).ok_or(Refusal::Unidentified)?,
        };
        Ok(Web { app: Arc::clone(app), keys: Arc::clone(&self.keys) })
    }
}

impl FromRequestParts<Schools> for Web {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, schools: &Schools) -> Result<Self, Problem> {
        Ok(schools.of(&parts.headers)?)
    }
}
