//! School fees: whether a student is exempt, on which ground, and why not.

use jiff::civil::Date;

use crate::consequences::is_last;
use crate::dossier::{Sanction, SanctionStanding};
use crate::norm::Norm;
use crate::regulation::{Fees, Regulation};
use crate::scrutiny::{Average, CourseYear, WholeGrade};

/// What an exemption rests on.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Of the final scrutiny.
    pub average: Average,
    pub behaviour: WholeGrade,
    /// Of the school year.
    pub sanctions: &'a [Sanction],
    pub repeating: Repeating,
    pub course: CourseYear,
    /// ISEE in euro, if the family declared it.
    pub income: Option<u32>,
    pub on: Date,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeating {
    No,
    Yes,
    /// The year was lost for an illness that is proven.
    ForIllness,
}

/// The answer, with every condition looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    pub ground: Option<ExemptionGround>,
    pub checks: Vec<Check>,
    /// What a person should look at again.
    pub flags: Vec<Flag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExemptionGround {
    Merit,
    Income,
}

/// One condition, and whether it is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    pub condition: Condition,
    pub met: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Average {
        average: Average,
        needed: Average,
    },
    Income {
        income: Option<u32>,
        threshold: u32,
        from_year: u8,
    },
    Behaviour {
        grade: WholeGrade,
        needed: u8,
    },
    /// `days`: of the longest single sanction that is final.
    Sanction {
        days: u16,
        over: u16,
    },
    Repeating {
        repeating: Repeating,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// The benefit is lost for a removal from lessons, which is read as a suspension.
    RemovalReadAsSuspension,
    /// A sanction long enough is not final yet.
    SanctionNotFinal,
}

impl Condition {
    pub fn norm(self) -> Norm {
        match self {
            Condition::Average { .. } => Norm::FeesAverage,
            Condition::Income { .. } => Norm::FeesIncome,
            Condition::Behaviour { .. } => Norm::FeesBehaviour,
            Condition::Sanction { .. } | Condition::Repeating { .. } => Norm::FeesSanction,
        }
    }
}

impl Flag {
    pub fn norm(self) -> Norm {
        match self {
            Flag::RemovalReadAsSuspension => Norm::RemovalIsSuspension,
            Flag::SanctionNotFinal => Norm::FeesSanction,
        }
    }
}

/// Whether fees are not paid: for merit or for income, and in both cases with the behaviour, the sanctions and the year
/// that the benefit asks for. A proposal to the office that grants it.
///
/// Norm: A11-01 and B2-08 (behaviour), A11-02 (average), A11-03 (a single final sanction; repeating), A11-04 (income),
/// A11-05 (a removal is a suspension).
pub fn exemption(asked: &Asked<'_>, regulation: &Regulation) -> Exemption {
    let on = asked.on;
    let needed = regulation.fee_average(on);
    let merit = needed <= asked.average.hundredths();
    let (threshold, from_year) = (regulation.fee_income(on), regulation.fee_income_from_year(on));
    let by_income = from_year <= asked.course.0 && asked.income.is_some_and(|income| income <= threshold);
    let needed_behaviour = regulation.fee_behaviour(on);
    let over = regulation.fee_sanction_over(on);
    let longest = |standings: &[SanctionStanding]| {
        let counted = asked.sanctions.iter().filter(|sanction| standings.contains(&sanction.standing));
        counted.filter_map(Sanction::days).max().unwrap_or(0)
    };
    let days = longest(&[SanctionStanding::Final]);
    let kept = [
        Check {
            condition: Condition::Behaviour { grade: asked.behaviour, needed: needed_behaviour },
            met: needed_behaviour <= asked.behaviour.tenths(),
        },
        Check { condition: Condition::Sanction { days, over }, met: days <= over },
        Check {
            condition: Condition::Repeating { repeating: asked.repeating },
            met: asked.repeating != Repeating::Yes,
        },
    ];
    let ground =
        if merit { Some(ExemptionGround::Merit) } else { by_income.then_some(ExemptionGround::Income) };
    let needed = Average::try_from(needed).unwrap_or(asked.average);
    let income = Condition::Income { income: asked.income, threshold, from_year };
    let grounds = [
        Check { condition: Condition::Average { average: asked.average, needed }, met: merit },
        Check { condition: income, met: by_income },
    ];
    let open = longest(&[SanctionStanding::Pending, SanctionStanding::SubIudice]);
    let lost = (over < days).then_some(Flag::RemovalReadAsSuspension);
    let open = (over < open).then_some(Flag::SanctionNotFinal);
    Exemption {
        ground: ground.filter(|_| kept.iter().all(|check| check.met)),
        checks: grounds.into_iter().chain(kept).collect(),
        flags: lost.into_iter().chain(open).collect(),
    }
}

/// What a student who is not exempt pays in a year of course, in cents: from the first year in which fees are due, the
/// enrolment at its beginning, the attendance each year, exam and diploma in the last.
///
/// Norm: reg. istituto, art. 36, c. 1 (A11-04).
pub fn due(course: CourseYear, on: Date, regulation: &Regulation) -> Vec<(&'static str, u32)> {
    let Fees { enrolment, attendance, exam, diploma } = regulation.fees(on);
    let first = regulation.fee_income_from_year(on);
    let mut due = Vec::new();
    if course.0 == first {
        due.push(("iscrizione", enrolment));
    }
    if first <= course.0 {
        due.push(("frequenza", attendance));
    }
    if is_last(course, on, regulation) {
        due.extend([("esame", exam), ("diploma", diploma)]);
    }
    due
}

#[cfg(test)]
mod tests;
