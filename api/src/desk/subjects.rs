//! The kinds of streams: what the desk must know of each, and nothing of what their events say.

use std::collections::BTreeMap;
use std::sync::Arc;

use registro_domain::fact::{DomainEvent, Said};
use registro_domain::ids::PersonId;
use registro_domain::regulation::Regulation;
use registro_domain::{
    assessment, attendance, breach, case, conduct, conflict, consultation, contact, derogation, device,
    erasure, guarantee_body, lesson, notice, people, permission, receipt, request, school, scrutiny,
    vigilance,
};
use registro_eventlog::codec;
use registro_eventlog::event::{About, Expected, NewEvent, Recorded, SchoolId, StreamName, Version};
use registro_eventlog::log::Write;
use registro_eventlog::transact::{Loaded, StateCache, Trust};
use registro_projections::event::{self, ReadError};
use serde::Serialize;

use crate::refusal::Refusal;
use crate::register::Register;

/// A kind of stream: its state, its events, and how one follows from the other.
pub(crate) trait Subject: Sized + 'static {
    type State: Clone + Default + Send + Sync + 'static;
    type Event: Said + Serialize + Send + Sync + 'static;
    type Command: Sync;

    fn event_of(event: DomainEvent) -> Option<Self::Event>;
    fn evolve(state: Self::State, event: &Self::Event) -> Self::State;
    /// The state after an event whose data were erased: it says nothing, but has its number.
    fn passed_over(state: Self::State) -> Self::State;
    fn decide(
        state: &Self::State,
        command: &Self::Command,
        regulation: &Regulation,
    ) -> Result<Vec<Self::Event>, Refusal>;
    fn shelf(shelves: &mut Shelves) -> &mut Shelf<Self>;
    fn cache(caches: &Caches) -> &StateCache<Self::State>;
}

pub(super) type Shelf<S> = BTreeMap<StreamName, Open<S>>;

/// A stream with what was decided on it.
pub(crate) struct Open<S: Subject> {
    pub(super) state: Arc<S::State>,
    pub(super) last: Option<Version>,
    pub(super) events: Vec<S::Event>,
}

/// Puts a state where the next command will find it, once its events are appended.
pub(super) type Kept = Box<dyn FnOnce(&Register) + Send>;

/// Declares the subjects, with a shelf and a cache for each.
macro_rules! subjects {
    ($($subject:ident, $field:ident, $state:ty, $event:ty, $variant:ident, $command:ty, $capacity:literal,
        $evolve:path, $passed_over:expr, $decide:expr;)*) => {
        /// The streams on the desk.
        #[derive(Default)]
        pub(crate) struct Shelves { $($field: Shelf<$subject>),* }

        /// The states kept between commands.
        pub(crate) struct Caches { $($field: StateCache<$state>),* }

        impl Caches {
            /// Forgets the state of a stream.
            pub(crate) fn evict(&self, school: SchoolId, stream: &StreamName) {
                $(self.$field.evict(school, stream);)*
            }

            /// Forgets every state.
            pub(crate) fn clear(&self) {
                $(self.$field.clear();)*
            }
        }

        impl Default for Caches {
            fn default() -> Self {
                Self { $($field: StateCache::new($capacity)),* }
            }
        }

        impl Shelves {
            /// What is to be written to a stream, and what is to be remembered of it.
            pub(super) fn staged(&self, name: &StreamName) -> Result<(Write, Kept), Refusal> {
                $(if let Some(open) = self.$field.get(name) {
                    return Ok((open.write(name)?, open.kept(name)));
                })*
                Err(Refusal::NotFound("il registro"))
            }

            /// The streams that the decisions rest on and that nothing was decided on: they must still be so.
            pub(super) fn looked_at(&self) -> Vec<Write> {
                let mut looked_at = Vec::new();
                $(looked_at.extend(self.$field.iter().filter(|(_, it)| it.events.is_empty()).map(looked_at_only));)*
                looked_at
            }
        }

        $(
            pub(crate) struct $subject;

            impl Subject for $subject {
                type State = $state;
                type Event = $event;
                type Command = $command;

                fn event_of(event: DomainEvent) -> Option<$event> {
                    if let DomainEvent::$variant(said) = event { Some(said) } else { None }
                }

                fn evolve(state: $state, event: &$event) -> $state {
                    $evolve(state, event)
                }

                fn passed_over(state: $state) -> $state {
                    $passed_over(state)
                }

                fn decide(
                    state: &$state,
                    command: &$command,
                    regulation: &Regulation,
                ) -> Result<Vec<$event>, Refusal> {
                    $decide(state, command, regulation)
                }

                fn shelf(shelves: &mut Shelves) -> &mut Shelf<Self> {
                    &mut shelves.$field
                }

                fn cache(caches: &Caches) -> &StateCache<$state> {
                    &caches.$field
                }
            }
        )*
    };
}

subjects! {
    AttendanceYears, attendance, attendance::Attendance, attendance::AttendanceEvent, Attendance, attendance::Command, 20000,
        attendance::evolve, |it: attendance::Attendance| attendance::Attendance { length: it.length + 1, ..it },
        |state: &_, command: &_, regulation: &_| Ok(attendance::decide(state, command, regulation)?);
    Lessons, lessons, lesson::Lessons, lesson::LessonEvent, Lesson, lesson::Command, 1000,
        lesson::evolve, std::convert::identity,
        |state: &_, command: &_, _: &_| Ok(lesson::decide(state, command)?);
    Permissions, permissions, permission::Permissions, permission::PermissionEvent, Permission, permission::Command, 5000,
        permission::evolve, |it: permission::Permissions| permission::Permissions { length: it.length + 1, ..it },
        |state: &_, command: &_, regulation: &_| Ok(permission::decide(state, command, regulation)?);
    Derogations, derogations, derogation::Derogations, derogation::DerogationEvent, Derogation, derogation::Command, 2000,
        derogation::evolve, |it: derogation::Derogations| derogation::Derogations { length: it.length + 1, ..it },
        |state: &_, command: &_, _: &_| Ok(derogation::decide(state, command)?);
    Devices, devices, device::Devices, device::DeviceEvent, Device, device::Command, 2000,
        device::evolve, |it: device::Devices| device::Devices { length: it.length + 1, ..it },
        |state: &_, command: &_, regulation: &_| Ok(device::decide(state, command, regulation)?);
    Conducts, conducts, conduct::Conduct, conduct::ConductEvent, Conduct, conduct::Command, 2000,
        conduct::evolve, |it: conduct::Conduct| conduct::Conduct { length: it.length + 1, ..it },
        |state: &_, command: &_, _: &_| Ok(conduct::decide(state, command)?);
    Assessments, assessments, assessment::Assessment, assessment::AssessmentEvent, Assessment, assessment::Command, 5000,
        assessment::evolve, |it: assessment::Assessment| assessment::Assessment { length: it.length + 1, ..it },
        |state: &_, command: &_, regulation: &_| Ok(assessment::decide(state, command, regulation)?);
    Contacts, contacts, contact::Contacts, contact::ContactEvent, Contact, contact::Command, 2000,
        contact::evolve, |it: contact::Contacts| contact::Contacts { length: it.length + 1, ..it },
        |state: &_, command: &_, _: &_| Ok(contact::decide(state, command)?);
    Vigilance, vigilance, vigilance::Vigilance, vigilance::VigilanceEvent, Vigilance, vigilance::Command, 10,
        vigilance::evolve, |it: vigilance::Vigilance| vigilance::Vigilance { length: it.length + 1, ..it },
        |state: &_, command: &_, _: &_| Ok(vigilance::decide(state, command)?);
    Notices, notices, notice::Notice, notice::NoticeEvent, Notice, notice::Command, 1000,
        notice::evolve, std::convert::identity,
        |state: &_, command: &_, _: &_| Ok(notice::decide(state, command)?);
    Receipts, receipts, receipt::Receipt, receipt::ReceiptEvent, Receipt, receipt::Command, 5000,
        receipt::evolve, std::convert::identity,
        |state: &_, command: &_, _: &_| Ok(receipt::decide(state, command)?);
    Scrutinies, scrutinies, scrutiny::Scrutiny, scrutiny::ScrutinyEvent, Scrutiny, scrutiny::Command, 500,
        scrutiny::evolve, std::convert::identity,
        |state: &_, command: &_, regulation: &_| Ok(scrutiny::decide(state, command, regulation)?);
    Cases, cases, case::Case, case::CaseEvent, Case, case::Request, 2000,
        case::evolve, |it: case::Case| case::Case { length: it.length + 1, ..it },
        |state: &_, request: &_, regulation: &_| Ok(case::decide(state, request, regulation)?);
    GuaranteeBodies, guarantee_bodies, guarantee_body::GuaranteeBody, guarantee_body::GuaranteeBodyEvent, GuaranteeBody,
        guarantee_body::Command, 10,
        guarantee_body::evolve, |it: guarantee_body::GuaranteeBody| guarantee_body::GuaranteeBody { length: it.length + 1, ..it },
        |state: &_, command: &_, regulation: &_| Ok(guarantee_body::decide(state, command, regulation)?);
    RuleConflicts, rule_conflicts, conflict::RuleConflict, conflict::ConflictEvent, Conflict, conflict::Request, 100,
        conflict::evolve, |it: conflict::RuleConflict| conflict::RuleConflict { length: it.length + 1, ..it },
        |state: &_, request: &_, regulation: &_| Ok(conflict::decide(state, request, regulation)?);
    Erasures, erasures, erasure::Erasure, erasure::ErasureEvent, Erasure, erasure::Request, 100,
        erasure::evolve, |it: erasure::Erasure| erasure::Erasure { length: it.length + 1, ..it },
        |state: &_, request: &_, _: &_| Ok(erasure::decide(state, request)?);
    DataRequests, data_requests, request::DataRequest, request::RequestEvent, Request, request::Act, 200,
        request::evolve, |it: request::DataRequest| request::DataRequest { length: it.length + 1, ..it },
        |state: &_, act: &_, regulation: &_| Ok(request::decide(state, act, regulation)?);
    Breaches, breaches, breach::Breach, breach::BreachEvent, Breach, breach::Act, 100,
        breach::evolve, |it: breach::Breach| breach::Breach { length: it.length + 1, ..it },
        |state: &_, act: &_, regulation: &_| Ok(breach::decide(state, act, regulation)?);
    Consultations, consultations, consultation::Consultation, consultation::ConsultationEvent, Consultation,
        consultation::Request, 100,
        consultation::evolve, |it: consultation::Consultation| consultation::Consultation { length: it.length + 1, ..it },
        |state: &_, request: &_, regulation: &_| Ok(consultation::decide(state, request, regulation)?);
    People, people, people::Person, people::PersonEvent, Person, people::Command, 0,
        people::evolve, std::convert::identity,
        |state: &_, command: &_, regulation: &_| Ok(people::decide(state, command, regulation)?);
    Schools, school, school::School, school::SchoolEvent, School, school::Command, 0,
        school::evolve, std::convert::identity,
        |state: &_, command: &_, _: &_| Ok(school::decide(state, command)?);
}

/// A stream as the log has it, or as it was after the last command on it.
pub(super) async fn load<S: Subject>(
    register: &Register,
    name: &StreamName,
    trust: Trust,
) -> Result<Open<S>, Refusal> {
    let cache = S::cache(&register.caches);
    let loaded =
        cache.load(&*register.log, register.school, name, trust, S::State::default(), after::<S>).await?;
    let Loaded { state, last } = loaded;
    Ok(Open { state, last, events: Vec::new() })
}

/// Has the log read together what [`load`] would read one by one.
pub(super) async fn bring<S: Subject>(register: &Register, names: Vec<StreamName>) -> Result<(), Refusal> {
    let cache = S::cache(&register.caches);
    Ok(cache.bring(&*register.log, register.school, names, S::State::default, after::<S>).await?)
}

/// A state after one more event.
fn after<S: Subject>(state: S::State, recorded: &Recorded) -> Result<S::State, ReadError> {
    let fact = event::open(recorded.clone(), &event::upcasters())?.fact;
    if matches!(fact, DomainEvent::Erased(_)) {
        return Ok(S::passed_over(state));
    }
    Ok(match S::event_of(fact) {
        Some(said) => S::evolve(state, &said),
        None => state,
    })
}

impl<S: Subject> Open<S> {
    pub(super) fn decide(&mut self, command: &S::Command, regulation: &Regulation) -> Result<(), Refusal> {
        for said in S::decide(&self.state, command, regulation)? {
            self.state = Arc::new(S::evolve(S::State::clone(&self.state), &said));
            self.events.push(said);
        }
        Ok(())
    }

    fn write(&self, stream: &StreamName) -> Result<Write, Refusal> {
        let events: Result<Vec<NewEvent>, Refusal> = self.events.iter().map(new_event).collect();
        Ok(Write { stream: stream.clone(), expected: Expected::from(self.last), events: events? })
    }

    fn kept(&self, stream: &StreamName) -> Kept {
        let Version(next) = Expected::from(self.last).next();
        let last = Version(next + u64::try_from(self.events.len()).unwrap_or_default() - 1);
        let (stream, state) = (stream.clone(), Arc::clone(&self.state));
        Box::new(move |register| S::cache(&register.caches).put(register.school, &stream, Some(last), state))
    }
}

fn looked_at_only<S: Subject>((stream, open): (&StreamName, &Open<S>)) -> Write {
    Write { stream: stream.clone(), expected: Expected::from(open.last), events: Vec::new() }
}

fn new_event<E: Said + Serialize>(said: &E) -> Result<NewEvent, Refusal> {
    let (kind, data) = codec::encode(said).map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    let about = said.about().into_iter();
    let about = about.map(|(PersonId(person), concern)| About { person, role: concern.name().to_owned() });
    Ok(NewEvent { kind, effective_on: said.effective_on(), about: about.collect(), data })
}
