//! What the register does with personal data, and why: the catalogue of events, from which the record of processing (GDPR,
//! art. 30), the notices of art. 13-14 and the sections of a copy (art. 15) are made.
//!
//! Rows C1-01, C1-02, C5-01; interpretation 0064. Read from `domain/regulation/processing.toml`; a test holds that no kind of event is missing.

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
    /// What somebody may ask of the school, how, and to whom she complains.
    pub rights: String,
    pub exercise: String,
    pub complaint: String,
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
    /// Whom a notice tells of it, and from whom the data come as they see it.
    pub told: BTreeMap<Audience, Origin>,
    /// Whether the data must be given, and what follows if they are not (art. 13, par. 2, lett. e).
    pub obligatory: String,
    /// Why it takes these data and no more (art. 35, par. 7, lett. b).
    pub necessity: String,
    /// The category of the streams, from which the term of retention follows.
    pub category: String,
    pub kinds: Vec<String>,
}

/// For whom a notice (`informativa`) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Students and who holds responsibility for them.
    Families,
    Staff,
}

/// From whom data come, as those of a notice see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Norm: GDPR, art. 13.
    Themselves,
    /// Norm: GDPR, art. 14.
    Others,
    Both,
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

    /// What a notice to somebody tells of: each activity, and from whom its data come.
    ///
    /// Norm: C5-01: GDPR, art. 13 and 14.
    pub fn told_to(&self, audience: Audience) -> impl Iterator<Item = (&str, &Activity, Origin)> {
        self.activities()
            .filter_map(move |(name, activity)| Some((name, activity, *activity.told.get(&audience)?)))
    }

    /// The activity of the streams of a category.
    pub fn of_category(&self, category: &str) -> Option<&Activity> {
        self.activities.values().find(|activity| activity.category == category)
    }

    /// The activity that a kind of event belongs to, by its name without its version: old forms are told with today's.
    pub fn of_any_version(&self, kind: &str) -> Option<&str> {
        let named = |kind: &str| kind.rsplit_once('.').map_or(kind.to_owned(), |(name, _)| name.to_owned());
        let wanted = named(kind);
        let found = self.activities.iter().find(|(_, it)| it.kinds.iter().any(|it| named(it) == wanted));
        found.map(|(name, _)| name.as_str())
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

    /// C2-02: the notices tell the months that the law of requests counts.
    #[test]
    fn the_notices_tell_the_months_of_the_law() {
        use jiff::civil::date;

        let regulation = crate::regulation::Regulation::adopted();
        let on = date(2025, 9, 15);
        let within = regulation.rights_answered_within(on).0;
        let extended = regulation.rights_answered_within_extended(on).0;
        assert_eq!((within, extended - within), (1, 2), "words follow");
        let exercise = &Processing::adopted().controller.exercise;
        assert!(exercise.contains("entro un mese, che si può prorogare di due"), "{exercise}");
    }

    /// C5-01: no activity is left out of the notices, nor what they must say of it and what an assessment begins from.
    #[test]
    fn every_activity_is_told_to_somebody() {
        let catalogue = Processing::adopted();
        for (name, activity) in catalogue.activities() {
            assert!(!activity.told.is_empty(), "{name} stands in no notice");
            for said in [&activity.purpose, &activity.data, &activity.source, &activity.obligatory] {
                assert!(!said.trim().is_empty(), "{name}");
            }
            assert!(!activity.necessity.trim().is_empty() && !activity.seen_by.is_empty(), "{name}");
            // Whose data they are is told: of students to families, of teachers to staff.
            let of = |whose: &str| activity.subjects.iter().any(|it| it.contains(whose));
            assert!(!of("student") || activity.told.contains_key(&Audience::Families), "{name}");
            assert!(!of("docenti") || activity.told.contains_key(&Audience::Staff), "{name}");
            assert!(!of("personale") || activity.told.contains_key(&Audience::Staff), "{name}");
        }
        let told = |audience| catalogue.told_to(audience).map(|(name, ..)| name).collect::<Vec<_>>();
        let (families, staff) = (told(Audience::Families), told(Audience::Staff));
        assert!(families.contains(&"deroghe") && !staff.contains(&"deroghe"), "{families:?} {staff:?}");
        assert!(staff.contains(&"lezioni") && !families.contains(&"lezioni"), "{families:?} {staff:?}");
    }

    /// An event of an old form is counted with today's; of what is unknown nothing is said.
    #[test]
    fn every_version_of_a_kind_is_of_one_activity() {
        let catalogue = Processing::adopted();
        assert_eq!(catalogue.of_any_version("exit-recorded.v1"), Some("frequenza"));
        assert_eq!(catalogue.of_any_version("exit-recorded.v2"), Some("frequenza"));
        assert_eq!(catalogue.of_any_version("exit-forgotten.v1"), None);
    }
}
