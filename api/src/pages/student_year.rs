//! The calendar of a student's year: what the register says of each day.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use jiff::civil::Date;
use registro_domain::attendance::Fact;
use registro_domain::ids::ClassId;
use registro_domain::text::italian_time;
use registro_projections::attendance_totals::{FactState, KnownFact, Totals};
use registro_projections::class_day::ClassDay;
use registro_projections::directory::Directory;

use super::address;
use super::views_calendar::{DayFact, DayMark, MonthGrid, month_grids};
use crate::answers::Moment;
use crate::http::Web;
use crate::identity::Session;
use crate::refusal::Refusal;
use crate::sentence;

/// The months of the year of lessons, as known at a moment whose day is `today`.
pub(crate) async fn months(
    web: &Web,
    session: &Session,
    then: &Directory,
    totals: &Totals,
    moment: Moment,
    today: Date,
) -> Result<Vec<MonthGrid>, Refusal> {
    let profile = then.person(totals.student);
    let calendar = then.school.calendars.get(&totals.year);
    let (Some(calendar), Some(profile)) = (calendar, profile) else { return Ok(Vec::new()) };
    if today < calendar.first_day {
        return Ok(Vec::new());
    }
    let lessons: BTreeMap<Date, Option<ClassId>> = calendar
        .lesson_days(&calendar.holidays())
        .take_while(|day| *day <= today)
        .map(|day| (day, profile.class_on(day)))
        .collect();
    // Only for a day of which nothing is recorded does it matter whether the roll was called.
    let silent = lessons.iter().filter(|(day, _)| standing(totals, **day).next().is_none());
    let called = silent.filter_map(|(day, class)| Some((*day, (*class)?))).map(|(day, class)| async move {
        let recorded = web.app.class_day(class, day, moment).await?;
        Ok::<_, Refusal>((day, recorded.as_ref().is_some_and(ClassDay::is_called)))
    });
    let called: BTreeMap<Date, bool> = try_join_all(called).await?.into_iter().collect();
    let may_see = |class: ClassId| session.may_see_class(class);
    Ok(month_grids(calendar.first_day, calendar.last_day, today, |day| {
        let Some(class) = lessons.get(&day) else {
            let mark = if day <= today { DayMark::NoLesson } else { DayMark::Future };
            return DayFact { mark, ..DayFact::default() };
        };
        let mark = match (class, called.get(&day)) {
            (None, _) => DayMark::NoLesson, // Not of this school on that day.
            (Some(_), Some(true)) => DayMark::Present,
            (Some(_), Some(false)) => DayMark::NotCalled,
            (Some(_), None) => mark(totals, day),
        };
        let href = class.filter(|class| may_see(*class)).map(|class| address::class_on(class, day));
        let telling = matches!(mark, DayMark::Present | DayMark::NoLesson | DayMark::NotCalled);
        DayFact { mark, detail: detail(totals, day), href: href.filter(|_| !telling) }
    }))
}

fn standing(totals: &Totals, day: Date) -> impl Iterator<Item = &KnownFact> {
    totals.facts.values().filter(move |known| known.on == day && known.state == FactState::Stands)
}

fn mark(totals: &Totals, day: Date) -> DayMark {
    let (mut late, mut left, mut absent) = (false, false, None);
    for known in standing(totals, day) {
        match known.fact {
            Fact::Absence { .. } => absent = Some(known.is_justified()),
            Fact::Entry { .. } => late = true,
            Fact::Exit { .. } => left = true,
            Fact::Activity { .. } | Fact::RecoveryMissed { .. } => {}
        }
    }
    match (absent, late, left) {
        (_, true, true) => DayMark::LateAndLeft,
        (_, true, false) => DayMark::Late,
        (_, false, true) => DayMark::Left,
        (Some(true), false, false) => DayMark::Justified,
        (Some(false), false, false) => DayMark::Absent,
        (None, false, false) => DayMark::Present,
    }
}

fn detail(totals: &Totals, day: Date) -> String {
    let times = standing(totals, day).filter_map(|known| match &known.fact {
        Fact::Absence { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => None,
        Fact::Entry { at, .. } => Some(format!("ingresso alle {}", italian_time(*at))),
        Fact::Exit { at, .. } => Some(format!("uscita alle {}", italian_time(*at))),
    });
    let missed = totals.days.get(&day).map_or(0, Vec::len);
    let missed = (0 < missed).then(|| sentence::hours(missed));
    times.chain(missed).collect::<Vec<_>>().join(", ")
}
