//! Which hours a student missed: a named, cited way of counting, and the three quarters of the year.
//!
//! The count starts from the hours of that day's timetable, not from lessons or signatures, so that neither the
//! grouping of hours into lessons nor a missing signature can change it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::attendance::{AbsenceScope, Fact};
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId, SubjectCode};
use crate::norm::Norm;

mod policy;
pub use policy::Policy;

/// One hour of a class's day, with who teaches what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonHour {
    pub period: PeriodNumber,
    pub starts: Time,
    pub ends: Time,
    pub subject: SubjectCode,
    /// More than one in co-presence.
    pub teachers: Vec<PersonId>,
}

/// A class on a lesson day, with the timetable in force that day. Made by [`crate::school::School::class_day`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassDay {
    pub class: ClassId,
    pub on: Date,
    /// In order of time, never empty.
    pub hours: Vec<LessonHour>,
}

impl ClassDay {
    pub fn hour(&self, period: PeriodNumber) -> Option<&LessonHour> {
        self.hours.iter().find(|hour| hour.period == period)
    }

    pub fn starts(&self) -> Option<Time> {
        self.hours.first().map(|hour| hour.starts)
    }

    pub fn ends(&self) -> Option<Time> {
        self.hours.last().map(|hour| hour.ends)
    }

    /// The hour that who leaves at `at` would interrupt: none at the end of one (row A2-04).
    pub fn interrupted_at(&self, at: Time) -> Option<PeriodNumber> {
        self.hours.iter().find(|hour| hour.starts < at && at < hour.ends).map(|hour| hour.period)
    }
}

/// How hours of absence are counted. The name is stored with every count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountingPolicy {
    /// An hour is missed when nothing of it was attended (reg. istituto, art. 23, c. 3; row A5-03).
    WholeLessons,
}

/// One hour of absence and the fact that it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissedHour {
    pub period: PeriodNumber,
    pub subject: SubjectCode,
    pub fact: FactNumber,
}

/// The hours of `day` missed, given the facts that stand, under `policy`.
///
/// Norm: reg. istituto, art. 23, c. 3 (row A5-03): entries from the second hour and exits count the hours of that
/// day's timetable, justified or not. Of the hours away at an activity the first ones, as many as were done, are
/// attended (rows A5-04, A5-08, A5-09).
pub fn missed(day: &ClassDay, facts: &[(FactNumber, &Fact)], policy: CountingPolicy) -> Vec<MissedHour> {
    let CountingPolicy::WholeLessons = policy;
    let mut stays = Stays::of(facts);
    let away = day.hours.iter().filter_map(|hour| Some((hour, stays.away_for_all_of(hour)?)));
    let away: Vec<_> = away.collect();
    let missed = away.into_iter().filter(|(_, fact)| !stays.is_done(*fact));
    missed
        .map(|(hour, fact)| MissedHour { period: hour.period, subject: hour.subject.clone(), fact })
        .collect()
}

/// A student's comings and goings in a day, in order of time.
#[derive(Default)]
struct Stays<'a> {
    /// The fact that puts the student outside before any movement.
    outside_at_first: Option<FactNumber>,
    away_all_day: Option<FactNumber>,
    /// By the time at the door; each with the time from which it counts.
    movements: Vec<(Time, FactNumber, Movement, Time)>,
    hours_missed: Vec<(FactNumber, &'a BTreeSet<PeriodNumber>)>,
    hours_at_activity: Vec<(FactNumber, &'a BTreeSet<PeriodNumber>)>,
    /// Of each activity, the hours done and not yet counted.
    done: BTreeMap<FactNumber, u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Movement {
    In,
    Out,
}

impl<'a> Stays<'a> {
    fn of(facts: &[(FactNumber, &'a Fact)]) -> Self {
        let mut stays = Stays::default();
        let (mut absent, mut at_activity) = (None, None);
        let mut facts = facts.to_vec();
        facts.sort_by_key(|(number, _)| *number);
        for (number, fact) in &facts {
            match fact {
                Fact::Absence { scope: AbsenceScope::WholeDay } => absent = Some(*number),
                Fact::Absence { scope: AbsenceScope::Hours(periods) } => {
                    stays.hours_missed.push((*number, periods));
                }
                Fact::Entry { at, admitted_from, .. } => {
                    stays.movements.push((*at, *number, Movement::In, *admitted_from));
                }
                Fact::Exit { at, .. } => stays.movements.push((*at, *number, Movement::Out, *at)),
                Fact::Activity { away, hours, .. } => {
                    stays.done.insert(*number, *hours);
                    match away {
                        AbsenceScope::WholeDay => at_activity = Some(*number),
                        AbsenceScope::Hours(periods) => stays.hours_at_activity.push((*number, periods)),
                    }
                }
                Fact::RecoveryMissed { .. } => {}
            }
        }
        stays.movements.sort_by_key(|(at, number, ..)| (*at, *number));
        let came_late = match stays.movements.first() {
            Some((_, entry, Movement::In, _)) => Some(*entry),
            Some((_, _, Movement::Out, _)) | None => None,
        };
        stays.outside_at_first = at_activity.or(came_late).or(absent);
        stays.away_all_day = at_activity.or(absent);
        stays
    }

    /// The fact that kept the student away from the whole of `hour`, if one did.
    fn away_for_all_of(&self, hour: &LessonHour) -> Option<FactNumber> {
        let named = |hours: &[(FactNumber, &BTreeSet<PeriodNumber>)]| {
            hours.iter().find(|(_, periods)| periods.contains(&hour.period)).map(|(fact, _)| *fact)
        };
        let outside = self.outside_for_all_of(hour);
        // Away the whole day: what was said of that one hour adds nothing.
        let all_day = outside.filter(|fact| Some(*fact) == self.away_all_day);
        named(&self.hours_at_activity).or(all_day).or(named(&self.hours_missed)).or(outside)
    }

    fn outside_for_all_of(&self, hour: &LessonHour) -> Option<FactNumber> {
        let mut away = self.outside_at_first;
        for (_, number, movement, at) in &self.movements {
            if *at <= hour.starts {
                away = match movement {
                    Movement::In => None,
                    Movement::Out => Some(*number),
                };
            } else if *at < hour.ends && *movement == Movement::In {
                return None; // Came in during the hour.
            }
        }
        away
    }

    /// Whether an hour away is one of those done at the activity that kept the student away.
    fn is_done(&mut self, fact: FactNumber) -> bool {
        match self.done.get_mut(&fact) {
            Some(left) if 0 < *left => {
                *left -= 1;
                true
            }
            Some(_) | None => false,
        }
    }
}

/// The share of the year that must be attended, as two whole numbers (3 and 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub numerator: u32,
    pub denominator: u32,
}

impl Share {
    /// What fixes the share (DPR 122/2009, art. 14, c. 7; row A5-01).
    pub fn norm(self) -> Norm {
        Norm::ThreeQuartersOfTheYear
    }

    /// Whether the year is still valid. Both quantities in minutes, so that no half hour is ever cut.
    ///
    /// Norm: DPR 122/2009, art. 14, c. 7 (row A5-01): present ≥ ¾ of the annual hours, without division.
    pub fn is_met(self, annual_minutes: u32, missed_minutes: u32) -> bool {
        u64::from(missed_minutes) * u64::from(self.denominator)
            <= u64::from(annual_minutes) * u64::from(self.denominator - self.numerator)
    }

    /// Minutes that may still be missed; negative beyond the line. Rounded down to the minute.
    pub fn minutes_left(self, annual_minutes: u32, missed_minutes: u32) -> i64 {
        let allowed = u64::from(annual_minutes) * u64::from(self.denominator - self.numerator)
            / u64::from(self.denominator);
        i64::try_from(allowed).unwrap_or(i64::MAX) - i64::from(missed_minutes)
    }

    /// Minutes missed out of those that may be, in percent, rounded down. Where nothing may be missed, nothing is
    /// used up.
    pub fn percent_used(self, annual_minutes: u32, missed_minutes: u32) -> u32 {
        let allowed = u64::from(annual_minutes) * u64::from(self.denominator - self.numerator);
        let missed = u64::from(missed_minutes) * u64::from(self.denominator) * 100;
        missed.checked_div(allowed).map_or(0, |percent| u32::try_from(percent).unwrap_or(u32::MAX))
    }
}

/// From how many percent of the hours that may be missed somebody is told, in rising order. The school's choice, not
/// the law's (row A5-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "[u32; 3]")]
pub struct WarningLevels([u32; 3]);

impl TryFrom<[u32; 3]> for WarningLevels {
    type Error = String;

    fn try_from(levels: [u32; 3]) -> Result<Self, String> {
        let [first, second, last] = levels;
        if 0 < first && first < second && second < last && last <= 100 {
            Ok(WarningLevels(levels))
        } else {
            Err(format!("{levels:?} are not percentages that rise"))
        }
    }
}

/// How near the line a student is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    None,
    First,
    Second,
    Last,
    /// More was missed than may be.
    BeyondTheLine,
}

impl WarningLevels {
    /// The percentage below which nobody is told.
    pub fn first(self) -> u32 {
        self.0[0]
    }

    /// What a warning rests on (row A5-11).
    pub fn norm(self) -> Norm {
        Norm::WarningLevels
    }

    /// The highest level reached (row A5-11). A level is reached at its percentage, exactly; the line is the law's.
    pub fn warning(self, share: Share, annual_minutes: u32, missed_minutes: u32) -> Warning {
        let WarningLevels([first, second, last]) = self;
        let percent = share.percent_used(annual_minutes, missed_minutes);
        if !share.is_met(annual_minutes, missed_minutes) {
            Warning::BeyondTheLine
        } else if last <= percent {
            Warning::Last
        } else if second <= percent {
            Warning::Second
        } else if first <= percent {
            Warning::First
        } else {
            Warning::None
        }
    }
}

#[cfg(test)]
mod tests;
