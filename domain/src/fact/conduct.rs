//! What a reader may ask of the events of `conduct`.

use jiff::civil::Date;

use super::{Concern, Said, with_all};
use crate::conduct::ConductEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for ConductEvent {
    fn effective_on(&self) -> Date {
        match self {
            ConductEvent::NoteWritten { on, .. }
            | ConductEvent::NoteRectified { on, .. }
            | ConductEvent::NoteAnnulled { on, .. }
            | ConductEvent::StatementAdded { on, .. }
            | ConductEvent::PositiveActRecorded { on, .. }
            | ConductEvent::PositiveActAnnulled { on, .. }
            | ConductEvent::SeparationRecorded { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            ConductEvent::NoteWritten { because, .. }
            | ConductEvent::NoteRectified { because, .. }
            | ConductEvent::NoteAnnulled { because, .. }
            | ConductEvent::StatementAdded { because, .. }
            | ConductEvent::PositiveActRecorded { because, .. }
            | ConductEvent::PositiveActAnnulled { because, .. }
            | ConductEvent::SeparationRecorded { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            ConductEvent::NoteWritten { student, author, .. }
            | ConductEvent::PositiveActRecorded { student, author, .. } => with_all(*student, &[*author]),
            ConductEvent::NoteRectified { student, author, by, .. }
            | ConductEvent::NoteAnnulled { student, author, by, .. }
            | ConductEvent::PositiveActAnnulled { student, author, by, .. } => {
                with_all(*student, &[*author, *by])
            }
            ConductEvent::StatementAdded { student, author, by, .. } => {
                with_all(*student, &[*author, by.person()])
            }
            ConductEvent::SeparationRecorded { student, author, supervised_by, .. } => {
                with_all(*student, &[*author, *supervised_by])
            }
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            ConductEvent::NoteWritten { class, .. }
            | ConductEvent::PositiveActRecorded { class, .. }
            | ConductEvent::SeparationRecorded { class, .. } => Some(*class),
            ConductEvent::NoteRectified { .. }
            | ConductEvent::NoteAnnulled { .. }
            | ConductEvent::StatementAdded { .. }
            | ConductEvent::PositiveActAnnulled { .. } => None,
        }
    }
}
