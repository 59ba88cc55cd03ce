//! The roll call on a page: what a teacher does at the door of every hour.

use std::collections::{BTreeMap, BTreeSet};

use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use jiff::civil::{Date, DateTime, Time};
use registro_domain::attendance::{AbsenceScope, Fact, Ground};
use registro_domain::hours::LessonHour;
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::text::italian_time;
use registro_eventlog::event::CommandId;
use registro_projections::class_day::ClassDay;
use uuid::Uuid;

use super::views_roll_call::{RollCallForm, RollCallRow};
use super::{address, frame};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::roll_call::{Late, RollCall};
use crate::http::Web;
use crate::http::class_day::{seen_class, standing};
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sentence;

/// `POST /classi/{id}/appello`.
pub async fn post(
    State(web): State<Web>,
    session: Session,
    Path(class): Path<ClassId>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Redirect, Problem> {
    seen_class(&session, class)?;
    let (command, roll) = read(class, &fields)?;
    let on = roll.on;
    carry_out(&web, &session, command, Command::RollCall(roll), None, true).await?;
    Ok(Redirect::to(&format!("{}#ore", address::class_on(class, on))))
}

/// Who is not in the form is in class: whoever has come in late or left early already is not asked again.
fn read(class: ClassId, fields: &BTreeMap<String, String>) -> Result<(CommandId, RollCall), Refusal> {
    let command = CommandId(field::<Uuid>(fields, "command")?);
    let (on, period) = (field::<Date>(fields, "on")?, PeriodNumber(field(fields, "period")?));
    let (mut absent, mut late) = (BTreeSet::new(), Vec::new());
    for (name, said) in fields {
        let Some(student) = name.strip_prefix("stato-") else { continue };
        let id = PersonId(Uuid::parse_str(student).map_err(|_| unreadable(name))?);
        match said.as_str() {
            "presente" => {}
            "assente" => {
                absent.insert(id);
            }
            "ritardo" => {
                let at = field::<Time>(fields, &format!("ora-{student}"))?;
                late.push(Late { student: id, at, ground: Ground::None });
            }
            _ => return Err(unreadable(name)),
        }
    }
    Ok((command, RollCall { class, on, period, substitutes: None, absent, late }))
}

fn field<T: std::str::FromStr>(fields: &BTreeMap<String, String>, name: &str) -> Result<T, Refusal> {
    fields.get(name).and_then(|value| value.parse().ok()).ok_or_else(|| unreadable(name))
}

fn unreadable(name: &str) -> Refusal {
    Refusal::Malformed(format!("il modulo dell'appello non si legge: {name}"))
}

/// The form, for a teacher in charge of the hour going on whose roll has not been called.
pub(super) fn form(
    session: &Session,
    class: ClassId,
    now: DateTime,
    hours: &[LessonHour],
    day: Option<&ClassDay>,
    on: Date,
) -> Option<RollCallForm> {
    let Session { agent, directory, today } = session;
    if agent.capacity != Capacity::Teacher || on != *today {
        return None;
    }
    let hour = hours.iter().find(|hour| hour.starts <= now.time() && now.time() < hour.ends)?;
    let called = day.and_then(|day| day.hours.get(&hour.period)).is_some_and(|hour| hour.called_by.is_some());
    if called || !hour.teachers.contains(&agent.person) {
        return None;
    }
    let subject = directory.school.subjects.get(&hour.subject);
    let rows = directory.class_on(class, on).into_iter().map(|profile| {
        let facts: Vec<Fact> =
            day.map(|day| standing(day, profile.person)).unwrap_or_default().into_values().collect();
        let moved = facts.iter().find(|fact| match fact {
            Fact::Entry { .. } | Fact::Exit { .. } => true,
            Fact::Absence { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => false,
        });
        RollCallRow {
            id: profile.person.to_string(),
            name: profile.full_name(),
            absent: facts.contains(&Fact::Absence { scope: AbsenceScope::WholeDay }),
            known: moved.map(sentence::fact),
        }
    });
    Some(RollCallForm {
        action: format!("{}/appello", address::class(class)),
        hour_text: format!(
            "{} ora, {}–{}, {}",
            hour.period,
            italian_time(hour.starts),
            italian_time(hour.ends),
            subject.map_or_else(|| hour.subject.to_string(), ToString::to_string)
        ),
        period: hour.period.0,
        on: on.to_string(),
        now: frame::clock_text(now),
        command: Uuid::new_v4().to_string(),
        students: rows.collect(),
    })
}
