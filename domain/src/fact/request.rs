//! What a reader may ask of the events of `request`.

use jiff::civil::Date;

use super::{Concern, Said, with_all};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::request::RequestEvent;

impl Said for RequestEvent {
    fn effective_on(&self) -> Date {
        self.heading().at.date()
    }

    fn because(&self) -> &[Norm] {
        &self.heading().because
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        let other =
            match self {
                RequestEvent::Received { applicant, .. }
                | RequestEvent::IdentityVerified { applicant, .. } => *applicant,
                RequestEvent::CounterInterestedNotified { party, .. }
                | RequestEvent::Opposed { party, .. } => Some(*party),
                RequestEvent::Extended { .. }
                | RequestEvent::Linked { .. }
                | RequestEvent::ReadersRevealed { .. }
                | RequestEvent::Redacted { .. }
                | RequestEvent::Answered { .. }
                | RequestEvent::Refused { .. }
                | RequestEvent::Withdrawn { .. }
                | RequestEvent::Closed { .. } => None,
            };
        let named: Vec<PersonId> = std::iter::once(self.heading().by).chain(other).collect();
        with_all(self.person(), &named)
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
