//! What waits for the principal, as the dashboard shows it.

use super::views_layout::{Link, NormRef};

/// The part of the dashboard below the day's figures.
#[derive(Clone, Debug, Default)]
pub struct WaitingView {
    pub duties: Vec<ToDoRow>,
    pub overdue: usize,
    pub clocks: Vec<ClockRow>,
    /// Clocks beyond those shown.
    pub clocks_more: usize,
    pub appeals: Vec<ClockRow>,
    pub missing: Vec<MissingRow>,
    pub missing_in_all: usize,
    pub missing_href: String,
    /// Acts recorded today that are worth a look: what, how many, where they are listed.
    pub unusual: Vec<(String, String, String)>,
}

/// Duties of one kind.
#[derive(Clone, Debug)]
pub struct ToDoRow {
    pub what: Link,
    pub overdue: usize,
    pub due: usize,
    pub since: String,
    pub norm: NormRef,
}

/// A day that is waited for.
#[derive(Clone, Debug)]
pub struct ClockRow {
    pub student: Link,
    pub what: String,
    pub until: String,
    /// "fra 3 giorni", "oggi", "scaduto da 2 giorni".
    pub left: String,
    pub passed: bool,
    pub norm: NormRef,
}

/// A class's subject in which somebody has no grade.
#[derive(Clone, Debug)]
pub struct MissingRow {
    pub class: Link,
    pub subject: String,
    pub students: usize,
    pub sits_on: String,
}
