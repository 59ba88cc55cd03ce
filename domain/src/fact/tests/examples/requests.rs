//! An example of every event of `request`.

use super::*;
use crate::ids::{ErasureId, Protocol, RequestId};
use crate::request::{
    Channel, Claim, Clock, ExtensionCause, Ground, Heading, Identity, Link, Outcome, Remedy, RemedyBefore,
    RequestEvent, Title,
};

fn heading(number: u32, at: &str, more: &[Norm]) -> Heading {
    Heading {
        request: RequestId(uuid::Uuid::from_u128(0xf0)),
        at: at.parse().expect("a day and an hour"),
        number: FactNumber(number),
        by: person(101),
        because: std::iter::once(Norm::AnsweredWithinAMonth).chain(more.iter().copied()).collect(),
    }
}

fn received(claim: Claim, channel: Channel, title: Title, identity: Option<Identity>) -> RequestEvent {
    let documents = claim.is_for_documents();
    let clock = Clock {
        from: day("2025-11-05"),
        answer_by: day("2025-12-05"),
        silence_appealed_by: documents.then(|| day("2026-01-05")),
    };
    RequestEvent::Received {
        heading: heading(0, "2025-11-05T09:30", &[claim.norm(), Norm::WhoMayAsk]),
        person: person(STUDENT),
        claim,
        channel,
        received_on: day("2025-11-05"),
        applicant: (title != Title::Nobody).then(|| person(2)),
        title,
        wording: text("chiedo quanto la scuola conserva"),
        interest: documents.then(|| text("per agire in giudizio")),
        protocol: (channel != Channel::Register).then_some(Protocol { number: 88, year: 2025 }),
        identity,
        clock: identity.map(|_| clock),
    }
}

fn refused(ground: Ground, protocol: Option<Protocol>, remedies: Vec<Remedy>) -> RequestEvent {
    RequestEvent::Refused {
        heading: heading(5, "2025-11-20T09:00", &[ground.norm()]),
        person: person(STUDENT),
        ground,
        reasons: text("per i motivi della nota"),
        protocol,
        remedies,
    }
}

pub(in crate::fact::tests) fn requests() -> Vec<RequestEvent> {
    let linked = |to| RequestEvent::Linked {
        heading: heading(3, "2025-11-12T09:00", &[]),
        person: person(STUDENT),
        to,
    };
    let extended = |cause, answer_by: &str| RequestEvent::Extended {
        heading: heading(2, "2025-11-10T09:00", &[]),
        person: person(STUDENT),
        cause,
        reasons: text("si ricostruiscono più anni"),
        answer_by: day(answer_by),
    };
    let answered = |outcome| RequestEvent::Answered {
        heading: heading(4, "2025-11-20T09:00", &[]),
        person: person(STUDENT),
        outcome,
        reasons: text("si consegna il fascicolo"),
    };
    let remedy = |before, by: Option<&str>| Remedy { before, by: by.map(day) };
    let courts = || vec![remedy(RemedyBefore::Garante, None), remedy(RemedyBefore::Court, None)];
    let tar = vec![
        remedy(RemedyBefore::Tar, Some("2025-12-20")),
        remedy(RemedyBefore::Commission, Some("2025-12-20")),
    ];
    let disposal = Some(Protocol { number: 12, year: 2024 });
    let mut all = vec![
        received(Claim::Access, Channel::Register, Title::Responsible, Some(Identity::Session(2))),
        received(Claim::Rectification, Channel::Counter, Title::Herself, Some(Identity::Document)),
        received(Claim::Erasure, Channel::Pec, Title::Herself, Some(Identity::DigitalSignature)),
        received(Claim::Restriction, Channel::Letter, Title::Responsible, None),
        received(Claim::Portability, Channel::Email, Title::Nobody, None),
        received(Claim::Objection, Channel::Pec, Title::Herself, Some(Identity::Document)),
        received(Claim::Documents, Channel::Pec, Title::Interested, Some(Identity::Document)),
        received(Claim::Accessibility, Channel::Register, Title::Interested, Some(Identity::Session(2))),
        RequestEvent::IdentityVerified {
            heading: heading(1, "2025-11-07T10:00", &[Norm::Identification]),
            person: person(STUDENT),
            applicant: Some(person(2)),
            title: Title::Responsible,
            identity: Identity::Document,
            clock: Clock { from: day("2025-11-07"), answer_by: day("2025-12-09"), silence_appealed_by: None },
        },
        extended(ExtensionCause::Complex, "2026-02-05"),
        extended(ExtensionCause::Numerous, "2026-02-09"),
        RequestEvent::CounterInterestedNotified {
            heading: heading(1, "2025-11-06T09:00", &[Norm::CounterInterested]),
            person: person(STUDENT),
            party: person(3),
            notified_on: day("2025-11-06"),
            opposes_by: day("2025-11-17"),
        },
        RequestEvent::Opposed {
            heading: heading(2, "2025-11-14T09:00", &[Norm::CounterInterested]),
            person: person(STUDENT),
            party: person(3),
            opposed_on: day("2025-11-13"),
            reasons: text("il documento riporta altro"),
        },
        linked(Link::Erasure(ErasureId(uuid::Uuid::from_u128(0xe0)))),
        linked(Link::Correction(4711)),
        RequestEvent::ReadersRevealed {
            heading: heading(3, "2025-11-13T09:00", &[Norm::ConsultationsByRole]),
            person: person(STUDENT),
            reasons: text("servono per una denuncia"),
        },
        RequestEvent::Redacted {
            heading: heading(3, "2025-11-13T09:10", &[Norm::OthersRedacted]),
            person: person(STUDENT),
            position: 4711,
            words: text("M.R."),
            reasons: text("iniziali di un compagno"),
        },
        answered(Outcome::Granted),
        answered(Outcome::PartlyGranted),
        answered(Outcome::CopyInstead),
        RequestEvent::Withdrawn {
            heading: heading(4, "2025-11-20T09:00", &[]),
            person: person(STUDENT),
            reasons: text("non interessa più"),
        },
        RequestEvent::Closed { heading: heading(6, "2025-11-21T09:00", &[]), person: person(STUDENT) },
    ];
    let own_data = [
        Ground::ManifestlyUnfounded,
        Ground::Excessive,
        Ground::NotIdentified,
        Ground::NotEntitled,
        Ground::Judgement,
        Ground::Accurate,
        Ground::MustBeKept,
        Ground::NoCause,
        Ground::PublicTask,
        Ground::CompellingGrounds,
    ];
    all.extend(own_data.map(|ground| refused(ground, None, courts())));
    let documents = [Ground::NoInterest, Ground::Excluded, Ground::NotIndispensable];
    all.extend(documents.map(|ground| refused(ground, None, tar.clone())));
    all.push(refused(Ground::NotHeld, disposal, tar));
    let ombudsman = vec![remedy(RemedyBefore::DigitalOmbudsman, None)];
    all.push(refused(Ground::DisproportionateBurden, None, ombudsman));
    all
}
