//! A grade in tenths (`voto in decimi`), what it weighs, and averages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::regulation::Measured;

/// A value in tenths, kept in hundredths of one: `650` is six and a half. Written `6,5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tenths(pub u16);

const HUNDREDTHS: u16 = 100;

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / HUNDREDTHS, self.0 % HUNDREDTHS);
        match (part, part % 10) {
            (0, _) => write!(f, "{whole}"),
            (_, 0) => write!(f, "{whole},{}", part / 10),
            (..) => write!(f, "{whole},{part:02}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» non è un voto: si scrive come 6, 6,5 o 6,75")]
pub struct NotATenth(pub String);

impl FromStr for Tenths {
    type Err = NotATenth;

    /// As teachers type it: `7`, `6,5`, `6.75`, `6½`, `7+`, `7-`.
    fn from_str(typed: &str) -> Result<Self, NotATenth> {
        let refusal = || NotATenth(typed.to_owned());
        let typed = typed.trim();
        let quarter = HUNDREDTHS / 4;
        let of = |whole: &str| {
            let digits = (1..=2).contains(&whole.len()) && whole.bytes().all(|byte| byte.is_ascii_digit());
            let whole: Option<u16> = whole.parse().ok().filter(|_| digits);
            whole.map(|whole| whole * HUNDREDTHS).ok_or_else(refusal)
        };
        if let Some(whole) = typed.strip_suffix('½') {
            return Ok(Tenths(of(whole)? + 2 * quarter));
        }
        if let Some(whole) = typed.strip_suffix('+') {
            return Ok(Tenths(of(whole)? + quarter));
        }
        if let Some(whole) = typed.strip_suffix(['-', '−']) {
            return Ok(Tenths(of(whole)?.saturating_sub(quarter)));
        }
        let Some((whole, part)) = typed.split_once([',', '.']) else { return of(typed).map(Tenths) };
        let part = match part.len() {
            1 => of(part)? / 10,
            2 => of(part)? / HUNDREDTHS,
            _ => return Err(refusal()),
        };
        Ok(Tenths(of(whole)? + part))
    }
}

/// Which values are marks: from one to another, by steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenScale")]
pub struct Scale {
    pub lowest: Tenths,
    pub highest: Tenths,
    pub step: Tenths,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenScale {
    lowest: u16,
    highest: u16,
    step: u16,
}

impl TryFrom<WrittenScale> for Scale {
    type Error = String;

    fn try_from(WrittenScale { lowest, highest, step }: WrittenScale) -> Result<Self, String> {
        if 0 < step && lowest < highest {
            Ok(Scale { lowest: Tenths(lowest), highest: Tenths(highest), step: Tenths(step) })
        } else {
            Err(format!("from {lowest} to {highest} by {step} is not a scale"))
        }
    }
}

impl Measured for Scale {
    const UNIT: &'static str = "hundredths-of-a-mark";
}

impl Scale {
    pub fn has(self, value: Tenths) -> bool {
        let Scale { lowest, highest, step } = self;
        lowest <= value && value <= highest && (value.0 - lowest.0).is_multiple_of(step.0)
    }

    /// Every value, from the lowest.
    pub fn values(self) -> impl Iterator<Item = Tenths> {
        (self.lowest.0..=self.highest.0).step_by(usize::from(self.step.0)).map(Tenths)
    }
}

/// What a grade is worth: its value, its weight in percent, and whether it counts or only informs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub value: Tenths,
    pub weight: u16,
    pub counts: bool,
}

impl Mark {
    /// Norm: reg. istituto, art. 42, c. 4 (A12-01); interpretation 0025.
    pub(super) fn is_sound(self, scale: Scale, heaviest: u16) -> Result<(), Rejection> {
        if !scale.has(self.value) {
            return Err(Rejection::NotAMark { value: self.value, scale });
        }
        if !(1..=heaviest).contains(&self.weight) {
            return Err(Rejection::NotAWeight { weight: self.weight, at_most: heaviest });
        }
        Ok(())
    }
}

/// The weighted average of what counts, to the nearest hundredth. None: nothing counts.
pub fn average(marks: impl IntoIterator<Item = Mark>) -> Option<Tenths> {
    let (mut sum, mut weights) = (0u64, 0u64);
    for mark in marks.into_iter().filter(|mark| mark.counts) {
        sum += u64::from(mark.value.0) * u64::from(mark.weight);
        weights += u64::from(mark.weight);
    }
    let average = (2 * sum + weights).checked_div(2 * weights)?;
    u16::try_from(average).ok().map(Tenths)
}
