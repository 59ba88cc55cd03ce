//! What a disciplinary case asks of the school.

use super::*;
use crate::case::tests::{
    DAYS, Story, alone, charge_with, communicate, convene, execute, grave, hear, letter, measure, protocol,
    report, together,
};
use crate::case::{Assessment, Body, Command, Deliberation, Letter, Measure, Repair, Sanction, evolve};

/// A story's acts as the student's events.
fn events(acts: &[(&str, Command)]) -> Vec<DomainEvent> {
    let (_, events) =
        acts.iter().fold((Story::default(), Vec::new()), |(story, mut events), (at, command)| {
            let said = story.asked(at, command.clone()).expect("allowed");
            events.extend(said.iter().cloned().map(DomainEvent::Case));
            (Story(said.iter().fold(story.0, evolve)), events)
        });
    events
}

fn removal(body: Body, letter: Letter, sanction: Sanction) -> Vec<(&'static str, Command)> {
    let deliberation = Deliberation { grave: grave(), ..together(body, letter, sanction) };
    vec![
        ("2025-11-04T09:00", report("2025-11-03", letter)),
        ("2025-11-10T12:00", convene(body, "2025-11-14T15:00")),
        ("2025-11-14T16:00", Command::Deliberate { deliberation }),
    ]
}

fn then(mut acts: Vec<(&'static str, Command)>, more: Vec<(&'static str, Command)>) -> Vec<DomainEvent> {
    acts.extend(more);
    events(&acts)
}

fn four_days() -> Vec<(&'static str, Command)> {
    removal(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 })
}

/// A8-11: a council of 14 November: minutes by the 24th, and nobody's who decides alone.
#[test]
fn the_minutes_of_a_council_are_due_in_ten_days() {
    let kind = DutyKind::DepositMinutes;
    let minutes = Command::DepositMinutes { of: FactNumber(2), protocol: protocol(8) };
    let waiting = then(four_days(), vec![]);
    assert_eq!(of(&waiting, kind, "2025-11-13"), [""; 0]);
    assert_eq!(of(&waiting, kind, "2025-11-24"), ["2025-11-14 due 2025-11-24"]);
    assert_eq!(of(&waiting, kind, "2025-11-25"), ["2025-11-14 overdue 2025-11-24"]);
    let done = then(four_days(), vec![("2025-11-20T09:00", minutes)]);
    assert_eq!(of(&done, kind, "2025-11-25"), ["2025-11-14 done 2025-11-20"]);
    let institute = removal(Body::InstituteCouncil, Letter::P, Sanction::CommunityRemoval { days: 20 });
    assert_eq!(of(&then(institute, vec![]), kind, "2025-11-25"), [""; 0]);
}

/// A8-06: what is decided is communicated.
#[test]
fn a_sanction_is_to_be_communicated() {
    let kind = DutyKind::CommunicateSanction;
    let waiting = then(four_days(), vec![]);
    assert_eq!(of(&waiting, kind, "2025-11-19"), ["2025-11-14 due 2025-11-19"]);
    let told = then(four_days(), vec![("2025-11-17T10:00", communicate(letter(2, &DAYS, None)))]);
    assert_eq!(of(&told, kind, "2025-11-19"), ["2025-11-14 done 2025-11-17"]);
}

/// A8-04: a case of p of 2 March 2026: the principal informs the council of the institute.
#[test]
fn the_council_is_to_be_informed_of_p_and_q() {
    let kind = DutyKind::InformCouncil;
    let reported = || vec![("2026-03-02T09:00", report("2026-03-02", Letter::P))];
    assert_eq!(of(&then(reported(), vec![]), kind, "2026-03-03"), ["2026-03-02 due 2026-03-07"]);
    let inform = ("2026-03-03T09:00", Command::InformCouncil { protocol: protocol(9) });
    assert_eq!(of(&then(reported(), vec![inform]), kind, "2026-03-10"), ["2026-03-02 done 2026-03-03"]);
    let reason = text("il fatto non sussiste");
    let dismissed = then(reported(), vec![("2026-03-03T09:00", Command::Dismiss { reason })]);
    assert_eq!(of(&dismissed, kind, "2026-03-10"), [""; 0]);
    // Charged as p, though it was reported as m: once.
    let acts = vec![
        ("2026-03-02T09:00", report("2026-03-02", Letter::M)),
        ("2026-03-04T09:00", charge_with(Letter::P)),
        ("2026-03-05T09:00", charge_with(Letter::Q)),
    ];
    assert_eq!(of(&then(acts, vec![]), kind, "2026-03-05"), ["2026-03-04 due 2026-03-09"]);
    let light = vec![("2026-03-02T09:00", report("2026-03-02", Letter::M)), ("2026-03-03T09:00", hear())];
    assert_eq!(of(&then(light, vec![]), kind, "2026-03-05"), [""; 0]);
}

/// A8-08: once the last day is done, or the repair's day has come.
#[test]
fn an_activity_is_to_be_verified_when_it_is_done() {
    let kind = DutyKind::AssessActivity;
    let told = || vec![("2025-11-17T10:00", communicate(letter(2, &DAYS, None)))];
    let mut acts = told();
    acts.extend(
        [("2025-11-25T14:00", DAYS[0]), ("2025-11-26T14:00", DAYS[1]), ("2025-11-27T14:00", DAYS[2])]
            .map(|(at, on)| (at, execute(2, on))),
    );
    assert_eq!(of(&then(four_days(), acts.clone()), kind, "2025-11-28"), [""; 0]);
    acts.push(("2025-11-28T14:00", execute(2, DAYS[3])));
    assert_eq!(of(&then(four_days(), acts.clone()), kind, "2025-11-28"), ["2025-11-28 due 2025-12-03"]);
    let assess = Command::AssessActivity { of: FactNumber(2), outcome: Assessment::Diligent, advice: None };
    acts.push(("2025-12-01T09:00", assess));
    assert_eq!(of(&then(four_days(), acts), kind, "2025-12-05"), ["2025-11-28 done 2025-12-01"]);

    let repair = Some(Repair::Work { on: day("2026-02-10"), what: text("ridipinge la porta") });
    let measure = Measure { repair, ..measure(Sanction::WrittenAdmonition) };
    let written = alone(Body::Principal, Letter::F, Sanction::WrittenAdmonition);
    let repaired = then(
        vec![("2026-02-02T09:00", report("2026-02-02", Letter::F))],
        vec![("2026-02-04T09:00", Command::Deliberate { deliberation: Deliberation { measure, ..written } })],
    );
    assert_eq!(of(&repaired, kind, "2026-02-09"), [""; 0]);
    assert_eq!(of(&repaired, kind, "2026-02-10"), ["2026-02-10 due 2026-02-16"]);
}

/// A9-12, B1-12: of what was annulled nothing is to be done any more; of what was expunged nothing is left.
#[test]
fn what_has_no_effect_asks_for_nothing() {
    let order = |expunge| {
        Command::Contest(crate::case::contest::Command::Order {
            of: FactNumber(2),
            order: text("TAR Lazio, n. 1/2026"),
            expunge,
            protocol: Some(protocol(30)),
        })
    };
    let annulled = then(four_days(), vec![("2025-11-20T09:00", order(false))]);
    for kind in [DutyKind::DepositMinutes, DutyKind::CommunicateSanction] {
        assert_eq!(of(&annulled, kind, "2025-11-21"), [""; 0]);
        assert_eq!(of(&annulled, kind, "2025-11-19").len(), 1, "as it was before");
    }
    let expunge = Command::Contest(crate::case::contest::Command::Expunge);
    let expunged = then(four_days(), vec![("2025-11-20T09:00", order(true)), ("2025-11-21T09:00", expunge)]);
    assert_eq!(of(&expunged, DutyKind::DepositMinutes, "2025-11-19"), [""; 0]);
}
