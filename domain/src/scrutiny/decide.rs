//! What may be done in a scrutiny: called, closed, reopened, published. The rest is beside.

use jiff::civil::Date;

use super::event::ScrutinyEvent;
use super::state::{Judged, Opening, Scrutiny, Standing};
use super::{Act, Command, Outcome, Rejection, ScrutinyPeriod, admission, deliberate, propose};
use crate::ids::{PersonId, Protocol};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

pub fn decide(
    state: &Scrutiny,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    match &command.act {
        Act::Open { covers_from, covers_to, sits_on } => {
            let opening = Opening { covers_from: *covers_from, covers_to: *covers_to, sits_on: *sits_on };
            open(state, command, opening)
        }
        Act::ProposeGrades { subject, by, teaches, grades } => {
            propose::grades(state, command, subject, *by, *teaches, grades, regulation)
        }
        Act::ProposeBehaviour { student, by, value, reasons } => {
            propose::behaviour(state, command, *student, *by, *value, reasons)
        }
        Act::FreezeDossier { read_at } => freeze(state, command, *read_at),
        Act::DeliberateGrades { student, grades, votes } => {
            deliberate::grades(state, command, *student, grades, *votes, regulation)
        }
        Act::DeliberateBehaviour { student, value, reasons, sub_iudice, votes } => {
            let behaviour =
                super::Behaviour { value: *value, reasons: reasons.clone(), sub_iudice: *sub_iudice };
            deliberate::behaviour(state, command, *student, &behaviour, *votes)
        }
        Act::DeliberateCredit { student, points, votes } => {
            deliberate::credit(state, command, *student, *points, *votes, regulation)
        }
        Act::AssignActivity { student, activity } => {
            admission::assign_activity(state, command, *student, activity, regulation)
        }
        Act::AssignEssay { student, topic, term } => {
            admission::assign_essay(state, command, *student, topic, *term, regulation)
        }
        Act::AssessEssay { student, outcome, votes } => {
            admission::assess_essay(state, command, *student, *outcome, *votes)
        }
        Act::DeliberateAdmission(admission) => admission::admission(state, command, admission, regulation),
        Act::Close { protocol } => close(state, command, *protocol, regulation),
        Act::Reopen { by, reason } => reopen(state, command, *by, reason),
        Act::Publish { visible_from } => publish(state, command, *visible_from),
        Act::IssueCard { student, read_at, protocol } => {
            issue_card(state, command, *student, *read_at, *protocol)
        }
    }
}

/// The days of a scrutiny that is called.
pub(super) fn opening(state: &Scrutiny) -> Result<Opening, Rejection> {
    state.opening.ok_or(Rejection::NotOpen)
}

/// A scrutiny that sits or has sat, of a student of the class of whom something may still be written: all, as long as it
/// is not closed; then only whoever has her judgement suspended.
///
/// Norm: B7-05: what is closed is corrected by reopening it, with a reason.
pub(super) fn sitting(state: &Scrutiny, command: &Command, student: PersonId) -> Result<Judged, Rejection> {
    let Opening { sits_on, .. } = opening(state)?;
    if command.on < sits_on {
        return Err(Rejection::BeforeSitting { sits_on });
    }
    in_class(command, student)?;
    let judged = state.students.get(&student).cloned().unwrap_or_default();
    match state.standing {
        Standing::Closed { on, protocol, .. } if !judged.awaits_resolution() => {
            Err(Rejection::Closed { on, protocol })
        }
        Standing::Closed { .. } | Standing::Open | Standing::Reopened => Ok(judged),
    }
}

pub(super) fn in_class(command: &Command, student: PersonId) -> Result<(), Rejection> {
    if command.members.contains(&student) { Ok(()) } else { Err(Rejection::NotInClass { on: command.on }) }
}

/// Not closed: what a suspended judgement waits for is told apart.
pub(super) fn not_closed(state: &Scrutiny) -> Result<(), Rejection> {
    match state.standing {
        Standing::Closed { on, protocol, .. } => Err(Rejection::Closed { on, protocol }),
        Standing::Open | Standing::Reopened => Ok(()),
    }
}

/// Norm: B2-07: the council is called for a day, on the grades of a period. Until it deliberates, it may be called for
/// another day.
fn open(state: &Scrutiny, command: &Command, opening: Opening) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let Opening { covers_from, covers_to, sits_on } = opening;
    if covers_to < covers_from {
        return Err(Rejection::DaysOutOfOrder { from: covers_from, to: covers_to });
    }
    let year = command.year;
    let days = [covers_from, covers_to, sits_on];
    if let Some(on) = days.into_iter().find(|day| *day < year.first_day() || year.last_day() < *day) {
        return Err(Rejection::OutsideYear { on, year });
    }
    if state.opening == Some(opening) {
        return Ok(Vec::new());
    }
    let deliberated =
        |judged: &Judged| !judged.grades.is_empty() || judged.behaviour.is_some() || judged.outcome.is_some();
    if let Some(called) = state.opening
        && (state.closed_on().is_some() || state.students.values().any(deliberated))
    {
        return Err(Rejection::AlreadyOpen { sits_on: called.sits_on });
    }
    Ok(vec![ScrutinyEvent::Opened {
        class: command.class,
        year,
        period: command.period,
        on: command.on,
        covers_from,
        covers_to,
        sits_on,
        because: vec![Norm::CouncilVotes],
    }])
}

/// Norm: B2-01: the council reads the year as it stood at one moment, the same for all. Frozen once; after a reopening,
/// once more.
fn freeze(state: &Scrutiny, command: &Command, read_at: u64) -> Result<Vec<ScrutinyEvent>, Rejection> {
    opening(state)?;
    if state.dossier.is_some() {
        return Ok(Vec::new());
    }
    not_closed(state)?;
    Ok(vec![ScrutinyEvent::DossierFrozen {
        class: command.class,
        period: command.period,
        on: command.on,
        read_at,
        because: vec![Norm::BehaviourOfTheYear],
    }])
}

/// Norm: B2-07: on every student something was deliberated; B2-03, B2-04: whoever has to write an essay knows on what;
/// D-08: the minutes have their number.
fn close(
    state: &Scrutiny,
    command: &Command,
    protocol: Protocol,
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let Opening { sits_on, .. } = opening(state)?;
    match state.standing {
        Standing::Closed { protocol: known, resumed: false, .. } if known == protocol => {
            return Ok(Vec::new());
        }
        Standing::Closed { on, protocol, resumed: false, .. } => {
            return Err(Rejection::Closed { on, protocol });
        }
        Standing::Closed { resumed: true, .. } | Standing::Open | Standing::Reopened => {}
    }
    if command.on < sits_on {
        return Err(Rejection::BeforeSitting { sits_on });
    }
    let none = Judged::default();
    let judged: Vec<&Judged> =
        command.members.iter().map(|student| state.students.get(student).unwrap_or(&none)).collect();
    let undecided = judged.iter().filter(|judged| !is_decided(judged, command.period)).count();
    if 0 < undecided {
        return Err(Rejection::Undecided(undecided));
    }
    let sufficient = regulation.sufficient_behaviour(sits_on);
    let without_essay =
        judged.iter().filter(|judged| must_write(judged, sufficient) && judged.essay.is_none());
    let without_essay = without_essay.count();
    if command.period == ScrutinyPeriod::Final && 0 < without_essay {
        return Err(Rejection::EssaysMissing(without_essay));
    }
    Ok(vec![ScrutinyEvent::Closed {
        class: command.class,
        period: command.period,
        on: command.on,
        protocol,
        because: vec![Norm::CouncilVotes, Norm::ProtocolNumber],
    }])
}

fn is_decided(judged: &Judged, period: ScrutinyPeriod) -> bool {
    match period {
        ScrutinyPeriod::Interim => !judged.grades.is_empty() && judged.behaviour.is_some(),
        ScrutinyPeriod::Final => judged.outcome.is_some(),
    }
}

/// Whether an essay is due: with the behaviour grade that asks for one, of who was assessed and not refused for another
/// reason.
fn must_write(judged: &Judged, sufficient: u8) -> bool {
    let at_the_line = judged.behaviour.as_ref().is_some_and(|given| given.value.tenths() == sufficient);
    let goes_on = judged.outcome.as_ref().is_some_and(|last| match last.outcome {
        Outcome::Admitted => true,
        Outcome::Suspended { essay, .. } => essay,
        Outcome::NotAdmitted { .. } | Outcome::ExcludedForAbsences => false,
    });
    at_the_line && goes_on
}

/// Norm: B7-05: with a reason; what is deliberated then is a new act beside the old one.
fn reopen(
    state: &Scrutiny,
    command: &Command,
    by: PersonId,
    reason: &Text,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    match state.standing {
        Standing::Reopened => Ok(Vec::new()),
        Standing::Open => Err(Rejection::NotClosed),
        Standing::Closed { .. } => Ok(vec![ScrutinyEvent::Reopened {
            class: command.class,
            period: command.period,
            on: command.on,
            by,
            reason: reason.clone(),
            because: vec![Norm::CorrectionWithReason],
        }]),
    }
}

/// Norm: B7-04: in the reserved areas only, from a day on; what is visible already stays so.
fn publish(state: &Scrutiny, command: &Command, visible_from: Date) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let Standing::Closed { published, .. } = state.standing else { return Err(Rejection::NotClosed) };
    if published && (state.visible_from == Some(visible_from) || state.is_visible_on(command.on)) {
        return Ok(Vec::new());
    }
    if visible_from < command.on {
        return Err(Rejection::PublishedInThePast { visible_from });
    }
    Ok(vec![ScrutinyEvent::Published {
        class: command.class,
        period: command.period,
        on: command.on,
        visible_from,
        because: vec![Norm::ResultsInReservedAreas],
    }])
}

/// Norm: A12-11: the card has the value of the paper one; of results that the family may see.
fn issue_card(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    read_at: u64,
    protocol: Protocol,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let Standing::Closed { published, .. } = state.standing else { return Err(Rejection::NotClosed) };
    in_class(command, student)?;
    if !published || !state.is_visible_on(command.on) {
        return Err(Rejection::NotPublished { visible_from: state.visible_from });
    }
    let issued = state.students.get(&student).map(|judged| judged.cards.as_slice()).unwrap_or_default();
    if issued.iter().any(|(_, known)| *known == protocol) {
        return Ok(Vec::new());
    }
    Ok(vec![ScrutinyEvent::CardIssued {
        class: command.class,
        period: command.period,
        student,
        on: command.on,
        read_at,
        protocol,
        because: vec![Norm::ReportCard, Norm::ProtocolNumber],
    }])
}
