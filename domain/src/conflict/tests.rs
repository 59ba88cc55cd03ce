//! Conflicts about the application of the regulation.

use super::*;
use crate::case::contest::tests::{MEMBERS, panel, people, when};
use crate::case::{Conflict, Replaced};
use crate::regulation::Regulation;
use crate::school::tests::{person, text};

const STUDENT: u128 = 1;

fn protocol() -> Option<Protocol> {
    Some(Protocol { number: 310, year: 2026 })
}

fn file() -> Command {
    Command::File {
        conflict: ConflictId(uuid::Uuid::from_u128(0xc0)),
        by: person(STUDENT),
        rule: text("art. 12, divisa"),
        question: text("se la divisa sia dovuta anche nelle ore in aula"),
        protocol: protocol(),
    }
}

fn asked(state: &RuleConflict, at: &str, command: Command) -> Result<Vec<ConflictEvent>, Rejection> {
    let request = Request { at: when(at), now: when(at), command };
    super::decide(state, &request, &Regulation::adopted())
}

fn after(state: &RuleConflict, at: &str, command: Command) -> RuleConflict {
    asked(state, at, command).expect("allowed").iter().fold(state.clone(), evolve)
}

fn convene() -> Command {
    Command::Convene { sits_at: when("2026-01-26T15:00"), panel: panel() }
}

fn sit(present: &[u128]) -> Command {
    Command::Sit { present: people(present), heard: people(&[STUDENT]) }
}

fn answer(answer: Answer, votes: &[(u128, Answer)]) -> Command {
    let votes = votes.iter().map(|(who, vote)| (person(*who), *vote)).collect();
    let reasons = Some(text("la regola vale nei laboratori"));
    Command::Decide { answer, ballot: Ballot::Open(votes), reasons }
}

fn founded() -> Command {
    answer(Answer::Founded, &MEMBERS.map(|who| (who, Answer::Founded)))
}

fn tell() -> Command {
    Command::Communicate { to: people(&[STUDENT]), protocol: protocol() }
}

/// Filed on 12 January, sat on the 26th.
fn sat(present: &[u128]) -> RuleConflict {
    let filed = after(&RuleConflict::default(), "2026-01-12T09:30", file());
    let convened = after(&filed, "2026-01-14T10:00", convene());
    after(&convened, "2026-01-26T15:00", sit(present))
}

/// A9-15: a conflict on the uniform filed on 12 January 2026: nothing is suspended, and the ten days decide nothing: the
/// body answers when it does, in March as well.
#[test]
fn a_conflict_is_decided_by_people_and_never_by_silence() {
    let state = sat(&MEMBERS);
    assert!(asked(&state, "2026-01-26T16:00", founded()).is_ok());
    assert!(asked(&state, "2026-03-30T16:00", founded()).is_ok());
    let decided = after(&state, "2026-03-30T16:00", founded());
    assert_eq!(decided.decided.as_ref().map(|it| it.answer), Some(Answer::Founded));
    assert_eq!(asked(&decided, "2026-03-30T16:00", founded()), Ok(Vec::new()));
    let on = when("2026-03-30T16:00").date();
    let already = Err(Rejection::AlreadyDecided { on });
    assert_eq!(asked(&decided, "2026-03-31T16:00", founded()), already);
    assert_eq!(asked(&decided, "2026-03-31T16:00", convene()), already);
    let told = after(&decided, "2026-04-01T09:00", tell());
    assert_eq!(told.told, people(&[STUDENT]));
    assert_eq!(asked(&told, "2026-04-01T10:00", tell()), Ok(Vec::new()));
}

#[test]
fn each_act_rests_on_the_one_before() {
    let none = RuleConflict::default();
    for command in [convene(), sit(&MEMBERS), founded(), tell()] {
        assert_eq!(asked(&none, "2026-01-12T09:30", command), Err(Rejection::NotFiled));
    }
    let filed = after(&none, "2026-01-12T09:30", file());
    assert_eq!(asked(&filed, "2026-01-12T09:30", file()), Ok(Vec::new()));
    assert_eq!(asked(&filed, "2026-01-13T09:30", file()), Err(Rejection::AlreadyFiled));
    assert_eq!(asked(&filed, "2026-01-26T15:00", sit(&MEMBERS)), Err(Rejection::NotConvened));
    assert_eq!(asked(&filed, "2026-01-26T15:00", founded()), Err(Rejection::NotConvened));
    assert_eq!(asked(&filed, "2026-01-26T15:00", tell()), Err(Rejection::NotDecided));
    let early = asked(&filed, "2026-01-12T08:00", convene());
    assert!(matches!(early, Err(Rejection::OutOfOrder { .. })));
    let convened = after(&filed, "2026-01-14T10:00", convene());
    assert_eq!(asked(&convened, "2026-01-14T11:00", convene()), Ok(Vec::new()));
    let early = asked(&convened, "2026-01-26T14:00", sit(&MEMBERS));
    assert!(matches!(early, Err(Rejection::OutOfOrder { .. })));
    let (at, now) = (when("2026-01-12T09:30"), when("2026-01-12T09:00"));
    let request = Request { at, now, command: file() };
    let to_come = super::decide(&none, &request, &Regulation::adopted());
    assert_eq!(to_come, Err(Rejection::InTheFuture { at, now }));
}

/// D-08: filed and communicated under a number.
#[test]
fn what_has_no_number_was_not_filed() {
    let Command::File { conflict, by, rule, question, .. } = file() else { panic!("filed") };
    let bare = Command::File { conflict, by, rule, question, protocol: None };
    assert_eq!(asked(&RuleConflict::default(), "2026-01-12T09:30", bare), Err(Rejection::NoProtocol));
    let decided = after(&sat(&MEMBERS), "2026-01-26T16:00", founded());
    let bare = Command::Communicate { to: people(&[STUDENT]), protocol: None };
    assert_eq!(asked(&decided, "2026-01-28T09:00", bare), Err(Rejection::NoProtocol));
    let nobody = Command::Communicate { to: Vec::new(), protocol: protocol() };
    assert_eq!(asked(&decided, "2026-01-28T09:00", nobody), Err(Rejection::Nobody));
}

/// A9-09: who brings the conflict does not judge it.
#[test]
fn who_brings_the_conflict_does_not_sit() {
    let mut panel = panel();
    panel.roster[2].person = person(STUDENT);
    let filed = after(&RuleConflict::default(), "2026-01-12T09:30", file());
    let convened =
        after(&filed, "2026-01-14T10:00", Command::Convene { sits_at: when("2026-01-26T15:00"), panel });
    let members = convened.convened.expect("convened").members;
    let replaces = Some(Replaced { person: person(STUDENT), why: Conflict::Involved });
    assert_eq!(members[3], Member { person: person(212), seat: Seat::Student, replaces });
}

/// A9-10, A9-11, A9-13: a quorum with who presides, as many votes as present, the answer voted, reasons.
#[test]
fn a_conflict_is_voted_as_an_appeal_is() {
    let two = answer(Answer::Founded, &[(100, Answer::Founded), (201, Answer::Founded)]);
    let deserted = asked(&sat(&[100, 201]), "2026-01-26T16:00", two);
    assert_eq!(deserted, Err(Rejection::NoQuorum { present: 2, members: 5, quorum: 3 }));
    let headless = asked(&sat(&[201, 202, 211]), "2026-01-26T16:00", founded());
    assert!(matches!(headless, Err(Rejection::NoQuorum { present: 3, .. })));
    let state = sat(&MEMBERS);
    let short = answer(Answer::Founded, &[(100, Answer::Founded)]);
    let fewer = Rejection::NotCounted(NotCounted::NotEveryVote { present: 5, votes: 1 });
    assert_eq!(asked(&state, "2026-01-26T16:00", short), Err(fewer));
    let other = answer(Answer::Unfounded, &MEMBERS.map(|who| (who, Answer::Founded)));
    assert_eq!(asked(&state, "2026-01-26T16:00", other), Err(Rejection::AnswerIsNotTheVote));
    let votes = MEMBERS.map(|who| (person(who), Answer::Founded)).to_vec();
    let bare = Command::Decide { answer: Answer::Founded, ballot: Ballot::Open(votes), reasons: None };
    assert_eq!(asked(&state, "2026-01-26T16:00", bare), Err(Rejection::NoReasons));
    assert_eq!(asked(&state, "2026-01-26T16:30", sit(&[900])), Err(Rejection::NotMembers));
    assert_eq!(asked(&state, "2026-01-26T15:00", sit(&MEMBERS)), Ok(Vec::new()));
}
