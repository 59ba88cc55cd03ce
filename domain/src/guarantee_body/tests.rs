//! Who is put on the Organo di garanzia, and who sits.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::case::{Conflict, Member, Replaced};
use crate::school::tests::{day, person, text};

const TERM: SchoolYear = SchoolYear(2025);
const PRINCIPAL: u128 = 100;

fn appoint(who: u128, seat: Seat, alternate: bool, designated_by: Designation, from: &str) -> Command {
    let is = vec![if seat == Seat::President { Seat::Teacher } else { seat }];
    Command::Appoint { term: TERM, person: person(who), is, seat, alternate, designated_by, from: day(from) }
}

fn asked(body: &GuaranteeBody, command: &Command) -> Result<Vec<GuaranteeBodyEvent>, Rejection> {
    super::decide(body, command, &Regulation::adopted())
}

fn history(commands: &[Command]) -> GuaranteeBody {
    commands.iter().fold(GuaranteeBody::default(), |body, command| {
        asked(&body, command).expect("allowed").iter().fold(body, evolve)
    })
}

/// The whole body of 15 October 2025, with an alternate of each.
fn whole() -> Vec<Command> {
    let from = "2025-10-15";
    let collegio = Designation::TeachersBoard;
    vec![
        appoint(201, Seat::Teacher, false, collegio, from),
        appoint(202, Seat::Teacher, false, collegio, from),
        appoint(203, Seat::Teacher, true, collegio, from),
        appoint(211, Seat::Student, false, Designation::StudentCommittee, from),
        appoint(212, Seat::Student, true, Designation::Election, from),
        appoint(221, Seat::Parent, false, Designation::InstituteCouncil, from),
        appoint(222, Seat::Parent, true, Designation::Election, from),
    ]
}

fn end(who: u128, last_day: &str) -> Command {
    Command::End { term: TERM, person: person(who), last_day: day(last_day), reason: text("trasferita") }
}

fn replace(leaves: u128, enters: u128, seat: Seat, from: &str) -> Command {
    Command::Replace {
        term: TERM,
        leaves: person(leaves),
        enters: person(enters),
        is: vec![seat],
        designated_by: Designation::TeachersBoard,
        from: day(from),
        reason: text("trasferita"),
    }
}

/// A9-08: appointed on 15 October 2025, in office until 31 August 2028.
#[test]
fn a_member_sits_until_the_end_of_the_third_school_year() {
    let body = history(&whole());
    assert_eq!(last_day(TERM, &Regulation::adopted()), day("2028-08-31"));
    for (on, how_many) in [("2025-10-14", 0), ("2025-10-15", 7), ("2028-08-31", 7), ("2028-09-01", 0)] {
        assert_eq!(body.roster(day(on)).len(), how_many, "{on}");
    }
    // Who comes later goes with the others.
    let body = history(
        &[&whole()[1..], &[appoint(204, Seat::Teacher, false, Designation::TeachersBoard, "2026-10-01")]]
            .concat(),
    );
    assert!(body.roster(day("2028-08-31")).iter().any(|seated| seated.person == person(204)));
    let outside = |from| {
        asked(
            &GuaranteeBody::default(),
            &appoint(201, Seat::Teacher, false, Designation::TeachersBoard, from),
        )
    };
    let (first, last) = (day("2025-09-01"), day("2028-08-31"));
    for on in ["2025-08-31", "2028-09-01"] {
        assert_eq!(outside(on), Err(Rejection::OutsideTerm { on: day(on), first, last }));
    }
    assert!(outside("2025-09-01").is_ok() && outside("2028-08-31").is_ok());
}

/// A9-08: two teachers, one student, one parent: no more of each, beside any number of alternates.
#[test]
fn the_places_are_counted() {
    let body = history(&whole());
    for (seat, places, by) in [
        (Seat::Teacher, 2, Designation::TeachersBoard),
        (Seat::Student, 1, Designation::StudentCommittee),
        (Seat::Parent, 1, Designation::Election),
    ] {
        let full = asked(&body, &appoint(300, seat, false, by, "2025-11-03"));
        assert_eq!(full, Err(Rejection::NoRoom { seat, places }));
        assert!(asked(&body, &appoint(300, seat, true, by, "2025-11-03")).is_ok());
    }
    assert_eq!(asked(&body, &whole()[0]), Ok(Vec::new()));
    let again = asked(&body, &appoint(201, Seat::Teacher, true, Designation::TeachersBoard, "2025-11-03"));
    assert_eq!(again, Err(Rejection::AlreadyThere { on: day("2025-11-03") }));
}

/// A9-08, A10-C13: each designated by whom the text or the law says; a parent who was not elected is seen.
#[test]
fn each_is_designated_by_whom_the_text_says() {
    use Designation::{Election, InstituteCouncil, Principal, StudentCommittee, TeachersBoard};
    let all = [TeachersBoard, StudentCommittee, InstituteCouncil, Election, Principal];
    for (seat, by) in [
        (Seat::Teacher, &[TeachersBoard, InstituteCouncil][..]),
        (Seat::Student, &[StudentCommittee, Election]),
        (Seat::Parent, &[InstituteCouncil, Election]),
        (Seat::President, &[Principal]),
    ] {
        for designation in all {
            let named =
                asked(&GuaranteeBody::default(), &appoint(201, seat, false, designation, "2025-10-15"));
            let expected = by.contains(&designation);
            assert_eq!(named.is_ok(), expected, "{seat:?} by {designation:?}");
            if let Ok(events) = named {
                let told = events[0].because_of(Norm::ParentElected);
                assert_eq!(told, seat == Seat::Parent && designation == InstituteCouncil);
            }
        }
    }
    let staff =
        asked(&GuaranteeBody::default(), &appoint(201, Seat::Staff, false, TeachersBoard, "2025-10-15"));
    assert_eq!(staff, Err(Rejection::NoSuchSeat));
    let other = Command::Appoint {
        term: TERM,
        person: person(201),
        is: vec![Seat::Parent],
        seat: Seat::Teacher,
        alternate: false,
        designated_by: TeachersBoard,
        from: day("2025-10-15"),
    };
    assert_eq!(asked(&GuaranteeBody::default(), &other), Err(Rejection::NotOne { seat: Seat::Teacher }));
    let deputy =
        asked(&GuaranteeBody::default(), &appoint(201, Seat::President, true, Principal, "2025-10-15"));
    assert_eq!(deputy, Err(Rejection::NoSuchSeat));
}

impl GuaranteeBodyEvent {
    fn because_of(&self, norm: Norm) -> bool {
        crate::fact::Said::because(self).contains(&norm)
    }
}

/// A9-08, A9-09, A10-C13: what lacks is told: a place, an alternate, an election.
#[test]
fn what_is_not_as_it_should_be_is_told() {
    let on = day("2025-11-03");
    let flags = |commands: &[Command]| history(commands).flags(on, &Regulation::adopted());
    assert_eq!(flags(&whole()), [Flag::ParentNotElected { parent: person(221) }]);
    let mut fewer = whole();
    fewer.remove(2);
    fewer.remove(0);
    let expected = [
        Flag::Vacant { seat: Seat::Teacher, missing: 1 },
        Flag::NoAlternate { seat: Seat::Teacher },
        Flag::ParentNotElected { parent: person(221) },
    ];
    assert_eq!(flags(&fewer), expected);
}

/// A9-08: the principal presides, unless she delegates.
#[test]
fn the_principal_may_delegate() {
    let delegate = appoint(110, Seat::President, false, Designation::Principal, "2026-01-12");
    let body = history(&[whole(), vec![delegate]].concat());
    assert_eq!(body.delegate(day("2026-01-11")), None);
    assert_eq!(body.delegate(day("2026-01-12")), Some(person(110)));
    let second = asked(&body, &appoint(111, Seat::President, false, Designation::Principal, "2026-02-02"));
    assert_eq!(second, Err(Rejection::NoRoom { seat: Seat::President, places: 1 }));
}

/// A9-08, A9-09: who leaves is replaced for what is left of the term, by an alternate or by another.
#[test]
fn who_leaves_is_replaced() {
    let body = history(&[whole(), vec![replace(201, 203, Seat::Teacher, "2026-02-02")]].concat());
    let regular = |on: &str| -> Vec<PersonId> {
        let roster = body.roster(day(on));
        roster.iter().filter(|it| it.seat == Seat::Teacher && !it.alternate).map(|it| it.person).collect()
    };
    assert_eq!(regular("2026-02-01"), [person(201), person(202)]);
    assert_eq!(regular("2026-02-02"), [person(202), person(203)]);
    assert_eq!(regular("2028-08-31"), [person(202), person(203)]);
    assert!(!body.roster(day("2026-02-02")).iter().any(|it| it.alternate && it.seat == Seat::Teacher));
    assert_eq!(asked(&body, &replace(201, 203, Seat::Teacher, "2026-02-02")), Ok(Vec::new()));
    let gone = asked(&body, &replace(201, 300, Seat::Teacher, "2026-03-02"));
    assert_eq!(gone, Err(Rejection::NotThere { on: day("2026-03-02") }));
    let taken = asked(&body, &replace(202, 203, Seat::Teacher, "2026-03-02"));
    assert_eq!(taken, Err(Rejection::AlreadyThere { on: day("2026-03-02") }));
    let parent = asked(&body, &replace(202, 300, Seat::Parent, "2026-03-02"));
    assert_eq!(parent, Err(Rejection::NotOne { seat: Seat::Teacher }));
}

/// A9-08: whoever ceases sits no longer, and leaves her place.
#[test]
fn who_ceases_leaves_a_place() {
    let body = history(&[whole(), vec![end(201, "2026-01-30")]].concat());
    assert_eq!(body.roster(day("2026-01-30")).len(), 7);
    assert_eq!(body.roster(day("2026-01-31")).len(), 6);
    assert_eq!(asked(&body, &end(201, "2026-01-30")), Ok(Vec::new()));
    assert_eq!(asked(&body, &end(201, "2026-03-02")), Err(Rejection::NotThere { on: day("2026-03-02") }));
    assert_eq!(asked(&body, &end(900, "2026-03-02")), Err(Rejection::NotThere { on: day("2026-03-02") }));
    let again = appoint(300, Seat::Teacher, false, Designation::TeachersBoard, "2026-02-02");
    assert!(asked(&body, &again).is_ok());
}

fn seated_for(
    body: &GuaranteeBody,
    conflicts: &BTreeMap<PersonId, Conflict>,
) -> Result<Vec<Member>, NoComposition> {
    let on = day("2025-12-04");
    compose(&body.roster(on), person(PRINCIPAL), conflicts, &Regulation::adopted(), on)
}

/// A9-09: a place that nobody has is filled by its alternate, in nobody's place; without one there is no composition.
#[test]
fn a_vacant_place_is_filled_by_an_alternate() {
    let body = history(&[whole(), vec![end(201, "2025-11-28")]].concat());
    let members = seated_for(&body, &BTreeMap::new()).expect("a composition");
    assert!(members.contains(&Member { person: person(203), seat: Seat::Teacher, replaces: None }));
    let body = history(&[whole(), vec![end(201, "2025-11-28"), end(203, "2025-11-28")]].concat());
    let lacks = NoComposition { seat: Seat::Teacher, has_conflict: false };
    assert_eq!(seated_for(&body, &BTreeMap::new()), Err(lacks));
    assert_eq!(lacks.norm(), Norm::GuaranteeComposition);
}

/// A9-09: a member who presides for the principal leaves her own place to an alternate.
#[test]
fn nobody_sits_twice() {
    let body = history(&whole());
    let on = day("2025-12-04");
    let members = compose(&body.roster(on), person(201), &BTreeMap::new(), &Regulation::adopted(), on);
    let why = Conflict::Unavailable;
    let replaces = Some(Replaced { person: person(201), why });
    let expected = Member { person: person(203), seat: Seat::Teacher, replaces };
    assert!(members.expect("a composition").contains(&expected));
}

proptest! {
    /// A9-08, A9-09: whoever the conflicts touch, five sit, none with a conflict but who presides, none twice, each in a
    /// place of her own; or there are not enough alternates.
    #[test]
    fn a_composition_is_whole_or_there_is_none(
        touched in prop::collection::btree_set(0usize..7, 0..7), presides in any::<bool>(),
    ) {
        let body = history(&whole());
        let known = [201u128, 202, 203, 211, 212, 221, 222];
        let mut conflicts: BTreeMap<PersonId, Conflict> =
            touched.iter().map(|at| (person(known[*at]), Conflict::Involved)).collect();
        if presides {
            conflicts.insert(person(PRINCIPAL), Conflict::AlreadyDecided);
        }
        let free = |numbers: &[u128]| {
            numbers.iter().filter(|who| !conflicts.contains_key(&person(**who))).count()
        };
        let enough = 2 <= free(&known[..3]) && 1 <= free(&known[3..5]) && 1 <= free(&known[5..]);
        match seated_for(&body, &conflicts) {
            Err(_) => prop_assert!(!enough),
            Ok(members) => {
                prop_assert!(enough);
                let distinct: BTreeSet<PersonId> = members.iter().map(|member| member.person).collect();
                prop_assert_eq!((members.len(), distinct.len()), (5, 5));
                prop_assert_eq!(members[0].person, person(PRINCIPAL));
                let roster = body.roster(day("2025-12-04"));
                for member in &members[1..] {
                    prop_assert!(!conflicts.contains_key(&member.person));
                    let held = roster.iter().find(|it| it.person == member.person).expect("on the roster");
                    prop_assert_eq!(held.seat, member.seat);
                    prop_assert_eq!(held.alternate, member.replaces.is_some());
                    if let Some(replaced) = member.replaces {
                        prop_assert_eq!(conflicts.get(&replaced.person), Some(&replaced.why));
                    }
                }
            }
        }
    }
}
