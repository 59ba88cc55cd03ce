//! What is proposed before the council sits: grades by teachers, behaviour by the coordinator.

use std::collections::BTreeSet;

use super::decide::{in_class, not_closed, opening};
use super::event::ScrutinyEvent;
use super::grade::WholeGrade;
use super::state::{Opening, Proposal, Scrutiny};
use super::{Command, Proposed, Rejection};
use crate::ids::{PersonId, SubjectCode};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

/// Until the day of the sitting, included.
fn in_time(state: &Scrutiny, command: &Command) -> Result<Opening, Rejection> {
    let opening = opening(state)?;
    not_closed(state)?;
    if opening.sits_on < command.on {
        return Err(Rejection::AfterSitting { sits_on: opening.sits_on });
    }
    Ok(opening)
}

/// The subjects of a class that have a grade.
///
/// Norm: D.Lgs. 297/1994, art. 309: religion is judged in words (DPR122-4).
pub(super) fn graded(
    command: &Command,
    sits_on: jiff::civil::Date,
    regulation: &Regulation,
) -> BTreeSet<SubjectCode> {
    let without = regulation.subjects_without_grade(sits_on);
    command.subjects.iter().filter(|subject| !without.contains(subject)).cloned().collect()
}

/// A column, by whoever teaches the subject. What is proposed already is passed over; proposed again, the later holds.
///
/// Norm: B2-07: a proposal, that the council votes.
pub(super) fn grades(
    state: &Scrutiny,
    command: &Command,
    subject: &SubjectCode,
    by: PersonId,
    teaches: bool,
    grades: &[Proposed],
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let Opening { sits_on, .. } = in_time(state, command)?;
    if !graded(command, sits_on, regulation).contains(subject) {
        return Err(Rejection::NoGradeOfSubject(subject.clone()));
    }
    if !teaches {
        return Err(Rejection::NotHerSubject(subject.clone()));
    }
    let mut events = Vec::new();
    for Proposed { student, value, average, reason } in grades {
        in_class(command, *student)?;
        let judged = state.students.get(student);
        if judged.is_some_and(|judged| !judged.grades.is_empty()) {
            return Err(Rejection::AlreadyDeliberated);
        }
        let proposal = Proposal { by, value: *value, average: *average, reason: reason.clone() };
        if judged.is_some_and(|judged| judged.proposals.get(subject) == Some(&proposal)) {
            continue;
        }
        events.push(ScrutinyEvent::GradeProposed {
            class: command.class,
            period: command.period,
            student: *student,
            on: command.on,
            subject: subject.clone(),
            by,
            value: *value,
            average: *average,
            reason: reason.clone(),
            because: vec![Norm::CouncilVotes],
        });
    }
    Ok(events)
}

/// Norm: B2-01: with reasons, on the whole year; B2-07: a proposal, that the council votes.
pub(super) fn behaviour(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    by: PersonId,
    value: WholeGrade,
    reasons: &Text,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    in_time(state, command)?;
    in_class(command, student)?;
    let judged = state.students.get(&student);
    if judged.is_some_and(|judged| judged.behaviour.is_some()) {
        return Err(Rejection::AlreadyDeliberated);
    }
    let proposed = judged.and_then(|judged| judged.behaviour_proposed.as_ref());
    if proposed.is_some_and(|(known, given)| (*known, given) == (value, reasons)) {
        return Ok(Vec::new());
    }
    Ok(vec![ScrutinyEvent::BehaviourProposed {
        class: command.class,
        period: command.period,
        student,
        on: command.on,
        by,
        value,
        reasons: reasons.clone(),
        because: vec![Norm::BehaviourOfTheYear, Norm::CouncilVotes],
    }])
}
