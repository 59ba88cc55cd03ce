//! What is written of one student, naming no other.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::people::Profile;
use crate::text::Text;
use crate::text::names::Named;

/// Words about a student that name no other: made only by [`NoteText::about`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteText(Text);

/// The words name another student.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{words}» è un altro studente: ciò che si scrive di uno studente non ne nomina altri")]
pub struct NamesAStudent {
    pub student: PersonId,
    pub words: String,
}

impl NoteText {
    /// `students` are those of the school that day.
    ///
    /// Norm: reg. istituto, art. 42, c. 9 (A12-04), C6. Whoever bears the student's own name is not told from her.
    pub fn about<'a>(
        student: PersonId,
        students: impl IntoIterator<Item = &'a Profile>,
        typed: Text,
    ) -> Result<NoteText, NamesAStudent> {
        let (herself, others): (Vec<_>, Vec<_>) =
            students.into_iter().partition(|profile| profile.person == student);
        let same = |other: &Profile| herself.iter().any(|it| it.full_name() == other.full_name());
        let named = Named::new(typed.as_str());
        let found = others.into_iter().filter(|other| !same(other)).find_map(|other| {
            let words = named.in_full(other.given_name.as_str(), other.family_name.as_str())?;
            Some(NamesAStudent { student: other.person, words: words.to_owned() })
        });
        found.map_or(Ok(NoteText(typed)), Err)
    }

    pub fn as_text(&self) -> &Text {
        &self.0
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<NoteText> for Text {
    fn from(text: NoteText) -> Text {
        text.0
    }
}

impl fmt::Display for NoteText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
