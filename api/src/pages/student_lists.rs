//! The lists behind a student's figures: the hours missed one by one, and the facts of the year.

use axum::extract::{Path, Query};
use registro_domain::attendance::Fact;
use registro_domain::ids::{PersonId, SubjectCode};
use registro_projections::attendance_totals::{FactState, Figure, Justified, KnownFact, Totals};
use serde::Deserialize;

use super::classes::{columns, link, number, text};
use super::student::nothing_yet;
use super::views_layout::Link;
use super::views_list::{Cell, ListPage};
use super::views_text::{long_date, short_date};
use super::{address, frame};
use crate::http::Web;
use crate::http::query::figure_name;
use crate::http::student::{Asked as Now, When, attendance_told, seen_student_at};
use crate::identity::Session;
use crate::problem::Problem;
use crate::sentence;

/// Which of the hours.
#[derive(Debug, Deserialize)]
pub struct Hours {
    materia: Option<String>,
    solo: Option<Only>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Only {
    Giustificate,
    NonGiustificate,
}

/// Which of the facts.
#[derive(Debug, Deserialize)]
pub struct Facts {
    tipo: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Ritardi,
}

/// `GET /studenti/{id}/ore`.
pub(crate) async fn hours(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Hours>,
) -> Result<ListPage, Problem> {
    let (profile, when) = seen_student_at(&session, student, &Now::default())?;
    let (name, totals) = (profile.full_name(), totals(&web, &session, student, &when).await?);
    let subject = asked.materia.map(SubjectCode);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (on, missed) in &totals.days {
        for hour in missed {
            let known = totals.facts.get(&hour.fact);
            let accepted = known.is_some_and(KnownFact::is_justified);
            let wanted = match asked.solo {
                None => true,
                Some(Only::Giustificate) => accepted,
                Some(Only::NonGiustificate) => !accepted,
            };
            if wanted && subject.as_ref().is_none_or(|subject| *subject == hour.subject) {
                rows.push(vec![
                    text(short_date(*on)),
                    text(format!("{} ora", hour.period)),
                    text(subject_name(&session, &hour.subject)),
                    text(
                        known.map_or_else(String::new, |known| frame::capital(&sentence::fact(&known.fact))),
                    ),
                    text(known.map_or("", |known| justification(known.justification)).to_owned()),
                ]);
            }
        }
    }
    let which = match asked.solo {
        None => "Ore perse",
        Some(Only::Giustificate) => "Ore giustificate",
        Some(Only::NonGiustificate) => "Ore non giustificate",
    };
    let of = subject.as_ref().map(|subject| format!(" di {}", subject_name(&session, subject)));
    let heading = format!("{which}{}: {name}", of.unwrap_or_default());
    let figure = match (subject, asked.solo) {
        (None, None) => Some(Figure::HoursMissed),
        (None, Some(Only::Giustificate)) => Some(Figure::HoursJustified),
        (None, Some(Only::NonGiustificate)) => Some(Figure::HoursUnjustified),
        (Some(subject), None) => Some(Figure::HoursOfSubject(subject)),
        (Some(_), Some(_)) => None,
    };
    Ok(ListPage {
        caption: format!("{} in tutto", sentence::hours(rows.len())),
        columns: columns(&["Giorno", "Ora", "Materia", "Fatto", "Giustificazione"]),
        rows,
        empty_text: "Nessuna ora.".to_owned(),
        why_href: figure.map(|figure| address::student_why(student, &figure_name(&figure), None)),
        ..list(&web, &session, student, &name, heading)
    })
}

/// `GET /studenti/{id}/fatti`.
pub(crate) async fn facts(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Facts>,
) -> Result<ListPage, Problem> {
    let (profile, when) = seen_student_at(&session, student, &Now::default())?;
    let (name, totals) = (profile.full_name(), totals(&web, &session, student, &when).await?);
    let wanted = |known: &KnownFact| match asked.tipo {
        None => true,
        Some(Kind::Ritardi) => known.state == FactState::Stands && matches!(known.fact, Fact::Entry { .. }),
    };
    let rows: Vec<Vec<Cell>> = totals
        .facts
        .iter()
        .filter(|(_, known)| wanted(known))
        .map(|(fact, known)| {
            let missed = totals.days.get(&known.on).into_iter().flatten();
            let missed = missed.filter(|hour| hour.fact == *fact).count();
            vec![
                link(format!("Fatto n. {fact}"), address::history(student)),
                text(long_date(known.on)),
                text(frame::capital(&sentence::fact(&known.fact))),
                text(state(known.state)),
                number(missed),
                text(justification(known.justification).to_owned()),
            ]
        })
        .collect();
    let (heading, figure) = match asked.tipo {
        None => (format!("Fatti dell’anno: {name}"), Figure::HoursMissed),
        Some(Kind::Ritardi) => (format!("Ritardi: {name}"), Figure::LateEntries),
    };
    Ok(ListPage {
        caption: format!("{} fatti", rows.len()),
        columns: columns(&["Fatto", "Giorno", "Che cosa", "Stato", "Ore perse", "Giustificazione"]),
        rows,
        empty_text: "Nessun fatto.".to_owned(),
        why_href: Some(address::student_why(student, &figure_name(&figure), None)),
        ..list(&web, &session, student, &name, heading)
    })
}

async fn totals(web: &Web, session: &Session, student: PersonId, when: &When) -> Result<Totals, Problem> {
    attendance_told(session, student, when.year)?;
    let moment = web.app.moment(when.instant).await?;
    let totals = web.app.totals(student, when.year, moment).await?;
    Ok(totals.unwrap_or_else(|| nothing_yet(student, when.year)))
}

fn list(web: &Web, session: &Session, student: PersonId, name: &str, heading: String) -> ListPage {
    let mut layout = frame::layout(web, Some(session), &heading, &address::student(student));
    layout.breadcrumbs = frame::crumbs(&[(name, address::student(student))], &heading);
    ListPage {
        layout,
        heading,
        intro: String::new(),
        caption: String::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        empty_text: String::new(),
        why_href: None,
        related: vec![Link { label: format!("Riepilogo di {name}"), href: address::student(student) }],
    }
}

pub(super) fn subject_name(session: &Session, subject: &SubjectCode) -> String {
    let name = session.directory.school.subjects.get(subject);
    name.map_or_else(|| subject.to_string(), ToString::to_string)
}

fn state(state: FactState) -> String {
    match state {
        FactState::Stands => "vale".to_owned(),
        FactState::TurnedInto(into) => format!("diventato il fatto n. {into}"),
        FactState::Annulled => "annullato".to_owned(),
    }
}

/// What became of a justification, in words.
pub(super) fn justification(justified: Justified) -> &'static str {
    match justified {
        Justified::No => "da giustificare",
        Justified::Submitted => "giustificazione da esaminare",
        Justified::Withdrawn => "giustificazione ritirata",
        Justified::Accepted => "giustificato",
        Justified::Refused => "giustificazione respinta",
    }
}
