//! The head of the school, or a delegate, grants or denies a permission.

use jiff::civil::Date;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::permission::{Command as Permission, PermissionOutcome};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::permission;
use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecidePermission {
    pub student: PersonId,
    /// The day that the permission is for.
    pub on: Date,
    pub number: FactNumber,
    pub outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    Granted {
        /// Why, where something speaks against it.
        #[serde(default)]
        despite: Option<String>,
    },
    Denied {
        reason: String,
    },
}

impl DecidePermission {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Principal, Capacity::Deputy, Capacity::SiteLead])?;
        let about = permission::about(desk, self.student, self.on).await?;
        let mut typed = |reason: &str| desk.typed(Place::Person, "motivo", reason, LONGEST_TEXT);
        let outcome = match &self.outcome {
            Outcome::Granted { despite } => {
                PermissionOutcome::Granted { despite: despite.as_deref().map(typed).transpose()? }
            }
            Outcome::Denied { reason } => PermissionOutcome::Denied { reason: typed(reason)? },
        };
        let (student, number, today) = (self.student, self.number, desk.today);
        let command = Permission::Decide { student, about, number, outcome, today };
        permission::decide(desk, student, self.on, &command).await
    }
}
