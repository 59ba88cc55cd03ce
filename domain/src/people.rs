//! One person of the school: who she is, where she studies or teaches, who answers for her.

mod decide;
mod event;
mod family;
mod fiscal_code;
mod received;
mod rejection;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::SchoolYear;
use crate::ids::{ClassId, PersonId, SubjectCode};
use crate::text::Text;

pub use decide::decide;
pub use event::{Office, PersonEvent, Relation};
pub use family::{Justifier, JustifierFor, Sight};
pub use fiscal_code::{FiscalCode, FiscalKey, InvalidFiscalCode, check_letter};
pub use received::{FileHash, NotAFileHash, ReceivedFile, ReceivedSanction};
pub use rejection::Rejection;

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
    /// When she objected, of age, to her parents being informed.
    pub objections: Vec<Limit>,
    pub offices: Vec<Held<Office>>,
    pub chairs: Vec<Held<Chair>>,
    /// What of her `codice fiscale` is kept, if she is linked to it: by it she signs in.
    pub fiscal_key: Option<FiscalKey>,
    /// Her files from other schools.
    pub received: Vec<ReceivedFile>,
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
    pub until: Option<Date>,
    pub limits: Vec<Limit>,
    /// Since when this guardian asks to be informed of the student, who is of age.
    pub asks_from: Option<Date>,
}

/// From day to day, both included.
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

/// Ends on a day what goes on beyond it and began by then.
fn end(until: &mut Option<Date>, from: Date, last_day: Date) {
    if covers(from, *until, last_day) {
        *until = Some(last_day);
    }
}

impl Chair {
    fn is(&self, class: ClassId, subject: &SubjectCode) -> bool {
        self.class == class && self.subject == *subject
    }
}

impl Profile {
    /// The class that the student was in **on that day**.
    pub fn class_on(&self, on: Date) -> Option<ClassId> {
        let year = SchoolYear::containing(on);
        self.enrolments.iter().find(|e| e.year == year && covers(e.from, e.until, on)).map(|e| e.class)
    }

    /// The last day of the last enrolment, if it was ended: when the student left the school.
    pub fn left_on(&self) -> Option<Date> {
        self.enrolments.iter().max_by_key(|enrolment| enrolment.from)?.until
    }

    pub fn full_name(&self) -> String {
        format!("{} {}", self.family_name, self.given_name)
    }

    pub fn holds_office(&self, on: Date, is: impl Fn(Office) -> bool) -> bool {
        self.offices.iter().any(|held| covers(held.from, held.until, on) && is(held.what))
    }

    pub fn chairs_on(&self, on: Date) -> impl Iterator<Item = &Chair> {
        self.chairs.iter().filter(move |held| covers(held.from, held.until, on)).map(|held| &held.what)
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
            objections: Vec::new(),
            offices: Vec::new(),
            chairs: Vec::new(),
            fiscal_key: None,
            received: Vec::new(),
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
                let (until, limits, asks_from) = (None, Vec::new(), None);
                self.guardians.push(Responsibility { guardian, relation, from, until, limits, asks_from });
            }
            PersonEvent::ResponsibilityLimited { guardian, from, until, .. } => {
                for held in self.guardians.iter_mut().filter(|held| held.guardian == *guardian) {
                    held.limits.push(Limit { from: *from, until: *until });
                }
            }
            PersonEvent::DisclosureRequested { guardian, from, .. } => {
                for held in self.guardians.iter_mut().filter(|held| held.guardian == *guardian) {
                    held.asks_from = Some(*from);
                }
            }
            PersonEvent::DisclosureObjected { from, .. } => {
                self.objections.push(Limit { from: *from, until: None });
            }
            PersonEvent::ObjectionWithdrawn { from, .. } => {
                for objection in self.objections.iter_mut().filter(|objection| objection.until.is_none()) {
                    objection.until = Some(from.yesterday().unwrap_or(*from));
                }
            }
            PersonEvent::ResponsibilityEnded { guardian, last_day, .. } => {
                for held in self.guardians.iter_mut().filter(|held| held.guardian == *guardian) {
                    end(&mut held.until, held.from, *last_day);
                }
            }
            PersonEvent::OfficeEnded { office, last_day, .. } => {
                for held in self.offices.iter_mut().filter(|held| held.what == *office) {
                    end(&mut held.until, held.from, *last_day);
                }
            }
            PersonEvent::ChairEnded { class, subject, last_day, .. } => {
                for held in self.chairs.iter_mut().filter(|held| held.what.is(*class, subject)) {
                    end(&mut held.until, held.from, *last_day);
                }
            }
            PersonEvent::FiscalCodeLinked { code, .. } => self.fiscal_key = Some(*code),
            PersonEvent::FileReceived { school, on, sha256: file, sanctions, .. } => {
                let (school, file, sanctions) = (school.clone(), file.clone(), sanctions.clone());
                self.received.push(ReceivedFile { school, on: *on, file, sanctions });
            }
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
    Register {
        person: PersonId,
        given_name: Text,
        family_name: Text,
        born_on: Date,
        on: Date,
    },
    Enrol {
        class: ClassId,
        year: SchoolYear,
        from: Date,
        annual_hours: u16,
    },
    Move {
        year: SchoolYear,
        class: ClassId,
        from: Date,
        reason: Text,
    },
    Leave {
        year: SchoolYear,
        last_day: Date,
        reason: Text,
    },
    SetAnnualHours {
        year: SchoolYear,
        hours: u16,
        reason: Text,
        on: Date,
    },
    HoldResponsibility {
        guardian: PersonId,
        relation: Relation,
        from: Date,
    },
    LimitResponsibility {
        guardian: PersonId,
        from: Date,
        until: Option<Date>,
        order: Text,
    },
    EndResponsibility {
        guardian: PersonId,
        last_day: Date,
        reason: Text,
    },
    /// A parent asks to be informed of a student who is of age.
    RequestDisclosure {
        guardian: PersonId,
        on: Date,
    },
    /// A student of age objects to it, for every parent.
    Object {
        by: PersonId,
        on: Date,
    },
    WithdrawObjection {
        by: PersonId,
        on: Date,
    },
    AssignOffice {
        office: Office,
        from: Date,
        until: Option<Date>,
    },
    AssignChair {
        chair: Chair,
        from: Date,
        until: Option<Date>,
    },
    EndOffice {
        office: Office,
        last_day: Date,
    },
    EndChair {
        class: ClassId,
        subject: SubjectCode,
        last_day: Date,
    },
    LinkFiscalCode {
        code: FiscalKey,
        /// Whether somebody else is linked to it.
        taken: bool,
        on: Date,
    },
    ReceiveFile {
        received: ReceivedFile,
        today: Date,
    },
}
