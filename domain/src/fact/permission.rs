//! What a reader may ask of the events of `permission`.

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::permission::PermissionEvent;

impl Said for PermissionEvent {
    fn effective_on(&self) -> Date {
        match self {
            PermissionEvent::Requested { on, .. }
            | PermissionEvent::Decided { on, .. }
            | PermissionEvent::Withdrawn { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            PermissionEvent::Requested { because, .. }
            | PermissionEvent::Decided { because, .. }
            | PermissionEvent::Withdrawn { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            PermissionEvent::Requested { student, by, .. } => with(*student, Some(by.person())),
            PermissionEvent::Decided { student, .. } | PermissionEvent::Withdrawn { student, .. } => {
                vec![(*student, Concern::Subject)]
            }
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            PermissionEvent::Requested { class, .. }
            | PermissionEvent::Decided { class, .. }
            | PermissionEvent::Withdrawn { class, .. } => Some(*class),
        }
    }
}
