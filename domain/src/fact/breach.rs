//! What a reader may ask of the events of `breach`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::breach::BreachEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for BreachEvent {
    fn effective_on(&self) -> Date {
        self.heading().at.date()
    }

    fn because(&self) -> &[Norm] {
        &self.heading().because
    }

    /// Whose data were lost is told to them apart: the register of breaches names nobody.
    fn about(&self) -> Vec<(PersonId, Concern)> {
        vec![(self.heading().by, Concern::Named)]
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
