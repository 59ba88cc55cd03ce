//! What a reader may ask of the events of `erasure`.

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::erasure::ErasureEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for ErasureEvent {
    fn effective_on(&self) -> Date {
        self.heading().at.date()
    }

    fn because(&self) -> &[Norm] {
        &self.heading().because
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            ErasureEvent::Requested { heading, person, .. }
            | ErasureEvent::Restricted { heading, person, .. }
            | ErasureEvent::RestrictionLifted { heading, person, .. }
            | ErasureEvent::Assessed { heading, person, .. }
            | ErasureEvent::Refused { heading, person, .. } => with(*person, Some(heading.by)),
            // Whose data they were is sealed, and goes with its own term.
            ErasureEvent::Approved { heading, .. } | ErasureEvent::Executed { heading, .. } => {
                vec![(heading.by, Concern::Named)]
            }
        }
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
