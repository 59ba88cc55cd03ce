//! What a reader may ask of the events of `contact`.

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::contact::{Channel, ContactEvent};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for ContactEvent {
    fn effective_on(&self) -> Date {
        match self {
            ContactEvent::FamilyTold { on, .. }
            | ContactEvent::FonogrammaProtocolled { on, .. }
            | ContactEvent::AuthorityInformed { on, .. }
            | ContactEvent::MayorsWarning { on, .. }
            | ContactEvent::AbsencesFlagged { on, .. }
            | ContactEvent::ProposalConsidered { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            ContactEvent::FamilyTold { because, .. }
            | ContactEvent::FonogrammaProtocolled { because, .. }
            | ContactEvent::AuthorityInformed { because, .. }
            | ContactEvent::MayorsWarning { because, .. }
            | ContactEvent::AbsencesFlagged { because, .. }
            | ContactEvent::ProposalConsidered { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            ContactEvent::FamilyTold { student, channel, .. } => match channel {
                Channel::Phone { told, .. } | Channel::InPerson { told } => with(*student, Some(*told)),
                Channel::Notice { .. } | Channel::Letter { .. } => with(*student, None),
            },
            ContactEvent::FonogrammaProtocolled { student, .. }
            | ContactEvent::AuthorityInformed { student, .. }
            | ContactEvent::MayorsWarning { student, .. }
            | ContactEvent::AbsencesFlagged { student, .. }
            | ContactEvent::ProposalConsidered { student, .. } => vec![(*student, Concern::Subject)],
        }
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
