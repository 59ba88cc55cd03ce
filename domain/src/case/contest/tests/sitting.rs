//! The Organo di garanzia convened, noticed, substituted, sat.

use super::*;
use crate::case::{Conflict, Replaced};
use crate::guarantee_body::NoComposition;

fn replaced(who: u128, seat: Seat, in_place_of: u128, why: Conflict) -> Member {
    Member { person: person(who), seat, replaces: Some(Replaced { person: person(in_place_of), why }) }
}

/// A9-08: two teachers, a student, a parent and who presides: five.
#[test]
fn five_sit() {
    let regular = [
        member(PRINCIPAL, Seat::President),
        member(201, Seat::Teacher),
        member(202, Seat::Teacher),
        member(211, Seat::Student),
        member(221, Seat::Parent),
    ];
    assert_eq!(members(&convened()), regular);
}

/// A9-09: a teacher of the council that decided, the student charged, her parents, who reported: an alternate each; who
/// presides stays, though she chaired the council.
#[test]
fn who_has_a_conflict_is_replaced_and_who_presides_is_not() {
    let mut panel = panel();
    panel.roster[0].person = person(TEACHER);
    panel.roster[2].person = person(STUDENT);
    panel.roster[3].person = person(MOTHER);
    let case = after(&appealed(), "2025-11-27T10:00", &convene("2025-12-04T15:00", panel.clone()));
    let expected = [
        member(PRINCIPAL, Seat::President),
        replaced(203, Seat::Teacher, TEACHER, Conflict::Involved),
        member(202, Seat::Teacher),
        replaced(212, Seat::Student, STUDENT, Conflict::IsTheStudent),
        replaced(222, Seat::Parent, MOTHER, Conflict::IsOfTheFamily),
    ];
    assert_eq!(members(&case), expected);
    let heading = asked(&appealed(), "2025-11-27T10:00", &convene("2025-12-04T15:00", panel.clone()));
    let because = heading.expect("allowed")[0].heading().because.clone();
    assert!(because.contains(&Norm::GuaranteeSubstitutes));

    panel.roster[0].person = person(102);
    let case = after(&appealed(), "2025-11-27T10:00", &convene("2025-12-04T15:00", panel.clone()));
    assert_eq!(members(&case)[1], replaced(203, Seat::Teacher, 102, Conflict::AlreadyDecided));
    // No alternate, no valid composition.
    panel.roster.retain(|seated| seated.person != person(203));
    let none = asked(&appealed(), "2025-11-27T10:00", &convene("2025-12-04T15:00", panel));
    let lacks = NoComposition { seat: Seat::Teacher, has_conflict: true };
    assert_eq!(none, Err(Rejection::NoComposition(lacks)));
    assert_eq!(Rejection::NoComposition(lacks).norm(), Norm::GuaranteeSubstitutes);
    assert!(Rejection::NoComposition(lacks).to_string().contains("non ha una composizione valida"));
}

/// A9-09: convened in the council, though she did not come, she belongs to the body that decided.
#[test]
fn a_member_of_the_council_who_stayed_away_does_not_judge_either() {
    let case =
        add(communicated_on("2025-11-21T12:00"), "2025-11-21T13:00", |heading| CaseEvent::BodyConvened {
            heading,
            convocation: Convocation {
                body: Body::ClassCouncil,
                sits_at: when("2025-11-14T10:00"),
                members: vec![member(201, Seat::Teacher)],
            },
        });
    let found = conflicts(&case, &panel());
    assert_eq!(found.get(&person(201)), Some(&Conflict::AlreadyDecided));
    assert_eq!(found.get(&person(202)), None);
}

/// A9-05: by five days, which are indicative: on 1 December it is recorded all the same, two days late.
#[test]
fn a_late_convening_is_recorded() {
    assert!(asked(&appealed(), "2025-12-01T10:00", &convene("2025-12-04T15:00", panel())).is_ok());
}

/// A9-07: nothing is convened for a day on which nothing can be decided any more.
#[test]
fn a_sitting_after_the_term_is_not_convened() {
    let convened = |at, sits_at| asked(&appealed(), at, &convene(sits_at, panel()));
    assert!(convened("2025-11-27T10:00", "2025-12-04T23:00").is_ok());
    let until = day("2025-12-04");
    let late = Rejection::SitsAfterTerm { sits_on: day("2025-12-05"), until };
    assert_eq!(convened("2025-11-27T10:00", "2025-12-05T09:00"), Err(late));
    let lapsed = Rejection::Lapsed { appeal: APPEAL, until };
    assert_eq!(convened("2025-12-05T10:00", "2025-12-05T15:00"), Err(lapsed));
    let before = convened("2025-11-27T10:00", "2025-11-27T09:00");
    assert!(matches!(before, Err(Rejection::BeforeSitting { .. })));
    let before_filing = convened("2025-11-24T08:00", "2025-12-04T15:00");
    assert!(matches!(before_filing, Err(Rejection::OutOfOrder { .. })));
}

#[test]
fn to_convene_again_as_before_is_silence_and_otherwise_a_new_convocation() {
    let case = convened();
    assert_eq!(asked(&case, "2025-11-28T10:00", &convene("2025-12-04T15:00", panel())), Ok(Vec::new()));
    let again = after(&case, "2025-11-28T10:00", &convene("2025-12-03T15:00", panel()));
    assert_eq!(again.appeals[&APPEAL].convocations.len(), 2);
    // After a valid sitting there is nothing to convene for.
    let sat = asked(&sat(&MEMBERS), "2025-12-04T15:30", &convene("2025-12-04T18:00", panel()));
    assert_eq!(sat, Err(Rejection::AlreadySat));
}

/// A9-06, D-08: to the members and nobody else, in writing, under a number; twice is silence.
#[test]
fn the_members_have_written_notice() {
    let notice = |to: &[u128], protocol| Command::SendNotice { appeal: APPEAL, to: people(to), protocol };
    let case = convened();
    assert_eq!(asked(&case, "2025-12-01T09:00", &notice(&[], None)), Err(Rejection::NoProtocol));
    assert_eq!(asked(&case, "2025-12-01T09:00", &notice(&[900], protocol())), Err(Rejection::NotMembers));
    let twice = asked(&case, "2025-12-01T09:00", &notice(&[201, 201], protocol()));
    assert_eq!(twice, Err(Rejection::NamedTwice));
    let not_yet = asked(&appealed(), "2025-11-26T09:00", &notice(&[], protocol()));
    assert_eq!(not_yet, Err(Rejection::NotConvened(APPEAL)));
    let told = after(&case, "2025-12-01T09:00", &notice(&[], protocol()));
    assert_eq!(told.appeals[&APPEAL].notices[0].said, people(&MEMBERS));
    assert_eq!(asked(&told, "2025-12-01T10:00", &notice(&[201], protocol())), Ok(Vec::new()));
}

/// A9-05: those concerned are invited to explain.
#[test]
fn the_parties_are_invited() {
    let invite = |to: &[u128]| Command::Invite { appeal: APPEAL, to: people(to) };
    let case = convened();
    assert_eq!(asked(&case, "2025-11-28T09:00", &invite(&[])), Err(Rejection::Nobody));
    let invited = after(&case, "2025-11-28T09:00", &invite(&[MOTHER, STUDENT]));
    assert_eq!(asked(&invited, "2025-11-28T10:00", &invite(&[MOTHER])), Ok(Vec::new()));
    assert!(asked(&invited, "2025-11-28T10:00", &invite(&[TEACHER])).is_ok_and(|events| events.len() == 1));
}

/// A9-09: an alternate of the same place, once; never in the place of who presides, never after a valid sitting.
#[test]
fn who_cannot_come_is_substituted() {
    let why = Conflict::Unavailable;
    let leave = |leaves| Command::Substitute { appeal: APPEAL, leaves: person(leaves), why, panel: panel() };
    let case = convened();
    let substituted = after(&case, "2025-12-02T08:30", &leave(221));
    assert_eq!(members(&substituted)[4], replaced(222, Seat::Parent, 221, why));
    assert_eq!(members(&substituted).len(), 5);
    assert_eq!(asked(&substituted, "2025-12-02T09:00", &leave(221)), Ok(Vec::new()));
    let none_left = asked(&substituted, "2025-12-02T09:00", &leave(222));
    let lacks = NoComposition { seat: Seat::Parent, has_conflict: true };
    assert_eq!(none_left, Err(Rejection::NoComposition(lacks)));
    assert_eq!(asked(&case, "2025-12-02T08:30", &leave(PRINCIPAL)), Err(Rejection::PresidentStays));
    assert_eq!(asked(&case, "2025-12-02T08:30", &leave(900)), Err(Rejection::NotMembers));
    assert_eq!(asked(&sat(&MEMBERS), "2025-12-04T16:00", &leave(221)), Err(Rejection::AlreadySat));
}

/// A9-10: of five, three are a quorum and two are not; a deserted sitting is recorded, and another may follow.
#[test]
fn a_sitting_without_a_quorum_is_recorded_for_what_it_is() {
    let case = sat(&[PRINCIPAL, 201]);
    let sittings = &case.appeals[&APPEAL].sittings;
    assert!(!case.appeals[&APPEAL].is_valid(&sittings[0], &Regulation::adopted()));
    assert!(asked(&case, "2025-12-04T17:00", &sit(&[PRINCIPAL, 201, 202])).is_ok());
    let three = sat(&[PRINCIPAL, 201, 202]);
    let sittings = &three.appeals[&APPEAL].sittings;
    assert!(three.appeals[&APPEAL].is_valid(&sittings[0], &Regulation::adopted()));
    assert_eq!(asked(&three, "2025-12-04T17:00", &sit(&MEMBERS)), Err(Rejection::AlreadySat));
    // Without who presides there is no sitting in which something could be decided.
    let headless = sat(&[201, 202, 211, 221]);
    let sittings = &headless.appeals[&APPEAL].sittings;
    assert!(!headless.appeals[&APPEAL].is_valid(&sittings[0], &Regulation::adopted()));
}

#[test]
fn only_members_sit_and_not_before_the_hour() {
    let case = convened();
    assert_eq!(asked(&case, "2025-12-04T15:00", &sit(&[PRINCIPAL, 900])), Err(Rejection::NotMembers));
    assert_eq!(asked(&case, "2025-12-04T15:00", &sit(&[201, 201])), Err(Rejection::NamedTwice));
    let early = asked(&case, "2025-12-04T14:59", &sit(&MEMBERS));
    assert!(matches!(early, Err(Rejection::BeforeSitting { .. })));
    assert_eq!(asked(&sat(&MEMBERS), "2025-12-04T15:00", &sit(&MEMBERS)), Ok(Vec::new()));
    let lapsed = asked(&case, "2025-12-05T15:00", &sit(&MEMBERS));
    assert_eq!(lapsed, Err(Rejection::Lapsed { appeal: APPEAL, until: day("2025-12-04") }));
}
