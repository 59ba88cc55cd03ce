//! What a student does on a day: comes or not, late or not, leaves early or not. Drawn, without any day before it.

use jiff::civil::{Date, Time, Weekday, time};
use jiff::{SignedDuration, ToSpan};
use registro_domain::attendance::{ExitReason, Ground};
use registro_domain::ids::PeriodNumber;
use registro_domain::regulation::Period;

use super::Plan;
use super::draw::{Draw, key};
use super::institute::Institute;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    OnTime,
    Late {
        at: Time,
        ground: Ground,
    },
    Never,
    /// Away for the school.
    Elsewhere,
}

/// A part of the day missed by somebody who came on time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    None,
    Leaves {
        at: Time,
        reason: ExitReason,
    },
    Misses(PeriodNumber),
    /// In class, but marked absent at the first hour.
    MarkedByMistake,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StudentDay {
    pub(crate) arrival: Arrival,
    pub(crate) gap: Gap,
}

impl StudentDay {
    pub(crate) const AWAY: Self = Self { arrival: Arrival::Never, gap: Gap::None };
    pub(crate) const ELSEWHERE: Self = Self { arrival: Arrival::Elsewhere, gap: Gap::None };
    pub(crate) const IN_CLASS: Self = Self { arrival: Arrival::OnTime, gap: Gap::None };
}

/// Entries up to here are let in at once; beyond, the register decides.
const SHORT_DELAY_MINUTES: u32 = 10;
const FIRST_LATE: Time = Time::constant(8, 6, 0, 0);
const FIRST_LONG_DELAY: Time = Time::constant(8, 16, 0, 0);
/// The last long delay is at 8:58; who comes at 9:00 waits for the second hour.
const LONG_DELAY_MINUTES: u32 = 43;

/// Of a student on a lesson day, given the periods of her class that day.
pub(crate) fn of(
    plan: &Plan,
    institute: &Institute,
    student: usize,
    day: usize,
    periods: &[Period],
) -> StudentDay {
    let (rates, on, whom) = (&plan.assumptions, institute.days[day], student as u64);
    if let Some(day) = institute.cast.day(student, day) {
        return day;
    }
    if is_absent(plan, institute, student, day) {
        return StudentDay::AWAY;
    }
    let draw = |what: &str| institute.dice.draw(what, whom, key(on));
    if strike(institute) == Some(on) && draw("strike").is_within(rates.strike_delay_per_10_000) {
        let at = match draw("strike delay").weighed(&[70, 20, 10]) {
            0 => minutes_after(FIRST_LONG_DELAY, draw("strike minute").below(LONG_DELAY_MINUTES)),
            1 => time(9, 0, 0, 0),
            _ => time(10, 0, 0, 0),
        };
        let ground = if draw("strike ground").is_within(9_300) { Ground::Transport } else { Ground::None };
        return StudentDay { arrival: Arrival::Late { at, ground }, gap: Gap::None };
    }
    let arrival = arrival(plan, institute, student, draw);
    let gap = if arrival == Arrival::OnTime { gap(plan, institute, on, draw, periods) } else { Gap::None };
    StudentDay { arrival, gap }
}

/// The morning on which the buses do not run: in late November of a whole year.
pub(crate) fn strike(institute: &Institute) -> Option<Date> {
    institute.days.get(institute.days.len() * 3 / 10).copied()
}

/// Whether a spell that began today or some lesson days ago goes on today.
fn is_absent(plan: &Plan, institute: &Institute, student: usize, day: usize) -> bool {
    let weights = &plan.assumptions.spell_weights;
    (0..weights.len()).any(|back| {
        day.checked_sub(back).is_some_and(|begun| {
            let draw = |what| institute.dice.draw(what, student as u64, key(institute.days[begun]));
            u64::from(draw("spell").below(1_000_000_000)) < spell_per_billion(plan, institute, student, begun)
                && back <= draw("length").weighed(weights)
        })
    })
}

/// How often a spell begins: the share of days absent by the mean length, with the season and the day of the week.
fn spell_per_billion(plan: &Plan, institute: &Institute, student: usize, day: usize) -> u64 {
    let weights = &plan.assumptions.spell_weights;
    let total: u64 = weights.iter().copied().map(u64::from).sum();
    let days: u64 = (1..).zip(weights).map(|(length, weight)| length * u64::from(*weight)).sum();
    let share = u64::from(institute.students[student].absent_per_10_000);
    // Spells overlap, the more the longer: −ln(1 − share), to the third term.
    let share = share * 100_000 + share * share * 5 + share * share * share / 3_000;
    let on = institute.days[day];
    let month = usize::try_from(on.month() - 1).unwrap_or_default();
    let season = plan.assumptions.season_percent.get(month).copied().map_or(100, u64::from);
    let weekday = match on.weekday() {
        Weekday::Monday => 108,
        Weekday::Saturday => 125,
        Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Friday | Weekday::Sunday => 92,
    };
    share * season * weekday / 10_000 * total / days.max(1)
}

fn arrival(plan: &Plan, institute: &Institute, student: usize, draw: impl Fn(&str) -> Draw) -> Arrival {
    let rates = &plan.assumptions;
    let often = |rate: u32| rate * institute.students[student].late_percent / 100;
    if draw("short delay").is_within(often(rates.short_delay_per_10_000)) {
        let at = minutes_after(FIRST_LATE, draw("short minute").below(SHORT_DELAY_MINUTES));
        let ground = if draw("short ground").is_within(2_000) { Ground::Transport } else { Ground::None };
        return Arrival::Late { at, ground };
    }
    if draw("long delay").is_within(often(rates.long_delay_per_10_000)) {
        let at = minutes_after(FIRST_LONG_DELAY, draw("long minute").below(LONG_DELAY_MINUTES));
        let grounds = [Ground::None, Ground::Transport, Ground::Family];
        return Arrival::Late { at, ground: grounds[draw("long ground").weighed(&[55, 25, 20])] };
    }
    if draw("second hour").is_within(often(rates.second_hour_entry_per_10_000)) {
        let at = if draw("third hour").is_within(2_500) { time(10, 0, 0, 0) } else { time(9, 0, 0, 0) };
        let grounds = [Ground::None, Ground::Transport, Ground::Family];
        return Arrival::Late { at, ground: grounds[draw("second ground").weighed(&[25, 15, 60])] };
    }
    Arrival::OnTime
}

fn gap(plan: &Plan, institute: &Institute, on: Date, draw: impl Fn(&str) -> Draw, periods: &[Period]) -> Gap {
    let rates = &plan.assumptions;
    // Reg. istituto, art. 16: no permits in the last month of lessons (row A2-03).
    let last_month = institute.calendar.last_day.saturating_sub(1.month()) < on;
    if !last_month && draw("exit").is_within(rates.early_exit_per_10_000) {
        let reasons = [ExitReason::Family, ExitReason::Health, ExitReason::Urgent];
        let reason = reasons[draw("exit reason").weighed(&[55, 40, 5])];
        let after_second = periods.get(2..).unwrap_or_default();
        return draw("exit hour")
            .pick(after_second)
            .map_or(Gap::None, |period| Gap::Leaves { at: period.starts, reason });
    }
    let after_first = periods.get(1..).unwrap_or_default();
    if draw("malaise").is_within(rates.malaise_per_10_000) {
        let minute = 20 + draw("malaise minute").below(20);
        return draw("malaise hour").pick(after_first).map_or(Gap::None, |period| Gap::Leaves {
            at: minutes_after(period.starts, minute),
            reason: ExitReason::Malaise,
        });
    }
    if draw("single hour").is_within(rates.single_hour_per_10_000) {
        let period = draw("which hour").pick(after_first);
        return period.map_or(Gap::None, |period| Gap::Misses(PeriodNumber(period.number)));
    }
    if draw("mistake").is_within(rates.marked_by_mistake_per_10_000) {
        return Gap::MarkedByMistake;
    }
    Gap::None
}

pub(crate) fn minutes_after(start: Time, minutes: u32) -> Time {
    start.saturating_add(SignedDuration::from_mins(minutes.into()))
}
