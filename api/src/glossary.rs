//! The words of the law in the pages: what each means, where it stands, and the way to it from where it is first used.
//!
//! One table, in Italian. `docs/glossary.md` says what each is in the code; a test holds the two together.

mod terms;

use registro_domain::norm::{AUTHORITIES, Authority};

pub use terms::TERMS;

/// A word of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    pub name: &'static str,
    /// Where it stands: rows of the rule sheet.
    pub rows: &'static [&'static str],
    /// For whoever has never read the regulation.
    pub meaning: &'static str,
}

const fn term(name: &'static str, rows: &'static [&'static str], meaning: &'static str) -> Term {
    Term { name, rows, meaning }
}

impl Term {
    /// Its name in addresses: `organo-di-garanzia`.
    pub fn slug(&self) -> String {
        let plain = |letter: char| match letter {
            'à' => 'a',
            'è' | 'é' => 'e',
            'ì' => 'i',
            'ò' => 'o',
            'ù' => 'u',
            letter if letter.is_alphanumeric() => letter,
            _ => '-',
        };
        self.name.to_lowercase().chars().map(plain).collect()
    }

    /// The norms that it comes from.
    pub fn norms(&self) -> Vec<&'static Authority> {
        self.rows.iter().filter_map(|row| AUTHORITIES.iter().find(|known| known.row == *row)).collect()
    }
}

/// A word of the table.
pub fn find(name: &str) -> Option<&'static Term> {
    TERMS.iter().find(|term| term.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_word_has_an_address_of_its_own_and_norms_that_exist() {
        let addresses: BTreeSet<String> = TERMS.iter().map(Term::slug).collect();
        assert_eq!(addresses.len(), TERMS.len());
        for term in TERMS {
            assert_eq!(term.norms().len(), term.rows.len(), "{}", term.name);
            assert!(term.slug().chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{}", term.slug());
            assert!(term.meaning.ends_with('.') && term.meaning.len() <= 400, "{}", term.name);
        }
    }

    #[test]
    fn words_stand_in_the_order_of_the_alphabet() {
        let slugs: Vec<String> = TERMS.iter().map(Term::slug).collect();
        assert!(slugs.is_sorted(), "{slugs:?}");
    }

    #[test]
    fn a_word_is_found_by_its_name() {
        assert_eq!(find("scrutinio").map(Term::slug).as_deref(), Some("scrutinio"));
        assert_eq!(find("Organo di garanzia").map(Term::slug).as_deref(), Some("organo-di-garanzia"));
        assert_eq!(find("scrutini"), None);
    }
}
