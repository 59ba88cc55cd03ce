//! What a reader may ask of the events of `receipt`.

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::receipt::ReceiptEvent;

impl Said for ReceiptEvent {
    fn effective_on(&self) -> Date {
        match self {
            ReceiptEvent::Opened { on, .. }
            | ReceiptEvent::Acknowledged { on, .. }
            | ReceiptEvent::Answered { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            ReceiptEvent::Opened { because, .. }
            | ReceiptEvent::Acknowledged { because, .. }
            | ReceiptEvent::Answered { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            ReceiptEvent::Opened { person, .. } | ReceiptEvent::Acknowledged { person, .. } => {
                vec![(*person, Concern::Subject)]
            }
            ReceiptEvent::Answered { person, student, .. } => with(*person, Some(*student)),
        }
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
