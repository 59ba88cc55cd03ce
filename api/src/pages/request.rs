//! One request: what was asked, by when it is answered, what was done, what may be done.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use registro_domain::ids::RequestId;
use registro_domain::request::{Claim, DataRequest, Ended, Link as To};
use registro_domain::text::{italian_day, on_day};
use registro_projections::event::Event;
use registro_projections::requests::RequestFile;

use super::act_forms::{carried_out, done};
use super::requests::{Asked, is_urgent, stands};
use super::sent::{Fields, Sent};
use super::views_family::Returned;
use super::views_layout::Link;
use super::views_requests::RequestPage;
use super::{address, frame, request_forms};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::data_request::DataRequest as Commanded;
use crate::http::Web;
use crate::http::data_requests::{answers, seen};
use crate::http::sight::matter;
use crate::identity::Session;
use crate::policy::Matter;
use crate::problem::{self, Problem};
use crate::sentence;

/// `GET /richieste/{id}`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(id): Path<RequestId>,
    Query(asked): Query<Asked>,
) -> Result<RequestPage, Problem> {
    page(&web, &session, id, asked.fatto.map(|_| "L’atto è stato registrato."), None).await
}

/// `POST /richieste/{id}`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(id): Path<RequestId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    seen(&web, &session, id).await?;
    let sent = Sent(fields);
    let command = |act| Command::DataRequest(Commanded { request: id, act });
    let made = request_forms::act(&session, &sent).and_then(|act| Ok((sent.id()?, command(act))));
    let (form, written) = (request_forms::form_of(&sent), request_forms::written(&sent));
    let back = carried_out(&web, &session, made, form, written).await?;
    let Some((status, returned)) = back else { return Ok(done(&address::request(id))) };
    let page = page(&web, &session, id, None, Some(returned)).await?;
    Ok(problem::shown(status, page))
}

async fn page(
    web: &Web,
    session: &Session,
    id: RequestId,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<RequestPage, Problem> {
    let file = seen(web, session, id).await?;
    let events = web.app.events(&file.acts).await?;
    let request = &file.request;
    let claim = request.received.as_ref().map_or(Claim::Access, |asked| asked.claim);
    let standing = request.standing(session.today);
    let heading = frame::capital(sentence::claim(claim));
    let works_on_it = answers(session.agent.capacity);
    Ok(RequestPage {
        layout: frame::layout(web, Some(session), &heading, address::REQUESTS),
        done,
        heading,
        person: session.name(file.person),
        wording: request.received.as_ref().map(|asked| asked.wording.to_string()).unwrap_or_default(),
        standing: stands(standing),
        is_urgent: is_urgent(standing, session.today),
        norm: frame::norm(claim.norm()),
        facts: facts(session, request, works_on_it),
        steps: events
            .iter()
            .filter(|event| works_on_it || matter(&event.fact) == Matter::Request)
            .map(|event| step(session, event, works_on_it))
            .collect(),
        copy: copy(session, &file, claim),
        action: address::request(id),
        forms: if works_on_it { request_forms::of(session, request, returned.as_ref()) } else { Vec::new() },
        returned,
    })
}

fn facts(session: &Session, request: &DataRequest, works_on_it: bool) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(asked) = &request.received {
        let (how, day) = (sentence::channel(asked.channel), on_day(asked.received_on));
        facts.push(("Ricevuta", format!("{how} {day}")));
        facts.extend(asked.protocol.map(|number| ("Protocollo", number.to_string())));
        facts.extend(asked.interest.as_ref().map(|interest| ("Interesse", interest.to_string())));
    }
    if let Some(known) = &request.identified {
        let who = known.applicant.map_or("chi risulta dal protocollo".to_owned(), |who| session.name(who));
        facts.push(("Chi chiede", format!("{who}, {}", sentence::title(known.title))));
        facts.push(("Risposta entro", italian_day(known.clock.answer_by)));
    }
    if let Some(extended) = &request.extended {
        facts.push(("Prorogata a", format!("{}: {}", italian_day(extended.answer_by), extended.reasons)));
    }
    for party in request.parties.iter().filter(|_| works_on_it) {
        let opposition = match &party.opposition {
            Some(reasons) => format!("si oppone: {reasons}"),
            None => format!("si oppone entro {}", on_day(party.opposes_by)),
        };
        facts.push(("Controinteressato", format!("{}, {opposition}", session.name(party.person))));
    }
    facts.extend(request.links.iter().map(|link| match link {
        To::Erasure(erasure) => ("Procedimento", format!("cancellazione o limitazione {erasure}")),
        To::Correction(position) => ("Atto", format!("n. {position} del registro")),
    }));
    match &request.ended {
        Some(Ended::Answered { outcome, reasons, .. }) => {
            facts.push(("Risposta", format!("{}: {reasons}", sentence::outcome(*outcome))));
        }
        Some(Ended::Refused { ground, reasons, remedies, .. }) => {
            facts.push(("Rifiutata", format!("{}: {reasons}", sentence::ground(*ground))));
            for remedy in remedies {
                let term = remedy.by.map(|by| format!(" entro {}", on_day(by))).unwrap_or_default();
                facts.push(("Rimedio", format!("{}{term}", sentence::remedy(remedy.before))));
            }
        }
        Some(Ended::Withdrawn { .. }) => facts.push(("Ritirata", "da chi l’ha fatta".to_owned())),
        None => {}
    }
    facts
}

fn step(session: &Session, event: &Event, works_on_it: bool) -> Link {
    let said = sentence::act(&event.fact, &session.directory);
    let day = on_day(event.envelope.effective_on);
    // Who only asked follows it from here; the event itself is for who keeps the files.
    let href = if works_on_it { address::event(event.envelope.position) } else { "#passi".to_owned() };
    Link { label: format!("{day}: {said}"), href }
}

fn copy(session: &Session, file: &RequestFile, claim: Claim) -> Vec<Link> {
    let gives = matches!(session.agent.capacity, Capacity::Dpo | Capacity::Principal);
    let gives = gives && file.request.gives_data();
    if !gives || !matches!(claim, Claim::Access | Claim::Portability) {
        return Vec::new();
    }
    let read = Link { label: "Leggi e stampa la copia".to_owned(), href: address::own_data(file.id) };
    std::iter::once(read).chain(super::own_data::files_of(file.id)).collect()
}
