//! What a reader may ask of the events of `scrutiny`.

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::scrutiny::ScrutinyEvent;

impl Said for ScrutinyEvent {
    fn effective_on(&self) -> Date {
        match self {
            ScrutinyEvent::Opened { on, .. }
            | ScrutinyEvent::GradeProposed { on, .. }
            | ScrutinyEvent::BehaviourProposed { on, .. }
            | ScrutinyEvent::DossierFrozen { on, .. }
            | ScrutinyEvent::GradesDeliberated { on, .. }
            | ScrutinyEvent::BehaviourDeliberated { on, .. }
            | ScrutinyEvent::CreditDeliberated { on, .. }
            | ScrutinyEvent::ActivityAssigned { on, .. }
            | ScrutinyEvent::EssayAssigned { on, .. }
            | ScrutinyEvent::EssayAssessed { on, .. }
            | ScrutinyEvent::AdmissionDeliberated { on, .. }
            | ScrutinyEvent::Closed { on, .. }
            | ScrutinyEvent::Reopened { on, .. }
            | ScrutinyEvent::Published { on, .. }
            | ScrutinyEvent::CardIssued { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            ScrutinyEvent::Opened { because, .. }
            | ScrutinyEvent::GradeProposed { because, .. }
            | ScrutinyEvent::BehaviourProposed { because, .. }
            | ScrutinyEvent::DossierFrozen { because, .. }
            | ScrutinyEvent::GradesDeliberated { because, .. }
            | ScrutinyEvent::BehaviourDeliberated { because, .. }
            | ScrutinyEvent::CreditDeliberated { because, .. }
            | ScrutinyEvent::ActivityAssigned { because, .. }
            | ScrutinyEvent::EssayAssigned { because, .. }
            | ScrutinyEvent::EssayAssessed { because, .. }
            | ScrutinyEvent::AdmissionDeliberated { because, .. }
            | ScrutinyEvent::Closed { because, .. }
            | ScrutinyEvent::Reopened { because, .. }
            | ScrutinyEvent::Published { because, .. }
            | ScrutinyEvent::CardIssued { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            ScrutinyEvent::GradeProposed { student, by, .. }
            | ScrutinyEvent::BehaviourProposed { student, by, .. } => with(*student, Some(*by)),
            ScrutinyEvent::Reopened { by, .. } => vec![(*by, Concern::Named)],
            ScrutinyEvent::Opened { .. }
            | ScrutinyEvent::DossierFrozen { .. }
            | ScrutinyEvent::GradesDeliberated { .. }
            | ScrutinyEvent::BehaviourDeliberated { .. }
            | ScrutinyEvent::CreditDeliberated { .. }
            | ScrutinyEvent::ActivityAssigned { .. }
            | ScrutinyEvent::EssayAssigned { .. }
            | ScrutinyEvent::EssayAssessed { .. }
            | ScrutinyEvent::AdmissionDeliberated { .. }
            | ScrutinyEvent::Closed { .. }
            | ScrutinyEvent::Published { .. }
            | ScrutinyEvent::CardIssued { .. } => {
                self.student().map(|student| (student, Concern::Subject)).into_iter().collect()
            }
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            ScrutinyEvent::Opened { class, .. }
            | ScrutinyEvent::GradeProposed { class, .. }
            | ScrutinyEvent::BehaviourProposed { class, .. }
            | ScrutinyEvent::DossierFrozen { class, .. }
            | ScrutinyEvent::GradesDeliberated { class, .. }
            | ScrutinyEvent::BehaviourDeliberated { class, .. }
            | ScrutinyEvent::CreditDeliberated { class, .. }
            | ScrutinyEvent::ActivityAssigned { class, .. }
            | ScrutinyEvent::EssayAssigned { class, .. }
            | ScrutinyEvent::EssayAssessed { class, .. }
            | ScrutinyEvent::AdmissionDeliberated { class, .. }
            | ScrutinyEvent::Closed { class, .. }
            | ScrutinyEvent::Reopened { class, .. }
            | ScrutinyEvent::Published { class, .. }
            | ScrutinyEvent::CardIssued { class, .. } => Some(*class),
        }
    }
}
