//! A notice is withdrawn, with a reason: it stays where it was, marked.

use registro_domain::ids::NoticeId;
use registro_domain::notice::Command as Domain;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::notice_correction::may_change;
use super::signature::LONGEST_TEXT;
use crate::desk::{Desk, Notices, notice_stream};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawNotice {
    pub notice: NoticeId,
    pub reason: String,
}

impl WithdrawNotice {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        may_change(desk, self.notice).await?;
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        let command = Domain::Withdraw { on: desk.today, reason };
        desk.decide::<Notices>(&notice_stream(self.notice)?, &command).await
    }
}
