//! An example of every event of `guarantee_body`.

use super::*;
use crate::case::Seat;
use crate::guarantee_body::{Designation, GuaranteeBodyEvent};

pub(in crate::fact::tests) fn guarantee_bodies() -> Vec<GuaranteeBodyEvent> {
    let (from, until) = (day("2025-10-15"), day("2028-08-31"));
    let composition = || vec![Norm::GuaranteeComposition];
    let appointed = [
        (101, Seat::Teacher, false, Designation::TeachersBoard, composition()),
        (1, Seat::Student, false, Designation::StudentCommittee, composition()),
        (
            MOTHER,
            Seat::Parent,
            true,
            Designation::InstituteCouncil,
            vec![Norm::GuaranteeComposition, Norm::GuaranteeSubstitutes, Norm::ParentElected],
        ),
        (2, Seat::Parent, false, Designation::Election, composition()),
        (102, Seat::President, false, Designation::Principal, composition()),
    ];
    let mut events: Vec<GuaranteeBodyEvent> = (0..)
        .zip(appointed)
        .map(|(number, (who, seat, alternate, designated_by, because))| GuaranteeBodyEvent::Appointed {
            term: YEAR,
            number: FactNumber(number),
            person: person(who),
            seat,
            alternate,
            designated_by,
            from,
            until,
            because,
        })
        .collect();
    events.push(GuaranteeBodyEvent::Ended {
        term: YEAR,
        number: FactNumber(4),
        person: person(102),
        last_day: day("2026-01-30"),
        reason: text("altro incarico"),
        because: composition(),
    });
    events.push(GuaranteeBodyEvent::Replaced {
        term: YEAR,
        number: FactNumber(6),
        leaves: person(101),
        person: person(102),
        designated_by: Designation::TeachersBoard,
        from: day("2026-02-02"),
        until,
        reason: text("trasferimento ad altra sede"),
        because: vec![Norm::GuaranteeComposition, Norm::GuaranteeSubstitutes],
    });
    events
}
