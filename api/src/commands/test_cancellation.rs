//! A planned test is called off.

use jiff::civil::Date;
use registro_domain::ids::{ClassId, PeriodNumber};
use registro_domain::lesson::Command as Lesson;
use serde::{Deserialize, Serialize};

use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallOffTest {
    pub class: ClassId,
    pub on: Date,
    pub period: PeriodNumber,
}

impl CallOffTest {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        let (teacher, today) = (desk.agent.person, desk.today);
        let day = desk.class_day(self.class, self.on)?;
        let command = Lesson::CallOffTest { day, period: self.period, teacher, today };
        desk.decide_lesson(self.class, self.on, &command).await
    }
}
