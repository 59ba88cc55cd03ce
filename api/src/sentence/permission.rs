//! Permissions, in Italian.

use registro_domain::permission::{Finding, Passage, PermissionEvent, PermissionOutcome, PermissionReason};
use registro_domain::text::{Text, italian_day, italian_time};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &PermissionEvent, directory: &Directory) -> String {
    match event {
        PermissionEvent::Requested {
            number,
            passage: asked,
            reason: why,
            by,
            requested_on,
            findings,
            ..
        } => {
            format!(
                "richiesta n. {number} di {} ({}), presentata da {} il {}{}",
                passage(*asked),
                permission_reason(*why),
                directory.name(by.person()),
                italian_day(*requested_on),
                listed(findings)
            )
        }
        PermissionEvent::Decided { number, outcome, decided_on, findings, .. } => {
            let outcome = match outcome {
                PermissionOutcome::Granted { .. } => "concesso",
                PermissionOutcome::Denied { .. } => "negato",
            };
            let decided_on = italian_day(*decided_on);
            format!("permesso della richiesta n. {number} {outcome} il {decided_on}{}", listed(findings))
        }
        PermissionEvent::Withdrawn { number, .. } => {
            format!("richiesta n. {number} di permesso ritirata da chi l'aveva presentata")
        }
    }
}

pub(super) fn heading(event: &PermissionEvent) -> (&'static str, &'static str) {
    match event {
        PermissionEvent::Requested { .. } => ("Permesso richiesto", "file"),
        PermissionEvent::Decided { outcome: PermissionOutcome::Granted { .. }, .. } => {
            ("Permesso concesso", "check")
        }
        PermissionEvent::Decided { outcome: PermissionOutcome::Denied { .. }, .. } => {
            ("Permesso negato", "close")
        }
        PermissionEvent::Withdrawn { .. } => ("Permesso ritirato", "pencil"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &PermissionEvent) -> Option<&Text> {
    match event {
        PermissionEvent::Decided { outcome: PermissionOutcome::Granted { despite }, .. } => despite.as_ref(),
        PermissionEvent::Decided { outcome: PermissionOutcome::Denied { reason }, .. } => Some(reason),
        PermissionEvent::Requested { .. } | PermissionEvent::Withdrawn { .. } => None,
    }
}

/// "uscita anticipata alle 12:00".
pub fn passage(passage: Passage) -> String {
    let at = italian_time(passage.at());
    match passage {
        Passage::LateEntry { .. } => format!("ingresso posticipato alle {at}"),
        Passage::EarlyExit { .. } => format!("uscita anticipata alle {at}"),
    }
}

/// As the form offers it. Of a treatment, no more than the regulation's own words say.
pub fn permission_reason(reason: PermissionReason) -> &'static str {
    match reason {
        PermissionReason::Family => "motivi della famiglia",
        PermissionReason::Health => "motivi di salute",
        PermissionReason::PeriodicTreatment => "permesso periodico documentato",
        PermissionReason::Urgent => "urgenza",
        PermissionReason::Other => "altro motivo",
    }
}

fn listed(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let findings: Vec<String> = findings.iter().map(Finding::to_string).collect();
    format!("; da valutare: {}", findings.join("; "))
}
