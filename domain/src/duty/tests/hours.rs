//! Hours missed: when the family is told how many are left, and when an exclusion is for the council.

use super::*;

/// So many hours missed, six a day and the rest on the last day.
fn missing(hours: u32) -> Year {
    let mut year = Year::default();
    let days = usize::try_from(hours.div_ceil(6)).expect("few");
    for (at, on) in LESSON_DAYS.iter().take(days).enumerate() {
        let rest = hours - 6 * u32::try_from(at).expect("few");
        year.absent_for(&on.to_string(), u8::try_from(rest.min(6)).expect("few"));
    }
    year
}

fn excuse(year: &mut Year, hours: u16, on: &str, revoke: bool) {
    let (student, number, on, because) = (person(STUDENT), year.next(), day(on), vec![]);
    let derogation = FactNumber(0);
    year.attendance(if revoke {
        AttendanceEvent::ExcuseRevoked { student, on, number, hours, derogation, because }
    } else {
        AttendanceEvent::HoursExcused { student, on, number, hours, derogation, because }
    });
}

fn levels(year: &Year, today: &str) -> Vec<(Matter, String)> {
    let told = |duty: &Duty| duty.kind == DutyKind::TellOfHoursLeft;
    all(&year.events, today).iter().filter(|it| told(it)).map(|it| (it.matter, line(it))).collect()
}

/// A5-11, B3-04: of 264 hours that may be missed, 132, 198 and 238 (237.6) are the three levels. 198 leave 66.
#[test]
fn at_each_level_the_family_is_told() {
    for (hours, reached) in [
        (131, vec![]),
        (132, vec![Warning::First]),
        (197, vec![Warning::First]),
        (198, vec![Warning::First, Warning::Second]),
        (237, vec![Warning::First, Warning::Second]),
        (238, vec![Warning::First, Warning::Second, Warning::Last]),
        (270, vec![Warning::First, Warning::Second, Warning::Last]),
    ] {
        let levels: Vec<_> =
            levels(&missing(hours), "2026-02-27").into_iter().map(|(matter, _)| matter).collect();
        assert_eq!(levels, reached.into_iter().map(Matter::Level).collect::<Vec<_>>(), "{hours}");
    }
}

/// A5-11: one notice tells of all that was reached by then, and of nothing that comes later.
#[test]
fn a_notice_tells_of_the_levels_reached_by_then() {
    let mut year = missing(132);
    let (first, second) = (LESSON_DAYS[21], LESSON_DAYS[32]);
    assert_eq!(levels(&year, "2025-12-31")[0].1, format!("{first} overdue {}", "2025-10-20"));
    year.told(DutyKind::TellOfHoursLeft, "2025-10-20");
    for on in &LESSON_DAYS[22..33] {
        year.absent(&on.to_string());
    }
    let said: Vec<_> = levels(&year, &second.to_string()).into_iter().map(|(_, line)| line).collect();
    assert_eq!(said.len(), 2);
    assert_eq!(said[0], format!("{first} done 2025-10-20"));
    assert!(said[1].starts_with(&format!("{second} due")), "{said:?}");
}

/// A5-07: 270 of 1056 hours, no derogation: an exclusion is proposed, and no more.
#[test]
fn beyond_the_line_an_exclusion_is_for_the_council() {
    let kind = DutyKind::ConsiderExclusion;
    assert_eq!(missing(264).of(kind, "2026-06-10"), none());
    assert_eq!(missing(265).of(kind, "2026-06-10").len(), 1);
    let mut year = missing(270);
    let crossed = LESSON_DAYS[44]; // The forty-fifth day: 270.
    assert_eq!(year.of(kind, "2026-06-10"), [format!("{crossed} due -")]);
    assert_eq!((kind.norm(), kind.owner()), (Norm::ExclusionFromScrutiny, Owner::Council));
    year.considered(kind, "2026-06-10");
    assert_eq!(year.of(kind, "2026-06-10"), [format!("{crossed} done 2026-06-10")]);
}

/// A5-05: 300 hours missed, 40 excused: 260 are within the line. Revoked, they are not.
#[test]
fn hours_excused_are_not_counted_until_they_are_revoked() {
    let kind = DutyKind::ConsiderExclusion;
    let mut year = missing(300);
    assert_eq!(year.of(kind, "2026-06-10").len(), 1);
    excuse(&mut year, 40, "2026-06-01", false);
    assert_eq!(year.of(kind, "2026-05-31").len(), 1);
    assert_eq!(year.of(kind, "2026-06-01"), none());
    excuse(&mut year, 40, "2026-06-05", true);
    assert_eq!(year.of(kind, "2026-06-04"), none());
    assert_eq!(year.of(kind, "2026-06-05").len(), 1);
}

/// A5-11: told at 237 hours of 264, the family is told again at the next one: that is the last level.
#[test]
fn one_hour_more_is_the_last_level() {
    let mut year = missing(237);
    year.told(DutyKind::TellOfHoursLeft, "2025-12-01");
    assert_eq!(levels(&year, "2025-12-10").len(), 2);
    year.absent_for("2025-12-10", 1);
    let last = levels(&year, "2025-12-10");
    assert_eq!(last[2], (Matter::Level(Warning::Last), "2025-12-10 due 2025-12-15".to_owned()));
}
