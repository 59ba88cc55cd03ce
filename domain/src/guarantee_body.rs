//! The Organo di garanzia of a school: who sits on it, as what, designated by whom, until when.

mod decide;
mod panel;
mod rejection;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::case::Seat;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

pub use decide::decide;
pub use panel::{NoComposition, alternate, compose, needed, place};
pub use rejection::Rejection;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GuaranteeBodyEvent {
    #[serde(rename = "guarantee-member-appointed.v1")]
    Appointed {
        /// The first school year of the body.
        term: SchoolYear,
        number: FactNumber,
        person: PersonId,
        seat: Seat,
        /// `Supplente`: sits only in the place of another.
        alternate: bool,
        designated_by: Designation,
        from: Date,
        until: Date,
        because: Vec<Norm>,
    },
    /// Sits no longer, after this day.
    #[serde(rename = "guarantee-member-ended.v1")]
    Ended {
        term: SchoolYear,
        number: FactNumber,
        person: PersonId,
        last_day: Date,
        reason: Text,
        because: Vec<Norm>,
    },
    /// Another takes the place for what is left of the term.
    #[serde(rename = "guarantee-member-replaced.v1")]
    Replaced {
        term: SchoolYear,
        number: FactNumber,
        leaves: PersonId,
        /// Who takes it.
        person: PersonId,
        designated_by: Designation,
        from: Date,
        until: Date,
        reason: Text,
        because: Vec<Norm>,
    },
}

/// Who designates a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Designation {
    /// `Collegio dei docenti`.
    TeachersBoard,
    /// `Comitato studentesco`.
    StudentCommittee,
    /// `Consiglio di istituto`.
    InstituteCouncil,
    /// Elected by the parents, or by the students.
    Election,
    /// `Delega` of the principal, to preside for her.
    Principal,
}

impl GuaranteeBodyEvent {
    /// The first school year of the body.
    pub fn term(&self) -> SchoolYear {
        match self {
            GuaranteeBodyEvent::Appointed { term, .. }
            | GuaranteeBodyEvent::Ended { term, .. }
            | GuaranteeBodyEvent::Replaced { term, .. } => *term,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuaranteeBody {
    /// How many events there were: the version of the next one.
    pub length: u32,
    pub seated: Vec<Seated>,
}

/// Somebody on the body, from day to day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seated {
    pub number: FactNumber,
    pub person: PersonId,
    pub seat: Seat,
    pub alternate: bool,
    pub designated_by: Designation,
    pub from: Date,
    pub until: Date,
}

impl Seated {
    pub fn sits_on(&self, on: Date) -> bool {
        self.from <= on && on <= self.until
    }
}

impl GuaranteeBody {
    /// Who is on the body that day, alternates too, in the order of the appointments.
    pub fn roster(&self, on: Date) -> Vec<Seated> {
        self.seated.iter().copied().filter(|seated| seated.sits_on(on)).collect()
    }

    /// Who presides by delegation that day; otherwise the principal does.
    pub fn delegate(&self, on: Date) -> Option<PersonId> {
        let presides = |seated: &&Seated| seated.seat == Seat::President && seated.sits_on(on);
        self.seated.iter().find(presides).map(|seated| seated.person)
    }

    /// What is not as it should be in the body that day: nothing stops for it, and somebody is to see to it.
    ///
    /// Norm: reg. istituto, art. 40, c. 5-7 (A9-08, A9-09); DPR 249/1998, art. 5, c. 1 (A10-C13).
    pub fn flags(&self, on: Date, regulation: &Regulation) -> Vec<Flag> {
        let roster = self.roster(on);
        let mut flags = Vec::new();
        for (seat, needed) in needed(on, regulation) {
            let of = |alternate: bool| {
                roster.iter().filter(move |it| it.seat == seat && it.alternate == alternate).count()
            };
            if of(false) < usize::from(needed) {
                flags.push(Flag::Vacant { seat, missing: usize::from(needed) - of(false) });
            }
            if of(true) == 0 {
                flags.push(Flag::NoAlternate { seat });
            }
        }
        let named = |it: &&Seated| it.seat == Seat::Parent && it.designated_by != Designation::Election;
        flags.extend(roster.iter().filter(named).map(|it| Flag::ParentNotElected { parent: it.person }));
        flags
    }

    fn holding(&self, person: PersonId, on: Date) -> Option<&Seated> {
        self.seated.iter().find(|seated| seated.person == person && seated.sits_on(on))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    Vacant {
        seat: Seat,
        missing: usize,
    },
    NoAlternate {
        seat: Seat,
    },
    /// The law has the parent elected; the text of the school has her indicated by the Consiglio di istituto.
    ParentNotElected {
        parent: PersonId,
    },
}

pub fn evolve(mut body: GuaranteeBody, event: &GuaranteeBodyEvent) -> GuaranteeBody {
    body.length += 1;
    match event {
        GuaranteeBodyEvent::Appointed {
            number, person, seat, alternate, designated_by, from, until, ..
        } => body.seated.push(Seated {
            number: *number,
            person: *person,
            seat: *seat,
            alternate: *alternate,
            designated_by: *designated_by,
            from: *from,
            until: *until,
        }),
        GuaranteeBodyEvent::Ended { person, last_day, .. } => body.end(*person, *last_day),
        GuaranteeBodyEvent::Replaced {
            number, leaves, person: enters, designated_by, from, until, ..
        } => {
            let eve = from.yesterday().unwrap_or(*from);
            let seat = body.holding(*leaves, eve).or(body.holding(*leaves, *from)).map(|held| held.seat);
            body.end(*leaves, eve);
            body.end(*enters, eve);
            if let Some(seat) = seat {
                body.seated.push(Seated {
                    number: *number,
                    person: *enters,
                    seat,
                    alternate: false,
                    designated_by: *designated_by,
                    from: *from,
                    until: *until,
                });
            }
        }
    }
    body
}

impl GuaranteeBody {
    fn end(&mut self, person: PersonId, last_day: Date) {
        for held in self.seated.iter_mut().filter(|it| it.person == person && last_day < it.until) {
            held.until = last_day;
        }
    }
}

/// What is asked of the body that began in the school year `term`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Appoint {
        term: SchoolYear,
        person: PersonId,
        /// What the person is at school that day: a teacher, a student, a parent.
        is: Vec<Seat>,
        seat: Seat,
        alternate: bool,
        designated_by: Designation,
        from: Date,
    },
    End {
        term: SchoolYear,
        person: PersonId,
        last_day: Date,
        reason: Text,
    },
    Replace {
        term: SchoolYear,
        leaves: PersonId,
        enters: PersonId,
        is: Vec<Seat>,
        designated_by: Designation,
        from: Date,
        reason: Text,
    },
}

/// The last day of a body that began in a school year.
///
/// Norm: reg. istituto, art. 40, c. 5-6 (A9-08): three school years.
pub fn last_day(term: SchoolYear, regulation: &Regulation) -> Date {
    let years = regulation.guarantee_term_years(term.first_day());
    SchoolYear(term.0.saturating_add(i16::from(years) - 1)).last_day()
}

#[cfg(test)]
pub(crate) mod tests;
