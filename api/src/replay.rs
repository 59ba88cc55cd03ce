//! The register played again: what it said of a thing at one moment beside what it said at another, and what changed between.
//! The one function behind the page, the JSON and the command line.

mod case;
pub mod class_day;
mod student;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::{CaseId, ClassId, PersonId};
use registro_domain::people::Sight;
use registro_eventlog::event::Position;
use registro_projections::event::Event;

use crate::access;
use crate::answers::Moment;
use crate::clock;
use crate::http::Web;
use crate::http::sight::seen_of_files;
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
    /// The last day that is told, to who is no longer informed.
    pub until: Option<Date>,
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
pub(crate) async fn replay(
    web: &Web,
    session: &Session,
    thing: Thing,
    sides: Sides,
) -> Result<Replay, Problem> {
    let steps = steps(web, session, thing).await?;
    let ended = ended(web, session, thing).await?;
    let last = match ended {
        Some(day) => Some(last_before(web, day).await?),
        None => None,
    };
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
    // A step is read in the school year that it is about, and so is what stood before it.
    let step = known.checked_sub(1).and_then(|last| steps.get(last));
    let about = match (sides, step) {
        (Sides::Step(_), Some(step)) => step.envelope.effective_on,
        (Sides::Step(_), None) | (Sides::Two { .. }, _) => after.on,
    };
    let after = lines(web, session, thing, after, about).await?;
    let before = match before {
        Some(at) => lines(web, session, thing, at, about).await?,
        None => Lines::new(),
    };
    let until = ended.and_then(|day| day.yesterday().ok());
    Ok(Replay { lines: compared(before, after), known, steps, until })
}

/// The events about a thing, without those that the person may not see. A thing that she may not see is not found.
pub(crate) async fn steps(web: &Web, session: &Session, thing: Thing) -> Result<Vec<Event>, Problem> {
    let acts = match thing {
        Thing::Student(person) => student::acts(web, session, person).await?,
        Thing::ClassDay(class, on) => class_day::acts(web, session, class, on).await?,
        Thing::Case(id) => case::acts(web, session, id).await?,
    };
    let events = acts.events.into_iter().map(|event| ((), event));
    let seen = seen_of_files(&web.app, session, &acts.of_files, events).await?;
    let steps: Vec<Event> = seen.into_iter().map(|((), event)| event).collect();
    steps.iter().for_each(access::of_event);
    Ok(steps)
}

/// What was recorded about a thing.
struct Acts {
    events: Vec<Event>,
    /// Those of case files that the person reads as a whole, whomever each of their acts names.
    of_files: BTreeSet<Position>,
}

async fn lines(web: &Web, session: &Session, thing: Thing, at: At, about: Date) -> Result<Lines, Refusal> {
    match thing {
        Thing::Student(person) => student::lines(web, session, person, at, about).await,
        Thing::ClassDay(class, on) => class_day::lines(web, session, class, on, at).await,
        Thing::Case(id) => case::lines(web, session, id, at).await,
    }
}

/// The first day of which the person is told nothing: none, if she is informed.
async fn ended(web: &Web, session: &Session, thing: Thing) -> Result<Option<Date>, Refusal> {
    let student = match thing {
        Thing::Student(student) => student,
        Thing::ClassDay(..) => return Ok(None),
        Thing::Case(case) => {
            let file = web.app.case(case, Moment::Now).await?;
            file.ok_or(Refusal::NotFound("il caso"))?.student
        }
    };
    Ok(match session.sees_of(student) {
        Sight::Before(day) => Some(day),
        Sight::Everything | Sight::Nothing => None,
    })
}

async fn last_before(web: &Web, day: Date) -> Result<At, Refusal> {
    let instant = last_instant_before(day);
    Ok(At { moment: web.app.moment(Some(instant)).await?, on: clock::wall(instant).date() })
}

/// Whether an act was recorded while the person was still informed.
fn is_told(ended: Option<Date>, recorded_at: Timestamp) -> bool {
    ended.is_none_or(|day| clock::wall(recorded_at).date() < day)
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

/// The lines of both, in the order of the later; what only the earlier said stands at the end. Of several lines that are called the
/// same, each is compared with the one in its place.
fn compared(before: Lines, after: Lines) -> Vec<Compared> {
    let mut earlier: BTreeMap<String, VecDeque<(usize, String)>> = BTreeMap::new();
    for (place, (what, value)) in before.into_iter().enumerate() {
        earlier.entry(what).or_default().push_back((place, value));
    }
    let mut stood = |what: &str| earlier.get_mut(what)?.pop_front().map(|(_, value)| value);
    let mut all: Vec<Compared> = after
        .into_iter()
        .map(|(what, value)| Compared { before: stood(&what), after: Some(value), what })
        .collect();
    let gone = earlier
        .into_iter()
        .flat_map(|(what, left)| left.into_iter().map(move |(place, value)| (place, what.clone(), value)));
    let mut gone: Vec<(usize, String, String)> = gone.collect();
    gone.sort();
    all.extend(gone.into_iter().map(|(_, what, value)| Compared { what, before: Some(value), after: None }));
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
    fn of_lines_called_the_same_each_is_compared_with_the_one_in_its_place() {
        let before = vec![line("Compiti", "es. 1"), line("Nota", "una"), line("Compiti", "es. 2")];
        let after = vec![line("Compiti", "es. 1"), line("Compiti", "es. 3"), line("Compiti", "es. 4")];
        let told: Vec<(String, Option<String>, Option<String>)> =
            compared(before, after).into_iter().map(|line| (line.what, line.before, line.after)).collect();
        let some = |value: &str| Some(value.to_owned());
        let homework = |before, after| ("Compiti".to_owned(), before, after);
        assert_eq!(
            told,
            [
                homework(some("es. 1"), some("es. 1")),
                homework(some("es. 2"), some("es. 3")),
                homework(None, some("es. 4")),
                ("Nota".to_owned(), some("una"), None),
            ]
        );
        // What went stands in the order in which it stood.
        let gone = compared(vec![line("Z", "1"), line("A", "2"), line("Z", "3")], Vec::new());
        let gone: Vec<&str> = gone.iter().filter_map(|line| line.before.as_deref()).collect();
        assert_eq!(gone, ["1", "2", "3"]);
    }

    #[test]
    fn before_the_first_event_nothing_stood() {
        assert_eq!(before(Position(0)), Moment::BeforeAll);
        assert_eq!(before(Position(7)), Moment::At(Position(6)));
    }
}
