//! What a reader may ask of the events of `school`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Concern, Said};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::school::SchoolEvent;

impl Said for SchoolEvent {
    fn effective_on(&self) -> Date {
        match self {
            SchoolEvent::Founded { on, .. }
            | SchoolEvent::CalendarPublished { on, .. }
            | SchoolEvent::SubjectListed { on, .. }
            | SchoolEvent::ClassOpened { on, .. } => *on,
            SchoolEvent::BellScheduleSet { from, .. }
            | SchoolEvent::RegulationAdopted { from, .. }
            | SchoolEvent::TimetableSet { from, .. } => *from,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            SchoolEvent::Founded { because, .. }
            | SchoolEvent::CalendarPublished { because, .. }
            | SchoolEvent::BellScheduleSet { because, .. }
            | SchoolEvent::RegulationAdopted { because, .. }
            | SchoolEvent::SubjectListed { because, .. }
            | SchoolEvent::ClassOpened { because, .. }
            | SchoolEvent::TimetableSet { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            SchoolEvent::TimetableSet { week, .. } => {
                let teachers: BTreeSet<PersonId> =
                    week.iter().flat_map(|slot| &slot.teachers).copied().collect();
                teachers.into_iter().map(|teacher| (teacher, Concern::Named)).collect()
            }
            SchoolEvent::Founded { .. }
            | SchoolEvent::CalendarPublished { .. }
            | SchoolEvent::BellScheduleSet { .. }
            | SchoolEvent::RegulationAdopted { .. }
            | SchoolEvent::SubjectListed { .. }
            | SchoolEvent::ClassOpened { .. } => Vec::new(),
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            SchoolEvent::ClassOpened { class, .. } | SchoolEvent::TimetableSet { class, .. } => Some(*class),
            SchoolEvent::Founded { .. }
            | SchoolEvent::CalendarPublished { .. }
            | SchoolEvent::BellScheduleSet { .. }
            | SchoolEvent::RegulationAdopted { .. }
            | SchoolEvent::SubjectListed { .. } => None,
        }
    }
}
