//! Acts looked for by who recorded them, of which kind, under which norm, about what day and on which day: how an audit officer
//! finds what to play again. The one function behind the page, the JSON and the command line.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time, time};
use registro_domain::assessment::AssessmentEvent;
use registro_domain::fact::{DomainEvent, Said as _};
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_eventlog::event::Position;
use registro_projections::audit_trail::{self, Act, Wanted};
use registro_projections::event::Event;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access;
use crate::actor::Capacity;
use crate::clock;
use crate::http::Web;
use crate::http::class_day::holidays;
use crate::http::sight::seen;
use crate::http::student::last_instant_before;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::refusal::Refusal;

/// Acts in one answer.
const PAGE: usize = 50;
/// Acts looked at for one answer: a search that finds little goes on where it was.
const LOOKED_AT: usize = 20_000;
/// Read at a time.
const BATCH: usize = 1_000;
/// Of which some say that they came shortly before a scrutiny.
const CHANGES_OF_GRADES: [&str; 2] = ["grade-corrected.v1", "grade-annulled.v1"];
/// Nobody who works at a school is at it before or after.
const OPEN: (Time, Time) = (time(7, 0, 0, 0), time(20, 0, 0, 0));

/// Which acts are looked for. What is not said may be anything.
#[derive(Clone, Debug, Default)]
pub struct Question {
    pub subject: Option<Uuid>,
    pub actor: Option<PersonId>,
    /// As it is stored: `absence-recorded.v1`.
    pub kind: Option<String>,
    /// Part of a citation, or a row of the rule sheet.
    pub norm: Option<String>,
    /// The day of the fact.
    pub effective_from: Option<Date>,
    pub effective_to: Option<Date>,
    /// The day of recording.
    pub recorded_from: Option<Date>,
    pub recorded_to: Option<Date>,
    pub unusual: Option<Unusual>,
    /// Where the page begins.
    pub before: Option<Position>,
    /// Fewer acts than a whole page.
    pub limit: Option<usize>,
}

/// What makes an act worth a look. None of it is a fault by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unusual {
    /// Recorded after the day of the fact.
    Late,
    /// It took the place of another.
    Correction,
    /// A grade changed shortly before a scrutiny.
    BeforeScrutiny,
    /// By who works at the school, at night, on a holiday or on a day without lessons.
    OutOfHours,
}

impl Unusual {
    pub const ALL: [Unusual; 4] =
        [Unusual::Late, Unusual::Correction, Unusual::BeforeScrutiny, Unusual::OutOfHours];

    pub fn name(self) -> &'static str {
        match self {
            Unusual::Late => "late",
            Unusual::Correction => "correction",
            Unusual::BeforeScrutiny => "before-scrutiny",
            Unusual::OutOfHours => "out-of-hours",
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Unusual::Late => "registrati dopo il giorno del fatto",
            Unusual::Correction => "che ne sostituiscono un altro",
            Unusual::BeforeScrutiny => "voti cambiati a ridosso di uno scrutinio",
            Unusual::OutOfHours => "fuori orario, o in un giorno senza lezioni",
        }
    }
}

/// An act that was found. Who may not read what it says is told the envelope.
pub struct Found {
    pub act: Act,
    pub event: Option<Event>,
}

/// The newest first.
pub struct Answer {
    pub found: Vec<Found>,
    /// Where the next page begins; none when all was looked at.
    pub next: Option<Position>,
}

/// Looks for acts.
pub(crate) async fn search(web: &Web, session: &Session, question: &Question) -> Result<Answer, Refusal> {
    let asking = session.asking();
    if !asking.may_read(Matter::Feed, &About::school()) {
        return Err(Refusal::NotFound("la pagina"));
    }
    // A bare list would tell what was asked: that the acts are somebody's, or that a grade was changed near a scrutiny, which is
    // written in the act and not on its envelope.
    let envelopes = asking.may_read(Matter::Envelope, &About::school())
        && question.subject.is_none()
        && question.actor.is_none()
        && question.unusual != Some(Unusual::BeforeScrutiny);
    let Some((from, mut until)) = bounds(web, question).await? else {
        return Ok(Answer { found: Vec::new(), next: None });
    };
    let page = question.limit.unwrap_or(PAGE).clamp(1, PAGE);
    let (mut found, mut looked_at) = (Vec::new(), 0);
    loop {
        let wanted = Wanted {
            subject: question.subject,
            actor: question.actor,
            kind: question.kind.as_deref(),
            from,
            until,
        };
        let acts = audit_trail::find(&web.app.store, web.app.register.school, &wanted, BATCH).await?;
        let (Some(last), whole) = (acts.last().map(|act| act.position), acts.len() == BATCH) else {
            return Ok(Answer { found, next: None });
        };
        looked_at += acts.len();
        let looked_for: Vec<Act> = acts.into_iter().filter(|act| matches(session, question, act)).collect();
        for some in looked_for.chunks(PAGE) {
            for it in told(web, session, question, some, envelopes).await? {
                if found.len() == page {
                    return Ok(Answer { found, next: Some(it.act.position) });
                }
                // A line of the list names everybody whom the act names.
                let named = it.event.iter().flat_map(|event| event.fact.about());
                named.for_each(|(person, _)| access::of(person));
                found.push(it);
            }
        }
        match last.0.checked_sub(1).map(Position).filter(|next| whole && from <= *next) {
            None => return Ok(Answer { found, next: None }),
            Some(next) if LOOKED_AT <= looked_at => return Ok(Answer { found, next: Some(next) }),
            Some(next) => until = next,
        }
    }
}

/// Every act that somebody recorded and the person may see, by its envelope, the oldest first: to find the one that is read.
/// What they say is not told, and so nobody is noted.
pub(crate) async fn acts_of(
    web: &Web,
    session: &Session,
    actor: PersonId,
    recorded_to: Option<Date>,
) -> Result<Vec<Act>, Refusal> {
    if !session.asking().may_read(Matter::Feed, &About::school()) {
        return Err(Refusal::NotFound("la pagina"));
    }
    let question = Question { actor: Some(actor), recorded_to, ..Question::default() };
    let mut found = Vec::new();
    let Some((from, mut until)) = bounds(web, &question).await? else { return Ok(found) };
    loop {
        let wanted = Wanted { subject: None, actor: question.actor, kind: None, from, until };
        let acts = audit_trail::find(&web.app.store, web.app.register.school, &wanted, BATCH).await?;
        for some in acts.chunks(PAGE) {
            found.extend(told(web, session, &question, some, false).await?.into_iter().map(|it| it.act));
        }
        let last = acts.last().filter(|_| acts.len() == BATCH).map(|act| act.position);
        match last.and_then(|last| last.0.checked_sub(1)).map(Position).filter(|next| from <= *next) {
            Some(next) => until = next,
            None => break,
        }
    }
    found.reverse();
    Ok(found)
}

/// How many acts of a day are unusual.
pub struct Count {
    pub acts: BTreeMap<Unusual, usize>,
    /// Whether all of the day was looked at; else there may be more.
    pub whole: bool,
}

/// Counts the acts recorded on a day, for who sees both the school's day and its acts. It names nobody, and so nobody is noted.
pub(crate) async fn count(web: &Web, session: &Session, on: Date, of: &[Unusual]) -> Result<Count, Refusal> {
    let asking = session.asking();
    let may = |matter| asking.may_read(matter, &About::school());
    if !may(Matter::SchoolDay) || !may(Matter::Feed) {
        return Err(Refusal::NotFound("la pagina"));
    }
    let mut acts: BTreeMap<Unusual, usize> = of.iter().map(|unusual| (*unusual, 0)).collect();
    let question = Question { recorded_from: Some(on), recorded_to: Some(on), ..Question::default() };
    let Some((from, until)) = bounds(web, &question).await? else { return Ok(Count { acts, whole: true }) };
    let wanted = Wanted { subject: None, actor: None, kind: None, from, until };
    let known = audit_trail::find(&web.app.store, web.app.register.school, &wanted, LOOKED_AT).await?;
    let whole = known.len() < LOOKED_AT;
    for (unusual, count) in &mut acts {
        let maybe = known.iter().filter(|act| may_be(session, *unusual, act));
        *count = if *unusual == Unusual::BeforeScrutiny {
            let positions: Vec<Position> = maybe.map(|act| act.position).collect();
            web.app.events(&positions).await?.iter().filter(|event| is_near_scrutiny(event)).count()
        } else {
            maybe.count()
        };
    }
    Ok(Count { acts, whole })
}

/// The first and the last position that may answer.
async fn bounds(web: &Web, question: &Question) -> Result<Option<(Position, Position)>, Refusal> {
    let (log, school) = (&web.app.register.log, web.app.register.school);
    let Some(mut until) = *web.app.seen.borrow() else { return Ok(None) };
    if let Some(day) = question.recorded_to {
        let end = clock::instant(day.to_datetime(time(23, 59, 59, 999_999_999)));
        match log.position_at(school, end).await? {
            Some(position) => until = until.min(position),
            None => return Ok(None),
        }
    }
    until = question.before.map_or(until, |before| until.min(before));
    let from = match question.recorded_from {
        Some(day) => {
            let eve = log.position_at(school, last_instant_before(day)).await?;
            eve.map_or(Position(0), |position| Position(position.0 + 1))
        }
        None => Position(0),
    };
    Ok((from <= until).then_some((from, until)))
}

/// Whether the envelope is one of those looked for.
fn matches(session: &Session, question: &Question, act: &Act) -> bool {
    let on = act.effective_on;
    question.effective_from.is_none_or(|from| from <= on)
        && question.effective_to.is_none_or(|to| on <= to)
        && question.norm.as_deref().is_none_or(|cited| act.because.iter().any(|norm| cites(*norm, cited)))
        && question.unusual.is_none_or(|unusual| may_be(session, unusual, act))
}

/// Whether an act is unusual so, by its envelope. Whether a grade was changed near a scrutiny only the act itself says.
fn may_be(session: &Session, unusual: Unusual, act: &Act) -> bool {
    match unusual {
        Unusual::Late => act.effective_on < clock::wall(act.recorded_at).date(),
        Unusual::Correction => !act.supersedes.is_empty(),
        Unusual::OutOfHours => is_out_of_hours(session, act),
        Unusual::BeforeScrutiny => CHANGES_OF_GRADES.contains(&act.kind.as_str()),
    }
}

fn cites(norm: Norm, written: &str) -> bool {
    let written = written.trim().to_lowercase();
    norm.citation().to_lowercase().contains(&written) || norm.row().to_lowercase() == written
}

/// Families write when they can, and so may staff: it is only unusual.
fn is_out_of_hours(session: &Session, act: &Act) -> bool {
    let of_family = [Capacity::Guardian, Capacity::Student].iter().any(|it| it.name() == act.actor.capacity);
    let at = clock::wall(act.recorded_at);
    let directory = &session.directory;
    let closed = directory.school.calendar(at.date()).map_or(true, |calendar| {
        calendar.why_no_lesson(&holidays(directory, at.date()), at.date()).is_some()
    });
    !of_family && (closed || at.time() < OPEN.0 || OPEN.1 <= at.time())
}

/// The acts with what they say, where she may read it; their envelopes, where she may read those.
async fn told(
    web: &Web,
    session: &Session,
    question: &Question,
    acts: &[Act],
    envelopes: bool,
) -> Result<Vec<Found>, Refusal> {
    let positions: Vec<Position> = acts.iter().map(|act| act.position).collect();
    let mut events = web.app.events(&positions).await?;
    if question.unusual == Some(Unusual::BeforeScrutiny) {
        events.retain(is_near_scrutiny);
    }
    let kept: BTreeSet<Position> = events.iter().map(|event| event.envelope.position).collect();
    let seen = seen(&web.app, session, events.into_iter().map(|event| ((), event))).await?;
    let mut seen: BTreeMap<Position, Event> =
        seen.into_iter().map(|((), event)| (event.envelope.position, event)).collect();
    let told = acts.iter().filter(|act| kept.contains(&act.position)).filter_map(|act| {
        let event = seen.remove(&act.position);
        (envelopes || event.is_some()).then(|| Found { act: act.clone(), event })
    });
    Ok(told.collect())
}

fn is_near_scrutiny(event: &Event) -> bool {
    matches!(
        &event.fact,
        DomainEvent::Assessment(
            AssessmentEvent::Corrected { near_scrutiny: Some(_), .. }
                | AssessmentEvent::Annulled { near_scrutiny: Some(_), .. }
        )
    )
}
