//! What a reader may ask of the events of `people`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::people::PersonEvent;

impl Said for PersonEvent {
    fn effective_on(&self) -> Date {
        match self {
            PersonEvent::Registered { on, .. }
            | PersonEvent::AnnualHoursSet { on, .. }
            | PersonEvent::FiscalCodeLinked { on, .. }
            | PersonEvent::FileReceived { on, .. } => *on,
            PersonEvent::Enrolled { from, .. }
            | PersonEvent::Moved { from, .. }
            | PersonEvent::ResponsibilityHeld { from, .. }
            | PersonEvent::ResponsibilityLimited { from, .. }
            | PersonEvent::OfficeAssigned { from, .. }
            | PersonEvent::ChairAssigned { from, .. }
            | PersonEvent::DisclosureRequested { from, .. }
            | PersonEvent::DisclosureObjected { from, .. }
            | PersonEvent::ObjectionWithdrawn { from, .. } => *from,
            PersonEvent::Left { last_day, .. }
            | PersonEvent::ResponsibilityEnded { last_day, .. }
            | PersonEvent::OfficeEnded { last_day, .. }
            | PersonEvent::ChairEnded { last_day, .. } => *last_day,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            PersonEvent::Registered { because, .. }
            | PersonEvent::Enrolled { because, .. }
            | PersonEvent::Moved { because, .. }
            | PersonEvent::Left { because, .. }
            | PersonEvent::AnnualHoursSet { because, .. }
            | PersonEvent::ResponsibilityHeld { because, .. }
            | PersonEvent::ResponsibilityLimited { because, .. }
            | PersonEvent::OfficeAssigned { because, .. }
            | PersonEvent::ChairAssigned { because, .. }
            | PersonEvent::DisclosureRequested { because, .. }
            | PersonEvent::DisclosureObjected { because, .. }
            | PersonEvent::ObjectionWithdrawn { because, .. }
            | PersonEvent::ResponsibilityEnded { because, .. }
            | PersonEvent::OfficeEnded { because, .. }
            | PersonEvent::ChairEnded { because, .. }
            | PersonEvent::FiscalCodeLinked { because, .. }
            | PersonEvent::FileReceived { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            PersonEvent::Registered { person, .. }
            | PersonEvent::OfficeAssigned { person, .. }
            | PersonEvent::OfficeEnded { person, .. }
            | PersonEvent::FiscalCodeLinked { person, .. } => vec![(*person, Concern::Subject)],
            PersonEvent::ChairAssigned { teacher, .. } | PersonEvent::ChairEnded { teacher, .. } => {
                vec![(*teacher, Concern::Subject)]
            }
            PersonEvent::Enrolled { student, .. }
            | PersonEvent::Moved { student, .. }
            | PersonEvent::Left { student, .. }
            | PersonEvent::AnnualHoursSet { student, .. }
            | PersonEvent::DisclosureObjected { student, .. }
            | PersonEvent::ObjectionWithdrawn { student, .. }
            | PersonEvent::FileReceived { student, .. } => vec![(*student, Concern::Subject)],
            PersonEvent::ResponsibilityHeld { student, guardian, .. }
            | PersonEvent::ResponsibilityLimited { student, guardian, .. }
            | PersonEvent::ResponsibilityEnded { student, guardian, .. }
            | PersonEvent::DisclosureRequested { student, guardian, .. } => {
                vec![(*student, Concern::Subject), (*guardian, Concern::Named)]
            }
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            PersonEvent::Enrolled { class, .. }
            | PersonEvent::Moved { class, .. }
            | PersonEvent::Left { class, .. }
            | PersonEvent::ChairAssigned { class, .. }
            | PersonEvent::ChairEnded { class, .. } => Some(*class),
            PersonEvent::Registered { .. }
            | PersonEvent::AnnualHoursSet { .. }
            | PersonEvent::ResponsibilityHeld { .. }
            | PersonEvent::ResponsibilityLimited { .. }
            | PersonEvent::OfficeAssigned { .. }
            | PersonEvent::DisclosureRequested { .. }
            | PersonEvent::DisclosureObjected { .. }
            | PersonEvent::ObjectionWithdrawn { .. }
            | PersonEvent::ResponsibilityEnded { .. }
            | PersonEvent::OfficeEnded { .. }
            | PersonEvent::FiscalCodeLinked { .. }
            | PersonEvent::FileReceived { .. } => None,
        }
    }
}
