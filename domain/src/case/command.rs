//! What is asked of a case.

use jiff::civil::DateTime;

use super::contest;
use super::event::Infraction;
use crate::calendar::Holidays;
use crate::ids::{CaseId, ClassId, PersonId};
use crate::text::Text;

/// A command with what its decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// When the act was done, by the clock on the wall.
    pub at: DateTime,
    /// When it is recorded: nothing is recorded before it is done.
    pub now: DateTime,
    pub holidays: Holidays,
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Report {
        case: CaseId,
        student: PersonId,
        /// The class of the student on the day of the fact.
        class: ClassId,
        infraction: Infraction,
    },
    Dismiss {
        reason: Text,
    },
    /// What is asked of an appeal, of a complaint, of a court.
    Contest(contest::Command),
}
