//! The topic of a signed hour was written wrong: the right one takes its place, with a reason.

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
pub struct CorrectTopic {
    pub class: ClassId,
    pub on: Date,
    pub period: PeriodNumber,
    pub topic: String,
    pub reason: String,
}

impl CorrectTopic {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        let command = Lesson::CorrectTopic {
            day: desk.class_day(self.class, self.on)?,
            period: self.period,
            teacher: desk.agent.person,
            topic: desk.typed(Place::Lesson, "argomento", &self.topic, LONGEST_TEXT)?,
            reason: desk.typed(Place::Person, "motivo", &self.reason, LONGEST_TEXT)?,
        };
        desk.decide_lesson(self.class, self.on, &command).await
    }
}
