//! Who may see one event. What somebody may not see does not exist for her.

mod notices;
mod published;
mod restricted;

use registro_domain::assessment::AssessmentEvent;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::CaseEvent;
use registro_domain::contact::ContactEvent;
use registro_domain::device::DeviceEvent;
use registro_domain::fact::{Concern, DomainEvent, Said};
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::{PersonEvent, Sight};
use registro_projections::cases::CaseFile;
use registro_projections::conduct::Conduct;
use registro_projections::event::Event;
use registro_projections::grades::Grades;

use crate::actor::Capacity;
use crate::app::App;
use crate::clock;
use crate::guarantee;
use crate::identity::Session;
use crate::refusal::Refusal;

pub use notices::{
    Addressed, is_to_many, may_read_notice, oversees_all_notices, oversees_notice, receives_notice,
};
pub use published::{seen, sees};
pub use restricted::Restricted;

/// Whether the event belongs to a record that the person may see, by the event alone.
pub fn may_see_event(session: &Session, event: &Event) -> bool {
    let Session { agent, directory, today, .. } = session;
    if !agent.holds(directory, *today) {
        return false;
    }
    match &event.fact {
        // The school's own acts are known to whoever works there.
        DomainEvent::School(_) | DomainEvent::Vigilance(_) => works_there(agent.capacity),
        DomainEvent::Lesson(_) => {
            event.fact.class().is_some_and(|class| agent.may_see_class(directory, class, *today))
        }
        DomainEvent::Person(said) => may_see_subject(session, event) && concerns(session, said),
        // Why hours are excused is health or faith: the principal's, the coordinator's and the family's.
        DomainEvent::Derogation(_) => may_see_letter(session, event),
        DomainEvent::Notice(said) => {
            may_read_notice(session, &Addressed::of(said, PersonId(event.envelope.actor.person)))
        }
        DomainEvent::Receipt(_) => {
            let about = event.fact.about();
            about.iter().any(|(person, _)| agent.person == *person) || sees_everyone(agent.capacity)
        }
        DomainEvent::Device(
            DeviceEvent::UseAllowed { student, .. } | DeviceEvent::UseEnded { student, .. },
        ) => may_see_exemption(session, *student),
        DomainEvent::Contact(
            ContactEvent::FamilyTold { duty, .. } | ContactEvent::ProposalConsidered { duty, .. },
        ) if duty.is_of_conduct() => {
            let to_families = matches!(event.fact, DomainEvent::Contact(ContactEvent::FamilyTold { .. }));
            (to_families || works_there(agent.capacity)) && may_see_conduct(session, event)
        }
        // What was reported of a family, and what the school weighed, is not read by the family in the register.
        DomainEvent::Contact(
            ContactEvent::AuthorityInformed { student, .. } | ContactEvent::MayorsWarning { student, .. },
        ) => keeps_files(agent.capacity) || coordinates(session, *student),
        DomainEvent::Contact(
            ContactEvent::AbsencesFlagged { .. } | ContactEvent::ProposalConsidered { .. },
        ) => works_there(agent.capacity) && may_see_subject(session, event),
        // What is left of an expunged case is for who keeps the files and for who watches over them.
        DomainEvent::Case(CaseEvent::Expunged { .. }) => keeps_files(agent.capacity),
        DomainEvent::Case(said) => may_see_case(session, event, said.heading().student),
        DomainEvent::Conduct(_) => may_see_conduct(session, event),
        DomainEvent::Assessment(said) => {
            may_see_subject(session, event) && (is_published(said) || works_there(agent.capacity))
        }
        // Of a scrutiny the council knows; what is published of it is seen by more: see [`sees`].
        DomainEvent::Scrutiny(_) => event.fact.class().is_some_and(|class| sits_in_council(session, class)),
        // Who sits on the Organo di garanzia is public within the school.
        DomainEvent::GuaranteeBody(_) => true,
        // What is left of erased data is what the envelope says: that somebody did something on a day.
        DomainEvent::Erased(_) => may_see_subject(session, event) || keeps_files(agent.capacity),
        DomainEvent::Erasure(_) => {
            let about = event.fact.about();
            about.contains(&(agent.person, Concern::Subject)) || keeps_files(agent.capacity)
        }
        DomainEvent::Breach(_) => matches!(agent.capacity, Capacity::Dpo | Capacity::Principal),
        // Who asked, and who was heard, have it from the school; the register shows it to the person and to who answers.
        DomainEvent::Request(_) => {
            let about = event.fact.about();
            about.contains(&(agent.person, Concern::Subject)) || keeps_files(agent.capacity)
        }
        DomainEvent::Conflict(_) => {
            let about = event.fact.about();
            about.iter().any(|(person, _)| agent.person == *person) || keeps_files(agent.capacity)
        }
        DomainEvent::Attendance(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Device(_)
        | DomainEvent::Contact(_) => may_see_subject(session, event),
    }
}

/// What concerns a person is hers, her class's and her family's; her family's only as long as it is informed.
fn may_see_subject(session: &Session, event: &Event) -> bool {
    let about = event.fact.about();
    let subject = about.iter().find(|(_, concern)| *concern == Concern::Subject);
    let Some((subject, _)) = subject else { return false };
    session.agent.person == *subject
        || sees_everyone(session.agent.capacity)
        || match session.sees_of(*subject) {
            Sight::Everything => true,
            Sight::Before(day) => clock::wall(event.envelope.recorded_at).date() < day,
            Sight::Nothing => false,
        }
}

/// A disciplinary case is the student's, her family's, the principal's and the coordinator's: not the other teachers',
/// unless they are named in the act.
fn may_see_case(session: &Session, event: &Event, student: PersonId) -> bool {
    let named = || event.fact.about().iter().any(|(person, _)| *person == session.agent.person);
    match session.agent.capacity {
        Capacity::Teacher => named() || coordinates(session, student),
        Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Guardian
        | Capacity::Student
        | Capacity::Dpo
        | Capacity::Auditor => may_see_subject(session, event),
    }
}

/// Whether somebody may read a case as a whole: of the school's teachers who reported it, who coordinates the student's
/// class and who was convened to decide it; of the family who is informed of the student, as she was when it was opened.
/// Nobody reads one that was expunged.
pub fn may_see_case_file(session: &Session, file: &CaseFile) -> bool {
    let Session { agent, directory, today, .. } = session;
    if file.is_expunged() || !agent.holds(directory, *today) {
        return false;
    }
    // Who judges an appeal reads the case as long as it is pending, whatever she is at school.
    if guarantee::sits_on(file, agent.person, *today) {
        return true;
    }
    match agent.capacity {
        Capacity::Teacher => {
            let reported = file.case.report.as_ref().is_some_and(|act| act.said.by == agent.person);
            let mut members = file.case.convocations.iter().flat_map(|act| &act.said.members);
            reported
                || members.any(|member| member.person == agent.person)
                || coordinates(session, file.student)
        }
        Capacity::Guardian | Capacity::Student => match session.sees_of(file.student) {
            Sight::Everything => true,
            Sight::Before(day) => file.opened_on < day,
            Sight::Nothing => false,
        },
        Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Dpo
        | Capacity::Auditor => true,
    }
}

/// Of a person's own record, what is not for all those who see the rest.
fn concerns(session: &Session, said: &PersonEvent) -> bool {
    let Session { agent, .. } = session;
    match said {
        // A court's order: not for the class's teachers, the principal's delegates or the other parent.
        PersonEvent::ResponsibilityLimited { guardian, .. } => {
            keeps_files(agent.capacity) || agent.person == *guardian
        }
        PersonEvent::FiscalCodeLinked { person, .. } => {
            keeps_files(agent.capacity) || agent.person == *person
        }
        // What an adult student and one parent settle is not for the other parent.
        PersonEvent::DisclosureRequested { guardian, .. } => {
            agent.capacity != Capacity::Guardian || agent.person == *guardian
        }
        PersonEvent::DisclosureObjected { .. } | PersonEvent::ObjectionWithdrawn { .. } => {
            agent.capacity != Capacity::Guardian
        }
        PersonEvent::Registered { .. }
        | PersonEvent::Enrolled { .. }
        | PersonEvent::Moved { .. }
        | PersonEvent::Left { .. }
        | PersonEvent::AnnualHoursSet { .. }
        | PersonEvent::ResponsibilityHeld { .. }
        | PersonEvent::ResponsibilityEnded { .. }
        | PersonEvent::OfficeAssigned { .. }
        | PersonEvent::OfficeEnded { .. }
        | PersonEvent::ChairAssigned { .. }
        | PersonEvent::ChairEnded { .. } => true,
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

/// What is written of a student's conduct: hers and her family's; of those who work at school, whoever wrote it or is
/// named in it, the coordinator of her class, who leads the school and who watches over it.
///
/// Norm: reg. istituto, art. 42, c. 9 (A12-04); interpretation 0023.
fn may_see_conduct(session: &Session, event: &Event) -> bool {
    let about = event.fact.about();
    let named =
        about.iter().any(|(person, concern)| *concern == Concern::Named && *person == session.agent.person);
    let subject = about.iter().find(|(_, concern)| *concern == Concern::Subject).map(|(subject, _)| *subject);
    match session.agent.capacity {
        Capacity::Guardian | Capacity::Student => may_see_subject(session, event),
        Capacity::Teacher => named || subject.is_some_and(|student| coordinates(session, student)),
        Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Dpo
        | Capacity::Auditor => reads_all_conduct(session.agent.capacity),
    }
}

/// Who reads the notes of every student.
pub fn reads_all_conduct(capacity: Capacity) -> bool {
    match capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Dpo | Capacity::Auditor => {
            true
        }
        Capacity::Secretariat | Capacity::Teacher | Capacity::Guardian | Capacity::Student => false,
    }
}

/// What of a student's conduct the person may read, of what is known of a year: all of it, or what she wrote or is named in,
/// and nothing that is restricted.
pub async fn conduct_seen(
    app: &App,
    session: &Session,
    (student, year): (PersonId, SchoolYear),
    known: Option<Conduct>,
) -> Result<Option<Conduct>, Refusal> {
    let known = Restricted::for_whom(app, session).await?.conduct(app, student, year, known).await?;
    let me = session.agent.person;
    match session.agent.capacity {
        // Whoever got here as a family is informed of her, now or as of then.
        Capacity::Guardian | Capacity::Student => Ok(known),
        Capacity::Teacher if coordinates(session, student) => Ok(known),
        Capacity::Teacher => Ok(known.map(|mut known| {
            known.notes.retain(|_, note| note.author == me);
            known.acts.retain(|_, act| act.author == me);
            known.separations.retain(|_, it| it.author == me || it.supervised_by == me);
            known
        })),
        capacity if reads_all_conduct(capacity) => Ok(known),
        Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Dpo
        | Capacity::Auditor => Err(Refusal::NotFound("lo studente")),
    }
}

/// A family's are those published.
pub fn grades_seen(session: &Session, known: Option<Grades>) -> Option<Grades> {
    if works_there(session.agent.capacity) { known } else { known.map(Grades::published) }
}

/// Who is told of the changes near a scrutiny.
pub fn sees_all_grades(capacity: Capacity) -> bool {
    match capacity {
        Capacity::Principal | Capacity::Dpo | Capacity::Auditor => true,
        Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Teacher
        | Capacity::Guardian
        | Capacity::Student => false,
    }
}

/// Whether a family may see what happened to a grade: not before the grade itself.
fn is_published(event: &AssessmentEvent) -> bool {
    match event {
        AssessmentEvent::Entered { published, .. }
        | AssessmentEvent::Corrected { published, .. }
        | AssessmentEvent::Annulled { published, .. } => *published,
        AssessmentEvent::Published { .. } | AssessmentEvent::StatementAdded { .. } => true,
    }
}

/// Whether the person is the coordinator of the student's class.
fn coordinates(session: &Session, student: PersonId) -> bool {
    let Session { agent, directory, today, .. } = session;
    let class = directory.person(student).and_then(|profile| profile.class_on(*today));
    class.is_some_and(|class| agent.coordinates(directory, class, *today))
}

/// Why hours are excused: for who decides, the coordinator of the student's class, whoever is informed of the student,
/// and the protection officer.
///
/// Norm: reg. istituto, art. 42, c. 9; GDPR, art. 9 (A5-10).
fn may_see_letter(session: &Session, event: &Event) -> bool {
    let about = event.fact.about();
    let student = about.iter().find(|(_, concern)| *concern == Concern::Subject).map(|(student, _)| *student);
    match session.agent.capacity {
        Capacity::Principal | Capacity::Dpo => true,
        Capacity::Guardian | Capacity::Student => may_see_subject(session, event),
        Capacity::Teacher => student.is_some_and(|student| coordinates(session, student)),
        Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat | Capacity::Auditor => false,
    }
}

/// Who sits in the council of a class, presides over it, or watches over it.
pub fn sits_in_council(session: &Session, class: ClassId) -> bool {
    let Session { agent, directory, today, .. } = session;
    let sits = match agent.capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::Teacher | Capacity::Dpo | Capacity::Auditor => {
            true
        }
        Capacity::SiteLead | Capacity::Secretariat | Capacity::Guardian | Capacity::Student => false,
    };
    sits && agent.may_see_class(directory, class, *today)
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
