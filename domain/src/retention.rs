//! For how long what the register says is kept: classes, read from `domain/regulation/retention.toml`.
//!
//! Rows F-1 … F-8. Nothing is disposed of by itself: a term that has ended allows a proposal, no more.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::regulation::document_text;

/// The whole configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    classes: BTreeMap<String, Class>,
    categories: BTreeMap<String, Category>,
}

/// What is kept for the same reason, and as long.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// In Italian.
    pub title: String,
    /// Why that long: a norm, an interpretation note, or that it is to be confirmed.
    pub source: String,
    pub starts: Starts,
    pub years: i16,
    /// Disposal needs the Soprintendenza archivistica (F-1).
    pub authorised: bool,
}

/// From when the years run. Norm: F-2: from the closing of the file, not from the date of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Starts {
    /// It is kept for ever.
    Never,
    /// When the person leaves the school.
    Leaving,
    /// When the school year closes.
    SchoolYear,
    /// When the file closes.
    Closing,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub class: String,
    pub keyed: Keyed,
}

/// What shares a key, and so can be destroyed without the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keyed {
    Stream,
    Act,
    SchoolYear,
}

/// How long something is to be kept, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    Always,
    /// The file is not closed yet: the term has not begun.
    Open,
    /// To the end of this day.
    Until(Date),
}

impl Keep {
    /// Whether the term has ended.
    pub fn is_over(self, today: Date) -> bool {
        match self {
            Keep::Always | Keep::Open => false,
            Keep::Until(last) => last < today,
        }
    }
}

impl Retention {
    /// The configuration as adopted.
    pub fn adopted() -> &'static Retention {
        static ADOPTED: LazyLock<Retention> = LazyLock::new(|| {
            let text = document_text("retention.toml", include_str!("../regulation/retention.toml"));
            toml::from_str(&text).expect("embedded: proved by `every_category_has_its_class`")
        });
        &ADOPTED
    }

    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.get(name)
    }

    /// The name of a class and the class, for a category of streams.
    pub fn of_category(&self, category: &str) -> Option<(&Category, &Class)> {
        let category = self.categories.get(category)?;
        Some((category, self.classes.get(&category.class)?))
    }

    pub fn classes(&self) -> impl Iterator<Item = (&str, &Class)> {
        self.classes.iter().map(|(name, class)| (name.as_str(), class))
    }

    pub fn categories(&self) -> impl Iterator<Item = (&str, &Category)> {
        self.categories.iter().map(|(name, category)| (name.as_str(), category))
    }
}

impl Class {
    /// Until when it is kept. `closed` is the day on which its file was closed, if it was: the day a person left, or on
    /// which the matter ended. `written` is the day that it is about.
    ///
    /// Norm: F-2, F-4: who leaves on 31 August 2026 is in the file to the end of 31 August 2032.
    pub fn keep(&self, written: Date, closed: Option<Date>) -> Keep {
        let begins = match self.starts {
            Starts::Never => return Keep::Always,
            Starts::SchoolYear => Some(SchoolYear::containing(written).last_day()),
            Starts::Leaving | Starts::Closing => closed,
        };
        let years: Span = i32::from(self.years).years();
        match begins.map(|day| day.saturating_add(years)) {
            None => Keep::Open,
            Some(last) => Keep::Until(last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::tests::day;

    fn keep(class: &str, written: &str, closed: Option<&str>) -> Keep {
        let class = Retention::adopted().class(class).expect("a class");
        class.keep(day(written), closed.map(day))
    }

    #[test]
    fn every_category_has_its_class() {
        let retention = Retention::adopted();
        assert!(retention.categories().all(|(name, _)| retention.of_category(name).is_some()));
        let used = |class: &str| retention.categories().any(|(_, category)| category.class == class);
        assert!(retention.classes().all(|(name, _)| used(name)));
    }

    /// F-4, its worked example: who leaves on 31 August 2026 may be proposed for disposal from 1 September 2032.
    #[test]
    fn enrolment_documents_are_kept_six_years_after_leaving() {
        let kept = keep("fascicolo", "2021-09-01", Some("2026-08-31"));
        assert_eq!(kept, Keep::Until(day("2032-08-31")));
        assert!(!kept.is_over(day("2032-08-31")));
        assert!(kept.is_over(day("2032-09-01")));
    }

    /// F-2: while the file is open no term runs, however old a document is.
    #[test]
    fn no_term_runs_while_the_file_is_open() {
        for class in ["fascicolo", "assenze", "disciplina", "richieste"] {
            let kept = keep(class, "1999-09-01", None);
            assert_eq!(kept, Keep::Open, "{class}");
            assert!(!kept.is_over(day("2099-01-01")));
        }
    }

    /// F-7: registers and scrutinies are kept for ever.
    #[test]
    fn registers_are_kept_for_ever() {
        let kept = keep("registro", "1999-09-01", Some("2000-08-31"));
        assert_eq!(kept, Keep::Always);
        assert!(!kept.is_over(day("2199-01-01")));
    }

    #[test]
    fn each_class_has_its_years() {
        let last = |class, written| match keep(class, written, Some("2026-06-30")) {
            Keep::Until(last) => last.to_string(),
            Keep::Always | Keep::Open => String::new(),
        };
        assert_eq!(last("assenze", "2025-11-12"), "2032-06-30");
        assert_eq!(last("disciplina", "2025-11-12"), "2032-06-30");
        assert_eq!(last("note", "2025-11-12"), "2027-08-31");
        assert_eq!(last("riservati", "2025-11-12"), "2027-08-31");
        assert_eq!(last("comunicazioni", "2025-11-12"), "2028-08-31");
        assert_eq!(last("richieste", "2025-11-12"), "2031-06-30");
    }

    /// A note of the last day of a school year, and of the first of the next, are a year apart.
    #[test]
    fn a_note_is_kept_for_a_year_after_its_own() {
        let over = |class, written, today| keep(class, written, None).is_over(day(today));
        assert!(over("note", "2026-08-31", "2027-09-01") && !over("note", "2026-09-01", "2027-09-01"));
        assert!(
            over("riservati", "2026-08-31", "2027-09-01") && !over("riservati", "2026-08-31", "2027-08-31")
        );
        assert!(over("comunicazioni", "2026-08-31", "2028-09-01"));
        assert!(!over("comunicazioni", "2026-08-31", "2028-08-31"));
    }
}
