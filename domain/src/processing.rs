//! What the register does with personal data, and why: the catalogue of events, from which the record of processing (GDPR,
//! art. 30), the notices of art. 13-14 and the sections of a copy (art. 15) are made.
//!
//! Rows C1-01, C1-02, C5-01. Read from `domain/regulation/processing.toml`; a test holds that no kind of event is missing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::regulation::document_text;
use crate::retention::{Class, Retention};

/// The whole catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Processing {
    pub controller: Controller,
    activities: BTreeMap<String, Activity>,
}

/// What holds for all that the school does with the register, in Italian.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controller {
    pub basis: String,
    pub special_basis: String,
    pub transfers: String,
    pub automated_decisions: String,
    pub security: String,
}

/// One activity, in Italian but for the names of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    pub title: String,
    pub purpose: String,
    /// Whose data.
    pub subjects: Vec<String>,
    pub data: String,
    /// Whether special categories (art. 9) are among them.
    pub special: bool,
    pub seen_by: Vec<String>,
    /// Outside of the school.
    pub recipients: Vec<String>,
    pub source: String,
    /// The category of the streams, from which the term of retention follows.
    pub category: String,
    pub kinds: Vec<String>,
}

impl Processing {
    /// The catalogue as adopted.
    pub fn adopted() -> &'static Processing {
        static ADOPTED: LazyLock<Processing> = LazyLock::new(|| {
            let text = document_text("processing.toml", include_str!("../regulation/processing.toml"));
            toml::from_str(&text).expect("embedded: proved by `every_activity_has_its_retention`")
        });
        &ADOPTED
    }

    pub fn activities(&self) -> impl Iterator<Item = (&str, &Activity)> {
        self.activities.iter().map(|(name, activity)| (name.as_str(), activity))
    }

    /// The activity of the streams of a category.
    pub fn of_category(&self, category: &str) -> Option<&Activity> {
        self.activities.values().find(|activity| activity.category == category)
    }

    /// The activities that a kind of event belongs to: one, unless the catalogue is wrong.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Activity> {
        self.activities.values().filter(move |activity| activity.kinds.iter().any(|known| known == kind))
    }
}

impl Activity {
    /// How long what belongs to it is kept.
    pub fn retention(&self) -> Option<&'static Class> {
        Retention::adopted().of_category(&self.category).map(|(_, class)| class)
    }
}

impl Controller {
    /// On what the processing rests.
    pub fn basis_of(&self, activity: &Activity) -> String {
        if activity.special { format!("{}; {}", self.basis, self.special_basis) } else { self.basis.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// C1-01, C5-01.
    #[test]
    fn every_activity_has_its_retention() {
        for (name, activity) in Processing::adopted().activities() {
            assert!(activity.retention().is_some(), "{name}: {}", activity.category);
            let basis = Processing::adopted().controller.basis_of(activity);
            assert_eq!(basis.contains("art. 9"), activity.special, "{name}");
        }
        let categories = Retention::adopted().categories().map(|(category, _)| category);
        let missing: Vec<_> =
            categories.filter(|it| Processing::adopted().of_category(it).is_none()).collect();
        assert!(missing.is_empty(), "no activity in processing.toml for {missing:?}");
    }
}
