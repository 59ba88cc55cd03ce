//! Who may see one event: which matter it is, and whom it is about. What somebody may not see does not exist for her.

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
use registro_domain::people::PersonEvent;
use registro_domain::request::RequestEvent;
use registro_projections::cases::CaseFile;
use registro_projections::conduct::Conduct;
use registro_projections::event::Event;
use registro_projections::grades::Grades;

use crate::actor::Capacity;
use crate::app::App;
use crate::clock;
use crate::guarantee;
use crate::identity::Session;
use crate::policy::{About, Matter, Record};
use crate::refusal::Refusal;

pub use notices::{
    Addressed, is_to_many, may_read_notice, oversees_all_notices, oversees_notice, receives_notice,
};
pub(crate) use published::{seen, seen_of_files, sees};
pub use restricted::RESTRICTED;
pub(crate) use restricted::conduct_without;

/// Whether the event belongs to a record that the person may see, by the event alone.
pub fn may_see_event(session: &Session, event: &Event) -> bool {
    if session.asking().hides(&event.envelope) {
        return false;
    }
    if let DomainEvent::Notice(said) = &event.fact {
        return may_read_notice(session, &Addressed::of(said, PersonId(event.envelope.actor.person)));
    }
    let (asking, about) = (session.asking(), about(event));
    // What is erased says by its kind alone what it was: it is for who might have read it, and who sees to erasures.
    let before = matches!(event.fact, DomainEvent::Erased(_)).then(|| was(event.envelope.stream.category()));
    asking.may_read(matter(&event.fact), &about)
        && before
            .flatten()
            .is_none_or(|before| asking.may_read(before, &about) || asking.may_read(Matter::Erasure, &about))
}

/// What an erased act of a stream was, where not everybody who reads the rest might read it: the strictest of its kind.
fn was(category: &str) -> Option<Matter> {
    match category {
        "derogation" => Some(Matter::ReservedReason),
        "device" => Some(Matter::DeviceExemption),
        "conduct" => Some(Matter::Conduct),
        "case" | "conflict" => Some(Matter::Case),
        "contact" => Some(Matter::ReportToAuthority),
        "assessment" => Some(Matter::Grade),
        "scrutiny" => Some(Matter::Scrutiny),
        "notice" | "receipt" => Some(Matter::PersonalNotice),
        "request" => Some(Matter::RequestWorkings),
        "erasure" => Some(Matter::Erasure),
        _ => None,
    }
}

/// What an event is, for who may read it.
pub fn matter(fact: &DomainEvent) -> Matter {
    match fact {
        DomainEvent::School(_) | DomainEvent::Vigilance(_) => Matter::SchoolActs,
        DomainEvent::Lesson(_) => Matter::ClassDay,
        DomainEvent::Person(said) => of_person(said),
        DomainEvent::Derogation(_) => Matter::ReservedReason,
        DomainEvent::Notice(_) => Matter::PersonalNotice,
        DomainEvent::Receipt(_) => Matter::NoticeReceipts,
        DomainEvent::Device(DeviceEvent::UseAllowed { .. } | DeviceEvent::UseEnded { .. }) => {
            Matter::DeviceExemption
        }
        DomainEvent::Contact(said) => of_contact(said),
        DomainEvent::Case(CaseEvent::Expunged { .. }) => Matter::ExpungedCase,
        DomainEvent::Case(_) => Matter::Case,
        DomainEvent::Conduct(_) => Matter::Conduct,
        DomainEvent::Assessment(said) if is_published(said) => Matter::PublishedGrade,
        DomainEvent::Assessment(_) => Matter::Grade,
        // Of a scrutiny the council knows; what is published of it is seen by more: see [`sees`].
        DomainEvent::Scrutiny(_) => Matter::Scrutiny,
        DomainEvent::GuaranteeBody(_) => Matter::GuaranteeBody,
        DomainEvent::Erased(_) => Matter::Erased,
        DomainEvent::Erasure(_) => Matter::Erasure,
        DomainEvent::Consultation(_) => Matter::Consultation,
        DomainEvent::Conflict(_) => Matter::RuleConflict,
        DomainEvent::Attendance(_) | DomainEvent::Permission(_) | DomainEvent::Device(_) => {
            Matter::Attendance
        }
        DomainEvent::Breach(_) => Matter::Breach,
        DomainEvent::Request(
            RequestEvent::Redacted { .. }
            | RequestEvent::CounterInterestedNotified { .. }
            | RequestEvent::Opposed { .. }
            | RequestEvent::ReadersRevealed { .. },
        ) => Matter::RequestWorkings,
        DomainEvent::Request(_) => Matter::Request,
    }
}

fn of_person(said: &PersonEvent) -> Matter {
    match said {
        PersonEvent::ResponsibilityLimited { .. } => Matter::CourtOrder,
        PersonEvent::FiscalCodeLinked { .. } => Matter::FiscalCode,
        // Sanctions are in it, as in a case.
        PersonEvent::FileReceived { .. } => Matter::Case,
        PersonEvent::DisclosureRequested { .. } => Matter::DisclosureRequest,
        PersonEvent::DisclosureObjected { .. } | PersonEvent::ObjectionWithdrawn { .. } => {
            Matter::DisclosureObjection
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
        | PersonEvent::ChairEnded { .. } => Matter::PersonalRecord,
    }
}

fn of_contact(said: &ContactEvent) -> Matter {
    match said {
        ContactEvent::FamilyTold { duty, .. } if duty.is_of_conduct() => Matter::Conduct,
        ContactEvent::ProposalConsidered { duty, .. } if duty.is_of_conduct() => Matter::ConductUnderReview,
        ContactEvent::AuthorityInformed { .. } | ContactEvent::MayorsWarning { .. } => {
            Matter::ReportToAuthority
        }
        ContactEvent::AbsencesFlagged { .. } | ContactEvent::ProposalConsidered { .. } => {
            Matter::SchoolOpinion
        }
        ContactEvent::FamilyTold { .. } | ContactEvent::FonogrammaProtocolled { .. } => Matter::Attendance,
    }
}

/// Whom an event is about: a student, a class where it is about nobody in it, and whoever is named.
fn about(event: &Event) -> About {
    let (mut student, mut named) = (None, Vec::new());
    for (person, concern) in event.fact.about() {
        match concern {
            Concern::Subject => student = Some(person),
            Concern::Named => named.push(person),
        }
    }
    // A scrutiny is its council's, whoever of the class it speaks of.
    if matches!(event.fact, DomainEvent::Scrutiny(_)) {
        student = None;
    }
    About {
        student,
        class: event.fact.class(),
        named,
        recorded: Some(clock::wall(event.envelope.recorded_at).date()),
    }
}

/// What concerns a student of what is published of a scrutiny.
fn concerns_her(session: &Session, event: &Event) -> bool {
    let subject = event.fact.about().into_iter().find(|(_, concern)| *concern == Concern::Subject);
    let Some((student, _)) = subject else { return false };
    let recorded = Some(clock::wall(event.envelope.recorded_at).date());
    let about = About { recorded, ..About::student(student) };
    session.asking().may_read(Matter::Results, &about)
}

/// Whether somebody may read a case as a whole: of the school's teachers who reported it, who coordinates the student's
/// class and who was convened to decide it; of the family who is informed of the student, as she was when it was opened.
/// Nobody reads one that was expunged.
pub fn may_see_case_file(session: &Session, file: &CaseFile) -> bool {
    let Session { agent, directory, today, .. } = session;
    if file.is_expunged() || !agent.holds(directory, *today) {
        return false;
    }
    // Who judges an appeal reads the case as long as it is pending, whatever she is at school: to defend a right restricted
    // data are used too (GDPR, art. 18, par. 2).
    if guarantee::sits_on(file, agent.person, *today) {
        return true;
    }
    if hides_case(session, file) {
        return false;
    }
    let reporter = file.case.report.iter().map(|act| act.said.by);
    let convened = file.case.convocations.iter().flat_map(|act| &act.said.members);
    let about = About {
        student: Some(file.student),
        class: None,
        named: reporter.chain(convened.map(|member| member.person)).collect(),
        recorded: Some(file.opened_on),
    };
    session.asking().may_read(Matter::Case, &about)
}

/// Whether a case is kept from the person as restricted.
pub fn hides_case(session: &Session, file: &CaseFile) -> bool {
    session.asking().hides_case(file.id, file.student)
}

/// Whether the person may know that a student may use her phone, which hints at why.
///
/// Norm: A6-05.
pub fn may_see_exemption(session: &Session, student: PersonId) -> bool {
    session.asking().may_read(Matter::DeviceExemption, &About::student(student))
}

/// What of a student's conduct the person may read, of what is known of a year: all of it, or what she wrote or is named in,
/// and nothing that is restricted.
///
/// Norm: reg. istituto, art. 42, c. 9 (A12-04); interpretation 0023.
pub(crate) async fn conduct_seen(
    app: &App,
    session: &Session,
    (student, year): (PersonId, SchoolYear),
    known: Option<Conduct>,
) -> Result<Option<Conduct>, Refusal> {
    let known = if session.asking().hides_anything_of(student) {
        conduct_without(app, (student, year), known, |act| session.asking().hides(act)).await?
    } else {
        known
    };
    let me = session.agent.person;
    // Whoever got here as a family is informed of her, now or as of then.
    if is_family(session) || session.asking().may_read(Matter::Conduct, &About::student(student)) {
        return Ok(known);
    }
    if session.agent.capacity != Capacity::Teacher {
        return Err(Refusal::NotFound("lo studente"));
    }
    Ok(known.map(|mut known| {
        known.notes.retain(|_, note| note.author == me);
        known.acts.retain(|_, act| act.author == me);
        known.separations.retain(|_, it| it.author == me || it.supervised_by == me);
        known
    }))
}

fn is_family(session: &Session) -> bool {
    matches!(session.agent.capacity, Capacity::Guardian | Capacity::Student)
}

/// A family's are those published; nobody's are those kept from her.
pub fn grades_seen(session: &Session, known: Option<Grades>) -> Option<Grades> {
    let hidden = |known: &Grades| session.asking().hides_record(Record::Grades, known.student, known.year);
    let known = known.filter(|known| !hidden(known));
    if is_family(session) { known.map(Grades::published) } else { known }
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

/// Who sits in the council of a class, presides over it, or watches over it.
pub fn sits_in_council(session: &Session, class: ClassId) -> bool {
    session.asking().may_read(Matter::Scrutiny, &About::class(class))
}
