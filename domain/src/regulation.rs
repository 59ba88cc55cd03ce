//! What the law and the school's regulation lay down in numbers: dated data, read from `domain/regulation/`.
//!
//! An act is judged by what was in force on its day. Nothing here says what follows from a number: that is for the
//! subjects.

mod dated;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

pub use dated::{BadHistory, Dated, Line, Measured, Provision};

use crate::hours::{CountingPolicy, Share, WarningLevels};
use crate::term::CivilDays;

/// The numbers in force in the school, each read from the act that lays it down.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulation {
    version: String,
    doors_open: Provision<Time>,
    lessons_start: Provision<Time>,
    immediate_admission_until: Provision<Time>,
    deferred_admission_at: Provision<Time>,
    break_ends: Provision<Time>,
    bell_schedule: Provision<BellSchedule>,
    family_notice_at_delay: Provision<Delays>,
    sanction_proposal_from_delay: Provision<Delays>,
    justification_reserve: Provision<CivilDays>,
    permission_request_notice: Provision<CivilDays>,
    attendance_share: Provision<Fraction>,
    attendance_share_restated: Provision<Fraction>,
    hours_counting: Provision<CountingPolicy>,
    warning_levels: Provision<WarningLevels>,
    age_of_majority: Provision<Years>,
}

/// A day before the first line of a value is judged by that first line; see [`Dated::judging`].
impl Regulation {
    /// The name of this set of numbers, for an event to cite: the day from which the school applies it. Numbers
    /// overridden at load never pass for the adopted ones.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The first bell. Norm: reg. istituto, art. 16, Frequenza, c. 2 lett. b (row A1-01).
    pub fn doors_open(&self, on: Date) -> Time {
        *self.doors_open.in_force.judging(on)
    }

    /// The second bell: who comes later is late. Norm: reg. istituto, art. 16, Frequenza, c. 2 lett. b (row A1-01).
    pub fn lessons_start(&self, on: Date) -> Time {
        *self.lessons_start.in_force.judging(on)
    }

    /// Until then, included, a late student goes straight to class. Norm: reg. istituto, art. 16, Ritardi, c. 4 lett. b
    /// (row A1-04).
    pub fn immediate_admission_until(&self, on: Date) -> Time {
        *self.immediate_admission_until.in_force.judging(on)
    }

    /// When a student who came later without an accepted ground is admitted. Norm: reg. istituto, art. 16, Ritardi,
    /// c. 4 lett. b (row A1-04).
    pub fn deferred_admission_at(&self, on: Date) -> Time {
        *self.deferred_admission_at.in_force.judging(on)
    }

    /// The end of the break (`intervallo`). Norm: reg. istituto, art. 21, c. 2 lett. c.
    pub fn break_ends(&self, on: Date) -> Time {
        *self.break_ends.in_force.judging(on)
    }

    /// The periods of the day. Norm: reg. istituto, art. 16 (row A1-01); from the second period on, an assumption.
    pub fn bell_schedule(&self, on: Date) -> &BellSchedule {
        self.bell_schedule.in_force.judging(on)
    }

    /// The counted delay at which the family is told. Norm: reg. istituto, art. 16, Frequenza, c. 3 lett. b (row A1-05).
    pub fn family_notice_at_delay(&self, on: Date) -> u16 {
        self.family_notice_at_delay.in_force.judging(on).0
    }

    /// The counted delay from which a sanction is proposed. Norm: reg. istituto, art. 16, Ritardi, c. 4 lett. d
    /// (row A1-06).
    pub fn sanction_proposal_from_delay(&self, on: Date) -> u16 {
        self.sanction_proposal_from_delay.in_force.judging(on).0
    }

    /// How long a student is in class with reserve (`con riserva`), from the return. Norm: reg. istituto, art. 16,
    /// Assenze, c. 2 lett. a (rows A3-03, A3-05).
    pub fn justification_reserve(&self, on: Date) -> CivilDays {
        *self.justification_reserve.in_force.judging(on)
    }

    /// How long before a late entry or an early exit it is asked for. Norm: reg. istituto, art. 16, Ritardi, c. 4
    /// lett. e (row A2-01).
    pub fn permission_request_notice(&self, on: Date) -> CivilDays {
        *self.permission_request_notice.in_force.judging(on)
    }

    /// The share of the annual hours that makes the year valid. Norm: DPR 122/2009, art. 14, c. 7; reg. istituto,
    /// art. 23, c. 1, says the same (rows A5-01, B3-01).
    pub fn attendance_share(&self, on: Date) -> Share {
        self.attendance_share.in_force.judging(on).0
    }

    /// The share as the school repeats it, which national law prevails over. Norm: reg. istituto, art. 23, c. 1
    /// (row A5-01).
    pub fn attendance_share_restated(&self, on: Date) -> Share {
        self.attendance_share_restated.in_force.judging(on).0
    }

    /// How hours of absence are counted. Norm: reg. istituto, art. 23, c. 3 (row A5-03).
    pub fn hours_counting(&self, on: Date) -> CountingPolicy {
        *self.hours_counting.in_force.judging(on)
    }

    /// How near the line somebody is told. No norm: a parameter of the school (row A5-11).
    pub fn warning_levels(&self, on: Date) -> WarningLevels {
        *self.warning_levels.in_force.judging(on)
    }

    /// The age, in years, from which a student acts alone. Norm: reg. istituto, art. 16, Assenze, c. 3; art. 2 c.c.
    /// (row A3-07).
    pub fn age_of_majority(&self, on: Date) -> u8 {
        self.age_of_majority.in_force.judging(on).0
    }
}

const DOCUMENTS: [(&str, &str); 3] = [
    ("regolamento-istituto.toml", include_str!("../regulation/regolamento-istituto.toml")),
    ("bell-schedule.toml", include_str!("../regulation/bell-schedule.toml")),
    ("dpr-122-2009.toml", include_str!("../regulation/dpr-122-2009.toml")),
];

/// Why the numbers could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RegulationError {
    #[error("cannot read {document}")]
    NotToml { document: String, source: toml::de::Error },
    #[error("{key} stands in {document} and in another document")]
    Repeated { key: String, document: String },
    #[error("cannot make a regulation of what was read")]
    Unsound { source: toml::de::Error },
}

impl Regulation {
    /// The regulation as adopted by the school, with the national law that it applies.
    pub fn adopted() -> Regulation {
        Regulation::from_toml_with_overrides("")
            .expect("embedded: proved by `the_adopted_regulation_says_what_the_school_wrote`")
    }

    /// The adopted regulation with some keys of some provisions replaced by those of `overrides`. Its version says so,
    /// unless `overrides` gives it a name of its own.
    pub fn from_toml_with_overrides(overrides: &str) -> Result<Regulation, RegulationError> {
        let mut whole = Table::new();
        for (document, text) in DOCUMENTS {
            for (key, provision) in table(document, text)? {
                if whole.contains_key(&key) {
                    return Err(RegulationError::Repeated { key, document: document.to_owned() });
                }
                whole.insert(key, provision);
            }
        }
        let overrides = table("the overrides", overrides)?;
        if !overrides.is_empty()
            && let Some(Value::String(version)) = whole.get_mut("version")
        {
            version.push_str("+overrides");
        }
        for (key, change) in overrides {
            if let (Some(Value::Table(provision)), Value::Table(change)) = (whole.get_mut(&key), &change) {
                provision.extend(change.clone());
            } else {
                whole.insert(key, change);
            }
        }
        whole.try_into().map_err(|source| RegulationError::Unsound { source })
    }
}

fn table(document: &str, text: &str) -> Result<Table, RegulationError> {
    text.parse().map_err(|source| RegulationError::NotToml { document: document.to_owned(), source })
}

/// The hours of the school day (`orario delle campane`), in order.
///
/// Norm: reg. istituto, art. 16, Frequenza, c. 2 lett. b; Ritardi, c. 4 lett. b (row A1-01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BellSchedule {
    pub periods: Vec<Period>,
}

/// An hour of lessons (`ora di lezione`): the instant of its end belongs to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// From 1.
    pub number: u8,
    pub starts: Time,
    pub ends: Time,
}

impl BellSchedule {
    /// The period going on at `time`.
    pub fn period_at(&self, time: Time) -> Option<&Period> {
        self.periods.iter().find(|period| period.starts <= time && time < period.ends)
    }
}

/// A number of late entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
struct Delays(u16);

/// A number of years of age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
struct Years(u8);

/// A share that is more than nothing and no more than the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenFraction")]
struct Fraction(Share);

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

impl Measured for BellSchedule {
    const UNIT: &'static str = "periods";
}

#[cfg(test)]
mod tests;
