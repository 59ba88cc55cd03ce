//! What a reader may ask of the events of `guarantee_body`.

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::guarantee_body::GuaranteeBodyEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for GuaranteeBodyEvent {
    fn effective_on(&self) -> Date {
        match self {
            GuaranteeBodyEvent::Appointed { from, .. } | GuaranteeBodyEvent::Replaced { from, .. } => *from,
            GuaranteeBodyEvent::Ended { last_day, .. } => *last_day,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            GuaranteeBodyEvent::Appointed { because, .. }
            | GuaranteeBodyEvent::Ended { because, .. }
            | GuaranteeBodyEvent::Replaced { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            GuaranteeBodyEvent::Appointed { person, .. } | GuaranteeBodyEvent::Ended { person, .. } => {
                vec![(*person, Concern::Subject)]
            }
            GuaranteeBodyEvent::Replaced { leaves, person, .. } => with(*person, Some(*leaves)),
        }
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
