//! The school on a day: who is missing, which classes have not been called, who nears the limit of absences.

use axum::Json;
use axum::extract::Query;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::forecast::Forecast;
use registro_domain::hours::{ClassDay as Timetable, Share, Warning, WarningLevels};
use registro_domain::ids::{CaseId, ClassId, PersonId, SubjectCode};
use registro_projections::attendance_totals::{self, Totals};
use registro_projections::class_day::{self, ClassDay, DayTrend};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::class_day::{timetable, told};
use super::counting::StatedForecast;
use super::student::Named;
use super::{Web, query};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::outlook::{LessonDays, year_so_far};
use crate::policy::Record;
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;
use crate::sentence;
use crate::waiting::{Waiting, waiting};

/// Of which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    on: Option<String>,
}

/// The figures of the day, and what is behind them.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    classes_with_lessons: usize,
    classes_called: usize,
    absent: i64,
    late: i64,
    left_early: i64,
    classes: Vec<StatedClass>,
    /// The day of the situation that follows: today, whatever day is asked for.
    near_the_line_on: Date,
    near_the_line: Vec<Near>,
    trend: Vec<StatedDay>,
    /// What waits today, whatever day is asked for.
    waiting: StatedWaiting,
}

#[derive(Serialize, ToSchema)]
struct StatedWaiting {
    duties: Vec<StatedToDo>,
    clocks: Vec<StatedClock>,
    appeals: Vec<StatedClock>,
    missing_grades: Vec<StatedMissing>,
}

#[derive(Serialize, ToSchema)]
struct StatedToDo {
    what: &'static str,
    overdue: usize,
    due: usize,
    /// The day since which the oldest is overdue.
    since: Option<Date>,
    norm: CitedNorm,
}

#[derive(Serialize, ToSchema)]
struct StatedClock {
    case: CaseId,
    student: Named<PersonId>,
    what: &'static str,
    until: Date,
}

#[derive(Serialize, ToSchema)]
struct StatedMissing {
    class: Named<ClassId>,
    subject: SubjectCode,
    sits_on: Date,
    students: Vec<Named<PersonId>>,
}

fn stated_waiting(session: &Session, waiting: Waiting) -> StatedWaiting {
    let named = |id| Named { id, name: session.name(id) };
    let duties = waiting.duties.into_iter().map(|it| StatedToDo {
        what: sentence::duty(it.kind),
        overdue: it.overdue,
        due: it.due,
        since: it.since,
        norm: it.norm.into(),
    });
    let clocks = waiting.clocks.into_iter().map(|it| StatedClock {
        case: it.case,
        student: named(it.student),
        what: it.what,
        until: it.until,
    });
    let appeals = waiting.appeals.into_iter().map(|it| StatedClock {
        case: it.case,
        student: named(it.student),
        what: "decisione del ricorso",
        until: it.decide_by,
    });
    let missing_grades = waiting.missing.into_iter().map(|it| StatedMissing {
        class: Named { id: it.class, name: session.directory.class_label(it.class) },
        students: it.students.into_iter().map(named).collect(),
        subject: it.subject,
        sits_on: it.sits_on,
    });
    StatedWaiting {
        duties: duties.collect(),
        clocks: clocks.collect(),
        appeals: appeals.collect(),
        missing_grades: missing_grades.collect(),
    }
}

#[derive(Serialize, ToSchema)]
struct StatedClass {
    class: Named<ClassId>,
    enrolled: usize,
    called: bool,
    absent: i64,
    late: i64,
    left_early: i64,
}

#[derive(Serialize, ToSchema)]
struct Near {
    student: Named<PersonId>,
    hours_missed: u32,
    hours_left: i64,
    percent_of_cap: u32,
    forecast: StatedForecast,
}

#[derive(Serialize, ToSchema)]
struct StatedDay {
    on: Date,
    absent: i64,
    late: i64,
    enrolled: i64,
}

/// `GET /api/v1/dashboard`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let on = query::day_or(asked.on.as_deref(), session.today)?;
    let morning = Morning::of(&web, &session, on).await?;
    let near = near_the_line(&web, &session, on).await?;
    let stated = |class: &ClassMorning| StatedClass {
        class: Named { id: class.id, name: session.directory.class_label(class.id) },
        enrolled: class.enrolled,
        called: class.is_called(),
        absent: class.count(ClassDay::absent),
        late: class.count(ClassDay::late),
        left_early: class.count(ClassDay::left_early),
    };
    let trend = trend(&web, &session, on).await?;
    Ok(Json(Answer {
        on,
        classes_with_lessons: morning.classes.len(),
        classes_called: morning.called(),
        absent: morning.count(ClassDay::absent),
        late: morning.count(ClassDay::late),
        left_early: morning.count(ClassDay::left_early),
        classes: morning.classes.iter().map(stated).collect(),
        near_the_line_on: session.today,
        near_the_line: near
            .students
            .iter()
            .zip(&near.forecasts)
            .map(|(totals, forecast)| Near {
                student: Named { id: totals.student, name: session.name(totals.student) },
                hours_missed: totals.hours_missed(),
                hours_left: totals.hours_left(near.share),
                percent_of_cap: totals.percent_used(near.share),
                forecast: (*forecast).into(),
            })
            .collect(),
        trend: trend
            .into_iter()
            .map(|(on, day)| StatedDay { on, absent: day.absent, late: day.late, enrolled: day.enrolled })
            .collect(),
        waiting: stated_waiting(&session, waiting(&web, &session).await?),
    }))
}

/// The classes that have lessons on a day, with what is recorded of each.
pub struct Morning {
    pub classes: Vec<ClassMorning>,
}

/// One class with lessons on the day.
pub struct ClassMorning {
    pub id: ClassId,
    pub enrolled: usize,
    pub timetable: Timetable,
    /// As the person is told it.
    pub recorded: Option<ClassDay>,
    /// With what is kept from her: for the sums over the whole school, which name nobody.
    whole: Option<ClassDay>,
}

impl ClassMorning {
    /// Whether the roll of any hour was called.
    pub fn is_called(&self) -> bool {
        self.recorded.as_ref().is_some_and(ClassDay::is_called)
    }

    /// A figure of the class; nothing before anything is recorded.
    pub fn count(&self, of: fn(&ClassDay) -> i64) -> i64 {
        self.recorded.as_ref().map_or(0, of)
    }
}

impl Morning {
    /// Of the whole school, for who may see it.
    pub async fn of(web: &Web, session: &Session, on: Date) -> Result<Self, Refusal> {
        let Session { directory, .. } = session;
        if !session.may_see_school() {
            return Err(Refusal::NotFound("il cruscotto"));
        }
        let mut recorded = class_day::on_day(&web.app.store, web.app.register.school, on).await?;
        let mut classes: Vec<ClassMorning> = directory
            .school
            .classes
            .keys()
            .filter_map(|id| {
                let timetable = timetable(directory, *id, on).ok()?;
                let known = recorded.iter().position(|day| day.class == *id);
                let whole = known.map(|index| recorded.swap_remove(index));
                Some(ClassMorning {
                    id: *id,
                    enrolled: directory.class_on(*id, on).len(),
                    timetable,
                    recorded: whole.clone().map(|day| told(session, day)),
                    whole,
                })
            })
            .collect();
        classes.sort_by_key(|class| directory.class_label(class.id));
        Ok(Self { classes })
    }

    /// How many classes had their roll called.
    pub fn called(&self) -> usize {
        self.classes.iter().filter(|class| class.is_called()).count()
    }

    /// The same figure, of the whole school: of everybody, as in the trend.
    pub fn count(&self, of: fn(&ClassDay) -> i64) -> i64 {
        self.classes.iter().filter_map(|class| class.whole.as_ref()).map(of).sum()
    }
}

/// The students past the first warning level, as things are now, and what they are judged by.
pub struct NearTheLine {
    pub share: Share,
    pub levels: WarningLevels,
    /// The nearest to the line first.
    pub students: Vec<Totals>,
    /// When each crosses the line at her present rate.
    pub forecasts: Vec<Forecast>,
}

/// Those of the school year of `on` whom the person may see, all of them. The situation is today's, not that of `on`.
pub(crate) async fn near_the_line(web: &Web, session: &Session, on: Date) -> Result<NearTheLine, Refusal> {
    let register = &web.app.register;
    let year = SchoolYear::containing(on);
    let judged_on = session.today.clamp(year.first_day(), year.last_day());
    let share = register.regulation.attendance_share(judged_on);
    let levels = register.regulation.warning_levels(judged_on);
    let store = &web.app.store;
    let mut students =
        attendance_totals::closest_to_the_line(store, register.school, year, share, levels.first()).await?;
    students.retain(|totals| {
        totals.warning(levels, share) != Warning::None
            && session.may_see_student(totals.student)
            && !session.asking().hides_record(Record::Attendance, totals.student, year)
    });
    let lesson_days = LessonDays::of(&session.directory, year);
    let forecast = |totals: &Totals| {
        let profile = session.directory.person(totals.student);
        let forecast = |profile| lesson_days.forecast(year_so_far(totals), profile, share, judged_on);
        profile.map_or(Forecast::TooEarly, forecast)
    };
    let forecasts = students.iter().map(forecast).collect();
    Ok(NearTheLine { share, levels, students, forecasts })
}

/// How many were absent on each day of the year of lessons up to `on`.
pub(crate) async fn trend(web: &Web, session: &Session, on: Date) -> Result<Vec<(Date, DayTrend)>, Refusal> {
    let Ok(calendar) = session.directory.school.calendar(on) else { return Ok(Vec::new()) };
    let until = on.min(calendar.last_day);
    let days = class_day::trend(&web.app.store, web.app.register.school, calendar.first_day, until).await?;
    Ok(days.into_iter().filter_map(|day| Some((civil(day.day)?, day))).collect())
}

/// The day of a sortable number, `20251112`.
fn civil(number: i64) -> Option<Date> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
