//! On the page of a student who is of age: a parent asks to be informed, the student objects or no longer does.

use axum::Form;
use axum::extract::Path;
use axum::response::Redirect;
use registro_domain::ids::PersonId;
use registro_domain::people::{Profile, Sight};
use registro_eventlog::event::CommandId;
use serde::Deserialize;
use uuid::Uuid;

use super::address;
use super::views_student::DisclosureForm;
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::disclosure_objection::ObjectToDisclosure;
use crate::commands::disclosure_request::RequestDisclosure;
use crate::commands::objection_withdrawal::WithdrawObjection;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::student::{Asked, seen_student_at};
use crate::identity::Session;
use crate::problem::Problem;

/// What the form asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    act: Act,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Richiesta,
    Opposizione,
    Ritiro,
}

/// `POST /studenti/{id}/informazione`.
pub(crate) async fn submit(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Submitted>,
) -> Result<Redirect, Problem> {
    seen_student_at(&session, student, &Asked::default())?;
    let (command, done) = match form.act {
        Act::Richiesta => (Command::RequestDisclosure(RequestDisclosure { student }), "richiesta"),
        Act::Opposizione => (Command::ObjectToDisclosure(ObjectToDisclosure {}), "opposizione"),
        Act::Ritiro => (Command::WithdrawObjection(WithdrawObjection {}), "ritiro"),
    };
    carry_out(&web, &session, CommandId(form.command), command, None, true).await?;
    Ok(Redirect::to(&format!("{}?fatto={done}", address::student(student))))
}

/// What was just done, in a sentence.
pub(super) fn done(code: &str) -> Option<&'static str> {
    match code {
        "richiesta" => Some("La richiesta di essere informato è stata registrata."),
        "opposizione" => {
            Some("L’opposizione è stata registrata: da oggi i genitori non vedono nulla di nuovo.")
        }
        "ritiro" => Some("L’opposizione è stata ritirata."),
        _ => None,
    }
}

/// What the person may do today. A parent who has asked already is not told whether the student objects.
pub(super) fn form(session: &Session, profile: &Profile) -> Option<DisclosureForm> {
    let Session { agent, today, regulation, .. } = session;
    let (act, text, button) = match agent.capacity {
        Capacity::Guardian => {
            let mut hers = profile.guardians.iter().filter(|held| held.guardian == agent.person);
            let frozen = matches!(session.sees_of(profile.person), Sight::Before(_));
            if !frozen || hers.any(|held| held.asks_from.is_some()) {
                return None;
            }
            let text = "Dal compimento dei diciotto anni i genitori sono informati se lo chiedono e lo studente \
                        non si oppone.";
            ("richiesta", text, "Chiedi di essere informato")
        }
        Capacity::Student if profile.person == agent.person && profile.is_of_age(*today, regulation) => {
            if profile.objects() {
                let text =
                    "Ti opponi a che i tuoi genitori siano informati: vedono solo ciò che c’era prima.";
                ("ritiro", text, "Ritira l’opposizione")
            } else {
                let text =
                    "Sei maggiorenne: i tuoi genitori sono informati se lo chiedono e tu non ti opponi.";
                ("opposizione", text, "Opponiti")
            }
        }
        Capacity::Student
        | Capacity::Principal
        | Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Teacher
        | Capacity::Dpo
        | Capacity::Auditor
        | Capacity::Technician
        | Capacity::Support => return None,
    };
    let action = format!("{}/informazione", address::student(profile.person));
    Some(DisclosureForm { action, act, text, button, command: CommandId::of_a_form().to_string() })
}
