//! What a recipient does with a notice: opens it, acknowledges it, answers. Only she, with her own credentials.

use registro_domain::ids::{NoticeId, PersonId};
use registro_domain::notice::Asked;
use registro_domain::receipt::Command as Domain;
use serde::{Deserialize, Serialize};

use super::notice::today;
use super::notice_correction::posted;
use crate::actor::Capacity;
use crate::desk::{Desk, Receipts, receipt_stream};
use crate::refusal::Refusal;

/// Recorded when the page of the notice is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub notice: NoticeId,
}

/// `Presa visione`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    pub notice: NoticeId,
}

/// Yes or no, for one student or for oneself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub notice: NoticeId,
    pub student: PersonId,
    pub accepts: bool,
}

impl Open {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        asked(desk, self.notice).await?;
        let (notice, person, on) = (self.notice, desk.agent.person, desk.today);
        receive(desk, notice, &Domain::Open { notice, person, on }).await
    }
}

impl Acknowledge {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let asked = asked(desk, self.notice).await?;
        let (notice, person, on) = (self.notice, desk.agent.person, desk.today);
        receive(desk, notice, &Domain::Acknowledge { notice, person, asked, on }).await
    }
}

impl Answer {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let asked = asked(desk, self.notice).await?;
        let (notice, person, on) = (self.notice, desk.agent.person, desk.today);
        let (student, accepts) = (self.student, self.accepts);
        let still_answers = today(desk).answers(person, student);
        let command = Domain::Answer { notice, person, asked, student, still_answers, accepts, on };
        receive(desk, notice, &command).await
    }
}

/// What the notice asks of whoever is asking; if it is not for her, it does not exist.
async fn asked(desk: &mut Desk<'_>, notice: NoticeId) -> Result<Asked, Refusal> {
    desk.acts_as(&Capacity::ALL)?;
    let posted = posted(desk, notice).await?;
    posted.asked(desk.agent.person).ok_or(Refusal::NotFound("la comunicazione"))
}

async fn receive(desk: &mut Desk<'_>, notice: NoticeId, command: &Domain) -> Result<(), Refusal> {
    let stream = receipt_stream(notice, desk.agent.person)?;
    desk.decide::<Receipts>(&stream, command).await
}
