//! School credit (`credito scolastico`): the band that an average falls in, by year of course.

use serde::{Deserialize, Serialize};

use super::grade::{Average, CourseYear};
use crate::regulation::Measured;

/// The lowest and the highest points of a band, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    pub from: u8,
    pub to: u8,
}

/// The bands by average, from the lowest; each begins where the one before ends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<Written>")]
pub struct CreditBands(Vec<Written>);

/// `up_to` is in hundredths, included; the last band has no end. A year without points gives no credit at that average.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "no_end")]
    up_to: u16,
    #[serde(default)]
    third: Option<(u8, u8)>,
    #[serde(default)]
    fourth: Option<(u8, u8)>,
    #[serde(default)]
    fifth: Option<(u8, u8)>,
}

fn no_end() -> u16 {
    u16::MAX
}

impl CreditBands {
    /// The band of an average in a year of course; none before the last three years.
    ///
    /// Norm: D.Lgs. 62/2017, art. 15 and annex A (row B2-05).
    pub fn band(&self, average: Average, year: CourseYear) -> Option<Band> {
        let line = self.0.iter().find(|line| average.hundredths() <= line.up_to)?;
        let (from, to) = match year {
            CourseYear(3) => line.third,
            CourseYear(4) => line.fourth,
            CourseYear(5) => line.fifth,
            CourseYear(_) => None,
        }?;
        Some(Band { from, to })
    }

    /// Whether credit is given in a year of course at all.
    pub fn has(&self, year: CourseYear) -> bool {
        matches!(year, CourseYear(3..=5))
    }
}

impl TryFrom<Vec<Written>> for CreditBands {
    type Error = String;

    fn try_from(lines: Vec<Written>) -> Result<Self, String> {
        if lines.windows(2).any(|pair| pair[1].up_to < pair[0].up_to) {
            return Err("the bands of credit do not follow each other".to_owned());
        }
        Ok(Self(lines))
    }
}

impl Measured for CreditBands {
    const UNIT: &'static str = "points-by-average-in-hundredths";
}
