//! The access log, for the protection officer.

use axum::extract::Query;
use registro_domain::ids::PersonId;
use serde::Deserialize;

use super::classes::{columns, link, text};
use super::views_layout::Link;
use super::views_list::{Cell, ListPage};
use super::{address, frame};
use crate::access;
use crate::access::entry::Kind;
use crate::clock;
use crate::http::Web;
use crate::http::accesses::{Access, Answer, Asked as Filter, Readers, Told, consulted};
use crate::http::student::Named;
use crate::identity::Session;
use crate::problem::Problem;

/// Names shown of a long list.
const NAMED: usize = 3;

/// Whose data, by whom, of which kind, when.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    persona: Option<PersonId>,
    lettore: Option<PersonId>,
    tipo: Option<Kind>,
    dal: Option<String>,
    al: Option<String>,
    prima: Option<String>,
}

/// `GET /accessi`.
pub(crate) async fn get(web: Web, session: Session, Query(asked): Query<Asked>) -> Result<ListPage, Problem> {
    let (persona, lettore) = (asked.persona, asked.lettore);
    let filter = Filter {
        person: persona,
        reader: lettore,
        kind: asked.tipo,
        from: asked.dal,
        to: asked.al,
        cursor: asked.prima,
    };
    let consulted = consulted(&web, &session, &filter).await?;
    let answer = Answer::of(consulted, &session.directory, Readers::ByName);
    let heading = "Registro degli accessi";
    let mut related = Vec::new();
    if let Some(next) = &answer.next {
        related.push(Link { label: "Accessi precedenti".to_owned(), href: further(&filter, next) });
    }
    if persona.is_some() || lettore.is_some() {
        related.push(Link { label: "Tutti gli accessi".to_owned(), href: address::ACCESSES.to_owned() });
    }
    let of = |person: Option<PersonId>, what: &str| {
        person.map(|person| format!("{what} {}", session.name(person))).unwrap_or_default()
    };
    Ok(ListPage {
        layout: frame::layout(&web, Some(&session), heading, address::ACCESSES),
        heading: format!("{heading}{}{}", of(persona, " ai dati di"), of(lettore, " di")),
        intro:
            "Chi ha consultato dati personali, di chi, quando e per quale fine. Anche questa consultazione è \
                registrata."
                .to_owned(),
        caption: format!("{} accessi, dal più recente", answer.accesses.len()),
        columns: columns(&[
            "Quando",
            "Chi",
            "In quale veste",
            "Di chi",
            "Quali dati",
            "Per quale fine",
            "Esito",
        ]),
        rows: answer.accesses.iter().map(row).collect(),
        empty_text: "Nessun accesso risponde a questi criteri.".to_owned(),
        why_href: None,
        related,
    })
}

fn row(access: &Access) -> Vec<Cell> {
    let when = text(clock::wall(access.at).strftime("%d/%m/%Y %H:%M:%S").to_string());
    let Some(told) = &access.told else {
        return [vec![when, text("illeggibile: la chiave non c'è più".to_owned())], vec![Cell::default(); 5]]
            .concat();
    };
    let kinds: Vec<&str> = told.kinds.iter().map(|kind| kind.italian()).collect();
    vec![
        when,
        match &told.reader {
            Some(Named { id, name }) => link(name.clone(), format!("{}?lettore={}", address::ACCESSES, id.0)),
            None => text(told.office.clone()),
        },
        text(told.office.clone()),
        of_whom(told),
        text(kinds.join(", ")),
        text(told.purpose.clone()),
        text(format!("{}, {}", told.outcome.italian(), told.channel.italian())),
    ]
}

fn of_whom(told: &Told) -> Cell {
    let mut names = Vec::new();
    for person in told.persons.iter().take(NAMED) {
        access::of(person.id);
        names.push(person.name.as_str());
    }
    let classes: Vec<&str> = told.classes.iter().map(|class| class.name.as_str()).collect();
    let others = told.persons.len().saturating_sub(NAMED);
    let and_others = format!("e altri {others}");
    if 0 < others {
        names.push(&and_others);
    }
    let of_classes = if classes.is_empty() { String::new() } else { format!(" ({})", classes.join(", ")) };
    let said = format!("{}{of_classes}", names.join(", "));
    match &told.persons[..] {
        [only] => link(said, format!("{}?persona={}", address::ACCESSES, only.id.0)),
        _ => text(said),
    }
}

/// The same question, of what was before.
fn further(filter: &Filter, next: &str) -> String {
    let mut href = format!("{}?prima={next}", address::ACCESSES);
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            href += &format!("&{name}={}", address::encoded(&value));
        }
    };
    add("persona", filter.person.map(|person| person.0.to_string()));
    add("lettore", filter.reader.map(|reader| reader.0.to_string()));
    add("tipo", filter.kind.and_then(|kind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned)));
    add("dal", filter.from.clone());
    add("al", filter.to.clone());
    href
}
