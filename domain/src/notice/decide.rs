//! What may be published, corrected and withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    Audience, Command, Draft, Matter, Notice, NoticeEvent, NoticeKind, Posted, RECIPIENTS_AT_ONCE, Recipient,
    Rejection, Tells,
};
use crate::duty::DutyKind;
use crate::ids::PersonId;
use crate::norm::Norm;
use crate::text::Text;

pub fn decide(state: &Notice, command: &Command) -> Result<Vec<NoticeEvent>, Rejection> {
    match (state, command) {
        (Notice::Unknown, Command::Publish { notice, on, author, draft, recipients, family, named }) => {
            publishable(draft, *on)?;
            to_nobody_else(draft, *on, recipients, family)?;
            names_nobody_else(draft.student, named)?;
            let (notice, on, author) = (*notice, *on, *author);
            let (draft, recipients) = (draft.clone(), recipients.clone());
            Ok(published(&Posted { notice, on, author, draft, recipients, withdrawn: None }))
        }
        (Notice::Posted(posted), Command::Publish { on, author, draft, recipients, .. }) => {
            let same = (posted.on, posted.author, &posted.draft, &posted.recipients)
                == (*on, *author, draft, recipients);
            if same { Ok(Vec::new()) } else { Err(Rejection::AlreadyPublished) }
        }
        (Notice::Unknown, Command::Correct { .. } | Command::Withdraw { .. }) => Err(Rejection::NotPublished),
        (Notice::Posted(posted), Command::Correct { on, title, body, reason, named }) => {
            if let Some(on) = posted.withdrawn {
                return Err(Rejection::AlreadyWithdrawn { on });
            }
            if (&posted.draft.title, &posted.draft.body) == (title, body) {
                return Ok(Vec::new());
            }
            names_nobody_else(posted.draft.student, named)?;
            Ok(corrected(posted, *on, title, body, reason))
        }
        (Notice::Posted(posted), Command::Withdraw { on, reason }) if posted.withdrawn.is_none() => {
            Ok(withdrawn(posted, *on, reason))
        }
        (Notice::Posted(_), Command::Withdraw { .. }) => Ok(Vec::new()),
    }
}

/// Norm: A12-01 (communications are a function of the register; a circular is protocolled), C6 (a sensitive matter
/// concerns one student, who is named by her number).
fn publishable(draft: &Draft, on: Date) -> Result<(), Rejection> {
    if draft.kind == NoticeKind::Circular && draft.protocol.is_none() {
        return Err(Rejection::CircularWithoutProtocol);
    }
    if let Some(by) = draft.asks.by().filter(|by| *by < on) {
        return Err(Rejection::DueBefore { by, on });
    }
    if draft.fulfils.is_some() && draft.student.is_none() {
        return Err(Rejection::DutyWithoutStudent);
    }
    if let Audience::Persons { persons } = &draft.audience
        && RECIPIENTS_AT_ONCE < persons.len()
    {
        return Err(Rejection::TooManyPersons { count: persons.len(), at_most: RECIPIENTS_AT_ONCE });
    }
    let of_one = draft.kind == NoticeKind::Family || draft.matter != Matter::General;
    let to_many = matches!(draft.audience, Audience::School { .. } | Audience::Classes { .. });
    let of_another = match draft.audience {
        Audience::Family { student } => draft.student != Some(student),
        Audience::School { .. } | Audience::Classes { .. } | Audience::Persons { .. } => false,
    };
    if of_another || (of_one && draft.student.is_none()) || (to_many && (of_one || draft.student.is_some())) {
        return Err(Rejection::ConcernsOneStudent);
    }
    Ok(())
}

/// Norm: C6. What identifies a student goes to her and to who answers for her.
fn to_nobody_else(
    draft: &Draft,
    on: Date,
    recipients: &[Recipient],
    family: &BTreeSet<PersonId>,
) -> Result<(), Rejection> {
    if recipients.is_empty() {
        return Err(Rejection::NobodyThere);
    }
    let outside = recipients.iter().find(|recipient| !family.contains(&recipient.person));
    match outside {
        Some(outside) if draft.student.is_some() => {
            Err(Rejection::OutsideTheFamily { on, person: outside.person })
        }
        Some(_) | None => Ok(()),
    }
}

/// Norm: A12-04 (what is about one student names no other), C6 (what is for many names none).
fn names_nobody_else(student: Option<PersonId>, named: &BTreeMap<PersonId, String>) -> Result<(), Rejection> {
    match named.iter().find(|(named, _)| Some(**named) != student) {
        Some((named, words)) => Err(Rejection::NamesAStudent { student: *named, words: words.clone() }),
        None => Ok(()),
    }
}

/// Norm: A12-01, B7-01 (communications are a permitted function), and what lays down the duty that it fulfils.
fn published(posted: &Posted) -> Vec<NoticeEvent> {
    let draft = posted.draft.clone();
    let mut because = vec![Norm::OnlyRegisterFunctions, Norm::PermittedFunctions];
    if draft.student.is_some() {
        because.push(Norm::NobodyNamedToMany);
    }
    because.extend(draft.fulfils.map(DutyKind::norm));
    let tells = Tells::Published {
        author: posted.author,
        kind: draft.kind,
        protocol: draft.protocol.clone(),
        title: draft.title.clone(),
        asks: draft.asks,
    };
    let others = addressed(posted, posted.on, &tells, &because);
    let first = NoticeEvent::Published {
        notice: posted.notice,
        on: posted.on,
        author: posted.author,
        kind: draft.kind,
        matter: draft.matter,
        protocol: draft.protocol,
        title: draft.title,
        body: draft.body,
        audience: draft.audience,
        recipients: first(posted).to_vec(),
        student: draft.student,
        asks: draft.asks,
        fulfils: draft.fulfils,
        because,
    };
    [vec![first], others].concat()
}

/// Norm: A12-06 (exact data), B7-05 (a new act with its reason).
fn corrected(posted: &Posted, on: Date, title: &Text, body: &Text, reason: &Text) -> Vec<NoticeEvent> {
    let because = vec![Norm::CorrectionWithReason, Norm::ExactData];
    let others = addressed(posted, on, &Tells::Corrected { title: title.clone() }, &because);
    let first = NoticeEvent::Corrected {
        notice: posted.notice,
        on,
        student: posted.draft.student,
        recipients: persons(first(posted)),
        withdrawn_title: posted.draft.title.clone(),
        withdrawn_body: posted.draft.body.clone(),
        title: title.clone(),
        body: body.clone(),
        reason: reason.clone(),
        because,
    };
    [vec![first], others].concat()
}

/// Norm: B7-05. What was published is not taken back: it is marked, with a reason.
fn withdrawn(posted: &Posted, on: Date, reason: &Text) -> Vec<NoticeEvent> {
    let because = vec![Norm::CorrectionWithReason];
    let others = addressed(posted, on, &Tells::Withdrawn, &because);
    let first = NoticeEvent::Withdrawn {
        notice: posted.notice,
        on,
        student: posted.draft.student,
        recipients: persons(first(posted)),
        reason: reason.clone(),
        because,
    };
    [vec![first], others].concat()
}

/// The recipients whom the event names that does something to the notice.
fn first(posted: &Posted) -> &[Recipient] {
    posted.recipients.get(..RECIPIENTS_AT_ONCE).unwrap_or(&posted.recipients)
}

/// The events that tell the same to all others.
fn addressed(posted: &Posted, on: Date, tells: &Tells, because: &[Norm]) -> Vec<NoticeEvent> {
    let parts = posted.recipients.chunks(RECIPIENTS_AT_ONCE).skip(1);
    parts
        .map(|recipients| NoticeEvent::Addressed {
            notice: posted.notice,
            on,
            tells: tells.clone(),
            recipients: recipients.to_vec(),
            student: posted.draft.student,
            because: because.to_vec(),
        })
        .collect()
}

fn persons(recipients: &[Recipient]) -> Vec<PersonId> {
    recipients.iter().map(|recipient| recipient.person).collect()
}
