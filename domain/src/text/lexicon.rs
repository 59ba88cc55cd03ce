//! The words that are looked for in typed texts: data, read from `domain/regulation/lexicon.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lint::{Category, Place, Severity};
use super::words::Word;

static LEXICON: LazyLock<BTreeMap<Place, Vec<Entry>>> = LazyLock::new(|| {
    read(include_str!("../../regulation/lexicon.toml"))
        .expect("embedded: proved by `the_lexicon_is_read_and_says_everything_once`")
});

/// One or more words in a row, and what they give away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub category: Category,
    pub severity: Severity,
    pattern: Vec<Pattern>,
}

/// A word with its ending.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    Exact(String),
    /// Any of the endings of Italian nouns and adjectives.
    Inflected(String),
    Prefix(String),
}

const ITALIAN_ENDINGS: [&str; 6] = ["a", "e", "i", "o", "he", "hi"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    category: Category,
    #[serde(rename = "in")]
    places: BTreeMap<Place, Severity>,
    words: Vec<String>,
}

fn read(text: &str) -> Result<BTreeMap<Place, Vec<Entry>>, toml::de::Error> {
    let written: Written = toml::from_str(text)?;
    let mut lexicon: BTreeMap<Place, Vec<Entry>> = BTreeMap::new();
    for group in written.group {
        for (place, severity) in group.places {
            let entries = group.words.iter().map(|words| Entry {
                category: group.category,
                severity,
                pattern: words.split(' ').map(Pattern::read).collect(),
            });
            lexicon.entry(place).or_default().extend(entries);
        }
    }
    // A grade is about somebody: what is not said of grades is as of a person.
    let of_a_person = lexicon.get(&Place::Person).cloned().unwrap_or_default();
    let of_a_grade = lexicon.entry(Place::Grade).or_default();
    let more: Vec<Entry> = of_a_person
        .into_iter()
        .filter(|entry| of_a_grade.iter().all(|known| known.pattern != entry.pattern))
        .collect();
    of_a_grade.extend(more);
    Ok(lexicon)
}

/// What is looked for in a place.
pub(super) fn entries(place: Place) -> &'static [Entry] {
    LEXICON.get(&place).map_or(&[], Vec::as_slice)
}

impl Entry {
    /// How many words it takes, if these begin with it.
    pub(super) fn begins(&self, words: &[Word]) -> Option<usize> {
        let length = self.pattern.len();
        let all =
            length <= words.len() && self.pattern.iter().zip(words).all(|(it, word)| it.is(&word.plain));
        all.then_some(length)
    }
}

impl Pattern {
    fn read(written: &str) -> Self {
        match (written.strip_suffix('~'), written.strip_suffix('*')) {
            (Some(stem), _) => Pattern::Inflected(stem.to_owned()),
            (None, Some(stem)) => Pattern::Prefix(stem.to_owned()),
            (None, None) => Pattern::Exact(written.to_owned()),
        }
    }

    fn is(&self, word: &str) -> bool {
        match self {
            Pattern::Exact(whole) => word == whole,
            Pattern::Inflected(stem) => {
                word.strip_prefix(stem.as_str()).is_some_and(|ending| ITALIAN_ENDINGS.contains(&ending))
            }
            Pattern::Prefix(stem) => word.starts_with(stem.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    #[test]
    fn the_lexicon_is_read_and_says_everything_once() {
        let lexicon = read(include_str!("../../regulation/lexicon.toml")).expect("the embedded lexicon");
        for place in [Place::Lesson, Place::Person, Place::Grade, Place::Board, Place::Staff] {
            let entries = &lexicon[&place];
            for (i, entry) in entries.iter().enumerate() {
                let twice = entries[i + 1..].iter().find(|other| other.pattern == entry.pattern);
                assert_eq!(twice, None, "{place:?}");
            }
        }
    }

    #[test]
    fn what_is_looked_for_is_written_as_words_are_compared() {
        for pattern in LEXICON.values().flatten().flat_map(|entry| &entry.pattern) {
            let (Pattern::Exact(stem) | Pattern::Inflected(stem) | Pattern::Prefix(stem)) = pattern;
            let compared = words(stem);
            assert_eq!(compared.iter().map(|word| &word.plain).collect::<Vec<_>>(), [stem]);
        }
    }

    #[test]
    fn an_ending_is_one_of_italian_and_no_other() {
        let pattern = Pattern::read("celiac*");
        assert!(pattern.is("celiachia") && pattern.is("celiaca"));
        let pattern = Pattern::read("bronchit~");
        for (word, is) in
            [("bronchite", true), ("bronchiti", true), ("bronchit", false), ("bronchitico", false)]
        {
            assert_eq!(pattern.is(word), is, "{word}");
        }
    }
}
