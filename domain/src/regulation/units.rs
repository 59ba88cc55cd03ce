//! What the numbers of the law are measured in.

use serde::Deserialize;

use super::Measured;
use crate::hours::{CountingPolicy, Share, WarningLevels};
use crate::ids::SubjectCode;
use crate::text::links::PermittedHosts;

/// From where the days of the reserve run. The regulation says two things: art. 16, Assenze, c. 2 lett. a and b.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReserveAnchor {
    /// The day on which the student is back in class.
    Return,
    /// The last day of the absence.
    LastAbsence,
}

/// Which days the reserve is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReserveUnit {
    Civil,
    School,
}

/// How many members of a body make a quorum (`metà più uno`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuorumRule {
    /// The smallest number of which twice is more than the whole: 3 of 5.
    SmallestMajority,
    /// Half of the whole, rounded up, and one: 4 of 5.
    HalfRoundedUpAndOne,
}

impl QuorumRule {
    pub fn of(self, members: usize) -> usize {
        match self {
            QuorumRule::SmallestMajority => members / 2 + 1,
            QuorumRule::HalfRoundedUpAndOne => members.div_ceil(2) + 1,
        }
    }
}

/// Whether a vote that concerns a person shows who voted what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoteForm {
    Open,
    /// Only the totals are kept.
    Secret,
}

/// A day that comes back every year, `10-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DayOfYear {
    pub month: i8,
    pub day: i8,
}

impl TryFrom<String> for DayOfYear {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let parsed: Option<jiff::civil::Date> = format!("2025-{written}").parse().ok();
        let day = parsed.ok_or_else(|| format!("{written} is not a day of every year"))?;
        Ok(DayOfYear { month: day.month(), day: day.day() })
    }
}

/// How many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Count(pub u16);

/// How many days that are not a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Days(pub u16);

/// Calendar months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Months(pub i32);

/// Percent of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Percent(pub u16);

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Allowed(pub bool);

/// A number of late entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Delays(pub u16);

/// A number of years of age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Years(pub u8);

/// A grade, in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Tenths(pub u8);

/// An average, in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Hundredths(pub u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Euro(pub u32);

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Subjects(pub Vec<SubjectCode>);

/// School fees, in cents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    pub enrolment: u32,
    pub attendance: u32,
    pub exam: u32,
    pub diploma: u32,
}

/// A share that is more than nothing and no more than the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenFraction")]
pub(super) struct Fraction(pub Share);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFraction {
    numerator: u32,
    denominator: u32,
}

impl TryFrom<WrittenFraction> for Fraction {
    type Error = String;

    fn try_from(WrittenFraction { numerator, denominator }: WrittenFraction) -> Result<Self, String> {
        if 0 < numerator && numerator <= denominator {
            Ok(Fraction(Share { numerator, denominator }))
        } else {
            Err(format!("{numerator}/{denominator} is not a share"))
        }
    }
}

impl Measured for Delays {
    const UNIT: &'static str = "delays";
}

impl Measured for Tenths {
    const UNIT: &'static str = "tenths";
}

impl Measured for Hundredths {
    const UNIT: &'static str = "hundredths";
}

impl Measured for Euro {
    const UNIT: &'static str = "euro";
}

impl Measured for Subjects {
    const UNIT: &'static str = "subjects";
}

impl Measured for Fees {
    const UNIT: &'static str = "cents";
}

impl Measured for Years {
    const UNIT: &'static str = "years";
}

impl Measured for Fraction {
    const UNIT: &'static str = "fraction";
}

impl Measured for CountingPolicy {
    const UNIT: &'static str = "policy";
}

impl Measured for WarningLevels {
    const UNIT: &'static str = "percent-of-the-hours-that-may-be-missed";
}

impl Measured for Count {
    const UNIT: &'static str = "times";
}

impl Measured for Days {
    const UNIT: &'static str = "days";
}

impl Measured for Months {
    const UNIT: &'static str = "months";
}

impl Measured for Percent {
    const UNIT: &'static str = "percent";
}

impl Measured for Allowed {
    const UNIT: &'static str = "allowed";
}

impl Measured for DayOfYear {
    const UNIT: &'static str = "month-day";
}

impl Measured for ReserveAnchor {
    const UNIT: &'static str = "anchor";
}

impl Measured for ReserveUnit {
    const UNIT: &'static str = "unit";
}

impl Measured for PermittedHosts {
    const UNIT: &'static str = "hosts";
}

impl Measured for QuorumRule {
    const UNIT: &'static str = "quorum";
}

impl Measured for VoteForm {
    const UNIT: &'static str = "vote-form";
}
