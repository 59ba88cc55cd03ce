//! A teacher's own signature has no effect any more, with a reason; it stays in the log.

use jiff::civil::Date;
use registro_domain::ids::{ClassId, PeriodNumber};
use registro_domain::lesson::Command as Lesson;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnulSignature {
    pub class: ClassId,
    pub on: Date,
    pub period: PeriodNumber,
    pub reason: String,
}

impl AnnulSignature {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        let command = Lesson::AnnulSignature {
            day: desk.class_day(self.class, self.on)?,
            period: self.period,
            teacher: desk.agent.person,
            reason: desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?,
        };
        desk.decide_lesson(self.class, self.on, &command).await
    }
}
