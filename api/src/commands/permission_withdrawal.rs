//! Who asked for a permission takes the request back.

use jiff::civil::Date;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::permission::Command as Permission;
use serde::{Deserialize, Serialize};

use super::permission;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawPermission {
    pub student: PersonId,
    /// The day that the permission is for.
    pub on: Date,
    pub number: FactNumber,
}

impl WithdrawPermission {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let by = permission::family(desk, self.student)?.by().person();
        let (student, number, today) = (self.student, self.number, desk.today);
        let command = Permission::Withdraw { student, number, by, today };
        permission::decide(desk, student, self.on, &command).await
    }
}
