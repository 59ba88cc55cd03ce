//! A student of age no longer objects to her parents being informed of her.

use registro_domain::people::Command as Person;
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawObjection {}

impl WithdrawObjection {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Student])?;
        let (by, on) = (desk.agent.person, desk.today);
        desk.decide_person(by, &Person::WithdrawObjection { by, on }).await
    }
}
