//! Everything that the register holds of a person, as she is given it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::fact::{Concern, DomainEvent, Said};
use registro_domain::ids::PersonId;
use registro_domain::processing::Processing;
use registro_domain::request::Title;
use registro_eventlog::event::Position;
use registro_projections::concerned;
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use registro_projections::requests::RequestFile;
use serde_json::{Value, json};

use super::redact::Redactor;
use super::sections::sections;
use super::{Concerns, Consultation, Entry, FORMAT, OwnData};
use crate::access;
use crate::access::consult::Filter;
use crate::access::entry::Who;
use crate::actor::Capacity;
use crate::app::App;
use crate::clock::wall;
use crate::http::event::data;
use crate::http::sight::matter;
use crate::policy::Relation;
use crate::policy::table::readers;
use crate::refusal::Refusal;
use crate::sentence::{act, heading, reason};

/// Accesses read at a time.
const PAGE: usize = 5_000;

impl App {
    /// The copy of art. 15 that answers a request.
    ///
    /// Norm: C3-01. What was expunged is not in it (C3-05), what was erased is told as erased.
    pub async fn own_data(&self, file: &RequestFile) -> Result<OwnData, Refusal> {
        let person = file.person;
        access::of(person);
        let directory = self.register.directory().await?;
        let until = *self.seen.borrow();
        let mut redactor = Redactor::new(&directory, person, &file.request.redactions);
        let mut acts = Vec::new();
        if let Some(until) = until {
            let (log, store, school) = (&*self.register.log, &self.store, self.register.school);
            let events = concerned::events(log, store, school, person, until).await?;
            let superseded = self.superseded(person, until).await?;
            for event in events.iter().filter(|event| !is_expunged(event)) {
                let by = superseded.get(&event.envelope.position).cloned().unwrap_or_default();
                let told = is_given(event, file);
                acts.push(entry(event, &directory, &mut redactor, by, told)?);
            }
        }
        let named = file.request.readers_revealed;
        // Before the first act that concerns her there was nothing to read: the months before are not looked at.
        let since = acts.iter().map(|act| wall(act.recorded_at).date()).min();
        let consultations = self.consultations(person, since, &directory, named).await?;
        let drawn_up_on = self.register.today();
        Ok(OwnData {
            format: FORMAT,
            school: directory.school.name.as_ref().map(|(name, _)| name.to_string()).unwrap_or_default(),
            request: file.id,
            person,
            name: directory.name(person),
            drawn_up_on,
            until,
            sections: sections(&acts, &consultations),
            acts,
            consultations,
            omissions: redactor.omissions(),
        })
    }

    /// Which later acts took the place of each act on her record.
    async fn superseded(
        &self,
        person: PersonId,
        until: Position,
    ) -> Result<BTreeMap<Position, Vec<Position>>, Refusal> {
        let acts = self.trail(person.0, crate::answers::Moment::At(until)).await?;
        let superseded = acts.into_iter().filter(|act| !act.superseded_by.is_empty());
        Ok(superseded.map(|act| (act.position, act.superseded_by)).collect())
    }

    /// Who consulted her data, when and what for, the oldest first.
    ///
    /// Norm: C3-02: by office; by name if that was decided.
    async fn consultations(
        &self,
        person: PersonId,
        since: Option<Date>,
        directory: &Directory,
        named: bool,
    ) -> Result<Vec<Consultation>, Refusal> {
        let filter = Filter { person: Some(person), from: since, ..Filter::default() };
        let (mut found, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.accesses(&filter, cursor, PAGE).await?;
            cursor = page.next;
            for access in page.found {
                let Some(entry) = access.entry else { continue };
                let by = match entry.who {
                    Who::Person { person: reader, .. } if reader == person => "l'interessato".to_owned(),
                    Who::Person { person: reader, capacity, .. } if named => {
                        format!("{}, {}", directory.name(reader), capacity.italian())
                    }
                    Who::Person { capacity, .. } => capacity.italian().to_owned(),
                    Who::Operator(_) => "gestore del sistema".to_owned(),
                };
                found.push(Consultation {
                    at: access.at,
                    by,
                    purpose: entry.purpose,
                    data: entry.kinds.iter().map(|kind| kind.italian().to_owned()).collect(),
                    outcome: entry.outcome.italian().to_owned(),
                });
            }
            if cursor.is_none() {
                found.reverse();
                return Ok(found);
            }
        }
    }
}

/// What a court had taken out of the file is not there, and neither is the act that took it out.
fn is_expunged(event: &Event) -> bool {
    use registro_domain::case::CaseEvent;
    matches!(&event.fact, DomainEvent::Case(CaseEvent::Expunged { .. }))
}

/// Who asks for a minor is given what a family reads, and her own acts: no court's order on the other parent, and nothing that
/// was reported of the family.
fn is_given(event: &Event, file: &RequestFile) -> bool {
    let Some(known) = &file.request.identified else { return true };
    let hers = known.applicant.is_some_and(|applicant| event.envelope.actor.person == applicant.0);
    known.title != Title::Responsible || hers || readers(matter(&event.fact)).contains(&Relation::Family)
}

fn entry(
    event: &Event,
    directory: &Directory,
    redactor: &mut Redactor<'_>,
    superseded_by: Vec<Position>,
    is_given: bool,
) -> Result<Entry, Refusal> {
    let envelope = &event.envelope;
    let person = redactor.person();
    let about = event.fact.about();
    let concerns = match about.iter().find(|(whom, _)| *whom == person) {
        Some((_, Concern::Subject)) => Concerns::Subject,
        Some((_, Concern::Named)) | None => Concerns::Named,
    };
    let others: Vec<PersonId> = about.into_iter().map(|(whom, _)| whom).filter(|it| *it != person).collect();
    let (title, _) = heading(&event.fact);
    let (says, data) = match concerns {
        Concerns::Subject if !is_given => {
            redactor.not_for_the_family(envelope.position);
            (format!("{title}: non è dato a chi chiede per un minore"), json!({}))
        }
        Concerns::Subject => {
            let reason = reason(&event.fact).map(|it| format!("; motivo: {it}")).unwrap_or_default();
            let said = format!("{}{reason}", act(&event.fact, directory));
            let said = redactor.text(envelope.position, &others, &said);
            (said, redactor.data(envelope.position, &others, own_words_only(event, data(&event.fact)?)))
        }
        Concerns::Named => {
            redactor.of_another(envelope.position);
            (format!("{title}: è nominato in un atto che riguarda un'altra persona"), json!({}))
        }
    };
    let by = if envelope.actor.person == person.0 {
        "l'interessato".to_owned()
    } else {
        Capacity::italian_of(&envelope.actor.capacity).to_owned()
    };
    let activity = Processing::adopted().of_category(envelope.stream.category());
    Ok(Entry {
        position: envelope.position,
        kind: envelope.kind.clone(),
        activity: activity.map(|activity| activity.title.clone()).unwrap_or_default(),
        concerns,
        effective_on: envelope.effective_on,
        recorded_at: envelope.recorded_at,
        by,
        says,
        because: event.fact.because().iter().map(ToString::to_string).collect(),
        superseded_by,
        erased: matches!(event.fact, DomainEvent::Erased(_)),
        data,
    })
}

/// What says which words are left out does not repeat them.
fn own_words_only(event: &Event, mut data: Value) -> Value {
    use registro_domain::request::RequestEvent;
    if matches!(&event.fact, DomainEvent::Request(RequestEvent::Redacted { .. }))
        && let Some(fields) = data.as_object_mut().and_then(|kinds| kinds.values_mut().next())
    {
        fields["words"] = json!("[omissis]");
    }
    data
}
