//! A student, a class's day or a case, step by step or at two moments.

use axum::extract::{Path, Query};
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::ids::{CaseId, ClassId, PersonId};
use registro_eventlog::event::Position;
use registro_projections::event::Event;
use serde::Deserialize;

use super::history::{entry, minute};
use super::views_inspection::{LineRow, ReplayPage, StepRow};
use super::views_layout::Link;
use super::views_text::long_date;
use super::{address, frame};
use crate::http::Web;
use crate::http::query;
use crate::http::replay::{Asked as Moments, sides};
use crate::http::sight::sees;
use crate::identity::Session;
use crate::problem::Problem;
use crate::replay::{Compared, Replay, Sides, Thing, replay};
use crate::sentence;

/// Steps shown on either side.
const AROUND: usize = 8;

/// An event, or one instant, or two.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    evento: Option<u64>,
    al: Option<String>,
    con: Option<String>,
    /// Of a class.
    giorno: Option<String>,
}

/// `GET /ispezione/studenti/{id}`.
pub(crate) async fn student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<ReplayPage, Problem> {
    let name = session.name(student);
    let related = vec![
        link(format!("La pagina di {name}"), address::student(student)),
        link("Tutti gli atti".to_owned(), address::history(student)),
    ];
    let shown = Shown { title: name, action: address::inspect_student(student), day: None, related };
    page(&web, &session, Thing::Student(student), shown, &asked).await
}

/// `GET /ispezione/classi/{id}?giorno=`.
pub(crate) async fn class(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
    Query(asked): Query<Asked>,
) -> Result<ReplayPage, Problem> {
    let on = query::day_or(asked.giorno.as_deref(), session.today)?;
    let label = session.directory.class_label(class);
    let related = vec![link(format!("La giornata della {label}"), address::class_on(class, on))];
    let action = address::inspect_class(class, on);
    let action = action.split('?').next().unwrap_or_default().to_owned();
    let shown = Shown { title: format!("{label}, {}", long_date(on)), action, day: Some(on), related };
    page(&web, &session, Thing::ClassDay(class, on), shown, &asked).await
}

/// `GET /ispezione/casi/{id}`.
pub(crate) async fn case(
    web: Web,
    session: Session,
    Path(case): Path<CaseId>,
    Query(asked): Query<Asked>,
) -> Result<ReplayPage, Problem> {
    let related = vec![link("Il fascicolo".to_owned(), address::case(case))];
    let shown =
        Shown { title: "Procedimento".to_owned(), action: address::inspect_case(case), day: None, related };
    page(&web, &session, Thing::Case(case), shown, &asked).await
}

fn link(label: String, href: String) -> Link {
    Link { label, href }
}

/// What of the page depends on the thing.
struct Shown {
    title: String,
    action: String,
    day: Option<Date>,
    related: Vec<Link>,
}

impl Shown {
    /// The page after an event.
    fn after(&self, position: Position) -> String {
        let day = self.day.map(|day| format!("giorno={day}&")).unwrap_or_default();
        format!("{}?{day}evento={}", self.action, position.0)
    }
}

async fn page(
    web: &Web,
    session: &Session,
    thing: Thing,
    shown: Shown,
    asked: &Asked,
) -> Result<ReplayPage, Problem> {
    let moments = Moments { position: asked.evento, as_of: asked.al.clone(), beside: asked.con.clone() };
    let sides = sides(web, session, &moments).await?;
    let played = replay(web, session, thing, sides).await?;
    let instant = |written: &Option<String>| query::as_of(written.as_deref());
    let (after, before) = (instant(&asked.al)?, instant(&asked.con)?);
    let now = web.app.register.clock.now();
    let last = played.last_known();
    let stood = |at: Timestamp| format!("com’era il {}", frame::instant_text(at));
    let after_text = match (last, after) {
        (_, Some(at)) => stood(at),
        (Some(last), None) => format!("dopo l’evento n. {}", last.envelope.position.0),
        (None, None) => "prima di ogni atto".to_owned(),
    };
    let before_text = match (sides, before) {
        (Sides::Two { .. }, Some(at)) => stood(at),
        (Sides::Two { .. } | Sides::Step(_), _) => "come era prima di quell’atto".to_owned(),
    };
    let all: Vec<LineRow> = played.lines.iter().map(row).collect();
    let mut layout = frame::layout(web, Some(session), &shown.title, address::INSPECTION);
    layout.breadcrumbs = frame::crumbs(&[("Ispezione", address::INSPECTION.to_owned())], &shown.title);
    let ledger = web.app.register.ledger().is_some();
    // Of a file that she reads as a whole there are acts that she does not read by themselves.
    let alone = match last {
        Some(event) => sees(&web.app, session, event).await?,
        None => false,
    };
    let by_itself = last.filter(|_| alone);
    Ok(ReplayPage {
        layout,
        day: shown.day.map(|day| day.to_string()),
        as_of_value: minute(after.unwrap_or(now)),
        beside_value: before.map(minute).unwrap_or_default(),
        after_text,
        before_text,
        steps: played.steps.len(),
        known: played.known,
        until: played.until.map(long_date),
        moves: moves(&shown, &played),
        entry: last.map(|event| entry(event, &session.directory)),
        event_href: by_itself.map(|event| address::event(event.envelope.position)),
        receipt_href: by_itself
            .filter(|_| ledger)
            .map(|event| format!("/api/v1/events/{}/receipt", event.envelope.position.0)),
        changed: all.iter().filter(|line| line.changed).cloned().collect(),
        lines: all,
        around: around(&shown, &played),
        title: shown.title,
        action: shown.action,
        related: shown.related,
    })
}

fn row(line: &Compared) -> LineRow {
    LineRow {
        what: line.what.clone(),
        before: line.before.clone(),
        after: line.after.clone(),
        changed: line.has_changed(),
    }
}

fn moves(shown: &Shown, played: &Replay) -> Vec<(&'static str, Option<String>)> {
    let at = |step: usize| played.steps.get(step).map(|event| shown.after(event.envelope.position));
    let (known, last) = (played.known, played.steps.len().saturating_sub(1));
    vec![
        ("Primo atto", at(0).filter(|_| known != 1)),
        ("Atto precedente", known.checked_sub(2).and_then(at)),
        ("Atto successivo", at(known)),
        ("Ultimo atto", at(last).filter(|_| known <= last)),
    ]
}

fn around(shown: &Shown, played: &Replay) -> Vec<StepRow> {
    let from = played.known.saturating_sub(AROUND + 1);
    let steps = played.steps.iter().enumerate().skip(from).take(2 * AROUND + 1);
    let step = |(number, event): (usize, &Event)| StepRow {
        href: shown.after(event.envelope.position),
        text: format!(
            "{}: {}",
            frame::recorded_text(event.envelope.recorded_at),
            sentence::heading(&event.fact).0.to_lowercase()
        ),
        current: number + 1 == played.known,
        later: played.known <= number,
    };
    steps.map(step).collect()
}
