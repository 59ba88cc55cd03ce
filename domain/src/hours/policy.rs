//! Other ways of counting the same absence, computed beside the adopted one and stored nowhere.
//!
//! Each counts hour by hour of that day's timetable, so that two hours of mathematics in a row count the same however
//! they are grouped into lessons (docs/interpretations/0018-other-ways-of-counting.md).

use jiff::civil::Time;

use super::{ClassDay, CountingPolicy, LessonHour, Movement, Stays, missed};
use crate::attendance::Fact;
use crate::ids::FactNumber;

/// A way of counting what was missed of a day. Only the first may be adopted: see [`CountingPolicy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Policy {
    /// An hour is missed when nothing of it was attended, and is sixty minutes whatever the bell says: the annual hours
    /// are counted so. Norm: reg. istituto, art. 23, c. 3 (row A5-03).
    WholeLessons,
    /// The minutes of lesson away, by the clock. The first hour, of fifty-five, is fifty-five.
    ExactMinutes,
    /// Half an hour for each full half of an hour away, as giua@school rounds.
    HalfHourFloor,
    /// An hour when half of it or more was away, else nothing, as LAMPSchool rounds; but never a lesson of several
    /// hours at once.
    NearestHour,
}

const HOUR: u32 = 60;

impl Policy {
    pub const ALL: [Policy; 4] =
        [Policy::WholeLessons, Policy::ExactMinutes, Policy::HalfHourFloor, Policy::NearestHour];

    pub fn slug(self) -> &'static str {
        match self {
            Policy::WholeLessons => "whole-lessons",
            Policy::ExactMinutes => "exact-minutes",
            Policy::HalfHourFloor => "half-hour-floor",
            Policy::NearestHour => "nearest-hour",
        }
    }

    /// The minutes of `day` missed, given the facts that stand.
    ///
    /// Norm: reg. istituto, art. 23, c. 3 (row A5-03), each policy reading "hours of absence" in its own way. Hours at
    /// an activity of the school (rows A5-04, A5-08) are attended under every policy.
    pub fn minutes_missed(self, day: &ClassDay, facts: &[(FactNumber, &Fact)]) -> u32 {
        let of_hour: fn(u32, u32) -> u32 = match self {
            Policy::WholeLessons => {
                let hours = missed(day, facts, CountingPolicy::WholeLessons).len();
                return u32::try_from(hours).unwrap_or(u32::MAX).saturating_mul(HOUR);
            }
            Policy::ExactMinutes => |away, _| away / 60,
            Policy::HalfHourFloor => |away, lasts| away * 2 / lasts * (HOUR / 2),
            Policy::NearestHour => |away, lasts| if lasts <= away * 2 { HOUR } else { 0 },
        };
        let mut stays = Stays::of(facts);
        let mut minutes = 0;
        for hour in &day.hours {
            let lasts = seconds_between(hour.starts, hour.ends);
            let done = stays.away_for_all_of(hour).is_some_and(|fact| stays.is_done(fact));
            if 0 < lasts && !done {
                minutes += of_hour(stays.seconds_away(hour), lasts);
            }
        }
        minutes
    }
}

impl From<CountingPolicy> for Policy {
    fn from(adopted: CountingPolicy) -> Policy {
        match adopted {
            CountingPolicy::WholeLessons => Policy::WholeLessons,
        }
    }
}

fn seconds_between(starts: Time, ends: Time) -> u32 {
    u32::try_from(starts.duration_until(ends).as_secs()).unwrap_or(0)
}

impl Stays<'_> {
    fn seconds_away(&self, hour: &LessonHour) -> u32 {
        let named = self.hours_missed.iter().chain(&self.hours_at_activity);
        if named.into_iter().any(|(_, periods)| periods.contains(&hour.period)) {
            return seconds_between(hour.starts, hour.ends);
        }
        let counted_from = self.movements.iter().map(|(.., from)| *from);
        let mut turns: Vec<Time> = counted_from.filter(|at| hour.starts < *at && *at < hour.ends).collect();
        turns.extend([hour.starts, hour.ends]);
        turns.sort_unstable();
        let stretches = turns.windows(2).filter(|pair| self.is_away_at(pair[0]));
        stretches.map(|pair| seconds_between(pair[0], pair[1])).sum()
    }

    /// Where the last movement that counts by then left the student.
    fn is_away_at(&self, at: Time) -> bool {
        let last = self.movements.iter().rfind(|(.., from)| *from <= at);
        last.map_or(self.outside_at_first.is_some(), |(_, _, movement, _)| *movement == Movement::Out)
    }
}

#[cfg(test)]
mod tests;
