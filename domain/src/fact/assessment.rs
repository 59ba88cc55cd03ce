//! What a reader may ask of the events of `assessment`.

use jiff::civil::Date;

use super::{Concern, Said, with_all};
use crate::assessment::AssessmentEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for AssessmentEvent {
    fn effective_on(&self) -> Date {
        match self {
            AssessmentEvent::Entered { on, .. }
            | AssessmentEvent::Published { on, .. }
            | AssessmentEvent::Corrected { on, .. }
            | AssessmentEvent::Annulled { on, .. }
            | AssessmentEvent::StatementAdded { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            AssessmentEvent::Entered { because, .. }
            | AssessmentEvent::Published { because, .. }
            | AssessmentEvent::Corrected { because, .. }
            | AssessmentEvent::Annulled { because, .. }
            | AssessmentEvent::StatementAdded { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            AssessmentEvent::Entered { student, author, .. }
            | AssessmentEvent::Published { student, author, .. } => with_all(*student, &[*author]),
            AssessmentEvent::Corrected { student, author, by, .. }
            | AssessmentEvent::Annulled { student, author, by, .. } => with_all(*student, &[*author, *by]),
            AssessmentEvent::StatementAdded { student, author, by, .. } => {
                with_all(*student, &[*author, by.person()])
            }
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            AssessmentEvent::Entered { class, .. }
            | AssessmentEvent::Corrected { class, .. }
            | AssessmentEvent::Annulled { class, .. } => Some(*class),
            AssessmentEvent::Published { .. } | AssessmentEvent::StatementAdded { .. } => None,
        }
    }
}
