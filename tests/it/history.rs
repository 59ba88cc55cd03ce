//! What clients sent, were told and read, checked against what the log holds in the end.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use registro_eventlog::event::{CommandId, EventId, Recorded, SchoolId, StreamName};

/// What a client knows of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Its first and last positions.
    Acknowledged(u64, u64),
    /// Told that nothing was stored.
    Refused,
    /// Told that it is not known, or nothing.
    Unknown,
}

/// One time that a command was sent: how many events it has, what its client knows, and when it asked and heard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) school: SchoolId,
    pub(crate) command: CommandId,
    pub(crate) events: usize,
    pub(crate) known: Known,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
}

/// A whole feed as somebody read it.
struct Seen {
    school: SchoolId,
    events: Vec<EventId>,
    began: Instant,
    ended: Instant,
}

/// How the commands ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) unknown: usize,
    /// Of the unknown, those that stand in the log.
    pub(crate) recorded: usize,
}

/// Why a log is none. Each says where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A position or a version is missing or twice there.
    NotDense(u64),
    TimeWentBack(u64),
    /// An acknowledged command does not stand exactly where it was said to.
    NotWhereItWasSaid(CommandId),
    AnsweredTwoWays(CommandId),
    RefusedAndThere(CommandId),
    /// Some of its events are missing, apart from each other, of another instant, or twice there.
    NotWhole(CommandId),
    NobodySent(CommandId),
    /// It stands after a command that was sent when this one had been answered.
    OutOfOrder(CommandId),
    /// Somebody read what is not the beginning of the feed, or of what others read before.
    NotABeginning(SchoolId),
}

/// Collects what several clients sent, were told and read.
#[derive(Default)]
pub(crate) struct History {
    sent: Mutex<Vec<Sent>>,
    seen: Mutex<Vec<Seen>>,
}

impl History {
    pub(crate) fn sent(&self, sent: Sent) {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(sent);
    }

    pub(crate) fn seen(&self, school: SchoolId, feed: &[Recorded], began: Instant) {
        let events = feed.iter().map(|record| record.id).collect();
        let seen = Seen { school, events, began, ended: Instant::now() };
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
    }

    /// What stood in the feed before any client came.
    pub(crate) fn stood(&self, school: SchoolId, feed: &[Recorded]) {
        let now = Instant::now();
        for (command, at) in places(feed) {
            let known = Known::Acknowledged(at[0], at[at.len() - 1]);
            self.sent(Sent { school, command, events: at.len(), known, began: now, ended: now });
        }
    }

    /// Fails the test that asks, with the fault.
    pub(crate) fn check(&self, feeds: &[(SchoolId, Vec<Recorded>)]) -> Counts {
        self.verdict(feeds).unwrap_or_else(|fault| panic!("{fault:?}"))
    }

    /// Each acknowledged command stands once and where it was said to, a refused one nowhere, an unknown one at most
    /// once; all of a command or nothing; positions and versions dense; what was answered before something else was
    /// asked for stands before it; what was read is a beginning of the feed, and of what was read later.
    pub(crate) fn verdict(&self, feeds: &[(SchoolId, Vec<Recorded>)]) -> Result<Counts, Fault> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counts = Counts::default();
        for (school, feed) in feeds {
            dense(feed)?;
            let mut places = places(feed);
            let mut by_command = BTreeMap::<CommandId, Vec<&Sent>>::new();
            for sent in sent.iter().filter(|sent| sent.school == *school) {
                by_command.entry(sent.command).or_default().push(sent);
            }
            let mut answered = Vec::new();
            for (command, tries) in by_command {
                let stands = places.remove(&command).unwrap_or_default();
                answered.extend(judge(command, &tries, &stands, &mut counts)?);
            }
            if let Some(command) = places.keys().min() {
                return Err(Fault::NobodySent(*command));
            }
            in_order(answered)?;
            self.beginnings(*school, feed)?;
        }
        Ok(counts)
    }

    fn beginnings(&self, school: SchoolId, feed: &[Recorded]) -> Result<(), Fault> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let seen: Vec<&Seen> = seen.iter().filter(|seen| seen.school == school).collect();
        for one in &seen {
            let is_beginning = one.events.len() <= feed.len()
                && one.events.iter().zip(feed).all(|(read, record)| *read == record.id);
            // Whoever begins to read when another has done sees no less.
            let sees_no_less =
                seen.iter().all(|other| one.began <= other.ended || other.events.len() <= one.events.len());
            if !is_beginning || !sees_no_less {
                return Err(Fault::NotABeginning(school));
            }
        }
        Ok(())
    }
}

/// Where each command stands.
fn places(feed: &[Recorded]) -> HashMap<CommandId, Vec<u64>> {
    let mut places = HashMap::<CommandId, Vec<u64>>::new();
    for record in feed {
        places.entry(record.command).or_default().push(record.position.0);
    }
    places
}

fn dense(feed: &[Recorded]) -> Result<(), Fault> {
    let mut versions = HashMap::<&StreamName, u64>::new();
    let mut last = None;
    for (place, record) in (0..).zip(feed) {
        let version = versions.entry(&record.stream).or_default();
        if (record.position.0, record.version.0) != (place, *version) {
            return Err(Fault::NotDense(place));
        }
        if let Some((command, at)) = last {
            if record.recorded_at < at {
                return Err(Fault::TimeWentBack(place));
            }
            if command == record.command && record.recorded_at != at {
                return Err(Fault::NotWhole(command));
            }
        }
        *version += 1;
        last = Some((record.command, record.recorded_at));
    }
    Ok(())
}

/// A command that has an answer: where it stands, when it was first asked for, when it was first answered.
type Answered = (CommandId, u64, Instant, Instant);

/// One command, sent once or several times: a client asks again until it knows.
fn judge(
    command: CommandId,
    tries: &[&Sent],
    stands: &[u64],
    counts: &mut Counts,
) -> Result<Option<Answered>, Fault> {
    let answers = || tries.iter().filter(|sent| matches!(sent.known, Known::Acknowledged(..)));
    let whole = stands.windows(2).all(|two| two[0] + 1 == two[1]);
    if answers().any(|sent| Some(sent.known) != answers().next().map(|first| first.known)) {
        return Err(Fault::AnsweredTwoWays(command));
    }
    if let Some(Known::Acknowledged(first, last)) = answers().next().map(|sent| sent.known) {
        counts.acknowledged += 1;
        if stands.first() != Some(&first) || stands.last() != Some(&last) {
            return Err(Fault::NotWhereItWasSaid(command));
        }
        if !whole || stands.len() != tries[0].events {
            return Err(Fault::NotWhole(command));
        }
        let began = tries.iter().map(|sent| sent.began).min();
        let ended = answers().map(|sent| sent.ended).min();
        return Ok(began.zip(ended).map(|(began, ended)| (command, first, began, ended)));
    }
    if tries.iter().any(|sent| sent.known == Known::Unknown) {
        counts.unknown += 1;
        counts.recorded += usize::from(!stands.is_empty());
        if !stands.is_empty() && (!whole || stands.len() != tries[0].events) {
            return Err(Fault::NotWhole(command));
        }
    } else {
        counts.refused += 1;
        if !stands.is_empty() {
            return Err(Fault::RefusedAndThere(command));
        }
    }
    Ok(None)
}

fn in_order(mut answered: Vec<Answered>) -> Result<(), Fault> {
    answered.sort_by_key(|(_, first, ..)| *first);
    let mut latest = None;
    for (command, _, began, ended) in answered {
        // Whatever stands before it was asked for before this one had its answer.
        if Some(ended) < latest {
            return Err(Fault::OutOfOrder(command));
        }
        latest = latest.max(Some(began));
    }
    Ok(())
}

mod tests {
    use std::time::{Duration, Instant};

    use jiff::Timestamp;
    use jiff::civil::date;
    use registro_eventlog::event::{
        Actor, CommandId, EventId, Position, Recorded, SchoolId, StreamName, Version,
    };
    use uuid::Uuid;

    use super::{Counts, Fault, History, Known, Sent};

    const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(1));

    const fn command(number: u128) -> CommandId {
        CommandId(Uuid::from_u128(number))
    }

    /// A feed: for each event its command, its stream and its version.
    fn feed(events: &[(u128, &str, u64)]) -> Vec<Recorded> {
        let nobody = Uuid::nil();
        let records = (0..).zip(events).map(|(position, (by, stream, version))| {
            let stream = StreamName::new(*stream).expect("a name");
            Recorded {
                school: SCHOOL,
                position: Position(position),
                id: EventId::derive(SCHOOL, command(*by), &stream, u32::try_from(*version).expect("small")),
                stream,
                version: Version(*version),
                kind: "something-happened.v1".to_owned(),
                effective_on: date(2026, 3, 12),
                recorded_at: Timestamp::UNIX_EPOCH,
                actor: Actor {
                    person: nobody,
                    capacity: "teacher".to_owned(),
                    assurance: 2,
                    session: nobody,
                    on_behalf_of: None,
                },
                command: command(*by),
                correlation: nobody,
                about: Vec::new(),
                data: Vec::new(),
            }
        });
        records.collect()
    }

    /// What is sound: two commands, of two events and of one.
    fn sound() -> Vec<Recorded> {
        feed(&[(1, "a-1", 0), (1, "a-2", 0), (2, "a-1", 1)])
    }

    /// Commands sent one after the other, each with its number of events.
    fn history(sent: &[(u128, usize, Known)]) -> History {
        let (history, start) = (History::default(), Instant::now());
        for (turn, (by, events, known)) in (0..).zip(sent) {
            let began = start + Duration::from_secs(2 * turn);
            let ended = began + Duration::from_secs(1);
            let (command, events, known) = (command(*by), *events, *known);
            history.sent(Sent { school: SCHOOL, command, events, known, began, ended });
        }
        history
    }

    fn told() -> Vec<(u128, usize, Known)> {
        vec![(1, 2, Known::Acknowledged(0, 1)), (2, 1, Known::Acknowledged(2, 2))]
    }

    fn fault(sent: &[(u128, usize, Known)], feed: Vec<Recorded>) -> Option<Fault> {
        history(sent).verdict(&[(SCHOOL, feed)]).err()
    }

    #[test]
    fn a_sound_history_is_counted() {
        let mut sent = told();
        sent.extend([(3, 1, Known::Refused), (4, 1, Known::Unknown), (5, 1, Known::Unknown)]);
        // Asked again, it is told the same.
        sent.extend([(1, 2, Known::Acknowledged(0, 1)), (2, 1, Known::Unknown)]);
        let with_fourth = feed(&[(1, "a-1", 0), (1, "a-2", 0), (2, "a-1", 1), (4, "a-9", 0)]);
        let history = history(&sent);
        history.seen(SCHOOL, &sound(), Instant::now());
        history.seen(SCHOOL, &with_fourth, Instant::now());
        let counts = Counts { acknowledged: 2, refused: 1, unknown: 2, recorded: 1 };
        assert_eq!(history.verdict(&[(SCHOOL, with_fourth)]), Ok(counts));
    }

    #[test]
    fn what_is_lost_moved_doubled_or_halved_is_found() {
        use Known::{Acknowledged, Refused, Unknown};
        let first = command(1);
        let second = command(2);
        // Lost; standing elsewhere; twice there.
        assert_eq!(
            fault(&told(), feed(&[(1, "a-1", 0), (1, "a-2", 0)])),
            Some(Fault::NotWhereItWasSaid(second))
        );
        let moved = feed(&[(2, "a-1", 0), (1, "a-1", 1), (1, "a-2", 0)]);
        assert_eq!(fault(&told(), moved), Some(Fault::NotWhereItWasSaid(first)));
        let twice = feed(&[(1, "a-1", 0), (1, "a-2", 0), (2, "a-1", 1), (2, "a-1", 2)]);
        assert_eq!(fault(&told(), twice.clone()), Some(Fault::NotWhereItWasSaid(second)));
        let unknown = [told()[0], (2, 1, Unknown)];
        assert_eq!(fault(&unknown, twice), Some(Fault::NotWhole(second)));
        // Half of it, and in two pieces.
        let half = [(1, 2, Unknown), (2, 1, Unknown)];
        assert_eq!(fault(&half, feed(&[(1, "a-1", 0)])), Some(Fault::NotWhole(first)));
        let pieces = feed(&[(1, "a-1", 0), (2, "a-1", 1), (1, "a-2", 0)]);
        let in_pieces = [(1, 2, Acknowledged(0, 2)), (2, 1, Acknowledged(1, 1))];
        assert_eq!(fault(&in_pieces, pieces), Some(Fault::NotWhole(first)));
        // There, although it was refused; told two things; sent by nobody.
        let refused = [told()[0], (2, 1, Refused)];
        assert_eq!(fault(&refused, sound()), Some(Fault::RefusedAndThere(second)));
        let two_ways = [told()[0], told()[1], (2, 1, Acknowledged(3, 3))];
        assert_eq!(fault(&two_ways, sound()), Some(Fault::AnsweredTwoWays(second)));
        assert_eq!(fault(&told()[..1], sound()), Some(Fault::NobodySent(second)));
    }

    #[test]
    fn holes_time_order_and_beginnings_are_looked_at() {
        let mut hole = sound();
        hole[2].position = Position(3);
        assert_eq!(fault(&told(), hole), Some(Fault::NotDense(2)));
        let mut instants = sound();
        instants[1..].iter_mut().for_each(|record| record.recorded_at = Timestamp::MAX);
        assert_eq!(fault(&told(), instants), Some(Fault::NotWhole(command(1))));
        let version = feed(&[(1, "a-1", 0), (1, "a-2", 0), (2, "a-1", 2)]);
        assert_eq!(fault(&told(), version), Some(Fault::NotDense(2)));
        let mut time = sound();
        time[..2].iter_mut().for_each(|record| record.recorded_at = Timestamp::MAX);
        assert_eq!(fault(&told(), time), Some(Fault::TimeWentBack(2)));

        // The second was asked for after the first was answered, and stands before it.
        let reversed = [(2, 1, Known::Acknowledged(2, 2)), (1, 2, Known::Acknowledged(0, 1))];
        assert_eq!(fault(&reversed, sound()), Some(Fault::OutOfOrder(command(2))));

        let not_a_beginning = Some(Fault::NotABeginning(SCHOOL));
        let read = |first: &[Recorded], then: &[Recorded]| {
            let history = history(&told());
            history.seen(SCHOOL, first, Instant::now());
            std::thread::sleep(Duration::from_millis(2));
            history.seen(SCHOOL, then, Instant::now());
            history.verdict(&[(SCHOOL, sound())]).err()
        };
        assert_eq!(read(&sound()[..1], &sound()), None);
        assert_eq!(read(&sound(), &sound()[..1]), not_a_beginning, "less than before");
        assert_eq!(read(&sound()[1..], &sound()), not_a_beginning, "not from the start");
    }
}
