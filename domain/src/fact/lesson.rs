//! What a reader may ask of the events of `lesson`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::ids::{ClassId, PersonId};
use crate::lesson::{LessonEvent, Presence};
use crate::norm::Norm;

impl Said for LessonEvent {
    fn effective_on(&self) -> Date {
        match self {
            LessonEvent::RollCalled { on, .. }
            | LessonEvent::Signed { on, .. }
            | LessonEvent::HomeworkAssigned { on, .. }
            | LessonEvent::TopicCorrected { on, .. }
            | LessonEvent::SignatureAnnulled { on, .. }
            | LessonEvent::TestPlanned { on, .. }
            | LessonEvent::TestCalledOff { on, .. }
            | LessonEvent::TestHandedBack { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            LessonEvent::RollCalled { because, .. }
            | LessonEvent::Signed { because, .. }
            | LessonEvent::HomeworkAssigned { because, .. }
            | LessonEvent::TopicCorrected { because, .. }
            | LessonEvent::SignatureAnnulled { because, .. }
            | LessonEvent::TestPlanned { because, .. }
            | LessonEvent::TestCalledOff { because, .. }
            | LessonEvent::TestHandedBack { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            LessonEvent::RollCalled { teacher, presence, absent, late, .. } => {
                let students = absent.iter().chain(late).map(|student| (*student, Concern::Named));
                teachers(*teacher, *presence).chain(students).collect()
            }
            LessonEvent::Signed { teacher, presence, .. } => teachers(*teacher, *presence).collect(),
            LessonEvent::HomeworkAssigned { teacher, .. }
            | LessonEvent::TopicCorrected { teacher, .. }
            | LessonEvent::SignatureAnnulled { teacher, .. }
            | LessonEvent::TestPlanned { teacher, .. }
            | LessonEvent::TestCalledOff { teacher, .. }
            | LessonEvent::TestHandedBack { teacher, .. } => vec![(*teacher, Concern::Named)],
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            LessonEvent::RollCalled { class, .. }
            | LessonEvent::Signed { class, .. }
            | LessonEvent::HomeworkAssigned { class, .. }
            | LessonEvent::TopicCorrected { class, .. }
            | LessonEvent::SignatureAnnulled { class, .. }
            | LessonEvent::TestPlanned { class, .. }
            | LessonEvent::TestCalledOff { class, .. }
            | LessonEvent::TestHandedBack { class, .. } => Some(*class),
        }
    }
}

/// Who stood in class, and in whose place.
fn teachers(teacher: PersonId, presence: Presence) -> impl Iterator<Item = (PersonId, Concern)> {
    let replaced = match presence {
        Presence::Timetable => None,
        Presence::Substitution { of } => Some(of),
    };
    std::iter::once(teacher).chain(replaced).map(|teacher| (teacher, Concern::Named))
}
