//! An example of every event of `permission`.

use super::*;
use crate::permission::{Finding, Passage, PermissionEvent, PermissionOutcome, PermissionReason};

pub(in crate::fact::tests) fn permissions() -> Vec<PermissionEvent> {
    let (student, class, on, number) = (person(STUDENT), IN_3B, day("2026-05-12"), FactNumber(0));
    let because = || vec![Norm::PermissionAskedBefore];
    let findings = vec![
        Finding::TooLate { last_day: day("2026-05-09") },
        Finding::LastMonth { from: day("2026-05-09"), until: day("2026-06-08") },
        Finding::TestPlanned { period: PeriodNumber(5) },
        Finding::TestThatDay { period: PeriodNumber(2) },
        Finding::WithinHour { period: PeriodNumber(4) },
    ];
    let (entry, exit) = (Passage::LateEntry { at: at("10:00") }, Passage::EarlyExit { at: at("11:37") });
    let mut events: Vec<_> = [
        (entry, PermissionReason::Family, justifier("guardian", MOTHER), vec![]),
        (exit, PermissionReason::Health, justifier("guardian", MOTHER), findings.clone()),
        (exit, PermissionReason::PeriodicTreatment, justifier("guardian", MOTHER), vec![]),
        (exit, PermissionReason::Urgent, justifier("adult-student", STUDENT), vec![]),
        (entry, PermissionReason::Other, justifier("adult-student", STUDENT), vec![]),
    ]
    .into_iter()
    .map(|(passage, reason, by, findings)| PermissionEvent::Requested {
        student,
        class,
        on,
        number,
        passage,
        reason,
        by,
        requested_on: day("2026-05-11"),
        findings,
        because: because(),
    })
    .collect();
    for (outcome, findings) in [
        (PermissionOutcome::Granted { despite: None }, vec![]),
        (PermissionOutcome::Granted { despite: Some(text("visita non rinviabile")) }, findings),
        (PermissionOutcome::Denied { reason: text("verifica programmata") }, vec![]),
    ] {
        events.push(PermissionEvent::Decided {
            student,
            class,
            on,
            number,
            outcome,
            findings,
            decided_on: day("2026-05-11"),
            because: because(),
        });
    }
    let withdrawn_on = day("2026-05-12");
    events.push(PermissionEvent::Withdrawn { student, class, on, number, withdrawn_on, because: because() });
    events
}
