//! How the Organo di garanzia votes and what it decides.

use super::*;
use crate::case::{Exclusion, Fate, Repair};
use crate::regulation::VoteForm;

fn four(votes: [Vote; 4]) -> Vec<(u128, Vote)> {
    [PRINCIPAL, 201, 202, 211].into_iter().zip(votes).collect()
}

/// A9-11: four present, two and two, who presides confirms: confirmed, and it is told that the tie was broken.
#[test]
fn at_a_tie_the_vote_of_who_presides_prevails() {
    use Vote::{Annul, Confirm};
    let case = sat(&[PRINCIPAL, 201, 202, 211]);
    let confirm = rule(Outcome::Confirmed, &four([Confirm, Confirm, Annul, Annul]));
    let events = asked(&case, "2025-12-04T16:00", &confirm).expect("allowed");
    let CaseEvent::GuaranteeDecided { ruling, .. } = &events[0] else { panic!("{events:?}") };
    assert!(ruling.tie_broken);
    assert_eq!(ruling.signed_by, person(PRINCIPAL));
    let other = rule(annulled(), &four([Confirm, Confirm, Annul, Annul]));
    assert_eq!(asked(&case, "2025-12-04T16:00", &other), Err(Rejection::OutcomeIsNotTheVote));
    let annul = rule(annulled(), &four([Annul, Confirm, Confirm, Annul]));
    assert!(asked(&case, "2025-12-04T16:00", &annul).is_ok());
}

/// A9-11: five present, three to two: the majority, whatever who presides voted.
#[test]
fn the_majority_of_those_present_decides() {
    use Vote::{Annul, Confirm};
    let votes: Vec<_> = MEMBERS.into_iter().zip([Confirm, Confirm, Annul, Annul, Annul]).collect();
    let events = asked(&sat(&MEMBERS), "2025-12-04T16:00", &rule(annulled(), &votes)).expect("allowed");
    let CaseEvent::GuaranteeDecided { ruling, .. } = &events[0] else { panic!("{events:?}") };
    assert!(!ruling.tie_broken);
}

/// A9-11: nobody abstains: a ballot of fewer votes than those present is refused, and so is a vote of who was not there.
#[test]
fn whoever_is_present_votes() {
    let case = sat(&MEMBERS);
    let at = "2025-12-04T16:00";
    let short: Vec<_> = MEMBERS[..4].iter().map(|who| (*who, Vote::Confirm)).collect();
    let fewer = NotCounted::NotEveryVote { present: 5, votes: 4 };
    assert_eq!(asked(&case, at, &rule(Outcome::Confirmed, &short)), Err(Rejection::NotCounted(fewer)));
    let stranger: Vec<_> = [PRINCIPAL, 201, 202, 211, 900].map(|who| (who, Vote::Confirm)).to_vec();
    let not_there = NotCounted::NotThePresent;
    assert_eq!(asked(&case, at, &rule(Outcome::Confirmed, &stranger)), Err(Rejection::NotCounted(not_there)));
    assert!(Rejection::NotCounted(fewer).to_string().contains("nessuno si astiene"));
}

/// A9-11: of three proposals none may have the majority: they vote again.
#[test]
fn without_a_majority_nothing_is_decided() {
    use Vote::{Annul, Confirm, ConfirmInPart};
    let votes: Vec<_> = MEMBERS.into_iter().zip([Confirm, Confirm, Annul, Annul, ConfirmInPart]).collect();
    let none = asked(&sat(&MEMBERS), "2025-12-04T16:00", &rule(Outcome::Confirmed, &votes));
    assert_eq!(none, Err(Rejection::NotCounted(NotCounted::NoMajority)));
    // Half of four, on the side of who presides, prevails over two that do not agree.
    let case = sat(&[PRINCIPAL, 201, 202, 211]);
    let half = rule(Outcome::Confirmed, &four([Confirm, Confirm, Annul, ConfirmInPart]));
    assert!(asked(&case, "2025-12-04T16:00", &half).is_ok());
    let against = rule(Outcome::Confirmed, &four([Annul, Confirm, Confirm, ConfirmInPart]));
    let none = Err(Rejection::NotCounted(NotCounted::NoMajority));
    assert_eq!(asked(&case, "2025-12-04T16:00", &against), none);
}

/// A10-C12: open as the text says; where the school has it secret, only the totals, and the president's vote only where
/// it broke a tie.
#[test]
fn a_vote_is_open_or_secret_as_the_school_says() {
    let totals = vec![(Vote::Confirm, 2), (Vote::Annul, 2)];
    let present = people(&[PRINCIPAL, 201, 202, 211]);
    let counted =
        |ballot: &Ballot<Vote>, form| super::super::counted(ballot, &present, person(PRINCIPAL), form);
    let secret = |totals: &[(Vote, u16)], casting| Ballot::Secret { totals: totals.to_vec(), casting };
    let open = open_vote(&four([Vote::Confirm; 4]));
    assert_eq!(counted(&open, VoteForm::Secret), Err(NotCounted::MustBeSecret));
    assert_eq!(counted(&secret(&totals, None), VoteForm::Open), Err(NotCounted::MustBeOpen));
    assert_eq!(counted(&secret(&totals, None), VoteForm::Secret), Err(NotCounted::CastingVoteUntold));
    let annul = Counted { outcome: Vote::Annul, tie_broken: true };
    assert_eq!(counted(&secret(&totals, Some(Vote::Annul)), VoteForm::Secret), Ok(annul));
    let other = counted(&secret(&totals, Some(Vote::ConfirmInPart)), VoteForm::Secret);
    assert_eq!(other, Err(NotCounted::NoMajority));
    let three = secret(&[(Vote::Confirm, 3), (Vote::Annul, 1)], Some(Vote::Annul));
    let confirm = Counted { outcome: Vote::Confirm, tie_broken: false };
    assert_eq!(counted(&three, VoteForm::Secret), Ok(confirm));
    // The same proposal told twice is one.
    let split = secret(&[(Vote::Confirm, 1), (Vote::Annul, 1), (Vote::Confirm, 2)], None);
    assert_eq!(counted(&split, VoteForm::Secret), Ok(confirm));
    let short = secret(&[(Vote::Confirm, 3)], None);
    assert_eq!(counted(&short, VoteForm::Secret), Err(NotCounted::NotEveryVote { present: 4, votes: 3 }));
    // What is kept of it does not tell what she voted where that decided nothing.
    assert_eq!(three.kept(false), secret(&[(Vote::Confirm, 3), (Vote::Annul, 1)], None));
    assert_eq!(NotCounted::MustBeSecret.norm(), Norm::GuaranteeVoteForm);
}

/// A9-10: two of five: the sitting is void, and nothing can be decided in it.
#[test]
fn nothing_is_decided_without_a_quorum() {
    let two = [(PRINCIPAL, Vote::Confirm), (201, Vote::Confirm)];
    let deserted = asked(&sat(&[PRINCIPAL, 201]), "2025-12-04T16:00", &rule(Outcome::Confirmed, &two));
    assert_eq!(deserted, Err(Rejection::Deserted { present: 2, members: 5, quorum: 3 }));
    let three = [(PRINCIPAL, Vote::Confirm), (201, Vote::Confirm), (202, Vote::Annul)];
    let valid = asked(&sat(&[PRINCIPAL, 201, 202]), "2025-12-04T16:00", &rule(Outcome::Confirmed, &three));
    assert!(valid.is_ok());
    let not_sat = asked(&convened(), "2025-12-04T16:00", &unanimous(Outcome::Confirmed));
    assert_eq!(not_sat, Err(Rejection::NotSat(APPEAL)));
    let not_convened = asked(&appealed(), "2025-12-04T16:00", &unanimous(Outcome::Confirmed));
    assert_eq!(not_convened, Err(Rejection::NotConvened(APPEAL)));
}

/// A9-07: on the tenth day it is decided, afterwards the sanction is confirmed by silence.
#[test]
fn nothing_is_decided_after_the_tenth_day() {
    let case = sat(&MEMBERS);
    assert!(asked(&case, "2025-12-04T23:59", &unanimous(annulled())).is_ok());
    let late = asked(&case, "2025-12-05T00:01", &unanimous(annulled()));
    assert_eq!(late, Err(Rejection::Lapsed { appeal: APPEAL, until: day("2025-12-04") }));
    let early = asked(&case, "2025-12-04T14:00", &unanimous(annulled()));
    assert!(matches!(early, Err(Rejection::OutOfOrder { .. })));
}

/// A9-13: a decision says why, and who presides signs it.
#[test]
fn a_decision_says_why() {
    let ballot = open_vote(&MEMBERS.map(|who| (who, Vote::Confirm)));
    let bare = Command::Rule { appeal: APPEAL, outcome: Outcome::Confirmed, ballot, reasons: None };
    assert_eq!(asked(&sat(&MEMBERS), "2025-12-04T16:00", &bare), Err(Rejection::NoReasons));
}

#[test]
fn it_is_decided_once() {
    let case = ruled(Outcome::Confirmed);
    assert_eq!(asked(&case, "2025-12-04T16:00", &unanimous(Outcome::Confirmed)), Ok(Vec::new()));
    let again = asked(&case, "2025-12-04T17:00", &unanimous(annulled()));
    assert_eq!(again, Err(Rejection::AlreadyDecided { appeal: APPEAL, on: day("2025-12-04") }));
}

/// A9-12: confirmed, the sanction is as it was; annulled, it goes back to who decided and has no effect.
#[test]
fn what_is_annulled_goes_back_to_who_decided() {
    let confirmed = ruled(Outcome::Confirmed);
    assert_eq!(confirmed.in_force().map(|decision| decision.measure.clone()), Some(removal(3)));
    let case = ruled(annulled());
    assert_eq!(case.in_force(), None);
    assert_eq!(case.decisions[&OF].fate, Fate::ReferredBack(APPEAL));
    // Another appeal against it has nothing to be about any more.
    let other = after(&sat(&MEMBERS), "2025-12-04T15:10", &file_by(STUDENT, Interest::TheStudent));
    let number = *other.appeals.keys().next_back().expect("two appeals");
    let case = after(&other, "2025-12-04T16:00", &unanimous(annulled()));
    let sits_at = when("2025-12-05T15:00");
    let convene = Command::Convene { appeal: number, sits_at, panel: panel() };
    assert_eq!(asked(&case, "2025-12-04T17:00", &convene), Err(Rejection::WithoutObject(number)));
}

/// A9-12: confirmed in part leaves less of the sanction, never another or more.
#[test]
fn confirmed_in_part_leaves_less() {
    let case = sat(&MEMBERS);
    let in_part = |measure| unanimous(Outcome::ConfirmedInPart { measure });
    let at = "2025-12-04T16:00";
    for measure in [removal(3), removal(4), removal(0)] {
        assert_eq!(asked(&case, at, &in_part(measure)), Err(Rejection::NotLess));
    }
    let lesser = after(&case, at, &in_part(removal(2)));
    assert_eq!(lesser.in_force().map(|decision| decision.measure.clone()), Some(removal(2)));
}

#[test]
fn one_measure_is_less_than_another_in_every_part() {
    let with = |sanction, exclusions: &[Exclusion], repair: Option<Repair>| Measure {
        sanction,
        exclusions: exclusions.to_vec(),
        repair,
    };
    let (two, three) = (Sanction::Removal { days: 2 }, Sanction::Removal { days: 3 });
    let community = Sanction::CommunityRemoval { days: 20 };
    let pay = |cents| Some(Repair::Payment { cents });
    let both = [Exclusion::Trips, Exclusion::ExtraCurricular];
    let swapped = [Exclusion::ExtraCurricular, Exclusion::Trips];
    let work = Some(Repair::Work { on: day("2026-02-10"), what: text("ridipingere l'aula") });
    let until_end = |excluded_from_scrutiny| Sanction::UntilEndOfLessons { excluded_from_scrutiny };
    for (less, more, expected) in [
        (with(two, &[], None), with(three, &[], None), true),
        (with(three, &[], None), with(two, &[], None), false),
        (with(Sanction::WrittenAdmonition, &[], None), with(two, &[], None), true),
        (with(Sanction::Admonition, &[], None), with(Sanction::WrittenAdmonition, &[], None), true),
        (with(Sanction::OralReprimand, &[], None), with(Sanction::Admonition, &[], None), true),
        (with(three, &[], None), with(community, &[], None), true),
        (with(Sanction::Removal { days: 30 }, &[], None), with(community, &[], None), false),
        (with(community, &[], None), with(until_end(false), &[], None), true),
        (with(until_end(false), &[], None), with(until_end(true), &[], None), true),
        (with(until_end(true), &[], None), with(until_end(false), &[], None), false),
        (with(Sanction::ExcludedFromSession, &[], None), with(until_end(true), &[], None), false),
        (with(three, &[Exclusion::Trips], None), with(three, &both, None), true),
        (with(three, &both, None), with(three, &[Exclusion::Trips], None), false),
        (with(three, &swapped, None), with(three, &both, None), false),
        (with(two, &[Exclusion::Trips], None), with(three, &[], None), false),
        (with(three, &[], pay(5_000)), with(three, &[], pay(12_000)), true),
        (with(three, &[], pay(12_001)), with(three, &[], pay(12_000)), false),
        (with(two, &[], pay(12_001)), with(three, &[], pay(12_000)), false),
        (with(three, &[], None), with(three, &[], pay(1)), true),
        (with(two, &[], pay(1)), with(three, &[], None), false),
        (with(two, &[], work.clone()), with(three, &[], work.clone()), true),
        (with(two, &[], work.clone()), with(three, &[], pay(12_000)), false),
    ] {
        assert_eq!(less.is_less_than(&more), expected, "{less:?} of {more:?}");
    }
}
