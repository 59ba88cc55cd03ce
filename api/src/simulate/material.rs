//! What the made-up school is made of: tracks, subjects, topics, names. Read from `fixtures/simulated-school.toml`.

use std::collections::BTreeMap;

use registro_domain::ids::SubjectCode;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Material {
    pub(crate) family_names: Syllables,
    pub(crate) women: Vec<String>,
    pub(crate) men: Vec<String>,
    /// With `{}` where a number goes.
    pub(crate) homework: Vec<String>,
    /// Topics of any subject.
    pub(crate) general_topics: Vec<String>,
    pub(crate) tracks: Vec<Track>,
    pub(crate) subjects: BTreeMap<String, Subject>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Syllables {
    pub(crate) begin: Vec<String>,
    pub(crate) middle: Vec<String>,
    pub(crate) end: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Track {
    pub(crate) name: String,
    pub(crate) years: Vec<Curriculum>,
}

/// The week of some years of a track.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Curriculum {
    pub(crate) years: Vec<u32>,
    /// Weekly hours by subject.
    pub(crate) hours: BTreeMap<String, u8>,
    /// Those of them with a second teacher (`compresenza`).
    pub(crate) together: BTreeMap<String, u8>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subject {
    pub(crate) name: String,
    /// A teacher's chairs are all of one area.
    pub(crate) area: String,
    /// The area of whoever stands beside in the hours together.
    pub(crate) second: Option<String>,
    pub(crate) topics: Vec<String>,
}

impl Material {
    pub(crate) fn embedded() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../../fixtures/simulated-school.toml"))
    }

    pub(crate) fn subject(&self, code: &SubjectCode) -> Option<&Subject> {
        self.subjects.get(&code.0)
    }
}

impl Track {
    /// The week of a class of a year, from 1.
    pub(crate) fn curriculum(&self, year: u32) -> Option<&Curriculum> {
        self.years.iter().find(|curriculum| curriculum.years.contains(&year))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_year_of_every_track_has_a_week_that_the_bell_can_hold() {
        let material = Material::embedded().expect("the file is embedded");
        for track in &material.tracks {
            for year in 1..=5 {
                let week = track.curriculum(year).expect("a curriculum");
                let hours: u8 = week.hours.values().sum();
                assert!((27..=35).contains(&hours), "{} {year}: {hours}", track.name);
                for subject in week.hours.keys() {
                    assert!(material.subjects.contains_key(subject), "{subject}");
                }
                for (subject, hours) in &week.together {
                    assert!(*hours <= week.hours[subject], "{subject}");
                    assert!(material.subjects[subject].second.is_some(), "{subject}");
                }
            }
        }
    }
}
