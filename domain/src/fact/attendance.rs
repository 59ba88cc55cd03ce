//! What a reader may ask of the events of `attendance`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Concern, Said, with};
use crate::attendance::{AttendanceEvent, Collection, Fact};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for AttendanceEvent {
    fn effective_on(&self) -> Date {
        match self {
            AttendanceEvent::AbsenceRecorded { on, .. }
            | AttendanceEvent::EntryRecorded { on, .. }
            | AttendanceEvent::ExitRecorded { on, .. }
            | AttendanceEvent::Corrected { on, .. }
            | AttendanceEvent::Annulled { on, .. }
            | AttendanceEvent::Restamped { on, .. }
            | AttendanceEvent::JustificationSubmitted { on, .. }
            | AttendanceEvent::JustificationDecided { on, .. }
            | AttendanceEvent::JustificationWithdrawn { on, .. }
            | AttendanceEvent::GroundVerified { on, .. }
            | AttendanceEvent::AdmittedWithReserve { on, .. }
            | AttendanceEvent::Classified { on, .. }
            | AttendanceEvent::ClassificationContested { on, .. }
            | AttendanceEvent::ClassificationConfirmed { on, .. }
            | AttendanceEvent::Foretold { on, .. }
            | AttendanceEvent::ActivityRecorded { on, .. }
            | AttendanceEvent::RecoveryMissed { on, .. }
            | AttendanceEvent::HoursExcused { on, .. }
            | AttendanceEvent::ExcuseRevoked { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            AttendanceEvent::AbsenceRecorded { because, .. }
            | AttendanceEvent::EntryRecorded { because, .. }
            | AttendanceEvent::ExitRecorded { because, .. }
            | AttendanceEvent::Corrected { because, .. }
            | AttendanceEvent::Annulled { because, .. }
            | AttendanceEvent::Restamped { because, .. }
            | AttendanceEvent::JustificationSubmitted { because, .. }
            | AttendanceEvent::JustificationDecided { because, .. }
            | AttendanceEvent::JustificationWithdrawn { because, .. }
            | AttendanceEvent::GroundVerified { because, .. }
            | AttendanceEvent::AdmittedWithReserve { because, .. }
            | AttendanceEvent::Classified { because, .. }
            | AttendanceEvent::ClassificationContested { because, .. }
            | AttendanceEvent::ClassificationConfirmed { because, .. }
            | AttendanceEvent::Foretold { because, .. }
            | AttendanceEvent::ActivityRecorded { because, .. }
            | AttendanceEvent::RecoveryMissed { because, .. }
            | AttendanceEvent::HoursExcused { because, .. }
            | AttendanceEvent::ExcuseRevoked { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        match self {
            AttendanceEvent::AbsenceRecorded { student, .. }
            | AttendanceEvent::EntryRecorded { student, .. }
            | AttendanceEvent::JustificationDecided { student, .. }
            | AttendanceEvent::GroundVerified { student, .. }
            | AttendanceEvent::AdmittedWithReserve { student, .. }
            | AttendanceEvent::Classified { student, .. }
            | AttendanceEvent::ClassificationConfirmed { student, .. }
            | AttendanceEvent::ActivityRecorded { student, .. }
            | AttendanceEvent::RecoveryMissed { student, .. }
            | AttendanceEvent::HoursExcused { student, .. }
            | AttendanceEvent::ExcuseRevoked { student, .. } => vec![(*student, Concern::Subject)],
            AttendanceEvent::ExitRecorded { student, collection, .. } => {
                with(*student, collector(*collection))
            }
            AttendanceEvent::Corrected { student, withdrawn, fact, .. } => named(*student, [withdrawn, fact]),
            AttendanceEvent::Annulled { student, withdrawn, .. } => named(*student, [withdrawn]),
            AttendanceEvent::Restamped { student, facts, .. } => {
                named(*student, facts.iter().map(|(_, fact)| fact))
            }
            AttendanceEvent::JustificationSubmitted { student, by, .. }
            | AttendanceEvent::JustificationWithdrawn { student, by, .. }
            | AttendanceEvent::ClassificationContested { student, by, .. }
            | AttendanceEvent::Foretold { student, by, .. } => with(*student, Some(by.person())),
        }
    }

    fn class(&self) -> Option<ClassId> {
        match self {
            AttendanceEvent::AbsenceRecorded { class, .. }
            | AttendanceEvent::EntryRecorded { class, .. }
            | AttendanceEvent::ExitRecorded { class, .. }
            | AttendanceEvent::Corrected { class, .. }
            | AttendanceEvent::Annulled { class, .. }
            | AttendanceEvent::Restamped { class, .. }
            | AttendanceEvent::AdmittedWithReserve { class, .. }
            | AttendanceEvent::Classified { class, .. }
            | AttendanceEvent::ActivityRecorded { class, .. }
            | AttendanceEvent::RecoveryMissed { class, .. } => Some(*class),
            AttendanceEvent::JustificationSubmitted { .. }
            | AttendanceEvent::JustificationDecided { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::GroundVerified { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::Foretold { .. }
            | AttendanceEvent::HoursExcused { .. }
            | AttendanceEvent::ExcuseRevoked { .. } => None,
        }
    }
}

/// A student, and the guardians who collected her.
fn named<'a>(student: PersonId, facts: impl IntoIterator<Item = &'a Fact>) -> Vec<(PersonId, Concern)> {
    let collectors: BTreeSet<PersonId> = facts
        .into_iter()
        .filter_map(|fact| match fact {
            Fact::Exit { collection, .. } => collector(*collection),
            Fact::Absence { .. }
            | Fact::Entry { .. }
            | Fact::Activity { .. }
            | Fact::RecoveryMissed { .. } => None,
        })
        .collect();
    let named = collectors.into_iter().map(|collector| (collector, Concern::Named));
    std::iter::once((student, Concern::Subject)).chain(named).collect()
}

fn collector(collection: Collection) -> Option<PersonId> {
    match collection {
        Collection::Guardian { person } => Some(person),
        Collection::AdultStudent | Collection::Delegate { .. } | Collection::Relative { .. } => None,
    }
}
