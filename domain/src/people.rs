//! One person of the school: who she is, where she studies or teaches, who answers for her.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::ids::{ClassId, PersonId, SubjectCode};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::{Text, italian_day, on_day};

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonEvent {
    #[serde(rename = "person-registered.v1")]
    Registered {
        person: PersonId,
        given_name: Text,
        family_name: Text,
        born_on: Date,
        on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "student-enrolled.v1")]
    Enrolled {
        student: PersonId,
        class: ClassId,
        year: SchoolYear,
        from: Date,
        annual_hours: u16,
        because: Vec<Norm>,
    },
    /// In `class` from `from` on; in `withdrawn` until the day before.
    #[serde(rename = "student-moved.v1")]
    Moved {
        student: PersonId,
        year: SchoolYear,
        withdrawn: ClassId,
        class: ClassId,
        from: Date,
        reason: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "student-left.v1")]
    Left {
        student: PersonId,
        year: SchoolYear,
        class: ClassId,
        last_day: Date,
        reason: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "annual-hours-set.v1")]
    AnnualHoursSet {
        student: PersonId,
        year: SchoolYear,
        withdrawn: u16,
        hours: u16,
        reason: Text,
        on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "responsibility-held.v1")]
    ResponsibilityHeld {
        student: PersonId,
        guardian: PersonId,
        relation: Relation,
        from: Date,
        because: Vec<Norm>,
    },
    /// A court's order limits what a guardian may do and see, from day to day.
    #[serde(rename = "responsibility-limited.v1")]
    ResponsibilityLimited {
        student: PersonId,
        guardian: PersonId,
        from: Date,
        until: Option<Date>,
        order: Text,
        because: Vec<Norm>,
    },
    #[serde(rename = "office-assigned.v1")]
    OfficeAssigned { person: PersonId, office: Office, from: Date, until: Option<Date>, because: Vec<Norm> },
    #[serde(rename = "chair-assigned.v1")]
    ChairAssigned {
        teacher: PersonId,
        class: ClassId,
        subject: SubjectCode,
        weekly_hours: u8,
        from: Date,
        until: Option<Date>,
        because: Vec<Norm>,
    },
    /// A parent asks to be informed of an adult student.
    #[serde(rename = "disclosure-requested.v1")]
    DisclosureRequested { student: PersonId, guardian: PersonId, from: Date, because: Vec<Norm> },
    /// An adult student objects to her parents being informed.
    #[serde(rename = "disclosure-objected.v1")]
    DisclosureObjected { student: PersonId, from: Date, because: Vec<Norm> },
    #[serde(rename = "objection-withdrawn.v1")]
    ObjectionWithdrawn { student: PersonId, from: Date, because: Vec<Norm> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    Mother,
    Father,
    /// Appointed by a court (`tutore`).
    Tutor,
}

/// A role in the school that is not a teacher's chair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Office {
    /// `Dirigente scolastico`.
    Principal,
    Secretariat,
    /// `Coordinatore di classe`.
    Coordinator {
        class: ClassId,
    },
    Dpo,
    Auditor,
    /// `Collaboratore del dirigente`: decides permissions for the principal.
    Deputy,
    /// `Responsabile di plesso`.
    SiteLead,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Person {
    #[default]
    Unknown,
    Known(Box<Profile>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub person: PersonId,
    pub given_name: Text,
    pub family_name: Text,
    pub born_on: Date,
    pub enrolments: Vec<Enrolment>,
    pub annual_hours: BTreeMap<SchoolYear, u16>,
    pub guardians: Vec<Responsibility>,
    pub offices: Vec<Held<Office>>,
    pub chairs: Vec<Held<Chair>>,
}

/// In a class from day to day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enrolment {
    pub year: SchoolYear,
    pub class: ClassId,
    pub from: Date,
    pub until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responsibility {
    pub guardian: PersonId,
    pub relation: Relation,
    pub from: Date,
    pub limits: Vec<Limit>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub from: Date,
    pub until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held<T> {
    pub what: T,
    pub from: Date,
    pub until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chair {
    pub class: ClassId,
    pub subject: SubjectCode,
    pub weekly_hours: u8,
}

fn covers(from: Date, until: Option<Date>, on: Date) -> bool {
    from <= on && until.is_none_or(|until| on <= until)
}

impl Profile {
    /// The class that the student was in **on that day**.
    pub fn class_on(&self, on: Date) -> Option<ClassId> {
        let year = SchoolYear::containing(on);
        self.enrolments.iter().find(|e| e.year == year && covers(e.from, e.until, on)).map(|e| e.class)
    }

    pub fn full_name(&self) -> String {
        format!("{} {}", self.family_name, self.given_name)
    }

    /// Norm: reg. istituto, art. 16, Assenze, c. 3 (A3-07): of age from the birthday itself.
    pub fn is_of_age(&self, on: Date, regulation: &Regulation) -> bool {
        let age = i16::from(regulation.age_of_majority(on));
        let (year, month, day) = (self.born_on.year() + age, self.born_on.month(), self.born_on.day());
        // Who was born on 29 February comes of age on 1 March of a common year.
        let birthday = Date::new(year, month, day).or_else(|_| Date::new(year, 3, 1));
        birthday.is_ok_and(|birthday| birthday <= on)
    }

    pub fn holds_office(&self, on: Date, is: impl Fn(Office) -> bool) -> bool {
        self.offices.iter().any(|held| covers(held.from, held.until, on) && is(held.what))
    }

    pub fn chairs_on(&self, on: Date) -> impl Iterator<Item = &Chair> {
        self.chairs.iter().filter(move |held| covers(held.from, held.until, on)).map(|held| &held.what)
    }

    /// Who holds responsibility, unlimited, on a day.
    pub fn guardians_on(&self, on: Date) -> impl Iterator<Item = PersonId> {
        self.guardians.iter().filter(move |held| held.holds(on)).map(|held| held.guardian)
    }

    /// Whoever may justify for this student on a day, in which capacity.
    ///
    /// Norm: A3-01 (holders of responsibility), A3-07 (adults for themselves), B6-01 (court limits).
    pub fn justifier(&self, by: PersonId, on: Date, regulation: &Regulation) -> Result<Justifier, Rejection> {
        let of_age = self.is_of_age(on, regulation);
        if by == self.person {
            return if of_age {
                Ok(Justifier(JustifierKind::AdultStudent(by)))
            } else {
                Err(Rejection::NotOfAge { on, born_on: self.born_on })
            };
        }
        let Some(held) = self.guardians.iter().find(|held| held.guardian == by && held.from <= on) else {
            return Err(Rejection::NoResponsibility { on });
        };
        if let Some(limit) = held.limits.iter().find(|limit| covers(limit.from, limit.until, on)) {
            return Err(Rejection::LimitedByCourt { on, from: limit.from, until: limit.until });
        }
        if of_age {
            return Err(Rejection::StudentOfAge { on });
        }
        Ok(Justifier(JustifierKind::Guardian(by)))
    }
}

impl Responsibility {
    fn holds(&self, on: Date) -> bool {
        self.from <= on && !self.limits.iter().any(|limit| covers(limit.from, limit.until, on))
    }
}

/// Somebody who may justify: made only by [`Profile::justifier`], or read from the log.
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

pub fn evolve(before: Person, event: &PersonEvent) -> Person {
    if let PersonEvent::Registered { person, given_name, family_name, born_on, .. } = event {
        return Person::Known(Box::new(Profile {
            person: *person,
            given_name: given_name.clone(),
            family_name: family_name.clone(),
            born_on: *born_on,
            enrolments: Vec::new(),
            annual_hours: BTreeMap::new(),
            guardians: Vec::new(),
            offices: Vec::new(),
            chairs: Vec::new(),
        }));
    }
    let Person::Known(mut profile) = before else { return before };
    profile.apply(event);
    Person::Known(profile)
}

impl Profile {
    /// Nothing of this year stays after a day; other years are not touched.
    fn end_enrolments(&mut self, year: SchoolYear, last_day: Date) {
        self.enrolments.retain(|other| other.year != year || other.from <= last_day);
        if let Some(last) = self.enrolments.iter_mut().rfind(|other| other.year == year) {
            last.until = Some(last_day);
        }
    }

    fn apply(&mut self, event: &PersonEvent) {
        match event {
            PersonEvent::Registered { .. } => {}
            PersonEvent::Enrolled { class, year, from, annual_hours, .. } => {
                self.enrolments.push(Enrolment { year: *year, class: *class, from: *from, until: None });
                self.annual_hours.insert(*year, *annual_hours);
            }
            PersonEvent::Moved { year, class, from, .. } => {
                self.end_enrolments(*year, from.yesterday().unwrap_or(*from));
                self.enrolments.push(Enrolment { year: *year, class: *class, from: *from, until: None });
            }
            PersonEvent::Left { year, last_day, .. } => self.end_enrolments(*year, *last_day),
            PersonEvent::AnnualHoursSet { year, hours, .. } => {
                self.annual_hours.insert(*year, *hours);
            }
            PersonEvent::ResponsibilityHeld { guardian, relation, from, .. } => {
                let (guardian, relation, from) = (*guardian, *relation, *from);
                self.guardians.push(Responsibility { guardian, relation, from, limits: Vec::new() });
            }
            PersonEvent::ResponsibilityLimited { guardian, from, until, .. } => {
                for held in self.guardians.iter_mut().filter(|held| held.guardian == *guardian) {
                    held.limits.push(Limit { from: *from, until: *until });
                }
            }
            PersonEvent::DisclosureRequested { .. }
            | PersonEvent::DisclosureObjected { .. }
            | PersonEvent::ObjectionWithdrawn { .. } => {}
            PersonEvent::OfficeAssigned { office, from, until, .. } => {
                self.offices.push(Held { what: *office, from: *from, until: *until });
            }
            PersonEvent::ChairAssigned { class, subject, weekly_hours, from, until, .. } => {
                let what = Chair { class: *class, subject: subject.clone(), weekly_hours: *weekly_hours };
                self.chairs.push(Held { what, from: *from, until: *until });
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Register { person: PersonId, given_name: Text, family_name: Text, born_on: Date, on: Date },
    Enrol { class: ClassId, year: SchoolYear, from: Date, annual_hours: u16 },
    Move { year: SchoolYear, class: ClassId, from: Date, reason: Text },
    Leave { year: SchoolYear, last_day: Date, reason: Text },
    SetAnnualHours { year: SchoolYear, hours: u16, reason: Text, on: Date },
    HoldResponsibility { guardian: PersonId, relation: Relation, from: Date },
    LimitResponsibility { guardian: PersonId, from: Date, until: Option<Date>, order: Text },
    AssignOffice { office: Office, from: Date, until: Option<Date> },
    AssignChair { chair: Chair, from: Date, until: Option<Date> },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("la persona non è nota al registro")]
    Unknown,
    #[error("la persona è già nota al registro con altri dati")]
    AlreadyKnown,
    #[error("{day} lo studente è già iscritto a una classe", day = on_day(*on))]
    AlreadyEnrolled { on: Date },
    #[error("{day} lo studente non risulta iscritto a una classe", day = on_day(*on))]
    NotEnrolled { on: Date },
    #[error("{day} è fuori dall'anno scolastico {year}", day = on_day(*on))]
    OutsideYear { on: Date, year: SchoolYear },
    #[error("il monte ore annuale deve essere maggiore di zero")]
    NoAnnualHours,
    #[error("la data di fine ({end}) precede quella di inizio ({start})", end = italian_day(*until), start = italian_day(*from))]
    EndsBeforeStart { from: Date, until: Date },
    #[error("{day} chi chiede non esercita la responsabilità genitoriale sullo studente", day = on_day(*on))]
    NoResponsibility { on: Date },
    #[error(
        "{day} la responsabilità di chi chiede è limitata da un provvedimento del giudice (dal {start} {end})",
        day = on_day(*on),
        start = italian_day(*from),
        end = until.map_or("senza termine".to_owned(), |until| format!("al {}", italian_day(until)))
    )]
    LimitedByCourt { on: Date, from: Date, until: Option<Date> },
    #[error("{day} lo studente è maggiorenne e giustifica da sé", day = on_day(*on))]
    StudentOfAge { on: Date },
    #[error("{day} lo studente, nato {born}, è minorenne", day = on_day(*on), born = on_day(*born_on))]
    NotOfAge { on: Date, born_on: Date },
}

impl Rejection {
    pub fn norm(&self) -> Norm {
        match self {
            Rejection::Unknown | Rejection::AlreadyKnown | Rejection::EndsBeforeStart { .. } => {
                Norm::OnlyRegisterFunctions
            }
            Rejection::AlreadyEnrolled { .. }
            | Rejection::NotEnrolled { .. }
            | Rejection::OutsideYear { .. }
            | Rejection::NoAnnualHours => Norm::PersonalisedHours,
            Rejection::NoResponsibility { .. } => Norm::JustifiedOnReturn,
            Rejection::LimitedByCourt { .. } => Norm::LimitsOfResponsibility,
            Rejection::StudentOfAge { .. } | Rejection::NotOfAge { .. } => Norm::AdultJustifiesAlone,
        }
    }
}

mod decide;
pub use decide::decide;
#[cfg(test)]
mod tests;
