//! What a reader may ask of the events of `derogation`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::derogation::DerogationEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for DerogationEvent {
    fn effective_on(&self) -> Date {
        match self {
            DerogationEvent::Requested { on, .. }
            | DerogationEvent::Decided { on, .. }
            | DerogationEvent::Revoked { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            DerogationEvent::Requested { because, .. }
            | DerogationEvent::Decided { because, .. }
            | DerogationEvent::Revoked { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            DerogationEvent::Requested { student, .. }
            | DerogationEvent::Decided { student, .. }
            | DerogationEvent::Revoked { student, .. } => vec![(*student, Concern::Subject)],
        }
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
