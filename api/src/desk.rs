//! What lies before a decision: the facts of that day, the states of the streams, and what was decided so far.

mod events;
mod streams;
mod subjects;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use registro_domain::attendance::{self, Attendance};
use registro_domain::calendar::{Holidays, SchoolYear};
use registro_domain::erasure::{Key, Target};
use registro_domain::hours::ClassDay;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::{self, Office, Profile};
use registro_domain::regulation::Regulation;
use registro_domain::scrutiny::{Scrutiny, ScrutinyPeriod};
use registro_domain::text::lint::{self, Finding, Place, Severity, lint};
use registro_domain::text::{Text, on_day};
use registro_domain::{lesson, school};
use registro_eventlog::event::{StreamName, Version};
use registro_eventlog::log::Write;
use registro_eventlog::seal::{KeyId, KeyInfo};
use registro_eventlog::transact::Trust;
use registro_projections::directory::Directory;

use crate::actor::{Agent, Capacity};
use crate::clock;
use crate::policy::Asking;
use crate::refusal::Refusal;
use crate::register::{Register, Request};

pub use events::breach_stream;
use streams::stream;
pub use streams::*;
pub(crate) use subjects::*;

/// A command's decisions and what they rest on, ready to be appended, with what to remember once they are.
pub struct Staged {
    pub writes: Vec<Write>,
    pub kept: Vec<Kept>,
}

pub struct Desk<'a> {
    register: &'a Register,
    pub directory: Arc<Directory>,
    pub agent: Agent,
    pub today: Date,
    trust: Trust,
    seen: Option<Version>,
    confirmed: bool,
    /// What is doubtful in the words of this command.
    doubts: Vec<Finding>,
    /// In the order in which they were first written to.
    order: Vec<StreamName>,
    shelves: Shelves,
}

impl<'a> Desk<'a> {
    pub fn new(register: &'a Register, directory: Arc<Directory>, request: &Request, trust: Trust) -> Self {
        Self {
            register,
            directory,
            agent: request.agent,
            today: register.today(),
            trust,
            seen: request.seen,
            confirmed: request.confirmed,
            doubts: Vec::new(),
            order: Vec::new(),
            shelves: Shelves::default(),
        }
    }

    /// What the clock on the school's wall shows.
    pub fn now(&self) -> DateTime {
        clock::wall(self.register.clock.now())
    }

    /// The holidays that the school counts with in the year of a day.
    pub fn holidays(&self, on: Date) -> Holidays {
        let calendar = self.directory.school.calendar(on);
        calendar.map_or_else(|_| Holidays::national(), |calendar| calendar.holidays())
    }

    /// The last position of the school's feed that was acknowledged.
    pub fn head(&self) -> u64 {
        self.register.head().map_or(0, |head| head.position.0)
    }

    pub fn regulation(&self) -> &'a Regulation {
        &self.register.regulation
    }

    /// A text as it was typed, looked through for what must not be in the register. What is doubtful waits for the
    /// author's confirmation until the command is decided.
    pub fn typed(
        &mut self,
        place: Place,
        what: &'static str,
        typed: &str,
        limit: usize,
    ) -> Result<Text, Refusal> {
        let text = Text::new(what, typed, limit)?;
        let hosts = self.regulation().permitted_link_hosts(self.today);
        for finding in lint(what, text.as_str(), place, hosts) {
            match finding.severity {
                Severity::Block => return Err(lint::Rejection::Blocked(finding).into()),
                Severity::Warn => self.doubts.push(finding),
            }
        }
        Ok(text)
    }

    /// Something doubtful that only the facts of the school tell.
    pub fn doubts(&mut self, finding: Finding) {
        self.doubts.push(finding);
    }

    /// The question of who may read what, asked by the agent now.
    pub fn asking(&self) -> Asking<'_> {
        Asking {
            agent: self.agent,
            directory: &self.directory,
            at: self.now(),
            regulation: self.regulation(),
        }
    }

    /// The agent must act in one of these capacities, and have it today.
    pub fn acts_as(&self, capacities: &[Capacity]) -> Result<(), Refusal> {
        let Agent { capacity, .. } = self.agent;
        if !capacities.contains(&capacity) {
            return Err(Refusal::NotAllowed(format!("come {capacity} non si può compiere questo atto")));
        }
        if !self.agent.holds(&self.directory, self.today) {
            return Err(Refusal::NotAllowed(format!("{}: chi chiede non è {capacity}", on_day(self.today))));
        }
        Ok(())
    }

    /// What the regulation leaves to the principal or to who decides for her (`suo delegato`): her deputies and the
    /// leads of the sites.
    pub fn decides_for_the_school(&self) -> Result<(), Refusal> {
        self.acts_as(&[Capacity::Principal, Capacity::Deputy, Capacity::SiteLead])
    }

    /// Whether the agent acts today as the coordinator of a class.
    pub fn coordinates(&self, class: ClassId) -> bool {
        self.agent.coordinates(&self.directory, class, self.today)
    }

    /// The principal or the secretariat; whoever founds the register, as long as it has no principal.
    pub fn administers(&self) -> Result<(), Refusal> {
        let principal = |person: &Profile| person.offices.iter().any(|held| held.what == Office::Principal);
        if self.agent.capacity == Capacity::Principal && !self.directory.people().any(principal) {
            return Ok(());
        }
        self.acts_as(&[Capacity::Principal, Capacity::Secretariat])
    }

    /// A person whom the agent may know of. Who is unknown and who may not be known are not told apart.
    pub fn student(&self, student: PersonId) -> Result<&Profile, Refusal> {
        self.directory
            .person(student)
            .filter(|_| self.asking().may_see_student(student))
            .ok_or(Refusal::NotFound("lo studente"))
    }

    /// The agent herself as a student, or a student for whom she ever answered. Whoever never did is not told that the
    /// student exists; who did is told why she may not today.
    pub fn acted_for(&self, student: PersonId) -> Result<&Profile, Refusal> {
        let asks = self.agent.person;
        let hers = |profile: &&Profile| {
            asks == profile.person || profile.guardians.iter().any(|held| held.guardian == asks)
        };
        self.directory.person(student).filter(hers).ok_or(Refusal::NotFound("lo studente"))
    }

    /// A class on a lesson day, as it was **that day**.
    pub fn class_day(&self, class: ClassId, on: Date) -> Result<ClassDay, Refusal> {
        // The calendar adds its own patron.
        Ok(self.directory.school.class_day(class, on, &Holidays::national())?)
    }

    /// The class that a student was in on a day, on that lesson day.
    pub fn students_day(&self, student: PersonId, on: Date) -> Result<ClassDay, Refusal> {
        let profile = self.student(student)?;
        let class = profile.class_on(on).ok_or(people::Rejection::NotEnrolled { on })?;
        self.class_day(class, on)
    }

    /// The state of a stream, after what was decided on it before in this command.
    pub(crate) async fn state<S: Subject>(&mut self, name: &StreamName) -> Result<&S::State, Refusal> {
        Ok(&self.open::<S>(name).await?.state)
    }

    /// Has the attendance of several students read together, which a decision is about to look at one by one. Who decides
    /// on what the log holds now reads one by one.
    pub async fn bring_attendance(
        &self,
        students: &BTreeSet<PersonId>,
        year: SchoolYear,
    ) -> Result<(), Refusal> {
        if self.trust == Trust::Fresh {
            return Ok(());
        }
        let names: Result<Vec<StreamName>, Refusal> =
            students.iter().map(|student| attendance_stream(*student, year)).collect();
        subjects::bring::<AttendanceYears>(self.register, names?).await
    }

    async fn open<S: Subject>(&mut self, name: &StreamName) -> Result<&mut Open<S>, Refusal> {
        if !S::shelf(&mut self.shelves).contains_key(name) {
            let opened = subjects::load::<S>(self.register, name, self.trust).await?;
            S::shelf(&mut self.shelves).insert(name.clone(), opened);
        }
        S::shelf(&mut self.shelves).get_mut(name).ok_or(Refusal::NotFound("il registro"))
    }

    /// Decides on a stream, after what was decided on it before in this command.
    pub(crate) async fn decide<S: Subject>(
        &mut self,
        name: &StreamName,
        command: &S::Command,
    ) -> Result<(), Refusal> {
        let (regulation, seen) = (self.regulation(), self.seen);
        let open = self.open::<S>(name).await?;
        unchanged(seen, name, open.last)?;
        let was_empty = open.events.is_empty();
        open.decide(command, regulation)?;
        if was_empty && !open.events.is_empty() {
            self.order.push(name.clone());
        }
        Ok(())
    }

    pub async fn attendance(&mut self, student: PersonId, year: SchoolYear) -> Result<&Attendance, Refusal> {
        self.state::<AttendanceYears>(&attendance_stream(student, year)?).await
    }

    pub async fn decide_attendance(
        &mut self,
        student: PersonId,
        year: SchoolYear,
        command: &attendance::Command,
    ) -> Result<(), Refusal> {
        self.decide::<AttendanceYears>(&attendance_stream(student, year)?, command).await
    }

    /// A class's scrutiny of a period: whether it is called, what it covers, whether it is closed.
    pub async fn scrutiny(&mut self, class: ClassId, period: ScrutinyPeriod) -> Result<&Scrutiny, Refusal> {
        self.state::<Scrutinies>(&scrutiny_stream(class, period)?).await
    }

    /// What stands of a class's day.
    pub async fn lessons(&mut self, class: ClassId, on: Date) -> Result<&lesson::Lessons, Refusal> {
        self.state::<Lessons>(&lesson_stream(class, on)?).await
    }

    /// Whether a decision on a class's day would be taken, without taking it yet.
    pub async fn check_lesson(
        &mut self,
        class: ClassId,
        on: Date,
        command: &lesson::Command,
    ) -> Result<(), Refusal> {
        lesson::decide(self.state::<Lessons>(&lesson_stream(class, on)?).await?, command)?;
        Ok(())
    }

    pub async fn decide_lesson(
        &mut self,
        class: ClassId,
        on: Date,
        command: &lesson::Command,
    ) -> Result<(), Refusal> {
        self.decide::<Lessons>(&lesson_stream(class, on)?, command).await
    }

    /// People and the school are known from the directory, which holds everything acknowledged.
    pub async fn decide_person(
        &mut self,
        person: PersonId,
        command: &people::Command,
    ) -> Result<(), Refusal> {
        let name = stream(format!("person-{person}"))?;
        let (state, last) = self.directory.state(person);
        let known = || Open { state: Arc::new(state), last, events: Vec::new() };
        People::shelf(&mut self.shelves).entry(name.clone()).or_insert_with(known);
        self.decide::<People>(&name, command).await
    }

    pub async fn decide_school(&mut self, command: &school::Command) -> Result<(), Refusal> {
        let name = stream("school".to_owned())?;
        let directory = &self.directory;
        let known = || Open {
            state: Arc::new(directory.school.clone()),
            last: directory.school_version,
            events: Vec::new(),
        };
        Schools::shelf(&mut self.shelves).entry(name.clone()).or_insert_with(known);
        self.decide::<Schools>(&name, command).await
    }

    /// The keys that seal these data of a person: none, if one of them is not hers or has no key.
    pub async fn keys_of(&self, person: PersonId, targets: &[Target]) -> Result<Vec<Key>, Refusal> {
        let Some(keys) = &self.register.keys else { return Ok(Vec::new()) };
        let known = keys.list(self.register.school).await?;
        let hers = |key: &&KeyInfo, target: &Target| {
            key.owner == Some(person.0) && key.class == target.class && key.part == target.part
        };
        let mut found = Vec::new();
        for target in targets {
            let before = found.len();
            found.extend(known.iter().filter(|key| hers(key, target)).map(|key| Key(key.id.0)));
            if found.len() == before {
                return Ok(Vec::new());
            }
        }
        Ok(found)
    }

    /// From now on these keys seal nothing more.
    pub async fn retire(&self, condemned: &[Key]) -> Result<(), Refusal> {
        let Some(keys) = &self.register.keys else { return Ok(()) };
        let condemned: Vec<KeyId> = condemned.iter().map(|key| KeyId(key.0)).collect();
        Ok(keys.retire(&condemned).await?)
    }

    /// What was decided, in the order of writing. `None`: nothing was to be done.
    pub fn staged(self) -> Result<Option<Staged>, Refusal> {
        if self.order.is_empty() {
            return Ok(None);
        }
        if !self.confirmed && !self.doubts.is_empty() {
            return Err(lint::Rejection::ToConfirm(self.doubts).into());
        }
        let mut staged = Staged { writes: Vec::new(), kept: Vec::new() };
        for name in &self.order {
            let (write, kept) = self.shelves.staged(name)?;
            staged.writes.push(write);
            staged.kept.push(kept);
        }
        staged.writes.extend(self.shelves.looked_at());
        Ok(Some(staged))
    }
}

/// Whoever stated what she had seen decides on that and on nothing later.
fn unchanged(seen: Option<Version>, stream: &StreamName, last: Option<Version>) -> Result<(), Refusal> {
    if seen.is_none() || seen == last {
        return Ok(());
    }
    Err(Refusal::Conflict { stream: stream.clone(), seen, actual: last })
}
