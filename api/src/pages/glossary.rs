//! The words of the law, explained, by the alphabet. The page says nothing of anybody: it is open.

use askama::Template;
use askama_web::WebTemplate;
use axum::http::HeaderMap;

use super::views_layout::{Layout, NormRef};
use super::{address, frame};
use crate::glossary::{TERMS, Term};
use crate::http::Web;
use crate::identity;

/// The page.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "glossary.html")]
pub struct GlossaryPage {
    pub layout: Layout,
    pub letters: Vec<Letter>,
}

/// The words that begin with it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// In capitals.
    pub letter: String,
    pub words: Vec<Word>,
}

#[derive(Clone, Debug)]
pub struct Word {
    pub slug: String,
    pub name: &'static str,
    pub meaning: &'static str,
    pub norms: Vec<NormRef>,
}

/// `GET /glossario`.
pub(crate) async fn get(web: Web, headers: HeaderMap) -> GlossaryPage {
    let session = identity::identify(&web, &headers).await.ok();
    let layout = frame::layout(&web, session.as_ref(), "Glossario", address::GLOSSARY);
    GlossaryPage { layout, letters: letters() }
}

fn letters() -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for term in TERMS {
        let letter: String = term.name.chars().take(1).flat_map(char::to_uppercase).collect();
        let word = word(term);
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.words.push(word),
            None => letters.push(Letter { letter, words: vec![word] }),
        }
    }
    letters
}

fn word(term: &'static Term) -> Word {
    let norms = term.norms().into_iter().map(|authority| frame::norm(authority.norm)).collect();
    Word { slug: term.slug(), name: term.name, meaning: term.meaning, norms }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_under_its_letter_once() {
        let letters = letters();
        assert_eq!(letters.iter().map(|letter| letter.words.len()).sum::<usize>(), TERMS.len());
        let names: Vec<&str> = letters.iter().map(|letter| letter.letter.as_str()).collect();
        assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
    }
}
