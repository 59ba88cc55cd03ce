//! Who would cross the line of three quarters under each way of counting hours: for the principal.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Query;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::forecast::Forecast;
use registro_domain::hours::Policy;
use registro_domain::ids::{ClassId, PersonId};
use registro_projections::directory::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::student::Named;
use super::{Web, query};
use crate::actor::Capacity;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::outlook::{Compared, Counting};
use crate::policy::Record;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Until which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    on: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    year: SchoolYear,
    students_counted: usize,
    policies: Vec<StatedPolicy>,
    /// Beyond the line, or to be so at the present rate, under one policy at least.
    students: Vec<StatedStudent>,
}

#[derive(Serialize, ToSchema)]
struct StatedPolicy {
    policy: &'static str,
    adopted: bool,
    beyond: usize,
    to_cross: usize,
}

#[derive(Serialize, ToSchema)]
struct StatedStudent {
    student: Named<PersonId>,
    class: Option<Named<ClassId>>,
    annual_hours: u16,
    hours_excused: u32,
    by_policy: BTreeMap<&'static str, StatedWay>,
}

#[derive(Serialize, ToSchema)]
struct StatedWay {
    /// Those that count: without the hours in derogation.
    minutes_counted: u32,
    minutes_left: i64,
    forecast: StatedForecast,
}

/// A forecast as programs read it.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum StatedForecast {
    TooEarly,
    NotThisYear,
    Crosses { on: Date },
    AlreadyBeyond,
}

impl From<Forecast> for StatedForecast {
    fn from(forecast: Forecast) -> Self {
        match forecast {
            Forecast::TooEarly => StatedForecast::TooEarly,
            Forecast::NotThisYear => StatedForecast::NotThisYear,
            Forecast::Crosses(on) => StatedForecast::Crosses { on },
            Forecast::AlreadyBeyond => StatedForecast::AlreadyBeyond,
        }
    }
}

/// `GET /api/v1/reports/counting`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let counting = seen(&web, &session, asked.on.as_deref()).await?;
    Ok(Json(Answer::of(&counting, &session.directory)))
}

/// The report, for who may see it.
pub(crate) async fn seen(web: &Web, session: &Session, on: Option<&str>) -> Result<Counting, Refusal> {
    if !may_see(session) {
        return Err(Refusal::NotFound("il rapporto"));
    }
    let mut counting = web.app.counting(query::day_or(on, session.today)?).await?;
    let year = SchoolYear::containing(counting.on);
    let hidden = |student| session.asking().hides_record(Record::Attendance, student, year);
    counting.students.retain(|compared| !hidden(compared.student));
    Ok(counting)
}

/// The adopted way of counting is the school's choice, and the principal's to bring before the Collegio.
pub fn may_see(session: &Session) -> bool {
    session.agent.capacity == Capacity::Principal && session.agent.holds(&session.directory, session.today)
}

impl Answer {
    pub fn of(counting: &Counting, directory: &Directory) -> Self {
        let policies = Policy::ALL.map(|policy| {
            let (beyond, to_cross) = counting.crossing(policy);
            StatedPolicy { policy: policy.slug(), adopted: policy == counting.adopted, beyond, to_cross }
        });
        let stated = |student: &Compared| StatedStudent {
            student: Named { id: student.student, name: directory.name(student.student) },
            class: student.class.map(|id| Named { id, name: directory.class_label(id) }),
            annual_hours: student.annual_hours,
            hours_excused: student.excused_hours,
            by_policy: student
                .ways
                .iter()
                .map(|way| {
                    let year = way.year;
                    let stated = StatedWay {
                        minutes_counted: year.absent_minutes,
                        minutes_left: counting.share.minutes_left(year.annual_minutes, year.absent_minutes),
                        forecast: way.forecast.into(),
                    };
                    (way.policy.slug(), stated)
                })
                .collect(),
        };
        Answer {
            on: counting.on,
            year: counting.year,
            students_counted: counting.counted,
            policies: policies.into(),
            students: counting.students.iter().map(stated).collect(),
        }
    }
}
