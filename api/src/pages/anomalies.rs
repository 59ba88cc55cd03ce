//! What is unusual in the access log.

use axum::extract::Query;

use super::classes::{columns, text};
use super::views_layout::Link;
use super::views_list::{Cell, ListPage};
use super::{address, frame};
use crate::access;
use crate::clock::wall;
use crate::http::Web;
use crate::http::breaches::{Asked, found};
use crate::identity::Session;
use crate::problem::Problem;

/// `GET /accessi/anomalie`.
pub(crate) async fn get(web: Web, session: Session, Query(asked): Query<Asked>) -> Result<ListPage, Problem> {
    let found = found(&web, &session, &asked).await?;
    let rows = found.iter().map(|it| {
        for person in &it.persons {
            access::of(*person);
        }
        let whose = match it.persons.as_slice() {
            [one] => session.name(*one),
            many => format!("{} persone", many.len()),
        };
        vec![
            text(wall(it.at).strftime("%d/%m/%Y %H:%M").to_string()),
            text(format!("{}, {}", it.reader_name, it.capacity.italian())),
            text(whose),
            text(frame::capital(&it.why)),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let heading = "Accessi insoliti";
    Ok(ListPage {
        layout: frame::layout(&web, Some(&session), heading, address::ACCESSES),
        heading: heading.to_owned(),
        intro: "Accessi da guardare, ciascuno con la regola che lo indica. Non sono un giudizio su chi ha letto: lo accerta \
                una persona."
            .to_owned(),
        caption: format!("{} accessi insoliti", rows.len()),
        columns: columns(&["Quando", "Chi", "Dati di", "Perché"]),
        rows,
        empty_text: "Nessun accesso insolito in questi giorni.".to_owned(),
        why_href: None,
        related: vec![Link { label: "Tutti gli accessi".to_owned(), href: address::ACCESSES.to_owned() }],
    })
}
