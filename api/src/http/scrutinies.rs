//! A class's scrutinies as its council sees them, and the dossiers that it reads.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::{Charge, Measure};
use registro_domain::consequences::of_behaviour;
use registro_domain::dossier::{Dossier, NoteStanding, SanctionStanding, What};
use registro_domain::ids::{CaseId, ClassId, PersonId, Protocol, SubjectCode};
use registro_domain::scrutiny::{
    Average, Band, Behaviour, CourseYear, EssayOutcome, EssayTerm, Judged, Outcome, ScrutinyPeriod,
    WholeGrade,
};
use registro_domain::text::Text;
use registro_eventlog::event::Position;
use registro_projections::scrutinies::Minutes;
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::sight::sits_in_council;
use super::student::Named;
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::desk::scrutiny_stream;
use crate::dossier::ReadAt;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::openapi::shown::as_read;
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;

/// One class's scrutiny of a period.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    class: Named<ClassId>,
    year: SchoolYear,
    period: ScrutinyPeriod,
    #[schema(schema_with = as_read::<Option<(Date, Date)>>)]
    covers: Option<(Date, Date)>,
    sits_on: Option<Date>,
    closed: Option<Closed>,
    frozen: Option<Frozen>,
    /// Closed, with judgements still suspended.
    awaits_resolutions: bool,
    published: Vec<PublishedFrom>,
    students: Vec<Row>,
}

#[derive(Serialize, ToSchema)]
struct Closed {
    on: Date,
    protocol: Protocol,
}

#[derive(Serialize, ToSchema)]
struct Frozen {
    on: Date,
    read_at: Position,
}

#[derive(Serialize, ToSchema)]
struct PublishedFrom {
    on: Date,
    visible_from: Date,
}

#[derive(Serialize, ToSchema)]
struct Row {
    student: Named<PersonId>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    proposals: BTreeMap<SubjectCode, ProposedGrade>,
    behaviour_proposed: Option<ProposedBehaviour>,
    #[serde(flatten)]
    judged: Told,
}

#[derive(Serialize, ToSchema)]
struct ProposedGrade {
    by: PersonId,
    value: WholeGrade,
    average: Option<Average>,
    reason: Option<Text>,
}

#[derive(Serialize, ToSchema)]
struct ProposedBehaviour {
    value: WholeGrade,
    reasons: Text,
}

/// What was deliberated of a student.
#[derive(Serialize, ToSchema)]
pub(super) struct Told {
    grades: BTreeMap<SubjectCode, WholeGrade>,
    behaviour: Option<Behaviour>,
    average: Option<Average>,
    /// What the behaviour grade entails: proposals.
    consequences: Vec<Follows>,
    activity: Option<Text>,
    essay: Option<Essay>,
    outcome: Option<Outcome>,
    reasons: Option<Text>,
    credit: Option<Credit>,
    #[schema(schema_with = as_read::<Vec<(Date, Protocol)>>)]
    cards: Vec<(Date, Protocol)>,
}

#[derive(Serialize, ToSchema)]
struct Follows {
    says: &'static str,
    norm: CitedNorm,
}

#[derive(Serialize, ToSchema)]
struct Essay {
    topic: Text,
    term: EssayTerm,
    assessed: Option<EssayOutcome>,
}

#[derive(Serialize, ToSchema)]
struct Credit {
    points: u8,
    average: Average,
    band: Band,
}

/// `GET /api/v1/classes/{id}/scrutinies`.
pub(crate) async fn of_class(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
) -> Result<Json<Vec<Answer>>, Problem> {
    let mut answers = Vec::new();
    for period in ScrutinyPeriod::BOTH {
        if let Some(minutes) = seen_minutes(&web, &session, class, period).await? {
            answers.push(answer(&web, &session, &minutes));
        }
    }
    Ok(Json(answers))
}

/// `GET /api/v1/classes/{id}/scrutinies/{period}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path((class, period)): Path<(ClassId, ScrutinyPeriod)>,
) -> Result<Json<Answer>, Problem> {
    let minutes = seen_minutes(&web, &session, class, period).await?;
    Ok(Json(answer(&web, &session, &minutes.ok_or(Refusal::NotFound("lo scrutinio"))?)))
}

/// A scrutiny for who may see it: its council; the secretariat once it was closed. None: it is not called yet.
pub(crate) async fn seen_minutes(
    web: &Web,
    session: &Session,
    class: ClassId,
    period: ScrutinyPeriod,
) -> Result<Option<Minutes>, Refusal> {
    let Session { agent, directory, .. } = session;
    if !directory.school.classes.contains_key(&class) {
        return Err(Refusal::NotFound("la classe"));
    }
    let mut minutes = web.app.scrutiny(class, period, Moment::Now).await?;
    if let Some(minutes) = &mut minutes {
        minutes.scrutiny.students.retain(|student, _| !hides_judgement(session, class, period, *student));
    }
    if sits_in_council(session, class) {
        return Ok(minutes);
    }
    let keeps = agent.capacity == Capacity::Secretariat && session.may_see_class(class);
    match minutes.filter(|minutes| keeps && minutes.was_closed) {
        Some(minutes) => Ok(Some(minutes)),
        None => Err(Refusal::NotFound("lo scrutinio")),
    }
}

/// Whether what a scrutiny says of a student is kept from the person as restricted: of the others it is not.
pub fn hides_judgement(session: &Session, class: ClassId, period: ScrutinyPeriod, student: PersonId) -> bool {
    scrutiny_stream(class, period).is_ok_and(|stream| session.asking().hides_stream(&stream, student))
}

/// The year of course of a class, by its name.
pub fn course_of(session: &Session, class: ClassId) -> Option<CourseYear> {
    CourseYear::of_label(session.directory.school.classes.get(&class)?.label.as_str())
}

fn answer(web: &Web, session: &Session, minutes: &Minutes) -> Answer {
    let Minutes { class, year, period, scrutiny, frozen, .. } = minutes;
    let directory = &session.directory;
    let day = scrutiny.sits_on().unwrap_or(session.today);
    let named = |student: PersonId| Named { id: student, name: directory.name(student) };
    let members = directory.class_on(*class, day).into_iter().map(|profile| profile.person);
    let none = Judged::default();
    let rows = members.map(|student| {
        let judged = scrutiny.students.get(&student).unwrap_or(&none);
        let proposals = judged.proposals.iter().map(|(subject, proposal)| {
            let (by, value, average) = (proposal.by, proposal.value, proposal.average);
            let reason = proposal.reason.clone();
            (subject.clone(), ProposedGrade { by, value, average, reason })
        });
        let behaviour = judged.behaviour_proposed.as_ref();
        Row {
            student: named(student),
            proposals: proposals.collect(),
            behaviour_proposed: behaviour
                .map(|(value, reasons)| ProposedBehaviour { value: *value, reasons: reasons.clone() }),
            judged: told(web, judged, *period, course_of(session, *class), day),
        }
    });
    let closed = match scrutiny.standing {
        registro_domain::scrutiny::Standing::Closed { on, protocol, .. } => Some(Closed { on, protocol }),
        registro_domain::scrutiny::Standing::Open | registro_domain::scrutiny::Standing::Reopened => None,
    };
    let published = minutes.published.iter();
    Answer {
        class: Named { id: *class, name: directory.class_label(*class) },
        year: *year,
        period: *period,
        covers: scrutiny.opening.map(|opening| (opening.covers_from, opening.covers_to)),
        sits_on: scrutiny.sits_on(),
        closed,
        frozen: frozen.map(|(on, read_at)| Frozen { on, read_at }),
        awaits_resolutions: scrutiny.awaits_resolutions(),
        published: published
            .map(|told| PublishedFrom { on: told.on, visible_from: told.visible_from })
            .collect(),
        students: rows.collect(),
    }
}

pub(super) fn told(
    web: &Web,
    judged: &Judged,
    period: ScrutinyPeriod,
    course: Option<CourseYear>,
    day: Date,
) -> Told {
    let regulation = &web.app.register.regulation;
    let follows = judged.behaviour.as_ref().zip(course).map(|(behaviour, course)| {
        let follows = of_behaviour(behaviour.value, period, course, day, regulation);
        let cited = |it: registro_domain::consequences::Consequence| it.norm(course, day, regulation).into();
        follows.into_iter().map(|it| Follows { says: it.says(), norm: cited(it) }).collect()
    });
    let essay = judged.essay.clone();
    let outcome = judged.outcome.clone();
    Told {
        grades: judged.grades.clone(),
        behaviour: judged.behaviour.clone(),
        average: judged.average(),
        consequences: follows.unwrap_or_default(),
        activity: judged.activity.clone(),
        essay: essay.map(|it| Essay { topic: it.topic, term: it.term, assessed: it.assessed }),
        reasons: outcome.as_ref().and_then(|last| last.reasons.clone()),
        outcome: outcome.map(|last| last.outcome),
        credit: judged.credit.map(|(points, average, band)| Credit { points, average, band }),
        cards: judged.cards.clone(),
    }
}

/// The behaviour dossiers of a class.
#[derive(Serialize, ToSchema)]
pub struct DossiersAnswer {
    class: Named<ClassId>,
    period: ScrutinyPeriod,
    read_on: Date,
    /// Whether they are frozen, or the register of today.
    frozen: bool,
    students: Vec<DossierOf>,
}

#[derive(Serialize, ToSchema)]
struct DossierOf {
    student: Named<PersonId>,
    unjustified_days: u32,
    unjustified_hours: u32,
    late_entries: u32,
    standing_notes: usize,
    positive_acts: usize,
    final_sanctions: usize,
    sub_iudice: bool,
    entries: Vec<StatedEntry>,
}

#[derive(Serialize, ToSchema)]
struct StatedEntry {
    on: Date,
    #[serde(flatten)]
    what: StatedWhat,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum StatedWhat {
    Note { disciplinary: bool, facts: Text, annulled: bool },
    PositiveAct { words: Text },
    Sanction { case: CaseId, charge: Charge, measure: Option<Measure>, standing: &'static str },
}

/// `GET /api/v1/classes/{id}/scrutinies/{period}/dossiers`.
pub(crate) async fn dossiers(
    web: Web,
    session: Session,
    Path((class, period)): Path<(ClassId, ScrutinyPeriod)>,
) -> Result<Json<DossiersAnswer>, Problem> {
    let (read, dossiers) = dossiers_of(&web, &session, class, period).await?;
    let directory = &session.directory;
    Ok(Json(DossiersAnswer {
        class: Named { id: class, name: directory.class_label(class) },
        period,
        read_on: read.on,
        frozen: read.is_frozen,
        students: dossiers.into_iter().map(|it| stated(&session, it)).collect(),
    }))
}

/// The dossiers of a class for who sits in its council, frozen or of today.
pub(crate) async fn dossiers_of(
    web: &Web,
    session: &Session,
    class: ClassId,
    period: ScrutinyPeriod,
) -> Result<(ReadAt, Vec<Dossier>), Refusal> {
    let known = session.directory.school.classes.get(&class).ok_or(Refusal::NotFound("la classe"))?;
    if !sits_in_council(session, class) {
        return Err(Refusal::NotFound("il fascicolo"));
    }
    let minutes = web.app.scrutiny(class, period, Moment::Now).await?;
    let read = ReadAt::of(minutes.as_ref(), session.today);
    let day = minutes.as_ref().and_then(|minutes| minutes.scrutiny.sits_on()).unwrap_or(session.today);
    let mut dossiers = Vec::new();
    for profile in session.directory.class_on(class, day) {
        dossiers.push(web.app.dossier(profile.person, known.year, read).await?);
    }
    Ok((read, dossiers))
}

fn stated(session: &Session, dossier: Dossier) -> DossierOf {
    let student = Named { id: dossier.student, name: session.name(dossier.student) };
    let (standing_notes, positive_acts) = (dossier.standing_notes(), dossier.positive_acts());
    let (final_sanctions, sub_iudice) = (dossier.final_sanctions().count(), dossier.is_sub_iudice());
    let entries = dossier.entries.into_iter().map(|entry| StatedEntry {
        on: entry.on,
        what: match entry.what {
            What::Note { disciplinary, facts, standing } => {
                StatedWhat::Note { disciplinary, facts, annulled: standing == NoteStanding::Annulled }
            }
            What::PositiveAct { words } => StatedWhat::PositiveAct { words },
            What::Sanction(sanction) => StatedWhat::Sanction {
                case: sanction.case,
                charge: sanction.charge,
                measure: sanction.measure,
                standing: standing_name(sanction.standing),
            },
        },
    });
    DossierOf {
        student,
        unjustified_days: dossier.attendance.unjustified_days,
        unjustified_hours: dossier.attendance.unjustified_hours,
        late_entries: dossier.attendance.late_entries,
        standing_notes,
        positive_acts,
        final_sanctions,
        sub_iudice,
        entries: entries.collect(),
    }
}

fn standing_name(standing: SanctionStanding) -> &'static str {
    match standing {
        SanctionStanding::UnderWay => "under-way",
        SanctionStanding::Pending => "pending",
        SanctionStanding::SubIudice => "sub-iudice",
        SanctionStanding::Final => "final",
        SanctionStanding::Annulled => "annulled",
    }
}
