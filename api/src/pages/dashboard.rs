//! The principal's morning: who is missing, which class has not been called, who nears the limit of absences.

use std::collections::BTreeMap;

use axum::extract::Query;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use registro_domain::calendar::SchoolYear;
use registro_domain::forecast::Forecast;
use registro_domain::norm::Norm;
use registro_domain::text::italian_time;
use registro_projections::attendance_totals::{Figure as Total, Totals};
use registro_projections::class_day::{ClassDay, DayTrend};
use serde::Deserialize;

use super::views_dashboard::{ClassBar, DashboardPage, NearCap, NotCalled};
use super::views_layout::Figure;
use super::views_text::{decimal, long_date};
use super::views_trend::{OtherYear, Trend, Week};
use super::{address, frame, waiting};
use crate::clock;
use crate::http::Web;
use crate::http::class_day::holidays;
use crate::http::counting;
use crate::http::dashboard::{ClassMorning, Morning, NearTheLine, near_the_line, trend};
use crate::http::query::{self, figure_name};
use crate::identity::Session;
use crate::problem::Problem;

/// Students near the limit shown before the full list.
const NEAREST_SHOWN: usize = 10;
/// Years before this one that its weeks are compared with.
const OTHER_YEARS: i64 = 2;
const WEEKS_IN_A_YEAR: i64 = 52;

/// Which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    al: Option<String>,
}

/// `GET /cruscotto`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<DashboardPage, Problem> {
    let on = query::day_or(asked.al.as_deref(), session.today)?;
    let now = clock::wall(web.app.register.clock.now());
    let morning = Morning::of(&web, &session, on).await?;
    let directory = &session.directory;
    let calendar = directory.school.calendar(on);
    let no_lessons = match &calendar {
        Ok(calendar) => calendar.why_no_lesson(&holidays(directory, on), on).map(|why| why.to_string()),
        Err(none) => Some(none.to_string()),
    };
    let year = calendar.map(|calendar| (calendar.first_day, calendar.last_day)).unwrap_or((on, on));
    let weeks = weeks(&trend(&web, &session, on).await?);
    let near = near_the_line(&web, &session, on).await?;
    Ok(DashboardPage {
        layout: frame::layout(&web, Some(&session), "Cruscotto", "/cruscotto"),
        day_text: long_date(on),
        updated_text: frame::clock_text(now),
        no_lessons,
        cards: cards(&morning, on),
        not_called: not_called(&session, &morning, on, now),
        classes: class_bars(&session, &morning, on),
        near_cap: near
            .students
            .iter()
            .zip(&near.forecasts)
            .take(NEAREST_SHOWN)
            .map(|(totals, forecast)| near_cap(&session, &near, totals, *forecast))
            .collect(),
        near_cap_in_all: near.students.len(),
        near_cap_when: near_cap_when(&session, on),
        near_cap_href: address::list("limite", on),
        near_cap_note: near_cap_note(),
        counting_href: counting::may_see(&session).then(|| address::counting(session.today)),
        trend: Trend::draw(year.0, year.1, &weeks, &other_years(&web, &session, on).await?),
        waiting: waiting::view(&web, &session).await?,
    })
}

fn cards(morning: &Morning, on: Date) -> Vec<Figure> {
    let called = morning.called();
    let enrolled: usize = morning.classes.iter().filter(|c| c.is_called()).map(|c| c.enrolled).sum();
    let card = |label: &str, icon, name: &str, count: fn(&ClassDay) -> i64| {
        let count = morning.count(count);
        let share = count as f64 * 100.0 / enrolled.max(1) as f64;
        Figure {
            label: label.to_owned(),
            value: (0 < called).then(|| count.to_string()),
            unit: String::new(),
            detail: if called == 0 {
                String::new()
            } else {
                format!("{} % degli iscritti chiamati", decimal(share))
            },
            icon,
            list_href: Some(address::list(name, on)),
            why_href: (0 < called).then(|| address::day_why(name, on, None)),
        }
    };
    vec![
        Figure {
            label: "Classi con appello".to_owned(),
            value: Some(format!("{called} / {}", morning.classes.len())),
            unit: String::new(),
            detail: "classi con lezione in questo giorno".to_owned(),
            icon: "check-circle",
            list_href: Some(address::list("classi", on)),
            why_href: (0 < called).then(|| address::day_why("appelli", on, None)),
        },
        card("Assenti", "calendar", "assenti", ClassDay::absent),
        card("Ritardi", "clock", "ritardi", ClassDay::late),
        card("Uscite anticipate", "logout", "uscite", ClassDay::left_early),
    ]
}

/// The classes whose first hour has begun without a roll call, the longest waiting first.
fn not_called(session: &Session, morning: &Morning, on: Date, now: DateTime) -> Vec<NotCalled> {
    let directory = &session.directory;
    let waiting = |class: &ClassMorning| {
        let first = class.timetable.hours.first()?;
        let since = on.to_datetime(first.starts);
        (!class.is_called() && since <= now).then(|| (since, first.clone()))
    };
    let mut rows: Vec<(DateTime, NotCalled)> = morning
        .classes
        .iter()
        .filter_map(|class| {
            let (since, first) = waiting(class)?;
            let teachers: Vec<String> =
                first.teachers.iter().map(|teacher| directory.name(*teacher)).collect();
            let track = directory.school.classes.get(&class.id).map(|class| class.track.to_string());
            let waiting_text = if on == now.date() {
                let minutes = now.duration_since(since).as_mins();
                format!("da {minutes} minuti")
            } else {
                "mai fatto".to_owned()
            };
            let row = NotCalled {
                class_name: directory.class_label(class.id),
                href: address::class_on(class.id, on),
                track: track.unwrap_or_default(),
                hour_text: format!(
                    "{} ora, {}–{}",
                    first.period,
                    italian_time(first.starts),
                    italian_time(first.ends)
                ),
                teacher: teachers.join(", "),
                waiting_text,
            };
            Some((since, row))
        })
        .collect();
    rows.sort_by_key(|(since, _)| *since);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn class_bars(session: &Session, morning: &Morning, on: Date) -> Vec<ClassBar> {
    let mut bars: Vec<ClassBar> = morning
        .classes
        .iter()
        .map(|class| {
            let absent = u32::try_from(class.count(ClassDay::absent)).unwrap_or(0);
            let enrolled = u32::try_from(class.enrolled).unwrap_or(u32::MAX);
            ClassBar {
                class_name: session.directory.class_label(class.id),
                href: address::class_on(class.id, on),
                enrolled,
                absent: class.is_called().then_some(absent),
                permille: absent * 1_000 / enrolled.max(1),
                why_href: address::day_why("assenti", on, Some(class.id)),
            }
        })
        .collect();
    bars.sort_by(|a, b| {
        let order = |bar: &ClassBar| (bar.absent.is_none(), std::cmp::Reverse(bar.permille));
        order(a).cmp(&order(b)).then_with(|| a.class_name.cmp(&b.class_name))
    });
    bars
}

pub(super) fn near_cap(
    session: &Session,
    near: &NearTheLine,
    totals: &Totals,
    forecast: Forecast,
) -> NearCap {
    let (share, counted) = (near.share, totals.hours_counted());
    let why = |figure: Total| address::student_why(totals.student, &figure_name(&figure), None);
    NearCap {
        name: session.name(totals.student),
        href: address::student(totals.student),
        class_name: totals.class.map(|class| session.directory.class_label(class)).unwrap_or_default(),
        hours_missed: counted,
        hours_left_text: frame::allowed_and_left(share, totals.annual_hours, counted).1,
        percent_of_cap: totals.percent_used(share),
        forecast_text: frame::forecast_cell(forecast),
        level: frame::level(totals.warning(near.levels, share)),
        why_href: why(Total::HoursMissed),
        left_why_href: why(Total::HoursLeft),
    }
}

/// Of which day the list near the limit is, where the page is about another.
pub(super) fn near_cap_when(session: &Session, on: Date) -> Option<String> {
    (on != session.today).then(|| format!("Situazione di oggi, {}", long_date(session.today)))
}

/// The norm of the limit, in a sentence.
pub(super) fn near_cap_note() -> String {
    let norm = Norm::ThreeQuartersOfTheYear;
    format!("{} ({}).", frame::capital(norm.authority().says), norm.citation())
}

/// The same weeks of the years before, each under the Monday that it is compared with: weeks are whole, so that weekdays meet.
async fn other_years(web: &Web, session: &Session, on: Date) -> Result<Vec<OtherYear>, Problem> {
    let mut years = Vec::new();
    for back in 1..=OTHER_YEARS {
        let shift = (back * WEEKS_IN_A_YEAR).weeks();
        let Ok(end) = session.directory.school.calendar(on.saturating_sub(shift)) else { continue };
        let days = trend(web, session, end.last_day).await?;
        let shares = weeks(&days)
            .into_iter()
            .filter_map(|week| Some((week.monday.saturating_add(shift), week.percent()?)));
        let label = SchoolYear::containing(end.first_day).to_string();
        years.push(OtherYear { label, shares: shares.collect() });
    }
    years.retain(|year| !year.shares.is_empty());
    Ok(years)
}

/// Absent and enrolled, day by day, summed by the Monday of their week.
fn weeks(days: &[(Date, DayTrend)]) -> Vec<Week> {
    let mut weeks: BTreeMap<Date, (i64, i64)> = BTreeMap::new();
    for (on, day) in days {
        let monday = on.saturating_sub(i64::from(on.weekday().to_monday_zero_offset()).days());
        let week = weeks.entry(monday).or_default();
        week.0 += day.absent;
        week.1 += day.enrolled;
    }
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    weeks
        .into_iter()
        .map(|(monday, (absent, enrolled))| Week {
            monday,
            absent: whole(absent),
            enrolled: whole(enrolled),
            href: address::list("settimana", monday),
        })
        .collect()
}
