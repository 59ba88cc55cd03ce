//! A class's day at a moment: which hours were called and signed, who was where.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use registro_domain::ids::ClassId;
use registro_projections::class_day::Whereabouts;

use super::{Acts, At, Lines};
use crate::access;
use crate::answers::Moment;
use crate::http::Web;
use crate::http::class_day::{seen_class, told};
use crate::http::grades::subject_name;
use crate::identity::Session;
use crate::refusal::Refusal;

pub(super) async fn acts(web: &Web, session: &Session, class: ClassId, on: Date) -> Result<Acts, Refusal> {
    seen_class(session, class)?;
    let events = web.app.why_class_day(class, on, Moment::Now).await?;
    Ok(Acts { events, of_files: BTreeSet::new() })
}

pub(super) async fn lines(
    web: &Web,
    session: &Session,
    class: ClassId,
    on: Date,
    At { moment, .. }: At,
) -> Result<Lines, Refusal> {
    let Some(day) = web.app.class_day(class, on, moment).await? else { return Ok(Lines::new()) };
    let day = told(session, day);
    let mut lines = Lines::new();
    for (period, hour) in &day.hours {
        let called = hour.called_by.map(|by| format!("appello di {}", session.name(by)));
        let signed = hour.signatures.iter().map(|(by, signed)| {
            let topic = signed.topic.to_string();
            format!("firma di {}: {topic}", session.name(*by))
        });
        let told: Vec<String> = called.into_iter().chain(signed).collect();
        lines.push((format!("{} ora", period.0), told.join(" · ")));
    }
    for homework in &day.homework {
        let (subject, due_on) = (subject_name(session, &homework.subject), homework.due_on);
        let what = format!("Compiti di {subject} per il {}", due_on.strftime("%d/%m/%Y"));
        lines.push((what, homework.text.to_string()));
    }
    for student in session.directory.class_on(class, on) {
        // Her name is told, and not her id, by which the rest of an answer is recorded.
        access::of(student.person);
        if session.asking().hides_day(student.person, on) {
            lines.push((session.name(student.person), "dato limitato".to_owned()));
            continue;
        }
        let (word, since) = words(day.whereabouts(student.person));
        let at = since.map(|since| format!(" alle {}", since.strftime("%H:%M"))).unwrap_or_default();
        lines.push((session.name(student.person), format!("{word}{at}")));
    }
    Ok(lines)
}

/// Where somebody is, in words, and since when.
pub fn words(whereabouts: Whereabouts) -> (&'static str, Option<Time>) {
    match whereabouts {
        Whereabouts::NotCalled => ("appello non fatto", None),
        Whereabouts::Present => ("presente", None),
        Whereabouts::Absent => ("assente", None),
        Whereabouts::In { since } => ("entrato in ritardo", Some(since)),
        Whereabouts::Out { since } => ("uscito", Some(since)),
        Whereabouts::AbsentForHours => ("assente per alcune ore", None),
        Whereabouts::AtActivity => ("a un'attività della scuola", None),
        Whereabouts::AtActivityForHours => ("a un'attività della scuola per alcune ore", None),
    }
}
