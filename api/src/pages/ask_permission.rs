//! Asking for a permission from the page of the student: what speaks against it is shown before it is sent.

use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::norm::Norm;
use registro_domain::permission::{Finding, Passage, PermissionOutcome, PermissionReason};
use registro_domain::text::on_day;
use registro_eventlog::event::CommandId;
use registro_eventlog::transact::Trust;
use registro_projections::permissions::{Asked, Request as Known, Status};
use serde::Deserialize;
use uuid::Uuid;

use super::family::{PERMISSIONS, answer, choices, come_back};
use super::views_family::{Against, PermissionForm, RequestRow, Returned};
use super::views_text::long_date;
use super::{address, frame, justify};
use crate::commands::Command;
use crate::commands::permission::RequestPermission;
use crate::commands::permission_withdrawal::WithdrawPermission;
use crate::desk::Desk;
use crate::http::Web;
use crate::http::record::carry_out;
use crate::http::student::seen_student;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::register::Request;
use crate::sentence;

/// Days looked ahead for the first that is asked for in time.
const AHEAD: i64 = 60;

/// As the forms name them.
const WAYS: [(&str, &str); 2] = [("late-entry", "ingresso posticipato"), ("early-exit", "uscita anticipata")];
const REASONS: [(&str, PermissionReason); 5] = [
    ("family", PermissionReason::Family),
    ("health", PermissionReason::Health),
    ("periodic-treatment", PermissionReason::PeriodicTreatment),
    ("urgent", PermissionReason::Urgent),
    ("other", PermissionReason::Other),
];

/// A request as the form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    on: Date,
    at: String,
    way: Way,
    reason: PermissionReason,
    /// What speaks against it was read: it is sent all the same.
    #[serde(default)]
    read: bool,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    LateEntry,
    EarlyExit,
}

/// A request taken back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    command: Uuid,
    number: FactNumber,
    on: Date,
}

/// `POST /studenti/{id}/permessi`.
pub(crate) async fn submit(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Submitted>,
) -> Result<Response, Problem> {
    seen_student(&session, student)?;
    let Submitted { command, on, at, way, reason, read } = form;
    let (id, at_text) = (CommandId(command), at);
    let at: Time = at_text
        .parse()
        .map_err(|_| Refusal::Malformed(format!("l'ora del permesso non si legge: {at_text}")))?;
    let (passage, way) = match way {
        Way::LateEntry => (Passage::LateEntry { at }, "late-entry"),
        Way::EarlyExit => (Passage::EarlyExit { at }, "early-exit"),
    };
    let written = REASONS.iter().find(|(_, known)| *known == reason).map(|(name, _)| *name);
    let returned = Returned {
        form: PERMISSIONS,
        fields: vec![
            ("on", on.to_string()),
            ("at", at_text),
            ("way", way.to_owned()),
            ("reason", written.unwrap_or_default().to_owned()),
        ],
        ..Returned::default()
    };
    let asked = RequestPermission { student, on, passage, reason };
    if !read {
        let against = match findings(&web, &session, id, &asked).await {
            Ok(found) => against(&found),
            Err(refusal) => {
                let refused = Err(refusal.into());
                return answer(&web, &session, student, refused, "", returned).await;
            }
        };
        if !against.is_empty() {
            let reason = "La richiesta non è ancora stata inviata: ecco che cosa le si oppone.".to_owned();
            return come_back(&web, &session, student, Returned { reason, against, ..returned }).await;
        }
    }
    let outcome = carry_out(&web, &session, id, Command::RequestPermission(asked), None, true).await;
    answer(&web, &session, student, outcome, "permesso-chiesto", returned).await
}

/// `POST /studenti/{id}/permessi/ritiro`.
pub(crate) async fn withdraw(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Withdrawn>,
) -> Result<Response, Problem> {
    seen_student(&session, student)?;
    let Withdrawn { command, number, on } = form;
    let command =
        (CommandId(command), Command::WithdrawPermission(WithdrawPermission { student, on, number }));
    let outcome = carry_out(&web, &session, command.0, command.1, None, true).await;
    let returned = Returned { form: PERMISSIONS, ..Returned::default() };
    answer(&web, &session, student, outcome, "permesso-ritirato", returned).await
}

/// What would be found against a request. Nothing is recorded.
async fn findings(
    web: &Web,
    session: &Session,
    id: CommandId,
    asked: &RequestPermission,
) -> Result<Vec<Finding>, Refusal> {
    let Session { agent, confirmed, .. } = *session;
    let command = Command::RequestPermission(asked.clone());
    let request = Request { id, agent, command, seen: None, correlation: None, confirmed };
    let directory = Arc::clone(&session.directory);
    asked.findings(&mut Desk::new(&web.app.register, directory, &request, Trust::Cached)).await
}

pub(super) fn against(findings: &[Finding]) -> Vec<Against> {
    let says = |finding: &Finding| {
        let says = format!("{}.", frame::capital(&finding.to_string()));
        Against { says, norm: frame::norm(finding.norm()) }
    };
    findings.iter().filter(|finding| finding.weighs()).map(says).collect()
}

/// The form, empty or as it came back.
pub(super) fn form(session: &Session, student: PersonId, returned: Option<&Returned>) -> PermissionForm {
    let Session { today, regulation, .. } = session;
    let in_time = |day: &Date| *today <= regulation.permission_request_notice(*day).last_day_before(*day);
    let first = (0..AHEAD).map(|days| today.saturating_add(days.days())).find(in_time);
    let written = |field| Returned::written(returned, PERMISSIONS, field);
    let reasons = REASONS.map(|(value, reason)| (value, sentence::permission_reason(reason)));
    PermissionForm {
        action: format!("{}/permessi", address::student(student)),
        command: CommandId::of_a_form().to_string(),
        term: first.map_or_else(String::new, |first| {
            format!(
                "Chi chiede oggi è in tempo per i giorni da {} in poi. Per un giorno più vicino la richiesta è in \
                 ritardo: si presenta lo stesso, e chi decide lo sa.",
                long_date(first)
            )
        }),
        norm: frame::norm(Norm::PermissionAskedBefore),
        on: written("on"),
        first: today.to_string(),
        at: written("at"),
        ways: choices(&WAYS, &written("way")),
        reasons: choices(&reasons, &written("reason")),
        against: returned.filter(|it| it.form == PERMISSIONS).map(|it| it.against.clone()).unwrap_or_default(),
    }
}

/// The requests of the year, the latest first.
pub(super) fn requests(session: &Session, asked: Option<&Asked>, acts: bool) -> Vec<RequestRow> {
    let Some(asked) = asked else { return Vec::new() };
    let action = format!("{}/permessi/ritiro", address::student(asked.student));
    let row = |(number, request): (&FactNumber, &Known)| {
        let (status, icon) = became(request, session.today);
        let may_withdraw = match &request.status {
            Status::Pending => true,
            Status::Decided { outcome, .. } => matches!(outcome, PermissionOutcome::Granted { .. }),
            Status::Withdrawn { .. } => false,
        };
        let hers = acts && request.by == session.agent.person && session.today <= request.on;
        RequestRow {
            what: what(request),
            day_text: long_date(request.on),
            asked_text: asked_text(session, request),
            status,
            icon,
            findings: request.findings.iter().map(Finding::to_string).collect(),
            withdraw: (hers && may_withdraw).then(|| justify::form(&action, *number, request.on)),
        }
    };
    asked.requests.iter().rev().map(row).collect()
}

/// "uscita anticipata alle 12:00 (motivi della famiglia)".
pub(super) fn what(request: &Known) -> String {
    format!("{} ({})", sentence::passage(request.passage), sentence::permission_reason(request.reason))
}

/// Who asked and when, and the last day on which it was asked in time.
pub(super) fn asked_text(session: &Session, request: &Known) -> String {
    let last = session.regulation.permission_request_notice(request.on).last_day_before(request.on);
    format!(
        "chiesto da {} {} (si chiede entro {})",
        session.name(request.by),
        on_day(request.requested_on),
        on_day(last)
    )
}

/// What became of a request, in words and with an icon.
fn became(request: &Known, today: Date) -> (String, &'static str) {
    match &request.status {
        Status::Pending if request.on < today => {
            ("nessuno ha deciso prima di quel giorno".to_owned(), "warning-circle")
        }
        Status::Pending => ("in attesa di una decisione".to_owned(), "clock"),
        Status::Decided { on, outcome: PermissionOutcome::Granted { .. } } => {
            (format!("concesso {}", on_day(*on)), "check-circle")
        }
        Status::Decided { on, outcome: PermissionOutcome::Denied { reason } } => {
            (format!("negato {}: {reason}", on_day(*on)), "close-circle")
        }
        Status::Withdrawn { on } => (format!("ritirato {}", on_day(*on)), "info-circle"),
    }
}
