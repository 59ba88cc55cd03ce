//! Who acts for a student, and who is told of her, on a given day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Profile, Rejection, Responsibility, covers};
use crate::ids::PersonId;
use crate::norm::Norm;
use crate::regulation::Regulation;

/// What of a student's record a guardian sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    Everything,
    /// What was in the register before this day, and nothing that came after.
    Before(Date),
    Nothing,
}

impl Profile {
    /// Norm: reg. istituto, art. 16, Assenze, c. 3 (A3-07): of age from the birthday itself.
    pub fn is_of_age(&self, on: Date, regulation: &Regulation) -> bool {
        self.comes_of_age(on, regulation).is_some_and(|birthday| birthday <= on)
    }

    /// The birthday of coming of age, by the law of a day. `None`: beyond the calendar.
    pub fn comes_of_age(&self, on: Date, regulation: &Regulation) -> Option<Date> {
        let age = i16::from(regulation.age_of_majority(on));
        let (year, month, day) = (self.born_on.year() + age, self.born_on.month(), self.born_on.day());
        // Who was born on 29 February comes of age on 1 March of a common year.
        Date::new(year, month, day).or_else(|_| Date::new(year, 3, 1)).ok()
    }

    /// Who holds responsibility, unlimited, on a day.
    pub fn guardians_on(&self, on: Date) -> impl Iterator<Item = PersonId> {
        self.guardians.iter().filter(move |held| held.holds(on)).map(|held| held.guardian)
    }

    /// Who acts for this student on a day, in which capacity.
    ///
    /// Norm: A3-01 (holders of responsibility), A3-07 (adults for themselves), B6-01 (court limits).
    pub fn justifier(
        &self,
        by: PersonId,
        on: Date,
        regulation: &Regulation,
    ) -> Result<JustifierFor, Rejection> {
        let of_age = self.is_of_age(on, regulation);
        let kind = if by == self.person {
            if !of_age {
                return Err(Rejection::NotOfAge { on, born_on: self.born_on });
            }
            JustifierKind::AdultStudent(by)
        } else {
            self.responsible(by, on)?;
            if of_age {
                return Err(Rejection::StudentOfAge { on });
            }
            JustifierKind::Guardian(by)
        };
        Ok(JustifierFor { student: self.person, by: Justifier(kind) })
    }

    /// The responsibility that somebody holds on a day.
    ///
    /// Norm: B6-01: equal for both parents, unless a court limits it.
    pub(super) fn responsible(&self, guardian: PersonId, on: Date) -> Result<&Responsibility, Rejection> {
        let mut hers = self.guardians.iter().filter(|held| held.guardian == guardian);
        let held = hers.find(|held| covers(held.from, held.until, on));
        let held = held.ok_or(Rejection::NoResponsibility { on })?;
        match held.limits.iter().find(|limit| covers(limit.from, limit.until, on)) {
            Some(limit) => Err(Rejection::LimitedByCourt { on, from: limit.from, until: limit.until }),
            None => Ok(held),
        }
    }

    /// What of this student's record a guardian sees on a day.
    ///
    /// Norm: B6-01: nothing while a court limits the guardian. B6-02: of an adult student everything if the guardian
    /// asks and the student does not object; otherwise what was known before, which is not taken back.
    pub fn informs(&self, guardian: PersonId, on: Date, regulation: &Regulation) -> Sight {
        let Ok(held) = self.responsible(guardian, on) else { return Sight::Nothing };
        let Some(of_age) = self.comes_of_age(on, regulation).filter(|birthday| *birthday <= on) else {
            return Sight::Everything;
        };
        let unasked = regulation.family_of_adult_told_unasked(on).then_some(of_age);
        let Some(told_from) = unasked.or(held.asks_from.filter(|asked| *asked <= on)) else {
            return Sight::Before(of_age);
        };
        match self.objections.iter().find(|objection| covers(objection.from, objection.until, on)) {
            None => Sight::Everything,
            Some(objection) if told_from < objection.from => Sight::Before(objection.from),
            // Nobody was told anything between the birthday and the objection.
            Some(_) => Sight::Before(of_age),
        }
    }

    /// Whether an objection stands that nobody withdrew.
    pub fn objects(&self) -> bool {
        self.objections.iter().any(|objection| objection.until.is_none())
    }

    /// Who is told of this student on a day: who answers for a minor; an adult herself, and the parents who are to be
    /// informed of her.
    ///
    /// Norm: B6-01, B6-02.
    pub fn told_on(&self, on: Date, regulation: &Regulation) -> Vec<PersonId> {
        let herself = self.is_of_age(on, regulation).then_some(self.person);
        let guardians = self.guardians.iter().map(|held| held.guardian);
        let told = guardians.filter(|guardian| self.informs(*guardian, on, regulation) == Sight::Everything);
        herself.into_iter().chain(told).collect()
    }
}

impl Responsibility {
    fn holds(&self, on: Date) -> bool {
        covers(self.from, self.until, on)
            && !self.limits.iter().any(|limit| covers(limit.from, limit.until, on))
    }
}

/// Somebody who acts for one student and for no other: made only by [`Profile::justifier`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JustifierFor {
    student: PersonId,
    by: Justifier,
}

impl JustifierFor {
    pub fn student(self) -> PersonId {
        self.student
    }

    /// As an event on that student keeps it.
    pub fn by(self) -> Justifier {
        self.by
    }
}

/// Who acted, as an event of the student keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Justifier(JustifierKind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum JustifierKind {
    Guardian(PersonId),
    AdultStudent(PersonId),
}

impl Justifier {
    pub fn person(self) -> PersonId {
        match self.0 {
            JustifierKind::Guardian(person) | JustifierKind::AdultStudent(person) => person,
        }
    }

    pub fn norm(self) -> Norm {
        match self.0 {
            JustifierKind::Guardian(_) => Norm::JustifiedOnReturn,
            JustifierKind::AdultStudent(_) => Norm::AdultJustifiesAlone,
        }
    }
}
