//! What must be done, as of a day: the files of students, class and school, looked at with who is who and the calendar.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use registro_domain::breach::BreachEvent;
use registro_domain::calendar::SchoolYear;
use registro_domain::duty::{
    self, ClassFile, Duty, DutyKind, Matter, Outlook, Owner, Place, Pupil, SchoolFile, StudentFile, Whom,
    lesson_days_of_class, lesson_days_of_student,
};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::request::RequestEvent;
use registro_eventlog::event::Position;
use registro_projections::as_of::as_of;
use registro_projections::directory::Directory;
use registro_projections::duties::{ClassFiles, SchoolFiles, StudentFiles, files_of_year, key};
use registro_projections::event::Event;
use registro_projections::model::{Key, ReadModel};
use registro_projections::{breaches, requests};

use crate::actor::Capacity;
use crate::answers::Moment;
use crate::app::App;
use crate::clock;
use crate::desk::request_stream;
use crate::http::class_day::holidays;
use crate::http::student::last_instant_before;
use crate::identity::Session;
use crate::policy::{self, About, Record};
use crate::refusal::Refusal;

/// Whose duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Student(PersonId),
    /// Those of the class itself, and of the students who are in it on the day asked about.
    Class(ClassId),
    /// Everything.
    School,
    /// What is owed to whoever asked about data or documents, and after a breach.
    Rights,
}

impl App {
    /// What there is to do, or was done, as of a day, by what the register said at a moment.
    pub async fn duties(&self, scope: Scope, on: Date, moment: Moment) -> Result<Vec<Duty>, Refusal> {
        let directory = self.directory_at(moment).await?;
        let holidays = holidays(&directory, on);
        let outlook = Outlook { today: on, regulation: &self.register.regulation, holidays: &holidays };
        let mut duties = Vec::new();
        // They are of no school year: nor do they wait for its calendar.
        if matches!(scope, Scope::School | Scope::Rights) {
            duties.extend(self.owed_for_rights(outlook, moment).await?);
        }
        if scope == Scope::Rights {
            return Ok(duties);
        }
        let year = SchoolYear::containing(on);
        let Ok(calendar) = directory.school.calendar(on) else { return Ok(duties) };
        let of_school: Vec<Date> = calendar.lesson_days(&holidays).collect();
        let of_class: BTreeMap<ClassId, Vec<Date>> = directory
            .school
            .classes
            .iter()
            .filter(|(_, class)| class.year == year)
            .map(|(id, _)| (*id, lesson_days_of_class(&directory.school, *id, &of_school)))
            .collect();
        let lessons = |class: ClassId| of_class.get(&class).map_or(&[][..], Vec::as_slice);
        for (student, file) in self.files(scope, on, &directory, moment).await? {
            let Some(profile) = directory.person(student) else { continue };
            let pupil = Pupil {
                student,
                born_on: profile.born_on,
                annual_hours: profile.annual_hours.get(&year).copied().unwrap_or_default(),
                lesson_days: &lesson_days_of_student(profile, year, lessons),
            };
            duties.extend(duty::duties(&file, &pupil, outlook));
        }
        for class in of_class.keys().filter(|class| scope == Scope::School || scope == Scope::Class(**class))
        {
            let file: Option<ClassFile> = self.row_at::<ClassFiles>(&key(class.0, year), moment).await?;
            duties.extend(file.unwrap_or_default().duties(*class, lessons(*class), outlook));
        }
        if scope == Scope::School {
            let of_year = key(self.register.school.0, year);
            let file: Option<SchoolFile> = self.row_at::<SchoolFiles>(&of_year, moment).await?;
            duties.extend(file.unwrap_or_default().duties(calendar, outlook));
        }
        Ok(duties)
    }

    /// Of the files that were open in the school year, by their acts up to the moment.
    async fn owed_for_rights(&self, outlook: Outlook<'_>, moment: Moment) -> Result<Vec<Duty>, Refusal> {
        let school = self.register.school;
        let since = SchoolYear::containing(outlook.today).first_day();
        let mut requests = requests::of_school(&self.store, school).await?;
        requests.retain(|file| file.request.ended.as_ref().is_none_or(|ended| since <= ended.on()));
        let mut breaches = breaches::of_school(&self.store, school).await?;
        breaches.retain(|file| file.breach.closed.is_none_or(|at| since <= at.date()));
        let of_requests = requests.iter().flat_map(|file| &file.acts);
        let of_breaches = breaches.iter().flat_map(|file| &file.acts);
        let mut acts = self.acts_by(of_requests.chain(of_breaches), moment).await?;

        let mut duties = Vec::new();
        for file in requests {
            let acts: Vec<_> = file.acts.iter().filter_map(|at| request_act(acts.remove(at)?)).collect();
            duties.extend(duty::of_request(&acts, outlook));
        }
        // Hours that end later today have not passed yet.
        let now = self.register.clock.now();
        let end = || last_instant_before(outlook.today.saturating_add(1.day()));
        let at = if outlook.today == self.register.today() { now } else { end() };
        for file in breaches {
            let acts: Vec<_> = file.acts.iter().filter_map(|at| breach_act(acts.remove(at)?)).collect();
            let day = |instant| clock::wall(instant).date();
            duties.extend(duty::of_breach(&acts, at, day, outlook));
        }
        Ok(duties)
    }

    /// The acts recorded by the moment, read together.
    async fn acts_by(
        &self,
        acts: impl Iterator<Item = &Position>,
        moment: Moment,
    ) -> Result<BTreeMap<Position, Event>, Refusal> {
        let known = |at: &Position| match moment {
            Moment::Now => true,
            Moment::At(until) => *at <= until,
            Moment::BeforeAll => false,
        };
        let acts: Vec<Position> = acts.copied().filter(known).collect();
        if acts.is_empty() {
            return Ok(BTreeMap::new());
        }
        Ok(self.events(&acts).await?.into_iter().map(|event| (event.envelope.position, event)).collect())
    }

    async fn files(
        &self,
        scope: Scope,
        on: Date,
        directory: &Directory,
        moment: Moment,
    ) -> Result<Vec<(PersonId, StudentFile)>, Refusal> {
        let year = SchoolYear::containing(on);
        if (scope, moment) == (Scope::School, Moment::Now) {
            return Ok(files_of_year(&self.store, self.register.school, year).await?);
        }
        let students: Vec<PersonId> = match scope {
            Scope::Student(student) => vec![student],
            Scope::Class(class) => directory.class_on(class, on).iter().map(|it| it.person).collect(),
            Scope::Rights => Vec::new(),
            Scope::School => directory
                .people()
                .filter(|person| person.enrolments.iter().any(|enrolment| enrolment.year == year))
                .map(|person| person.person)
                .collect(),
        };
        let mut files = Vec::with_capacity(students.len());
        for student in students {
            let file = self.row_at::<StudentFiles>(&key(student.0, year), moment).await?;
            files.extend(file.map(|file| (student, file)));
        }
        Ok(files)
    }

    /// A row of a read model, now or as it stood.
    async fn row_at<M: ReadModel>(&self, key: &Key, moment: Moment) -> Result<Option<M::Row>, Refusal> {
        let (store, log, school) = (&self.store, &*self.register.log, self.register.school);
        Ok(match moment {
            Moment::Now => store.row::<M>(school, key).await?,
            Moment::At(until) => as_of::<M>(log, store, school, key, until).await?,
            Moment::BeforeAll => None,
        })
    }
}

fn request_act(event: Event) -> Option<(Place, RequestEvent)> {
    let place = Place(event.envelope.position.0);
    if let DomainEvent::Request(act) = event.fact { Some((place, act)) } else { None }
}

fn breach_act(event: Event) -> Option<(Place, BreachEvent)> {
    let place = Place(event.envelope.position.0);
    if let DomainEvent::Breach(act) = event.fact { Some((place, act)) } else { None }
}

/// The duties that somebody may ask about without saying whose.
pub fn own_scopes(session: &Session) -> Vec<Scope> {
    let Session { agent, directory, .. } = session;
    match agent.capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat => {
            vec![Scope::School]
        }
        Capacity::Teacher => {
            let classes = directory.school.classes.keys();
            classes.filter(|class| session.may_see_class(**class)).map(|class| Scope::Class(*class)).collect()
        }
        Capacity::Guardian => directory
            .children_of(agent.person)
            .filter(|child| session.may_see_student(child.person))
            .map(|child| Scope::Student(child.person))
            .collect(),
        Capacity::Student => vec![Scope::Student(agent.person)],
        Capacity::Dpo => vec![Scope::Rights],
        Capacity::Auditor | Capacity::Technician | Capacity::Support => Vec::new(),
    }
}

/// Whether a person may see a duty of a student, a class or a school that she may see.
///
/// A teacher who is not the coordinator sees what is for teachers to do, a family what is for families. What rests on
/// attendance or on a case that is restricted is for nobody to do meanwhile but who decides on it.
pub fn may_see(session: &Session, duty: &Duty) -> bool {
    if let Whom::Student(student) = duty.whom
        && is_hidden(session, student, duty)
    {
        return false;
    }
    let Session { agent, directory, today, .. } = session;
    let of_rights = match duty.matter {
        Matter::Request(_) => Some(policy::Matter::RequestWorkings),
        Matter::Breach(_) => Some(policy::Matter::Breach),
        Matter::Year
        | Matter::Fact { .. }
        | Matter::Level(_)
        | Matter::Month(_)
        | Matter::Absence(_)
        | Matter::Test { .. }
        | Matter::Act { .. } => None,
    };
    if let Some(matter) = of_rights {
        return session.asking().may_read(matter, &About::school()) && !is_request_hidden(session, duty);
    }
    match agent.capacity {
        Capacity::Secretariat => !duty.kind.is_of_conduct(),
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Dpo | Capacity::Auditor => {
            true
        }
        Capacity::Teacher => {
            let class = match duty.whom {
                Whom::Student(student) => {
                    directory.person(student).and_then(|profile| profile.class_on(*today))
                }
                Whom::Class(class) => Some(class),
                Whom::School => None,
            };
            matches!(duty.kind.owner(), Owner::Teacher | Owner::SubjectTeacher)
                || class.is_some_and(|class| agent.coordinates(directory, class, *today))
        }
        Capacity::Guardian | Capacity::Student => duty.kind.owner() == Owner::Family,
        Capacity::Technician | Capacity::Support => false,
    }
}

/// Whether what a student's duty rests on is kept from the person as restricted: her case, or a record of the year.
fn is_hidden(session: &Session, student: PersonId, duty: &Duty) -> bool {
    let asking = session.asking();
    if let Matter::Act { case, .. } = duty.matter {
        return asking.hides_case(case, student);
    }
    let year = SchoolYear::containing(duty.arose_on);
    rests_on(duty.kind).is_some_and(|record| asking.hides_record(record, student, year))
}

/// Whether the request that is to be answered is kept from the person: its file is of one person only.
fn is_request_hidden(session: &Session, duty: &Duty) -> bool {
    let Matter::Request(request) = duty.matter else { return false };
    match request_stream(request) {
        Ok(stream) => session.asking().hides_whole_stream(&stream),
        Err(_) => true,
    }
}

/// The record of a student from which a duty follows. Of conduct each note has a key of its own, and its duty says none of its words
/// (interpretation 0060); what is owed to a class, or to whoever asked, follows from no student's record.
fn rests_on(kind: DutyKind) -> Option<Record> {
    match kind {
        DutyKind::DecidePermission => Some(Record::Permissions),
        DutyKind::DecideDerogation => Some(Record::Derogations),
        DutyKind::DecideBag | DutyKind::TellOfDevice | DutyKind::ReturnDevice => Some(Record::Devices),
        DutyKind::Justify
        | DutyKind::CheckOnReturn
        | DutyKind::DecideJustification
        | DutyKind::DecideContest
        | DutyKind::VerifyGround
        | DutyKind::TellOfFifthDelay
        | DutyKind::JustifyToPrincipal
        | DutyKind::ConsiderDelays
        | DutyKind::ConsiderEarlyExits
        | DutyKind::TellOfThreeUnjustified
        | DutyKind::ConsiderLetter
        | DutyKind::TellOfTenDays
        | DutyKind::InformSocialServices
        | DutyKind::InformCarabinieri
        | DutyKind::TellOfHoursLeft
        | DutyKind::ConsiderExclusion
        | DutyKind::TellOfTruancy
        | DutyKind::InformMayor
        | DutyKind::ConsiderQuarterUnjustified
        | DutyKind::ProtocolFonogramma
        | DutyKind::SetReadmissionRule
        | DutyKind::ConsiderTrips
        | DutyKind::ReviewAttendance
        | DutyKind::ReportMinors
        | DutyKind::ConsiderLongAbsence => Some(Record::Attendance),
        DutyKind::ConsiderNotes
        | DutyKind::TellOfSeparation
        | DutyKind::ConsiderSeparation
        | DutyKind::HandBackTest
        | DutyKind::InformCouncil
        | DutyKind::CommunicateSanction
        | DutyKind::DepositMinutes
        | DutyKind::AssessActivity
        | DutyKind::AnswerDataRequest
        | DutyKind::AnswerDocumentRequest
        | DutyKind::AnswerAccessibility
        | DutyKind::NotifyBreach
        | DutyKind::TellOfBreach => None,
    }
}
