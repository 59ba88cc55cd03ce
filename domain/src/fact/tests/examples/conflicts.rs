//! An example of every event of `conflict`.

use super::*;
use crate::case::{Ballot, Conflict, Member, Replaced, Seat};
use crate::conflict::{Answer, ConflictEvent, Heading};
use crate::ids::{ConflictId, Protocol};

pub(in crate::fact::tests) fn conflicts() -> Vec<ConflictEvent> {
    let heading = |number: u32, at: &str, more: &[Norm]| Heading {
        conflict: ConflictId(uuid::Uuid::from_u128(0xc0)),
        at: at.parse().expect("a day and an hour"),
        number: FactNumber(number),
        because: std::iter::once(Norm::RegulationConflicts).chain(more.iter().copied()).collect(),
    };
    let protocol = |number| Protocol { number, year: 2026 };
    let member = |who, seat, replaces| Member { person: person(who), seat, replaces };
    let replaced = Replaced { person: person(2), why: Conflict::Involved };
    let decided = |answer, ballot, tie_broken| ConflictEvent::Decided {
        heading: heading(3, "2026-01-26T16:00", &[Norm::GuaranteeVote, Norm::GuaranteeReasons]),
        answer,
        ballot,
        tie_broken,
        reasons: text("la regola vale nei laboratori e non nelle aule"),
        signed_by: person(101),
    };
    vec![
        ConflictEvent::Filed {
            heading: heading(0, "2026-01-12T09:30", &[]),
            by: person(1),
            rule: text("art. 12, divisa"),
            question: text("se la divisa sia dovuta anche nelle ore in aula"),
            protocol: protocol(310),
        },
        ConflictEvent::BodyConvened {
            heading: heading(
                1,
                "2026-01-14T10:00",
                &[Norm::GuaranteeComposition, Norm::GuaranteeSubstitutes],
            ),
            sits_at: "2026-01-26T15:00".parse().expect("a day and an hour"),
            members: vec![
                member(101, Seat::President, None),
                member(102, Seat::Teacher, None),
                member(MOTHER, Seat::Parent, Some(replaced)),
            ],
        },
        ConflictEvent::BodySat {
            heading: heading(2, "2026-01-26T15:00", &[Norm::GuaranteeQuorum]),
            present: vec![person(101), person(102), person(MOTHER)],
            heard: vec![person(1)],
        },
        decided(
            Answer::Founded,
            Ballot::Open(vec![(person(101), Answer::Founded), (person(102), Answer::Unfounded)]),
            true,
        ),
        decided(
            Answer::Unfounded,
            Ballot::Secret {
                totals: vec![(Answer::Founded, 1), (Answer::Unfounded, 1)],
                casting: Some(Answer::Unfounded),
            },
            true,
        ),
        ConflictEvent::Communicated {
            heading: heading(4, "2026-01-28T11:00", &[Norm::GuaranteeReasons]),
            to: vec![person(1)],
            protocol: protocol(355),
        },
    ]
}
