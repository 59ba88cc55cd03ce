//! Who stands in which class on a day: the timetable, but for colleagues who are away.

use std::collections::BTreeSet;

use jiff::civil::Date;
use registro_domain::ids::PeriodNumber;

use super::Plan;
use super::draw::key;
use super::institute::{Hour, Institute};

#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Who calls the roll and signs.
    pub(crate) teacher: usize,
    /// In whose place.
    pub(crate) substitutes: Option<usize>,
    /// Who signs too.
    pub(crate) beside: Vec<usize>,
}

/// For each class, its hours of that day, each with who stands there.
pub(crate) fn of<'a>(plan: &Plan, institute: &'a Institute, on: Date) -> Vec<Vec<(&'a Hour, Standing)>> {
    let weekday = weekday(on);
    let away: BTreeSet<usize> = (0..institute.teachers.len())
        .filter(|teacher| {
            let draw = institute.dice.draw("away", *teacher as u64, key(on));
            draw.is_within(plan.assumptions.teacher_absent_per_10_000)
        })
        .collect();
    let mut called_in = BTreeSet::new();
    let mut classes = Vec::with_capacity(institute.classes.len());
    for (index, class) in institute.classes.iter().enumerate() {
        let hours = class.week.get(weekday).map(Vec::as_slice).unwrap_or_default();
        let mut day = Vec::with_capacity(hours.len());
        for hour in hours {
            let present = |teacher: &&usize| !away.contains(teacher);
            let mut standing = hour.teachers.iter().filter(present).copied();
            let stands = match (standing.next(), hour.teachers.first()) {
                (Some(teacher), _) => Standing { teacher, substitutes: None, beside: standing.collect() },
                (None, Some(missing)) => {
                    let found = substitute(institute, &away, &called_in, index, weekday, hour.period);
                    if let Some(found) = found {
                        called_in.insert((found, hour.period));
                    }
                    // With nobody free, she comes all the same.
                    let substitutes = found.map(|_| *missing);
                    Standing { teacher: found.unwrap_or(*missing), substitutes, beside: Vec::new() }
                }
                (None, None) => continue,
            };
            day.push((hour, stands));
        }
        classes.push(day);
    }
    classes
}

/// Somebody free in that hour, best of the same class.
fn substitute(
    institute: &Institute,
    away: &BTreeSet<usize>,
    called_in: &BTreeSet<(usize, PeriodNumber)>,
    class: usize,
    weekday: usize,
    period: PeriodNumber,
) -> Option<usize> {
    let free = |teacher: &usize| {
        !away.contains(teacher)
            && !called_in.contains(&(*teacher, period))
            && !institute.teachers[*teacher].busy.contains(&(weekday, period))
    };
    let council = institute.classes[class].council.iter().copied();
    let count = institute.teachers.len();
    let others = (0..count).map(|step| (step + class * 7) % count);
    council.chain(others).find(free)
}

/// From Monday, which is 0.
pub(crate) fn weekday(on: Date) -> usize {
    usize::try_from(on.weekday().to_monday_zero_offset()).unwrap_or_default()
}
