//! Who answers for a student on a day: parents, a court's limits, coming of age.

use super::*;
use crate::regulation::Regulation;

pub(super) fn hold(guardian: u128, relation: Relation, from: &str) -> Command {
    Command::HoldResponsibility { guardian: person(guardian), relation, from: day(from) }
}

pub(super) fn limit(guardian: u128, from: &str, until: Option<&str>) -> Command {
    Command::LimitResponsibility {
        guardian: person(guardian),
        from: day(from),
        until: until.map(day),
        order: text("Tribunale di Roma, n. 1/2026"),
    }
}

/// A minor with both parents since the enrolment.
fn with_parents() -> Vec<PersonEvent> {
    let mother = hold(MOTHER, Relation::Mother, "2025-09-01");
    and(student(), &[mother, hold(FATHER, Relation::Father, "2025-09-01")])
}

/// The mother's responsibility is limited from 8 January to 30 June 2026.
fn limited() -> Vec<PersonEvent> {
    and(with_parents(), &[limit(MOTHER, "2026-01-08", Some("2026-06-30"))])
}

fn justifier(events: &[PersonEvent], by: u128, on: &str) -> Result<JustifierFor, Rejection> {
    profile(events).justifier(person(by), day(on), &Regulation::adopted())
}

fn acts(justifier: JustifierFor) -> PersonId {
    justifier.by().person()
}

fn born(on: &str) -> Vec<PersonEvent> {
    let parent = hold(MOTHER, Relation::Mother, "2025-09-01");
    history(&[register(on), enrol(IN_3B, "2025-09-15"), parent])
}

fn of_age(events: &[PersonEvent], on: &str) -> bool {
    profile(events).is_of_age(day(on), &Regulation::adopted())
}

#[test]
fn a_parent_is_recorded_once() {
    let event = PersonEvent::ResponsibilityHeld {
        student: person(STUDENT),
        guardian: person(MOTHER),
        relation: Relation::Mother,
        from: day("2025-09-01"),
        because: vec![Norm::LimitsOfResponsibility], // B6-01
    };
    assert_eq!(after(&student(), &hold(MOTHER, Relation::Mother, "2025-09-01")), Ok(vec![event]));
    assert_eq!(after(&with_parents(), &hold(MOTHER, Relation::Mother, "2025-09-01")), Ok(vec![]));
}

/// B6-01: what differs from the record is refused, not passed over.
#[test]
fn a_parent_recorded_otherwise_is_refused() {
    let refused = Rejection::AlreadyResponsible { from: day("2025-09-01") };
    for other in [hold(MOTHER, Relation::Tutor, "2025-09-01"), hold(MOTHER, Relation::Mother, "2025-09-02")] {
        assert_eq!(after(&with_parents(), &other), Err(refused.clone()));
    }
    assert_eq!(refused.norm(), Norm::LimitsOfResponsibility);
    assert_eq!(
        refused.to_string(),
        "la responsabilità genitoriale di questa persona è già registrata, dal 1º settembre 2025"
    );
}

#[test]
fn a_courts_limit_is_recorded_for_who_holds_responsibility() {
    let event = PersonEvent::ResponsibilityLimited {
        student: person(STUDENT),
        guardian: person(MOTHER),
        from: day("2026-01-08"),
        until: Some(day("2026-06-30")),
        order: text("Tribunale di Roma, n. 1/2026"),
        because: vec![Norm::LimitsOfResponsibility], // B6-01
    };
    let order = limit(MOTHER, "2026-01-08", Some("2026-06-30"));
    assert_eq!(after(&with_parents(), &order), Ok(vec![event]));
    assert_eq!(after(&limited(), &order), Ok(vec![]));
    let nobody = Rejection::NoResponsibility { on: day("2026-01-08") };
    assert_eq!(after(&student(), &order), Err(nobody));
    let backwards = Rejection::EndsBeforeStart { from: day("2026-01-08"), until: day("2026-01-07") };
    assert_eq!(after(&with_parents(), &limit(MOTHER, "2026-01-08", Some("2026-01-07"))), Err(backwards));
    let one_day = limit(MOTHER, "2026-01-08", Some("2026-01-08"));
    assert_eq!(after(&with_parents(), &one_day).map(|events| events.len()), Ok(1));
}

/// B6-01
#[test]
fn a_limited_mother_does_not_justify_from_the_first_to_the_last_day_of_the_order() {
    let refused = |on| {
        let (from, until) = (day("2026-01-08"), Some(day("2026-06-30")));
        Err(Rejection::LimitedByCourt { on: day(on), from, until })
    };
    for (on, limited_then) in [
        ("2026-01-07", false),
        ("2026-01-08", true),
        ("2026-03-16", true),
        ("2026-06-30", true),
        ("2026-07-01", false),
    ] {
        let answer = justifier(&limited(), MOTHER, on);
        if limited_then {
            assert_eq!(answer, refused(on));
        } else {
            assert_eq!(answer.map(acts), Ok(person(MOTHER)), "{on}");
        }
        assert_eq!(justifier(&limited(), FATHER, on).map(acts), Ok(person(FATHER)), "{on}");
    }
    assert_eq!(
        refused("2026-01-08").map_err(|refusal| refusal.norm()),
        Err::<JustifierFor, _>(Norm::LimitsOfResponsibility)
    );
}

/// B6-01
#[test]
fn a_limited_mother_is_not_among_those_who_answer_in_those_days() {
    let guardians = |on: &str| profile(&limited()).guardians_on(day(on)).collect::<Vec<_>>();
    let (both, father) = (vec![person(MOTHER), person(FATHER)], vec![person(FATHER)]);
    for (on, expected) in [
        ("2025-08-31", &vec![]), // Before either was recorded.
        ("2025-09-01", &both),
        ("2026-01-07", &both),
        ("2026-01-08", &father),
        ("2026-06-30", &father),
        ("2026-07-01", &both),
    ] {
        assert_eq!(&guardians(on), expected, "{on}");
    }
}

/// B6-01
#[test]
fn a_limit_without_end_lasts() {
    let events = and(with_parents(), &[limit(MOTHER, "2026-01-08", None)]);
    let refusal = Rejection::LimitedByCourt { on: day("2028-01-08"), from: day("2026-01-08"), until: None };
    assert_eq!(justifier(&events, MOTHER, "2028-01-08"), Err(refusal.clone()));
    assert_eq!(
        refusal.to_string(),
        "l'8 gennaio 2028 la responsabilità di chi chiede è limitata da un provvedimento del giudice \
         (dal 8 gennaio 2026 senza termine)"
    );
}

/// A3-01
#[test]
fn only_who_holds_responsibility_on_that_day_justifies_for_a_minor() {
    let events = and(student(), &[hold(MOTHER, Relation::Tutor, "2025-11-12")]);
    let mother = justifier(&events, MOTHER, "2025-11-12").expect("from that day on");
    assert_eq!((acts(mother), mother.by().norm()), (person(MOTHER), Norm::JustifiedOnReturn));
    let nobody = |on| Err(Rejection::NoResponsibility { on: day(on) });
    assert_eq!(justifier(&events, MOTHER, "2025-11-11"), nobody("2025-11-11"));
    assert_eq!(justifier(&events, FATHER, "2025-11-12"), nobody("2025-11-12"));
    assert_eq!(
        nobody("2025-11-12").map_err(|refusal| refusal.norm()),
        Err::<JustifierFor, _>(Norm::JustifiedOnReturn)
    );
}

/// A3-07
#[test]
fn a_student_born_on_13_november_2007_justifies_alone_from_the_birthday_on() {
    let events = born("2007-11-13");
    let minor = Rejection::NotOfAge { on: day("2025-11-12"), born_on: day("2007-11-13") };
    assert_eq!(justifier(&events, STUDENT, "2025-11-12"), Err(minor.clone()));
    assert_eq!(minor.to_string(), "il 12 novembre 2025 lo studente, nato il 13 novembre 2007, è minorenne");
    assert_eq!(minor.norm(), Norm::AdultJustifiesAlone);
    let adult = justifier(&events, STUDENT, "2025-11-13").expect("eighteen that day");
    assert_eq!((acts(adult), adult.by().norm()), (person(STUDENT), Norm::AdultJustifiesAlone));
}

/// A3-07, A10-C10: art. 16 prevails over art. 32.
#[test]
fn a_parent_justifies_until_the_day_before_the_eighteenth_birthday() {
    let events = born("2007-11-13");
    assert_eq!(justifier(&events, MOTHER, "2025-11-12").map(acts), Ok(person(MOTHER)));
    let of_age = Rejection::StudentOfAge { on: day("2025-11-13") };
    assert_eq!(justifier(&events, MOTHER, "2025-11-13"), Err(of_age));
}

/// A3-07: the day before and the day itself; 29 February has an anniversary only in leap years.
#[test]
fn of_age_is_from_the_day_of_the_birthday() {
    for (born_on, day_before, birthday) in [
        ("2007-11-13", "2025-11-12", "2025-11-13"),
        ("2007-11-14", "2025-11-13", "2025-11-14"), // A2-06
        ("2008-01-01", "2025-12-31", "2026-01-01"),
        ("2008-02-28", "2026-02-27", "2026-02-28"),
        ("2008-02-29", "2026-02-28", "2026-03-01"), // 2026 has no 29 February.
        ("2008-03-01", "2026-02-28", "2026-03-01"),
        ("2006-02-28", "2024-02-27", "2024-02-28"), // 2024 is a leap year.
    ] {
        assert!(!of_age(&born(born_on), day_before), "{born_on}: {day_before}");
        assert!(of_age(&born(born_on), birthday), "{born_on}: {birthday}");
    }
}
