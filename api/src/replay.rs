//! The register played again: what it said of a thing at one moment beside what it said at another, and what changed between.
//! The one function behind the page, the JSON and the command line.

mod case;
pub mod class_day;
mod student;

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::ids::{CaseId, ClassId, PersonId};
use registro_domain::people::Sight;
use registro_eventlog::event::Position;
use registro_projections::event::Event;

use crate::access;
use crate::answers::Moment;
use crate::clock;
use crate::http::Web;
use crate::http::sight::seen;
use crate::http::student::last_instant_before;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Student(PersonId),
    ClassDay(ClassId, Date),
    Case(CaseId),
}

/// What the register says of a thing: lines in their order, each with a value.
pub type Lines = Vec<(String, String)>;

/// A line at two moments. Absent where it was not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub what: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Compared {
    pub fn has_changed(&self) -> bool {
        self.before != self.after
    }
}

/// Two moments of a thing.
pub struct Replay {
    /// The events about it that the person may see, in the order of recording.
    pub steps: Vec<Event>,
    /// How many of them were known at the later moment.
    pub known: usize,
    pub lines: Vec<Compared>,
}

impl Replay {
    /// The last event known at the later moment.
    pub fn last_known(&self) -> Option<&Event> {
        self.known.checked_sub(1).and_then(|last| self.steps.get(last))
    }
}

/// A moment, and the day it was: terms are judged on it.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub moment: Moment,
    pub on: Date,
}

/// Which moments are put side by side.
#[derive(Clone, Copy, Debug)]
pub enum Sides {
    /// After the last event known then, and before it.
    Step(At),
    Two {
        before: At,
        after: At,
    },
}

/// Plays a thing again.
pub async fn replay(web: &Web, session: &Session, thing: Thing, sides: Sides) -> Result<Replay, Problem> {
    let steps = steps(web, session, thing).await?;
    let last = last_seen(web, session, thing).await?;
    let sides = match sides {
        Sides::Step(after) => Sides::Step(earliest(after, last)),
        Sides::Two { before, after } => {
            Sides::Two { before: earliest(before, last), after: earliest(after, last) }
        }
    };
    let (Sides::Step(after) | Sides::Two { after, .. }) = sides;
    let known = steps.iter().filter(|step| is_known(step.envelope.position, after.moment)).count();
    let before = match sides {
        Sides::Two { before, .. } => Some(before),
        Sides::Step(after) => {
            let last = known.checked_sub(1).and_then(|last| steps.get(last));
            last.map(|last| At { moment: before(last.envelope.position), ..after })
        }
    };
    let after = lines(web, session, thing, after).await?;
    let before = match before {
        Some(at) => lines(web, session, thing, at).await?,
        None => Lines::new(),
    };
    Ok(Replay { lines: compared(before, after), known, steps })
}

/// The events about a thing, without those that the person may not see. A thing that she may not see is not found.
pub async fn steps(web: &Web, session: &Session, thing: Thing) -> Result<Vec<Event>, Problem> {
    let events = match thing {
        Thing::Student(person) => student::events(web, session, person).await?,
        Thing::ClassDay(class, on) => class_day::events(web, session, class, on).await?,
        Thing::Case(id) => case::events(web, session, id).await?,
    };
    let seen = seen(&web.app, session, events.into_iter().map(|event| ((), event))).await?;
    let steps: Vec<Event> = seen.into_iter().map(|((), event)| event).collect();
    steps.iter().for_each(access::of_event);
    Ok(steps)
}

async fn lines(web: &Web, session: &Session, thing: Thing, at: At) -> Result<Lines, Refusal> {
    match thing {
        Thing::Student(person) => student::lines(web, session, person, at).await,
        Thing::ClassDay(class, on) => class_day::lines(web, session, class, on, at).await,
        Thing::Case(id) => case::lines(web, session, id, at).await,
    }
}

/// The last moment that the person may be told of: none, if it is now.
async fn last_seen(web: &Web, session: &Session, thing: Thing) -> Result<Option<At>, Refusal> {
    let student = match thing {
        Thing::Student(student) => student,
        Thing::ClassDay(..) => return Ok(None),
        Thing::Case(case) => {
            let file = web.app.case(case, Moment::Now).await?;
            file.ok_or(Refusal::NotFound("il caso"))?.student
        }
    };
    let Sight::Before(day) = session.sees_of(student) else { return Ok(None) };
    let instant = last_instant_before(day);
    Ok(Some(At { moment: web.app.moment(Some(instant)).await?, on: clock::wall(instant).date() }))
}

fn earliest(at: At, last: Option<At>) -> At {
    let Some(last) = last else { return at };
    match (at.moment, last.moment) {
        (Moment::BeforeAll, _) => at,
        (Moment::At(asked), Moment::At(until)) if asked <= until => at,
        (Moment::Now | Moment::At(_), _) => last,
    }
}

fn is_known(position: Position, moment: Moment) -> bool {
    match moment {
        Moment::Now => true,
        Moment::At(until) => position <= until,
        Moment::BeforeAll => false,
    }
}

/// What stood before an event.
pub fn before(position: Position) -> Moment {
    position.0.checked_sub(1).map_or(Moment::BeforeAll, |before| Moment::At(Position(before)))
}

/// The lines of both, in the order of the later; what only the earlier said stands at the end.
fn compared(before: Lines, after: Lines) -> Vec<Compared> {
    let mut earlier: BTreeMap<String, String> = before.iter().cloned().collect();
    let mut all: Vec<Compared> = after
        .into_iter()
        .map(|(what, value)| Compared { before: earlier.remove(&what), after: Some(value), what })
        .collect();
    let gone = before.into_iter().filter(|(what, _)| earlier.contains_key(what));
    all.extend(gone.map(|(what, value)| Compared { what, before: Some(value), after: None }));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(what: &str, value: &str) -> (String, String) {
        (what.to_owned(), value.to_owned())
    }

    #[test]
    fn what_changed_what_came_and_what_went_is_told_apart() {
        let before = vec![line("Ore perse", "3"), line("Nota", "una"), line("Ritardi", "0")];
        let after = vec![line("Ore perse", "4"), line("Ritardi", "0"), line("Voti", "7")];
        let told: Vec<(String, Option<String>, Option<String>, bool)> = compared(before, after)
            .into_iter()
            .map(|line| (line.what.clone(), line.before.clone(), line.after.clone(), line.has_changed()))
            .collect();
        let some = |value: &str| Some(value.to_owned());
        assert_eq!(
            told,
            [
                ("Ore perse".to_owned(), some("3"), some("4"), true),
                ("Ritardi".to_owned(), some("0"), some("0"), false),
                ("Voti".to_owned(), None, some("7"), true),
                ("Nota".to_owned(), some("una"), None, true),
            ]
        );
    }

    #[test]
    fn before_the_first_event_nothing_stood() {
        assert_eq!(before(Position(0)), Moment::BeforeAll);
        assert_eq!(before(Position(7)), Moment::At(Position(6)));
    }
}
