//! A student's page: hours missed, hours left, the calendar of the year, and why.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use jiff::civil::DateTime;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{PersonId, SubjectCode};
use registro_domain::people::Profile;
use registro_projections::attendance_totals::{Figure as Asked, Totals};
use registro_projections::directory::Directory;
use serde::Deserialize;

use super::views_family::Returned;
use super::views_layout::{Figure, Link, NavItem};
use super::views_student::{Cap, StudentHeader, StudentPage, SubjectRow};
use super::{address, disclosure, family, frame, justify, student_why, student_year};
use crate::actor::Capacity;
use crate::clock;
use crate::commands::notice::FOR_THE_SCHOOL;
use crate::http::Web;
use crate::http::class_day::timetable;
use crate::http::query::{self, figure_name};
use crate::http::sight::RESTRICTED;
use crate::http::student::{Asked as AskedWhen, When, attendance_told, seen_student_at};
use crate::identity::Session;
use crate::outlook::{LessonDays, year_so_far};
use crate::policy::Record;
use crate::problem::Problem;

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Parameters {
    /// A figure to be explained.
    perche: Option<String>,
    /// As of which instant.
    al: Option<String>,
    /// What was just done.
    fatto: Option<String>,
}

/// `GET /studenti/{id}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Parameters>,
) -> Result<StudentPage, Problem> {
    page(&web, &session, student, &asked, None).await
}

/// The page, perhaps with a form of the family's that came back.
pub(super) async fn page(
    web: &Web,
    session: &Session,
    student: PersonId,
    asked: &Parameters,
    returned: Option<Returned>,
) -> Result<StudentPage, Problem> {
    let (profile, when) =
        seen_student_at(session, student, &AskedWhen { as_of: asked.al.clone(), year: None })?;
    let moment = web.app.moment(when.instant).await?;
    let restricted = session.asking().hides_record(Record::Attendance, student, when.year);
    let totals = web.app.totals(student, when.year, moment).await?.filter(|_| !restricted);
    let totals = totals.unwrap_or_else(|| nothing_yet(student, when.year));
    let then = web.app.directory_at(moment).await?;
    let as_of = asked.al.as_deref().filter(|_| when.instant.is_some());

    let name = profile.full_name();
    let mut layout = frame::layout(web, Some(session), &name, &address::student(student));
    layout.as_of =
        when.instant.map(|instant| frame::as_of_banner(session, student, instant, address::student));
    let why = match asked.perche.as_deref() {
        Some(figure) => {
            attendance_told(session, student, when.year)?;
            let figure = query::figure(figure)?;
            Some(student_why::section(web, session, student, &figure, &when, moment).await?)
        }
        None => None,
    };
    let now = when.instant.unwrap_or_else(|| web.app.register.clock.now());
    let is_now = when.instant.is_none();
    let family =
        if is_now { family::part(web, session, profile, &totals, returned.as_ref()).await? } else { None };
    let today = clock::wall(now).date();
    let months = if restricted {
        Vec::new()
    } else {
        student_year::months(web, session, &then, &totals, moment, today).await?
    };
    Ok(StudentPage {
        layout,
        restricted: restricted.then_some(RESTRICTED),
        family,
        returned,
        student: header(session, profile, &when, Tab::Summary),
        certificate: is_now.then(|| address::certificate(student)),
        cards: cards(student, &totals, as_of),
        cap: cap(web, &then, &totals, &when, as_of),
        subjects: subjects(&then, student, &totals, clock::wall(now), as_of),
        months,
        why,
        close_why_href: address::student(student),
        done: asked.fatto.as_deref().and_then(done).map(str::to_owned),
        to_justify: if is_now { justify::to_justify(web, session, profile, &totals) } else { Vec::new() },
        to_decide: if is_now { justify::to_decide(session, &totals) } else { Vec::new() },
        grounds: justify::grounds(),
        disclosure: asked.al.is_none().then(|| disclosure::form(session, profile)).flatten(),
    })
}

fn done(code: &str) -> Option<&'static str> {
    justify::done(code).or_else(|| family::done(code)).or_else(|| disclosure::done(code))
}

/// Before the first event of the year there is nothing to count.
pub(super) fn nothing_yet(student: PersonId, year: SchoolYear) -> Totals {
    Totals::empty(student, year)
}

/// Which of a student's pages is being shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Summary,
    History,
    Grades,
    Conduct,
    Measures,
    Results,
}

pub(super) fn header(session: &Session, profile: &Profile, when: &When, tab: Tab) -> StudentHeader {
    let Session { agent, directory, .. } = session;
    let student = profile.person;
    let class = profile.class_on(when.day);
    let seen = class.filter(|class| session.may_see_class(*class));
    let item = |label: &str, href: String, current: bool| NavItem { label: label.to_owned(), href, current };
    // The secretariat reads no notes.
    let notes = (agent.capacity != Capacity::Secretariat)
        .then(|| item("Note", address::student_conduct(student), tab == Tab::Conduct));
    let tabs = [
        item("Riepilogo", address::student(student), tab == Tab::Summary),
        item("Voti", address::student_grades(student), tab == Tab::Grades),
    ];
    let others = [
        item("Provvedimenti", address::student_measures(student), tab == Tab::Measures),
        item("Scrutini", address::student_results(student), tab == Tab::Results),
        item("Storia degli atti", address::history(student), tab == Tab::History),
        item("Fatti dell’anno", address::student_facts(student), false),
    ];
    StudentHeader {
        name: profile.full_name(),
        class_name: class.map_or_else(|| "—".to_owned(), |class| directory.class_label(class)),
        class_href: seen.map(address::class),
        year_text: when.year.to_string(),
        tabs: tabs.into_iter().chain(notes).chain(others).collect(),
        actions: writes(agent.capacity).then(|| write_to_the_family(student)).into_iter().collect(),
    }
}

fn writes(capacity: Capacity) -> bool {
    capacity == Capacity::Teacher || FOR_THE_SCHOOL.contains(&capacity)
}

fn write_to_the_family(student: PersonId) -> Link {
    Link { label: "Scrivi alla famiglia".to_owned(), href: address::write_to_the_family(student) }
}

fn cards(student: PersonId, totals: &Totals, as_of: Option<&str>) -> Vec<Figure> {
    let card = |label: &str, value: u32, unit: &str, icon, figure: Asked, list: String| Figure {
        label: label.to_owned(),
        value: Some(value.to_string()),
        unit: unit.to_owned(),
        detail: String::new(),
        icon,
        // The lists show today's register, not a past one.
        list_href: as_of.is_none().then_some(list),
        why_href: Some(address::student_why(student, &figure_name(&figure), as_of)),
    };
    let hours = |filter: &str| address::student_hours(student, filter);
    let late = format!("{}?tipo=ritardi", address::student_facts(student));
    let (missed, justified) = (totals.hours_missed(), totals.hours_justified());
    vec![
        card("Ore perse", missed, "ore", "calendar", Asked::HoursMissed, hours("")),
        card(
            "Ore giustificate",
            justified,
            "ore",
            "check-circle",
            Asked::HoursJustified,
            hours("?solo=giustificate"),
        ),
        Figure {
            detail: "ore perse meno ore giustificate".to_owned(),
            ..card(
                "Ore non giustificate",
                totals.hours_unjustified(),
                "ore",
                "help-circle",
                Asked::HoursUnjustified,
                hours("?solo=non-giustificate"),
            )
        },
        card("Ritardi", totals.late_entries(), "", "clock", Asked::LateEntries, late),
    ]
}

fn cap(web: &Web, then: &Directory, totals: &Totals, when: &When, as_of: Option<&str>) -> Cap {
    let regulation = &web.app.register.regulation;
    let share = regulation.attendance_share(when.day);
    let why = |figure: Asked| address::student_why(totals.student, &figure_name(&figure), as_of);
    let counted = totals.hours_counted();
    let year = year_so_far(totals);
    let forecast = then
        .person(totals.student)
        .map(|profile| LessonDays::of(then, totals.year).forecast(year, profile, share, when.day));
    let (cap_text, hours_left_text) = frame::allowed_and_left(share, totals.annual_hours, counted);
    Cap {
        annual_hours: totals.annual_hours.into(),
        cap_text,
        hours_missed: counted,
        hours_left_text,
        derogation_hours: totals.hours_excused(),
        percent: totals.percent_used(share),
        level: frame::level(totals.warning(regulation.warning_levels(when.day), share)),
        forecast_text: forecast.and_then(frame::forecast_text),
        proposal: year.exclusion_proposed(share).map(|because| frame::norms(&because)).unwrap_or_default(),
        norm: frame::norm(share.norm()),
        list_href: None,
        why_href: Some(why(Asked::HoursLeft)),
        annual_why_href: Some(why(Asked::AnnualHours)),
    }
}

/// Hours held are those of the timetable that have ended, in the class that the student was in on each day.
fn subjects(
    directory: &Directory,
    student: PersonId,
    totals: &Totals,
    now: DateTime,
    as_of: Option<&str>,
) -> Vec<SubjectRow> {
    let held = hours_held(directory, student, totals.year, now);
    let missed = totals.hours_by_subject();
    let mut rows: Vec<SubjectRow> = held
        .iter()
        .map(|(subject, held)| {
            let missed = missed.get(subject).copied().unwrap_or(0);
            let name = directory.school.subjects.get(subject);
            let figure = figure_name(&Asked::HoursOfSubject(subject.clone()));
            let filter = format!("?materia={}", address::encoded(&subject.0));
            SubjectRow {
                subject: name.map_or_else(|| subject.to_string(), ToString::to_string),
                hours_held: *held,
                hours_missed: missed,
                percent: missed * 100 / (*held).max(1),
                list_href: (0 < missed).then(|| address::student_hours(student, &filter)),
                why_href: Some(address::student_why(student, &figure, as_of)),
            }
        })
        .collect();
    rows.sort_by(|a, b| (b.hours_missed, &a.subject).cmp(&(a.hours_missed, &b.subject)));
    rows
}

fn hours_held(
    directory: &Directory,
    student: PersonId,
    year: SchoolYear,
    now: DateTime,
) -> BTreeMap<SubjectCode, u32> {
    let mut held = BTreeMap::new();
    let calendar = directory.school.calendars.get(&year);
    let (Some(calendar), Some(profile)) = (calendar, directory.person(student)) else { return held };
    let holidays = calendar.holidays();
    for day in calendar.lesson_days(&holidays).take_while(|day| *day <= now.date()) {
        let Some(class) = profile.class_on(day) else { continue };
        let hours = timetable(directory, class, day).map(|day| day.hours).unwrap_or_default();
        for hour in hours.into_iter().filter(|hour| day.to_datetime(hour.ends) <= now) {
            *held.entry(hour.subject).or_default() += 1;
        }
    }
    held
}
