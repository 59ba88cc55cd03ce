//! One student's permissions in one school year: late entries and early exits asked for beforehand.
//!
//! What speaks against a permission refuses nothing: it is put before the person who decides.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};

use crate::hours::{ClassDay, LessonHour};
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId};
use crate::norm::Norm;
use crate::people::JustifierFor;
use crate::text::{italian_day, italian_time, on_day};

mod decide;
mod event;

pub use decide::decide;
pub use event::{Finding, Passage, PermissionEvent, PermissionOutcome, PermissionReason, Permitted};

/// The requests of a student's year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// How many events there were: the version of the next one, hence the number of the next request.
    pub length: u32,
    pub requests: BTreeMap<FactNumber, Requested>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requested {
    pub on: Date,
    pub class: ClassId,
    pub passage: Passage,
    pub reason: PermissionReason,
    pub by: PersonId,
    pub requested_on: Date,
    pub standing: Standing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Pending,
    Granted,
    Denied,
    Withdrawn,
}

impl Permissions {
    /// The permission that a passage of that day rests on: an entry not after the time granted, an exit not before.
    pub fn granted(&self, on: Date, passage: Passage) -> Option<Permitted> {
        let granted = self.requests.iter().find(|(_, request)| {
            request.standing == Standing::Granted && request.on == on && request.passage.covers(passage)
        });
        granted.map(|(number, request)| Permitted { number: *number, reason: request.reason })
    }
}

impl Passage {
    pub fn at(self) -> Time {
        match self {
            Passage::LateEntry { at } | Passage::EarlyExit { at } => at,
        }
    }

    fn covers(self, happened: Passage) -> bool {
        match (self, happened) {
            (Passage::LateEntry { at: granted }, Passage::LateEntry { at }) => at <= granted,
            (Passage::EarlyExit { at: granted }, Passage::EarlyExit { at }) => granted <= at,
            (Passage::LateEntry { .. }, Passage::EarlyExit { .. })
            | (Passage::EarlyExit { .. }, Passage::LateEntry { .. }) => false,
        }
    }

    fn is_of_the_kind_of(self, other: Passage) -> bool {
        matches!(self, Passage::LateEntry { .. }) == matches!(other, Passage::LateEntry { .. })
    }

    /// Whether some of the hour would be missed.
    fn misses(self, hour: &LessonHour) -> bool {
        match self {
            Passage::LateEntry { at } => hour.starts < at,
            Passage::EarlyExit { at } => at < hour.ends,
        }
    }
}

pub fn evolve(mut state: Permissions, event: &PermissionEvent) -> Permissions {
    state.length += 1;
    match event {
        PermissionEvent::Requested { class, on, number, passage, reason, by, requested_on, .. } => {
            let request = Requested {
                on: *on,
                class: *class,
                passage: *passage,
                reason: *reason,
                by: by.person(),
                requested_on: *requested_on,
                standing: Standing::Pending,
            };
            state.requests.insert(*number, request);
        }
        PermissionEvent::Decided { number, outcome, .. } => {
            state.set(
                *number,
                match outcome {
                    PermissionOutcome::Granted { .. } => Standing::Granted,
                    PermissionOutcome::Denied { .. } => Standing::Denied,
                },
            );
        }
        PermissionEvent::Withdrawn { number, .. } => state.set(*number, Standing::Withdrawn),
    }
    state
}

impl Permissions {
    fn set(&mut self, number: FactNumber, standing: Standing) {
        if let Some(request) = self.requests.get_mut(&number) {
            request.standing = standing;
        }
    }
}

/// What is asked of a student's permissions. `today` is the civil day of the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Request(Request),
    Decide { student: PersonId, about: About, number: FactNumber, outcome: PermissionOutcome, today: Date },
    Withdraw { student: PersonId, number: FactNumber, by: PersonId, today: Date },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub about: About,
    pub passage: Passage,
    pub reason: PermissionReason,
    /// Who asks, and for which student.
    pub by: JustifierFor,
    pub today: Date,
}

/// The day that a permission is for, as it is known today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub day: ClassDay,
    /// The hours of that day with a planned test.
    pub tests: BTreeSet<PeriodNumber>,
    /// The last day of lessons of the year.
    pub lessons_end: Date,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{day} è già passato: un permesso si chiede e si decide prima", day = on_day(*.0))]
    AlreadyPast(Date),
    #[error("le {at} non sono dentro l'orario di lezione del {on} (dalle {starts} alle {ends})", at = italian_time(*at), on = italian_day(*on), starts = italian_time(*starts), ends = italian_time(*ends))]
    OutsideLessons { on: Date, at: Time, starts: Time, ends: Time },
    #[error("per {day} c'è già la richiesta n. {number}, con altri dati: si ritira quella e se ne presenta una nuova", day = on_day(*on))]
    AlreadyAsked { on: Date, number: FactNumber },
    #[error("per {day} la stessa richiesta, la n. {number}, è già stata respinta", day = on_day(*on))]
    AlreadyDenied { on: Date, number: FactNumber },
    #[error("la richiesta di permesso n. {0} non esiste in questo anno scolastico")]
    UnknownRequest(FactNumber),
    #[error("la richiesta di permesso n. {0} è di un altro giorno")]
    OtherDay(FactNumber),
    #[error("la richiesta di permesso n. {0} è già stata decisa")]
    AlreadyDecided(FactNumber),
    #[error("la richiesta di permesso n. {0} è stata ritirata")]
    AlreadyWithdrawn(FactNumber),
    #[error("la richiesta di permesso n. {0} la ritira chi l'ha presentata")]
    NotTheAsker(FactNumber),
    #[error("per concedere il permesso va detto perché, nonostante questo: {}", listed(.0))]
    ReasonNeeded(Vec<Finding>),
}

fn listed(findings: &[Finding]) -> String {
    findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("; ")
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::AlreadyPast(_) => "already-past",
            Rejection::OutsideLessons { .. } => "outside-lessons",
            Rejection::AlreadyAsked { .. } => "already-asked",
            Rejection::AlreadyDenied { .. } => "already-denied",
            Rejection::UnknownRequest(_) => "unknown-request",
            Rejection::OtherDay(_) => "other-day",
            Rejection::AlreadyDecided(_) => "already-decided",
            Rejection::AlreadyWithdrawn(_) => "already-withdrawn",
            Rejection::NotTheAsker(_) => "not-the-asker",
            Rejection::ReasonNeeded(_) => "reason-needed",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::AlreadyPast(_)
            | Rejection::OutsideLessons { .. }
            | Rejection::AlreadyAsked { .. }
            | Rejection::AlreadyDenied { .. }
            | Rejection::UnknownRequest(_)
            | Rejection::OtherDay(_)
            | Rejection::AlreadyDecided(_)
            | Rejection::AlreadyWithdrawn(_)
            | Rejection::NotTheAsker(_) => Norm::PermissionAskedBefore,
            Rejection::ReasonNeeded(findings) => {
                findings.first().map_or(Norm::PermissionAskedBefore, |finding| finding.norm())
            }
        }
    }
}

#[cfg(test)]
mod tests;
