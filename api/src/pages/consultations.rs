//! Reasons recorded for reading what is not one's daily work: the list, and the forms of who may add to it.

use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use registro_domain::calendar::SchoolYear;
use registro_domain::consultation::Scope;
use registro_domain::ids::{ConsultationId, PersonId};
use registro_domain::people::{Office, Profile};
use registro_domain::text::{italian_day, italian_time};
use registro_eventlog::event::CommandId;
use serde::Deserialize;
use uuid::Uuid;

use super::act_forms::{form, returning};
use super::case_forms::fields::{choice, line, moment, nothing, one, optional, people, text};
use super::cases::about_words;
use super::inspection::{called, is_student};
use super::sent::{Fields, Sent, incomplete};
use super::views_cases::{ActForm, Field};
use super::views_consultations::{ConsultationRow, ConsultationsPage};
use super::views_family::Returned;
use super::{address, frame};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::consultation::{Act, Consultation};
use crate::http::Web;
use crate::http::consultations::{Stated, seen};
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence::whose;

/// The whole of it, where classes are chosen from.
const SCHOOL: &str = "school";

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// `GET /consultazioni`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<ConsultationsPage, Problem> {
    page(&web, &session, asked.fatto.map(|_| "L’atto è stato registrato."), None)
}

/// `POST /consultazioni`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    let sent = Sent(fields);
    let outcome = match sent.consultation(&session) {
        Ok((id, command)) => carry_out(&web, &session, CommandId(id), command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&format!("{}?fatto=1", address::CONSULTATIONS)).into_response());
    };
    let written = ["student", "reason", "until"];
    let written = written.into_iter().filter_map(|name| Some((name, sent.get(name)?.to_owned()))).collect();
    let Some(returned) = about_words(&problem, form_of(&sent), written) else { return Err(problem) };
    let page = page(&web, &session, None, Some(returned))?;
    Ok(problem::shown(problem.status, page))
}

fn form_of(sent: &Sent) -> &'static str {
    let act = sent.get("act").unwrap_or_default();
    ["open", "admit", "close"].into_iter().find(|known| *known == act).unwrap_or("da-fare")
}

impl Sent {
    fn consultation(&self, session: &Session) -> Result<(Uuid, Command), Refusal> {
        let consultation = self.some_value("consultation")?.unwrap_or_else(|| ConsultationId(Uuid::new_v4()));
        let act = match form_of(self) {
            "open" => Act::Open {
                scope: self.scope(session)?,
                reason: self.text("reason")?,
                protocol: None,
                until: self.value("until")?,
            },
            "admit" => Act::Admit {
                reader: self.value("reader")?,
                scope: self.scope(session)?,
                reason: self.text("reason")?,
                until: self.value("until")?,
            },
            "close" => Act::Close {},
            _ => return Err(incomplete()),
        };
        Ok((self.id()?, Command::Consultation(Consultation { consultation, act })))
    }

    /// A student by her whole name, or a class, or the school if it is said. Names are not offered: who asks knows whom she
    /// asks about.
    fn scope(&self, session: &Session) -> Result<Scope, Refusal> {
        let which = self.some_text("which");
        match (self.some_text("student"), which.as_deref()) {
            (Some(written), None) => called(session, &written, is_student).only().map(Scope::Student),
            (None, Some(SCHOOL)) => Ok(Scope::School),
            (None, Some(_)) => self.value("which").map(Scope::Class),
            (Some(_), Some(_)) | (None, None) => {
                Err(Refusal::Malformed("si indica uno studente, oppure una classe o la scuola".to_owned()))
            }
        }
    }
}

fn page(
    web: &Web,
    session: &Session,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<ConsultationsPage, Problem> {
    let known = seen(session)?;
    let closes = |it: &Stated| {
        let hers = it.reader == session.agent.person || session.agent.capacity == Capacity::Principal;
        (it.open && hers).then(|| it.consultation.to_string())
    };
    let rows = known.iter().map(|it| ConsultationRow {
        reader: it.reader_name.clone(),
        allowed_by: (it.allowed_by != it.reader).then(|| session.name(it.allowed_by)),
        data: whose(it.scope, &session.directory),
        reason: it.reason.clone(),
        from: format!("{}, ore {}", italian_day(it.from.date()), italian_time(it.from.time())),
        until: format!("{}, ore {}", italian_day(it.until.date()), italian_time(it.until.time())),
        open: it.open,
        close: closes(it),
        command: CommandId::of_a_form().to_string(),
    });
    Ok(ConsultationsPage {
        layout: frame::layout(web, Some(session), "Consultazioni", address::CONSULTATIONS),
        done,
        rows: rows.collect(),
        action: address::CONSULTATIONS.to_owned(),
        forms: forms(session, returned.as_ref()),
        returned,
    })
}

fn forms(session: &Session, returned: Option<&Returned>) -> Vec<ActForm> {
    let mut forms = match session.agent.capacity {
        Capacity::Dpo | Capacity::Auditor => {
            let intro = "Si indica un solo studente, oppure una classe o la scuola. Ciò che si consulta resta nel registro \
                         degli accessi.";
            let open = form("open", "Registra il motivo di una consultazione", "Registra", scope(session));
            vec![ActForm { intro: intro.to_owned(), ..open }]
        }
        Capacity::Principal => admit(session).into_iter().collect(),
        Capacity::Deputy
        | Capacity::SiteLead
        | Capacity::Secretariat
        | Capacity::Teacher
        | Capacity::Guardian
        | Capacity::Student
        | Capacity::Technician
        | Capacity::Support => Vec::new(),
    };
    for form in &mut forms {
        form.hidden = vec![("consultation", Uuid::new_v4().to_string())];
    }
    returning(forms, returned)
}

fn admit(session: &Session) -> Option<ActForm> {
    let support = |profile: &&Profile| profile.holds_office(session.today, |it| it == Office::Support);
    let readers: Vec<PersonId> =
        session.directory.people().filter(support).map(|profile| profile.person).collect();
    if readers.is_empty() {
        return None;
    }
    let mut fields = vec![one("reader", "Persona del fornitore", people(session, readers, false))];
    fields.extend(scope(session));
    let intro =
        "Per un giorno al più. Legge presenze e lezioni; non voti, note, procedimenti né motivi riservati.";
    let admit = form("admit", "Ammetti l’assistenza del fornitore", "Ammetti", fields);
    Some(ActForm { intro: intro.to_owned(), ..admit })
}

/// Whose data, why and until when.
fn scope(session: &Session) -> Vec<Field> {
    let year = SchoolYear::containing(session.today);
    let mut classes: Vec<_> =
        session.directory.school.classes.iter().filter(|(_, class)| class.year == year).collect();
    classes.sort_by_key(|(_, class)| class.label.to_string());
    let classes = classes.into_iter().map(|(id, class)| choice(id.to_string(), class.label.as_str()));
    let school = choice(SCHOOL, "tutta la scuola");
    let which = std::iter::once(nothing("nessuna")).chain(classes).chain([school]).collect();
    let tomorrow = session.now.saturating_add(1.day());
    let mut until = moment("until", "Fino a");
    until.value = format!("{}T{:02}:{:02}", tomorrow.date(), tomorrow.hour(), tomorrow.minute());
    vec![
        optional(line("student", "Studente: cognome e nome, o identificativo")),
        optional(one("which", "oppure una classe o la scuola", which)),
        text("reason", "Motivo"),
        until,
    ]
}
