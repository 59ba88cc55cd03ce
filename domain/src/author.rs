//! Who changes what somebody wrote in a student's record: its author, or who leads the school.

use crate::ids::PersonId;

/// Somebody in the capacity in which she changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Teacher(PersonId),
    Principal(PersonId),
    /// `Collaboratore del dirigente`.
    Deputy(PersonId),
}

impl By {
    pub fn person(self) -> PersonId {
        match self {
            By::Teacher(person) | By::Principal(person) | By::Deputy(person) => person,
        }
    }

    /// Whether she wrote it herself, or is the principal.
    pub fn is_author_or_principal(self, author: PersonId) -> bool {
        match self {
            By::Teacher(person) | By::Deputy(person) => person == author,
            By::Principal(_) => true,
        }
    }

    /// Whether she wrote it herself, or is the principal or the deputy.
    pub fn is_author_or_leads(self, author: PersonId) -> bool {
        match self {
            By::Teacher(person) => person == author,
            By::Principal(_) | By::Deputy(_) => true,
        }
    }
}
