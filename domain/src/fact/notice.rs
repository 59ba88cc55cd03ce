//! What a reader may ask of the events of `notice`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::notice::NoticeEvent;

impl Said for NoticeEvent {
    fn effective_on(&self) -> Date {
        match self {
            NoticeEvent::Published { on, .. }
            | NoticeEvent::Corrected { on, .. }
            | NoticeEvent::Withdrawn { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            NoticeEvent::Published { because, .. }
            | NoticeEvent::Corrected { because, .. }
            | NoticeEvent::Withdrawn { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            NoticeEvent::Published { recipients, student, .. } => {
                let named = recipients.iter().filter(|person| Some(**person) != *student);
                let named = named.map(|person| (*person, Concern::Named));
                student.iter().map(|student| (*student, Concern::Subject)).chain(named).collect()
            }
            NoticeEvent::Corrected { .. } | NoticeEvent::Withdrawn { .. } => Vec::new(),
        }
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
