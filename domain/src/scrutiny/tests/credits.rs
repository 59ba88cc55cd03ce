//! School credit: the band of the average, and its top.

use super::*;

fn credit(points: u8) -> Act {
    Act::DeliberateCredit { student: person(ANNA), points, votes: UNANIMOUS }
}

/// Admitted in a class of that year, with these grades.
fn admitted(label: &str, grades: (u8, u8), behaviour: u8) -> Scrutiny {
    let mut state = sat(label, grades, behaviour);
    let on = SITTING;
    if behaviour == 6 {
        let essay = final_of(label, on, essay(EssayTerm::AtExam));
        state = decided(&state, &essay).expect("allowed").iter().fold(state, evolve);
    }
    let admit = final_of(label, on, outcome(ANNA, Outcome::Admitted));
    decided(&state, &admit).expect("allowed").iter().fold(state, evolve)
}

/// B2-05: in the fourth year an average over eight is in the band 11–12: with 8 in behaviour 11 is given and 12 is not,
/// with 9 either may be.
#[test]
fn the_top_of_the_band_asks_for_nine_in_behaviour() {
    // (9 + 8 + 8) / 3 = 8.33; (8 + 8 + 9) / 3 = 8.33.
    let with_eight = admitted("4B", (9, 8), 8);
    let with_nine = admitted("4B", (8, 8), 9);
    let of = |points| final_of("4B", SITTING, credit(points));
    let events = allowed_once(&with_eight, &of(11));
    assert_eq!(row(&events), ["B2-05", "B2-07"]);
    refused(&with_eight, &of(12), "top-of-band", "B2-05");
    for points in [11, 12] {
        allowed_once(&with_nine, &of(points));
    }
    for points in [10, 13] {
        refused(&with_nine, &of(points), "outside-band", "B2-05");
    }
}

/// B2-05: for each year and each band, its points and no other, with ten in behaviour.
#[test]
fn points_stay_within_the_band_of_the_average() {
    // The average counts behaviour, 10: (x + y + 10) / 3.
    for (grades, third, fourth, fifth) in [
        ((6, 6), (9, 10), (10, 11), (11, 12)),  // 7.33
        ((7, 6), (9, 10), (10, 11), (11, 12)),  // 7.66
        ((7, 7), (9, 10), (10, 11), (11, 12)),  // 8 exactly
        ((8, 7), (10, 11), (11, 12), (13, 14)), // 8.33
        ((9, 8), (10, 11), (11, 12), (13, 14)), // 9 exactly
        ((9, 9), (11, 12), (12, 13), (14, 15)), // 9.33
        ((10, 10), (11, 12), (12, 13), (14, 15)),
    ] {
        for (label, (from, to)) in [("3B", third), ("4B", fourth), ("5B", fifth)] {
            let state = admitted(label, grades, 10);
            let is_allowed =
                |points: &u8| decided(&state, &final_of(label, SITTING, credit(*points))).is_ok();
            let allowed: Vec<u8> = (0..20).filter(is_allowed).collect();
            assert_eq!(allowed, (from..=to).collect::<Vec<_>>(), "{label} {grades:?}");
        }
    }
}

/// B2-05: the lower bands, which only a low behaviour grade leaves.
#[test]
fn the_lower_bands_are_those_of_the_annex() {
    // In the fifth year 6 in behaviour is admitted: averages of 6 and up to 7, never the top.
    for (grades, lowest) in [((6, 6), 9), ((7, 6), 10), ((8, 7), 10)] {
        let state = admitted("5B", grades, 6);
        let of = |points| final_of("5B", SITTING, credit(points));
        allowed_once(&state, &of(lowest));
        refused(&state, &of(lowest + 1), "top-of-band", "B2-05");
        refused(&state, &of(lowest - 1), "outside-band", "B2-05");
    }
    // One insufficient subject that the exam bears: (5 + 6 + 6) / 3 = 5.66.
    let mut state = sat("5B", (6, 5), 6);
    let admission = Admission {
        student: person(ANNA),
        outcome: Outcome::Admitted,
        reasons: Some(text("ha recuperato in parte")),
        year_is_valid: true,
        votes: UNANIMOUS,
    };
    for what in [essay(EssayTerm::AtExam), Act::DeliberateAdmission(admission)] {
        state = decided(&state, &final_of("5B", SITTING, what)).expect("allowed").iter().fold(state, evolve);
    }
    allowed_once(&state, &final_of("5B", SITTING, credit(7)));
    refused(&state, &final_of("5B", SITTING, credit(8)), "top-of-band", "B2-05");
    refused(&state, &final_of("5B", SITTING, credit(6)), "outside-band", "B2-05");
}

/// B2-05: the bands that a behaviour of seven leaves in the third and fourth year.
#[test]
fn between_six_and_seven_third_and_fourth_years_have_their_bands() {
    // (6 + 6 + 7) / 3 = 6.33.
    for (label, lowest) in [("3B", 8), ("4B", 9)] {
        let state = admitted(label, (6, 6), 7);
        let of = |points| final_of(label, SITTING, credit(points));
        allowed_once(&state, &of(lowest));
        refused(&state, &of(lowest + 1), "top-of-band", "B2-05");
        refused(&state, &of(lowest - 1), "outside-band", "B2-05");
    }
    // Six with an essay passed: the average is six, exactly.
    for (label, lowest) in [("3B", 7), ("4B", 8)] {
        let state = after(&[
            final_of(label, "2026-05-25", opened(SITTING)),
            final_of(label, SITTING, frozen()),
            final_of(label, SITTING, graded(ANNA, 6, 6)),
            final_of(label, SITTING, behaved(ANNA, 6)),
            final_of(label, SITTING, essay(by("2026-08-28"))),
            final_of(label, SITTING, outcome(ANNA, suspended(&[], true))),
            final_of(label, "2026-08-28", assessed(EssayOutcome::Passed)),
            final_of(label, "2026-08-28", outcome(ANNA, Outcome::Admitted)),
        ]);
        let of = |points| final_of(label, "2026-08-28", credit(points));
        allowed_once(&state, &of(lowest));
        refused(&state, &of(lowest + 1), "top-of-band", "B2-05");
        refused(&state, &of(lowest - 1), "outside-band", "B2-05");
    }
}

/// B2-05: credit is for the last three years, for who is admitted, and once there are grades.
#[test]
fn credit_is_given_to_who_is_admitted_in_the_last_three_years() {
    refused(&admitted("2B", (9, 9), 9), &final_of("2B", SITTING, credit(11)), "no-credit-this-year", "B2-05");
    let waiting = sat("4B", (9, 9), 9);
    refused(&waiting, &final_of("4B", SITTING, credit(11)), "credit-without-admission", "B2-05");
    let interim = act(ScrutinyPeriod::Interim, "4B", SITTING, credit(11));
    refused(&waiting, &interim, "only-at-the-final", "B2-02");
    let bruno = Act::DeliberateCredit { student: person(3), points: 11, votes: UNANIMOUS };
    refused(&waiting, &final_of("4B", SITTING, bruno), "not-in-class", "B2-07");
}

/// B2-03, B2-05: whoever is admitted in August gets her credit then, also if the scrutiny was closed in June.
#[test]
fn after_a_suspension_the_credit_is_what_is_left_to_give() {
    let august = "2026-08-28";
    let acts = [
        ("2026-05-25", opened(SITTING)),
        (SITTING, frozen()),
        (SITTING, graded(ANNA, 8, 8)),
        (SITTING, behaved(ANNA, 6)),
        (SITTING, outcome(ANNA, suspended(&[], true))),
        (SITTING, essay(by(august))),
        (SITTING, graded(BRUNO, 8, 8)),
        (SITTING, behaved(BRUNO, 8)),
        (SITTING, outcome(BRUNO, Outcome::Admitted)),
        (SITTING, closed(3120)),
        (august, assessed(EssayOutcome::Passed)),
        (august, outcome(ANNA, Outcome::Admitted)),
    ];
    let commands = acts.map(|(on, act)| final_of("4B", on, act));
    let state = after(&commands);
    // (8 + 8 + 6) / 3 = 7.33: from 10 to 11, never the top.
    allowed_once(&state, &final_of("4B", august, credit(10)));
    let given = Act::DeliberateCredit { student: person(BRUNO), points: 11, votes: UNANIMOUS };
    refused(&state, &final_of("4B", august, given), "closed", "B7-05");
}

/// B2-05: a hundredth above a whole average is the next band. It takes a hundred grades to be there.
#[test]
fn a_hundredth_above_a_whole_average_is_the_next_band() {
    for (average, lowest) in [(6, 8), (7, 9), (8, 10), (9, 11)] {
        let mut state = admitted("3B", (average, average), average + 1);
        let anna = state.students.get_mut(&person(ANNA)).expect("she was judged");
        anna.grades.extend((10..107).map(|number| (subject(&format!("S{number}")), grade(average))));
        let of = |points| final_of("3B", SITTING, credit(points));
        allowed_once(&state, &of(lowest));
        refused(&state, &of(lowest - 1), "outside-band", "B2-05");
    }
}
