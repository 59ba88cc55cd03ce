//! Homework for a later day.

use jiff::civil::Date;
use registro_domain::ids::{ClassId, SubjectCode};
use registro_domain::lesson::Command as Lesson;
use registro_domain::text::lint::Place;
use serde::{Deserialize, Serialize};

use super::signature::LONGEST_TEXT;
use crate::actor::Capacity;
use crate::desk::Desk;
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignHomework {
    pub class: ClassId,
    pub on: Date,
    pub subject: SubjectCode,
    pub text: String,
    pub due_on: Date,
}

impl AssignHomework {
    pub(super) async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        desk.acts_as(&[Capacity::Teacher])?;
        let command = Lesson::AssignHomework {
            day: desk.class_day(self.class, self.on)?,
            subject: self.subject.clone(),
            teacher: desk.agent.person,
            text: desk.typed(Place::Lesson, "compiti", &self.text, LONGEST_TEXT)?,
            due_on: self.due_on,
        };
        desk.decide_lesson(self.class, self.on, &command).await
    }
}
