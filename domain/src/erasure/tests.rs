//! What may be erased, who decides it, and in which order.

use super::*;
use crate::school::tests::{day, person, text};

const DPO: u128 = 101;
const PRINCIPAL: u128 = 102;
const STUDENT: u128 = 1;

fn id() -> ErasureId {
    ErasureId(uuid::Uuid::from_u128(0xe0))
}

fn on(by: u128, now: &str, command: Command) -> Request {
    Request { erasure: id(), by: person(by), now: now.parse().expect("a day and an hour"), command }
}

fn ask(ground: Ground, protocol: Option<Protocol>) -> Command {
    let target = Target { class: "note".to_owned(), part: "conduct-1-2025/aa".to_owned() };
    let reasons = text("la nota riporta una diagnosi");
    Command::Ask { person: person(STUDENT), targets: vec![target], ground, reasons, protocol }
}

fn assess(kept: Keep, authorisation: Option<Protocol>) -> Command {
    Command::Assess {
        kept: vec![kept],
        needs_authorisation: true,
        authorisation,
        reasons: text("vista la nota"),
    }
}

fn approve() -> Command {
    Command::Approve { keys: vec![Key([7; 32])] }
}

fn refuse() -> Command {
    Command::Refuse { exception: Exception::PublicTask, reasons: text("il registro si conserva") }
}

fn number() -> Option<Protocol> {
    Some(Protocol { number: 12, year: 2026 })
}

fn after(acts: &[(u128, Command)]) -> Erasure {
    acts.iter().fold(Erasure::default(), |state, (by, command)| {
        let events = decide(&state, &on(*by, "2026-01-13T10:00", command.clone())).expect("allowed");
        assert!(!events.is_empty(), "{command:?}");
        events.iter().fold(state, evolve)
    })
}

fn names(decided: Result<Vec<ErasureEvent>, Rejection>) -> Result<usize, &'static str> {
    decided.map(|events| events.len()).map_err(|rejection| rejection.name())
}

fn then(state: &Erasure, by: u128, command: Command) -> Result<usize, &'static str> {
    names(decide(state, &on(by, "2026-01-13T10:00", command)))
}

/// C4-03: a diagnosis in a note is restricted, then erased, whatever the plan says of notes.
#[test]
fn what_is_unlawful_is_restricted_and_erased_by_two_persons() {
    let asked = after(&[(DPO, ask(Ground::Unlawful, None))]);
    assert_eq!(then(&asked, DPO, ask(Ground::Unlawful, None)), Ok(0), "said twice");
    assert_eq!(then(&asked, DPO, ask(Ground::Order, number())), Err("already-requested"));
    assert_eq!(then(&asked, PRINCIPAL, approve()), Err("not-assessed"));

    let restrict = || Command::Restrict { ground: RestrictionGround::Unlawful };
    let restricted = after(&[(DPO, ask(Ground::Unlawful, None)), (DPO, restrict())]);
    assert_eq!(restricted.restricted, Some(RestrictionGround::Unlawful));
    assert_eq!(then(&restricted, DPO, restrict()), Ok(0));

    let assessed = after(&[
        (DPO, ask(Ground::Unlawful, None)),
        (DPO, restrict()),
        (DPO, assess(Keep::Until(day("2027-08-31")), None)),
    ]);
    assert_eq!(then(&assessed, DPO, assess(Keep::Until(day("2027-08-31")), None)), Ok(0));
    assert_eq!(then(&assessed, DPO, approve()), Err("same-person"));
    assert_eq!(then(&assessed, PRINCIPAL, Command::Approve { keys: vec![] }), Err("no-key"));
    assert_eq!(then(&assessed, PRINCIPAL, Command::Execute { keys: 1 }), Err("not-approved"));
    assert_eq!(then(&assessed, PRINCIPAL, approve()), Ok(1));

    let approved = after(&[
        (DPO, ask(Ground::Unlawful, None)),
        (DPO, assess(Keep::Always, None)),
        (PRINCIPAL, approve()),
    ]);
    assert!(approved.is_to_be_carried_out());
    assert_eq!(then(&approved, PRINCIPAL, approve()), Ok(0));
    assert_eq!(then(&approved, PRINCIPAL, refuse()), Err("already-decided"));
    assert_eq!(then(&approved, DPO, restrict()), Err("already-decided"));
    assert_eq!(then(&approved, PRINCIPAL, Command::Execute { keys: 1 }), Ok(1));

    let done = after(&[
        (DPO, ask(Ground::Unlawful, None)),
        (DPO, assess(Keep::Always, None)),
        (PRINCIPAL, approve()),
        (PRINCIPAL, Command::Execute { keys: 1 }),
    ]);
    assert!(!done.is_to_be_carried_out());
    assert_eq!(then(&done, PRINCIPAL, Command::Execute { keys: 0 }), Ok(0), "carried out again");
}

/// C4-02: what must be kept is not erased because somebody asks, or has no use for it any more.
#[test]
fn what_is_to_be_kept_is_not_erased_on_request() {
    for ground in [Ground::NoLongerNeeded, Ground::ConsentWithdrawn, Ground::ObjectionUpheld] {
        let asked = after(&[(DPO, ask(ground, None))]);
        for kept in [Keep::Always, Keep::Open, Keep::Until(day("2026-01-13"))] {
            let refused = decide(&asked, &on(DPO, "2026-01-13T10:00", assess(kept, number())));
            assert_eq!(refused, Err(Rejection::RetentionNotOver { kept }));
        }
        assert_eq!(then(&asked, DPO, assess(Keep::Until(day("2026-01-12")), number())), Ok(1));
    }
    let refused = after(&[(DPO, ask(Ground::NoLongerNeeded, None)), (PRINCIPAL, refuse())]);
    assert_eq!(then(&refused, PRINCIPAL, refuse()), Ok(0));
    assert_eq!(then(&refused, DPO, assess(Keep::Until(day("2026-01-12")), number())), Err("already-decided"));
}

/// F-1: even when the term has ended, disposal is authorised by somebody else, with a number.
#[test]
fn disposal_waits_for_its_authorisation() {
    let asked = after(&[(DPO, ask(Ground::NoLongerNeeded, None))]);
    let over = Keep::Until(day("2026-01-12"));
    assert_eq!(then(&asked, DPO, assess(over, None)), Err("not-authorised"));
    assert_eq!(then(&asked, DPO, assess(over, number())), Ok(1));
    let own = Command::Assess {
        kept: vec![over],
        needs_authorisation: false,
        authorisation: None,
        reasons: text("x"),
    };
    assert_eq!(then(&asked, DPO, own), Ok(1), "where the plan wants none");
}

/// D-08: an order is a paper with a number.
#[test]
fn an_order_has_its_protocol_number_and_needs_no_term() {
    let nothing = Erasure::default();
    assert_eq!(then(&nothing, DPO, ask(Ground::Order, None)), Err("no-protocol"));
    let asked = after(&[(DPO, ask(Ground::Order, number()))]);
    assert_eq!(then(&asked, DPO, assess(Keep::Always, None)), Ok(1));
}

/// C4-05: restricted until it is decided, or until somebody who may says why not.
#[test]
fn a_restriction_is_lifted_with_a_reason() {
    let lift = || Command::LiftRestriction { reasons: text("l'esattezza è stata verificata") };
    let asked = after(&[(DPO, ask(Ground::Unlawful, None))]);
    assert_eq!(then(&asked, DPO, lift()), Err("not-restricted"));
    let restrict = Command::Restrict { ground: RestrictionGround::AccuracyContested };
    let restricted = after(&[(DPO, ask(Ground::Unlawful, None)), (DPO, restrict)]);
    assert_eq!(then(&restricted, DPO, lift()), Ok(1));
    let other = Command::Restrict { ground: RestrictionGround::ObjectionPending };
    assert_eq!(then(&restricted, DPO, other), Ok(1), "for another reason");
    let restrict = Command::Restrict { ground: RestrictionGround::AccuracyContested };
    let refused = after(&[(DPO, ask(Ground::Unlawful, None)), (DPO, restrict), (PRINCIPAL, refuse())]);
    assert_eq!(refused.restricted, None, "decided, nothing is restricted any more");
    let nobody_asked = Erasure::default();
    for command in [lift(), Command::Restrict { ground: RestrictionGround::Unlawful }, refuse()] {
        assert_eq!(then(&nobody_asked, DPO, command), Err("not-requested"));
    }
    let empty = Command::Ask {
        person: person(STUDENT),
        targets: Vec::new(),
        ground: Ground::Unlawful,
        reasons: text("tutto"),
        protocol: None,
    };
    assert_eq!(then(&nobody_asked, DPO, empty), Err("no-target"));
}

#[test]
fn what_is_kept_longest_decides() {
    let today = day("2026-01-13");
    let (over, soon, late) =
        (Keep::Until(day("2026-01-12")), Keep::Until(day("2026-01-13")), Keep::Until(day("2030-01-01")));
    assert_eq!(longest(&[over], today), None);
    assert_eq!(longest(&[over, soon, late], today), Some(late));
    assert_eq!(longest(&[late, Keep::Open], today), Some(Keep::Open));
    assert_eq!(longest(&[Keep::Always, Keep::Open, late], today), Some(Keep::Always));
}
