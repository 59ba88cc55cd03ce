//! An appeal filed: by whom, until when, against what, and what it suspends.

use super::*;
use crate::people::{Command as PersonCommand, Person, PersonEvent, Relation};

fn filed(case: &Case, at: &str) -> Filing {
    match asked(case, at, &file()).expect("allowed").first() {
        Some(CaseEvent::AppealFiled { appeal, .. }) => appeal.clone(),
        other => panic!("{other:?}"),
    }
}

use crate::case::appeal::Filing;

/// A9-01, B1-13: fifteen days from the communication; the day before, the last one, the day after.
#[test]
fn an_appeal_is_filed_within_fifteen_days() {
    let case = communicated_on("2025-11-14T12:00");
    for on in ["2025-11-28T09:00", "2025-11-29T23:59"] {
        assert_eq!(filed(&case, on).late, None, "{on}");
    }
    let late = asked(&case, "2025-11-30T08:00", &file());
    let (filed_on, communicated_on, until) = (day("2025-11-30"), day("2025-11-14"), day("2025-11-29"));
    assert_eq!(late, Err(Rejection::TooLate { filed_on, communicated_on, days: 15, until }));
    let said = late.expect_err("late").to_string();
    assert!(said.contains("30 novembre 2025") && said.contains("29 novembre 2025"), "{said}");
}

/// A9-01: from the communication to that person; for who was not among its addressees, from the last one.
#[test]
fn the_term_runs_from_the_communication_to_who_appeals() {
    let case = sanctioned(removal(3), Letter::M, Item::M);
    let case = communicate(case, "2025-11-14T12:00", &[STUDENT, MOTHER], &["2025-11-26"], info("2025-11-29"));
    let case = communicate(case, "2025-11-20T12:00", &[FATHER], &[], info("2025-12-05"));
    let by = |who, interest| file_by(who, interest);
    assert!(asked(&case, "2025-11-30T08:00", &by(MOTHER, Interest::Guardian)).is_err());
    assert!(asked(&case, "2025-12-05T08:00", &by(FATHER, Interest::Guardian)).is_ok());
    assert!(asked(&case, "2025-12-06T08:00", &by(FATHER, Interest::Guardian)).is_err());
    let other = Interest::Other(text("genitore della persona offesa"));
    assert!(asked(&case, "2025-12-05T08:00", &by(900, other.clone())).is_ok());
    assert!(asked(&case, "2025-12-06T08:00", &by(900, other)).is_err());
}

/// B4-01: sanction communicated without term or authority, appeal on day 17: accepted, flagged, judged by a person.
#[test]
fn who_was_not_told_the_term_is_excused() {
    let wrong = AppealInfo { authority: AppealAuthority::Other, until: day("2026-01-13") };
    for info in [None, Some(wrong), info("2025-12-01")] {
        let case = sanctioned(removal(3), Letter::M, Item::M);
        let case = communicate(case, "2025-11-14T12:00", &[MOTHER], &["2025-12-09"], info);
        let filing = filed(&case, "2025-12-01T09:00");
        assert_eq!(filing.late, Some(day("2025-11-29")));
    }
    let case = communicated_on("2025-11-14T12:00");
    assert!(asked(&case, "2025-12-01T09:00", &file()).is_err());
}

/// A9-01: the student, whoever answers for her that day, anyone else who says why.
#[test]
fn who_appeals_has_an_interest() {
    let hold = |guardian| PersonCommand::HoldResponsibility {
        guardian: person(guardian),
        relation: Relation::Mother,
        from: day("2025-09-01"),
    };
    let limit = PersonCommand::LimitResponsibility {
        guardian: person(FATHER),
        from: day("2025-11-01"),
        until: None,
        order: text("Tribunale di Roma, n. 1/2025"),
    };
    let register = PersonCommand::Register {
        person: person(STUDENT),
        given_name: text("Anna"),
        family_name: text("Prova"),
        born_on: day("2008-01-15"),
        on: day("2025-09-01"),
    };
    let known =
        [register, hold(MOTHER), hold(FATHER), limit].iter().fold(Person::Unknown, |state, command| {
            let events: Vec<PersonEvent> =
                crate::people::decide(&state, command, &Regulation::adopted()).expect("allowed");
            events.iter().fold(state, crate::people::evolve)
        });
    let Person::Known(profile) = known else { panic!("registered") };
    let of = |who, on: &str, stated: Option<&str>| {
        Interest::of(person(who), &profile, day(on), stated.map(text), &Regulation::adopted())
    };
    assert_eq!(of(STUDENT, "2025-11-24", None), Ok(Interest::TheStudent));
    assert_eq!(of(MOTHER, "2025-11-24", None), Ok(Interest::Guardian));
    let on = day("2025-11-24");
    // B6-01: a court limits the father, who has an interest only if he says which.
    assert_eq!(of(FATHER, "2025-11-24", None), Err(Rejection::NoInterest { on }));
    let stated = "padre che mantiene lo studente";
    assert_eq!(of(FATHER, "2025-11-24", Some(stated)), Ok(Interest::Other(text(stated))));
    // Of age on 15 January 2026: the mother no longer answers for her.
    assert_eq!(of(MOTHER, "2026-01-14", None), Ok(Interest::Guardian));
    assert_eq!(of(MOTHER, "2026-01-15", None), Err(Rejection::NoInterest { on: day("2026-01-15") }));
    assert_eq!(of(900, "2025-11-24", None), Err(Rejection::NoInterest { on }));
}

/// A9-02, A10-C2: any sanction; outside the letters i to q, it is told that the school's text does not list it.
#[test]
fn any_sanction_is_appealed() {
    for (letter, item, measure, outside) in [
        (Letter::H, Item::Hi2, removal(2), true), // The example of A9-02.
        (Letter::I, Item::Hi2, removal(2), false),
        (Letter::Q, Item::Q, removal(20), false),
        (Letter::R, Item::R, removal(3), true),
        (Letter::A, Item::A1, Measure { sanction: Sanction::Admonition, ..removal(0) }, true),
    ] {
        assert_eq!(letter.is_outside_school_list(), outside, "{letter}");
        let case = sanctioned(measure, letter, item);
        let case = communicate(case, "2025-11-14T12:00", &[MOTHER], &[], info("2025-11-29"));
        let events = asked(&case, "2025-11-24T09:00", &file()).expect("allowed");
        let because = &events[0].heading().because;
        assert_eq!(because.contains(&Norm::AnySanctionAppealed), outside, "{letter}");
    }
}

/// A9-03: with empty grounds it is accepted as filed, the term is safe, the body decides.
#[test]
fn an_appeal_without_grounds_is_accepted_as_filed() {
    let case = communicated_on("2025-11-21T12:00");
    let bare = Command::File {
        of: OF,
        by: person(MOTHER),
        interest: Interest::Guardian,
        grounds: None,
        protocol: protocol(),
        online: false,
    };
    let events = asked(&case, "2025-11-24T09:00", &bare).expect("allowed");
    assert!(events[0].heading().because.contains(&Norm::AppealGrounds));
    let CaseEvent::AppealFiled { appeal, .. } = &events[0] else { panic!("{events:?}") };
    assert_eq!((appeal.grounds.clone(), appeal.decide_by), (None, day("2025-12-04")));
    let with = asked(&case, "2025-11-24T09:00", &file()).expect("allowed");
    assert!(!with[0].heading().because.contains(&Norm::AppealGrounds));
}

/// A9-16: what an appeal complains of is one of four grounds, procedure and merits alike.
#[test]
fn an_appeal_may_be_about_procedure_and_merits() {
    let kinds = vec![Ground::Procedure, Ground::Competence, Ground::Reasons, Ground::Merits];
    let grounds = Some(Grounds { kinds: kinds.clone(), text: text("tutto") });
    let (by, interest) = (person(MOTHER), Interest::Guardian);
    let command = Command::File { of: OF, by, interest, grounds, protocol: protocol(), online: false };
    let case = communicated_on("2025-11-21T12:00");
    let events = asked(&case, "2025-11-24T09:00", &command).expect("allowed");
    assert!(events[0].heading().because.contains(&Norm::AppealScope));
    let case = after(&case, "2025-11-24T09:00", &command);
    let kept = case.appeals[&APPEAL].filing.said.grounds.as_ref();
    assert_eq!(kept.map(|grounds| &grounds.kinds), Some(&kinds));
}

/// A9-04: three days set, 26-27-28 November; day 1 done; filed on the 27th at 7:50: two days are pending.
#[test]
fn an_appeal_suspends_what_is_left_of_the_sanction() {
    let case = communicated_on("2025-11-21T12:00");
    let case = add(case, "2025-11-26T14:00", |heading| CaseEvent::DayExecuted {
        heading,
        of: OF,
        day: day("2025-11-26"),
        hours: 6,
    });
    let events = asked(&case, "2025-11-27T07:50", &file()).expect("allowed");
    let [filed, CaseEvent::Stayed { heading, of, appeal, executed, left }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((heading.number, *of, *appeal), (FactNumber(5), OF, filed.heading().number));
    assert_eq!(heading.because, [Norm::AppealStays]);
    assert_eq!(*executed, [day("2025-11-26")]);
    assert_eq!(*left, [day("2025-11-27"), day("2025-11-28")]);
    let case = after(&case, "2025-11-27T07:50", &file());
    assert_eq!(case.in_force().map(|decision| decision.stayed_by), Some(Some(FactNumber(4))));
}

/// A9-04, A10-C3: nothing left to execute, nothing to suspend; a school may not let an appeal suspend.
#[test]
fn an_appeal_suspends_nothing_where_nothing_is_left() {
    let admonition = Measure { sanction: Sanction::Admonition, ..removal(0) };
    let case = sanctioned(admonition, Letter::A, Item::A1);
    let case = communicate(case, "2025-11-14T12:00", &[MOTHER], &[], info("2025-11-29"));
    assert_eq!(asked(&case, "2025-11-24T09:00", &file()).expect("allowed").len(), 1);

    let done = ["2025-11-26", "2025-11-27", "2025-11-28"].iter().fold(
        communicated_on("2025-11-21T12:00"),
        |case, written| {
            add(case, &format!("{written}T14:00"), |heading| CaseEvent::DayExecuted {
                heading,
                of: OF,
                day: day(written),
                hours: 6,
            })
        },
    );
    assert_eq!(asked(&done, "2025-12-01T09:00", &file()).expect("allowed").len(), 1);
}

/// A9-04: a removal of which no day was set yet, and what goes with an admonition, are suspended too.
#[test]
fn an_appeal_suspends_what_has_no_days_yet() {
    use crate::case::Exclusion;
    let trips =
        Measure { sanction: Sanction::WrittenAdmonition, exclusions: vec![Exclusion::Trips], repair: None };
    let until_end =
        Measure { sanction: Sanction::UntilEndOfLessons { excluded_from_scrutiny: false }, ..removal(0) };
    for measure in [removal(3), trips, until_end] {
        let case = sanctioned(measure, Letter::M, Item::M);
        let case = communicate(case, "2025-11-14T12:00", &[MOTHER], &[], info("2025-11-29"));
        let events = asked(&case, "2025-11-24T09:00", &file()).expect("allowed");
        assert!(matches!(&events[1], CaseEvent::Stayed { left, .. } if left.is_empty()), "{events:?}");
    }
}

/// A9-01: one appeal each; another person may file her own, and the sanction is already suspended.
#[test]
fn nobody_appeals_twice() {
    let case = appealed();
    assert_eq!(asked(&case, "2025-11-24T09:00", &file()), Ok(Vec::new()));
    assert_eq!(asked(&case, "2025-11-25T09:00", &file()), Err(Rejection::AlreadyAppealed(APPEAL)));
    let student = file_by(STUDENT, Interest::TheStudent);
    let events = asked(&case, "2025-11-25T09:00", &student).expect("allowed");
    assert_eq!(events.len(), 1, "{events:?}");
}

/// A9-07: once decided, or once the ten days passed, nobody appeals any more to the same body.
#[test]
fn nobody_appeals_what_is_decided() {
    let case = communicate(appealed(), "2025-11-24T10:00", &[900], &[], info("2025-12-09"));
    let other = file_by(900, Interest::Other(text("persona offesa")));
    let lapsed = asked(&case, "2025-12-05T09:00", &other);
    assert_eq!(lapsed, Err(Rejection::Lapsed { appeal: APPEAL, until: day("2025-12-04") }));
    let decided =
        asked(&ruled(Outcome::Confirmed), "2025-12-04T18:00", &file_by(STUDENT, Interest::TheStudent));
    assert_eq!(decided, Err(Rejection::AlreadyDecided { appeal: APPEAL, on: day("2025-12-04") }));
}

/// B4-03, D-08: nothing to appeal before it is communicated; nothing filed without a protocol number.
#[test]
fn what_is_not_communicated_is_not_appealed() {
    let case = sanctioned(removal(3), Letter::M, Item::M);
    assert_eq!(asked(&case, "2025-11-24T09:00", &file()), Err(Rejection::NotCommunicated));
    let none = FactNumber(9);
    let (by, interest) = (person(MOTHER), Interest::Guardian);
    let of_none = Command::File {
        of: none,
        by,
        interest: interest.clone(),
        grounds: None,
        protocol: protocol(),
        online: false,
    };
    assert_eq!(asked(&appealed(), "2025-11-24T09:00", &of_none), Err(Rejection::NoSanction(none)));
    let case = communicated_on("2025-11-21T12:00");
    let bare = Command::File { of: OF, by, interest, grounds: None, protocol: None, online: false };
    assert_eq!(asked(&case, "2025-11-24T09:00", &bare), Err(Rejection::NoProtocol));
    let early = asked(&case, "2025-11-21T11:00", &file());
    assert!(matches!(early, Err(Rejection::OutOfOrder { .. })), "{early:?}");
}

/// D-08: filed in the register, it is in time without a number, which the secretariat gives once.
#[test]
fn an_appeal_filed_in_the_register_is_numbered_afterwards() {
    let case = communicated_on("2025-11-21T12:00");
    let (by, interest) = (person(MOTHER), Interest::Guardian);
    let online = Command::File { of: OF, by, interest, grounds: None, protocol: None, online: true };
    let filed = after(&case, "2025-11-24T22:30", &online);
    assert_eq!(asked(&filed, "2025-11-24T22:30", &online), Ok(Vec::new()));
    let number = |number| Command::Number { appeal: APPEAL, protocol: Protocol { number, year: 2025 } };
    let step = |case: &Case, on: &str| {
        let steps = super::super::steps(case, OF, day(on), &Regulation::adopted());
        steps.into_iter().find(|step| step.name == "ricorso protocollato").expect("a step").outcome
    };
    let until = Some(day("2025-12-04"));
    assert_eq!(step(&filed, "2025-12-04"), case::Verdict::NotYetDue { until });
    assert!(matches!(step(&filed, "2025-12-05"), case::Verdict::Failed { .. }));
    let numbered = after(&filed, "2025-11-25T08:10", &number(5230));
    assert_eq!(step(&numbered, "2025-12-05"), case::Verdict::Passed);
    assert_eq!(asked(&numbered, "2025-11-25T09:00", &number(5230)), Ok(Vec::new()));
    assert_eq!(asked(&numbered, "2025-11-24T22:30", &online), Ok(Vec::new()));
    let other = asked(&numbered, "2025-11-25T09:00", &number(5231));
    let protocol = Protocol { number: 5230, year: 2025 };
    assert_eq!(other, Err(Rejection::AlreadyNumbered { appeal: APPEAL, protocol }));
    assert_eq!(asked(&case, "2025-11-25T09:00", &number(5231)), Err(Rejection::NoAppeal(APPEAL)));
}

/// A9-01: by who filed it, while it is pending; twice is silence.
#[test]
fn an_appeal_is_withdrawn_by_who_filed_it() {
    let withdraw = |by| Command::Withdraw { appeal: APPEAL, by: person(by) };
    let case = appealed();
    assert_eq!(asked(&case, "2025-11-26T09:00", &withdraw(FATHER)), Err(Rejection::NotTheAppellant(APPEAL)));
    let withdrawn = after(&case, "2025-11-26T09:00", &withdraw(MOTHER));
    assert_eq!(asked(&withdrawn, "2025-11-26T10:00", &withdraw(MOTHER)), Ok(Vec::new()));
    let late = asked(&case, "2025-12-05T09:00", &withdraw(MOTHER));
    assert_eq!(late, Err(Rejection::Lapsed { appeal: APPEAL, until: day("2025-12-04") }));
    assert!(asked(&case, "2025-12-04T23:00", &withdraw(MOTHER)).is_ok());
    let nothing = asked(&case, "2025-11-26T09:00", &Command::Withdraw { appeal: OF, by: person(MOTHER) });
    assert_eq!(nothing, Err(Rejection::NoAppeal(OF)));
    // Within the term she may file again, and the sanction is as it was before for everybody else.
    let on = day("2025-11-26");
    let standing = withdrawn.standing(on, &Regulation::adopted(), &rome());
    assert_eq!(standing, case::Standing::Appealable { until: day("2025-12-06") });
    assert!(asked(&withdrawn, "2025-12-01T09:00", &file()).is_ok());
}
