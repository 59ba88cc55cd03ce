//! The procedural linter: every step that the law asks of a case, with the acts that it rests on. A projection of the
//! case, never stored.

use jiff::civil::Date;

use crate::ids::FactNumber;
use crate::norm::Norm;

/// A step of the procedure, as an audit officer or a judge reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// In Italian, such as `contestazione di addebito`.
    pub name: &'static str,
    pub outcome: Verdict,
    /// The acts that it rests on.
    pub acts: Vec<FactNumber>,
    pub norm: Norm,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    /// Why, in Italian.
    Failed {
        why: String,
    },
    NotYetDue {
        until: Option<Date>,
    },
    /// Such as informing the parents of an adult.
    NotRequired,
}
