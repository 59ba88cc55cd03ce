//! What the law and the school's regulation lay down in numbers: dated data, read from `domain/regulation/`.
//!
//! An act is judged by what was in force on its day. Nothing here says what follows from a number: that is for the
//! subjects.

mod dated;
mod provisions;
mod units;

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

pub use dated::{BadHistory, Dated, Line, Measured, Provision};
pub use provisions::Regulation;
pub use units::{DayOfYear, Fees, QuorumRule, ReserveAnchor, ReserveUnit, VoteForm};

const DOCUMENTS: [(&str, &str); 13] = [
    ("regolamento-istituto.toml", include_str!("../regulation/regolamento-istituto.toml")),
    ("bell-schedule.toml", include_str!("../regulation/bell-schedule.toml")),
    ("dlgs-297-1994-art-114.toml", include_str!("../regulation/dlgs-297-1994-art-114.toml")),
    ("dlgs-297-1994-art-37.toml", include_str!("../regulation/dlgs-297-1994-art-37.toml")),
    ("dpr-122-2009.toml", include_str!("../regulation/dpr-122-2009.toml")),
    ("dpr-249-1998.toml", include_str!("../regulation/dpr-249-1998.toml")),
    ("dpr-135-2025.toml", include_str!("../regulation/dpr-135-2025.toml")),
    ("dlgs-62-2017.toml", include_str!("../regulation/dlgs-62-2017.toml")),
    ("dlgs-297-1994-art-200.toml", include_str!("../regulation/dlgs-297-1994-art-200.toml")),
    ("gdpr.toml", include_str!("../regulation/gdpr.toml")),
    ("l-241-1990.toml", include_str!("../regulation/l-241-1990.toml")),
    ("l-4-2004.toml", include_str!("../regulation/l-4-2004.toml")),
    ("consultations.toml", include_str!("../regulation/consultations.toml")),
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
        static ADOPTED: LazyLock<Regulation> = LazyLock::new(|| {
            Regulation::from_toml_with_overrides("")
                .expect("embedded: proved by `the_adopted_regulation_says_what_the_school_wrote`")
        });
        ADOPTED.clone()
    }

    /// The adopted regulation with some keys of some provisions replaced by those of `overrides`. Its version says so,
    /// unless `overrides` gives it a name of its own.
    pub fn from_toml_with_overrides(overrides: &str) -> Result<Regulation, RegulationError> {
        let mut whole = Table::new();
        for (document, text) in DOCUMENTS {
            for (key, provision) in table(document, &document_text(document, text))? {
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

/// What an embedded document says.
#[cfg(not(test))]
pub(crate) fn document_text(_name: &str, embedded: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(embedded)
}

/// What a document says or, where `tests/numbers` put one in its place with a number changed, what that one says: the
/// tests of this crate are expected to notice.
#[cfg(test)]
pub(crate) fn document_text(name: &str, embedded: &'static str) -> Cow<'static, str> {
    let Some(folder) = std::env::var_os("REGISTRO_TEST_NUMBERS") else { return Cow::Borrowed(embedded) };
    let changed = std::fs::read_to_string(std::path::Path::new(&folder).join(name));
    changed.map_or(Cow::Borrowed(embedded), Cow::Owned)
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

impl Measured for BellSchedule {
    const UNIT: &'static str = "periods";
}

#[cfg(test)]
mod tests;
