//! Data to be erased: who asks, who assesses, who approves. Two persons decide (GDPR, art. 17).

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use registro_domain::erasure::{Erasure, Exception, Ground, RestrictionGround, Target};
use registro_domain::ids::{ErasureId, PersonId};
use registro_domain::retention::{Keep, Retention};
use registro_domain::text::on_day;
use registro_projections::erasures::{self, ErasureFile};
use serde::Deserialize;
use uuid::Uuid;

use super::act_forms::{carried_out, done, form, returning};
use super::case_forms::fields::{choice, line, many, one, optional, text};
use super::requests::named;
use super::sent::{Fields, Sent, incomplete, stored};
use super::views_cases::ActForm;
use super::views_erasures::{ErasurePage, ErasuresPage};
use super::views_family::Returned;
use super::views_layout::Link;
use super::{address, frame};
use crate::access;
use crate::actor::Capacity;
use crate::clock::wall;
use crate::commands::Command;
use crate::commands::erasure::{Act, Erasure as Commanded};
use crate::http::Web;
use crate::http::erasures::{decides, sealed};
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

const ASK: &str = "ask";
const ACTS: [&str; 5] = ["restrict", "lift", "assess", "approve", "refuse"];
/// Every field that comes back as it was written.
const FIELDS: [&str; 7] =
    ["target", "ground", "reasons", "protocol", "authorisation", "restriction", "exception"];
const GROUNDS: [Ground; 5] = [
    Ground::Unlawful,
    Ground::Order,
    Ground::NoLongerNeeded,
    Ground::ObjectionUpheld,
    Ground::ConsentWithdrawn,
];
const RESTRICTIONS: [RestrictionGround; 4] = [
    RestrictionGround::AccuracyContested,
    RestrictionGround::Unlawful,
    RestrictionGround::NeededForClaims,
    RestrictionGround::ObjectionPending,
];
const EXCEPTIONS: [Exception; 4] =
    [Exception::PublicTask, Exception::Archiving, Exception::LegalClaims, Exception::NoGround];

/// Whose data are looked at, and what was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    persona: Option<String>,
    fatto: Option<String>,
}

/// `GET /cancellazioni`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<ErasuresPage, Problem> {
    list(&web, &session, &asked, None).await
}

/// `POST /cancellazioni`: asks. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    decides(&session)?;
    let sent = Sent(fields);
    let made = asked_for(&session, &sent);
    let back = carried_out(&web, &session, made, ASK, sent.written_in(&FIELDS)).await?;
    let Some((status, returned)) = back else { return Ok(done(address::ERASURES)) };
    let asked = Asked { persona: sent.get("person").map(str::to_owned).or(asked.persona), fatto: None };
    let page = list(&web, &session, &asked, Some(returned)).await?;
    Ok(problem::shown(status, page))
}

/// `GET /cancellazioni/{id}`.
pub(crate) async fn one_file(
    web: Web,
    session: Session,
    Path(id): Path<ErasureId>,
    Query(asked): Query<Asked>,
) -> Result<ErasurePage, Problem> {
    page(&web, &session, id, asked.fatto.map(|_| "L’atto è stato registrato."), None).await
}

/// `POST /cancellazioni/{id}`.
pub(crate) async fn act(
    web: Web,
    session: Session,
    Path(id): Path<ErasureId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    decides(&session)?;
    let sent = Sent(fields);
    let command = |act| Command::Erasure(Commanded { erasure: id, act });
    let made = decided(&sent).and_then(|act| Ok((sent.id()?, command(act))));
    let back = carried_out(&web, &session, made, form_of(&sent), sent.written_in(&FIELDS)).await?;
    let Some((status, returned)) = back else { return Ok(done(&address::erasure(id))) };
    let page = page(&web, &session, id, None, Some(returned)).await?;
    Ok(problem::shown(status, page))
}

fn form_of(sent: &Sent) -> &'static str {
    sent.form_among(&ACTS, "da-fare")
}

/// Sent twice, the form is one command: the file's name follows from the command's.
fn asked_for(session: &Session, sent: &Sent) -> Result<(Uuid, Command), Refusal> {
    let command = sent.id()?;
    let targets = sent.0.iter().filter(|(name, _)| name == "target").filter_map(|(_, value)| {
        let (class, part) = value.split_once('|')?;
        Some(Target { class: class.to_owned(), part: part.to_owned() })
    });
    let act = Act::Ask {
        person: named(session, &sent.text("person")?)?,
        targets: targets.collect(),
        ground: sent.value("ground")?,
        reasons: sent.text("reasons")?,
        protocol: sent.some_value("protocol")?,
    };
    let erasure = ErasureId(Uuid::new_v5(&command, b"erasure"));
    Ok((command, Command::Erasure(Commanded { erasure, act })))
}

fn decided(sent: &Sent) -> Result<Act, Refusal> {
    let reasons = || sent.text("reasons");
    Ok(match form_of(sent) {
        "restrict" => Act::Restrict { ground: sent.value("restriction")? },
        "lift" => Act::LiftRestriction { reasons: reasons()? },
        "assess" => Act::Assess { reasons: reasons()?, authorisation: sent.some_value("authorisation")? },
        "approve" => Act::Approve {},
        "refuse" => Act::Refuse { exception: sent.value("exception")?, reasons: reasons()? },
        _ => return Err(incomplete()),
    })
}

async fn list(
    web: &Web,
    session: &Session,
    asked: &Asked,
    returned: Option<Returned>,
) -> Result<ErasuresPage, Problem> {
    decides(session)?;
    let files = erasures::of_school(&web.app.store, web.app.register.school).await?;
    let rows = files.iter().map(|file| {
        let person = file.erasure.requested.as_ref().map(|it| it.person);
        person.iter().for_each(|person| access::of(*person));
        (Link { label: title(session, person), href: address::erasure(file.id) }, stands(&file.erasure))
    });
    let rows = rows.collect();
    // Somebody is looked for by name; the page says so if there is nobody, or more than one.
    let (person, not_found) = match asked.persona.as_deref().filter(|typed| !typed.trim().is_empty()) {
        None => (None, None),
        Some(typed) => match named(session, typed) {
            Ok(person) => (Some(person), None),
            Err(refusal) => (None, Some(frame::capital(&refusal.to_string()))),
        },
    };
    let forms = match person {
        Some(person) => to_ask(web, session, person, returned.as_ref()).await?,
        None => Vec::new(),
    };
    Ok(ErasuresPage {
        layout: frame::layout(web, Some(session), "Cancellazioni e limitazioni", address::ERASURES),
        done: asked.fatto.as_ref().map(|_| "La richiesta è stata registrata."),
        typed: asked.persona.clone().unwrap_or_default(),
        not_found,
        nothing_of: person.filter(|_| forms.is_empty()).map(|person| session.name(person)),
        rows,
        action: address::ERASURES.to_owned(),
        forms,
        returned,
    })
}

fn title(session: &Session, person: Option<PersonId>) -> String {
    person.map_or_else(|| "Dati già cancellati".to_owned(), |person| session.name(person))
}

async fn to_ask(
    web: &Web,
    session: &Session,
    person: PersonId,
    returned: Option<&Returned>,
) -> Result<Vec<ActForm>, Problem> {
    access::of(person);
    let known = sealed(web, session, person).await?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let targets = known.iter().map(|key| {
        let made = on_day(wall(key.made_at).date());
        let label = format!("{}, da {made} ({})", key.title, keep(key.keep));
        choice(format!("{}|{}", key.target.class, key.target.part), label)
    });
    let fields = vec![
        many("target", "Quali dati", targets.collect()),
        one("ground", "Perché", GROUNDS.map(|it| choice(stored(&it), sentence::asked(it))).to_vec()),
        text("reasons", "Motivi"),
        optional(line("protocol", "Numero di protocollo, se lo ordina un’autorità")),
    ];
    let intro =
        format!("Dati di {}. Chi approva non può essere chi chiede né chi valuta.", session.name(person));
    let mut form = form(ASK, "Chiedi la cancellazione", "Registra la richiesta", fields);
    form.hidden = vec![("person", person.to_string())];
    form.intro = intro;
    Ok(returning(vec![form], returned))
}

async fn page(
    web: &Web,
    session: &Session,
    id: ErasureId,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<ErasurePage, Problem> {
    decides(session)?;
    let files = erasures::of_school(&web.app.store, web.app.register.school).await?;
    let file = files.into_iter().find(|file| file.id == id).ok_or(Refusal::NotFound("la cancellazione"))?;
    let events = web.app.events(&file.acts).await?;
    let person = file.erasure.requested.as_ref().map(|it| it.person);
    person.iter().for_each(|person| access::of(*person));
    let steps = events.iter().map(|event| Link {
        label: format!(
            "{}: {}",
            on_day(event.envelope.effective_on),
            sentence::act(&event.fact, &session.directory)
        ),
        href: address::event(event.envelope.position),
    });
    Ok(ErasurePage {
        layout: frame::layout(web, Some(session), "Cancellazione", address::ERASURES),
        done,
        person: title(session, person),
        standing: stands(&file.erasure),
        targets: targets(&file),
        reasons: file.erasure.requested.as_ref().map(|it| it.reasons.to_string()).unwrap_or_default(),
        steps: steps.collect(),
        action: address::erasure(id),
        forms: forms(session, &file.erasure, returned.as_ref()),
        returned,
    })
}

fn targets(file: &ErasureFile) -> Vec<String> {
    let targets = file.erasure.requested.iter().flat_map(|it| &it.targets);
    targets
        .map(|target| {
            let class = Retention::adopted().class(&target.class);
            class.map_or_else(|| target.class.clone(), |class| class.title.clone())
        })
        .collect()
}

fn stands(erasure: &Erasure) -> String {
    let restricted = if erasure.restricted.is_some() { "; dati limitati" } else { "" };
    let standing = match (&erasure.executed, &erasure.refused, &erasure.approved, &erasure.assessed) {
        (Some(_), ..) => "eseguita: i dati non si leggono più",
        (None, Some(_), ..) => "rifiutata",
        (None, None, Some(_), _) => "approvata, da eseguire",
        (None, None, None, Some(_)) => "valutata, da approvare da un’altra persona",
        (None, None, None, None) => "da valutare",
    };
    frame::capital(&format!("{standing}{restricted}"))
}

fn keep(keep: Keep) -> String {
    match keep {
        Keep::Always => "si conserva sempre".to_owned(),
        Keep::Open => "il termine non è cominciato".to_owned(),
        Keep::Until(last) => format!("si conserva fino a tutto {}", on_day(last)),
    }
}

fn forms(session: &Session, erasure: &Erasure, returned: Option<&Returned>) -> Vec<ActForm> {
    let decides = matches!(session.agent.capacity, Capacity::Dpo | Capacity::Principal);
    if erasure.requested.is_none() || erasure.approved.is_some() || erasure.refused.is_some() {
        return Vec::new();
    }
    let reasons = || text("reasons", "Motivi");
    let mut forms = Vec::new();
    if decides && erasure.assessed.is_some() {
        forms.push(form("approve", "Approva: le chiavi saranno distrutte", "Approva", Vec::new()));
    }
    if decides && erasure.assessed.is_none() {
        let authorisation =
            optional(line("authorisation", "Autorizzazione della Soprintendenza allo scarto (protocollo)"));
        forms.push(form("assess", "Valuta", "Registra la valutazione", vec![reasons(), authorisation]));
    }
    if erasure.restricted.is_none() {
        let grounds = RESTRICTIONS.map(|it| choice(stored(&it), sentence::restricted(it))).to_vec();
        let fields = vec![one("restriction", "Perché", grounds)];
        forms.push(form("restrict", "Limita i dati intanto (art. 18)", "Limita", fields));
    } else if decides {
        forms.push(form("lift", "Togli la limitazione", "Togli la limitazione", vec![reasons()]));
    }
    if decides {
        let exceptions = EXCEPTIONS.map(|it| choice(stored(&it), sentence::kept(it))).to_vec();
        let fields = vec![one("exception", "Perché non si cancella", exceptions), reasons()];
        forms.push(form("refuse", "Rifiuta", "Registra il rifiuto", fields));
    }
    returning(forms, returned)
}
