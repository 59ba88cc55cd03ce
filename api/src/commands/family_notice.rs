//! A duty to tell a family, fulfilled on the board: the notice, and in the same command the record that it was told.

use registro_domain::calendar::SchoolYear;
use registro_domain::contact::{Act, Channel, Command as Contact};
use registro_domain::duty::DutyKind;
use registro_domain::ids::{NoticeId, PersonId};
use registro_domain::notice::{Asks, Audience, Draft, Matter, NoticeKind};
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::notice::{FOR_THE_SCHOOL, LONGEST_BODY, LONGEST_TITLE, publish, today};
use crate::actor::Capacity;
use crate::desk::{Contacts, Desk, contact_stream};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TellFamily {
    pub notice: NoticeId,
    pub student: PersonId,
    pub fulfils: DutyKind,
    #[serde(default = "attendance")]
    pub matter: Matter,
    pub title: String,
    pub body: String,
    pub asks: Asks,
}

fn attendance() -> Matter {
    Matter::Attendance
}

impl TellFamily {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        may_tell(desk, self.student, self.fulfils)?;
        let audience = Audience::Family { student: self.student };
        let members = today(desk).members(&audience, Some(self.student));
        let entitled = members.iter().map(|member| member.recipient.person).collect();
        let draft = Draft {
            kind: NoticeKind::Family,
            matter: self.matter,
            protocol: None,
            title: desk.typed(Place::Person, "titolo", &self.title, LONGEST_TITLE)?,
            body: desk.typed(Place::Person, "testo", &self.body, LONGEST_BODY)?,
            audience,
            student: Some(self.student),
            asks: self.asks,
            fulfils: Some(self.fulfils),
        };
        publish(desk, self.notice, draft, members).await?;
        let (student, on) = (self.student, desk.today);
        let channel = Channel::Notice { notice: self.notice };
        let act = Act::TellFamily { duty: self.fulfils, channel, entitled };
        let stream = contact_stream(student, SchoolYear::containing(on))?;
        desk.decide::<Contacts>(&stream, &Contact { student, on, today: on, act }).await
    }
}

/// The coordinator of her class, or whoever acts for the school; of truancy only the principal.
///
/// Norm: A1-05, A3-08 (the coordinator informs the family), B5-01 (the principal warns).
fn may_tell(desk: &Desk<'_>, student: PersonId, duty: DutyKind) -> Result<(), Refusal> {
    let class = desk.student(student)?.class_on(desk.today);
    if duty == DutyKind::TellOfTruancy {
        return desk.acts_as(&[Capacity::Principal]);
    }
    if desk.agent.capacity == Capacity::Teacher && class.is_some_and(|class| desk.coordinates(class)) {
        return Ok(());
    }
    desk.acts_as(&FOR_THE_SCHOOL)
}
