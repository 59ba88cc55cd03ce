//! Mending a student's day: a fact is corrected or annulled by a new act with a reason, never written over.

use std::collections::{BTreeMap, BTreeSet};

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Time};
use registro_domain::attendance::{AbsenceScope, Collection, ExitReason, Fact, Ground};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PeriodNumber, PersonId};
use registro_domain::people::Profile;
use registro_domain::text::italian_time;
use registro_eventlog::event::CommandId;
use registro_projections::attendance_totals::FactState;
use serde::Deserialize;
use uuid::Uuid;

use super::roll_call::{field, ground, ground_code, refused, retried};
use super::views_layout::Link;
use super::views_roll_call::Pick;
use super::views_student_day::{FactToMend, StudentDayPage, Values as Offered};
use super::views_text::long_date;
use super::{address, frame};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::commands::Command;
use crate::commands::annulment::Annul;
use crate::commands::correction::{Correct, Values};
use crate::http::Web;
use crate::http::class_day::timetable;
use crate::http::record::carry_out;
use crate::http::student::{nothing_told, seen_student};
use crate::identity::Session;
use crate::problem::{Problem, shown};
use crate::refusal::Refusal;
use crate::register::Outcome;
use crate::sentence;

const REASONS: [(&str, &str, ExitReason); 4] = [
    ("famiglia", "Motivi della famiglia", ExitReason::Family),
    ("salute", "Motivi di salute", ExitReason::Health),
    ("malessere", "Malessere a scuola", ExitReason::Malaise),
    ("urgenza", "Urgenza", ExitReason::Urgent),
];
const GROUNDS: [(&str, Ground); 3] =
    [("Nessun motivo", Ground::None), ("Trasporti", Ground::Transport), ("Famiglia", Ground::Family)];

/// Where the person came from, and what was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    da: Option<String>,
    fatto: Option<String>,
}

/// `GET /studenti/{id}/giorni/{date}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path((student, on)): Path<(PersonId, Date)>,
    Query(asked): Query<Asked>,
) -> Result<StudentDayPage, Problem> {
    let profile = mendable(&session, student)?;
    let facts = facts(&web, &session, profile, on).await?;
    let mut page = page(&web, &session, profile, on, asked.da.as_deref(), facts);
    page.done = asked.fatto.as_deref().and_then(done).map(str::to_owned);
    Ok(page)
}

/// `POST /studenti/{id}/giorni/{date}`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path((student, on)): Path<(PersonId, Date)>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let profile = mendable(&session, student)?;
    let id: Uuid = field(&fields, "command")?;
    let number = FactNumber(field(&fields, "number")?);
    let back = fields.get("da").map(String::as_str);
    let outcome = match command(student, on, number, &fields) {
        Ok(command) => carry_out(&web, &session, CommandId(id), command, None, true).await,
        Err(refusal) => Err(refusal.into()),
    };
    let problem = match outcome {
        Ok(outcome) => {
            let done = match (outcome, fields.get("atto").map(String::as_str)) {
                (Outcome::NothingToDo, _) => "nulla",
                (Outcome::Recorded(_), Some("annulla")) => "annullato",
                (Outcome::Recorded(_), _) => "corretto",
            };
            let here = from(address::student_day(student, on), back);
            let sign = if here.contains('?') { '&' } else { '?' };
            return Ok(Redirect::to(&format!("{here}{sign}fatto={done}")).into_response());
        }
        Err(problem) if matches!(problem.status.as_u16(), 401 | 403 | 404) => return Err(problem),
        Err(problem) => problem,
    };
    let mut facts = facts(&web, &session, profile, on).await?;
    let Some(fact) = facts.iter_mut().find(|fact| fact.number == number.0) else { return Err(problem) };
    keep(fact, &fields);
    fact.command = retried(&problem, id);
    fact.refused = Some(refused(&problem));
    Ok(shown(problem.status, page(&web, &session, profile, on, back, facts)))
}

/// A student whom the person may see, in a capacity that mends.
fn mendable(session: &Session, student: PersonId) -> Result<&Profile, Refusal> {
    let capacity = session.agent.capacity;
    if !mends(capacity) {
        return Err(Refusal::NotAllowed(format!("come {capacity} non si corregge il registro")));
    }
    seen_student(session, student)
}

/// Who corrects and annuls what is recorded of a student's day.
pub(super) fn mends(capacity: Capacity) -> bool {
    matches!(capacity, Capacity::Teacher | Capacity::Secretariat | Capacity::Principal)
}

fn page(
    web: &Web,
    session: &Session,
    profile: &Profile,
    on: Date,
    back: Option<&str>,
    facts: Vec<FactToMend>,
) -> StudentDayPage {
    let student = profile.person;
    let name = profile.full_name();
    let mut layout = frame::layout(web, Some(session), &format!("{name}, {}", long_date(on)), "/classi");
    layout.breadcrumbs = frame::crumbs(&[(&name, address::student(student))], &long_date(on));
    let (label, href) = match back.filter(|path| address::is_local(path)) {
        Some(path) if path.starts_with("/appello") => ("Torna all’appello".to_owned(), path.to_owned()),
        Some(path) => ("Torna al giorno della classe".to_owned(), path.to_owned()),
        None => (format!("La pagina di {name}"), address::student(student)),
    };
    StudentDayPage {
        layout,
        name,
        day_text: long_date(on),
        action: address::student_day(student, on),
        back: Link { label, href },
        done: None,
        facts,
    }
}

/// The facts of a day that stand.
async fn facts(
    web: &Web,
    session: &Session,
    profile: &Profile,
    on: Date,
) -> Result<Vec<FactToMend>, Refusal> {
    if session.asking().hides_day(profile.person, on) {
        return Err(nothing_told());
    }
    let year = SchoolYear::containing(on);
    let Some(totals) = web.app.totals(profile.person, year, Moment::Now).await? else {
        return Ok(Vec::new());
    };
    let standing =
        totals.facts.into_iter().filter(|(_, known)| known.on == on && known.state == FactState::Stands);
    let facts = standing.map(|(number, known)| FactToMend {
        number: number.0,
        what: sentence::fact(&known.fact),
        command: CommandId::of_a_form().to_string(),
        values: offered(session, profile, on, &known.fact),
        reason: String::new(),
        refused: None,
    });
    Ok(facts.collect())
}

fn offered(session: &Session, profile: &Profile, on: Date, fact: &Fact) -> Offered {
    match fact {
        Fact::Absence { scope } => {
            let class = profile.class_on(on);
            let day = class.and_then(|class| timetable(&session.directory, class, on).ok());
            let hours = day.into_iter().flat_map(|day| day.hours).map(|hour| Pick {
                value: hour.period.0.to_string(),
                label: format!("{} ora", hour.period),
                chosen: matches!(scope, AbsenceScope::Hours(periods) if periods.contains(&hour.period)),
            });
            Offered::Absence { whole_day: *scope == AbsenceScope::WholeDay, hours: hours.collect() }
        }
        Fact::Entry { at, ground: stated, .. } => Offered::Entry {
            at: italian_time(*at),
            grounds: GROUNDS
                .map(|(label, ground)| pick(ground_code(ground), label, ground == *stated))
                .to_vec(),
        },
        Fact::Exit { at, reason, collection } => {
            let mut with =
                vec![pick("maggiorenne", "Da maggiorenne", *collection == Collection::AdultStudent)];
            with.extend(profile.guardians_on(on).map(|person| Pick {
                value: person.to_string(),
                label: format!("Con {}", session.name(person)),
                chosen: *collection == Collection::Guardian { person },
            }));
            let delegate = matches!(collection, Collection::Delegate { .. });
            with.push(pick("delegato", "Con una persona delegata, documento visto", delegate));
            let reasons = REASONS.map(|(code, label, known)| pick(code, label, known == *reason));
            Offered::Exit { at: italian_time(*at), reasons: reasons.to_vec(), with }
        }
        Fact::Activity { .. } | Fact::RecoveryMissed { .. } => Offered::Fixed,
    }
}

fn pick(value: &str, label: &str, chosen: bool) -> Pick {
    Pick { value: value.to_owned(), label: label.to_owned(), chosen }
}

/// The act that a form asks for.
fn command(
    student: PersonId,
    on: Date,
    number: FactNumber,
    fields: &BTreeMap<String, String>,
) -> Result<Command, Refusal> {
    let reason = fields.get("reason").cloned().unwrap_or_default();
    if fields.get("atto").is_some_and(|act| act == "annulla") {
        return Ok(Command::Annul(Annul { student, on, number, reason }));
    }
    let chosen = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let unknown = |name: &str| Refusal::Malformed(format!("il modulo non si legge: {name}"));
    let values = match chosen("tipo") {
        "assenza" if chosen("ambito") == "giornata" => Values::Absence { periods: None },
        "assenza" => {
            let periods = fields.keys().filter_map(|name| name.strip_prefix("ora-")?.parse().ok());
            Values::Absence { periods: Some(periods.map(PeriodNumber).collect::<BTreeSet<_>>()) }
        }
        "ingresso" => Values::Entry {
            at: field::<Time>(fields, "at")?,
            ground: ground(chosen("motivo")).ok_or_else(|| unknown("motivo"))?,
        },
        "uscita" => Values::Exit {
            at: field::<Time>(fields, "at")?,
            reason: REASONS
                .into_iter()
                .find(|(code, ..)| *code == chosen("motivo"))
                .map(|(.., reason)| reason)
                .ok_or_else(|| unknown("motivo"))?,
            collection: match chosen("con") {
                "maggiorenne" => Collection::AdultStudent,
                "delegato" => Collection::Delegate { document_checked: true },
                _ => Collection::Guardian { person: PersonId(field(fields, "con")?) },
            },
        },
        _ => return Err(unknown("tipo")),
    };
    Ok(Command::Correct(Correct { student, on, number, values, reason }))
}

/// Puts back into the form what was written in it.
fn keep(fact: &mut FactToMend, fields: &BTreeMap<String, String>) {
    let written = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let choose = |picks: &mut Vec<Pick>, name: &str| {
        picks.iter_mut().for_each(|pick| pick.chosen = pick.value == written(name));
    };
    fact.reason = written("reason");
    match &mut fact.values {
        Offered::Absence { whole_day, hours } => {
            *whole_day = written("ambito") == "giornata";
            hours
                .iter_mut()
                .for_each(|hour| hour.chosen = fields.contains_key(&format!("ora-{}", hour.value)));
        }
        Offered::Entry { at, grounds } => {
            *at = written("at");
            choose(grounds, "motivo");
        }
        Offered::Exit { at, reasons, with } => {
            *at = written("at");
            choose(reasons, "motivo");
            choose(with, "con");
        }
        Offered::Fixed => {}
    }
}

/// An address that remembers where the person came from.
pub(super) fn from(page: String, back: Option<&str>) -> String {
    match back.filter(|path| address::is_local(path)) {
        Some(back) => format!("{page}?da={}", address::encoded(back)),
        None => page,
    }
}

fn done(code: &str) -> Option<&'static str> {
    match code {
        "corretto" => {
            Some("La correzione è registrata, con il motivo; ciò che diceva prima resta nella storia.")
        }
        "annullato" => Some("L’annullamento è registrato, con il motivo; il fatto resta nella storia."),
        "nulla" => Some("Non c’era nulla da cambiare."),
        _ => None,
    }
}
