//! A student's history: what the register said at an instant, beside what it says now.

use registro_domain::fact::Said;
use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use jiff::Timestamp;
use jiff::civil::DateTime;
use registro_domain::ids::PersonId;
use registro_eventlog::event::{Position, StreamName, Version};
use registro_projections::attendance_totals::{Figure, Totals};
use registro_projections::audit_trail::Act;
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use serde::Deserialize;

use super::student::{Tab, header, nothing_yet};
use super::views_history::{AuditEntry, HistoryPage, Stop, TotalRow};
use super::views_text::long_date;
use super::{address, frame};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::clock;
use crate::http::Web;
use crate::http::history::seen_trail;
use crate::http::query::{self, figure_name};
use crate::http::student::{Asked as Latest, seen_student_at};
use crate::identity::Session;
use crate::policy::Record;
use crate::problem::Problem;
use crate::sentence;

/// An instant, or the number of events known.
#[derive(Debug, Deserialize)]
pub struct Asked {
    al: Option<String>,
    evento: Option<usize>,
}

/// `GET /studenti/{id}/storia`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<HistoryPage, Problem> {
    // The latest that the person sees: now, for most.
    let (profile, latest) = seen_student_at(&session, student, &Latest::default())?;
    let last_moment = web.app.moment(latest.instant).await?;
    let trail = seen_trail(&web, &session, student, last_moment).await?;
    let now = web.app.register.clock.now();
    let stop = asked.evento.filter(|known| *known < trail.len());
    let (moment, instant) = match (query::as_of(asked.al.as_deref())?, stop) {
        (Some(asked), _) => {
            let instant = latest.instant.map_or(asked, |last| last.min(asked));
            (web.app.moment(Some(instant)).await?, Some(instant))
        }
        (None, Some(0)) => (Moment::BeforeAll, trail.first().map(|(act, _)| just_before(act.recorded_at))),
        (None, Some(known)) => {
            let last = trail.get(known - 1).map(|(act, _)| act);
            (last.map_or(last_moment, |act| Moment::At(act.position)), last.map(|act| act.recorded_at))
        }
        (None, None) => (last_moment, latest.instant),
    };
    let known = trail.iter().filter(|(act, _)| is_known(act.position, moment)).count();
    let year = latest.year;
    let then = web.app.totals(student, year, moment).await?;
    let totals_now = web.app.totals(student, year, last_moment).await?;
    let or_nothing = |totals: Option<Totals>| totals.unwrap_or_else(|| nothing_yet(student, year));

    let shown = instant.unwrap_or(now);
    let form_action = address::history(student);
    let mut layout = frame::layout(&web, Some(&session), &profile.full_name(), &address::student(student));
    layout.as_of = instant.map(|instant| frame::as_of_banner(&session, student, instant, address::history));
    let first = trail.first().map_or(now, |(act, _)| just_before(act.recorded_at));
    Ok(HistoryPage {
        layout,
        student: header(&session, profile, &latest, Tab::History),
        form_action,
        as_of_value: minute(shown),
        as_of_text: frame::instant_text(shown),
        min_value: minute(first),
        max_value: minute(now),
        is_now: instant.is_none(),
        stops: stops(&trail),
        position: known,
        totals: if session.asking().hides_record(Record::Attendance, student, year) {
            Vec::new()
        } else {
            totals_rows(&web, &or_nothing(then), &or_nothing(totals_now), instant)
        },
        entries: entries(&trail, known, &session.directory),
        later_events: trail.len() - known,
    })
}

fn is_known(position: Position, moment: Moment) -> bool {
    match moment {
        Moment::Now => true,
        Moment::At(until) => position <= until,
        Moment::BeforeAll => false,
    }
}

fn just_before(instant: Timestamp) -> Timestamp {
    instant.checked_sub(jiff::SignedDuration::from_micros(1)).unwrap_or(instant)
}

/// A time on the school's wall, for the field of a form.
pub(super) fn minute(instant: Timestamp) -> String {
    clock::wall(instant).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// A time on the school's wall, exact enough to tell one event from the next.
fn exact(instant: Timestamp) -> DateTime {
    clock::wall(instant)
}

fn stops(trail: &[(Act, Event)]) -> Vec<Stop> {
    let before = trail.first().map(|(act, _)| Stop {
        as_of_value: exact(just_before(act.recorded_at)).to_string(),
        text: "Prima di ogni evento".to_owned(),
    });
    let after = trail.iter().map(|(act, event)| {
        let what = sentence::heading(&event.fact).0.to_lowercase();
        Stop {
            as_of_value: exact(act.recorded_at).to_string(),
            text: format!("{}: {what}", frame::instant_text(act.recorded_at)),
        }
    });
    before.into_iter().chain(after).collect()
}

fn totals_rows(web: &Web, then: &Totals, now: &Totals, instant: Option<Timestamp>) -> Vec<TotalRow> {
    let al = instant.map(|instant| exact(instant).to_string());
    let student = now.student;
    let row = |label: &str, unit: &str, then: i64, now: i64, figure: Figure| TotalRow {
        label: label.to_owned(),
        then_text: format!("{then}{unit}"),
        now_text: format!("{now}{unit}"),
        difference_text: match now - then {
            0 => String::new(),
            more @ 1.. => format!("+{more}{unit}"),
            fewer => format!("−{}{unit}", fewer.unsigned_abs()),
        },
        why_then_href: Some(address::student_why(student, &figure_name(&figure), al.as_deref())),
        why_now_href: Some(address::student_why(student, &figure_name(&figure), None)),
    };
    let of = |figure: fn(&Totals) -> u32| (i64::from(figure(then)), i64::from(figure(now)));
    let (missed, justified) = (of(Totals::hours_missed), of(Totals::hours_justified));
    let (unjustified, late) = (of(Totals::hours_unjustified), of(Totals::late_entries));
    let share = web.app.register.regulation.attendance_share(now.year.last_day());
    let left = (then.hours_left(share), now.hours_left(share));
    vec![
        row("Ore perse", " ore", missed.0, missed.1, Figure::HoursMissed),
        row("Ore giustificate", " ore", justified.0, justified.1, Figure::HoursJustified),
        row("Ore non giustificate", " ore", unjustified.0, unjustified.1, Figure::HoursUnjustified),
        row("Ritardi", "", late.0, late.1, Figure::LateEntries),
        row("Ore annuali", " ore", then.annual_hours.into(), now.annual_hours.into(), Figure::AnnualHours),
        row("Ore intere residue", " ore", left.0, left.1, Figure::HoursLeft),
    ]
}

/// The acts known, the newest first, each with those that it took the place of and that took its place.
fn entries(trail: &[(Act, Event)], known: usize, directory: &Directory) -> Vec<AuditEntry> {
    let by_version: BTreeMap<(&StreamName, Version), &Act> =
        trail.iter().map(|(act, event)| ((&event.envelope.stream, event.envelope.version), act)).collect();
    let by_position: BTreeMap<Position, &Act> = trail.iter().map(|(act, _)| (act.position, act)).collect();
    let last_known = known.checked_sub(1).and_then(|last| trail.get(last)).map(|(act, _)| act.position);
    let here = |act: &Act| {
        let later = last_known < Some(act.position);
        let mut event = frame::event_ref(act.position, act.recorded_at);
        event.later = later;
        if !later {
            event.href = format!("#evento-{}", act.position.0);
        }
        event
    };
    let entries = trail.iter().take(known).rev().map(|(act, event)| {
        let supersedes = act.supersedes.first().and_then(|fact| {
            by_version.get(&(&event.envelope.stream, Version(u64::from(fact.0)))).map(|act| here(act))
        });
        let after = act.superseded_by.iter().filter_map(|by| by_position.get(by));
        AuditEntry {
            supersedes,
            superseded_by: after.map(|act| here(act)).collect(),
            ..entry(event, directory)
        }
    });
    entries.collect()
}

/// An event as an act of the trail, by itself.
pub(super) fn entry(event: &Event, directory: &Directory) -> AuditEntry {
    let envelope = &event.envelope;
    let (kind, icon) = sentence::heading(&event.fact);
    AuditEntry {
        number: envelope.position.0,
        effective_text: long_date(envelope.effective_on),
        recorded_text: frame::recorded_text(envelope.recorded_at),
        late_text: frame::late_text(event).map(|late| format!("{late} il fatto")),
        actor: directory.name(PersonId(envelope.actor.person)),
        capacity: Capacity::italian_of(&envelope.actor.capacity).to_owned(),
        kind: kind.to_owned(),
        icon,
        what: format!("{}.", frame::capital(&sentence::act(&event.fact, directory))),
        reason: sentence::reason(&event.fact).map(ToString::to_string),
        norms: frame::norms(event.fact.because()),
        supersedes: None,
        superseded_by: Vec::new(),
    }
}
