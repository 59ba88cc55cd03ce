//! What lies before a decision: the facts of that day, the states of the streams, and what was decided so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use registro_domain::attendance::{self, Attendance};
use registro_domain::calendar::{Holidays, SchoolYear};
use registro_domain::fact::DomainEvent;
use registro_domain::hours::ClassDay;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::lesson::{self, Lessons};
use registro_domain::people::{self, Office, Person, Profile};
use registro_domain::regulation::Regulation;
use registro_domain::school::{self, School};
use registro_domain::text::on_day;
use registro_eventlog::codec;
use registro_eventlog::event::{About, Expected, NewEvent, StreamName, Version};
use registro_eventlog::log::Write;
use registro_eventlog::transact::{Loaded, Trust};
use registro_projections::directory::Directory;
use registro_projections::event::{self, ReadError};

use crate::actor::{Agent, Capacity};
use crate::refusal::Refusal;
use crate::register::Register;

/// A command's decisions, ready to be appended, with the states they lead to.
pub struct Staged {
    pub writes: Vec<Write>,
    pub attendance: Vec<(StreamName, Version, Arc<Attendance>)>,
    pub lessons: Vec<(StreamName, Version, Arc<Lessons>)>,
}

pub struct Desk<'a> {
    register: &'a Register,
    pub directory: Arc<Directory>,
    pub agent: Agent,
    pub today: Date,
    trust: Trust,
    seen: Option<Version>,
    /// In the order in which they were first written to.
    order: Vec<StreamName>,
    attendance: BTreeMap<StreamName, Open<Attendance>>,
    lessons: BTreeMap<StreamName, Open<Lessons>>,
    people: BTreeMap<StreamName, Open<Person>>,
    school: BTreeMap<StreamName, Open<School>>,
}

/// A stream with what was decided on it.
struct Open<S> {
    state: Arc<S>,
    last: Option<Version>,
    events: Vec<DomainEvent>,
}

pub fn attendance_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("attendance-{student}-{}", year.slug()))
}

pub fn lesson_stream(class: ClassId, on: Date) -> Result<StreamName, Refusal> {
    stream(format!("lesson-{class}-{on}"))
}

fn stream(name: String) -> Result<StreamName, Refusal> {
    StreamName::new(name).map_err(|error| Refusal::Unavailable(Box::new(error)))
}

impl<'a> Desk<'a> {
    pub fn new(
        register: &'a Register,
        directory: Arc<Directory>,
        agent: Agent,
        trust: Trust,
        seen: Option<Version>,
    ) -> Self {
        Self {
            register,
            directory,
            agent,
            today: register.today(),
            trust,
            seen,
            order: Vec::new(),
            attendance: BTreeMap::new(),
            lessons: BTreeMap::new(),
            people: BTreeMap::new(),
            school: BTreeMap::new(),
        }
    }

    pub fn regulation(&self) -> &'a Regulation {
        &self.register.regulation
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
            .filter(|_| self.agent.may_see_student(&self.directory, student, self.today))
            .ok_or(Refusal::NotFound("lo studente"))
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

    pub async fn attendance(&mut self, student: PersonId, year: SchoolYear) -> Result<&Attendance, Refusal> {
        let name = attendance_stream(student, year)?;
        if !self.attendance.contains_key(&name) {
            let register = self.register;
            let loaded = register
                .attendance
                .load(
                    &*register.log,
                    register.school,
                    &name,
                    self.trust,
                    Attendance::default(),
                    |state, recorded| match event::open(recorded.clone(), &event::upcasters())?.fact {
                        DomainEvent::Attendance(said) => Ok(attendance::evolve(state, &said)),
                        DomainEvent::School(_) | DomainEvent::Person(_) | DomainEvent::Lesson(_) => Ok(state),
                    },
                )
                .await?;
            self.attendance.insert(name.clone(), Open::from(loaded));
        }
        self.attendance.get(&name).map(|open| &*open.state).ok_or(Refusal::NotFound("il registro"))
    }

    /// Decides on a student's attendance, after what was decided on it before in this command.
    pub async fn decide_attendance(
        &mut self,
        student: PersonId,
        year: SchoolYear,
        command: &attendance::Command,
    ) -> Result<(), Refusal> {
        let regulation = self.regulation();
        self.attendance(student, year).await?;
        let name = attendance_stream(student, year)?;
        if let Some(open) = self.attendance.get_mut(&name) {
            unchanged(self.seen, &name, open.last)?;
            for said in attendance::decide(&open.state, command, regulation)? {
                open.state = Arc::new(attendance::evolve(Attendance::clone(&open.state), &said));
                open.stage(&name, &mut self.order, DomainEvent::Attendance(said));
            }
        }
        Ok(())
    }

    /// Whether a decision on a class's day would be taken, without taking it yet.
    pub async fn check_lesson(
        &mut self,
        class: ClassId,
        on: Date,
        command: &lesson::Command,
    ) -> Result<(), Refusal> {
        let open = self.lesson(class, on).await?;
        lesson::decide(&open.state, command)?;
        Ok(())
    }

    pub async fn decide_lesson(
        &mut self,
        class: ClassId,
        on: Date,
        command: &lesson::Command,
    ) -> Result<(), Refusal> {
        let events = lesson::decide(&self.lesson(class, on).await?.state, command)?;
        let name = lesson_stream(class, on)?;
        if let Some(open) = self.lessons.get_mut(&name) {
            unchanged(self.seen, &name, open.last)?;
            for said in events {
                open.state = Arc::new(lesson::evolve(Lessons::clone(&open.state), &said));
                open.stage(&name, &mut self.order, DomainEvent::Lesson(said));
            }
        }
        Ok(())
    }

    async fn lesson(&mut self, class: ClassId, on: Date) -> Result<&Open<Lessons>, Refusal> {
        let name = lesson_stream(class, on)?;
        if !self.lessons.contains_key(&name) {
            let register = self.register;
            let loaded = register
                .lessons
                .load(
                    &*register.log,
                    register.school,
                    &name,
                    self.trust,
                    Lessons::default(),
                    |state, recorded| match event::open(recorded.clone(), &event::upcasters())?.fact {
                        DomainEvent::Lesson(said) => Ok::<_, ReadError>(lesson::evolve(state, &said)),
                        DomainEvent::School(_) | DomainEvent::Person(_) | DomainEvent::Attendance(_) => {
                            Ok(state)
                        }
                    },
                )
                .await?;
            self.lessons.insert(name.clone(), Open::from(loaded));
        }
        self.lessons.get(&name).ok_or(Refusal::NotFound("la lezione"))
    }

    pub fn decide_person(&mut self, person: PersonId, command: &people::Command) -> Result<(), Refusal> {
        let name = stream(format!("person-{person}"))?;
        let directory = &self.directory;
        let open = self.people.entry(name.clone()).or_insert_with(|| {
            let (state, last) = directory.state(person);
            Open { state: Arc::new(state), last, events: Vec::new() }
        });
        unchanged(self.seen, &name, open.last)?;
        for said in people::decide(&open.state, command)? {
            open.state = Arc::new(people::evolve(Person::clone(&open.state), &said));
            open.stage(&name, &mut self.order, DomainEvent::Person(said));
        }
        Ok(())
    }

    pub fn decide_school(&mut self, command: &school::Command) -> Result<(), Refusal> {
        let name = stream("school".to_owned())?;
        let directory = &self.directory;
        let open = self.school.entry(name.clone()).or_insert_with(|| Open {
            state: Arc::new(directory.school.clone()),
            last: directory.school_version,
            events: Vec::new(),
        });
        unchanged(self.seen, &name, open.last)?;
        for said in school::decide(&open.state, command)? {
            open.state = Arc::new(school::evolve(School::clone(&open.state), &said));
            open.stage(&name, &mut self.order, DomainEvent::School(said));
        }
        Ok(())
    }

    /// What was decided, in the order of writing. `None`: nothing was to be done.
    pub fn staged(self) -> Result<Option<Staged>, Refusal> {
        if self.order.is_empty() {
            return Ok(None);
        }
        let mut staged = Staged { writes: Vec::new(), attendance: Vec::new(), lessons: Vec::new() };
        for name in &self.order {
            if let Some(open) = self.attendance.get(name) {
                staged.attendance.push((name.clone(), open.next_last(), Arc::clone(&open.state)));
                staged.writes.push(open.write(name)?);
            } else if let Some(open) = self.lessons.get(name) {
                staged.lessons.push((name.clone(), open.next_last(), Arc::clone(&open.state)));
                staged.writes.push(open.write(name)?);
            } else if let Some(open) = self.people.get(name) {
                staged.writes.push(open.write(name)?);
            } else if let Some(open) = self.school.get(name) {
                staged.writes.push(open.write(name)?);
            }
        }
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

impl<S> From<Loaded<Arc<S>>> for Open<S> {
    fn from(loaded: Loaded<Arc<S>>) -> Self {
        Open { state: loaded.state, last: loaded.last, events: Vec::new() }
    }
}

impl<S> Open<S> {
    fn stage(&mut self, name: &StreamName, order: &mut Vec<StreamName>, event: DomainEvent) {
        if self.events.is_empty() {
            order.push(name.clone());
        }
        self.events.push(event);
    }

    /// The version of the last event once these are appended.
    fn next_last(&self) -> Version {
        let Version(next) = Expected::from(self.last).next();
        Version(next + u64::try_from(self.events.len()).unwrap_or_default() - 1)
    }

    fn write(&self, stream: &StreamName) -> Result<Write, Refusal> {
        let events: Result<Vec<NewEvent>, Refusal> = self.events.iter().map(new_event).collect();
        Ok(Write { stream: stream.clone(), expected: Expected::from(self.last), events: events? })
    }
}

fn new_event(event: &DomainEvent) -> Result<NewEvent, Refusal> {
    let encoded = match event {
        DomainEvent::School(said) => codec::encode(said),
        DomainEvent::Person(said) => codec::encode(said),
        DomainEvent::Lesson(said) => codec::encode(said),
        DomainEvent::Attendance(said) => codec::encode(said),
    };
    let (kind, data) = encoded.map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    let concerned = event.about().into_iter();
    let about = concerned
        .map(|(PersonId(person), concern)| About { person, role: concern.name().to_owned() })
        .collect();
    Ok(NewEvent { kind, effective_on: event.effective_on(), about, data })
}
