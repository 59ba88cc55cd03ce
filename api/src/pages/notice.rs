//! One notice: its text, what it asks of the reader, how it read before, and for its author who has seen it.

use std::collections::{BTreeMap, BTreeSet};

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use registro_domain::ids::{NoticeId, PersonId};
use registro_domain::notice::Asks;
use registro_domain::text::on_day;
use registro_eventlog::event::CommandId;
use registro_projections::notices::Posted;
use serde::Deserialize;
use uuid::Uuid;

use super::board::what_is_asked;
use super::views_board::{
    AnswerForm, ChangeForms, CorrectionView, Form as View, NoticePage, ReceiptRow, Receipts,
};
use super::views_text::{long_date, short_date};
use super::{address, frame};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::notice_correction::CorrectNotice;
use crate::commands::notice_withdrawal::WithdrawNotice;
use crate::commands::receipt::{Acknowledge, Answer};
use crate::http::Web;
use crate::http::notices::{Seen, look, seen};
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::Problem;
use crate::sentence;

/// What was just done.
#[derive(Debug, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
}

/// An acknowledgement as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledged {
    command: Uuid,
}

/// An answer as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    command: Uuid,
    student: PersonId,
    answer: YesNo,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YesNo {
    Yes,
    No,
}

/// A correction as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    command: Uuid,
    title: String,
    body: String,
    reason: String,
}

/// A withdrawal as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    command: Uuid,
    reason: String,
}

/// `GET /bacheca/{id}`. A recipient who asks for it has opened it.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(notice): Path<NoticeId>,
    Query(asked): Query<Asked>,
) -> Result<NoticePage, Problem> {
    let seen = seen(&web, &session, notice).await?;
    let posted = &seen.posted;
    let directory = &session.directory;
    let mut layout = frame::layout(&web, Some(&session), posted.title.as_str(), "/bacheca");
    layout.breadcrumbs = frame::crumbs(&[("Bacheca", "/bacheca".to_owned())], posted.title.as_str());
    let protocol = posted.protocol.as_ref().map(|it| format!(" n. {it}")).unwrap_or_default();
    let capacity = Capacity::italian_of(&posted.capacity);
    Ok(NoticePage {
        layout,
        done: asked.fatto.as_deref().and_then(done),
        kind: format!("{}{protocol}", sentence::notice::kind(posted.kind)),
        title: posted.title.to_string(),
        from: format!("{} ({capacity}), {}", directory.name(posted.author), long_date(posted.on)),
        audience: sentence::notice::audience(&posted.audience, directory),
        paragraphs: paragraphs(posted.body.as_str()),
        withdrawn: posted
            .withdrawn
            .as_ref()
            .map(|withdrawn| format!("{}: {}", on_day(withdrawn.on), withdrawn.reason)),
        asked: what_is_asked(posted.asks),
        acknowledge: to_acknowledge(&session, &seen),
        did: did(&session, posted),
        answers: to_answer(&session, &seen),
        corrections: corrections(&session, posted),
        receipts: seen.oversees.then(|| receipts(&session, posted)),
        change: changes(&session, posted),
    })
}

/// `POST /bacheca/{id}/presa-visione`.
pub(crate) async fn acknowledge(
    web: Web,
    session: Session,
    Path(notice): Path<NoticeId>,
    Form(form): Form<Acknowledged>,
) -> Result<Redirect, Problem> {
    look(&web, &session, notice).await?;
    let command = Command::Acknowledge(Acknowledge { notice });
    carry_out(&web, &session, CommandId(form.command), command, None, true).await?;
    Ok(back(notice, "visione"))
}

/// `POST /bacheca/{id}/risposta`.
pub(crate) async fn answer(
    web: Web,
    session: Session,
    Path(notice): Path<NoticeId>,
    Form(form): Form<Answered>,
) -> Result<Redirect, Problem> {
    look(&web, &session, notice).await?;
    let accepts = matches!(form.answer, YesNo::Yes);
    let command = Command::Answer(Answer { notice, student: form.student, accepts });
    carry_out(&web, &session, CommandId(form.command), command, None, true).await?;
    Ok(back(notice, "risposta"))
}

/// `POST /bacheca/{id}/rettifica`.
pub(crate) async fn correct(
    web: Web,
    session: Session,
    Path(notice): Path<NoticeId>,
    Form(form): Form<Corrected>,
) -> Result<Redirect, Problem> {
    look(&web, &session, notice).await?;
    let Corrected { command, title, body, reason } = form;
    let correct = CorrectNotice { notice, title, body: lines(&body), reason };
    carry_out(&web, &session, CommandId(command), Command::CorrectNotice(correct), None, true).await?;
    Ok(back(notice, "rettifica"))
}

/// `POST /bacheca/{id}/ritiro`.
pub(crate) async fn withdraw(
    web: Web,
    session: Session,
    Path(notice): Path<NoticeId>,
    Form(form): Form<Withdrawn>,
) -> Result<Redirect, Problem> {
    look(&web, &session, notice).await?;
    let command = Command::WithdrawNotice(WithdrawNotice { notice, reason: form.reason });
    carry_out(&web, &session, CommandId(form.command), command, None, true).await?;
    Ok(back(notice, "ritiro"))
}

fn back(notice: NoticeId, done: &str) -> Redirect {
    Redirect::to(&format!("{}?fatto={done}", address::notice(notice)))
}

/// What was just done, in a sentence.
pub(super) fn done(code: &str) -> Option<&'static str> {
    match code {
        "visione" => Some("La presa visione è stata registrata."),
        "risposta" => Some("La risposta è stata registrata."),
        "rettifica" => Some("La comunicazione è stata rettificata: il testo di prima resta leggibile."),
        "ritiro" => Some("La comunicazione è stata ritirata."),
        "pubblicata" => Some("La comunicazione è stata pubblicata."),
        _ => None,
    }
}

/// A browser ends lines in its own way.
pub(super) fn lines(typed: &str) -> String {
    typed.replace("\r\n", "\n")
}

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn form(notice: NoticeId, what: &str) -> View {
    let action = format!("{}/{what}", address::notice(notice));
    View { action, command: CommandId::of_a_form().to_string() }
}

fn to_acknowledge(session: &Session, seen: &Seen) -> Option<View> {
    let posted = &seen.posted;
    let asked = matches!(posted.asks, Asks::Acknowledgement { .. }) && posted.withdrawn.is_none();
    let not_yet = posted.receipt(session.agent.person).acknowledged.is_none();
    (seen.receives && asked && not_yet).then(|| form(posted.notice, "presa-visione"))
}

fn did(session: &Session, posted: &Posted) -> Vec<String> {
    let acknowledged = posted.receipt(session.agent.person).acknowledged;
    acknowledged.map(|on| format!("Hai preso visione {}.", on_day(on))).into_iter().collect()
}

fn to_answer(session: &Session, seen: &Seen) -> Vec<AnswerForm> {
    let posted = &seen.posted;
    let Some(recipient) = posted.recipient(session.agent.person) else { return Vec::new() };
    let Asks::Answer { by } = posted.asks else { return Vec::new() };
    let in_time = by.is_none_or(|by| session.today <= by);
    let receipt = posted.receipt(recipient.person);
    let forms = recipient.answers_for.iter().map(|student| AnswerForm {
        form: form(posted.notice, "risposta"),
        student: student.to_string(),
        student_name: session.name(*student),
        current: match receipt.answers.get(student) {
            Some(answer) => Some(format!("{} {}", first_person(answer.accepts), on_day(answer.on))),
            None => (!in_time).then(|| "il termine è passato senza risposta".to_owned()),
        },
        open: seen.receives && in_time && posted.withdrawn.is_none(),
    });
    forms.collect()
}

fn first_person(accepts: bool) -> &'static str {
    if accepts { "hai aderito" } else { "non hai aderito:" }
}

fn corrections(session: &Session, posted: &Posted) -> Vec<CorrectionView> {
    let corrections = posted.corrections.iter().rev().map(|correction| CorrectionView {
        when: format!("{} da {}", frame::instant_text(correction.recorded_at), session.name(correction.by)),
        reason: correction.reason.to_string(),
        title: correction.title.to_string(),
        paragraphs: paragraphs(correction.body.as_str()),
    });
    corrections.collect()
}

fn receipts(session: &Session, posted: &Posted) -> Receipts {
    let done = match posted.asks {
        Asks::Nothing => String::new(),
        Asks::Acknowledgement { .. } => format!(", {} con presa visione", posted.done()),
        Asks::Answer { .. } => format!(", {} con risposta", posted.done()),
    };
    let total = posted.recipients.len();
    let differing = differing(posted);
    let mut rows: Vec<ReceiptRow> = posted
        .recipients
        .iter()
        .map(|recipient| {
            let receipt = posted.receipt(recipient.person);
            let mut done: Vec<String> = receipt
                .acknowledged
                .map(|on| format!("presa visione {}", short_date(on)))
                .into_iter()
                .collect();
            done.extend(receipt.answers.iter().map(|(student, answer)| {
                let answered = if answer.accepts { "aderisce" } else { "non aderisce" };
                format!("{}: {answered} ({})", session.name(*student), short_date(answer.on))
            }));
            ReceiptRow {
                name: session.name(recipient.person),
                opened: receipt.opened.map_or_else(|| "non ancora".to_owned(), short_date),
                differs: receipt.answers.keys().any(|student| differing.contains(student)),
                done: if done.is_empty() { "—".to_owned() } else { done.join("; ") },
            }
        })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Receipts { summary: format!("{total} destinatari: aperta da {}{done}.", posted.opened()), rows }
}

/// The students for whom the answers are not all the same.
fn differing(posted: &Posted) -> BTreeSet<PersonId> {
    let mut answers: BTreeMap<PersonId, BTreeSet<bool>> = BTreeMap::new();
    for (student, answer) in posted.receipts.values().flat_map(|receipt| &receipt.answers) {
        answers.entry(*student).or_default().insert(answer.accepts);
    }
    answers.into_iter().filter(|(_, said)| 1 < said.len()).map(|(student, _)| student).collect()
}

fn changes(session: &Session, posted: &Posted) -> Option<ChangeForms> {
    let for_the_school = match session.agent.capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat => true,
        Capacity::Teacher => session.agent.person == posted.author,
        Capacity::Guardian
        | Capacity::Student
        | Capacity::Dpo
        | Capacity::Auditor
        | Capacity::Technician
        | Capacity::Support => false,
    };
    (for_the_school && posted.withdrawn.is_none()).then(|| ChangeForms {
        correct: form(posted.notice, "rettifica"),
        withdraw: form(posted.notice, "ritiro"),
        title: posted.title.to_string(),
        body: posted.body.to_string(),
    })
}
