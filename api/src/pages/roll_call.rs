//! The roll call: what a teacher does at the door of every hour, on one screen.

use std::collections::{BTreeMap, BTreeSet};

use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, DateTime};
use registro_domain::calendar::SchoolYear;
use registro_domain::hours::LessonHour;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::text::italian_time;
use registro_eventlog::event::CommandId;
use serde::Deserialize;
use uuid::Uuid;

use super::class_hours::ClassHours;
use super::views_justify::Choice;
use super::views_layout::Link;
use super::views_roll_call::{Called, HourTab, Idle, Pick, Refused, RollCallPage, Sheet, Substitution};
use super::views_text::long_date;
use super::{address, frame, my_grades};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::clock;
use crate::commands::Command;
use crate::http::class_day::{timetable, told};
use crate::http::record::carry_out;
use crate::http::{Web, query};
use crate::identity::Session;
use crate::problem::{Problem, shown};
use crate::refusal::Refusal;

use place::{Found, Place};
use sent::Sent;

pub(super) use sent::{field, ground, ground_code};

mod place;
mod rows;
mod sent;
pub mod signing;

/// Which class and hour; without them, the hour going on.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    giorno: Option<String>,
    classe: Option<ClassId>,
    ora: Option<u8>,
    collega: Option<PersonId>,
    fatto: Option<String>,
}

/// `GET /appello`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<RollCallPage, Problem> {
    is_teacher(&session)?;
    let now = clock::wall(web.app.register.clock.now());
    let on = query::day_or(asked.giorno.as_deref(), session.today)?;
    let own = place::own_hours(&session, on);
    let found = match (asked.classe, asked.ora) {
        (Some(class), Some(period)) => {
            place::asked(&session, now, class, on, PeriodNumber(period), asked.collega)
        }
        _ => own.iter().find(|own| own.is_now(now)).cloned().map_or(Found::Nothing, Found::Place),
    };
    let sheet = match &found {
        Found::Place(place) => {
            let mut sheet = sheet(&web, &session, place, now, None).await?;
            sheet.done = asked.fatto.as_deref().and_then(done).map(str::to_owned);
            Some(sheet)
        }
        Found::Whose(_) | Found::Nothing => None,
    };
    let substitution = substitution(&session, now, &asked, &found);
    Ok(page(&web, &session, on, now, own, sheet, substitution).await?)
}

/// `POST /appello`. Refused, the page comes back with what was said.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    is_teacher(&session)?;
    let now = clock::wall(web.app.register.clock.now());
    let sent = Sent::read(&fields)?;
    let place = opened(&session, now, &sent)?;
    let kept = rows::kept(&web, &session, &place).await?;
    let outcome = match sent.roll_call(&session.directory, &kept) {
        Ok(roll) => carry_out(&web, &session, sent.command, Command::RollCall(roll), None, true).await,
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("{}&fatto=appello#fatto", address_of(&place))).into_response());
    };
    let mut sheet = sheet(&web, &session, &place, now, Some(&sent)).await?;
    sheet.command = retried(&problem, sent.command.0);
    sheet.refused = Some(refused(&problem));
    again(&web, &session, &place, now, sheet, &problem).await
}

fn is_teacher(session: &Session) -> Result<(), Refusal> {
    let capacity = session.agent.capacity;
    if capacity == Capacity::Teacher {
        return Ok(());
    }
    Err(Refusal::NotAllowed(format!("come {capacity} non si fa l'appello: lo fa il docente dell'ora")))
}

/// The place that a form is about.
fn opened(session: &Session, now: DateTime, sent: &Sent) -> Result<Place, Refusal> {
    match place::asked(session, now, sent.class, sent.on, sent.period, sent.substitutes) {
        Found::Place(place) => Ok(place),
        Found::Whose(_) | Found::Nothing => Err(Refusal::NotFound("l'ora di lezione")),
    }
}

/// A form refused for its contents is shown again as a page of its own; anything else is told as everywhere.
async fn again(
    web: &Web,
    session: &Session,
    place: &Place,
    now: DateTime,
    sheet: Sheet,
    problem: &Problem,
) -> Result<Response, Problem> {
    if matches!(problem.status.as_u16(), 401 | 403 | 404) || problem.waits_for_confirmation() {
        return Err(problem.clone());
    }
    let own = place::own_hours(session, place.on);
    let asked = Asked { classe: Some(place.class), ora: Some(place.hour.period.0), ..Asked::default() };
    let substitution = substitution(session, now, &asked, &Found::Place(place.clone()));
    let page = page(web, session, place.on, now, own, Some(sheet), substitution).await?;
    Ok(shown(problem.status, page))
}

/// The name under which a form is sent again. The register may have recorded what it could not answer for, so the
/// name stays; only one that was used for something else is changed.
pub(super) fn retried(problem: &Problem, command: Uuid) -> String {
    if problem.kind.ends_with(":command-reused") {
        CommandId::of_a_form().to_string()
    } else {
        command.to_string()
    }
}

pub(super) fn refused(problem: &Problem) -> Refused {
    Refused {
        title: problem.title.to_owned(),
        explanation: format!("{}.", frame::capital(&problem.detail)),
        norm: problem.norm.map(frame::norm),
    }
}

fn done(code: &str) -> Option<&'static str> {
    match code {
        "appello" => Some("L’appello è registrato."),
        "firma" => Some("La lezione è firmata."),
        "compiti" => Some("I compiti sono assegnati."),
        _ => None,
    }
}

fn address_of(place: &Place) -> String {
    address::roll_call(place.class, place.on, place.hour.period, place.substitutes)
}

async fn page(
    web: &Web,
    session: &Session,
    on: Date,
    now: DateTime,
    own: Vec<Place>,
    sheet: Option<Sheet>,
    substitution: Substitution,
) -> Result<RollCallPage, Refusal> {
    let here = sheet.as_ref().map(|sheet| &sheet.hidden);
    let mut hours = Vec::new();
    for place in &own {
        let day = web.app.class_day(place.class, on, Moment::Now).await?;
        let recorded = day.as_ref().and_then(|day| day.hours.get(&place.hour.period));
        hours.push(HourTab {
            label: format!("{} ora", place.hour.period),
            time_text: time_text(&place.hour),
            class_name: session.directory.class_label(place.class),
            href: address_of(place),
            current: here.is_some_and(|hidden| *hidden == hidden_of(place)),
            called: recorded.is_some_and(|hour| hour.called_by.is_some()),
            begun: on.to_datetime(place.hour.starts) <= now,
        });
    }
    let waiting = sheet.is_none() && !substitution.open;
    let idle = waiting.then(|| Idle {
        text: if own.is_empty() {
            "In questo giorno non hai ore di lezione"
        } else {
            "Adesso non hai lezione"
        }
        .to_owned(),
        next: place::next(session, now).map(|place| Link {
            label: format!(
                "{}, {} ora dalle {}, classe {}",
                long_date(place.on),
                place.hour.period,
                italian_time(place.hour.starts),
                session.directory.class_label(place.class)
            ),
            href: address_of(&place),
        }),
    });
    let mut layout = frame::layout(web, Some(session), "Appello", "/appello");
    layout.told = my_grades::told(web, session).await?;
    Ok(RollCallPage { layout, day_text: long_date(on), hours, idle, sheet, substitution })
}

async fn sheet(
    web: &Web,
    session: &Session,
    place: &Place,
    now: DateTime,
    sent: Option<&Sent>,
) -> Result<Sheet, Refusal> {
    let Place { class, on, hour, substitutes } = place;
    let directory = &session.directory;
    let day = web.app.class_day(*class, *on, Moment::Now).await?.map(|day| told(session, day));
    let slots = timetable(directory, *class, *on)?.hours;
    let recorded = day.as_ref().and_then(|day| day.hours.get(&hour.period));
    let called = match recorded.and_then(|hour| hour.called_by) {
        Some(by) => {
            let events = web.app.why_class_day(*class, *on, Moment::Now).await?;
            let hours = ClassHours {
                directory,
                class: *class,
                on: *on,
                slots: &slots,
                day: day.as_ref(),
                events: &events,
                now,
            };
            Some(Called { by: directory.name(by), at: hours.called_at(hour.period).unwrap_or_default() })
        }
        None => None,
    };
    let subject = directory.school.subjects.get(&hour.subject);
    Ok(Sheet {
        class_name: directory.class_label(*class),
        class_href: session.may_see_class(*class).then(|| address::class_on(*class, *on)),
        hour_text: format!("{} ora, {}", hour.period, time_text(hour)),
        subject: subject.map_or_else(|| hour.subject.to_string(), ToString::to_string),
        in_place_of: substitutes.map(|of| directory.name(of)),
        hidden: hidden_of(place),
        command: CommandId::of_a_form().to_string(),
        refused: None,
        done: None,
        signing: called.as_ref().map(|_| signing::form(session, place, recorded)),
        called,
        students: rows::rows(web, session, place, day.as_ref(), now, sent).await?,
        grounds: grounds(),
    })
}

fn hidden_of(place: &Place) -> Vec<(&'static str, String)> {
    vec![
        ("classe", place.class.to_string()),
        ("giorno", place.on.to_string()),
        ("ora", place.hour.period.0.to_string()),
        ("collega", place.substitutes.map(|of| of.to_string()).unwrap_or_default()),
    ]
}

fn time_text(hour: &LessonHour) -> String {
    format!("{}–{}", italian_time(hour.starts), italian_time(hour.ends))
}

/// The grounds as the form offers them; the first letter chooses from the keyboard.
fn grounds() -> Vec<Choice> {
    [("nessuno", "Nessuno"), ("trasporti", "Trasporti"), ("famiglia", "Famiglia")]
        .map(|(value, label)| Choice { value, label })
        .to_vec()
}

fn substitution(session: &Session, now: DateTime, asked: &Asked, found: &Found) -> Substitution {
    let directory = &session.directory;
    let today = session.today;
    let year = SchoolYear::containing(today);
    let classes = directory.school.classes.iter().filter(|(_, class)| class.year == year);
    let mut classes: Vec<Pick> = classes
        .map(|(id, class)| Pick {
            value: id.to_string(),
            label: class.label.to_string(),
            chosen: asked.classe == Some(*id),
        })
        .collect();
    classes.sort_by(|a, b| a.label.cmp(&b.label));
    let bell = directory.school.bells.range(..=today).next_back().map(|(_, bell)| bell);
    let hours = bell.into_iter().flat_map(|bell| &bell.periods).map(|period| {
        let going_on = period.starts <= now.time() && now.time() < period.ends;
        Pick {
            value: period.number.to_string(),
            label: format!(
                "{} ora, {}–{}",
                PeriodNumber(period.number),
                italian_time(period.starts),
                italian_time(period.ends)
            ),
            chosen: asked.ora.map_or(going_on, |asked| asked == period.number),
        }
    });
    let mut form = Substitution { classes, hours: hours.collect(), ..Substitution::default() };
    let (Some(class), Some(period)) = (asked.classe, asked.ora) else { return form };
    match found {
        Found::Place(_) => {}
        Found::Whose(hour) => {
            form.open = true;
            form.asked =
                Some(format!("{} ora, classe {}", PeriodNumber(period), directory.class_label(class)));
            let teachers: BTreeSet<PersonId> = hour.teachers.iter().copied().collect();
            form.colleagues = teachers
                .into_iter()
                .map(|of| Link {
                    label: directory.name(of),
                    href: address::roll_call(class, today, hour.period, Some(of)),
                })
                .collect();
        }
        Found::Nothing => {
            form.open = true;
            form.error = Some(
                "Quell’ora non si può aprire: non è nell’orario della classe, non è di oggi o non è ancora il \
                 momento (si apre dieci minuti prima)."
                    .to_owned(),
            );
        }
    }
    form
}
