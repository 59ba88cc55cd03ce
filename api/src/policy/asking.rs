//! Somebody who asks, at a moment, with the facts of that moment.

use jiff::civil::{Date, DateTime};
use registro_domain::consultation::Opened;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Sight;
use registro_domain::regulation::Regulation;
use registro_projections::directory::Directory;

use super::relation::has_chair;
use super::table::readers;
use super::{Matter, Relation};
use crate::actor::{Agent, Capacity};

/// Who asks, when, and what is known of everybody then. With the directory as of another moment, the question is about then.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    pub agent: Agent,
    pub directory: &'a Directory,
    /// By the clock on the wall.
    pub at: DateTime,
    pub regulation: &'a Regulation,
}

/// Whom something is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    pub student: Option<PersonId>,
    pub class: Option<ClassId>,
    /// Whoever wrote it or is named in it.
    pub named: Vec<PersonId>,
    /// The day on which it was recorded; none for what is told as it is today.
    pub recorded: Option<Date>,
}

impl About {
    pub fn student(student: PersonId) -> Self {
        Self { student: Some(student), ..Self::default() }
    }

    pub fn class(class: ClassId) -> Self {
        Self { class: Some(class), ..Self::default() }
    }

    /// Nobody in particular: all of the school.
    pub fn school() -> Self {
        Self::default()
    }
}

impl<'a> Asking<'a> {
    pub fn on(&self) -> Date {
        self.at.date()
    }

    /// What entitles her to read it: the first of the readers whom she is. Whoever does not hold her capacity that day is
    /// nobody.
    pub fn reads(&self, matter: Matter, about: &About) -> Option<Relation> {
        if !self.agent.holds(self.directory, self.on()) {
            return None;
        }
        readers(matter).iter().copied().find(|relation| relation.holds(self, about))
    }

    pub fn may_read(&self, matter: Matter, about: &About) -> bool {
        self.reads(matter, about).is_some()
    }

    /// What of a student's record she sees.
    pub fn sees_of(&self, student: PersonId) -> Sight {
        let informed = self.informed_of(student);
        if informed != Sight::Nothing {
            return informed;
        }
        let known = self.directory.person(student).is_some();
        if known && self.may_read(Matter::StudentRecord, &About::student(student)) {
            return Sight::Everything;
        }
        Sight::Nothing
    }

    /// What of a student's record she sees as her family.
    pub(super) fn informed_of(&self, student: PersonId) -> Sight {
        let family = self.agent.capacity == Capacity::Guardian && self.agent.holds(self.directory, self.on());
        match self.directory.person(student) {
            Some(profile) if family => profile.informs(self.agent.person, self.on(), self.regulation),
            Some(_) | None => Sight::Nothing,
        }
    }

    pub fn may_see_student(&self, student: PersonId) -> bool {
        self.sees_of(student) == Sight::Everything
    }

    pub fn may_see_class(&self, class: ClassId) -> bool {
        self.may_read(Matter::ClassDay, &About::class(class))
    }

    pub fn may_see_school(&self) -> bool {
        self.may_read(Matter::SchoolDay, &About::school())
    }

    /// Whether she is the coordinator of a class: an office of a teacher, not a capacity of its own.
    pub fn coordinates(&self, class: ClassId) -> bool {
        self.agent.coordinates(self.directory, class, self.on())
    }

    /// Whether she has a chair or the coordination of a class.
    pub(super) fn teaches(&self, class: ClassId) -> bool {
        let profile = self.directory.person(self.agent.person);
        profile.is_some_and(|profile| has_chair(profile, class, self)) || self.coordinates(class)
    }

    /// What she is allowed to consult at this moment.
    pub(super) fn consultations(&self) -> impl Iterator<Item = &'a Opened> + use<'a> {
        self.directory.consultations_of(self.agent.person, self.at)
    }
}
