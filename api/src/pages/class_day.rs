//! A class on a day: its hours, who signed them, who was there, and the roll call of the hour going on.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use jiff::ToSpan as _;
use jiff::civil::Date;
use registro_domain::attendance::{AbsenceScope, Fact};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::LessonHour as Slot;
use registro_domain::ids::{ClassId, PeriodNumber};
use registro_domain::scrutiny::ScrutinyPeriod;
use registro_domain::text::italian_time;
use registro_projections::attendance_totals::{FactState, Totals};
use registro_projections::class_day::ClassDay;
use registro_projections::directory::Directory;
use serde::Deserialize;

use super::class_hours::ClassHours;
use super::student_day::{from, mends};
use super::student_lists::justification;
use super::views_class_day::{ClassDayPage, LessonHour, Presence, StudentRow};
use super::views_layout::{Figure, Link};
use super::views_text::long_date;
use super::{address, frame};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::clock;
use crate::http::Web;
use crate::http::class_day::{holidays, seen_class, standing, timetable, told};
use crate::http::query;
use crate::http::sight::sits_in_council;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    giorno: Option<String>,
}

/// `GET /classi/{id}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
    Query(asked): Query<Asked>,
) -> Result<ClassDayPage, Problem> {
    let on = query::day_or(asked.giorno.as_deref(), session.today)?;
    let known = seen_class(&session, class)?;
    let directory = &session.directory;
    let now = clock::wall(web.app.register.clock.now());
    let timetable = timetable(directory, class, on);
    let day = web.app.class_day(class, on, Moment::Now).await?.map(|day| told(&session, day));
    let events = web.app.why_class_day(class, on, Moment::Now).await?;
    let (first_day, last_day) = directory.school.calendar(on).map_or((on, on), |c| (c.first_day, c.last_day));
    let label = known.label.to_string();
    let mut layout = frame::layout(&web, Some(&session), &format!("Classe {label}"), "/classi");
    layout.breadcrumbs = frame::crumbs(&[("Classi", "/classi".to_owned())], &label);
    let no_lessons = timetable.as_ref().err().map(ToString::to_string);
    let hours = timetable.map(|day| day.hours).unwrap_or_default();
    let rows = students(&web, &session, class, on, day.as_ref()).await?;
    let rows_of_hours =
        ClassHours { directory, class, on, slots: &hours, day: day.as_ref(), events: &events, now }.rows();
    Ok(ClassDayPage {
        layout,
        class_name: label,
        track: known.track.to_string(),
        day_text: long_date(on),
        form_action: address::class(class),
        day_iso: on.to_string(),
        first_day_iso: first_day.to_string(),
        last_day_iso: last_day.min(session.today).to_string(),
        previous: neighbour(directory, class, on, -1, session.today),
        next: neighbour(directory, class, on, 1, session.today),
        no_lessons,
        cards: cards(class, on, day.as_ref(), rows.len()),
        grades_href: address::class_grades_form(class),
        scrutinies: scrutinies(&session, class),
        hours: with_calls(&session, class, on, &hours, rows_of_hours),
        students: rows,
    })
}

/// The ways to the scrutinies of a class, for its council and for the secretariat, which sees them once closed.
fn scrutinies(session: &Session, class: ClassId) -> Vec<Link> {
    if !sits_in_council(session, class) && session.agent.capacity != Capacity::Secretariat {
        return Vec::new();
    }
    let link = |period: ScrutinyPeriod| {
        let (label, href) = (frame::capital(period.italian()), address::scrutiny(class, period));
        Link { label, href }
    };
    ScrutinyPeriod::BOTH.map(link).to_vec()
}

/// The way to the roll call of each hour that is the teacher's own.
fn with_calls(
    session: &Session,
    class: ClassId,
    on: Date,
    slots: &[Slot],
    mut rows: Vec<LessonHour>,
) -> Vec<LessonHour> {
    let teaches = session.agent.capacity == Capacity::Teacher;
    for (slot, row) in slots.iter().zip(&mut rows) {
        let own = teaches && slot.teachers.contains(&session.agent.person);
        row.call_href = own.then(|| address::roll_call(class, on, slot.period, None));
    }
    rows
}

/// The lesson day before or after, within the year and not after today.
fn neighbour(directory: &Directory, class: ClassId, on: Date, step: i64, today: Date) -> Option<Link> {
    let calendar = directory.school.calendar(on).ok()?;
    let holidays = holidays(directory, on);
    let mut day = on.checked_add(step.days()).ok()?;
    while calendar.first_day <= day && day <= calendar.last_day.min(today) {
        if calendar.is_lesson_day(&holidays, day) {
            return Some(Link { label: long_date(day), href: address::class_on(class, day) });
        }
        day = day.checked_add(step.days()).ok()?;
    }
    None
}

fn cards(class: ClassId, on: Date, day: Option<&ClassDay>, enrolled: usize) -> Vec<Figure> {
    let called = day.filter(|day| day.is_called());
    let card = |label: &str, value: Option<i64>, icon, figure: Option<&str>| Figure {
        label: label.to_owned(),
        value: value.map(|value| value.to_string()),
        unit: String::new(),
        detail: String::new(),
        icon,
        list_href: Some("#studenti".to_owned()),
        why_href: figure.filter(|_| value.is_some()).map(|figure| address::day_why(figure, on, Some(class))),
    };
    let enrolled = i64::try_from(enrolled).unwrap_or(i64::MAX);
    vec![
        card("Iscritti", Some(enrolled), "user", None),
        card("Presenti", called.map(|day| enrolled - day.absent()), "check-circle", None),
        card("Assenti", called.map(ClassDay::absent), "calendar", Some("assenti")),
        card("Ritardi", called.map(ClassDay::late), "clock", Some("ritardi")),
        card("Uscite anticipate", called.map(ClassDay::left_early), "logout", Some("uscite")),
    ]
}

async fn students(
    web: &Web,
    session: &Session,
    class: ClassId,
    on: Date,
    day: Option<&ClassDay>,
) -> Result<Vec<StudentRow>, Refusal> {
    let year = SchoolYear::containing(on);
    let called = day.is_some_and(ClassDay::is_called);
    let mends = mends(session.agent.capacity);
    let writes = matches!(
        session.agent.capacity,
        Capacity::Teacher | Capacity::Principal | Capacity::Deputy | Capacity::SiteLead
    );
    let mut rows = Vec::new();
    for profile in session.directory.class_on(class, on) {
        let student = profile.person;
        let facts = day.map(|day| standing(day, student)).unwrap_or_default();
        let hidden = session.asking().hides_day(student, on);
        let totals = if facts.is_empty() { None } else { web.app.totals(student, year, Moment::Now).await? };
        let missed = totals.as_ref().and_then(|totals| totals.days.get(&on)).map_or(0, Vec::len);
        let mends = mends && session.may_see_student(student);
        let page = session.may_see_student(student).then(|| address::student(student));
        rows.push(StudentRow {
            name: profile.full_name(),
            presences: if hidden { vec![Presence::Restricted] } else { presences(facts.values(), called) },
            hours_missed: (called && !hidden).then(|| u32::try_from(missed).unwrap_or(u32::MAX)),
            justification: totals.map(|totals| justifications(&totals, on)).unwrap_or_default(),
            why_href: page
                .as_ref()
                .filter(|_| !facts.is_empty())
                .map(|_| address::day_why_student(on, class, student)),
            mend_href: (mends && !facts.is_empty())
                .then(|| from(address::student_day(student, on), Some(&address::class_on(class, on)))),
            note_href: (writes && page.is_some())
                .then(|| format!("{}#scrivi-nota", address::student_conduct(student))),
            href: page,
        });
    }
    Ok(rows)
}

pub(super) fn presences<'a>(facts: impl Iterator<Item = &'a Fact>, called: bool) -> Vec<Presence> {
    let mut presences: Vec<Presence> = facts
        .map(|fact| match fact {
            Fact::Absence { scope: AbsenceScope::WholeDay } => Presence::Absent,
            Fact::Absence { scope: AbsenceScope::Hours(periods) } => {
                let periods: Vec<String> = periods.iter().map(PeriodNumber::to_string).collect();
                Presence::AbsentFor(format!("{} ora", periods.join(", ")))
            }
            Fact::Entry { at, .. } => Presence::Entered(italian_time(*at)),
            Fact::Exit { at, .. } => Presence::Left(italian_time(*at)),
            Fact::Activity { .. } => Presence::AtActivity,
            Fact::RecoveryMissed { .. } => Presence::Present,
        })
        .collect();
    if presences.is_empty() {
        presences.push(if called { Presence::Present } else { Presence::NotCalled });
    }
    presences
}

fn justifications(totals: &Totals, on: Date) -> String {
    let facts = totals.facts.values().filter(|known| known.on == on && known.state == FactState::Stands);
    let states: BTreeMap<&str, ()> = facts.map(|known| (justification(known.justification), ())).collect();
    states.into_keys().collect::<Vec<_>>().join(", ")
}
