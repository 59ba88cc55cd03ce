//! Who acted in two sessions at once: to be looked into by a person, and no proof of anything.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::Query;
use jiff::civil::{Date, time};
use jiff::{SignedDuration, Timestamp};
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_eventlog::log::Filter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::student::Named;
use super::{Web, query};
use crate::clock;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter};
use crate::problem::{CitedNorm, Problem};
use crate::refusal::Refusal;

/// How near two acts are to be at once.
const AT_ONCE: SignedDuration = SignedDuration::from_secs(60);
const PAGE: usize = 10_000;

/// The day of the recording.
#[derive(Debug, Deserialize)]
pub struct Asked {
    on: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Answer {
    on: Date,
    norm: CitedNorm,
    /// What the alert means, in Italian.
    note: &'static str,
    alerts: Vec<Alert>,
}

#[derive(Serialize, ToSchema)]
struct Alert {
    person: Named<PersonId>,
    /// When the second of two sessions acted.
    at: Vec<Timestamp>,
    sessions: BTreeSet<Uuid>,
}

/// An act as the envelope of its event tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    pub person: PersonId,
    pub session: Uuid,
    pub at: Timestamp,
}

/// `GET /api/v1/reports/sessions`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    if !session.asking().may_read(Matter::SessionReport, &About::school()) {
        return Err(Refusal::NotFound("il rapporto").into());
    }
    let on = query::day_or(asked.on.as_deref(), session.today)?;
    let alerts = at_once(&acts(&web, on).await?).into_iter().map(|(person, times)| Alert {
        person: Named { id: person, name: session.name(person) },
        sessions: times.iter().flat_map(|(_, sessions)| *sessions).collect(),
        at: times.into_iter().map(|(at, _)| at).collect(),
    });
    Ok(Json(Answer {
        on,
        norm: Norm::PersonalCredentials.into(),
        note: "due sessioni della stessa persona nello stesso minuto: da verificare, non prova un abuso",
        alerts: alerts.collect(),
    }))
}

/// What was recorded on a day at the school.
async fn acts(web: &Web, on: Date) -> Result<Vec<Act>, Refusal> {
    let register = &web.app.register;
    let begins = clock::instant(on.to_datetime(time(0, 0, 0, 0)));
    let before = begins.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(begins);
    let mut after = register.log.position_at(register.school, before).await?;
    let mut acts = Vec::new();
    loop {
        let page = register.log.read_all(register.school, after, PAGE, Filter::All).await?;
        let last = page.len() < PAGE;
        for event in page {
            if on < clock::wall(event.recorded_at).date() {
                return Ok(acts);
            }
            let (person, session) = (PersonId(event.actor.person), event.actor.session);
            acts.push(Act { person, session, at: event.recorded_at });
            after = Some(event.position);
        }
        if last {
            return Ok(acts);
        }
    }
}

/// For each person, when one session acted within a minute of another, and which two they were.
///
/// Norm: reg. istituto, art. 42, c. 3 and 10 (A12-05).
fn at_once(acts: &[Act]) -> BTreeMap<PersonId, Vec<(Timestamp, [Uuid; 2])>> {
    let mut last: BTreeMap<PersonId, Act> = BTreeMap::new();
    let mut alerts: BTreeMap<PersonId, Vec<_>> = BTreeMap::new();
    for act in acts {
        // Between the acts of two sessions there are two that follow one another.
        if let Some(before) = last.insert(act.person, *act)
            && before.session != act.session
            && act.at.duration_since(before.at) < AT_ONCE
        {
            alerts.entry(act.person).or_default().push((act.at, [before.session, act.session]));
        }
    }
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(person: u128, session: u128, at: &str) -> Act {
        let at = format!("2025-11-11T{at}Z").parse().expect("an instant");
        Act { person: PersonId(Uuid::from_u128(person)), session: Uuid::from_u128(session), at }
    }

    /// A12-05
    #[test]
    fn two_sessions_of_one_person_within_a_minute_are_an_alert() {
        let told = |acts: &[Act]| at_once(acts).into_values().map(|times| times.len()).sum::<usize>();
        for (acts, alerts) in [
            (vec![act(1, 7, "09:00:00"), act(1, 8, "09:00:59.999999")], 1),
            (vec![act(1, 7, "09:00:00"), act(1, 8, "09:01:00")], 0),
            (vec![act(1, 7, "09:00:59"), act(1, 8, "09:01:01")], 1), // Not of the same minute on the clock.
            (vec![act(1, 7, "09:00:00"), act(1, 7, "09:00:01")], 0),
            (vec![act(1, 7, "09:00:00"), act(2, 8, "09:00:01")], 0),
            (vec![act(1, 7, "09:00:00"), act(2, 9, "09:00:01"), act(1, 8, "09:00:02")], 1),
            (vec![act(1, 7, "09:00:00"), act(1, 8, "09:00:10"), act(1, 7, "09:00:20")], 2),
            (vec![], 0),
        ] {
            assert_eq!(told(&acts), alerts, "{acts:?}");
        }
    }
}
