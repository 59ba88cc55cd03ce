//! Who may decide what. What is void is refused.

use super::*;

/// Prepared for that body, if it is one that sits.
fn asked(deliberation: Deliberation) -> Result<Vec<CaseEvent>, Rejection> {
    let body = if deliberation.body.is_collegial() && deliberation.body != Body::GuaranteeBody {
        deliberation.body
    } else {
        Body::ClassCouncil
    };
    let story = prepared("2025-11-03", deliberation.charge.letter(), body);
    story.asked("2025-11-14T16:00", deliberate(deliberation))
}

fn by(body: Body, letter: Letter, sanction: Sanction) -> Result<Vec<CaseEvent>, Rejection> {
    let grave = matches!(letter, Letter::P | Letter::Q).then(grave).flatten();
    asked(if body.is_collegial() {
        Deliberation { grave, ..together(body, letter, sanction) }
    } else {
        Deliberation { grave, ..alone(body, letter, sanction) }
    })
}

/// A7-01, B1-02: fifteen days by the class council, sixteen by no class council; no days by nobody.
#[test]
fn a_class_council_removes_for_fifteen_days_and_not_for_sixteen() {
    let days = |days| Sanction::Removal { days };
    assert!(by(Body::ClassCouncil, Letter::M, days(15)).is_ok());
    let (body, limit) = (Body::ClassCouncil, 15);
    let refused = by(body, Letter::M, days(16)).expect_err("void");
    assert_eq!(refused, Rejection::BeyondTheBody { body, days: 16, limit });
    assert_eq!(
        refused.to_string(),
        "16 giorni sono più di 15: delibera il consiglio di istituto, non il consiglio di classe"
    );
    assert_eq!(refused.norm(), Norm::CompetentBody); // B1-02
    assert_eq!(by(body, Letter::M, days(0)), Err(Rejection::NoDays));
    assert_eq!(
        by(Body::InstituteCouncil, Letter::P, Sanction::CommunityRemoval { days: 0 }),
        Err(Rejection::NoDays)
    );
    // Below its band: recorded, and for the linter to say.
    assert!(by(body, Letter::M, days(2)).is_ok());
    assert!(by(body, Letter::M, days(1)).is_ok());
}

/// A8-04, A10-C1: for p and q the council of the institute, and nobody else.
#[test]
fn p_and_q_are_for_the_council_of_the_institute() {
    let long = Sanction::CommunityRemoval { days: 20 };
    let until_end = Sanction::UntilEndOfLessons { excluded_from_scrutiny: true };
    assert!(by(Body::InstituteCouncil, Letter::P, long).is_ok());
    assert!(by(Body::InstituteCouncil, Letter::Q, until_end).is_ok());
    let class_council = Body::ClassCouncil;
    assert_eq!(
        by(class_council, Letter::P, long),
        Err(Rejection::BeyondTheBody { body: class_council, days: 20, limit: 15 })
    );
    for sanction in [until_end, Sanction::CommunityRemoval { days: 10 }, Sanction::WrittenAdmonition] {
        let refused = by(class_council, Letter::Q, sanction);
        assert_eq!(refused, Err(Rejection::ForTheInstituteCouncil { body: class_council }));
    }
    // Ten days for p is less than its band, and not void.
    assert!(by(Body::InstituteCouncil, Letter::P, Sanction::CommunityRemoval { days: 10 }).is_ok());
}

/// A10-C1: the Organo di garanzia would judge its own sanction.
#[test]
fn the_organo_di_garanzia_sanctions_nobody() {
    for letter in Letter::ALL {
        for sanction in [Sanction::Admonition, Sanction::CommunityRemoval { days: 20 }] {
            let refused = by(Body::GuaranteeBody, letter, sanction).expect_err("void");
            assert_eq!(refused, Rejection::GuaranteeBodyDecides);
            assert_eq!(refused.norm(), Norm::GuaranteeBodyJudges);
        }
    }
}

/// B1-03, B1-04: twenty days with nothing on why the student cannot be brought back: not a decision.
#[test]
fn a_long_removal_says_its_grave_grounds() {
    let long = || together(Body::InstituteCouncil, Letter::P, Sanction::CommunityRemoval { days: 20 });
    assert_eq!(asked(long()), Err(Rejection::NoGraveGrounds));
    assert!(asked(Deliberation { grave: grave(), ..long() }).is_ok());
    let sixteen = together(Body::InstituteCouncil, Letter::M, Sanction::Removal { days: 16 });
    assert_eq!(asked(sixteen.clone()), Err(Rejection::NoGraveGrounds));
    let events = asked(Deliberation { grave: grave(), ..sixteen }).expect("allowed");
    assert!(events[0].heading().because.contains(&Norm::GraveGrounds));
    let fifteen = together(Body::InstituteCouncil, Letter::M, Sanction::Removal { days: 15 });
    let events = asked(fifteen).expect("allowed");
    assert!(events[0].heading().because.contains(&Norm::ShortRemovals)); // B1-03
    // An empty reason is not a text: the field cannot be left blank.
    assert!(crate::text::Text::new("perché non è reinserito", " ", 500).is_err());
    let empty = r#"{"evidence":"tre testimoni"}"#;
    assert!(serde_json::from_str::<GraveGrounds>(empty).is_err());
}

/// A7-05: for g a written admonition and exclusions: there are no days to give.
#[test]
fn the_letters_from_a_to_g_remove_nobody() {
    for letter in [Letter::A, Letter::B, Letter::C1, Letter::C2, Letter::D, Letter::E, Letter::F, Letter::G] {
        let refused = by(Body::ClassCouncil, letter, Sanction::Removal { days: 1 });
        assert_eq!(refused, Err(Rejection::LetterDoesNotRemove(letter)), "{letter}");
    }
    assert!(by(Body::ClassCouncil, Letter::H, Sanction::Removal { days: 1 }).is_ok());
    assert_eq!(Rejection::LetterDoesNotRemove(Letter::G).norm(), Norm::NoAutomatism);
}

/// A10-C7: a removal is never one person's.
#[test]
fn nobody_removes_alone() {
    for body in [Body::Teacher, Body::Coordinator, Body::SiteLead, Body::Deputy, Body::Principal] {
        let refused = by(body, Letter::H, Sanction::Removal { days: 1 });
        assert_eq!(refused, Err(Rejection::RemovalByOne(body)));
    }
    let one = Rejection::RemovalByOne(Body::Principal).to_string();
    assert_eq!(
        one,
        "un allontanamento si delibera in un organo collegiale: dirigente scolastico non può deciderlo"
    );
}

/// A7-01: each person only for the letters of her column.
#[test]
fn who_decides_alone_stands_in_the_tables_column() {
    let alone = [Body::Teacher, Body::Coordinator, Body::SiteLead, Body::Deputy, Body::Principal];
    for letter in Letter::ALL {
        let admitted: &[Body] = match letter {
            Letter::A | Letter::B | Letter::C1 | Letter::C2 => &alone,
            Letter::D | Letter::E => &[Body::Teacher, Body::Coordinator, Body::SiteLead, Body::Principal],
            Letter::F | Letter::G => &[Body::Coordinator, Body::SiteLead, Body::Deputy, Body::Principal],
            Letter::H
            | Letter::I
            | Letter::L
            | Letter::M
            | Letter::N
            | Letter::O
            | Letter::P
            | Letter::Q
            | Letter::R => &[],
        };
        for body in alone {
            let decided = by(body, letter, Sanction::WrittenAdmonition);
            assert_eq!(decided.is_ok(), admitted.contains(&body), "{letter} {body:?} {decided:?}");
        }
    }
    let refused = by(Body::Teacher, Letter::F, Sanction::WrittenAdmonition);
    assert_eq!(refused, Err(Rejection::NotInTheColumn { body: Body::Teacher, letter: Letter::F }));
}

#[test]
fn the_exam_session_is_for_the_exam_board_alone() {
    let excluded = Sanction::ExcludedFromSession;
    assert!(by(Body::ExamBoard, Letter::R, excluded).is_ok());
    for (body, letter, sanction) in [
        (Body::ClassCouncil, Letter::R, excluded),
        (Body::ExamBoard, Letter::M, Sanction::Removal { days: 4 }),
        (Body::ExamBoard, Letter::R, Sanction::WrittenAdmonition),
        (Body::InstituteCouncil, Letter::P, excluded),
        (Body::Principal, Letter::R, Sanction::WrittenAdmonition),
    ] {
        assert_eq!(by(body, letter, sanction), Err(Rejection::ForTheExamBoard), "{body:?} {letter}");
    }
}

#[test]
fn one_sanction_stands_in_a_case_at_a_time() {
    let removal = || together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 });
    decided().passes_over("2025-11-14T16:00", deliberate(removal()));
    let other = decided().refused("2025-11-15T16:00", deliberate(removal()));
    assert_eq!(other, Rejection::AlreadySanctioned { on: day("2025-11-14") });
}

/// A8-05, A8-07, A8-09: what goes with the sanction is in its grounds.
#[test]
fn the_grounds_of_a_sanction_follow_from_what_it_is() {
    let repair = Some(Repair::Payment { cents: 12_000 });
    let written = alone(Body::Principal, Letter::F, Sanction::WrittenAdmonition);
    let events = asked(Deliberation {
        measure: Measure { exclusions: vec![Exclusion::Trips], repair, ..written.measure },
        ..alone(Body::Principal, Letter::F, Sanction::WrittenAdmonition)
    });
    let because = &events.expect("allowed")[0].heading().because.clone();
    assert_eq!(
        *because,
        [Norm::SanctionBands, Norm::DamageRepaired, Norm::DegreeOfFault, Norm::PartialRemoval]
    );
    let events = by(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 }).expect("allowed");
    assert_eq!(
        events[0].heading().because,
        [
            Norm::SanctionBands,
            Norm::DegreeOfFault,
            Norm::CompetentBody,
            Norm::ShortRemovals,
            Norm::PlanOfActivities
        ]
    );
}
