//! The page of an error or of a refusal.

use super::frame;
use super::views_layout::Link;
use super::views_problem::{Again, ProblemPage};
use crate::http::Web;
use crate::identity::Session;
use crate::problem::{Change, Problem};

const AGAIN: &str = "Accedi di nuovo e ripeti l'atto: ciò che avevi scritto non è stato registrato.";

/// The page that tells a problem to a person.
pub fn page(
    web: &Web,
    session: Option<&Session>,
    problem: &Problem,
    again: Option<Again>,
    sign_in_again: Option<Link>,
) -> ProblemPage {
    let mut what_to_do: Vec<String> = problem.changed.iter().flatten().map(changed).collect();
    what_to_do.extend(match sign_in_again {
        Some(_) => Some(AGAIN.to_owned()),
        None => advice(problem.status.as_u16()).map(str::to_owned),
    });
    if again.is_some() {
        what_to_do.push("Oppure, se le parole dicono soltanto ciò che serve, conferma il testo.".to_owned());
    }
    let home = Link { label: "Vai alla pagina iniziale".to_owned(), href: "/".to_owned() };
    ProblemPage {
        layout: frame::layout(web, session, problem.title, ""),
        status: problem.status.as_u16(),
        title: if again.is_some() { "Un dubbio sulle parole".to_owned() } else { problem.title.to_owned() },
        explanation: format!("{}.", frame::capital(&problem.detail)),
        norm: problem.norm.map(frame::norm),
        what_to_do,
        links: sign_in_again.into_iter().chain([home]).collect(),
        reference: None,
        again,
    }
}

fn changed(change: &Change) -> String {
    let when = frame::recorded_text(change.when);
    format!("Nel frattempo {} ({}), {when}: {}", change.who, change.capacity, change.what)
}

fn advice(status: u16) -> Option<&'static str> {
    match status {
        401 => Some("Entra di nuovo: l'accesso può essere scaduto."),
        403 => Some("Controlla in quale veste hai fatto l'accesso."),
        404 => Some("Controlla l'indirizzo, o parti dalla pagina iniziale."),
        409 | 412 => Some("Torna alla pagina, guarda che cosa è cambiato e ripeti l'atto se serve ancora."),
        422 => Some("Torna alla pagina precedente e correggi i dati."),
        500.. => Some("Riprova fra poco: ciò che era già registrato non si perde."),
        _ => None,
    }
}
