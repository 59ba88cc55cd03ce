//! What a reader may ask of the events of `notice`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Concern, Said};
use crate::ids::{ClassId, PersonId};
use crate::norm::Norm;
use crate::notice::{Audience, NoticeEvent, Recipient, Tells};

impl Said for NoticeEvent {
    fn effective_on(&self) -> Date {
        match self {
            NoticeEvent::Published { on, .. }
            | NoticeEvent::Corrected { on, .. }
            | NoticeEvent::Withdrawn { on, .. }
            | NoticeEvent::Addressed { on, .. } => *on,
        }
    }

    fn because(&self) -> &[Norm] {
        match self {
            NoticeEvent::Published { because, .. }
            | NoticeEvent::Corrected { because, .. }
            | NoticeEvent::Withdrawn { because, .. }
            | NoticeEvent::Addressed { because, .. } => because,
        }
    }

    fn about(&self) -> Vec<(PersonId, Concern)> {
        let (student, others): (_, BTreeSet<PersonId>) = match self {
            NoticeEvent::Published { author, recipients, student, audience, .. } => {
                let asked_for: &[PersonId] = match audience {
                    Audience::Persons { persons } => persons,
                    Audience::School { .. } | Audience::Classes { .. } | Audience::Family { .. } => &[],
                };
                let all = with_answered(recipients).chain(asked_for);
                (student, all.chain([author]).copied().collect())
            }
            NoticeEvent::Addressed { tells, recipients, student, .. } => {
                let author = match tells {
                    Tells::Published { author, .. } => Some(author),
                    Tells::Corrected { .. } | Tells::Withdrawn => None,
                };
                (student, with_answered(recipients).chain(author).copied().collect())
            }
            NoticeEvent::Corrected { recipients, student, .. }
            | NoticeEvent::Withdrawn { recipients, student, .. } => {
                (student, recipients.iter().copied().collect())
            }
        };
        let named = others.into_iter().filter(|person| Some(*person) != *student);
        let subject = student.iter().map(|student| (*student, Concern::Subject));
        subject.chain(named.map(|person| (person, Concern::Named))).collect()
    }

    fn class(&self) -> Option<ClassId> {
        None
    }
}

/// The recipients, and those for whom they answer.
fn with_answered(recipients: &[Recipient]) -> impl Iterator<Item = &PersonId> {
    let answered = recipients.iter().flat_map(|recipient| &recipient.answers_for);
    recipients.iter().map(|recipient| &recipient.person).chain(answered)
}
