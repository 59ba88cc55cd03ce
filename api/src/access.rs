//! What is read of whom: recorded before it is answered.
//!
//! A request and a command of the binary each have one [`Reading`]. What goes through the few doors of the data says there
//! whose they are ([`of`], [`asked`], [`stands_on`]); the rest is seen from outside: whom the address names, and whose ids
//! are in the answer itself. So a handler has nothing to remember. The layer (`layer::record`) and the command line
//! ([`operator::by_operator`]) write it down; if it cannot be written, nobody is answered.

pub mod anomalies;
pub mod consult;
pub mod entry;
pub mod layer;
pub mod operator;
pub mod retention;
pub mod routes;

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use registro_domain::fact::{Concern, Said as _};
use registro_domain::ids::{ClassId, PersonId};
use registro_eventlog::access::Month;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use uuid::Uuid;

use crate::actor::Agent;
use crate::app::App;
use crate::clock;
use crate::refusal::Refusal;

use entry::{Channel, Entry, Kind, Outcome, Who};

tokio::task_local! {
    static READING: Arc<Mutex<Reading>>;
}

/// What is known so far of the reading under way.
#[derive(Default)]
pub struct Reading {
    reader: Option<(Agent, Arc<App>)>,
    /// Where the read models stood when the reader was known, or the moment asked about.
    position: Option<Position>,
    as_of: Option<Timestamp>,
    /// Whose data were had.
    of: BTreeSet<PersonId>,
    /// Whose data were asked for, had or refused.
    asked: BTreeSet<PersonId>,
}

/// Somebody's data were had.
pub fn of(person: PersonId) {
    note(|reading| {
        reading.of.insert(person);
        reading.asked.insert(person);
    });
}

/// The same, of everybody whose id stands in what was read.
pub fn of_all_in(text: &str, directory: &Directory) {
    Ids::in_text(text.as_bytes(), directory).persons.into_iter().for_each(of);
}

/// What an event says of whom was had.
pub fn of_event(event: &Event) {
    for (person, _) in event.fact.about().into_iter().filter(|(_, concern)| *concern == Concern::Subject) {
        of(person);
    }
}

/// Somebody's data were asked for, and may yet be refused.
pub fn asked(person: PersonId) {
    note(|reading| {
        reading.asked.insert(person);
    });
}

/// The moment that the answer is about.
pub fn stands_on(instant: Timestamp, position: Option<Position>) {
    note(|reading| {
        reading.as_of = Some(instant);
        reading.position = position;
    });
}

/// Who is asking, in whose register.
pub(crate) fn identified(agent: Agent, app: &Arc<App>) {
    note(|reading| {
        reading.position = *app.seen.borrow();
        reading.reader = Some((agent, Arc::clone(app)));
    });
}

/// Outside of a request, as in a simulation, there is nothing to be noted.
fn note(noted: impl FnOnce(&mut Reading)) {
    let _ = READING.try_with(|reading| noted(&mut reading.lock().unwrap_or_else(PoisonError::into_inner)));
}

/// Runs what may read, and tells what it read.
async fn during<T>(work: impl Future<Output = T>) -> (T, Reading) {
    let reading = Arc::new(Mutex::new(Reading::default()));
    let done = READING.scope(Arc::clone(&reading), work).await;
    let reading = std::mem::take(&mut *reading.lock().unwrap_or_else(PoisonError::into_inner));
    (done, reading)
}

/// How and for what something was read.
struct About<'a> {
    channel: Channel,
    path: &'a str,
    kinds: &'a [Kind],
    purpose: &'a str,
    outcome: Outcome,
}

/// Writes a reading down. It is durable when this returns.
async fn write(app: &App, who: Who, about: About<'_>, reading: &Reading, ids: &Ids) -> Result<(), Refusal> {
    let of = match about.outcome {
        Outcome::Served => &reading.of,
        Outcome::Refused => &reading.asked,
    };
    let persons: BTreeSet<PersonId> = of.iter().chain(&ids.persons).copied().collect();
    let entry = Entry {
        who,
        channel: about.channel,
        path: about.path.to_owned(),
        kinds: about.kinds.to_vec(),
        purpose: about.purpose.to_owned(),
        persons: persons.into_iter().collect(),
        classes: ids.classes.iter().copied().collect(),
        position: reading.position.map(|position| position.0),
        as_of: reading.as_of.map(Timestamp::as_microsecond),
        outcome: about.outcome,
    };
    let at = app.register.clock.now();
    let month = Month::of(clock::wall(at).date());
    let bytes = entry.encode().map_err(|error| Refusal::Unavailable(Box::new(error)))?;
    app.access.append(app.register.school, month, at, &bytes).await?;
    Ok(())
}

/// The persons whose data are kept here, and the classes, whose ids stand in a text.
#[derive(Default)]
struct Ids {
    persons: BTreeSet<PersonId>,
    classes: BTreeSet<ClassId>,
}

impl Ids {
    /// Students, wherever their ids are found. Of others what is read is their office: an act's author is no object of it.
    fn in_text(text: &[u8], directory: &Directory) -> Self {
        let mut found = Self::default();
        for id in uuids(text) {
            if directory.person(PersonId(id)).is_some_and(|known| !known.enrolments.is_empty()) {
                found.persons.insert(PersonId(id));
            } else if directory.school.classes.contains_key(&ClassId(id)) {
                found.classes.insert(ClassId(id));
            }
        }
        found
    }

    fn is_empty(&self) -> bool {
        self.persons.is_empty() && self.classes.is_empty()
    }
}

/// Every UUID in a text, as people and programs write it.
fn uuids(text: &[u8]) -> impl Iterator<Item = Uuid> + '_ {
    const LENGTH: usize = 36;
    const FIRST_DASH: usize = 8;
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let dash = from + text.get(from..)?.iter().position(|byte| *byte == b'-')?;
            from = dash + 1;
            let Some(begin) = dash.checked_sub(FIRST_DASH) else { continue };
            let Some(window) = text.get(begin..begin + LENGTH) else { continue };
            if let Ok(id) = Uuid::try_parse_ascii(window) {
                from = begin + LENGTH;
                return Some(id);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_wherever_they_stand() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(0xA000_0000_0000));
        let text = format!("-a-{one}-{two}\"/studenti/{two}?x=12345678-1234 {one}");
        assert_eq!(uuids(text.as_bytes()).collect::<Vec<_>>(), [one, two, two, one]);
        assert_eq!(uuids(b"").count() + uuids(b"00000000-").count() + uuids(b"--------").count(), 0);
    }
}
