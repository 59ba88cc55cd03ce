//! The sign-in: through the provider of identities, or, in a demo, by choosing whom to be.

pub mod back;
pub mod capacity;
mod enter;
pub mod leave;
pub mod start;

use std::collections::BTreeMap;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Profile;
use registro_projections::directory::Directory;
use serde::Deserialize;
use uuid::Uuid;

use self::enter::local;
use super::frame;
use super::views_sign_in::{DemoPerson, RoleGroup, SignInPage};
use crate::actor::{Agent, Capacity};
use crate::http::{Schools, Web};
use crate::problem::{Problem, shown};
use crate::sentence;
use crate::sign_in::message::What;
use crate::sign_in::secret::hash;
use crate::sign_in::session::Proved;

/// The level of assurance that a demo pretends: SPID 2, the least that writes.
const DEMO_ASSURANCE: u8 = 2;
/// Classes of which students and guardians are offered; the teachers and the offices are all there.
const CLASSES_OFFERED: usize = 3;
/// Students offered of each class.
const STUDENTS_OFFERED: usize = 6;

/// Where to go after signing in; whether somebody has just left.
#[derive(Debug, Deserialize)]
pub struct Asked {
    return_to: Option<String>,
    #[serde(default)]
    uscito: bool,
}

/// The person chosen, and the capacity.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    person: PersonId,
    capacity: Capacity,
    return_to: Option<String>,
}

/// `GET /accesso`.
pub(crate) async fn get(
    State(schools): State<Schools>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if let Some(web) = schools.only().filter(|web| web.app.demo) {
        return Ok(page(&web, asked.return_to, None).await?.into_response());
    }
    if schools.sign_in().provider.is_none() {
        return Err(Problem::unknown_path());
    }
    Ok(enter::page(&schools, local(asked.return_to), asked.uscito).await?.into_response())
}

/// `POST /accesso`.
pub(crate) async fn post(
    web: Web,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    if !web.app.demo {
        return Err(Problem::unknown_path());
    }
    let register = &web.app.register;
    let Chosen { person, capacity, return_to } = chosen;
    let agent = Agent { person, capacity, assurance: DEMO_ASSURANCE, session: Uuid::nil() };
    if !agent.holds(&*register.directory().await?, register.today()) {
        let error = format!("Questa persona oggi non può entrare come {capacity}.");
        let again = page(&web, return_to, Some(error)).await?;
        return Ok(shown(StatusCode::UNPROCESSABLE_ENTITY, again));
    }
    let sign_in = &web.keys.sign_in;
    let replaces = sign_in.ticket(&headers).map(|ticket| hash(&ticket.secret).to_vec()).unwrap_or_default();
    let (at, subject, provider_session) = (sign_in.clock.now(), Vec::new(), Vec::new());
    let proved = Proved { person, level: DEMO_ASSURANCE, at, subject, provider_session };
    let (ticket, found) = sign_in.begin(&web.app, &proved, Some(capacity), &replaces).await?;
    web.app.keep(&found.message(What::SignedIn)).await?;
    let to = local(return_to).unwrap_or_else(|| "/".to_owned());
    Ok(([(SET_COOKIE, sign_in.keep(&ticket)?)], Redirect::to(&to)).into_response())
}

async fn page(web: &Web, return_to: Option<String>, error: Option<String>) -> Result<SignInPage, Problem> {
    if !web.app.demo {
        return Err(Problem::unknown_path());
    }
    let register = &web.app.register;
    let directory = register.directory().await?;
    let mut layout = frame::layout(web, None, "Accesso", "/accesso");
    if let Some((name, _)) = &directory.school.name {
        layout.school_name = name.to_string();
    }
    Ok(SignInPage {
        layout,
        groups: groups(&directory, register.today()),
        return_to: local(return_to),
        error,
    })
}

fn groups(directory: &Directory, today: Date) -> Vec<RoleGroup> {
    let offered = offered(directory, today);
    let all = Capacity::ALL.into_iter();
    all.map(|capacity| {
        let mut people: Vec<DemoPerson> = directory
            .people()
            .filter(|profile| {
                let (person, session) = (profile.person, Uuid::nil());
                Agent { person, capacity, assurance: DEMO_ASSURANCE, session }.holds(directory, today)
            })
            .filter(|profile| match capacity {
                Capacity::Student => offered.contains(&profile.person),
                Capacity::Guardian => {
                    directory.children_of(profile.person).any(|child| offered.contains(&child.person))
                }
                Capacity::Principal
                | Capacity::Deputy
                | Capacity::SiteLead
                | Capacity::Secretariat
                | Capacity::Teacher
                | Capacity::Dpo
                | Capacity::Auditor
                | Capacity::Technician
                | Capacity::Support => true,
            })
            .map(|profile| demo_person(directory, profile, capacity, today))
            .collect();
        people.sort_by(|a, b| a.name.cmp(&b.name));
        RoleGroup { heading: heading(capacity).to_owned(), note: note(capacity).to_owned(), people }
    })
    .collect()
}

/// Some students of some classes: a school has too many for one page.
fn offered(directory: &Directory, today: Date) -> Vec<PersonId> {
    let mut classes: Vec<(String, ClassId)> =
        directory.school.classes.iter().map(|(id, class)| (class.label.to_string(), *id)).collect();
    classes.sort();
    let full = classes.into_iter().map(|(_, id)| directory.class_on(id, today)).filter(|s| !s.is_empty());
    full.take(CLASSES_OFFERED)
        .flat_map(|students| students.into_iter().take(STUDENTS_OFFERED))
        .map(|student| student.person)
        .collect()
}

fn demo_person(directory: &Directory, profile: &Profile, capacity: Capacity, today: Date) -> DemoPerson {
    DemoPerson {
        person_id: profile.person.to_string(),
        capacity_id: capacity.name().to_owned(),
        name: profile.full_name(),
        detail: detail(directory, profile, capacity, today),
    }
}

fn detail(directory: &Directory, profile: &Profile, capacity: Capacity, today: Date) -> String {
    match capacity {
        Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Dpo
        | Capacity::Auditor
        | Capacity::Technician
        | Capacity::Support => capacity.italian().to_owned(),
        Capacity::Teacher => {
            let mut chairs: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for chair in profile.chairs_on(today) {
                let subject = directory.school.subjects.get(&chair.subject);
                let subject = subject.map_or_else(|| chair.subject.to_string(), ToString::to_string);
                chairs.entry(subject).or_default().push(directory.class_label(chair.class));
            }
            let chairs =
                chairs.into_iter().map(|(subject, classes)| format!("{subject}: {}", classes.join(", ")));
            chairs.collect::<Vec<_>>().join("; ")
        }
        Capacity::Guardian => {
            let children = directory.children_of(profile.person).flat_map(|child| {
                let held = child.guardians.iter().filter(|held| held.guardian == profile.person);
                held.map(move |held| {
                    format!("{} di {}", sentence::relation_name(held.relation), child.full_name())
                })
            });
            children.collect::<Vec<_>>().join("; ")
        }
        Capacity::Student => {
            let class = profile.class_on(today).map(|class| directory.class_label(class));
            format!("classe {}", class.unwrap_or_default())
        }
    }
}

fn heading(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Principal => "Dirigente scolastico",
        Capacity::Deputy => "Collaboratori del dirigente",
        Capacity::SiteLead => "Responsabili di plesso",
        Capacity::Secretariat => "Segreteria",
        Capacity::Teacher => "Docenti",
        Capacity::Guardian => "Genitori",
        Capacity::Student => "Studenti",
        Capacity::Dpo => "Responsabile della protezione dei dati",
        Capacity::Auditor => "Revisore",
        Capacity::Technician => "Assistente tecnico",
        Capacity::Support => "Assistenza del fornitore",
    }
}

fn note(capacity: Capacity) -> &'static str {
    match capacity {
        Capacity::Principal => "Vede il cruscotto della scuola e tutte le classi.",
        Capacity::Deputy => "Vede la scuola e decide i permessi per il dirigente.",
        Capacity::SiteLead => "Vede la scuola e nel proprio plesso decide per il dirigente.",
        Capacity::Secretariat => "Vede la scuola, corregge e annulla con un motivo.",
        Capacity::Teacher => "Fa l'appello, firma, esamina le giustificazioni delle proprie classi.",
        Capacity::Guardian => "Vede i propri figli e giustifica.",
        Capacity::Student => "Vede la propria pagina; da maggiorenne giustifica da sé.",
        Capacity::Dpo => "Risponde a chi chiede dei propri dati.",
        Capacity::Auditor => {
            "Ripercorre la storia del registro, atto per atto; i dati delle persone con un motivo."
        }
        Capacity::Technician => "Tiene in funzione il servizio; non legge i dati di nessuno.",
        Capacity::Support => "Non legge nulla, se non quando il dirigente lo ammette.",
    }
}
