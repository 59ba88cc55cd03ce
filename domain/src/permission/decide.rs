//! Asking for a permission, what speaks against it, the decision of a person, the withdrawal.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{
    About, Command, Finding, Passage, PermissionEvent, PermissionOutcome, PermissionReason, Permissions,
    Rejection, Request, Requested, Standing,
};
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::regulation::Regulation;

pub fn decide(
    state: &Permissions,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<PermissionEvent>, Rejection> {
    match command {
        Command::Request(request) => ask(state, request, regulation),
        Command::Decide { student, about, number, outcome, today } => {
            settle(state, *student, about, *number, outcome, *today, regulation)
        }
        Command::Withdraw { student, number, by, today } => withdraw(state, *student, *number, *by, *today),
    }
}

/// Norm: reg. istituto, art. 16, Ritardi, c. 4 lett. e (A2-01): beforehand, with the reason. What is asked late is
/// recorded with that finding, for a person to decide.
fn ask(
    state: &Permissions,
    request: &Request,
    regulation: &Regulation,
) -> Result<Vec<PermissionEvent>, Rejection> {
    let Request { about, passage, reason, by, today } = request;
    let on = about.day.on;
    let of_that_day = state.requests.iter().filter(|(_, other)| {
        other.on == on && other.passage.is_of_the_kind_of(*passage) && other.standing != Standing::Withdrawn
    });
    for (number, other) in of_that_day {
        let same = other.passage == *passage && other.reason == *reason;
        match other.standing {
            Standing::Pending | Standing::Granted if same => return Ok(Vec::new()),
            Standing::Pending | Standing::Granted => {
                return Err(Rejection::AlreadyAsked { on, number: *number });
            }
            Standing::Denied if same => return Err(Rejection::AlreadyDenied { on, number: *number }),
            Standing::Denied | Standing::Withdrawn => {}
        }
    }
    not_past(on, *today)?;
    inside_lessons(about, *passage, regulation)?;
    let findings = findings(about, *passage, *reason, *today, regulation);
    Ok(vec![PermissionEvent::Requested {
        student: by.student(),
        class: about.day.class,
        on,
        number: FactNumber(state.length),
        passage: *passage,
        reason: *reason,
        by: by.by(),
        requested_on: *today,
        because: because(by.by().norm(), &findings),
        findings,
    }])
}

/// Norm: A2-01, A2-02, A2-03: the head of the school or a delegate decides, once and not after the day. Against
/// a finding, only with a stated reason.
fn settle(
    state: &Permissions,
    student: PersonId,
    about: &About,
    number: FactNumber,
    outcome: &PermissionOutcome,
    today: Date,
    regulation: &Regulation,
) -> Result<Vec<PermissionEvent>, Rejection> {
    let request = known(state, number)?;
    if request.on != about.day.on {
        return Err(Rejection::OtherDay(number));
    }
    match (request.standing, outcome) {
        (Standing::Pending, _) => {}
        (Standing::Granted, PermissionOutcome::Granted { .. })
        | (Standing::Denied, PermissionOutcome::Denied { .. }) => return Ok(Vec::new()),
        (Standing::Granted | Standing::Denied, _) => return Err(Rejection::AlreadyDecided(number)),
        (Standing::Withdrawn, _) => return Err(Rejection::AlreadyWithdrawn(number)),
    }
    not_past(request.on, today)?;
    let findings = findings(about, request.passage, request.reason, request.requested_on, regulation);
    let against: Vec<Finding> = findings.iter().copied().filter(|finding| finding.weighs()).collect();
    if *outcome == (PermissionOutcome::Granted { despite: None }) && !against.is_empty() {
        return Err(Rejection::ReasonNeeded(against));
    }
    Ok(vec![PermissionEvent::Decided {
        student,
        class: about.day.class,
        on: request.on,
        number,
        outcome: outcome.clone(),
        decided_on: today,
        because: because(Norm::PermissionAskedBefore, &findings),
        findings,
    }])
}

/// Norm: A2-01. By who asked, whatever was decided, as long as the day is not past.
fn withdraw(
    state: &Permissions,
    student: PersonId,
    number: FactNumber,
    by: PersonId,
    today: Date,
) -> Result<Vec<PermissionEvent>, Rejection> {
    let request = known(state, number)?;
    if request.by != by {
        return Err(Rejection::NotTheAsker(number));
    }
    match request.standing {
        Standing::Withdrawn => return Ok(Vec::new()),
        Standing::Denied => return Err(Rejection::AlreadyDecided(number)),
        Standing::Pending | Standing::Granted => not_past(request.on, today)?,
    }
    Ok(vec![PermissionEvent::Withdrawn {
        student,
        class: request.class,
        on: request.on,
        number,
        withdrawn_on: today,
        because: vec![Norm::PermissionAskedBefore],
    }])
}

/// Everything that speaks against a permission asked on a day.
fn findings(
    about: &About,
    passage: Passage,
    reason: PermissionReason,
    asked_on: Date,
    regulation: &Regulation,
) -> Vec<Finding> {
    let day = &about.day;
    let urgent = reason == PermissionReason::Urgent;
    let mut findings = Vec::new();
    // A2-01
    let last_day = regulation.permission_request_notice(day.on).last_day_before(day.on);
    if last_day < asked_on && !urgent {
        findings.push(Finding::TooLate { last_day });
    }
    // A2-03: the month ends with the lessons, and its first day is the one after the same day a month before.
    let month_before = about.lessons_end.saturating_sub(regulation.last_month(day.on).months());
    if month_before < day.on && day.on <= about.lessons_end {
        let from = month_before.saturating_add(1.day());
        findings.push(Finding::LastMonth { from, until: about.lessons_end });
    }
    // A2-02
    for hour in day.hours.iter().filter(|hour| about.tests.contains(&hour.period)) {
        let period = hour.period;
        let missed = passage.misses(hour);
        findings.push(if missed { Finding::TestPlanned { period } } else { Finding::TestThatDay { period } });
    }
    // A2-04
    if let Passage::EarlyExit { at } = passage
        && let Some(period) = day.interrupted_at(at)
        && !urgent
    {
        findings.push(Finding::WithinHour { period });
    }
    findings
}

/// The norm of the act and those of what speaks against it, each once.
fn because(act: Norm, findings: &[Finding]) -> Vec<Norm> {
    let mut because = vec![Norm::PermissionAskedBefore];
    for norm in std::iter::once(act).chain(findings.iter().map(|finding| finding.norm())) {
        if !because.contains(&norm) {
            because.push(norm);
        }
    }
    because
}

fn known(state: &Permissions, number: FactNumber) -> Result<&Requested, Rejection> {
    state.requests.get(&number).ok_or(Rejection::UnknownRequest(number))
}

fn not_past(on: Date, today: Date) -> Result<(), Rejection> {
    if on < today { Err(Rejection::AlreadyPast(on)) } else { Ok(()) }
}

/// After the lessons have begun and before they end: otherwise there is nothing to permit.
fn inside_lessons(about: &About, passage: Passage, regulation: &Regulation) -> Result<(), Rejection> {
    let day = &about.day;
    let (Some(first), Some(ends)) = (day.starts(), day.ends()) else { return Ok(()) };
    let starts = regulation.lessons_start(day.on).max(first);
    let at = passage.at();
    if starts < at && at < ends {
        Ok(())
    } else {
        Err(Rejection::OutsideLessons { on: day.on, at, starts, ends })
    }
}
