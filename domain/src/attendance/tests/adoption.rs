//! A regulation that changes later: what happened before is decided as it was.

use jiff::ToSpan;
use proptest::prelude::*;

use super::*;

/// The regulation of the school with other numbers from a day on.
fn changed_from(from: Date) -> Regulation {
    let line = |key: &str, was: &str, is: &str| {
        let (was, is) =
            (format!("from = '2025-09-01', value = {was}"), format!("from = '{from}', value = {is}"));
        format!("{key}.in_force = [{{ {was} }}, {{ {is} }}]\n")
    };
    let overrides = [
        line("lessons_start", "'08:05'", "'08:10'"),
        line("immediate_admission_until", "'08:15'", "'08:30'"),
        line("deferred_admission_at", "'09:00'", "'10:00'"),
        line("age_of_majority", "18", "21"),
        line("family_notice_at_delay", "5", "4"),
        line("sanction_proposal_from_delay", "6", "5"),
        line("justification_reserve", "3", "2"),
        line("reserve_anchor", "'return'", "'last-absence'"),
        line("permission_request_notice", "3", "4"),
    ];
    Regulation::from_toml_with_overrides(&overrides.concat()).expect("a sound regulation")
}

fn any_act() -> impl Strategy<Value = Command> {
    let time = (0i32..355).prop_map(|minutes| {
        let minutes = 8 * 60 + 5 + minutes;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    });
    prop_oneof![
        Just(absent(ON)),
        Just(absent_for(&[2, 3])),
        time.clone().prop_map(|time| enters(&time, Ground::None)),
        time.clone().prop_map(|time| enters(&time, Ground::Transport)),
        time.prop_map(|time| leaves(&time)),
        (0u32..4).prop_map(annul),
        (0u32..4)
            .prop_map(|number| correct(number, Amended::Entry { at: at("08:20"), ground: Ground::None })),
    ]
}

proptest! {
    /// Whatever was recorded, and whenever the school starts to apply other numbers after that day.
    #[test]
    fn numbers_adopted_later_decide_nothing_of_an_earlier_day(
        acts in prop::collection::vec(any_act(), 1..6), later in 1i64..300,
    ) {
        let changed = changed_from(day(ON).saturating_add(later.days()));
        let mut events = Vec::new();
        for act in &acts {
            let (state, today) = (folded(&events), after(&events, act));
            prop_assert_eq!(&decide(&state, act, &changed), &today);
            events.extend(today.unwrap_or_default());
        }
    }
}

/// A1-04: the day before is judged by the old number, the day itself by the new one.
#[test]
fn a_number_judges_from_its_own_day() {
    for (from, hours) in [("2025-11-13", &[1][..]), (ON, &[])] {
        let events = decide(&Attendance::default(), &enters("08:20", Ground::None), &changed_from(day(from)));
        assert_eq!(missed_on(&events.expect("recorded"), ON), hours, "{from}");
    }
}
