//! The register of breaches, and what is unusual in the access log.

use axum::extract::Query;
use registro_eventlog::event::Position;

use super::classes::{columns, link, text};
use super::views_layout::Link;
use super::views_list::{Cell, ListPage};
use super::{address, frame};
use crate::access;
use crate::clock::wall;
use crate::http::Web;
use crate::http::breaches::{Asked, found, stated};
use crate::identity::Session;
use crate::problem::Problem;
use crate::sentence::{breach_kind, breach_stands};

/// `GET /violazioni`.
pub async fn get(web: Web, session: Session) -> Result<ListPage, Problem> {
    let answer = stated(&web, &session).await?;
    let rows = answer.breaches.iter().map(|it| {
        let known = it.state.recorded.as_ref();
        let what = known.map(|known| known.what.to_string()).unwrap_or_default();
        let first = it.positions.first().map(|at| address::event(Position(*at)));
        let kinds: Vec<&str> =
            known.iter().flat_map(|known| &known.kinds).map(|it| breach_kind(*it)).collect();
        let aware = known.map(|known| wall(known.aware_at).strftime("%d/%m/%Y %H:%M").to_string());
        let standing = it.standing.map(breach_stands).unwrap_or_default();
        vec![
            first.map_or_else(|| text(what.clone()), |href| link(what.clone(), href)),
            text(aware.unwrap_or_default()),
            text(kinds.join(", ")),
            Cell { text: known.map_or(0, |known| known.people).to_string(), numeric: true, href: None },
            text(frame::capital(&standing)),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let heading = "Registro delle violazioni dei dati";
    Ok(ListPage {
        layout: frame::layout(&web, Some(&session), heading, address::REQUESTS),
        heading: heading.to_owned(),
        intro: "Ogni violazione si annota; se c’è un rischio per le persone si notifica al Garante entro settantadue ore \
                da quando la scuola lo sa (GDPR, art. 33)."
            .to_owned(),
        caption: format!("{} violazioni annotate", rows.len()),
        columns: columns(&["Che cosa", "Saputo il", "Di che cosa", "Persone", "Come sta"]),
        rows,
        empty_text: "Nessuna violazione annotata.".to_owned(),
        why_href: None,
        related: vec![Link { label: "Richieste".to_owned(), href: address::REQUESTS.to_owned() }],
    })
}

/// `GET /accessi/anomalie`.
pub async fn anomalies(web: Web, session: Session, Query(asked): Query<Asked>) -> Result<ListPage, Problem> {
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
