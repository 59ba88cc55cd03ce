//! Grades of a scrutiny, in whole tenths, and averages in hundredths.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A grade as a council gives it (`voto in decimi`): whole, from 1 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub struct WholeGrade(u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} non è un voto intero da 1 a 10")]
pub struct NotAGrade(u8);

impl WholeGrade {
    pub fn tenths(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for WholeGrade {
    type Error = NotAGrade;

    fn try_from(tenths: u8) -> Result<Self, NotAGrade> {
        if (1..=10).contains(&tenths) { Ok(Self(tenths)) } else { Err(NotAGrade(tenths)) }
    }
}

impl From<WholeGrade> for u8 {
    fn from(grade: WholeGrade) -> u8 {
        grade.0
    }
}

impl fmt::Display for WholeGrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An average in hundredths: 8,40 is 840. Cut and not rounded, so that it is over a whole number of tenths exactly when
/// the true average is, for as many grades as a class has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u16", try_from = "u16")]
pub struct Average(u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} non è una media in centesimi, da 100 a 1000")]
pub struct NotAnAverage(u16);

impl Average {
    /// The average of some grades; none of none.
    pub fn of(grades: impl IntoIterator<Item = WholeGrade>) -> Option<Average> {
        let (mut sum, mut number) = (0_u32, 0_u32);
        for grade in grades {
            sum += u32::from(grade.0) * 100;
            number += 1;
        }
        let average = sum.checked_div(number)?;
        u16::try_from(average).ok().map(Average)
    }

    pub fn hundredths(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Average {
    type Error = NotAnAverage;

    fn try_from(hundredths: u16) -> Result<Self, NotAnAverage> {
        if (100..=1000).contains(&hundredths) { Ok(Self(hundredths)) } else { Err(NotAnAverage(hundredths)) }
    }
}

impl From<Average> for u16 {
    fn from(average: Average) -> u16 {
        average.0
    }
}

/// With a comma, as it is written in Italian.
impl fmt::Display for Average {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The year of a course of study, from the first figure of the class's name: `3B` is a third.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CourseYear(pub u8);

impl CourseYear {
    pub fn of_label(label: &str) -> Option<CourseYear> {
        let figure = label.trim().chars().next()?.to_digit(10)?;
        u8::try_from(figure).ok().filter(|year| *year != 0).map(CourseYear)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(tenths: &[u8]) -> Vec<WholeGrade> {
        tenths.iter().map(|tenths| WholeGrade::try_from(*tenths).expect("a grade")).collect()
    }

    #[test]
    fn a_grade_is_whole_and_from_one_to_ten() {
        for (tenths, is_one) in [(0, false), (1, true), (10, true), (11, false)] {
            assert_eq!(WholeGrade::try_from(tenths).is_ok(), is_one, "{tenths}");
        }
        assert_eq!(serde_json::from_str::<WholeGrade>("11").ok(), None);
        assert_eq!(serde_json::from_str::<WholeGrade>("7").map(WholeGrade::tenths).ok(), Some(7));
    }

    /// A11-02, B2-05: just over eight is over eight, however many grades there are; just under is not eight.
    #[test]
    fn an_average_is_on_the_side_of_a_whole_number_on_which_it_truly_is() {
        for number in 1..60 {
            let mut over = vec![8; number];
            over[0] = 9;
            assert!(800 < Average::of(grades(&over)).expect("some").hundredths(), "{number}");
            over[0] = 7;
            assert!(Average::of(grades(&over)).expect("some").hundredths() < 800, "{number}");
            assert_eq!(Average::of(grades(&vec![8; number])).map(Average::hundredths), Some(800));
        }
        assert_eq!(Average::of([]), None);
        assert_eq!(Average::of(grades(&[8, 9])).map(|average| average.to_string()), Some("8,50".to_owned()));
        assert_eq!((Average::try_from(99).is_ok(), Average::try_from(1001).is_ok()), (false, false));
    }

    #[test]
    fn the_year_of_a_class_is_the_figure_that_its_name_begins_with() {
        for (label, year) in [("3B", Some(3)), (" 5AInf", Some(5)), ("B3", None), ("", None), ("0A", None)] {
            assert_eq!(CourseYear::of_label(label), year.map(CourseYear), "{label}");
        }
    }
}
