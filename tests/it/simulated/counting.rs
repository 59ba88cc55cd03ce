//! The adopted way of counting, computed again from the facts.

use registro::outlook::{Timetables, minutes_missed};
use registro_domain::hours::Policy;
use registro_projections::attendance_totals::AttendanceTotals;
use registro_projections::directory::Directory;

use super::*;

/// A5-03: two classes for two months: what the events counted, one by one, is what their facts count together.
#[tokio::test]
async fn the_adopted_way_computed_again_is_what_the_events_say() {
    let plan = Plan { until: Some(datetime(2025, 11, 15, 23, 0, 0, 0)), ..Plan::new(40, 2, 7) };
    let clock = clock();
    let log = Arc::new(MemoryLog::new(clock.clone() as _));
    live(&plan, &log, &clock).await;

    let events = events(&plan, &log).await;
    let mut directory = Directory::default();
    directory.apply_all(&events);
    let (year, today) = (SchoolYear(2025), jiff::civil::date(2025, 11, 15));
    let mut timetables = Timetables::of(&directory, year);
    let mut compared = 0;
    for totals in fold::<AttendanceTotals>(&events).values() {
        let profile = directory.person(totals.student).expect("a student");
        // As if another were adopted, so that this one is computed too.
        let missed = minutes_missed(totals, profile, &mut timetables, Policy::ExactMinutes, today);
        let (policy, minutes) = missed[0];
        assert_eq!((policy, minutes), (Policy::WholeLessons, totals.hours_missed() * 60));
        compared += usize::from(0 < minutes);
    }
    assert!(20 < compared, "{compared} students missed something");
}
