//! What becomes of a student: activities, essays, and the admission that the council deliberates.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::decide::{in_class, not_closed, opening, sitting};
use super::event::ScrutinyEvent;
use super::grade::WholeGrade;
use super::state::{Essay, Judged, Scrutiny};
use super::{Admission, Command, EssayOutcome, EssayTerm, Ground, Outcome, Rejection, ScrutinyPeriod, Votes};
use crate::consequences::{Consequence, is_last, of_behaviour};
use crate::ids::{PersonId, SubjectCode};
use crate::norm::Norm;
use crate::regulation::Regulation;
use crate::text::Text;

/// What follows from the behaviour grade that was deliberated, by the law of the day of the sitting.
fn follows(
    judged: &Judged,
    command: &Command,
    sits_on: Date,
    regulation: &Regulation,
) -> Result<(WholeGrade, Vec<Consequence>), Rejection> {
    let grade = judged.behaviour.as_ref().ok_or(Rejection::BehaviourFirst)?.value;
    Ok((grade, of_behaviour(grade, command.period, command.course, sits_on, regulation)))
}

/// Norm: B2-02: also at the interim scrutiny, and also once it is closed.
pub(super) fn assign_activity(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    activity: &Text,
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let sits_on = opening(state)?.sits_on;
    in_class(command, student)?;
    let judged = state.students.get(&student).cloned().unwrap_or_default();
    let (_, follows) = follows(&judged, command, sits_on, regulation)?;
    if !follows.contains(&Consequence::CitizenshipActivity) {
        return Err(Rejection::NoActivityDue);
    }
    if judged.activity.as_ref() == Some(activity) {
        return Ok(Vec::new());
    }
    Ok(vec![ScrutinyEvent::ActivityAssigned {
        class: command.class,
        period: command.period,
        student,
        on: command.on,
        activity: activity.clone(),
        because: vec![Norm::BehaviourBelowSix],
    }])
}

/// On what the grade rests on, to be handed in before the next school year; in the last year, for the exam.
///
/// Norm: B2-03, B2-04.
pub(super) fn assign_essay(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    topic: &Text,
    term: EssayTerm,
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let sits_on = opening(state)?.sits_on;
    let judged = sitting(state, command, student)?;
    not_closed(state)?;
    let (grade, follows) = follows(&judged, command, sits_on, regulation)?;
    let (for_the_exam, because) = if follows.contains(&Consequence::ExamEssay) {
        (true, Norm::SixAtTheExam)
    } else if follows.contains(&Consequence::SuspendedForEssay) {
        (false, Norm::SixSuspends)
    } else {
        return Err(Rejection::NoEssayDue { grade: Some(grade) });
    };
    if for_the_exam != (term == EssayTerm::AtExam) {
        return Err(Rejection::OtherEssayTerm);
    }
    if let EssayTerm::By { due } = term {
        let last = command.year.last_day();
        if due < command.on {
            return Err(Rejection::TermIsPast { due });
        }
        if last < due {
            return Err(Rejection::TermTooLate { due, last });
        }
    }
    if let Some(known) = &judged.essay {
        if (&known.topic, known.term) == (topic, term) {
            return Ok(Vec::new());
        }
        if known.assessed.is_some() {
            return Err(Rejection::EssayAlreadyAssessed);
        }
    }
    let (class, on, topic) = (command.class, command.on, topic.clone());
    Ok(vec![ScrutinyEvent::EssayAssigned { class, student, on, topic, term, because: vec![because] }])
}

/// Norm: B2-03: passed, insufficient, or not handed in by its term.
pub(super) fn assess_essay(
    state: &Scrutiny,
    command: &Command,
    student: PersonId,
    outcome: EssayOutcome,
    votes: Votes,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    in_class(command, student)?;
    let judged = state.students.get(&student).cloned().unwrap_or_default();
    let due = match judged.essay {
        Some(Essay { assessed: Some(known), .. }) if known == outcome => return Ok(Vec::new()),
        Some(Essay { assessed: Some(_), .. }) => return Err(Rejection::EssayAlreadyAssessed),
        Some(Essay { term: EssayTerm::By { due }, .. }) => due,
        Some(Essay { term: EssayTerm::AtExam, .. }) | None => return Err(Rejection::NoEssay),
    };
    if outcome == EssayOutcome::NotDelivered && command.on <= due {
        return Err(Rejection::TermIsRunning { due });
    }
    votes.carry()?;
    let (class, on, because) = (command.class, command.on, vec![Norm::SixSuspends, Norm::CouncilVotes]);
    Ok(vec![ScrutinyEvent::EssayAssessed { class, student, on, outcome, votes, because }])
}

/// What a council that deliberates on an admission has before it.
struct Before<'a> {
    judged: &'a Judged,
    insufficient: BTreeSet<SubjectCode>,
    grade: WholeGrade,
    follows: Vec<Consequence>,
    last_year: bool,
    /// How many insufficient subjects an admission bears, in the last year, with reasons.
    borne: usize,
}

/// Always an act of the council: what the law forbids is refused, what it does not bind is voted.
///
/// Norm: A5-07 (three quarters of the year), B2-02, B2-03, B2-04, B2-06 (behaviour), DPR122-4 (subjects).
pub(super) fn admission(
    state: &Scrutiny,
    command: &Command,
    admission: &Admission,
    regulation: &Regulation,
) -> Result<Vec<ScrutinyEvent>, Rejection> {
    let Admission { student, outcome, reasons, year_is_valid, votes } = admission;
    let (student, year_is_valid) = (*student, *year_is_valid);
    if command.period == ScrutinyPeriod::Interim {
        return Err(Rejection::OnlyAtTheFinal);
    }
    let sits_on = opening(state)?.sits_on;
    let known = state.students.get(&student).and_then(|judged| judged.outcome.as_ref());
    let is_known = known.is_some_and(|last| last.outcome == *outcome && last.reasons == *reasons);
    if is_known {
        in_class(command, student)?;
        return Ok(Vec::new());
    }
    let judged = sitting(state, command, student)?;
    let (because, exam_essay) = if *outcome == Outcome::ExcludedForAbsences {
        if year_is_valid {
            return Err(Rejection::YearIsValid);
        }
        (vec![Norm::ExclusionFromScrutiny, Norm::ThreeQuartersOfTheYear], false)
    } else {
        if !year_is_valid {
            return Err(Rejection::YearIsNotValid);
        }
        if judged.grades.is_empty() {
            return Err(Rejection::GradesFirst);
        }
        let (grade, follows) = follows(&judged, command, sits_on, regulation)?;
        let sufficient = regulation.sufficient_grade(sits_on);
        let below = judged.grades.iter().filter(|(_, given)| given.tenths() < sufficient);
        let before = Before {
            insufficient: below.map(|(subject, _)| subject.clone()).collect(),
            judged: &judged,
            grade,
            follows,
            last_year: is_last(command.course, sits_on, regulation),
            borne: regulation.exam_insufficient_subjects(sits_on),
        };
        let because = before.lawful(outcome, reasons.is_some(), state.closed_on().is_some())?;
        let exam_essay = *outcome == Outcome::Admitted && before.follows.contains(&Consequence::ExamEssay);
        (because, exam_essay)
    };
    if reasons.is_none() && !matches!(outcome, Outcome::Admitted | Outcome::Suspended { .. }) {
        return Err(Rejection::ReasonsMissing);
    }
    votes.carry()?;
    Ok(vec![ScrutinyEvent::AdmissionDeliberated {
        class: command.class,
        student,
        on: command.on,
        outcome: outcome.clone(),
        exam_essay,
        reasons: reasons.clone(),
        votes: *votes,
        because: because.into_iter().chain([Norm::CouncilVotes]).collect(),
    }])
}

impl Before<'_> {
    /// The norms that an outcome rests on, if the law allows it.
    fn lawful(&self, outcome: &Outcome, reasons: bool, closed: bool) -> Result<Vec<Norm>, Rejection> {
        match outcome {
            Outcome::Admitted => self.admitted(reasons),
            Outcome::Suspended { subjects, essay } => self.suspended(subjects, *essay, closed),
            Outcome::NotAdmitted { ground } => self.not_admitted(*ground),
            Outcome::ExcludedForAbsences => Ok(vec![Norm::ExclusionFromScrutiny]),
        }
    }

    /// Norm: B2-02, B2-04 (below six: never), B2-03 (six: after the essay), B2-06, DPR122-4.
    fn admitted(&self, reasons: bool) -> Result<Vec<Norm>, Rejection> {
        let grade = self.grade;
        if self.follows.contains(&Consequence::NotAdmitted) {
            return Err(Rejection::BehaviourBars { grade, to_exam: self.last_year });
        }
        let after_essay = self.follows.contains(&Consequence::SuspendedForEssay);
        if after_essay && !self.judged.essay_passed() {
            return Err(Rejection::EssayFirst { grade });
        }
        let borne = if self.last_year && reasons { self.borne } else { 0 };
        if borne < self.insufficient.len() {
            let by_reasons = self.last_year && self.insufficient.len() <= self.borne;
            return Err(if by_reasons {
                Rejection::ReasonsMissing
            } else {
                Rejection::SubjectsInsufficient(self.insufficient.iter().cloned().collect())
            });
        }
        let behaviour = if after_essay {
            Norm::SixSuspends
        } else if self.follows.contains(&Consequence::ExamEssay) {
            Norm::SixAtTheExam
        } else {
            Norm::AboveSix
        };
        Ok(vec![Norm::SufficientGrades, behaviour])
    }

    /// Norm: B2-03 (for the essay), DPR122-4 (for the subjects).
    fn suspended(
        &self,
        subjects: &BTreeSet<SubjectCode>,
        essay: bool,
        closed: bool,
    ) -> Result<Vec<Norm>, Rejection> {
        if self.last_year {
            return Err(Rejection::NoSuspensionBeforeTheExam);
        }
        if self.follows.contains(&Consequence::NotAdmitted) {
            return Err(Rejection::BehaviourBars { grade: self.grade, to_exam: false });
        }
        if closed {
            return Err(Rejection::AlreadySuspended);
        }
        if *subjects != self.insufficient {
            return Err(Rejection::OtherSubjects(self.insufficient.iter().cloned().collect()));
        }
        if essay != self.follows.contains(&Consequence::SuspendedForEssay) {
            return Err(Rejection::EssayDoesNotMatch);
        }
        if subjects.is_empty() && !essay {
            return Err(Rejection::NothingSuspends);
        }
        let for_subjects = (!subjects.is_empty()).then_some(Norm::SufficientGrades);
        Ok(for_subjects.into_iter().chain(essay.then_some(Norm::SixSuspends)).collect())
    }

    /// Norm: B2-02, B2-03, B2-04, DPR122-4: on a ground that is there.
    fn not_admitted(&self, ground: Ground) -> Result<Vec<Norm>, Rejection> {
        let essay = self.judged.essay.as_ref().and_then(|essay| essay.assessed);
        let (is_there, norm) = match ground {
            Ground::Behaviour => {
                let norm = if self.last_year { Norm::SixAtTheExam } else { Norm::BehaviourBelowSix };
                (self.follows.contains(&Consequence::NotAdmitted), norm)
            }
            Ground::Subjects => (!self.insufficient.is_empty(), Norm::SufficientGrades),
            Ground::Essay => {
                let failed = matches!(essay, Some(EssayOutcome::Insufficient | EssayOutcome::NotDelivered));
                (failed, Norm::SixSuspends)
            }
        };
        if is_there { Ok(vec![norm]) } else { Err(Rejection::NoSuchGround(ground)) }
    }
}
