//! Who does not pay school fees, on each side of each line.

use super::*;
use crate::case::{Charge, Item, Letter, Measure};
use crate::ids::CaseId;
use crate::school::tests::day;

fn grade(tenths: u8) -> WholeGrade {
    WholeGrade::try_from(tenths).expect("a grade")
}

fn sanction(days: u16, standing: SanctionStanding) -> Sanction {
    let sanction = crate::case::Sanction::Removal { days };
    Sanction {
        case: CaseId(uuid::Uuid::from_u128(7)),
        charge: Charge::new(Letter::N, Item::N).expect("in the table"),
        measure: Some(Measure { sanction, exclusions: Vec::new(), repair: None }),
        standing,
    }
}

fn of(average: u16, behaviour: u8, sanctions: &[Sanction]) -> Exemption {
    answer(average, behaviour, sanctions, Repeating::No, "3B", None)
}

fn answer(
    average: u16,
    behaviour: u8,
    sanctions: &[Sanction],
    repeating: Repeating,
    label: &str,
    income: Option<u32>,
) -> Exemption {
    let asked = Asked {
        average: Average::try_from(average).expect("an average"),
        behaviour: grade(behaviour),
        sanctions,
        repeating,
        course: CourseYear::of_label(label).expect("a class"),
        income,
        on: day("2026-06-10"),
    };
    exemption(&asked, &Regulation::adopted())
}

fn unmet(exemption: &Exemption) -> Vec<&'static str> {
    exemption.checks.iter().filter(|check| !check.met).map(|check| check.condition.norm().row()).collect()
}

/// A11-01, A11-02, B2-08: 8.00 with 8 in behaviour is exempt; 7.99 is not, nor is 7 in behaviour.
#[test]
fn merit_asks_for_eight_and_for_eight_in_behaviour() {
    for (average, behaviour, ground, missing) in [
        (800, 8, Some(ExemptionGround::Merit), vec!["A11-04"]),
        (799, 8, None, vec!["A11-02", "A11-04"]),
        (800, 7, None, vec!["A11-04", "A11-01"]),
        (1000, 10, Some(ExemptionGround::Merit), vec!["A11-04"]),
    ] {
        let answer = of(average, behaviour, &[]);
        assert_eq!((answer.ground, unmet(&answer)), (ground, missing), "{average} {behaviour}");
        assert_eq!(answer.flags, []);
    }
}

/// A11-03: five days keep it, six lose it, seven annulled keep it, three and three keep it. A11-05: a removal from
/// lessons is read as a suspension, and the answer says so.
#[test]
fn one_final_sanction_of_more_than_five_days_loses_it() {
    use SanctionStanding::*;
    for (sanctions, kept, flags) in [
        (vec![sanction(5, Final)], true, vec![]),
        (vec![sanction(6, Final)], false, vec![Flag::RemovalReadAsSuspension]),
        (vec![sanction(15, Final)], false, vec![Flag::RemovalReadAsSuspension]),
        (vec![sanction(7, Annulled)], true, vec![]),
        (vec![sanction(3, Final), sanction(3, Final)], true, vec![]),
        (vec![sanction(6, SubIudice)], true, vec![Flag::SanctionNotFinal]),
        (vec![sanction(6, Pending)], true, vec![Flag::SanctionNotFinal]),
        (vec![sanction(5, Pending)], true, vec![]),
    ] {
        let answer = of(850, 9, &sanctions);
        assert_eq!((answer.ground.is_some(), &answer.flags), (kept, &flags), "{sanctions:?}");
        assert_eq!(unmet(&answer).contains(&"A11-03"), !kept);
        let rows: Vec<_> = answer.flags.iter().map(|flag| flag.norm().row()).collect();
        let expected = flags.iter().map(|flag| match flag {
            Flag::RemovalReadAsSuspension => "A11-05",
            Flag::SanctionNotFinal => "A11-03",
        });
        assert_eq!(rows, expected.collect::<Vec<_>>());
    }
}

/// A11-03: repeating the year loses it, unless for an illness that is proven.
#[test]
fn repeating_loses_it_save_for_illness() {
    for (repeating, kept) in [(Repeating::No, true), (Repeating::Yes, false), (Repeating::ForIllness, true)] {
        let answer = answer(900, 9, &[], repeating, "4B", None);
        assert_eq!(answer.ground.is_some(), kept, "{repeating:?}");
    }
}

/// A11-04: by income in the last two years, up to the threshold, with the same behaviour.
#[test]
fn income_counts_in_the_last_two_years() {
    for (label, income, behaviour, ground) in [
        ("3B", Some(10_000), 8, None),
        ("4B", Some(20_000), 8, Some(ExemptionGround::Income)),
        ("4B", Some(20_001), 8, None),
        ("5B", Some(20_000), 8, Some(ExemptionGround::Income)),
        ("5B", Some(20_000), 7, None),
        ("5B", None, 8, None),
    ] {
        let answer = answer(650, behaviour, &[], Repeating::No, label, income);
        assert_eq!(answer.ground, ground, "{label} {income:?} {behaviour}");
    }
}

/// A11-04: 6,04, 15,13, 12,09 and 15,13 euro.
#[test]
fn fees_are_due_in_the_last_two_years() {
    let regulation = Regulation::adopted();
    for (label, expected) in [
        ("3B", vec![]),
        ("4B", vec![("iscrizione", 604), ("frequenza", 1513)]),
        ("5B", vec![("frequenza", 1513), ("esame", 1209), ("diploma", 1513)]),
    ] {
        let course = CourseYear::of_label(label).expect("a class");
        assert_eq!(due(course, day("2026-06-10"), &regulation), expected, "{label}");
    }
}
