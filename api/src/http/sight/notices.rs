//! Who may read a notice, and who may know who read it.

use registro_domain::ids::PersonId;
use registro_domain::notice::{Audience, NoticeEvent, Tells};
use registro_domain::people::Sight;

use crate::actor::Capacity;
use crate::identity::Session;
use crate::policy::{About, Matter};

/// What decides who may read a notice.
pub struct Addressed {
    pub author: PersonId,
    /// To the school or to classes.
    pub to_many: bool,
    pub recipients: Vec<PersonId>,
    pub student: Option<PersonId>,
}

impl Addressed {
    pub(super) fn of(event: &NoticeEvent, by: PersonId) -> Self {
        match event {
            NoticeEvent::Published { author, audience, recipients, student, .. } => Self {
                author: *author,
                to_many: is_to_many(audience),
                recipients: recipients.iter().map(|recipient| recipient.person).collect(),
                student: *student,
            },
            NoticeEvent::Addressed { tells, recipients, student, .. } => {
                let author = match tells {
                    Tells::Published { author, .. } => *author,
                    Tells::Corrected { .. } | Tells::Withdrawn => by,
                };
                let recipients = recipients.iter().map(|recipient| recipient.person).collect();
                Self { author, to_many: false, recipients, student: *student }
            }
            // The same people, but for those whom only the audience of the notice itself names.
            NoticeEvent::Corrected { recipients, student, .. }
            | NoticeEvent::Withdrawn { recipients, student, .. } => {
                Self { author: by, to_many: false, recipients: recipients.clone(), student: *student }
            }
        }
    }
}

impl Addressed {
    fn about(&self, named: Vec<PersonId>) -> About {
        About { student: self.student, named, ..About::default() }
    }
}

pub fn is_to_many(audience: &Audience) -> bool {
    match audience {
        Audience::School { .. } | Audience::Classes { .. } => true,
        Audience::Family { .. } | Audience::Persons { .. } => false,
    }
}

/// A notice to the school or to classes is known to whoever works there; one to persons or about a student is not.
pub fn may_read_notice(session: &Session, notice: &Addressed) -> bool {
    let me = session.agent.person;
    let to_school = notice.to_many && notice.student.is_none();
    let matter = if to_school { Matter::BoardNotice } else { Matter::PersonalNotice };
    oversees_notice(session, notice)
        || receives_notice(session, notice.recipients.contains(&me), notice.student)
        || session.asking().may_read(matter, &notice.about(Vec::new()))
}

/// Whoever wrote a notice, and whoever keeps what the school wrote: they see what the recipients did with it.
pub fn oversees_notice(session: &Session, notice: &Addressed) -> bool {
    let matter = if notice.student.is_some() { Matter::PersonalNotice } else { Matter::NoticeReceipts };
    // Being a student whom a notice is about does not make one its keeper.
    let of_others = notice.student != Some(session.agent.person);
    of_others && session.asking().may_read(matter, &notice.about(vec![notice.author]))
}

/// Whoever may see nothing more of a student does not read again what she was told of her.
pub fn receives_notice(session: &Session, is_recipient: bool, student: Option<PersonId>) -> bool {
    let barred = session.agent.capacity == Capacity::Guardian
        && student.is_some_and(|student| session.sees_of(student) == Sight::Nothing);
    is_recipient && !barred
}

/// Whoever keeps what the school published, by whomever.
pub fn oversees_all_notices(session: &Session) -> bool {
    session.asking().may_read(Matter::NoticeReceipts, &About::school())
}
