//! What is a mark, how it is typed and shown, and what many of them make.

use super::*;

/// A12-01: in tenths, by quarters, from one to ten.
#[test]
fn a_mark_is_in_tenths_by_quarters() {
    let scale = Regulation::adopted().marks(day(ON));
    for hundredths in [100, 125, 450, 475, 650, 975, 1000] {
        assert!(after(&[], oral(hundredths)).is_ok(), "{hundredths}");
        assert!(scale.has(Tenths(hundredths)));
    }
    for hundredths in [0, 75, 99, 101, 110, 660, 999, 1001, 1025] {
        let value = Tenths(hundredths);
        let refusal = Rejection::NotAMark { value, scale };
        assert_eq!(after(&[], oral(hundredths)), Err(refusal), "{hundredths}");
    }
    assert_eq!(scale.values().count(), 37);
    let refusal = Rejection::NotAMark { value: Tenths(1025), scale };
    assert_eq!(refusal.to_string(), "10,25 non è un voto: si va da 1 a 10 per passi di 0,25");
    // What is corrected into is a mark too.
    let correction = Command::Correct {
        student: person(STUDENT),
        grade: FactNumber(0),
        mark: mark(660),
        reason: text("errore di somma"),
        by: TEACHES,
        scrutiny: None,
        today: day("2025-11-20"),
    };
    let refusal = Rejection::NotAMark { value: Tenths(660), scale };
    assert_eq!(after(&[oral(600)], correction), Err(refusal));
}

/// A12-01: a weight is a share of the whole, more than nothing.
#[test]
fn a_weight_is_from_one_to_a_hundred() {
    let weighing = |weight| {
        let mark = Mark { value: Tenths(700), weight, counts: true };
        Command::Enter(Entering { mark, ..entering(GradeKind::Oral, 700) })
    };
    for weight in [1, 50, 100] {
        assert!(after(&[], weighing(weight)).is_ok(), "{weight}");
    }
    for weight in [0, 101] {
        let refusal = Rejection::NotAWeight { weight, at_most: 100 };
        assert_eq!(after(&[], weighing(weight)), Err(refusal.clone()));
        assert_eq!(refusal.norm(), Norm::OnlyRegisterFunctions);
    }
}

#[test]
fn a_scale_begins_below_its_end_and_has_steps() {
    for unsound in ["lowest = 100, highest = 100, step = 25", "lowest = 100, highest = 1000, step = 0"] {
        let written = format!("marks.in_force = [{{ from = '2025-09-01', value = {{ {unsound} }} }}]");
        assert!(Regulation::from_toml_with_overrides(&written).is_err(), "{unsound}");
    }
}

#[test]
fn marks_are_typed_as_teachers_do_and_shown_in_italian() {
    for (typed, hundredths, shown) in [
        ("7", 700, "7"),
        (" 10 ", 1000, "10"),
        ("6,5", 650, "6,5"),
        ("6.75", 675, "6,75"),
        ("6,50", 650, "6,5"),
        ("6,05", 605, "6,05"),
        ("5½", 550, "5,5"),
        ("7+", 725, "7,25"),
        ("7-", 675, "6,75"),
        ("0", 0, "0"),
    ] {
        let read: Result<Tenths, NotATenth> = typed.parse();
        assert_eq!(read, Ok(Tenths(hundredths)), "{typed}");
        assert_eq!(Tenths(hundredths).to_string(), shown);
    }
    for typed in ["", "sei", "6,", ",5", "6,555", "6,5,5", "-7", "1000", "6 5", "+", "7++", "7½½", "6.+"] {
        assert_eq!(typed.parse::<Tenths>(), Err(NotATenth(typed.to_owned())), "{typed}");
    }
}

#[test]
fn an_average_is_weighted_and_leaves_out_what_only_informs() {
    let weighed = |value, weight, counts| Mark { value: Tenths(value), weight, counts };
    assert_eq!(average([]), None);
    assert_eq!(average([weighed(800, 100, false)]), None);
    assert_eq!(average([weighed(600, 100, true), weighed(700, 100, true)]), Some(Tenths(650)));
    assert_eq!(average([weighed(600, 100, true), weighed(900, 50, true)]), Some(Tenths(700)));
    let with_informative = [weighed(600, 100, true), weighed(1000, 100, false), weighed(700, 100, true)];
    assert_eq!(average(with_informative), Some(Tenths(650)));
    // To the nearest hundredth: 6,666… and 6,333…
    let three = |value| [weighed(600, 100, true), weighed(value, 100, true), weighed(700, 100, true)];
    assert_eq!(average(three(700)), Some(Tenths(667)));
    assert_eq!(average(three(600)), Some(Tenths(633)));
    assert_eq!(average([weighed(600, 100, true), weighed(625, 100, true)]), Some(Tenths(613)));
}
