//! What a reader may ask of the events of `consultation`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::consultation::{ConsultationEvent, Scope};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for ConsultationEvent {
    fn effective_on(&self) -> Date {
        self.heading().at.date()
    }

    fn because(&self) -> &[Norm] {
        &self.heading().because
    }

    /// The student whose data are read, if it is one, and the persons who read and who let them.
    fn about(&self) -> Vec<(PersonId, Concern)> {
        let student = match self {
            ConsultationEvent::Opened { scope, .. } | ConsultationEvent::Admitted { scope, .. } => {
                match scope {
                    Scope::Student(student) => Some(*student),
                    Scope::Class(_) | Scope::School => None,
                }
            }
            ConsultationEvent::Closed { .. } => None,
        };
        let mut about: Vec<_> = student.map(|student| (student, Concern::Subject)).into_iter().collect();
        for person in [self.reader(), self.heading().by] {
            if about.iter().all(|(known, _)| *known != person) {
                about.push((person, Concern::Named));
            }
        }
        about
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
