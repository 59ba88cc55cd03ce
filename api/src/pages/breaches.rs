//! The register of breaches: each is recorded, assessed, notified, told and closed from here (GDPR, art. 33 and 34).

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use registro_domain::breach::{Breach, Kind, Risk, Standing};
use registro_domain::ids::BreachId;
use registro_domain::text::{italian_day, on_day};
use registro_eventlog::event::Position;
use uuid::Uuid;

use super::act_forms::{carried_out, done, form, returning};
use super::case_forms::fields::{choice, day, line, many, moment, number, one, optional, text};
use super::requests::Asked;
use super::sent::{Fields, Sent, incomplete, stored};
use super::views_breaches::{BreachPage, BreachRow, BreachesPage};
use super::views_cases::ActForm;
use super::views_family::Returned;
use super::views_layout::Link;
use super::{address, frame};
use crate::clock::{instant, wall};
use crate::commands::Command;
use crate::commands::breach::{Act, Breach as Commanded};
use crate::http::Web;
use crate::http::breaches::{Stated, stated};
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence::{self, breach_kind, breach_risk, breach_stands};

const RECORD: &str = "record";
const ACTS: [&str; 4] = ["assess", "notify", "tell", "close"];
/// Every field that comes back as it was written.
const FIELDS: [&str; 13] = [
    "aware_at",
    "processor_knew_at",
    "kinds",
    "what",
    "people",
    "risk",
    "reasons",
    "notified_at",
    "protocol",
    "delay",
    "told_on",
    "how",
    "measures",
];
const KINDS: [Kind; 3] = [Kind::Confidentiality, Kind::Integrity, Kind::Availability];
const RISKS: [Risk; 3] = [Risk::Unlikely, Risk::Likely, Risk::High];

/// `GET /violazioni`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<BreachesPage, Problem> {
    list(&web, &session, asked.fatto.map(|_| "La violazione è annotata."), None).await
}

/// `POST /violazioni`: records one. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    stated(&web, &session).await?;
    let sent = Sent(fields);
    let made = recorded(&sent);
    let id = made.as_ref().ok().map(|(breach, ..)| *breach);
    let made = made.map(|(_, command, act)| (command, act));
    let back = carried_out(&web, &session, made, RECORD, sent.written_in(&FIELDS)).await?;
    let Some((status, returned)) = back else {
        // What is to be done next is there.
        return Ok(done(&id.map_or(address::BREACHES.to_owned(), address::breach)));
    };
    let page = list(&web, &session, None, Some(returned)).await?;
    Ok(problem::shown(status, page))
}

/// `GET /violazioni/{id}`.
pub(crate) async fn one_file(
    web: Web,
    session: Session,
    Path(id): Path<BreachId>,
    Query(asked): Query<Asked>,
) -> Result<BreachPage, Problem> {
    page(&web, &session, id, asked.fatto.map(|_| "L’atto è stato registrato."), None).await
}

/// `POST /violazioni/{id}`.
pub(crate) async fn act(
    web: Web,
    session: Session,
    Path(id): Path<BreachId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    seen(&web, &session, id).await?;
    let sent = Sent(fields);
    let command = |act| Command::Breach(Commanded { breach: id, act });
    let made = decided(&sent).and_then(|act| Ok((sent.id()?, command(act))));
    let back = carried_out(&web, &session, made, form_of(&sent), sent.written_in(&FIELDS)).await?;
    let Some((status, returned)) = back else { return Ok(done(&address::breach(id))) };
    let page = page(&web, &session, id, None, Some(returned)).await?;
    Ok(problem::shown(status, page))
}

fn form_of(sent: &Sent) -> &'static str {
    sent.form_among(&ACTS, "da-fare")
}

/// Sent twice, the form is one command: the breach's name follows from the command's.
fn recorded(sent: &Sent) -> Result<(BreachId, Uuid, Command), Refusal> {
    let command = sent.id()?;
    let breach = BreachId(Uuid::new_v5(&command, b"breach"));
    let people = sent.get("people").and_then(|typed| typed.parse().ok()).ok_or_else(incomplete)?;
    let act = Act::Record {
        aware_at: instant(sent.value("aware_at")?),
        processor_knew_at: sent.some_value("processor_knew_at")?.map(instant),
        kinds: sent.values("kinds")?,
        what: sent.text("what")?,
        people,
    };
    Ok((breach, command, Command::Breach(Commanded { breach, act })))
}

fn decided(sent: &Sent) -> Result<Act, Refusal> {
    Ok(match form_of(sent) {
        "assess" => Act::Assess { risk: sent.value("risk")?, reasons: sent.text("reasons")? },
        "notify" => Act::Notify {
            notified_at: instant(sent.value("notified_at")?),
            protocol: sent.value("protocol")?,
            delay: sent.some_text("delay"),
        },
        "tell" => Act::TellSubjects { told_on: sent.value("told_on")?, how: sent.text("how")? },
        "close" => Act::Close { measures: sent.text("measures")? },
        _ => return Err(incomplete()),
    })
}

async fn list(
    web: &Web,
    session: &Session,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<BreachesPage, Problem> {
    let answer = stated(web, session).await?;
    let fields = vec![
        moment("aware_at", "Quando la scuola l’ha saputo"),
        optional(moment(
            "processor_knew_at",
            "Quando l’aveva saputo chi tratta i dati per la scuola, se l’ha detto dopo",
        )),
        many(
            "kinds",
            "Che cosa è stato violato",
            KINDS.map(|kind| choice(stored(&kind), breach_kind(kind))).to_vec(),
        ),
        text("what", "Che cosa è successo"),
        number("people", "Quante persone, circa", ""),
    ];
    let record = form(RECORD, "Annota una violazione", "Annota la violazione", fields);
    Ok(BreachesPage {
        layout: frame::layout(web, Some(session), "Registro delle violazioni dei dati", address::REQUESTS),
        done,
        rows: answer.breaches.iter().map(row).collect(),
        action: address::BREACHES.to_owned(),
        forms: returning(vec![record], returned.as_ref()),
        returned,
    })
}

fn row(it: &Stated) -> BreachRow {
    let known = it.state.recorded.as_ref();
    let what = known.map(|known| known.what.to_string()).unwrap_or_default();
    let aware = known.map(|known| wall(known.aware_at).strftime("%d/%m/%Y %H:%M").to_string());
    BreachRow {
        link: Link { label: what, href: address::breach(it.breach) },
        aware: aware.unwrap_or_default(),
        kinds: kinds(&it.state),
        people: known.map_or(0, |known| known.people),
        standing: standing_text(it),
        is_urgent: is_urgent(it.standing),
    }
}

fn kinds(breach: &Breach) -> String {
    let kinds = breach.recorded.iter().flat_map(|known| &known.kinds);
    kinds.map(|kind| breach_kind(*kind)).collect::<Vec<_>>().join(", ")
}

fn standing_text(it: &Stated) -> String {
    frame::capital(&it.standing.map(breach_stands).unwrap_or_default())
}

/// What has a term, or is past it.
fn is_urgent(standing: Option<Standing>) -> bool {
    matches!(standing, Some(Standing::ToNotify { .. } | Standing::Late { .. } | Standing::ToTell))
}

async fn seen(web: &Web, session: &Session, id: BreachId) -> Result<Stated, Refusal> {
    let all = stated(web, session).await?.breaches;
    all.into_iter().find(|it| it.breach == id).ok_or(Refusal::NotFound("la violazione"))
}

async fn page(
    web: &Web,
    session: &Session,
    id: BreachId,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<BreachPage, Problem> {
    let it = seen(web, session, id).await?;
    let positions: Vec<Position> = it.positions.iter().map(|at| Position(*at)).collect();
    let events = web.app.events(&positions).await?;
    let steps = events.iter().map(|event| Link {
        label: format!(
            "{}: {}",
            on_day(event.envelope.effective_on),
            sentence::act(&event.fact, &session.directory)
        ),
        href: address::event(event.envelope.position),
    });
    Ok(BreachPage {
        layout: frame::layout(web, Some(session), "Violazione dei dati", address::REQUESTS),
        done,
        what: it.state.recorded.as_ref().map(|known| known.what.to_string()).unwrap_or_default(),
        standing: standing_text(&it),
        is_urgent: is_urgent(it.standing),
        facts: facts(&it.state),
        steps: steps.collect(),
        action: address::breach(id),
        forms: forms(session, &it, returned.as_ref()),
        returned,
    })
}

fn facts(breach: &Breach) -> Vec<(&'static str, String)> {
    let at = |instant| wall(instant).strftime("%d/%m/%Y %H:%M").to_string();
    let mut facts = Vec::new();
    if let Some(known) = &breach.recorded {
        facts.push(("Saputo il", at(known.aware_at)));
        facts.extend(known.processor_knew_at.map(|knew| ("Chi tratta i dati lo sapeva dal", at(knew))));
        facts.push(("Di che cosa", kinds(breach)));
        facts.push(("Quante persone, circa", known.people.to_string()));
        facts.push(("Da notificare, se c’è un rischio, entro il", at(known.notify_by)));
    }
    facts.extend(breach.risk.map(|risk| ("Valutazione", breach_risk(risk).to_owned())));
    facts.extend(breach.notified.map(|notified| ("Notificata al Garante il", at(notified))));
    facts.extend(breach.told.map(|told| ("Interessati avvisati il", italian_day(told))));
    facts
}

/// What may be done next, the first first.
fn forms(session: &Session, it: &Stated, returned: Option<&Returned>) -> Vec<ActForm> {
    let (breach, standing) = (&it.state, it.standing);
    if breach.recorded.is_none() || breach.closed.is_some() {
        return Vec::new();
    }
    let risks = RISKS.map(|risk| choice(stored(&risk), breach_risk(risk))).to_vec();
    let title = if breach.risk.is_some() { "Valuta di nuovo il rischio" } else { "Valuta il rischio" };
    let fields = vec![one("risk", "Rischio per le persone", risks), text("reasons", "Motivi")];
    let assess = form("assess", title, "Registra la valutazione", fields);
    let mut forms = Vec::new();
    if matches!(standing, Some(Standing::ToNotify { .. } | Standing::Late { .. })) {
        let mut fields = vec![
            moment("notified_at", "Quando è stato notificato"),
            line("protocol", "Numero di protocollo (per esempio 4711/2025)"),
        ];
        if matches!(standing, Some(Standing::Late { .. })) {
            fields.push(optional(text("delay", "Oltre le settantadue ore: i motivi del ritardo")));
        }
        forms.push(form("notify", "Notifica al Garante", "Registra la notifica", fields));
    }
    if breach.risk == Some(Risk::High) && breach.told.is_none() {
        let fields =
            vec![day("told_on", "Quando", session.today), text("how", "Come, e che cosa si è detto")];
        forms.push(form("tell", "Avvisa gli interessati (art. 34)", "Registra l’avviso", fields));
    }
    if breach.risk.is_some() && standing == Some(Standing::ToClose) {
        forms.push(form("close", "Chiudi", "Chiudi la violazione", vec![text("measures", "Misure prese")]));
    }
    // Before all else as long as it was not done; then last.
    let place = if breach.risk.is_some() { forms.len() } else { 0 };
    forms.insert(place, assess);
    returning(forms, returned)
}
