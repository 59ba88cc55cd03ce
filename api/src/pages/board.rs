//! The board of whoever is signed in: what is asked of her first, then what she has not read.

use axum::extract::Query;
use registro_domain::notice::Asks;
use registro_domain::text::on_day;
use registro_projections::inbox::{Pending, Received};
use registro_projections::notices::Line;
use serde::Deserialize;

use super::views_board::{BoardPage, Entry, PublishedRow};
use super::views_text::{long_date, short_date};
use super::{address, frame};
use crate::commands::notice::writes;
use crate::http::Web;
use crate::http::notices::{published_by, received};
use crate::http::sight::oversees_all_notices;
use crate::identity::Session;
use crate::problem::Problem;
use crate::sentence;

/// What was just done.
#[derive(Debug, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// `GET /bacheca`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<BoardPage, Problem> {
    let mut received = received(&web, &session).await?;
    let published = published_by(&web, &session).await?;
    received.sort_by_key(|received| (received.pending(session.today), std::cmp::Reverse(received.position)));
    let (asked_of_her, others): (Vec<_>, Vec<_>) =
        received.iter().partition(|received| received.pending(session.today) != Pending::Nothing);
    let (unread, read): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|received| received.receipt.opened.is_none());
    let entries =
        |received: Vec<&Received>| received.into_iter().map(|received| entry(&session, received)).collect();
    let writes = writes(session.agent.capacity);
    let all = oversees_all_notices(&session);
    Ok(BoardPage {
        layout: frame::layout(&web, Some(&session), "Bacheca", "/bacheca"),
        done: asked.fatto.as_deref().and_then(super::notice::done),
        compose_href: writes.then_some("/bacheca/nuova"),
        asked: entries(asked_of_her),
        unread: entries(unread),
        read: entries(read),
        published: published.iter().map(row).collect(),
        published_heading: if all { "Pubblicate dalla scuola" } else { "Scritte da te" },
    })
}

fn entry(session: &Session, received: &Received) -> Entry {
    let pending = received.pending(session.today);
    let mut marks = Vec::new();
    if received.receipt.opened.is_none() {
        marks.push("da leggere");
    }
    if received.corrected {
        marks.push("rettificata");
    }
    if received.withdrawn.is_some() {
        marks.push("ritirata");
    }
    Entry {
        title: received.title.to_string(),
        href: address::notice(received.notice),
        detail: format!(
            "{} di {}, {}",
            sentence::notice::kind(received.kind),
            session.name(received.author),
            long_date(received.on)
        ),
        asked: (pending != Pending::Nothing).then(|| what_is_asked(received.asks)),
        marks,
        late: matches!(pending, Pending::Late { .. }),
    }
}

/// "presa visione entro il 14 novembre 2025"; empty if nothing is asked.
pub(super) fn what_is_asked(asks: Asks) -> String {
    let by = asks.by().map(|by| format!(" entro {}", on_day(by))).unwrap_or_default();
    match asks {
        Asks::Nothing => String::new(),
        Asks::Acknowledgement { .. } => format!("presa visione{by}"),
        Asks::Answer { .. } => format!("una risposta per ciascuno studente{by}"),
    }
}

fn row(line: &Line) -> PublishedRow {
    PublishedRow {
        title: line.title.clone(),
        href: address::notice(line.notice),
        day: short_date(line.on),
        recipients: line.recipients,
        opened: line.opened,
        done: line.done,
        withdrawn: line.withdrawn,
    }
}
