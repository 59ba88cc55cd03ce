//! Who is who: the school and its people as decisions and pages need them, in memory.
//!
//! Folded by the domain's own `evolve` from the streams of the school, of its people, of its Organo di garanzia, of the
//! consultations allowed and of the requests about data, which are few; of the erasures, only what is restricted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use registro_domain::calendar::SchoolYear;
use registro_domain::consultation::{self, Consultation, Opened};
use registro_domain::erasure::{ErasureEvent, Target};
use registro_domain::fact::DomainEvent;
use registro_domain::guarantee_body::{self, GuaranteeBody};
use registro_domain::ids::{ClassId, ConsultationId, ErasureId, PersonId, RequestId};
use registro_domain::people::{self, FiscalKey, Person, PersonEvent, Profile};
use registro_domain::regulation::Regulation;
use registro_domain::request::{self, DataRequest};
use registro_domain::school::{self, School};
use registro_eventlog::event::{Position, SchoolId, Version};
use registro_eventlog::log::{EventLog, Filter};

use crate::event::{self, Event};
use crate::store::StoreError;

const CATEGORIES: &[&str] = &["school", "person", "guarantee", "consultation", "request", "erasure"];
const PAGE: usize = 10_000;

#[derive(Clone, Debug, Default)]
pub struct Directory {
    pub school: School,
    /// The version of the school's stream.
    pub school_version: Option<Version>,
    people: BTreeMap<PersonId, (Person, Version)>,
    /// Everyone who was ever enrolled in a class.
    ever_in: BTreeMap<ClassId, BTreeSet<PersonId>>,
    /// Everyone for whom a guardian ever held responsibility.
    wards: BTreeMap<PersonId, BTreeSet<PersonId>>,
    /// Everyone who was ever linked to a `codice fiscale`.
    ever_linked: BTreeMap<FiscalKey, BTreeSet<PersonId>>,
    /// Every Organo di garanzia, by the school year in which it began.
    guarantee_bodies: BTreeMap<SchoolYear, GuaranteeBody>,
    consultations: BTreeMap<ConsultationId, Consultation>,
    /// Requests of persons about their data.
    requests: BTreeMap<RequestId, DataRequest>,
    /// What of whose data is restricted now, by the request that says so.
    restricted: BTreeMap<ErasureId, (PersonId, Vec<Target>)>,
}

/// What the feed says of the school and its people beyond a position.
pub async fn news(
    log: &dyn EventLog,
    school: SchoolId,
    mut after: Option<Position>,
) -> Result<Vec<Event>, StoreError> {
    let upcasters = event::upcasters();
    let mut events = Vec::new();
    loop {
        let page = log.read_all(school, after, PAGE, Filter::Categories(CATEGORIES)).await?;
        let full = page.len() == PAGE;
        for recorded in page {
            after = Some(recorded.position);
            events.push(event::open(recorded, &upcasters)?);
        }
        if !full {
            return Ok(events);
        }
    }
}

impl Directory {
    /// The directory as it stood when the feed had reached `until`.
    pub async fn as_of(log: &dyn EventLog, school: SchoolId, until: Position) -> Result<Self, StoreError> {
        let mut directory = Self::default();
        for event in news(log, school, None).await? {
            if until < event.envelope.position {
                break;
            }
            directory.apply(&event);
        }
        Ok(directory)
    }

    pub fn apply_all(&mut self, events: &[Event]) {
        events.iter().for_each(|event| self.apply(event));
    }

    fn apply(&mut self, event: &Event) {
        match &event.fact {
            DomainEvent::School(said) => {
                self.school = school::evolve(std::mem::take(&mut self.school), said);
                self.school_version = Some(event.envelope.version);
            }
            DomainEvent::Person(said) => {
                let person = match said {
                    PersonEvent::Registered { person, .. }
                    | PersonEvent::OfficeAssigned { person, .. }
                    | PersonEvent::OfficeEnded { person, .. } => *person,
                    PersonEvent::ChairAssigned { teacher, .. } | PersonEvent::ChairEnded { teacher, .. } => {
                        *teacher
                    }
                    PersonEvent::Enrolled { student, class, .. }
                    | PersonEvent::Moved { student, class, .. } => {
                        self.ever_in.entry(*class).or_default().insert(*student);
                        *student
                    }
                    PersonEvent::ResponsibilityHeld { student, guardian, .. } => {
                        self.wards.entry(*guardian).or_default().insert(*student);
                        *student
                    }
                    PersonEvent::FiscalCodeLinked { person, code, .. } => {
                        self.ever_linked.entry(*code).or_default().insert(*person);
                        *person
                    }
                    PersonEvent::Left { student, .. }
                    | PersonEvent::FileReceived { student, .. }
                    | PersonEvent::AnnualHoursSet { student, .. }
                    | PersonEvent::ResponsibilityLimited { student, .. }
                    | PersonEvent::DisclosureRequested { student, .. }
                    | PersonEvent::DisclosureObjected { student, .. }
                    | PersonEvent::ObjectionWithdrawn { student, .. }
                    | PersonEvent::ResponsibilityEnded { student, .. } => *student,
                };
                let entry = self.people.entry(person).or_insert((Person::Unknown, event.envelope.version));
                entry.0 = people::evolve(std::mem::take(&mut entry.0), said);
                entry.1 = event.envelope.version;
            }
            DomainEvent::Lesson(_)
            | DomainEvent::Attendance(_)
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
            | DomainEvent::Scrutiny(_) => {}
            DomainEvent::Conflict(_) | DomainEvent::Breach(_) | DomainEvent::Erased(_) => {}
            DomainEvent::Erasure(said) => self.restrict(said),
            DomainEvent::Request(said) => {
                let known = self.requests.entry(said.heading().request).or_default();
                *known = request::evolve(std::mem::take(known), said);
            }
            DomainEvent::Consultation(said) => {
                let known = self.consultations.entry(said.heading().consultation).or_default();
                *known = consultation::evolve(std::mem::take(known), said);
            }
            DomainEvent::GuaranteeBody(said) => {
                let body = self.guarantee_bodies.entry(said.term()).or_default();
                *body = guarantee_body::evolve(std::mem::take(body), said);
            }
        }
    }

    fn restrict(&mut self, said: &ErasureEvent) {
        match said {
            ErasureEvent::Restricted { heading, person, targets, .. } => {
                self.restricted.insert(heading.erasure, (*person, targets.clone()));
            }
            ErasureEvent::RestrictionLifted { heading, .. }
            | ErasureEvent::Refused { heading, .. }
            | ErasureEvent::Executed { heading, .. } => {
                self.restricted.remove(&heading.erasure);
            }
            ErasureEvent::Requested { .. }
            | ErasureEvent::Assessed { .. }
            | ErasureEvent::Approved { .. } => {}
        }
    }

    /// Whose data in a part are restricted: a part of several people's is restricted to each of them alone.
    pub fn whose_are_restricted(&self, part: &Target) -> impl Iterator<Item = PersonId> {
        self.restricted.values().filter(|(_, targets)| targets.contains(part)).map(|(person, _)| *person)
    }

    /// Every part in which somebody's data are.
    pub fn restricted_parts(&self) -> BTreeSet<Target> {
        self.restricted.values().flat_map(|(_, targets)| targets.iter().cloned()).collect()
    }

    /// Whether anything of somebody's data is.
    pub fn has_restricted_data(&self, person: PersonId) -> bool {
        self.restricted.values().any(|(of, _)| *of == person)
    }

    pub fn person(&self, person: PersonId) -> Option<&Profile> {
        match self.people.get(&person) {
            Some((Person::Known(profile), _)) => Some(profile),
            Some((Person::Unknown, _)) | None => None,
        }
    }

    /// A person's state and the version of her stream, for a decision.
    pub fn state(&self, person: PersonId) -> (Person, Option<Version>) {
        self.people.get(&person).map_or((Person::Unknown, None), |(state, at)| (state.clone(), Some(*at)))
    }

    pub fn people(&self) -> impl Iterator<Item = &Profile> {
        self.people.keys().filter_map(|person| self.person(*person))
    }

    /// Who is linked to a `codice fiscale`, so that she signs in by it. Nobody, should there be two.
    pub fn linked_to(&self, code: FiscalKey) -> Option<PersonId> {
        let mut linked = self.all_linked_to(code);
        linked.next().filter(|_| linked.next().is_none())
    }

    /// Whether somebody else is linked to it.
    pub fn is_anothers(&self, code: FiscalKey, person: PersonId) -> bool {
        self.all_linked_to(code).any(|linked| linked != person)
    }

    fn all_linked_to(&self, code: FiscalKey) -> impl Iterator<Item = PersonId> {
        let ever = self.ever_linked.get(&code).into_iter().flatten().copied();
        ever.filter(move |person| self.person(*person).is_some_and(|known| known.fiscal_key == Some(code)))
    }

    pub fn children_of(&self, guardian: PersonId) -> impl Iterator<Item = &Profile> {
        self.wards.get(&guardian).into_iter().flatten().filter_map(|student| self.person(*student))
    }

    /// The students of a class **on that day**, by name.
    pub fn class_on(&self, class: ClassId, on: Date) -> Vec<&Profile> {
        let ever = self.ever_in.get(&class).into_iter().flatten();
        let mut students: Vec<&Profile> = ever
            .filter_map(|student| self.person(*student))
            .filter(|s| s.class_on(on) == Some(class))
            .collect();
        students.sort_by(|a, b| {
            (a.family_name.as_str(), a.given_name.as_str(), a.person).cmp(&(
                b.family_name.as_str(),
                b.given_name.as_str(),
                b.person,
            ))
        });
        students
    }

    /// The Organo di garanzia of that day, with the school year in which it began.
    pub fn guarantee_body(&self, on: Date, regulation: &Regulation) -> Option<(SchoolYear, &GuaranteeBody)> {
        let mut bodies = self.guarantee_bodies.iter().rev();
        let of_that_day =
            |term: SchoolYear| term.first_day() <= on && on <= guarantee_body::last_day(term, regulation);
        bodies.find(|(term, _)| of_that_day(**term)).map(|(term, body)| (*term, body))
    }

    /// What somebody is allowed to consult at a moment, beyond what her place in the school lets her.
    pub fn consultations_of(&self, reader: PersonId, at: DateTime) -> impl Iterator<Item = &Opened> {
        let open = self.consultations.values().filter_map(move |known| known.open_at(at));
        open.filter(move |opened| opened.reader == reader)
    }

    /// Whether somebody is known to have asked about her own data, or somebody for her, and waits for the answer.
    pub fn has_open_request(&self, person: PersonId) -> bool {
        let about = |known: &DataRequest| known.received.as_ref().is_some_and(|it| it.person == person);
        self.requests.values().any(|known| known.is_open() && known.is_of_the_person() && about(known))
    }

    /// Every consultation ever allowed.
    pub fn consultations(&self) -> impl Iterator<Item = (ConsultationId, &Consultation)> {
        self.consultations.iter().map(|(id, known)| (*id, known))
    }

    /// The name of a person, or a plain sign that there is none.
    pub fn name(&self, person: PersonId) -> String {
        self.person(person).map_or_else(|| "persona non nota".to_owned(), Profile::full_name)
    }

    pub fn class_label(&self, class: ClassId) -> String {
        self.school.classes.get(&class).map_or_else(|| "classe non nota".to_owned(), |c| c.label.to_string())
    }
}
