//! What a student and her family are told of scrutinies: results, report cards, and whether fees are to be paid.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::fees::{self, Check, Condition, Exemption, ExemptionGround, Flag, Repeating};
use registro_domain::ids::{ClassId, PersonId, Protocol};
use registro_domain::people::Profile;
use registro_domain::scrutiny::{Average, ScrutinyPeriod, WholeGrade};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Web;
use super::scrutinies::{Told, course_of, hides_judgement, told};
use super::student::{Named, seen_student};
use crate::actor::Capacity;
use crate::dossier::Results;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;

/// The results of one scrutiny.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: Named<PersonId>,
    class: Named<ClassId>,
    period: ScrutinyPeriod,
    visible_from: Date,
    #[serde(flatten)]
    told: Told,
}

/// Of which school year; this one if not given.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    pub year: Option<SchoolYear>,
}

/// `GET /api/v1/students/{id}/results`: those that are published, for who may see the student.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Answer>>, Problem> {
    let (profile, results) = seen_results(&web, &session, student, asked.year).await?;
    let name = profile.full_name();
    let answers = results.into_iter().map(|told| answer(&web, &session, (student, &name), &told));
    Ok(Json(answers.collect()))
}

/// The results of a student's year that are published, for who may see her.
pub(crate) async fn seen_results<'a>(
    web: &Web,
    session: &'a Session,
    student: PersonId,
    year: Option<SchoolYear>,
) -> Result<(&'a Profile, Vec<Results>), Refusal> {
    let profile = seen_student(session, student)?;
    let year = year.unwrap_or(SchoolYear::containing(session.today));
    let mut results = web.app.results(student, year, &session.directory, session.today).await?;
    results.retain(|told| !hides_judgement(session, told.class, told.period, student));
    Ok((profile, results))
}

fn answer(web: &Web, session: &Session, (student, name): (PersonId, &str), results: &Results) -> Answer {
    let Results { class, period, visible_from, judged } = results;
    Answer {
        student: Named { id: student, name: name.to_owned() },
        class: Named { id: *class, name: session.directory.class_label(*class) },
        period: *period,
        visible_from: *visible_from,
        told: told(web, judged, *period, course_of(session, *class), *visible_from),
    }
}

/// A report card.
#[derive(Serialize, ToSchema)]
pub struct CardAnswer {
    #[serde(flatten)]
    results: Answer,
    issued_on: Date,
    protocol: Protocol,
    /// What makes it hold outside the register is not here yet.
    sealed: bool,
}

/// `GET /api/v1/students/{id}/report-cards/{period}`: the last one issued.
pub(crate) async fn card(
    web: Web,
    session: Session,
    Path((student, period)): Path<(PersonId, ScrutinyPeriod)>,
    Query(asked): Query<Asked>,
) -> Result<Json<CardAnswer>, Problem> {
    let (profile, results) = seen_results(&web, &session, student, asked.year).await?;
    let found = results.iter().find(|told| told.period == period && !told.judged.cards.is_empty());
    let results = found.ok_or(Refusal::NotFound("la pagella"))?;
    let (issued_on, protocol) = *results.judged.cards.last().ok_or(Refusal::NotFound("la pagella"))?;
    let results = answer(&web, &session, (student, &profile.full_name()), results);
    Ok(Json(CardAnswer { results, issued_on, protocol, sealed: false }))
}

/// What the office knows and the register does not.
#[derive(Debug, Default, Deserialize)]
pub struct Stated {
    pub year: Option<SchoolYear>,
    /// ISEE, in euro.
    pub income: Option<u32>,
    #[serde(default)]
    pub repeating: StatedRepeating,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatedRepeating {
    #[default]
    No,
    Yes,
    ForIllness,
}

impl From<StatedRepeating> for Repeating {
    fn from(stated: StatedRepeating) -> Self {
        match stated {
            StatedRepeating::No => Repeating::No,
            StatedRepeating::Yes => Repeating::Yes,
            StatedRepeating::ForIllness => Repeating::ForIllness,
        }
    }
}

/// Whether a student is exempt from fees: a proposal with every condition looked at.
#[derive(Serialize, ToSchema)]
pub struct ExemptionAnswer {
    student: PersonId,
    exempt: bool,
    ground: Option<&'static str>,
    checks: Vec<StatedCheck>,
    flags: Vec<StatedFlag>,
    /// In cents, if she is not.
    due: Vec<Fee>,
}

#[derive(Serialize, ToSchema)]
struct StatedCheck {
    #[serde(flatten)]
    condition: StatedCondition,
    met: bool,
    norm: CitedNorm,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "condition", rename_all = "kebab-case")]
enum StatedCondition {
    Average { average: Average, needed: Average },
    Income { income: Option<u32>, threshold: u32, from_year: u8 },
    Behaviour { grade: WholeGrade, needed: u8 },
    Sanction { days: u16, over: u16 },
    Repeating,
}

#[derive(Serialize, ToSchema)]
struct StatedFlag {
    flag: &'static str,
    norm: CitedNorm,
}

#[derive(Serialize, ToSchema)]
struct Fee {
    what: &'static str,
    cents: u32,
}

/// `GET /api/v1/students/{id}/fee-exemption`: for the family and for the offices.
pub(crate) async fn exemption(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(stated): Query<Stated>,
) -> Result<Json<ExemptionAnswer>, Problem> {
    let (answer, due) = seen_exemption(&web, &session, student, &stated).await?;
    Ok(Json(ExemptionAnswer {
        student,
        exempt: answer.ground.is_some(),
        ground: answer.ground.map(ground),
        checks: answer.checks.iter().map(check).collect(),
        flags: answer.flags.iter().map(|it| StatedFlag { flag: flag(*it), norm: it.norm().into() }).collect(),
        due: due.into_iter().map(|(what, cents)| Fee { what, cents }).collect(),
    }))
}

/// The exemption of a student on her published final results, and the fees that she pays otherwise.
pub(crate) async fn seen_exemption(
    web: &Web,
    session: &Session,
    student: PersonId,
    stated: &Stated,
) -> Result<(Exemption, Vec<(&'static str, u32)>), Refusal> {
    if session.agent.capacity == Capacity::Teacher {
        return Err(Refusal::NotFound("la posizione delle tasse"));
    }
    let (_, results) = seen_results(web, session, student, stated.year).await?;
    let nothing = Refusal::NotFound("lo scrutinio finale pubblicato");
    let Some(told) = results.iter().find(|told| told.period == ScrutinyPeriod::Final) else {
        return Err(nothing);
    };
    let Some(course) = course_of(session, told.class) else { return Err(nothing) };
    let year = stated.year.unwrap_or(SchoolYear::containing(session.today));
    let asked = (stated.income, stated.repeating.into());
    let answer = web.app.exemption(student, year, &told.judged, course, asked, session.today).await?;
    let due = fees::due(course, session.today, &web.app.register.regulation);
    Ok((answer.ok_or(nothing)?, due))
}

fn check(check: &Check) -> StatedCheck {
    let condition = match check.condition {
        Condition::Average { average, needed } => StatedCondition::Average { average, needed },
        Condition::Income { income, threshold, from_year } => {
            StatedCondition::Income { income, threshold, from_year }
        }
        Condition::Behaviour { grade, needed } => StatedCondition::Behaviour { grade, needed },
        Condition::Sanction { days, over } => StatedCondition::Sanction { days, over },
        Condition::Repeating { .. } => StatedCondition::Repeating,
    };
    StatedCheck { condition, met: check.met, norm: check.condition.norm().into() }
}

fn ground(ground: ExemptionGround) -> &'static str {
    match ground {
        ExemptionGround::Merit => "merit",
        ExemptionGround::Income => "income",
    }
}

fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::RemovalReadAsSuspension => "removal-read-as-suspension",
        Flag::SanctionNotFinal => "sanction-not-final",
    }
}
