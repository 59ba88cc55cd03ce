//! What a reader may ask of the events of `conflict`.

use jiff::civil::Date;

use super::{Concern, Said};
use crate::conflict::ConflictEvent;
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;

impl Said for ConflictEvent {
    fn effective_on(&self) -> Date {
        self.heading().at.date()
    }

    fn because(&self) -> &[Norm] {
        &self.heading().because
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        let named: Vec<PersonId> = match self {
            ConflictEvent::Filed { by, .. } => vec![*by],
            ConflictEvent::BodyConvened { members, .. } => {
                let seats = members.iter();
                seats
                    .flat_map(|it| [Some(it.person), it.replaces.map(|other| other.person)])
                    .flatten()
                    .collect()
            }
            ConflictEvent::BodySat { present, heard, .. } => present.iter().chain(heard).copied().collect(),
            ConflictEvent::Decided { ballot, signed_by, .. } => {
                let voters = ballot.voters().into_iter();
                voters.chain([*signed_by]).collect()
            }
            ConflictEvent::Communicated { to, .. } => to.clone(),
        };
        let mut about = Vec::new();
        for person in named {
            if !about.contains(&(person, Concern::Named)) {
                about.push((person, Concern::Named));
            }
        }
        about
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}
