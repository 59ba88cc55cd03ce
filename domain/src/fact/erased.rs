//! What is left of an event whose data were erased: what its envelope says.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    pub effective_on: Date,
    pub about: Vec<(PersonId, Concern)>,
}

impl Said for Erased {
    fn effective_on(&self) -> Date {
        self.effective_on
    }

    fn because(&self) -> &[Norm] {
        &[]
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        self.about.clone()
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
