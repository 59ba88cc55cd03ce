//! The words of a typed text, as they are compared: lower case, without accents, with the place where they stand.

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without accents.
    pub plain: String,
    /// Where it was typed, in bytes of the text.
    pub from: usize,
    pub to: usize,
}

/// The words of a text. An apostrophe ends a word, and an acronym is one word with or without its dots.
pub fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    for (at, c) in text.char_indices() {
        if is_mark(c) {
            continue;
        }
        if !c.is_alphanumeric() {
            words.extend(open.take());
            continue;
        }
        let word = open.get_or_insert_with(|| Word { plain: String::new(), from: at, to: at });
        word.plain.extend(c.to_lowercase().map(without_accent).filter(|c| !is_mark(*c)));
        word.to = at + c.len_utf8();
    }
    words.extend(open);
    acronyms(text, words)
}

/// `P.E.I.` is `PEI`.
fn acronyms(text: &str, words: Vec<Word>) -> Vec<Word> {
    let mut merged: Vec<Word> = Vec::with_capacity(words.len());
    let mut dotted = false;
    for word in words {
        let letter = word.plain.len() == 1 && word.plain.chars().all(char::is_alphabetic);
        match merged.last_mut() {
            Some(last) if letter && dotted && &text[last.to..word.from] == "." => {
                last.plain.push_str(&word.plain);
                last.to = word.to;
            }
            Some(_) | None => merged.push(word),
        }
        dotted = letter;
    }
    merged
}

/// An accent written after its letter, or a hyphen that does not show.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{00AD}')
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.plain).collect()
    }

    #[test]
    fn words_are_compared_without_case_accents_and_apostrophes() {
        assert_eq!(plain("L'INFLUENZA è finita, perché?"), ["l", "influenza", "e", "finita", "perche"]);
        assert_eq!(plain("perche\u{300} gastro\u{AD}enterite"), ["perche", "gastroenterite"]);
        assert_eq!(plain("İnvalidità"), ["invalidita"]);
        assert_eq!(plain(" … "), Vec::<String>::new());
    }

    #[test]
    fn an_acronym_is_one_word_with_or_without_dots() {
        assert_eq!(plain("il P.E.I. e il d.s.a"), ["il", "pei", "e", "il", "dsa"]);
        assert_eq!(plain("L. 104/92, L.104"), ["l", "104", "92", "l", "104"]);
        assert_eq!(plain("gruppo A. B. C."), ["gruppo", "a", "b", "c"]);
    }

    #[test]
    fn a_word_stands_where_it_was_typed() {
        let text = "È così: P.E.I.";
        let typed: Vec<_> = words(text).iter().map(|word| &text[word.from..word.to]).collect();
        assert_eq!(typed, ["È", "così", "P.E.I"]);
    }
}
