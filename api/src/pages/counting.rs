//! The report of who would cross the line under each way of counting hours.

use axum::extract::Query;
use registro_domain::forecast::Forecast;
use registro_domain::hours::Policy;
use serde::Deserialize;

use super::classes::{link, number, text};
use super::views_layout::Link;
use super::views_list::{Cell, ListPage};
use super::views_text::{long_date, short_date};
use super::{address, frame};
use crate::http::{Web, counting};
use crate::identity::Session;
use crate::outlook::{Compared, Counting, Way};
use crate::problem::Problem;

/// Until which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    al: Option<String>,
}

/// `GET /rapporti/conteggi`.
pub(crate) async fn get(web: Web, session: Session, Query(asked): Query<Asked>) -> Result<ListPage, Problem> {
    let counting = counting::seen(&web, &session, asked.al.as_deref()).await?;
    let heading = "Chi supererebbe il limite con altri conteggi";
    let mut layout = frame::layout(&web, Some(&session), heading, "/cruscotto");
    layout.breadcrumbs = frame::crumbs(&[("Cruscotto", "/cruscotto".to_owned())], heading);
    let row = |student: &Compared| {
        let label = student.class.map(|class| session.directory.class_label(class)).unwrap_or_default();
        let mut row = vec![
            link(session.name(student.student), address::student(student.student)),
            text(label),
            number(student.annual_hours),
        ];
        row.extend(student.ways.iter().map(cell));
        row
    };
    let mut names = vec!["Studente".to_owned(), "Classe".to_owned(), "Ore annuali".to_owned()];
    names.extend(Policy::ALL.map(|policy| name(policy, counting.adopted)));
    Ok(ListPage {
        layout,
        heading: heading.to_owned(),
        intro: intro(&counting),
        caption: format!(
            "{} studenti su {}: ore perse e, al ritmo attuale, giorno in cui il limite è superato",
            counting.students.len(),
            counting.counted
        ),
        columns: names,
        rows: counting.students.iter().map(row).collect(),
        empty_text: "Nessuno studente supera il limite o lo supererebbe, in nessun modo di contare."
            .to_owned(),
        why_href: None,
        related: vec![Link {
            label: "Vicini al limite".to_owned(),
            href: address::list("limite", counting.on),
        }],
    })
}

fn intro(counting: &Counting) -> String {
    let each = Policy::ALL.map(|policy| {
        let (beyond, to_cross) = counting.crossing(policy);
        format!("{}: {beyond} oltre il limite, {to_cross} lo supererebbero", name(policy, counting.adopted))
    });
    format!(
        "Fino a {}. {}. Gli eventi dicono solo il conteggio adottato.",
        long_date(counting.on),
        each.join("; ")
    )
}

fn name(policy: Policy, adopted: Policy) -> String {
    let name = match policy {
        Policy::WholeLessons => "Ore intere",
        Policy::ExactMinutes => "Minuti esatti",
        Policy::HalfHourFloor => "Mezz’ore per difetto",
        Policy::NearestHour => "Ora più vicina",
    };
    if policy == adopted { format!("{name} (adottato)") } else { name.to_owned() }
}

fn cell(way: &Way) -> Cell {
    let hours = frame::hours_text(way.year.absent_minutes.into());
    number(match way.forecast {
        Forecast::AlreadyBeyond => format!("{hours} · oltre"),
        Forecast::Crosses(on) => format!("{hours} · {}", short_date(on)),
        Forecast::NotThisYear | Forecast::TooEarly => hours,
    })
}
