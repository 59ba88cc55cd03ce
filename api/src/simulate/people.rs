//! The invented people of the school: their names, birthdays and families.

use jiff::ToSpan;
use jiff::civil::Date;
use registro_domain::ids::PersonId;
use registro_domain::people::Relation;

use super::Plan;
use super::draw::{Dice, Draw, WHOLE};
use super::ids::Ids;
use super::material::Material;

/// Somebody with a name.
#[derive(Clone, Debug)]
pub(crate) struct Someone {
    pub(crate) person: PersonId,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) born_on: Date,
}

#[derive(Clone, Debug)]
pub(crate) struct Student {
    pub(crate) who: Someone,
    /// Where she is when the year begins.
    pub(crate) class: usize,
    /// The index of the student under whom the guardians are registered: her own, or a sibling's.
    pub(crate) household: usize,
    /// Annual hours less than those of the class, and why.
    pub(crate) fewer_hours: Option<(u16, &'static str)>,
    /// Share of days absent.
    pub(crate) absent_per_10_000: u32,
    /// How much more than others she comes late, in percent.
    pub(crate) late_percent: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Guardian {
    pub(crate) who: Someone,
    pub(crate) relation: Relation,
}

/// Makes people up.
pub(crate) struct Registry<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) dice: Dice,
    pub(crate) ids: &'a Ids,
    pub(crate) material: &'a Material,
}

/// Students of 2025/26 in their first year are mostly born in this one.
const FIRST_YEAR_BORN: i16 = 2011;

impl Registry<'_> {
    fn family_name(&self, household: u64) -> String {
        let part = |what, among: &[String]| {
            self.dice.draw(what, household, 0).pick(among).cloned().unwrap_or_default()
        };
        let names = &self.material.family_names;
        part("begin", &names.begin) + &part("middle", &names.middle) + &part("end", &names.end)
    }

    /// A grown-up of the school or of a family.
    pub(crate) fn adult(
        &self,
        role: &'static str,
        index: usize,
        woman: Option<bool>,
        household: u64,
    ) -> Someone {
        let person = self.ids.person(role, index);
        let when = index as u64;
        let woman = woman.unwrap_or_else(|| self.dice.draw(role, when, 1).is_within(6_500));
        let among = if woman { &self.material.women } else { &self.material.men };
        let given_name = self.dice.draw(role, when, 2).pick(among).cloned().unwrap_or_default();
        let born = 1962 + i16::try_from(self.dice.draw(role, when, 3).below(24)).unwrap_or_default();
        let born_on = day_of(born, self.dice.draw(role, when, 4), 365);
        Someone { person, given_name, family_name: self.family_name(household), born_on }
    }

    /// `years` are the years of the classes, from 1.
    pub(crate) fn students(&self, years: &[u32]) -> Vec<Student> {
        let count = usize::try_from(self.plan.students).unwrap_or_default();
        let mut ranked: Vec<usize> = (0..count).collect();
        ranked.sort_by_key(|student| (self.dice.draw("rank", *student as u64, 0).below(u32::MAX), *student));
        let mut rank = vec![0_u32; count];
        for (place, student) in (0_u32..).zip(ranked) {
            rank[student] = place;
        }
        (0..count).map(|index| self.student(index, rank[index], years)).collect()
    }

    fn student(&self, index: usize, rank: u32, years: &[u32]) -> Student {
        let rates = &self.plan.assumptions;
        let whom = index as u64;
        let class = index * years.len() / usize::try_from(self.plan.students).unwrap_or(1).max(1);
        let year = years.get(class).copied().unwrap_or(1);
        let woman = self.dice.draw("woman", whom, 0).is_within(5_000);
        let among = if woman { &self.material.women } else { &self.material.men };
        let given_name = self.dice.draw("student", whom, 0).pick(among).cloned().unwrap_or_default();
        let born_on = {
            let older = i16::from(self.dice.draw("repeater", whom, 0).is_within(rates.repeater_per_10_000));
            let born = FIRST_YEAR_BORN + 1 - i16::try_from(year).unwrap_or(1) - older;
            day_of(born, self.dice.draw("born", whom, 0), 365)
        };
        let fewer_hours = if self.dice.draw("plan", whom, 0).is_within(rates.individual_plan_per_10_000) {
            Some((66, "piano individuale deliberato dal consiglio di classe"))
        } else if self.dice.draw("religion", whom, 0).is_within(rates.without_religion_per_10_000) {
            Some((33, "non si avvale di un insegnamento facoltativo"))
        } else {
            None
        };
        let household = self.household(index);
        Student {
            who: Someone {
                person: self.ids.person("student", index),
                given_name,
                family_name: self.family_name(household as u64),
                born_on,
            },
            class,
            household,
            fewer_hours,
            absent_per_10_000: quantile(
                &rates.absence_quantiles,
                middle_per_10_000(rank, self.plan.students),
            ),
            late_percent: [10, 30, 50, 80, 100, 130, 200, 400]
                [self.dice.draw("punctual", whom, 0).weighed(&[10, 15, 20, 20, 15, 10, 7, 3])],
        }
    }

    /// A sibling's family, some way back in the list, or a family of one's own.
    fn household(&self, index: usize) -> usize {
        let back = usize::try_from(self.plan.students / 5).unwrap_or_default() + 3;
        let sibling =
            self.dice.draw("sibling", index as u64, 0).is_within(self.plan.assumptions.sibling_per_10_000);
        match index.checked_sub(back) {
            Some(other) if sibling => self.household(other),
            Some(_) | None => index,
        }
    }

    /// The guardians of a household. `both` are wanted where the story needs them.
    pub(crate) fn guardians(&self, household: usize, both: bool) -> Vec<Guardian> {
        let whom = household as u64;
        let mother = || Guardian {
            who: self.adult("mother", household, Some(true), whom + 1_000_000),
            relation: Relation::Mother,
        };
        let father = || Guardian {
            who: self.adult("father", household, Some(false), whom),
            relation: Relation::Father,
        };
        let rates = &self.plan.assumptions;
        if both || self.dice.draw("guardians", whom, 0).is_within(rates.two_guardians_per_10_000) {
            return vec![mother(), father()];
        }
        if self.dice.draw("guardians", whom, 1).is_within(8_000) { vec![mother()] } else { vec![father()] }
    }
}

/// A day of a year, among the first `days` of it. Nobody is born on 29 February.
fn day_of(year: i16, draw: Draw, days: u32) -> Date {
    let first = Date::new(year, 1, 1).unwrap_or(Date::constant(2000, 1, 1));
    let day = first.saturating_add(i64::from(draw.below(days)).days());
    if (day.month(), day.day()) == (2, 29) { day.saturating_add(1.day()) } else { day }
}

/// The middle of a place in a list, in [`WHOLE`] parts of it.
fn middle_per_10_000(rank: u32, count: u32) -> u32 {
    let parts = (2 * u64::from(rank) + 1) * u64::from(WHOLE) / (2 * u64::from(count)).max(1);
    u32::try_from(parts).unwrap_or(WHOLE)
}

/// The value at a point between two points of a table.
fn quantile(table: &[(u32, u32)], at: u32) -> u32 {
    for pair in table.windows(2) {
        if let [(from, low), (to, high)] = pair
            && at <= *to
        {
            let (run, rise) = ((to - from).max(1), high.saturating_sub(*low));
            return low + rise * at.saturating_sub(*from) / run;
        }
    }
    table.last().map_or(0, |(_, last)| *last)
}
