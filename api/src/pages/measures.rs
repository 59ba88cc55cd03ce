//! A student's disciplinary cases, as she, her family and the school may read them; and reporting another fact.

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::case::Reporter;
use registro_domain::ids::PersonId;
use registro_eventlog::event::CommandId;
use serde::Deserialize;
use uuid::Uuid;

use super::act_forms::{carried_out, done};
use super::case_forms::{charge_field, choice};
use super::case_view::rows;
use super::cases::returned;
use super::received_file::{self, FIELDS, RECEIVE};
use super::sent::{Fields, Sent, stored};
use super::student::{Tab, header};
use super::views_cases::{ActForm, Field, Kind, MeasuresPage};
use super::views_family::Returned;
use super::{address, frame};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::sight::may_see_case_file;
use crate::http::student::{Asked as When, seen_student_at};
use crate::identity::Session;
use crate::problem::{self, Problem};

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// `GET /studenti/{id}/provvedimenti`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<MeasuresPage, Problem> {
    let done = asked.fatto.map(|_| "L’atto è stato registrato.");
    page(&web, &session, student, done, None).await
}

/// `POST /studenti/{id}/provvedimenti`: reports a fact.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    seen_student_at(&session, student, &When::default())?;
    let sent = Sent(fields);
    if sent.get("act") == Some(RECEIVE) {
        let made = received_file::command(student, &sent);
        let back = carried_out(&web, &session, made, RECEIVE, sent.written_in(&FIELDS)).await?;
        let Some((status, returned)) = back else {
            return Ok(done(&address::student_measures(student)));
        };
        let page = page(&web, &session, student, None, Some(returned)).await?;
        return Ok(problem::shown(status, page));
    }
    let outcome = match sent.report(student) {
        Ok((id, case, command)) => {
            carry_out(&web, &session, CommandId(id), command, None, true).await.map(|_| case)
        }
        Err(refusal) => Err(refusal.into()),
    };
    let problem = match outcome {
        // An office that reports for others may not read the case; whoever may goes on from there.
        Ok(case) => {
            let file = web.app.case(case, Moment::Now).await?;
            let to = match file.filter(|file| may_see_case_file(&session, file)) {
                Some(_) => address::case(case),
                None => format!("{}?fatto=1", address::student_measures(student)),
            };
            return Ok(Redirect::to(&to).into_response());
        }
        Err(problem) => problem,
    };
    let Some(returned) = returned(&problem, "report", &sent) else { return Err(problem) };
    let page = page(&web, &session, student, None, Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

async fn page(
    web: &Web,
    session: &Session,
    student: PersonId,
    done: Option<&'static str>,
    returned: Option<Returned>,
) -> Result<MeasuresPage, Problem> {
    let (profile, when) = seen_student_at(session, student, &When::default())?;
    let title = format!("Provvedimenti di {}", profile.full_name());
    let mut dockets = Vec::new();
    for file in web.app.cases_of(student, Moment::Now).await? {
        if may_see_case_file(session, &file) {
            dockets.push(web.app.docket(file, &session.directory, Moment::Now, session.today).await?);
        }
    }
    dockets.reverse();
    let family = matches!(session.agent.capacity, Capacity::Guardian | Capacity::Student);
    Ok(MeasuresPage {
        layout: frame::layout(web, Some(session), &title, "/studenti"),
        student: header(session, profile, &when, Tab::Measures),
        done,
        intro: if family {
            "Di ogni procedimento si leggono gli atti, i passi e i termini. Lo studente può scrivere le proprie ragioni prima \
             che si decida, e ricorrere dopo."
        } else {
            "I procedimenti li leggono lo studente, la famiglia, chi ha segnalato il fatto, il coordinatore, chi siede \
             nell’organo che decide e chi dirige la scuola."
        },
        cases: rows(session, &dockets),
        received: received_file::received(web, session, student).await?,
        action: address::student_measures(student),
        forms: report(session, returned.as_ref())
            .into_iter()
            .chain(received_file::to_receive(session, returned.as_ref()))
            .collect(),
        returned,
    })
}

/// For whoever works in the school.
fn report(session: &Session, returned: Option<&Returned>) -> Option<ActForm> {
    let capacity = session.agent.capacity;
    let office = match capacity {
        Capacity::Teacher | Capacity::SiteLead => false,
        Capacity::Principal | Capacity::Deputy | Capacity::Secretariat => true,
        Capacity::Guardian
        | Capacity::Student
        | Capacity::Dpo
        | Capacity::Auditor
        | Capacity::Technician
        | Capacity::Support => return None,
    };
    let written = |name| Returned::written(returned, "report", name);
    let on = match written("on") {
        on if on.is_empty() => session.today.to_string(),
        on => on,
    };
    let mut fields = vec![
        Field { name: "on", label: "Giorno del fatto", kind: Kind::Day, value: on, required: true },
        charge_field(None),
        Field {
            name: "facts",
            label: "Che cosa è successo, e nient’altro: nessun altro studente si nomina",
            kind: Kind::Text,
            value: written("facts"),
            required: true,
        },
    ];
    if office {
        let as_what = [
            (None, "chi scrive"),
            (Some(Reporter::Staff), "personale ATA, per il quale scrive l’ufficio"),
            (Some(Reporter::Other), "altri, per i quali scrive l’ufficio"),
        ];
        let as_what = as_what.map(|(as_what, label)| {
            choice(as_what.map(|reporter| stored(&reporter)).unwrap_or_default(), label)
        });
        let kind = Kind::One(as_what.to_vec());
        fields.push(Field {
            name: "reporter",
            label: "Chi segnala",
            kind,
            value: String::new(),
            required: false,
        });
    }
    Some(ActForm {
        act: "report",
        command: CommandId::of_a_form().to_string(),
        title: "Segnala un fatto",
        intro: "Una segnalazione apre un caso: non è un addebito, e non sanziona nessuno.".to_owned(),
        hidden: vec![("case", Uuid::new_v4().to_string())],
        fields,
        button: "Segnala",
        open: true,
    })
}
