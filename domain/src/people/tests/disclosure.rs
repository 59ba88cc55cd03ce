//! What parents see and are told of a student who is of age: she may object, they have to ask.

use super::responsibility::{hold, limit};
use super::*;

/// Eighteen on 15 January 2026, with both parents on record.
fn of_january() -> Vec<PersonEvent> {
    let parents =
        [hold(MOTHER, Relation::Mother, "2025-09-01"), hold(FATHER, Relation::Father, "2025-09-01")];
    and(history(&[register("2008-01-15"), enrol(IN_3B, "2025-09-15")]), &parents)
}

fn ask(guardian: u128, on: &str) -> Command {
    Command::RequestDisclosure { guardian: person(guardian), on: day(on) }
}

fn object(on: &str) -> Command {
    Command::Object { by: person(STUDENT), on: day(on) }
}

fn withdraw(on: &str) -> Command {
    Command::WithdrawObjection { by: person(STUDENT), on: day(on) }
}

fn minor(on: &str) -> Rejection {
    Rejection::InformedOfAMinor { on: day(on), born_on: day("2008-01-15") }
}

fn sight(events: &[PersonEvent], guardian: u128, on: &str) -> Sight {
    profile(events).informs(person(guardian), day(on), &Regulation::adopted())
}

fn told(events: &[PersonEvent], on: &str) -> Vec<PersonId> {
    profile(events).told_on(day(on), &Regulation::adopted())
}

fn before(on: &str) -> Sight {
    Sight::Before(day(on))
}

/// B6-02, A10-C11
#[test]
fn a_parent_asks_to_be_informed_of_an_adult_student() {
    let event = PersonEvent::DisclosureRequested {
        student: person(STUDENT),
        guardian: person(MOTHER),
        from: day("2026-01-15"),
        because: vec![Norm::AdultsObjection],
    };
    assert_eq!(after(&of_january(), &ask(MOTHER, "2026-01-15")), Ok(vec![event]));
    let asked = and(of_january(), &[ask(MOTHER, "2026-01-15")]);
    assert_eq!(after(&asked, &ask(MOTHER, "2026-02-01")), Ok(vec![]));
    assert_eq!(after(&asked, &ask(FATHER, "2026-02-01")).map(|events| events.len()), Ok(1));

    assert_eq!(after(&of_january(), &ask(MOTHER, "2026-01-14")), Err(minor("2026-01-14")));
    let stranger = Rejection::NoResponsibility { on: day("2026-01-15") };
    assert_eq!(after(&of_january(), &ask(9, "2026-01-15")), Err(stranger));
    let limited = and(of_january(), &[limit(MOTHER, "2026-01-08", Some("2026-06-30"))]);
    let (from, until) = (day("2026-01-08"), Some(day("2026-06-30")));
    let refused = Rejection::LimitedByCourt { on: day("2026-06-30"), from, until };
    assert_eq!(after(&limited, &ask(MOTHER, "2026-06-30")), Err(refused));
    assert_eq!(after(&limited, &ask(MOTHER, "2026-07-01")).map(|events| events.len()), Ok(1));
}

/// B6-02
#[test]
fn an_adult_student_objects_and_she_alone() {
    let event = PersonEvent::DisclosureObjected {
        student: person(STUDENT),
        from: day("2026-01-20"),
        because: vec![Norm::AdultsObjection],
    };
    assert_eq!(after(&of_january(), &object("2026-01-20")), Ok(vec![event]));
    let objecting = and(of_january(), &[object("2026-01-20")]);
    assert_eq!(after(&objecting, &object("2026-02-01")), Ok(vec![]));
    let for_her = Command::Object { by: person(MOTHER), on: day("2026-01-20") };
    assert_eq!(after(&of_january(), &for_her), Err(Rejection::NotTheStudent));
    assert_eq!(Rejection::NotTheStudent.norm(), Norm::AdultsObjection);

    assert_eq!(after(&of_january(), &object("2026-01-15")).map(|events| events.len()), Ok(1));
    assert_eq!(after(&of_january(), &object("2026-01-14")), Err(minor("2026-01-14")));
    assert_eq!(minor("2026-01-14").norm(), Norm::AdultsObjection);
    assert_eq!(
        minor("2026-01-14").to_string(),
        "il 14 gennaio 2026 lo studente, nato il 15 gennaio 2008, è minorenne: chi ne ha la responsabilità è \
         informato in ogni caso"
    );
}

/// B6-02
#[test]
fn an_objection_is_withdrawn_by_who_made_it() {
    let objecting = and(of_january(), &[object("2026-01-20")]);
    let event = PersonEvent::ObjectionWithdrawn {
        student: person(STUDENT),
        from: day("2026-02-10"),
        because: vec![Norm::AdultsObjection],
    };
    assert_eq!(after(&objecting, &withdraw("2026-02-10")), Ok(vec![event]));
    assert_eq!(after(&of_january(), &withdraw("2026-02-10")), Ok(vec![]));
    let withdrawn = and(objecting.clone(), &[withdraw("2026-02-10")]);
    assert_eq!(after(&withdrawn, &withdraw("2026-02-11")), Ok(vec![]));
    assert_eq!(after(&withdrawn, &object("2026-02-11")).map(|events| events.len()), Ok(1));
    let for_her = Command::WithdrawObjection { by: person(FATHER), on: day("2026-02-10") };
    assert_eq!(after(&objecting, &for_her), Err(Rejection::NotTheStudent));
}

/// B6-02: eighteen on 15 January 2026, objection on the 20th. The view of new data closes on the 20th; what was there
/// before stays.
#[test]
fn from_the_objection_on_a_parent_sees_nothing_new() {
    let asked = and(of_january(), &[ask(MOTHER, "2026-01-16")]);
    let objecting = and(asked, &[object("2026-01-20")]);
    for (on, expected) in [
        ("2026-01-14", Sight::Everything), // A minor: not to be asked for.
        ("2026-01-15", before("2026-01-15")),
        ("2026-01-16", Sight::Everything),
        ("2026-01-19", Sight::Everything),
        ("2026-01-20", before("2026-01-20")),
        ("2026-06-08", before("2026-01-20")),
    ] {
        assert_eq!(sight(&objecting, MOTHER, on), expected, "{on}");
    }
    let withdrawn = and(objecting, &[withdraw("2026-02-10")]);
    assert_eq!(sight(&withdrawn, MOTHER, "2026-02-09"), before("2026-01-20"));
    assert_eq!(sight(&withdrawn, MOTHER, "2026-02-10"), Sight::Everything);
    let again = and(withdrawn, &[object("2026-03-02")]);
    assert_eq!(sight(&again, MOTHER, "2026-03-02"), before("2026-03-02"));
}

/// B6-02
#[test]
fn who_did_not_ask_sees_nothing_from_the_eighteenth_birthday_on() {
    let asked = and(of_january(), &[ask(MOTHER, "2026-01-16")]);
    assert_eq!(sight(&asked, FATHER, "2026-01-14"), Sight::Everything);
    assert_eq!(sight(&asked, FATHER, "2026-01-15"), before("2026-01-15"));
    assert_eq!(sight(&asked, 9, "2026-01-14"), Sight::Nothing);
    // An objection opens nothing: neither to who never asked, nor to who asked after it.
    let objecting = and(of_january(), &[object("2026-01-20"), ask(MOTHER, "2026-01-20")]);
    assert_eq!(sight(&objecting, MOTHER, "2026-01-21"), before("2026-01-15"));
    assert_eq!(sight(&objecting, FATHER, "2026-01-21"), before("2026-01-15"));
    let withdrawn = and(objecting, &[withdraw("2026-01-20")]); // On the same day.
    assert_eq!(sight(&withdrawn, MOTHER, "2026-01-20"), Sight::Everything);
}

/// B6-02, A10-C11: the other reading of the case law, as a parameter.
#[test]
fn a_school_may_inform_the_parents_of_adults_who_do_not_object() {
    let unasked = "[family_of_adult_told_unasked]\nin_force = [{ from = '2025-09-01', value = true }]";
    let regulation = Regulation::from_toml_with_overrides(unasked).expect("a sound override");
    let objecting = profile(&and(of_january(), &[object("2026-01-20")]));
    for (on, expected) in [
        ("2026-01-14", Sight::Everything),
        ("2026-01-15", Sight::Everything),
        ("2026-01-19", Sight::Everything),
        ("2026-01-20", before("2026-01-20")),
    ] {
        assert_eq!(objecting.informs(person(MOTHER), day(on), &regulation), expected, "{on}");
    }
    let at_once = profile(&and(of_january(), &[object("2026-01-15")]));
    assert_eq!(at_once.informs(person(MOTHER), day("2026-01-15"), &regulation), before("2026-01-15"));
}

/// B6-01: the order limits the mother from 8 January to 30 June 2026; the father is not affected.
#[test]
fn a_limited_mother_sees_nothing_in_those_days() {
    let parents =
        [hold(MOTHER, Relation::Mother, "2025-09-01"), hold(FATHER, Relation::Father, "2025-09-01")];
    let limited = and(and(student(), &parents), &[limit(MOTHER, "2026-01-08", Some("2026-06-30"))]);
    for (on, mother) in [
        ("2025-08-31", Sight::Nothing), // Before she was recorded.
        ("2025-09-01", Sight::Everything),
        ("2026-01-07", Sight::Everything),
        ("2026-01-08", Sight::Nothing),
        ("2026-06-30", Sight::Nothing),
        ("2026-07-01", Sight::Everything),
    ] {
        assert_eq!(sight(&limited, MOTHER, on), mother, "{on}");
        let both = mother == Sight::Everything;
        let expected = if both { vec![person(MOTHER), person(FATHER)] } else { vec![person(FATHER)] };
        if "2025-09-01" <= on {
            assert_eq!(sight(&limited, FATHER, on), Sight::Everything, "{on}");
            assert_eq!(told(&limited, on), expected, "{on}");
        }
    }
}

/// B6-02: a court's limit is not undone by asking.
#[test]
fn who_asked_and_is_limited_afterwards_sees_nothing() {
    let limits = [ask(MOTHER, "2026-01-15"), limit(MOTHER, "2026-02-01", None)];
    let limited = and(of_january(), &limits);
    assert_eq!(sight(&limited, MOTHER, "2026-01-31"), Sight::Everything);
    assert_eq!(sight(&limited, MOTHER, "2026-02-01"), Sight::Nothing);
}

/// B6-02: whoever may not see what is new is not told of it either.
#[test]
fn an_adult_student_is_told_herself_and_her_parents_if_they_are_to_be_informed() {
    let (student, mother, father) = (person(STUDENT), person(MOTHER), person(FATHER));
    let asked = and(of_january(), &[ask(MOTHER, "2026-01-16")]);
    let objecting = and(asked, &[object("2026-01-20")]);
    for (on, expected) in [
        ("2026-01-14", vec![mother, father]),
        ("2026-01-15", vec![student]),
        ("2026-01-16", vec![student, mother]),
        ("2026-01-19", vec![student, mother]),
        ("2026-01-20", vec![student]),
    ] {
        assert_eq!(told(&objecting, on), expected, "{on}");
    }
}

/// A10-C10: parents must justify all absences (art. 32, c. 2), but from the birthday on the student does (art. 16, c. 3).
#[test]
fn asking_to_be_informed_does_not_give_back_the_right_to_justify() {
    let asked = profile(&and(of_january(), &[ask(MOTHER, "2026-01-16")]));
    let refused = Rejection::StudentOfAge { on: day("2026-01-16") };
    assert_eq!(asked.justifier(person(MOTHER), day("2026-01-16"), &Regulation::adopted()), Err(refused));
    let hers = asked.justifier(person(STUDENT), day("2026-01-16"), &Regulation::adopted()).expect("of age");
    assert_eq!((hers.student(), hers.by().person()), (person(STUDENT), person(STUDENT)));
}
