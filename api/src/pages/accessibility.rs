//! The accessibility statement, and the form of who meets something that cannot be used.

use askama::Template;
use askama_web::WebTemplate;
use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use registro_domain::ids::RequestId;
use registro_domain::norm::Norm;
use registro_domain::request::{Claim, Ended, RemedyBefore, Standing};
use registro_domain::text::{italian_day, on_day};
use registro_eventlog::event::CommandId;
use registro_projections::requests;
use uuid::Uuid;

use super::cases::about_words;
use super::requests::Asked;
use super::sent::{Fields, Sent};
use super::views_family::Returned;
use super::views_layout::{Layout, NormRef};
use super::{address, frame};
use crate::commands::Command;
use crate::commands::data_request::{Act, DataRequest};
use crate::http::Web;
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// The form's name.
const TELL: &str = "segnala";

/// The page.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "accessibility.html")]
pub struct AccessibilityPage {
    pub layout: Layout,
    pub done: Option<&'static str>,
    pub returned: Option<Returned>,
    pub action: &'static str,
    pub command: String,
    pub written: String,
    pub norm: NormRef,
    /// What she told before: when, what became of it.
    pub told: Vec<(String, String, String)>,
}

/// `GET /accessibilita`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<AccessibilityPage, Problem> {
    let done = asked.fatto.map(|_| "La segnalazione è registrata.");
    page(&web, &session, done, None, String::new()).await
}

/// `POST /accessibilita`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let sent = Sent(fields);
    let outcome = match told(&session, &sent) {
        Ok((id, command)) => carry_out(&web, &session, CommandId(id), command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("{}?fatto=1", address::ACCESSIBILITY)).into_response());
    };
    let written = sent.get("wording").unwrap_or_default().to_owned();
    let Some(returned) = about_words(&problem, TELL, Vec::new()) else { return Err(problem) };
    let page = page(&web, &session, None, Some(returned), written).await?;
    Ok(problem::shown(problem.status, page))
}

/// Sent twice, the form is one command.
fn told(session: &Session, sent: &Sent) -> Result<(Uuid, Command), Refusal> {
    let command = sent.id()?;
    let request = RequestId(Uuid::new_v5(&command, b"request"));
    let (person, claim, wording) = (session.agent.person, Claim::Accessibility, sent.text("wording")?);
    let act = Act::Ask { person, claim, wording, interest: None };
    Ok((command, Command::DataRequest(DataRequest { request, act })))
}

async fn page(
    web: &Web,
    session: &Session,
    done: Option<&'static str>,
    returned: Option<Returned>,
    written: String,
) -> Result<AccessibilityPage, Problem> {
    let me = Some(session.agent.person);
    let files = requests::of_school(&web.app.store, web.app.register.school).await.map_err(Refusal::from)?;
    let hers = files.iter().filter_map(|file| {
        let asked = file.request.received.as_ref()?;
        let applicant = file.request.identified.as_ref().and_then(|known| known.applicant);
        (asked.claim == Claim::Accessibility && applicant == me)
            .then(|| (italian_day(asked.received_on), asked.wording.to_string(), file))
    });
    let told = hers.map(|(on, wording, file)| (on, wording, stands(file, session.today)));
    Ok(AccessibilityPage {
        layout: frame::layout(web, Some(session), "Accessibilità", address::ACCESSIBILITY),
        done,
        returned,
        action: address::ACCESSIBILITY,
        command: CommandId::of_a_form().to_string(),
        written,
        norm: frame::norm(Norm::AccessibilityFeedback),
        told: told.collect(),
    })
}

/// Norm: E-04: who is not answered in time, or not satisfied with the answer, goes to the ombudsman.
fn stands(file: &requests::RequestFile, today: Date) -> String {
    let ombudsman = sentence::remedy(RemedyBefore::DigitalOmbudsman);
    match &file.request.ended {
        Some(Ended::Answered { at, reasons, .. }) => {
            let on = on_day(at.date());
            format!("risposta data {on}: {reasons}. Se non basta, ci si può rivolgere {ombudsman}")
        }
        Some(Ended::Refused { at, ground, reasons, remedies, .. }) => {
            let before: Vec<&str> = remedies.iter().map(|remedy| sentence::remedy(remedy.before)).collect();
            let (on, why, before) = (on_day(at.date()), sentence::ground(*ground), before.join(" o "));
            format!("respinta {on} perché {why}: {reasons}. Ci si può rivolgere {before}")
        }
        Some(Ended::Withdrawn { at }) => format!("ritirata {}", on_day(at.date())),
        None => match file.request.standing(today) {
            Standing::Open { answer_by } => format!("la scuola risponde entro {}", on_day(answer_by)),
            Standing::Overdue { answer_by } | Standing::SilentlyRefused { answer_by, .. } => {
                let by = on_day(answer_by);
                format!("la risposta era dovuta entro {by}: ci si può rivolgere {ombudsman}")
            }
            Standing::Unidentified | Standing::Ended | Standing::Closed => "ricevuta".to_owned(),
        },
    }
}
