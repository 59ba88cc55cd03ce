//! What a reader may ask of the events of `vigilance`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::vigilance::VigilanceEvent;

impl Said for VigilanceEvent {
    fn effective_on(&self) -> Date {
        match self {
            VigilanceEvent::AttendanceReviewed { on, .. }
            | VigilanceEvent::ReadmissionRuleSet { on, .. }
            | VigilanceEvent::CollectiveAbsencesConsidered { on, .. }
            | VigilanceEvent::MinorsReported { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            VigilanceEvent::AttendanceReviewed { because, .. }
            | VigilanceEvent::ReadmissionRuleSet { because, .. }
            | VigilanceEvent::CollectiveAbsencesConsidered { because, .. }
            | VigilanceEvent::MinorsReported { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        Vec::new()
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            VigilanceEvent::ReadmissionRuleSet { class, .. }
            | VigilanceEvent::CollectiveAbsencesConsidered { class, .. } => Some(*class),
            VigilanceEvent::AttendanceReviewed { .. } | VigilanceEvent::MinorsReported { .. } => None,
        }
    }
}
