//! What the school owes to whoever asked about data or documents, and after a breach of personal data.
//!
//! Each is derived from the acts of one file, as many of them as were done by the day that one looks from. The duty to notify
//! has hours, not days: the instant and the day that an instant falls on are given, since no time zone is known here.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Duty, DutyKind, Matter, Outlook, Place, Status, Whom};
use crate::breach::{BreachEvent, Risk, is_late, is_to_be_notified};
use crate::request::{Claim, DataRequest, RequestEvent, evolve};

/// The answer to a request, from the day on which its term runs.
///
/// Norm: C2-02, B4-05, E-04: it is owed after the term too; of documents, silence is a refusal that frees nobody.
pub fn of_request(acts: &[(Place, RequestEvent)], outlook: Outlook<'_>) -> Option<Duty> {
    let done: Vec<&(Place, RequestEvent)> =
        acts.iter().filter(|(_, act)| act.heading().at.date() <= outlook.today).collect();
    let state = done.iter().fold(DataRequest::default(), |state, (_, act)| evolve(state, act));
    let received = state.received.as_ref()?;
    let arose_on = state.clock()?.from;
    let due = state.answer_by()?;
    let mut status = outlook.open(Some(arose_on), Some(due));
    for (place, act) in &done {
        match act {
            RequestEvent::Answered { heading, .. } | RequestEvent::Refused { heading, .. } => {
                status = Status::Done { on: heading.at.date(), by: *place };
            }
            RequestEvent::Withdrawn { .. } => return None,
            RequestEvent::Received { .. }
            | RequestEvent::IdentityVerified { .. }
            | RequestEvent::Extended { .. }
            | RequestEvent::CounterInterestedNotified { .. }
            | RequestEvent::Opposed { .. }
            | RequestEvent::Linked { .. }
            | RequestEvent::ReadersRevealed { .. }
            | RequestEvent::Redacted { .. }
            | RequestEvent::Closed { .. } => {}
        }
    }
    Some(Duty {
        kind: kind(received.claim),
        whom: Whom::School,
        matter: Matter::Request(received.request),
        cause: done.first().map(|(place, _)| *place).into_iter().collect(),
        arose_on,
        due: Some(due),
        status,
    })
}

fn kind(claim: Claim) -> DutyKind {
    match claim {
        Claim::Access
        | Claim::Rectification
        | Claim::Erasure
        | Claim::Restriction
        | Claim::Portability
        | Claim::Objection => DutyKind::AnswerDataRequest,
        Claim::Documents => DutyKind::AnswerDocumentRequest,
        Claim::Accessibility => DutyKind::AnswerAccessibility,
    }
}

/// To notify, unless a risk is unlikely; and to tell the people concerned, if it is high.
///
/// Norm: C5-04: seventy-two hours from when the school knew; the people without delay, for which no term is set.
pub fn of_breach(
    acts: &[(Place, BreachEvent)],
    now: Timestamp,
    day: fn(Timestamp) -> Date,
    outlook: Outlook<'_>,
) -> Vec<Duty> {
    let (mut recorded, mut risk, mut high, mut notified, mut told) = (None, None, None, None, None);
    for (place, act) in acts.iter().filter(|(_, act)| act.heading().at.date() <= outlook.today) {
        match act {
            BreachEvent::Recorded { heading, aware_at, notify_by, .. } => {
                recorded = Some((heading.breach, *place, *aware_at, *notify_by));
            }
            BreachEvent::Assessed { heading, risk: found, .. } => {
                // Found high again for other reasons, it is owed since it was found so first.
                if *found == Risk::High && risk != Some(Risk::High) {
                    high = Some((*place, heading.at.date()));
                }
                risk = Some(*found);
            }
            BreachEvent::Notified { notified_at, .. } => {
                notified = Some(Status::Done { on: day(*notified_at), by: *place });
            }
            BreachEvent::SubjectsTold { told_on, .. } => {
                told = Some(Status::Done { on: *told_on, by: *place });
            }
            BreachEvent::Closed { .. } => {}
        }
    }
    let Some((breach, place, aware_at, notify_by)) = recorded else { return Vec::new() };
    let duty = |kind, cause, arose_on, due, status| Duty {
        kind,
        whom: Whom::School,
        matter: Matter::Breach(breach),
        cause: vec![cause],
        arose_on,
        due,
        status,
    };
    let mut duties = Vec::new();
    // What was done stays done, whatever the risk is found to be afterwards.
    if notified.is_some() || is_to_be_notified(risk) {
        let open = if is_late(notify_by, now) { Status::Overdue } else { Status::Due };
        let status = notified.unwrap_or(open);
        duties.push(duty(DutyKind::NotifyBreach, place, day(aware_at), Some(day(notify_by)), status));
    }
    if let Some((place, on)) = high.filter(|_| told.is_some() || risk == Some(Risk::High)) {
        duties.push(duty(DutyKind::TellOfBreach, place, on, None, told.unwrap_or(Status::Due)));
    }
    duties
}
