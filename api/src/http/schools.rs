//! The schools that one process serves, and whose register a request is about: that of the school which its author's
//! token names. Where there is one school only, that one.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use registro_eventlog::event::SchoolId;

use crate::app::App;
use crate::identity::{self, Keys};
use crate::problem::Problem;
use crate::refusal::Refusal;

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

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<App>> {
        self.apps.values()
    }

    /// The register of a school.
    pub(super) fn named(&self, school: SchoolId) -> Option<Web> {
        let app = self.apps.get(&school)?;
        Some(Web { app: Arc::clone(app), keys: Arc::clone(&self.keys) })
    }

    /// The register that a request with these headers is about. Whether its author may do anything there is for
    /// [`identity::identify`] to say.
    pub fn of(&self, headers: &HeaderMap) -> Result<Web, Refusal> {
        let mut apps = self.apps.values();
        let app = match (apps.next(), apps.next()) {
            (Some(only), None) => only,
            (None | Some(_), _) => {
                let token = identity::token(headers).ok_or(Refusal::Unidentified)?;
                self.apps.get(&self.keys.school(token)?).ok_or(Refusal::Unidentified)?
            }
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
