//! The lists behind the figures of the dashboard.

use axum::extract::{Path, Query};
use jiff::ToSpan as _;
use jiff::civil::Date;
use registro_domain::attendance::{AbsenceScope, Fact};
use registro_domain::text::italian_day;
use registro_projections::class_day::ClassDay;
use serde::Deserialize;

use super::classes::{columns, link, number, text};
use super::dashboard::{near_cap, near_cap_note, near_cap_when};
use super::views_layout::Link;
use super::views_list::{Cell, ListPage};
use super::views_text::{decimal, long_date};
use super::{address, frame};
use crate::http::Web;
use crate::http::class_day::standing;
use crate::http::dashboard::{Morning, near_the_line, trend};
use crate::http::grades::subject_name;
use crate::http::query;
use crate::identity::Session;
use crate::problem::Problem;
use crate::sentence;
use crate::waiting;

/// Which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    giorno: Option<String>,
}

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    Classi,
    Assenti,
    Ritardi,
    Uscite,
    Limite,
    Settimana,
}

/// `GET /elenchi/{name}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(name): Path<Name>,
    Query(asked): Query<Asked>,
) -> Result<ListPage, Problem> {
    let on = query::day_or(asked.giorno.as_deref(), session.today)?;
    let morning = Morning::of(&web, &session, on).await?;
    let filled = match name {
        Name::Classi => classes(&session, &morning, on),
        Name::Assenti => students(&session, &morning, on, "Assenti", "assenti", |fact| match fact {
            Fact::Absence { scope } => *scope == AbsenceScope::WholeDay,
            Fact::Entry { .. } | Fact::Exit { .. } | Fact::Activity { .. } | Fact::RecoveryMissed { .. } => {
                false
            }
        }),
        Name::Ritardi => students(&session, &morning, on, "Ritardi", "ritardi", |fact| match fact {
            Fact::Entry { .. } => true,
            Fact::Absence { .. }
            | Fact::Exit { .. }
            | Fact::Activity { .. }
            | Fact::RecoveryMissed { .. } => false,
        }),
        Name::Uscite => students(&session, &morning, on, "Uscite anticipate", "uscite", |fact| match fact {
            Fact::Exit { .. } => true,
            Fact::Absence { .. }
            | Fact::Entry { .. }
            | Fact::Activity { .. }
            | Fact::RecoveryMissed { .. } => false,
        }),
        Name::Limite => limit(&web, &session, on).await?,
        Name::Settimana => week(&web, &session, on).await?,
    };
    Ok(page(&web, &session, filled, on))
}

fn page(web: &Web, session: &Session, filled: Filled, on: Date) -> ListPage {
    let mut layout = frame::layout(web, Some(session), &filled.heading, "/cruscotto");
    let back = format!("/cruscotto?al={on}");
    layout.breadcrumbs = frame::crumbs(&[("Cruscotto", back.clone())], &filled.heading);
    ListPage {
        layout,
        heading: filled.heading,
        intro: filled.intro,
        caption: filled.caption,
        columns: filled.columns,
        rows: filled.rows,
        empty_text: filled.empty_text.to_owned(),
        why_href: filled.why_href,
        related: vec![Link { label: format!("Cruscotto, {}", long_date(on)), href: back }],
    }
}

/// What one list says.
struct Filled {
    heading: String,
    intro: String,
    caption: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
    empty_text: &'static str,
    why_href: Option<String>,
}

/// `GET /elenchi/voti-mancanti`: who has no grade in a subject, of the days that a scrutiny covers. Of today, whatever day is asked
/// for.
pub(crate) async fn missing_grades(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<ListPage, Problem> {
    let on = query::day_or(asked.giorno.as_deref(), session.today)?;
    let missing = waiting::missing_grades(&web, &session).await?;
    let rows: Vec<Vec<Cell>> = missing
        .iter()
        .flat_map(|it| it.students.iter().map(move |student| (it, *student)))
        .map(|(it, student)| {
            vec![
                link(session.name(student), address::student_grades(student)),
                text(session.directory.class_label(it.class)),
                link(subject_name(&session, &it.subject), address::class_grades(it.class, &it.subject)),
                text(format!("{}, {}", it.period.italian(), italian_day(it.sits_on))),
            ]
        })
        .collect();
    let filled = Filled {
        heading: "Voti che mancano per gli scrutini convocati".to_owned(),
        intro: "Studenti senza alcun voto in una materia, nel periodo dello scrutinio. Situazione di oggi."
            .to_owned(),
        caption: format!("{} voti che mancano, dallo scrutinio più vicino", rows.len()),
        columns: columns(&["Studente", "Classe", "Materia", "Scrutinio"]),
        rows,
        empty_text: "Nessuno scrutinio convocato, o nessuno studente senza voti.",
        why_href: None,
    };
    Ok(page(&web, &session, filled, on))
}

fn classes(session: &Session, morning: &Morning, on: Date) -> Filled {
    let rows = morning.classes.iter().map(|class| {
        let called = class.is_called();
        let count = |of: fn(&ClassDay) -> i64| {
            if called { number(class.count(of)) } else { Cell { numeric: true, ..text("—".to_owned()) } }
        };
        vec![
            link(session.directory.class_label(class.id), address::class_on(class.id, on)),
            text(if called { "fatto" } else { "non ancora fatto" }.to_owned()),
            number(class.enrolled),
            count(ClassDay::absent),
            count(ClassDay::late),
            count(ClassDay::left_early),
        ]
    });
    Filled {
        heading: format!("Le classi di {}", long_date(on)),
        intro: "Le classi che hanno lezione in questo giorno.".to_owned(),
        caption: format!("{} classi, {} con l’appello fatto", morning.classes.len(), morning.called()),
        columns: columns(&["Classe", "Appello", "Iscritti", "Assenti", "Ritardi", "Uscite"]),
        rows: rows.collect(),
        empty_text: "Nessuna classe ha lezione in questo giorno.",
        why_href: Some(address::day_why("appelli", on, None)),
    }
}

fn students(
    session: &Session,
    morning: &Morning,
    on: Date,
    what: &str,
    figure: &str,
    is: fn(&Fact) -> bool,
) -> Filled {
    let mut rows = Vec::new();
    for class in &morning.classes {
        let Some(day) = &class.recorded else { continue };
        for profile in session.directory.class_on(class.id, on) {
            let facts: Vec<Fact> = standing(day, profile.person).into_values().filter(is).collect();
            if !facts.is_empty() {
                let facts: Vec<String> = facts.iter().map(sentence::fact).collect();
                rows.push(vec![
                    link(profile.full_name(), address::student(profile.person)),
                    link(session.directory.class_label(class.id), address::class_on(class.id, on)),
                    text(frame::capital(&facts.join("; "))),
                ]);
            }
        }
    }
    Filled {
        heading: format!("{what} di {}", long_date(on)),
        intro: "Nelle classi di cui è stato fatto l’appello, come risulta ora.".to_owned(),
        caption: format!("{} studenti", rows.len()),
        columns: columns(&["Studente", "Classe", "Fatto"]),
        rows,
        empty_text: "Nessuno studente.",
        why_href: Some(address::day_why(figure, on, None)),
    }
}

async fn limit(web: &Web, session: &Session, on: Date) -> Result<Filled, Problem> {
    let near = near_the_line(web, session, on).await?;
    let rows: Vec<Vec<Cell>> = near
        .students
        .iter()
        .zip(&near.forecasts)
        .map(|(totals, forecast)| {
            let near = near_cap(session, &near, totals, *forecast);
            vec![
                link(near.name, near.href),
                text(near.class_name),
                Cell { href: Some(near.why_href), ..number(near.hours_missed) },
                Cell { href: Some(near.left_why_href), ..number(near.hours_left_text) },
                number(format!("{} %", near.percent_of_cap)),
                text(near.forecast_text),
                text(near.level.label().to_owned()),
            ]
        })
        .collect();
    Ok(Filled {
        heading: "Vicini al limite del 25 % di assenze".to_owned(),
        intro: match near_cap_when(session, on) {
            Some(when) => format!("{when}, non di {}. {}", long_date(on), near_cap_note()),
            None => near_cap_note(),
        },
        caption: format!(
            "{} studenti oltre la prima soglia di attenzione, dal più vicino al limite",
            rows.len()
        ),
        columns: columns(&[
            "Studente",
            "Classe",
            "Ore perse",
            "Ore residue",
            "Limite consumato",
            "Al ritmo attuale",
            "Livello",
        ]),
        rows,
        empty_text: "Nessuno studente ha superato la prima soglia di attenzione.",
        why_href: None,
    })
}

async fn week(web: &Web, session: &Session, on: Date) -> Result<Filled, Problem> {
    let monday = on.saturating_sub(i64::from(on.weekday().to_monday_zero_offset()).days());
    let sunday = monday.saturating_add(6.days());
    let days = trend(web, session, sunday.min(session.today)).await?;
    let rows: Vec<Vec<Cell>> = days
        .iter()
        .filter(|(day, _)| monday <= *day && *day <= sunday)
        .map(|(day, counted)| {
            let share = counted.absent as f64 * 100.0 / counted.enrolled.max(1) as f64;
            vec![
                link(long_date(*day), format!("/cruscotto?al={day}")),
                Cell { href: Some(address::list("assenti", *day)), ..number(counted.absent) },
                number(counted.enrolled),
                number(format!("{} %", decimal(share))),
            ]
        })
        .collect();
    Ok(Filled {
        heading: format!("La settimana di {}", long_date(monday)),
        intro: "Assenti per l’intera giornata sugli iscritti delle classi di cui è stato fatto l’appello."
            .to_owned(),
        caption: format!("{} giorni di lezione", rows.len()),
        columns: columns(&["Giorno", "Assenti", "Iscritti", "Quota"]),
        rows,
        empty_text: "In questa settimana non è stato fatto nessun appello.",
        why_href: None,
    })
}
