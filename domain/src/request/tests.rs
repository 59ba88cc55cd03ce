//! Who may ask, by when the school answers, and what a refusal must say.

mod documents;

use super::*;
use crate::ids::{ErasureId, FactNumber};
use crate::people::{Profile, Relation, Responsibility};
use crate::regulation::Regulation;
use crate::school::tests::{day, person, text};

const DPO: u128 = 101;
const STUDENT: u128 = 1;
const MOTHER: u128 = 2;

fn id() -> RequestId {
    RequestId(uuid::Uuid::from_u128(0xf0))
}

fn minor() -> Profile {
    Profile {
        person: person(STUDENT),
        given_name: text("Giulia"),
        family_name: text("Rossi"),
        born_on: day("2010-03-04"),
        fiscal_key: None,
        enrolments: Vec::new(),
        annual_hours: std::collections::BTreeMap::new(),
        guardians: vec![Responsibility {
            guardian: person(MOTHER),
            relation: Relation::Mother,
            from: day("2024-09-01"),
            until: None,
            limits: Vec::new(),
            asks_from: None,
        }],
        objections: Vec::new(),
        offices: Vec::new(),
        chairs: Vec::new(),
        received: Vec::new(),
    }
}

fn rome() -> Holidays {
    crate::calendar::lazio_2025_26(crate::calendar::Week::FiveDays).holidays()
}

fn act(now: &str, command: Command) -> Act {
    let now = format!("{now}T10:00").parse().expect("a day and an hour");
    Act { request: id(), by: person(DPO), now, holidays: rome(), command }
}

fn asked(claim: Claim, received_on: &str, identity: Option<Identity>) -> Reception {
    Reception {
        person: person(STUDENT),
        claim,
        channel: Channel::Pec,
        received_on: day(received_on),
        applicant: Some(person(MOTHER)),
        title: if claim.is_for_documents() { Title::Interested } else { Title::Responsible },
        wording: text("chiedo i dati di mia figlia"),
        interest: claim.is_for_documents().then(|| text("per agire in giudizio")),
        protocol: None,
        identity,
    }
}

fn received(claim: Claim, on: &str) -> Command {
    Command::Receive(Box::new(asked(claim, on, Some(Identity::Document))))
}

fn after(acts: &[(&str, Command)]) -> DataRequest {
    acts.iter().fold(DataRequest::default(), |state, (now, command)| {
        let events = decide(&state, &act(now, command.clone()), &Regulation::adopted()).expect("allowed");
        assert!(!events.is_empty(), "{command:?}");
        events.iter().fold(state, evolve)
    })
}

/// How many events, or the name of the refusal.
fn then(state: &DataRequest, now: &str, command: Command) -> Result<usize, &'static str> {
    let decided = decide(state, &act(now, command), &Regulation::adopted());
    decided.map(|events| events.len()).map_err(|rejection| rejection.name())
}

fn extend() -> Command {
    Command::Extend { cause: ExtensionCause::Complex, reasons: text("più anni da ricostruire") }
}

fn answer(outcome: Outcome) -> Command {
    Command::Answer { outcome, reasons: text("si consegna quanto chiesto") }
}

fn refuse(ground: Ground) -> Command {
    Command::Refuse { ground, reasons: text("per i motivi della nota"), protocol: None }
}

/// C2-02, T-3: one month, as European law counts it; three from the beginning if that is told in time.
#[test]
fn an_answer_is_due_in_a_month_or_in_three() {
    for (on, within_one, within_three) in [
        ("2025-11-05", "2025-12-05", "2026-02-05"),
        ("2025-10-31", "2025-12-01", "2026-02-02"),
        ("2025-11-04", "2025-12-04", "2026-02-04"),
        ("2026-03-06", "2026-04-07", "2026-06-08"), // Easter Monday; a Saturday.
    ] {
        let open = after(&[(on, received(Claim::Access, on))]);
        assert_eq!(open.answer_by(), Some(day(within_one)), "{on}");
        let longer = after(&[(on, received(Claim::Access, on)), (within_one, extend())]);
        assert_eq!(longer.answer_by(), Some(day(within_three)), "{on}");
    }
}

/// C2-02: an extension told after the first month is none, and the term stays where it was.
#[test]
fn an_extension_is_told_within_the_first_month() {
    let open = after(&[("2025-11-05", received(Claim::Access, "2025-11-05"))]);
    assert_eq!(then(&open, "2025-12-05", extend()), Ok(1));
    assert_eq!(then(&open, "2025-12-06", extend()), Err("extension-too-late"));
    let longer = after(&[("2025-11-05", received(Claim::Access, "2025-11-05")), ("2025-11-20", extend())]);
    assert_eq!(then(&longer, "2025-11-21", extend()), Ok(0));
    let other = Command::Extend { cause: ExtensionCause::Numerous, reasons: text("molte richieste") };
    assert_eq!(then(&longer, "2025-11-21", other), Err("already-extended"));
}

/// C2-02: that a term has passed is seen by looking at the day; nothing is recorded, and the answer is still due.
#[test]
fn a_term_that_has_passed_is_derived() {
    let open = after(&[("2025-11-05", received(Claim::Access, "2025-11-05"))]);
    let answer_by = day("2025-12-05");
    assert_eq!(open.standing(day("2025-12-05")), Standing::Open { answer_by });
    assert_eq!(open.standing(day("2025-12-06")), Standing::Overdue { answer_by });
    assert_eq!(then(&open, "2025-12-20", answer(Outcome::Granted)), Ok(1), "late, and due");
    let ended = after(&[
        ("2025-11-05", received(Claim::Access, "2025-11-05")),
        ("2025-11-20", answer(Outcome::Granted)),
    ]);
    assert_eq!(ended.standing(day("2025-12-06")), Standing::Ended);
    assert_eq!(then(&open, "2025-11-20", Command::Close), Err("not-ended"));
    assert_eq!(then(&ended, "2025-11-20", Command::Close), Ok(1));
    let closed = after(&[
        ("2025-11-05", received(Claim::Access, "2025-11-05")),
        ("2025-11-20", answer(Outcome::Granted)),
        ("2025-11-21", Command::Close),
    ]);
    assert_eq!(closed.standing(day("2025-11-21")), Standing::Closed);
    assert_eq!(then(&closed, "2025-11-22", Command::Close), Ok(0));
}

/// C2-01: an e-mail from nobody known is recorded; its term runs from when it is known who wrote it.
#[test]
fn the_clock_of_an_anonymous_request_starts_when_its_author_is_known() {
    let anonymous = || {
        let mut asked = asked(Claim::Access, "2025-11-05", None);
        (asked.applicant, asked.title) = (None, Title::Nobody);
        asked
    };
    let nothing = DataRequest::default();
    assert_eq!(then(&nothing, "2025-11-05", Command::Receive(Box::new(anonymous()))), Err("no-protocol"));
    let filed = Reception { protocol: Some(Protocol { number: 88, year: 2025 }), ..anonymous() };
    let open = after(&[("2025-11-05", Command::Receive(Box::new(filed)))]);
    assert_eq!(open.standing(day("2026-05-05")), Standing::Unidentified);
    assert_eq!(then(&open, "2025-11-06", answer(Outcome::Granted)), Err("not-identified"));
    assert_eq!(then(&open, "2025-11-06", extend()), Err("not-identified"));
    assert_eq!(then(&open, "2025-11-06", refuse(Ground::Excessive)), Err("not-identified"));
    assert_eq!(then(&open, "2025-11-06", refuse(Ground::NotIdentified)), Ok(1));

    let verified = |identity| Command::VerifyIdentity {
        applicant: Some(person(MOTHER)),
        title: Title::Responsible,
        identity,
    };
    let known = evolved(&open, "2025-11-12", verified(Identity::Document));
    assert_eq!(known.answer_by(), Some(day("2025-12-12")));
    assert_eq!(then(&known, "2025-11-13", verified(Identity::Document)), Ok(0));
    assert_eq!(then(&known, "2025-11-13", verified(Identity::DigitalSignature)), Err("already-identified"));
}

fn evolved(state: &DataRequest, now: &str, command: Command) -> DataRequest {
    let events = decide(state, &act(now, command), &Regulation::adopted()).expect("allowed");
    events.iter().fold(state.clone(), evolve)
}

/// C2-04: SPID or CIE of the second level says who asks; the first does not.
#[test]
fn a_session_of_the_second_level_identifies() {
    for (level, expected) in [(1, Err("weak-session")), (2, Ok(1)), (3, Ok(1))] {
        let asked = asked(Claim::Access, "2025-11-05", Some(Identity::Session(level)));
        let receive = Command::Receive(Box::new(asked));
        assert_eq!(then(&DataRequest::default(), "2025-11-05", receive), expected, "{level}");
    }
}

/// C2-01: whoever has no title is answered too, by a refusal.
#[test]
fn who_is_not_entitled_is_only_refused() {
    let mut asked = asked(Claim::Access, "2025-11-05", Some(Identity::Document));
    asked.title = Title::Nobody;
    let open = after(&[("2025-11-05", Command::Receive(Box::new(asked)))]);
    assert_eq!(then(&open, "2025-11-06", answer(Outcome::Granted)), Err("not-entitled"));
    assert_eq!(then(&open, "2025-11-06", refuse(Ground::NotEntitled)), Ok(1));
}

/// C2-01: the minor herself, and who holds responsibility; B6-02: of an adult nobody but her.
#[test]
fn the_person_asks_or_who_answers_for_a_minor() {
    let (student, regulation) = (minor(), Regulation::adopted());
    let guardian = person(MOTHER);
    let title = |who, on| title_of(Some(who), &student, Claim::Access, on, &regulation);
    let young = day("2025-11-05");
    assert_eq!(title(student.person, young), Title::Herself);
    assert_eq!(title(guardian, young), Title::Responsible);
    assert_eq!(title(person(77), young), Title::Nobody);
    let of_age = day("2028-03-04");
    assert_eq!(title(guardian, day("2028-03-03")), Title::Responsible);
    assert_eq!(title(guardian, of_age), Title::Nobody);
    assert_eq!(title(student.person, of_age), Title::Herself);
    assert_eq!(title_of(None, &student, Claim::Access, young, &regulation), Title::Nobody);
    assert_eq!(title_of(None, &student, Claim::Documents, young, &regulation), Title::Interested);
}

/// C4-07: of the register's data there is no portability: the copy of art. 15 is given instead.
#[test]
fn portability_is_answered_with_a_copy() {
    let open = after(&[("2025-11-05", received(Claim::Portability, "2025-11-05"))]);
    assert_eq!(then(&open, "2025-11-20", answer(Outcome::Granted)), Err("not-portable"));
    assert_eq!(then(&open, "2025-11-20", answer(Outcome::CopyInstead)), Ok(1));
    assert_eq!(then(&open, "2025-11-20", refuse(Ground::PublicTask)), Ok(1));
    let access = after(&[("2025-11-05", received(Claim::Access, "2025-11-05"))]);
    assert_eq!(then(&access, "2025-11-20", answer(Outcome::CopyInstead)), Err("not-asked"));
    let answered = evolved(&open, "2025-11-20", answer(Outcome::CopyInstead));
    assert_eq!(then(&answered, "2025-11-21", answer(Outcome::CopyInstead)), Ok(0));
    assert_eq!(then(&answered, "2025-11-21", refuse(Ground::PublicTask)), Err("already-ended"));
}

/// C4-01, C4-03, C4-05: what is asked for is done where it is always done, and the request says where.
#[test]
fn what_was_asked_is_done_before_it_is_said() {
    let erasure = Link::Erasure(ErasureId(uuid::Uuid::from_u128(0xe0)));
    let correction = Link::Correction(4711);
    for (claim, right, wrong) in [
        (Claim::Rectification, correction, erasure),
        (Claim::Erasure, erasure, correction),
        (Claim::Restriction, erasure, correction),
    ] {
        let open = after(&[("2025-11-05", received(claim, "2025-11-05"))]);
        assert_eq!(then(&open, "2025-11-06", answer(Outcome::Granted)), Err("nothing-done"));
        assert_eq!(then(&open, "2025-11-06", Command::Link { to: wrong }), Err("link-of-another"));
        let done = evolved(&open, "2025-11-06", Command::Link { to: right });
        assert_eq!(then(&done, "2025-11-07", Command::Link { to: right }), Ok(0));
        assert_eq!(then(&done, "2025-11-07", answer(Outcome::Granted)), Ok(1));
    }
}

/// C2-02, C2-03, C4-02, C4-06: a refusal has a ground of that right, reasons, and where one may go against it.
#[test]
fn a_refusal_says_why_and_where_to_go() {
    for (claim, allowed, forbidden) in [
        (Claim::Access, Ground::Excessive, Ground::MustBeKept),
        (Claim::Rectification, Ground::Judgement, Ground::CompellingGrounds),
        (Claim::Erasure, Ground::MustBeKept, Ground::NoInterest),
        (Claim::Restriction, Ground::NoCause, Ground::MustBeKept),
        (Claim::Objection, Ground::CompellingGrounds, Ground::PublicTask),
    ] {
        let open = after(&[("2025-11-05", received(claim, "2025-11-05"))]);
        assert_eq!(then(&open, "2025-11-06", refuse(forbidden)), Err("ground-of-another"), "{claim:?}");
        let refused = evolved(&open, "2025-11-06", refuse(allowed));
        let Some(Ended::Refused { remedies, .. }) = &refused.ended else { panic!("refused: {claim:?}") };
        let before: Vec<_> = remedies.iter().map(|remedy| (remedy.before, remedy.by)).collect();
        assert_eq!(before, [(RemedyBefore::Garante, None), (RemedyBefore::Court, None)]);
        assert_eq!(then(&refused, "2025-11-07", refuse(allowed)), Ok(0));
        assert_eq!(then(&refused, "2025-11-07", extend()), Err("already-ended"));
    }
}

/// C3-01, C3-02, C3-03: names of readers and what is left out of the copy are decided, with reasons, for who asked for one.
#[test]
fn what_the_copy_tells_of_others_is_decided() {
    let reveal = || Command::RevealReaders { reasons: text("servono per una denuncia") };
    let redact = |words: &str| Command::Redact {
        position: 7,
        words: text(words),
        reasons: text("iniziali di un compagno"),
    };
    let open = after(&[("2025-11-05", received(Claim::Access, "2025-11-05"))]);
    let revealed = evolved(&open, "2025-11-06", reveal());
    assert!(revealed.readers_revealed);
    assert_eq!(then(&revealed, "2025-11-06", reveal()), Ok(0));
    let redacted = evolved(&open, "2025-11-06", redact("M.R."));
    assert_eq!(then(&redacted, "2025-11-06", redact("M.R.")), Ok(0));
    assert_eq!(then(&redacted, "2025-11-06", redact("L.B.")), Ok(1));
    let other = after(&[("2025-11-05", received(Claim::Erasure, "2025-11-05"))]);
    assert_eq!(then(&other, "2025-11-06", reveal()), Err("no-dossier"));
    assert_eq!(then(&other, "2025-11-06", redact("M.R.")), Err("no-dossier"));
}

#[test]
fn a_request_is_received_once_and_may_be_withdrawn() {
    let receive = || received(Claim::Access, "2025-11-05");
    let nothing = DataRequest::default();
    assert_eq!(then(&nothing, "2025-11-04", receive()), Err("not-yet"));
    assert_eq!(then(&nothing, "2025-11-05", extend()), Err("not-received"));
    assert_eq!(then(&nothing, "2025-11-05", Command::Close), Err("not-received"));
    let open = after(&[("2025-11-05", receive())]);
    assert_eq!(then(&open, "2025-11-06", receive()), Ok(0));
    assert_eq!(then(&open, "2025-11-06", received(Claim::Erasure, "2025-11-05")), Err("already-received"));
    let withdraw = || Command::Withdraw { reasons: text("non serve più") };
    let withdrawn = evolved(&open, "2025-11-06", withdraw());
    assert!(open.is_open() && !withdrawn.is_open());
    assert_eq!(then(&withdrawn, "2025-11-06", withdraw()), Ok(0));
    assert_eq!(then(&withdrawn, "2025-11-06", answer(Outcome::Granted)), Err("already-ended"));
    assert_eq!(withdrawn.length, FactNumber(2).0);
}
