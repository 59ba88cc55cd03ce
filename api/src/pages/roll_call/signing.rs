//! Signing for the hour after its roll, with the topic and, if there is any, the homework.

use std::collections::BTreeMap;

use axum::Form;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan as _;
use jiff::civil::Date;
use registro_domain::ids::{ClassId, SubjectCode};
use registro_domain::lesson::Presence;
use registro_eventlog::event::CommandId;
use registro_projections::class_day::Hour;
use uuid::Uuid;

use super::super::views_roll_call::Signing;
use super::place::Place;
use super::sent::{Sent, field};
use super::{address_of, again, is_teacher, opened, refused, retried, sheet};
use crate::clock;
use crate::commands::Command;
use crate::commands::homework::AssignHomework;
use crate::commands::signature::Sign;
use crate::http::Web;
use crate::http::class_day::{holidays, timetable};
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// What was written in the form.
struct Written {
    sent: Sent,
    topic: String,
    homework_command: Uuid,
    homework: String,
    due_on: String,
}

impl Written {
    fn read(fields: &BTreeMap<String, String>) -> Result<Self, Problem> {
        let text = |name: &str| fields.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
        Ok(Self {
            sent: Sent::read(fields)?,
            topic: text("argomento"),
            homework_command: field(fields, "command-compiti")?,
            homework: text("compiti"),
            due_on: text("per-il"),
        })
    }
}

/// `POST /appello/firma`. The homework is a second act: refused, the signature before it stands.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    is_teacher(&session)?;
    let now = clock::wall(web.app.register.clock.now());
    let written = Written::read(&fields)?;
    let place = opened(&session, now, &written.sent)?;
    let signs = fields.contains_key("argomento");
    match acts(&web, &session, &place, &written, signs).await {
        Ok(()) => {
            let done = if signs { "firma" } else { "compiti" };
            Ok(Redirect::to(&format!("{}&fatto={done}#fatto", address_of(&place))).into_response())
        }
        Err(problem) => {
            let mut sheet = sheet(&web, &session, &place, now, None).await?;
            if let Some(signing) = &mut sheet.signing {
                signing.command = retried(&problem, written.sent.command.0);
                signing.homework_command = retried(&problem, written.homework_command);
                signing.topic = written.topic;
                signing.homework = written.homework;
                signing.due_on = written.due_on;
                signing.refused = Some(refused(&problem));
            }
            again(&web, &session, &place, now, sheet, &problem).await
        }
    }
}

async fn acts(
    web: &Web,
    session: &Session,
    place: &Place,
    written: &Written,
    signs: bool,
) -> Result<(), Problem> {
    let Place { class, on, hour, substitutes } = place.clone();
    if signs {
        let sign = Sign { class, on, period: hour.period, substitutes, topic: written.topic.clone() };
        carry_out(web, session, written.sent.command, Command::Sign(sign), None, true).await?;
    }
    if !signs || !written.homework.is_empty() {
        let no_day = |_| Refusal::Malformed("manca il giorno per cui sono i compiti".to_owned());
        let due_on = written.due_on.parse().map_err(no_day)?;
        let text = written.homework.clone();
        let assign = AssignHomework { class, on, subject: hour.subject, text, due_on };
        let id = CommandId(written.homework_command);
        carry_out(web, session, id, Command::AssignHomework(assign), None, true).await?;
    }
    Ok(())
}

/// The form, with who signed already.
pub(super) fn form(session: &Session, place: &Place, recorded: Option<&Hour>) -> Signing {
    let directory = &session.directory;
    let signatures = recorded.into_iter().flat_map(|hour| &hour.signatures);
    let signatures = signatures.map(|(teacher, signature)| {
        let whose = match signature.presence {
            Presence::Timetable => String::new(),
            Presence::Substitution { of } => format!(" al posto di {}", directory.name(of)),
        };
        format!("{}{whose}: «{}»", directory.name(*teacher), signature.topic)
    });
    let day_after = place.on.checked_add(1.day()).unwrap_or(place.on);
    Signing {
        signatures: signatures.collect(),
        signed: recorded.is_some_and(|hour| hour.signatures.contains_key(&session.agent.person)),
        command: CommandId::of_a_form().to_string(),
        homework_command: CommandId::of_a_form().to_string(),
        due_on: next_lesson(session, place.class, &place.hour.subject, place.on)
            .map(|on| on.to_string())
            .unwrap_or_default(),
        due_from: day_after.to_string(),
        ..Signing::default()
    }
}

/// The next day on which the class has that subject.
fn next_lesson(session: &Session, class: ClassId, subject: &SubjectCode, after: Date) -> Option<Date> {
    let calendar = session.directory.school.calendar(after).ok()?;
    let holidays = holidays(&session.directory, after);
    let mut day = after.checked_add(1.day()).ok()?;
    while day <= calendar.last_day {
        if calendar.is_lesson_day(&holidays, day)
            && timetable(&session.directory, class, day)
                .is_ok_and(|day| day.hours.iter().any(|hour| hour.subject == *subject))
        {
            return Some(day);
        }
        day = day.checked_add(1.day()).ok()?;
    }
    None
}
