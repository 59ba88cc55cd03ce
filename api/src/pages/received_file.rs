//! What came with a student from another school: shown beside her own cases, and recorded by who keeps the files.

use jiff::civil::Date;
use registro_domain::fact::DomainEvent;
use registro_domain::ids::PersonId;
use registro_domain::people::PersonEvent;
use registro_domain::text::italian_day;
use registro_eventlog::event::Position;
use registro_projections::event::Event;
use uuid::Uuid;

use super::act_forms::{form, returning};
use super::case_forms::fields::{day, line, optional, text};
use super::sent::{Sent, incomplete};
use super::views_cases::{ActForm, ReceivedView};
use super::views_family::Returned;
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::commands::Command;
use crate::commands::people::{Act, FinalSanction, People};
use crate::http::Web;
use crate::http::sight::seen;
use crate::identity::Session;
use crate::refusal::Refusal;

pub(super) const RECEIVE: &str = "receive-file";
/// Every field that comes back as it was written.
pub(super) const FIELDS: [&str; 4] = ["school", "received_on", "sha256", "sanctions"];

/// Of those that came, the ones that the person may read: each is an act of its own, with its day and its key.
pub(super) async fn received(
    web: &Web,
    session: &Session,
    student: PersonId,
) -> Result<Vec<ReceivedView>, Refusal> {
    let acts = web.app.trail(student.0, Moment::Now).await?;
    let came = acts.iter().filter(|act| act.kind.starts_with("student-file-received."));
    let positions: Vec<Position> = came.map(|act| act.position).collect();
    let events = web.app.events(&positions).await?.into_iter().map(|event| ((), event));
    let seen = seen(&web.app, session, events).await?;
    Ok(seen.iter().filter_map(|((), event)| view(event)).collect())
}

fn view(event: &Event) -> Option<ReceivedView> {
    let DomainEvent::Person(PersonEvent::FileReceived { school, on, sha256: file, sanctions, .. }) =
        &event.fact
    else {
        return None;
    };
    let sanctions = sanctions
        .iter()
        .map(|sanction| format!("{}, decisa il {}", sanction.what, italian_day(sanction.decided_on)));
    Some(ReceivedView {
        school: school.to_string(),
        on: italian_day(*on),
        hash: file.clone().into(),
        sanctions: sanctions.collect(),
    })
}

pub(super) fn to_receive(session: &Session, returned: Option<&Returned>) -> Option<ActForm> {
    if !matches!(session.agent.capacity, Capacity::Principal | Capacity::Secretariat) {
        return None;
    }
    let fields = vec![
        line("school", "Scuola di provenienza"),
        day("received_on", "Quando è arrivato", session.today),
        line("sha256", "Impronta SHA-256 del file (64 cifre esadecimali)"),
        optional(text(
            "sanctions",
            "Sanzioni definitive, una per riga: il giorno (2025-03-04), poi la sanzione",
        )),
    ];
    let title = "Annota il fascicolo ricevuto da un’altra scuola";
    let forms = returning(vec![form(RECEIVE, title, "Annota il fascicolo", fields)], returned);
    let came_back = returned.is_some_and(|back| back.form == RECEIVE);
    forms.into_iter().next().map(|form| ActForm { open: came_back, ..form })
}

/// The command that the form makes.
pub(super) fn command(student: PersonId, sent: &Sent) -> Result<(Uuid, Command), Refusal> {
    let lines = sent.some_text("sanctions").unwrap_or_default();
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let act = Act::ReceiveFile {
        school: sent.text("school")?,
        on: sent.value("received_on")?,
        sha256: sent.text("sha256")?,
        sanctions: lines.map(sanction).collect::<Result<_, _>>()?,
    };
    Ok((sent.id()?, Command::People(People { person: student, acts: vec![act] })))
}

fn sanction(line: &str) -> Result<FinalSanction, Refusal> {
    let (on, what) = line.split_once(char::is_whitespace).ok_or_else(incomplete)?;
    let decided_on: Date = on.parse().map_err(|_| {
        Refusal::Malformed(format!("ogni riga comincia con il giorno, per esempio 2025-03-04: «{line}»"))
    })?;
    Ok(FinalSanction { decided_on, what: what.trim().to_owned() })
}
