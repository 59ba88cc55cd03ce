//! A duty that arises at a number: of delays, of days, of hours. And again, where it does, at what comes after.

use jiff::civil::Date;

use super::file::Act;
use super::{DutyKind, Place};

/// One of the things counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// The day from which it counts.
    pub day: Date,
    /// The event that makes it count.
    pub place: Place,
    /// The hours, or one.
    pub weight: u32,
}

/// How far one looks: what was true on a day, of what had been recorded before an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Until {
    pub day: Date,
    pub place: Place,
}

impl Until {
    /// Everything recorded.
    pub(super) fn today(day: Date) -> Until {
        Until { day, place: Place(u64::MAX) }
    }
}

/// A number reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    pub arose_on: Date,
    pub cause: Vec<Place>,
    /// The act that fulfilled the duty.
    pub act: Option<Act>,
}

/// At which of the items, in order of their days, the number is reached.
pub(super) type At<'a> = &'a dyn Fn(&[Item]) -> Option<usize>;

/// Every time that the number was reached: those to which an act answered, then the one that is open.
///
/// An act answers if, when it was done, the number had been reached by what was then known: it cannot answer to what
/// came, or was recorded, afterwards. A number that arises once is answered once; one that arises `again` counts only
/// what the last answer had not seen.
pub(super) fn reached(
    kind: DutyKind,
    acts: &[Act],
    today: Date,
    items: &dyn Fn(Until) -> Vec<Item>,
    first: At<'_>,
    again: Option<At<'_>>,
) -> Vec<Reached> {
    let (mut found, mut answered, mut at) = (Vec::new(), Vec::new(), first);
    let unanswered = |until: Until, answered: &[Place]| {
        let mut items = items(until);
        items.retain(|item| item.place < until.place && !answered.contains(&item.place));
        items.sort_by_key(|item| (item.day, item.place));
        items
    };
    let mut acts: Vec<&Act> = acts.iter().filter(|act| act.kind == kind && act.on <= today).collect();
    acts.sort_by_key(|act| (act.on, act.place));
    for act in acts {
        let items = unanswered(Until { day: act.on, place: act.place }, &answered);
        let Some(which) = at(&items) else { continue };
        found.push(number(&items, which, Some(*act)));
        match again {
            None => return found,
            Some(again) => at = again,
        }
        answered.extend(items.iter().map(|item| item.place));
    }
    let items = unanswered(Until::today(today), &answered);
    found.extend(at(&items).map(|which| number(&items, which, None)));
    found
}

fn number(items: &[Item], which: usize, act: Option<Act>) -> Reached {
    let mut cause: Vec<Place> = items.iter().map(|item| item.place).collect();
    cause.sort_unstable();
    cause.dedup();
    Reached { arose_on: items.get(which).map_or(Date::MIN, |item| item.day), cause, act }
}

/// The item with which so many are reached, the number being the law's of that day.
pub(super) fn nth(items: &[Item], threshold: impl Fn(Date) -> u16) -> Option<usize> {
    let mut counted = 0u16;
    items.iter().position(|item| {
        counted = counted.saturating_add(1);
        threshold(item.day) <= counted
    })
}
