//! What a reader may ask of the events of `device`.

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::device::DeviceEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for DeviceEvent {
    fn effective_on(&self) -> Date {
        match self {
            DeviceEvent::BagRequested { on, .. }
            | DeviceEvent::BagDecided { on, .. }
            | DeviceEvent::UseAllowed { on, .. }
            | DeviceEvent::UseEnded { on, .. }
            | DeviceEvent::Withheld { on, .. }
            | DeviceEvent::FamilyTold { on, .. }
            | DeviceEvent::Returned { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            DeviceEvent::BagRequested { because, .. }
            | DeviceEvent::BagDecided { because, .. }
            | DeviceEvent::UseAllowed { because, .. }
            | DeviceEvent::UseEnded { because, .. }
            | DeviceEvent::Withheld { because, .. }
            | DeviceEvent::FamilyTold { because, .. }
            | DeviceEvent::Returned { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            DeviceEvent::BagRequested { student, by, .. } => with(*student, Some(by.person())),
            DeviceEvent::BagDecided { student, .. }
            | DeviceEvent::UseAllowed { student, .. }
            | DeviceEvent::UseEnded { student, .. }
            | DeviceEvent::Withheld { student, .. } => vec![(*student, Concern::Subject)],
            DeviceEvent::FamilyTold { student, told, .. } => with(*student, Some(*told)),
            DeviceEvent::Returned { student, to, .. } => with(*student, Some(*to)),
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            DeviceEvent::Withheld { class, .. } => Some(*class),
            DeviceEvent::BagRequested { .. }
            | DeviceEvent::BagDecided { .. }
            | DeviceEvent::UseAllowed { .. }
            | DeviceEvent::UseEnded { .. }
            | DeviceEvent::FamilyTold { .. }
            | DeviceEvent::Returned { .. } => None,
        }
    }
}
