//! A teacher signs (`firma`) for an hour, with the topic of the lesson.

use jiff::civil::Date;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::lesson::Command as Lesson;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

/// Characters of a topic, of homework, of a reason.
pub(super) const LONGEST_TEXT: usize = 2_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    pub class: ClassId,
    pub on: Date,
    pub period: PeriodNumber,
    #[serde(default)]
    pub substitutes: Option<PersonId>,
    pub topic: String,
}

impl Sign {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        let command = Lesson::Sign {
            day: desk.class_day(self.class, self.on)?,
            period: self.period,
            teacher: desk.agent.person,
            presence: super::roll_call::presence(self.substitutes),
            topic: desk.typed(Place::Lesson, "argomento", &self.topic, LONGEST_TEXT)?,
            today: desk.today,
        };
        desk.decide_lesson(self.class, self.on, &command).await
    }
}
