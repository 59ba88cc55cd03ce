//! What the council deliberates of a student: the grades of her subjects, that of behaviour, and the credit.

use std::collections::BTreeMap;

use super::decide::{in_class, not_closed, opening, sitting};
use super::event::ScrutinyEvent;
use super::propose::graded;
use super::state::{Behaviour, Scrutiny};
use super::{Command, Outcome, Rejection, ScrutinyPeriod, SubjectGrade, Votes};
use crate::ids::{PersonId, SubjectCode};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// A grade for each subject that has one, all together.
///
/// Norm: DPR122-4, B2-07.
pub(super) fn grades(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    grades: &[SubjectGrade],
    votes: Votes,
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let judged = sitting(state, command, student)?;
    let mut given = BTreeMap::new();
    for SubjectGrade { subject, value } in grades {
        if given.insert(subject.clone(), *value).is_some() {
            return Err(Rejection::SubjectRepeated(subject.clone()));
        }
    }
    let wanted = graded(command, opening(state)?.sits_on, regulation);
    if let Some(other) = given.keys().find(|subject| !wanted.contains(*subject)) {
        return Err(Rejection::NoGradeOfSubject(other.clone()));
    }
    let missing: Vec<_> = wanted.into_iter().filter(|subject| !given.contains_key(subject)).collect();
    if !missing.is_empty() {
        return Err(Rejection::SubjectsMissing(missing));
    }
    votes.carry()?;
    if judged.grades == given {
        return Ok(Vec::new());
    }
    // A suspended judgement is taken up for what suspended it.
    let is_taken_up =
        |subject: &SubjectCode| judged.suspended.as_ref().is_some_and(|it| it.contains(subject));
    let others = given
        .iter()
        .any(|(subject, value)| judged.grades.get(subject) != Some(value) && !is_taken_up(subject));
    if others {
        not_closed(state)?;
    }
    Ok(vec![ScrutinyEvent::GradesDeliberated {
        class: command.class,
        period: command.period,
        student,
        on: command.on,
        grades: given.into_iter().map(|(subject, value)| SubjectGrade { subject, value }).collect(),
        votes,
        because: vec![Norm::SufficientGrades, Norm::CouncilVotes],
    }])
}

/// With reasons, on the dossier as it was frozen. A suspended judgement does not take it up again.
///
/// Norm: B2-01, B2-07.
pub(super) fn behaviour(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    behaviour: &Behaviour,
    votes: Votes,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let judged = sitting(state, command, student)?;
    not_closed(state)?;
    votes.carry()?;
    if judged.behaviour.as_ref() == Some(behaviour) {
        return Ok(Vec::new());
    }
    if state.dossier.is_none() {
        return Err(Rejection::DossierNotFrozen);
    }
    Ok(vec![ScrutinyEvent::BehaviourDeliberated {
        class: command.class,
        period: command.period,
        student,
        on: command.on,
        value: behaviour.value,
        reasons: behaviour.reasons.clone(),
        sub_iudice: behaviour.sub_iudice,
        votes,
        because: vec![Norm::BehaviourOfTheYear, Norm::CouncilVotes],
    }])
}

/// Within the band of the average, and at its top only with the behaviour grade that it asks for: the points are voted.
///
/// Norm: B2-05.
pub(super) fn credit(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    points: u8,
    votes: Votes,
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    if command.period == ScrutinyPeriod::Interim {
        return Err(Rejection::OnlyAtTheFinal);
    }
    let sits_on = opening(state)?.sits_on;
    in_class(command, student)?;
    let judged = state.students.get(&student).cloned().unwrap_or_default();
    if judged.credit.is_some_and(|(known, ..)| known == points) {
        return Ok(Vec::new());
    }
    // Once admitted after a suspension, the credit is what is left to give.
    let is_left = judged.suspended.is_some() && judged.credit.is_none();
    if state.closed_on().is_none() || !is_left {
        sitting(state, command, student)?;
    }
    let bands = regulation.credit_bands(sits_on);
    if !bands.has(command.course) {
        return Err(Rejection::NoCreditThisYear);
    }
    if judged.outcome.as_ref().map(|last| &last.outcome) != Some(&Outcome::Admitted) {
        return Err(Rejection::CreditWithoutAdmission);
    }
    let average = judged.average().ok_or(Rejection::GradesFirst)?;
    let behaviour = judged.behaviour.as_ref().ok_or(Rejection::BehaviourFirst)?.value;
    let band = bands.band(average, command.course).ok_or(Rejection::NoBand { average })?;
    if points < band.from || band.to < points {
        return Err(Rejection::OutsideBand { points, average, band });
    }
    let needed = regulation.top_of_band_behaviour(sits_on);
    if points == band.to && behaviour.tenths() < needed {
        return Err(Rejection::TopOfBand { grade: behaviour, needed, band });
    }
    votes.carry()?;
    Ok(vec![ScrutinyEvent::CreditDeliberated {
        class: command.class,
        student,
        on: command.on,
        average,
        band,
        points,
        votes,
        because: vec![Norm::TopOfTheBand, Norm::CouncilVotes],
    }])
}
