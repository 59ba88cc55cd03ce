//! Disciplinary cases: one as an audit officer looks at it, a student's, the school's.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::civil::{Date, DateTime};
use registro_domain::calendar::SchoolYear;
use registro_domain::case::{Charge, Item, Measure, Standing, Verdict};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::{CaseId, ClassId, FactNumber, PersonId};
use registro_domain::people::Sight;
use registro_eventlog::event::Position;
use registro_projections::cases::CaseFile;
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::page::{Page, Paged};
use super::sight::may_see_case_file;
use super::student::{Asked, Named, last_instant_before, seen_student_at};
use super::{Web, event, query};
use crate::clock;
use crate::docket::{Clock, Docket};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// A case with its acts and its steps.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    #[serde(flatten)]
    case: Summary,
    cycles: Vec<CycleAnswer>,
    /// What the table gives for what is charged, in Italian.
    table: Option<String>,
    /// Heavier letters under which it may be charged: a person does, or does not.
    proposals: Vec<Proposed>,
    acts: Vec<ActAnswer>,
}

/// A case in a list.
#[derive(Serialize, ToSchema)]
pub struct Summary {
    id: CaseId,
    student: Named<PersonId>,
    class: Named<ClassId>,
    opened_on: Date,
    on: Date,
    standing: String,
    charge: Option<Charge>,
    measure: Option<Measure>,
    failed: usize,
    next: Option<&'static str>,
    clocks: Vec<ClockAnswer>,
}

/// A list of cases.
#[derive(Serialize, ToSchema)]
pub struct Cases {
    cases: Vec<Summary>,
}

#[derive(Serialize, ToSchema)]
struct ClockAnswer {
    what: &'static str,
    until: Date,
    norm: CitedNorm,
}

#[derive(Serialize, ToSchema)]
struct CycleAnswer {
    decision: Option<FactNumber>,
    steps: Vec<StepAnswer>,
}

#[derive(Serialize, ToSchema)]
struct StepAnswer {
    name: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
    events: Vec<Position>,
    norm: CitedNorm,
}

#[derive(Serialize, ToSchema)]
struct Proposed {
    item: Item,
    rests_on: Vec<CaseId>,
    norm: CitedNorm,
}

#[derive(Serialize, ToSchema)]
struct ActAnswer {
    number: FactNumber,
    position: Position,
    at: Option<DateTime>,
    recorded_at: String,
    kind: String,
    sentence: String,
    data: Value,
}

/// A case that the person may see, as it stood. What she may not see, and what was expunged, does not exist.
pub(crate) async fn seen_case_at(
    web: &Web,
    session: &Session,
    case: CaseId,
    as_of: Option<&str>,
) -> Result<Docket, Problem> {
    let instant = query::as_of(as_of)?;
    let mut on = instant.map_or(session.today, |instant| clock::wall(instant).date());
    let mut moment = web.app.moment(instant).await?;
    let mut file = web.app.case(case, moment).await?.ok_or(Refusal::NotFound("il caso"))?;
    // Who is no longer informed reads it as it stood when she was.
    if let Sight::Before(day) = session.sees_of(file.student) {
        let last = last_instant_before(day);
        if instant.is_none_or(|instant| last < instant) {
            moment = web.app.moment(Some(last)).await?;
            on = clock::wall(last).date();
            file = web.app.case(case, moment).await?.ok_or(Refusal::NotFound("il caso"))?;
        }
    }
    if !may_see_case_file(session, &file) {
        return Err(Refusal::NotFound("il caso").into());
    }
    Ok(web.app.docket(file, &session.directory, moment, on).await?)
}

/// `GET /api/v1/cases/{id}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(case): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let docket = seen_case_at(&web, &session, case, asked.as_of.as_deref()).await?;
    let acts = web.app.acts_of(&docket.file).await?;
    Ok(Json(answer(&docket, &acts, &session.directory)?))
}

/// `GET /api/v1/students/{id}/cases`.
pub(crate) async fn of_student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
    page: Page,
) -> Result<Paged<Cases>, Problem> {
    let (_, when) = seen_student_at(&session, student, &asked)?;
    let moment = web.app.moment(when.instant).await?;
    let mut seen = web.app.cases_of(student, moment).await?;
    seen.retain(|file| may_see_case_file(&session, file));
    let (files, next) = page.of(seen, |file| file.id.0.to_string())?;
    let mut cases = Vec::new();
    for file in files {
        let docket = web.app.docket(file, &session.directory, moment, when.day).await?;
        cases.push(summary(&docket, &session.directory));
    }
    Ok(page.answer(Cases { cases }, next))
}

/// `GET /api/v1/cases`: of a school year, for who keeps the files and for who watches over them.
pub(crate) async fn of_school(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
    page: Page,
) -> Result<Paged<Cases>, Problem> {
    let year = match &asked.year {
        Some(written) => query::year(written)?,
        None => SchoolYear::containing(session.today),
    };
    let dockets = dockets_of_year(&web, &session, year).await?;
    let (dockets, next) = page.of(dockets, |docket| docket.file.id.0.to_string())?;
    let cases = dockets.iter().map(|docket| summary(docket, &session.directory)).collect();
    Ok(page.answer(Cases { cases }, next))
}

/// The cases of a year that the person may see; none for who sees no list of the school.
pub(crate) async fn dockets_of_year(
    web: &Web,
    session: &Session,
    year: SchoolYear,
) -> Result<Vec<Docket>, Problem> {
    let mut dockets = Vec::new();
    for file in web.app.cases_of_year(year).await? {
        if may_see_case_file(session, &file) {
            let moment = crate::answers::Moment::Now;
            dockets.push(web.app.docket(file, &session.directory, moment, session.today).await?);
        }
    }
    Ok(dockets)
}

pub fn summary(docket: &Docket, directory: &Directory) -> Summary {
    let file: &CaseFile = &docket.file;
    let decision = file.case.last_decision();
    Summary {
        id: file.id,
        student: Named { id: file.student, name: directory.name(file.student) },
        class: Named { id: file.class, name: directory.class_label(file.class) },
        opened_on: file.opened_on,
        on: docket.on,
        standing: standing(docket.standing).to_owned(),
        charge: docket.charge,
        measure: decision.map(|decision| decision.measure.clone()),
        failed: docket.failed(),
        next: docket.next_step().map(|step| step.name),
        clocks: docket.clocks.iter().map(clock_answer).collect(),
    }
}

fn clock_answer(clock: &Clock) -> ClockAnswer {
    ClockAnswer { what: clock.what, until: clock.until, norm: clock.norm.into() }
}

/// The stable name of how a case stands.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::UnderWay => "under-way",
        Standing::WithoutSanction => "without-sanction",
        Standing::NotCommunicated => "not-communicated",
        Standing::Appealable { .. } => "appealable",
        Standing::UnderAppeal { .. } => "under-appeal",
        Standing::UnderComplaint => "under-complaint",
        Standing::Final => "final",
        Standing::ReferredBack => "referred-back",
        Standing::Annulled => "annulled",
        Standing::Expunged => "expunged",
    }
}

pub fn answer(
    docket: &Docket,
    acts: &[(FactNumber, Event)],
    directory: &Directory,
) -> Result<Answer, Refusal> {
    let place = |number: &FactNumber| docket.file.position(*number);
    let cycles = docket.cycles.iter().map(|cycle| CycleAnswer {
        decision: cycle.decision,
        steps: cycle
            .steps
            .iter()
            .map(|step| {
                let (outcome, why, until) = match &step.outcome {
                    Verdict::Passed => ("passed", None, None),
                    Verdict::Failed { why } => ("failed", Some(why.clone()), None),
                    Verdict::NotYetDue { until } => ("not-yet-due", None, *until),
                    Verdict::NotRequired => ("not-required", None, None),
                };
                let events = step.acts.iter().filter_map(place).collect();
                StepAnswer { name: step.name, outcome, why, until, events, norm: step.norm.into() }
            })
            .collect(),
    });
    let proposals = docket.proposals.iter().map(|proposal| Proposed {
        item: proposal.item,
        rests_on: proposal.grounds.rests_on.clone(),
        norm: proposal.grounds.norm.into(),
    });
    let acts: Result<Vec<ActAnswer>, Refusal> = acts.iter().map(|act| told(act, directory)).collect();
    Ok(Answer {
        case: summary(docket, directory),
        cycles: cycles.collect(),
        table: docket.band.map(|band| band.italian()),
        proposals: proposals.collect(),
        acts: acts?,
    })
}

fn told((number, event): &(FactNumber, Event), directory: &Directory) -> Result<ActAnswer, Refusal> {
    let at = if let DomainEvent::Case(said) = &event.fact { Some(said.heading().at) } else { None };
    Ok(ActAnswer {
        number: *number,
        position: event.envelope.position,
        at,
        recorded_at: event.envelope.recorded_at.to_string(),
        kind: event.envelope.kind.clone(),
        sentence: sentence::sentence(event, directory),
        data: event::data(&event.fact)?,
    })
}
