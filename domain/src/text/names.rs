//! Whether a text names somebody. Who there is to be named is known at the edge.

use super::words::{Word, words};

/// A text that is looked through for names.
pub struct Named<'a> {
    text: &'a str,
    words: Vec<Word>,
}

impl<'a> Named<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, words: words(text) }
    }

    /// A person by both her names, in either order, or by the family name and an initial; as it was typed.
    pub fn in_full(&self, given_name: &str, family_name: &str) -> Option<&'a str> {
        let (given, family) = (words(given_name), words(family_name));
        let first = given.first()?;
        let initial: String = first.plain.chars().take(1).collect();
        self.places_of(&family).find_map(|(from, to)| {
            let before = from.checked_sub(1).filter(|before| self.is(*before, &first.plain, &initial));
            // "Anna Maria Rossi" is Anna Rossi, and so is "Rossi Anna".
            let all_before = from.checked_sub(given.len()).filter(|start| self.begins(*start, &given));
            let start = all_before.or(before);
            let end = (to < self.words.len() && self.is(to, &first.plain, &initial)).then_some(to + 1);
            match (start, end) {
                (None, None) => None,
                (start, end) => Some(self.typed(start.unwrap_or(from), end.unwrap_or(to))),
            }
        })
    }

    /// A family name alone, written with a capital letter; as it was typed.
    pub fn by_family_name(&self, family_name: &str) -> Option<&'a str> {
        let family = words(family_name);
        let mut typed = self.places_of(&family).map(|(from, to)| self.typed(from, to));
        typed.find(|typed| typed.chars().next().is_some_and(char::is_uppercase))
    }

    /// Where these words stand in a row.
    fn places_of<'b>(&'b self, wanted: &'b [Word]) -> impl Iterator<Item = (usize, usize)> + 'b {
        let last = self.words.len().saturating_sub(wanted.len());
        let starts = if wanted.is_empty() { 0..0 } else { 0..last + 1 };
        starts.filter(|start| self.begins(*start, wanted)).map(|start| (start, start + wanted.len()))
    }

    fn begins(&self, start: usize, wanted: &[Word]) -> bool {
        let here = self.words.iter().skip(start).take(wanted.len());
        start + wanted.len() <= self.words.len() && here.zip(wanted).all(|(a, b)| a.plain == b.plain)
    }

    fn is(&self, at: usize, name: &str, initial: &str) -> bool {
        self.words.get(at).is_some_and(|word| word.plain == name || word.plain == initial)
    }

    fn typed(&self, from: usize, to: usize) -> &'a str {
        &self.text[self.words[from].from..self.words[to - 1].to]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_either_order_and_with_an_initial() {
        for (text, expected) in [
            ("Ieri Anna Rossi ha vinto", Some("Anna Rossi")),
            ("Ieri ROSSI ANNA ha vinto", Some("ROSSI ANNA")),
            ("Ieri Rossi A. ha vinto", Some("Rossi A")),
            ("Ieri A. Rossi ha vinto", Some("A. Rossi")),
            ("Ieri anna  maria\nrossi", Some("anna  maria\nrossi")),
            ("Rossi", None),
            ("Rossini Anna", None),
            ("Anna ha visto Rossi", None),
            ("Rossi B. e Anna", None),
            ("", None),
        ] {
            assert_eq!(Named::new(text).in_full("Anna Maria", "Rossi"), expected, "{text}");
        }
        assert_eq!(Named::new("dell'alunno d’angelo Niccolò").in_full("Nicolò", "D'Angelo"), None);
        assert_eq!(
            Named::new("alunno d’angelo Nicolo").in_full("Nicolò", "D'Angelo"),
            Some("d’angelo Nicolo")
        );
    }

    #[test]
    fn a_family_name_alone_counts_with_a_capital_letter() {
        assert_eq!(Named::new("Si avvisa che Costa").by_family_name("Costa"), Some("Costa"));
        assert_eq!(Named::new("quanto costa? De Luca").by_family_name("Costa"), None);
        assert_eq!(Named::new("quanto costa? De Luca").by_family_name("De Luca"), Some("De Luca"));
    }
}
