//! Who may see one event. What somebody may not see does not exist for her.

use registro_domain::contact::ContactEvent;
use registro_domain::device::DeviceEvent;
use registro_domain::fact::{Concern, DomainEvent, Said};
use registro_domain::ids::PersonId;
use registro_domain::people::PersonEvent;
use registro_projections::event::Event;

use crate::actor::Capacity;
use crate::identity::Session;

/// Whether the event belongs to a record that the person may see.
pub fn may_see_event(session: &Session, event: &Event) -> bool {
    let Session { agent, directory, today } = session;
    if !agent.holds(directory, *today) {
        return false;
    }
    match &event.fact {
        // The school's own acts are known to whoever works there.
        DomainEvent::School(_) => works_there(agent.capacity),
        DomainEvent::Lesson(_) => {
            event.fact.class().is_some_and(|class| agent.may_see_class(directory, class, *today))
        }
        DomainEvent::Person(PersonEvent::ResponsibilityLimited { student, guardian, .. }) => {
            // A court's order: not for the class's teachers, the principal's delegates or the other parent.
            session.may_see_student(*student) && (keeps_files(agent.capacity) || agent.person == *guardian)
        }
        // Why hours are excused is health or faith: the principal's, the coordinator's and the family's.
        DomainEvent::Derogation(_) => false,
        DomainEvent::Vigilance(_) | DomainEvent::Notice(_) => works_there(agent.capacity),
        DomainEvent::Receipt(_) => {
            let about = event.fact.about();
            about.iter().any(|(person, _)| agent.person == *person) || sees_everyone(agent.capacity)
        }
        DomainEvent::Device(
            DeviceEvent::UseAllowed { student, .. } | DeviceEvent::UseEnded { student, .. },
        ) => may_see_exemption(session, *student),
        // What was reported of a family, and what the school weighed, is not read by the family in the register.
        DomainEvent::Contact(
            ContactEvent::AuthorityInformed { student, .. } | ContactEvent::MayorsWarning { student, .. },
        ) => keeps_files(agent.capacity) || coordinates(session, *student),
        DomainEvent::Contact(
            ContactEvent::AbsencesFlagged { student, .. } | ContactEvent::ProposalConsidered { student, .. },
        ) => works_there(agent.capacity) && may_see_person(session, *student),
        DomainEvent::Person(_)
        | DomainEvent::Attendance(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Device(_)
        | DomainEvent::Contact(_) => {
            let about = event.fact.about();
            let subject = about.iter().find(|(_, concern)| *concern == Concern::Subject);
            subject.is_some_and(|(person, _)| may_see_person(session, *person))
        }
    }
}

/// Whether the person may know that a student may use her phone, which hints at why: her teachers, the principal and
/// her family.
///
/// Norm: A6-05.
pub fn may_see_exemption(session: &Session, student: PersonId) -> bool {
    let reads = match session.agent.capacity {
        Capacity::Principal | Capacity::Teacher | Capacity::Guardian | Capacity::Student => true,
        Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat | Capacity::Dpo | Capacity::Auditor => {
            false
        }
    };
    reads && session.may_see_student(student)
}

/// Whether the person is the coordinator of the student's class.
fn coordinates(session: &Session, student: PersonId) -> bool {
    let Session { agent, directory, today } = session;
    let class = directory.person(student).and_then(|profile| profile.class_on(*today));
    class.is_some_and(|class| agent.coordinates(directory, class, *today))
}

fn may_see_person(session: &Session, person: PersonId) -> bool {
    session.agent.person == person || sees_everyone(session.agent.capacity) || session.may_see_student(person)
}

fn sees_everyone(capacity: Capacity) -> bool {
    match capacity {
        Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Dpo
        | Capacity::Auditor => true,
        Capacity::Teacher | Capacity::Guardian | Capacity::Student => false,
    }
}

/// Who keeps the students' files, or watches over how they are kept.
fn keeps_files(capacity: Capacity) -> bool {
    match capacity {
        Capacity::Principal | Capacity::Secretariat | Capacity::Dpo | Capacity::Auditor => true,
        Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Teacher
        | Capacity::Guardian
        | Capacity::Student => false,
    }
}

fn works_there(capacity: Capacity) -> bool {
    capacity == Capacity::Teacher || sees_everyone(capacity)
}
