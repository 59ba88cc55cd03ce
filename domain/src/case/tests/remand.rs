//! After the Organo di garanzia refers a case back: decided again, on its own acts.

use std::collections::BTreeMap;

use super::super::appeal::{Interest, Outcome, Vote};
use super::super::contest::{self, Panel};
use super::*;
use crate::guarantee_body::{Designation, Seated};

/// Filed on 24 November, decided on 3 December: annulled, for the student was not heard (A9-12).
fn referred_back() -> Story {
    let seats = [Seat::Teacher, Seat::Teacher, Seat::Student, Seat::Parent];
    let roster = (200u32..).zip(seats).map(|(number, seat)| Seated {
        number: FactNumber(number),
        person: person(u128::from(number)),
        seat,
        alternate: false,
        designated_by: Designation::TeachersBoard,
        from: day("2025-10-15"),
        until: day("2028-08-31"),
    });
    let panel = Panel {
        president: person(PRINCIPAL),
        roster: roster.collect(),
        family: family(),
        others: BTreeMap::new(),
    };
    let appeal = FactNumber(DECIDED + 2);
    let present: Vec<PersonId> = [PRINCIPAL, 200, 201, 202, 203].map(person).to_vec();
    let ballot = Ballot::Open(present.iter().map(|member| (*member, Vote::Annul)).collect());
    let contest = Command::Contest;
    communicated()
        .then(
            "2025-11-24T09:00",
            contest(contest::Command::File {
                of: FactNumber(DECIDED),
                by: person(FATHER),
                interest: Interest::Guardian,
                grounds: None,
                protocol: Some(protocol(20)),
                online: false,
            }),
        )
        .then(
            "2025-11-26T09:00",
            contest(contest::Command::Convene { appeal, sits_at: when("2025-12-03T15:00"), panel }),
        )
        .then(
            "2025-12-03T15:00",
            contest(contest::Command::Sit { appeal, present, heard: vec![person(FATHER)] }),
        )
        .then(
            "2025-12-03T16:00",
            contest(contest::Command::Rule {
                appeal,
                outcome: Outcome::Annulled { defect: text("lo studente non è stato sentito") },
                ballot,
                reasons: Some(text("manca l'invito a esporre le ragioni")),
            }),
        )
}

/// A9-12: the body decides again, and the new sanction names the one annulled; what is annulled is neither told nor executed.
#[test]
fn what_was_annulled_is_decided_again() {
    let story = referred_back();
    let removal = || together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 3 });
    let not_convened = story.refused("2025-12-10T16:00", deliberate(removal()));
    assert_eq!(not_convened, Rejection::NotConvened(Body::ClassCouncil));
    let before = story.refused("2025-12-03T15:30", charge_with(Letter::M));
    let (at, referred) = (when("2025-12-03T15:30"), when("2025-12-03T16:00"));
    assert_eq!(before, Rejection::BeforeReferral { at, referred });
    let told = story.refused("2025-12-04T09:00", communicate(letter(DECIDED, &DAYS, None)));
    assert_eq!(told, Rejection::Annulled(FactNumber(DECIDED)));
    let executed = story.refused("2025-12-04T14:00", execute(DECIDED, DAYS[3]));
    assert_eq!(executed, Rejection::Annulled(FactNumber(DECIDED)));
    assert_eq!(
        story.refused("2025-12-04T09:00", Command::Dismiss { reason: text("altro") }),
        Rejection::AlreadyDecided { on: day("2025-11-14") }
    );

    let again = story
        .then("2025-12-05T09:00", charge_with(Letter::M))
        .then("2025-12-05T09:05", offer_hearing("2025-12-09T11:00"))
        .then("2025-12-10T12:00", convene(Body::ClassCouncil, "2025-12-12T15:00"));
    let number = again.0.length;
    let again = again.then("2025-12-12T16:00", deliberate(removal()));
    let decision = &again.0.decisions[&FactNumber(number)];
    assert_eq!(decision.deliberation.remand_of, Some(FactNumber(DECIDED)));
    // Said again, it adds nothing, though the command does not name what was annulled.
    again.passes_over("2025-12-12T16:00", deliberate(removal()));
}

/// Each cycle is judged on its own acts: the first was heard, the second was not.
#[test]
fn each_cycle_is_judged_on_its_own_acts() {
    let story = referred_back();
    let cycles = looked_at(&story.0, "2025-12-04", &[]);
    assert_eq!(
        cycles.iter().map(|cycle| cycle.decision).collect::<Vec<_>>(),
        [Some(FactNumber(DECIDED)), None]
    );
    let find = |cycle: &Cycle, name: &str| {
        cycle.steps.iter().find(|step| step.name == name).expect("the step").clone()
    };
    let name = "invito a esporre le ragioni";
    assert_eq!(find(&cycles[0], name).outcome, Verdict::Passed);
    assert_eq!(find(&cycles[1], name).outcome, Verdict::NotYetDue { until: None });
    // What is annulled waits for nothing any more.
    assert_eq!(find(&cycles[0], "attività verificata").outcome, Verdict::NotRequired);
    // A7-06: from the referral, thirty days again.
    let until = Some(day("2026-01-02"));
    assert_eq!(find(&cycles[1], "tempestività").outcome, Verdict::NotYetDue { until });

    let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 3 });
    let again = story
        .then("2025-12-10T12:00", convene(Body::ClassCouncil, "2025-12-12T15:00"))
        .then("2025-12-12T16:00", deliberate(removal));
    let cycles = looked_at(&again.0, "2025-12-14", &[]);
    assert!(!find(&cycles[0], name).has_failed() && find(&cycles[1], name).has_failed());
    assert!(find(&cycles[1], "contestazione di addebito").has_failed());
}
