//! An example of every event of a case after the sanction: appeals, complaints, a court.

use super::*;
use crate::case::appeal::{Complaint, Filing, Ground, Grounds, Interest, Outcome, Ruling, Vote};
use crate::case::{
    Ballot, Body, CaseEvent, Conflict, Convocation, Exclusion, Heading, Measure, Member, Replaced, Sanction,
    Seat,
};
use crate::ids::{CaseId, Protocol};

fn heading(number: u32, at: &str, because: &[Norm]) -> Heading {
    Heading {
        case: CaseId(uuid::Uuid::from_u128(0xca)),
        student: person(STUDENT),
        class: IN_3B,
        at: at.parse().expect("a day and an hour"),
        number: FactNumber(number),
        because: because.to_vec(),
    }
}

fn protocol(number: u32) -> Protocol {
    Protocol { number, year: 2025 }
}

fn member(who: u128, seat: Seat, replaces: Option<Replaced>) -> Member {
    Member { person: person(who), seat, replaces }
}

pub(in crate::fact::tests) fn appeals() -> Vec<CaseEvent> {
    let (of, appeal) = (FactNumber(4), FactNumber(6));
    let mut events = filed();
    events.push(CaseEvent::Stayed {
        heading: heading(7, "2025-11-24T09:00", &[Norm::AppealStays]),
        of,
        appeal,
        executed: vec![day("2025-11-21")],
        left: vec![day("2025-11-24"), day("2025-11-25")],
    });
    let withdrawn = heading(8, "2025-11-26T09:00", &[Norm::AppealWithinTerm]);
    events.push(CaseEvent::AppealWithdrawn { heading: withdrawn, appeal, by: person(MOTHER) });
    events.extend(sat());
    events.extend(decided());
    let (to, number) = (vec![person(STUDENT), person(MOTHER)], 14);
    events.push(CaseEvent::OutcomeCommunicated {
        heading: heading(number, "2025-12-05T11:00", &[Norm::GuaranteeReasons, Norm::RegionalTerm]),
        appeal,
        to: to.clone(),
        complain_until: day("2025-12-20"),
        protocol: protocol(5401),
    });
    events.push(CaseEvent::Resumed {
        heading: heading(15, "2025-12-05T11:30", &[Norm::AppealStays, Norm::EffectOnCommunication]),
        of,
        days: vec![day("2025-12-09"), day("2025-12-10")],
        to,
        protocol: protocol(5402),
    });
    events.extend(outside());
    events
}

fn filed() -> Vec<CaseEvent> {
    let grounds = Grounds {
        kinds: vec![Ground::Procedure, Ground::Competence, Ground::Reasons, Ground::Merits],
        text: text("l'invito a esporre le ragioni è arrivato dopo la decisione"),
    };
    let filing = |by, interest, grounds, late: Option<&str>, number: Option<u32>| CaseEvent::AppealFiled {
        heading: heading(6, "2025-11-24T09:00", &[Norm::AppealWithinTerm, Norm::SilenceConfirms]),
        appeal: Filing {
            of: FactNumber(4),
            by: person(by),
            interest,
            grounds,
            late: late.map(day),
            convene_by: day("2025-11-29"),
            decide_by: day("2025-12-04"),
            protocol: number.map(protocol),
        },
    };
    let numbered = heading(7, "2025-11-25T08:10", &[Norm::ProtocolNumber]);
    vec![
        filing(MOTHER, Interest::Guardian, Some(grounds), None, Some(5230)),
        filing(STUDENT, Interest::TheStudent, None, None, None),
        filing(
            2,
            Interest::Other(text("genitore della persona offesa")),
            None,
            Some("2025-11-22"),
            Some(5231),
        ),
        CaseEvent::AppealProtocolled { heading: numbered, appeal: FactNumber(6), protocol: protocol(5240) },
    ]
}

fn sat() -> Vec<CaseEvent> {
    let appeal = FactNumber(6);
    let convened = [Norm::GuaranteeConvened, Norm::GuaranteeComposition, Norm::GuaranteeSubstitutes];
    let replaced = |why| Some(Replaced { person: person(102), why });
    let conflicts =
        [Conflict::IsTheStudent, Conflict::IsOfTheFamily, Conflict::Involved, Conflict::AlreadyDecided];
    let members = conflicts.map(|why| member(201, Seat::Teacher, replaced(why)));
    let members: Vec<Member> = [member(101, Seat::President, None), member(202, Seat::Student, None)]
        .into_iter()
        .chain([member(203, Seat::Parent, None)])
        .chain(members)
        .collect();
    vec![
        CaseEvent::GuaranteeConvened {
            heading: heading(8, "2025-11-27T10:00", &convened),
            appeal,
            convocation: Convocation {
                body: Body::GuaranteeBody,
                sits_at: "2025-12-04T15:00".parse().expect("a day and an hour"),
                members,
            },
        },
        CaseEvent::GuaranteeNoticeSent {
            heading: heading(9, "2025-11-28T12:00", &[Norm::GuaranteeNotice]),
            appeal,
            to: vec![person(101), person(201)],
            protocol: protocol(5260),
        },
        CaseEvent::PartiesInvited {
            heading: heading(10, "2025-11-28T12:10", &[Norm::GuaranteeConvened]),
            appeal,
            to: vec![person(MOTHER), person(STUDENT)],
        },
        CaseEvent::GuaranteeMemberSubstituted {
            heading: heading(11, "2025-12-02T08:30", &[Norm::GuaranteeSubstitutes]),
            appeal,
            member: member(
                204,
                Seat::Parent,
                Some(Replaced { person: person(2), why: Conflict::Unavailable }),
            ),
        },
        CaseEvent::GuaranteeSat {
            heading: heading(12, "2025-12-04T15:00", &[Norm::GuaranteeQuorum]),
            appeal,
            present: vec![person(101), person(102)],
            heard: vec![person(MOTHER)],
        },
    ]
}

fn decided() -> Vec<CaseEvent> {
    let because =
        [Norm::SilenceConfirms, Norm::GuaranteeVote, Norm::GuaranteeOutcomes, Norm::GuaranteeReasons];
    let decided = |outcome, ballot, tie_broken| CaseEvent::GuaranteeDecided {
        heading: heading(13, "2025-12-04T16:00", &because),
        appeal: FactNumber(6),
        ruling: Ruling {
            outcome,
            ballot,
            tie_broken,
            reasons: text("lo studente è stato invitato a esporre e non è venuto"),
            signed_by: person(101),
        },
    };
    let measure =
        Measure { sanction: Sanction::Removal { days: 2 }, exclusions: vec![Exclusion::Trips], repair: None };
    vec![
        decided(
            Outcome::Confirmed,
            Ballot::Open(vec![(person(101), Vote::Confirm), (person(102), Vote::Annul)]),
            true,
        ),
        decided(
            Outcome::ConfirmedInPart { measure },
            Ballot::Secret { totals: vec![(Vote::ConfirmInPart, 4), (Vote::Annul, 1)], casting: None },
            false,
        ),
        decided(
            Outcome::Annulled { defect: text("manca l'invito a esporre le ragioni") },
            Ballot::Secret { totals: vec![(Vote::Confirm, 2), (Vote::Annul, 2)], casting: Some(Vote::Annul) },
            true,
        ),
    ]
}

fn outside() -> Vec<CaseEvent> {
    let (of, complaint) = (FactNumber(4), FactNumber(16));
    let region = |number, at| heading(number, at, &[Norm::RegionalBody]);
    let court = [Norm::CourtExpunges];
    let order = text("TAR Lazio, n. 100/2026");
    let mut events = vec![
        CaseEvent::ComplaintFiled {
            heading: heading(16, "2025-12-18T10:00", &[Norm::RegionalTerm, Norm::RegionalBody]),
            complaint: Complaint {
                of,
                by: person(MOTHER),
                interest: Interest::Guardian,
                grounds: text("violato l'art. 4, c. 3, dello Statuto"),
                opinion_by: day("2026-01-17"),
                protocol: protocol(5590),
            },
        },
        CaseEvent::DocumentsRequested {
            heading: region(17, "2026-01-09T09:00"),
            complaint,
            until: day("2026-02-02"),
        },
    ];
    for upheld in [true, false] {
        events.push(CaseEvent::OpinionGiven {
            heading: region(18, "2026-01-28T12:00"),
            complaint,
            upheld,
            summary: text("il procedimento ha rispettato lo Statuto"),
            protocol: Protocol { number: 402, year: 2026 },
        });
        events.push(CaseEvent::ComplaintDecided {
            heading: region(19, "2026-02-03T12:00"),
            complaint,
            upheld,
            reasons: text("come da parere"),
            protocol: Protocol { number: 480, year: 2026 },
        });
        events.push(CaseEvent::CourtOrdered {
            heading: heading(20, "2026-05-11T09:00", &court),
            of,
            order: order.clone(),
            expunge: upheld,
            protocol: Protocol { number: 2110, year: 2026 },
        });
    }
    events.push(CaseEvent::Expunged { heading: heading(21, "2026-05-12T09:00", &court), order });
    events
}
