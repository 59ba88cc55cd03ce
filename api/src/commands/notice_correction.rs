//! A notice was written wrong: the right words take its place, with a reason.

use registro_domain::ids::NoticeId;
use registro_domain::notice::{Command as Domain, Notice, Posted};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::notice::{FOR_THE_SCHOOL, LONGEST_BODY, LONGEST_TITLE, named, place, today};
use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::audience::staff_only;
use crate::desk::{Desk, Notices, notice_stream};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectNotice {
    pub notice: NoticeId,
    pub title: String,
    pub body: String,
    pub reason: String,
}

impl CorrectNotice {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let posted = may_change(desk, self.notice).await?;
        let (audience, student) = (&posted.draft.audience, posted.draft.student);
        let members = today(desk).members(audience, student);
        let place = place(student, staff_only(audience, &members));
        let title = desk.typed(place, "titolo", &self.title, LONGEST_TITLE)?;
        let body = desk.typed(place, "testo", &self.body, LONGEST_BODY)?;
        let reason = desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?;
        let named = named(desk, &title, &body, audience, student);
        let command = Domain::Correct { on: desk.today, title, body, reason, named };
        desk.decide::<Notices>(&notice_stream(self.notice)?, &command).await
    }
}

/// A notice that whoever asks wrote, or keeps for the school. To whom may not read it, it does not exist.
pub(super) async fn may_change(desk: &mut Desk<'_>, notice: NoticeId) -> Result<Posted, Refusal> {
    let agent = desk.agent;
    let posted = posted(desk, notice).await?;
    if FOR_THE_SCHOOL.contains(&agent.capacity) {
        desk.acts_as(&FOR_THE_SCHOOL)?;
        return Ok(posted);
    }
    if posted.author == agent.person {
        desk.acts_as(&[Capacity::Teacher])?;
        return Ok(posted);
    }
    // Whoever works in the school knows of what is for many.
    let works_here = agent.capacity == Capacity::Teacher && posted.draft.student.is_none();
    if works_here || posted.asked(agent.person).is_some() {
        return Err(Refusal::NotAllowed(
            "una comunicazione la cambia chi l'ha scritta o la scuola".to_owned(),
        ));
    }
    Err(Refusal::NotFound("la comunicazione"))
}

pub(super) async fn posted(desk: &mut Desk<'_>, notice: NoticeId) -> Result<Posted, Refusal> {
    match desk.state::<Notices>(&notice_stream(notice)?).await? {
        Notice::Posted(posted) => Ok(Posted::clone(posted)),
        Notice::Unknown => Err(Refusal::NotFound("la comunicazione")),
    }
}
