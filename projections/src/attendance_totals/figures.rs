//! Which events stand behind each figure of a student's year.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::attendance::{AttendanceEvent, Fact};
use registro_domain::fact::DomainEvent;
use registro_domain::hours::MissedHour;
use registro_domain::ids::SubjectCode;

use crate::event::Event;

/// A figure that can be asked why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    HoursMissed,
    HoursJustified,
    HoursUnjustified,
    HoursLeft,
    HoursOfSubject(SubjectCode),
    LateEntries,
    AnnualHours,
}

/// The events, of all those of a student's year, that stand behind a figure.
pub fn supporting(figure: &Figure, mut events: Vec<Event>) -> Vec<Event> {
    events.retain(|event| supports(figure, event));
    if let Figure::HoursOfSubject(subject) = figure {
        let of_subject = |event: &&Event| counted(event).iter().any(|hour| hour.subject == *subject);
        let days: BTreeSet<Date> =
            events.iter().filter(of_subject).map(|event| event.envelope.effective_on).collect();
        // Whole days: an event that takes the last hour of the subject away no longer names it.
        events.retain(|event| days.contains(&event.envelope.effective_on));
    }
    events
}

/// Whether an event may change a figure. Of a subject's hours, whether it counts hours of any subject.
fn supports(figure: &Figure, event: &Event) -> bool {
    let fact = match &event.fact {
        DomainEvent::Attendance(fact) => fact,
        DomainEvent::Person(_) => return matches!(figure, Figure::AnnualHours | Figure::HoursLeft),
        DomainEvent::School(_)
        | DomainEvent::Lesson(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Derogation(_)
        | DomainEvent::Device(_)
        | DomainEvent::Conduct(_)
        | DomainEvent::Assessment(_)
        | DomainEvent::Contact(_)
        | DomainEvent::Vigilance(_)
        | DomainEvent::Notice(_)
        | DomainEvent::Receipt(_)
        | DomainEvent::Case(_)
        | DomainEvent::Scrutiny(_)
        | DomainEvent::GuaranteeBody(_)
        | DomainEvent::Conflict(_)
        | DomainEvent::Erasure(_)
        | DomainEvent::Request(_)
        | DomainEvent::Breach(_)
        | DomainEvent::Consultation(_)
        | DomainEvent::Erased(_) => return false,
    };
    match figure {
        Figure::AnnualHours => false,
        Figure::HoursMissed | Figure::HoursOfSubject(_) => counts(fact),
        Figure::HoursLeft => counts(fact) || excuses(fact),
        Figure::HoursJustified | Figure::HoursUnjustified => counts(fact) || bears_on_justification(fact),
        Figure::LateEntries => match fact {
            AttendanceEvent::EntryRecorded { .. } => true,
            AttendanceEvent::Corrected { withdrawn, .. } | AttendanceEvent::Annulled { withdrawn, .. } => {
                matches!(withdrawn, Fact::Entry { .. })
            }
            AttendanceEvent::AbsenceRecorded { .. }
            | AttendanceEvent::ExitRecorded { .. }
            | AttendanceEvent::Restamped { .. }
            | AttendanceEvent::JustificationSubmitted { .. }
            | AttendanceEvent::JustificationDecided { .. }
            | AttendanceEvent::ActivityRecorded { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::GroundVerified { .. }
            | AttendanceEvent::AdmittedWithReserve { .. }
            | AttendanceEvent::Classified { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::Foretold { .. }
            | AttendanceEvent::RecoveryMissed { .. }
            | AttendanceEvent::HoursExcused { .. }
            | AttendanceEvent::ExcuseRevoked { .. } => false,
        },
    }
}

/// Whether the event counts the hours of a day.
fn counts(fact: &AttendanceEvent) -> bool {
    hours_counted(fact).is_some()
}

/// "Deroga": hours taken from those missed, or given back.
fn excuses(fact: &AttendanceEvent) -> bool {
    matches!(fact, AttendanceEvent::HoursExcused { .. } | AttendanceEvent::ExcuseRevoked { .. })
}

/// What changes whether an absence is justified changes no hour: it is counted as before.
fn bears_on_justification(fact: &AttendanceEvent) -> bool {
    matches!(
        fact,
        AttendanceEvent::JustificationSubmitted { .. }
            | AttendanceEvent::JustificationDecided { .. }
            | AttendanceEvent::JustificationWithdrawn { .. }
            | AttendanceEvent::Classified { .. }
            | AttendanceEvent::ClassificationContested { .. }
            | AttendanceEvent::ClassificationConfirmed { .. }
            | AttendanceEvent::AdmittedWithReserve { .. }
    )
}

/// The hours of the day that an event counts as missed.
fn counted(event: &Event) -> &[MissedHour] {
    let DomainEvent::Attendance(fact) = &event.fact else { return &[] };
    hours_counted(fact).unwrap_or_default()
}

fn hours_counted(fact: &AttendanceEvent) -> Option<&[MissedHour]> {
    match fact {
        AttendanceEvent::AbsenceRecorded { missed, .. }
        | AttendanceEvent::EntryRecorded { missed, .. }
        | AttendanceEvent::ExitRecorded { missed, .. }
        | AttendanceEvent::Corrected { missed, .. }
        | AttendanceEvent::Annulled { missed, .. }
        | AttendanceEvent::Restamped { missed, .. }
        | AttendanceEvent::ActivityRecorded { missed, .. } => Some(missed),
        AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. }
        | AttendanceEvent::JustificationSubmitted { .. }
        | AttendanceEvent::JustificationDecided { .. } => None,
    }
}
