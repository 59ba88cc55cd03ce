//! What is held from a day on ends with a last day: responsibility, offices, chairs.

use super::responsibility::hold;
use super::*;

const LAST: &str = "2026-01-30";

fn end_responsibility(last_day: &str) -> Command {
    let reason = text("registrata per errore");
    Command::EndResponsibility { guardian: person(MOTHER), last_day: day(last_day), reason }
}

fn end_office(last_day: &str) -> Command {
    Command::EndOffice { office: Office::Deputy, last_day: day(last_day) }
}

fn end_chair(subject_code: &str, last_day: &str) -> Command {
    Command::EndChair { class: IN_3B, subject: subject(subject_code), last_day: day(last_day) }
}

/// A teacher of 3B who is the principal's deputy.
fn teacher() -> Vec<PersonEvent> {
    let chair = Chair { class: IN_3B, subject: subject("MAT"), weekly_hours: 4 };
    let from = day("2025-10-01");
    history(&[
        register("1975-05-20"),
        Command::AssignChair { chair, from, until: None },
        Command::AssignOffice { office: Office::Deputy, from, until: None },
    ])
}

/// B6-01
#[test]
fn responsibility_ends_with_its_last_day() {
    let held = and(student(), &[hold(MOTHER, Relation::Mother, "2025-09-01")]);
    let event = PersonEvent::ResponsibilityEnded {
        student: person(STUDENT),
        guardian: person(MOTHER),
        last_day: day(LAST),
        reason: text("registrata per errore"),
        because: vec![Norm::LimitsOfResponsibility],
    };
    assert_eq!(after(&held, &end_responsibility(LAST)), Ok(vec![event]));
    let ended = and(held.clone(), &[end_responsibility(LAST)]);
    assert_eq!(after(&ended, &end_responsibility(LAST)), Ok(vec![]));
    let nobody = |on| Err(Rejection::NoResponsibility { on: day(on) });
    assert_eq!(after(&held, &end_responsibility("2025-08-31")), nobody("2025-08-31"));
    assert_eq!(after(&ended, &end_responsibility("2026-01-31")), nobody("2026-01-31"));

    let sees = |on| profile(&ended).informs(person(MOTHER), day(on), &Regulation::adopted());
    assert_eq!((sees(LAST), sees("2026-01-31")), (Sight::Everything, Sight::Nothing));
    let answers = |on| profile(&ended).guardians_on(day(on)).count();
    assert_eq!((answers(LAST), answers("2026-01-31")), (1, 0));

    // It may be held again, from the next day on.
    let refused = Rejection::AlreadyResponsible { from: day("2025-09-01") };
    assert_eq!(after(&ended, &hold(MOTHER, Relation::Mother, LAST)), Err(refused));
    let again = and(ended, &[hold(MOTHER, Relation::Mother, "2026-01-31")]);
    let answers = |on| profile(&again).guardians_on(day(on)).count();
    assert_eq!((answers(LAST), answers("2026-01-31")), (1, 1));
}

#[test]
fn an_office_ends_with_its_last_day() {
    let event = PersonEvent::OfficeEnded {
        person: person(STUDENT),
        office: Office::Deputy,
        last_day: day(LAST),
        because: vec![Norm::OnlyRegisterFunctions], // A12-01
    };
    assert_eq!(after(&teacher(), &end_office(LAST)), Ok(vec![event]));
    let ended = and(teacher(), &[end_office(LAST)]);
    assert_eq!(after(&ended, &end_office(LAST)), Ok(vec![]));
    let not_held = |on| Rejection::NotHeld { on: day(on) };
    assert_eq!(after(&teacher(), &end_office("2025-09-30")), Err(not_held("2025-09-30")));
    assert_eq!(after(&ended, &end_office("2026-01-31")), Err(not_held("2026-01-31")));
    let other = Command::EndOffice { office: Office::SiteLead, last_day: day(LAST) };
    assert_eq!(after(&teacher(), &other), Err(not_held(LAST)));
    assert_eq!(not_held(LAST).to_string(), "il 30 gennaio 2026 la persona non ha questo incarico");
    assert_eq!(not_held(LAST).norm(), Norm::OnlyRegisterFunctions);
    let deputy = |on| profile(&ended).holds_office(day(on), |office| office == Office::Deputy);
    assert_eq!([LAST, "2026-01-31"].map(deputy), [true, false]);
}

#[test]
fn a_chair_ends_with_its_last_day() {
    let event = PersonEvent::ChairEnded {
        teacher: person(STUDENT),
        class: IN_3B,
        subject: subject("MAT"),
        last_day: day(LAST),
        because: vec![Norm::OnlyRegisterFunctions],
    };
    assert_eq!(after(&teacher(), &end_chair("MAT", LAST)), Ok(vec![event]));
    let ended = and(teacher(), &[end_chair("MAT", LAST)]);
    assert_eq!(after(&ended, &end_chair("MAT", LAST)), Ok(vec![]));
    let not_held = Rejection::NotHeld { on: day(LAST) };
    assert_eq!(after(&teacher(), &end_chair("ITA", LAST)), Err(not_held));
    let chairs = |on| profile(&ended).chairs_on(day(on)).count();
    assert_eq!([LAST, "2026-01-31"].map(chairs), [1, 0]);
}
