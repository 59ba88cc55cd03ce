//! What follows for a student: admission, essay, credit, and what is mended afterwards.

use super::*;

impl Sitting<'_> {
    /// Whether a student attended three quarters of the year, by what was recorded before this moment.
    pub(super) async fn is_valid(&self, student: PersonId) -> Result<bool, Refusal> {
        let stream = attendance_stream(student, self.year)?;
        let empty = (Attendance::default(), 0);
        let (known, _) = read(self.register, &stream, empty, self.at, |state, event| {
            if let DomainEvent::Attendance(said) = event { attendance::evolve(state, said) } else { state }
        })
        .await?;
        let directory = self.register.directory().await?;
        year_is_valid(&directory, &self.register.regulation, student, self.year, &known, self.on)
    }

    pub(super) async fn admission(&self, student: PersonId) -> Result<Option<Act>, Refusal> {
        if self.judged(student).is_some_and(|judged| judged.outcome.is_some()) {
            return Ok(None);
        }
        if !self.is_valid(student).await? {
            return Ok(Some(excluded(student)));
        }
        Ok(self.judged(student).map(|judged| self.outcome(student, judged)))
    }

    /// What a council deliberates of who was assessed.
    pub(super) fn outcome(&self, student: PersonId, judged: &Judged) -> Act {
        let low: BTreeSet<SubjectCode> =
            judged.grades.iter().filter(|(_, it)| is_low(**it)).map(|(it, _)| it.clone()).collect();
        let behaviour = judged.behaviour.as_ref().map(|given| given.value);
        let six = behaviour.is_some_and(is_six) && self.course.0 != LAST_YEAR;
        let refused = |ground, reasons| {
            deliberate(student, Outcome::NotAdmitted { ground }, Some(reasons), BY_MAJORITY)
        };
        if behaviour.is_some_and(is_low) {
            return refused(Ground::Behaviour, "voto di comportamento inferiore a sei, come da verbale");
        }
        match low.len() {
            0 if six && !judged.essay_passed() => {
                deliberate(student, Outcome::Suspended { subjects: low, essay: true }, None, BY_MAJORITY)
            }
            0 => deliberate(student, Outcome::Admitted, None, UNANIMOUS),
            1 if self.course.0 == LAST_YEAR => {
                let reasons = "una sola insufficienza, con un percorso in crescita";
                deliberate(student, Outcome::Admitted, Some(reasons), BY_THE_PRESIDENT)
            }
            number if self.course.0 == LAST_YEAR || SUSPENDS_UP_TO < number => {
                refused(Ground::Subjects, "insufficienze numerose e gravi, come da verbale")
            }
            _ => deliberate(student, Outcome::Suspended { subjects: low, essay: six }, None, BY_MAJORITY),
        }
    }

    pub(super) fn essay(&self, student: PersonId, due: Date) -> Option<Act> {
        let judged = self.judged(student).filter(|judged| judged.essay.is_none())?;
        let is_due = match &judged.outcome.as_ref()?.outcome {
            Outcome::Suspended { essay, .. } => *essay,
            Outcome::Admitted => is_six(judged.behaviour.as_ref()?.value),
            Outcome::NotAdmitted { .. } | Outcome::ExcludedForAbsences => false,
        };
        let term = if self.course.0 == LAST_YEAR { EssayTerm::AtExam } else { EssayTerm::By { due } };
        let topic = "le regole della convivenza a scuola e nella Costituzione".to_owned();
        is_due.then_some(Act::AssignEssay { student, topic, term })
    }

    /// The lower points of the band; the higher ones with nine in behaviour and an average beyond the half of it.
    pub(super) fn credit(&self, student: PersonId) -> Option<Act> {
        let judged = self.judged(student).filter(|judged| judged.credit.is_none())?;
        if judged.outcome.as_ref()?.outcome != Outcome::Admitted {
            return None;
        }
        let (average, behaviour): (Average, WholeGrade) =
            (judged.average()?, judged.behaviour.as_ref()?.value);
        let band = self.register.regulation.credit_bands(self.on).band(average, self.course)?;
        let is_high = 50 <= average.hundredths() % 100
            && self.register.regulation.top_of_band_behaviour(self.on) <= behaviour.tenths();
        let points = if is_high { band.to } else { band.from };
        Some(Act::DeliberateCredit { student, points, votes: UNANIMOUS })
    }

    /// Of the first student who is admitted.
    pub(super) fn correction(&self) -> Option<Act> {
        let admitted = |(_, judged): &(&PersonId, &Judged)| {
            judged.outcome.as_ref().is_some_and(|last| last.outcome == Outcome::Admitted)
        };
        let (student, judged) = self.scrutiny.students.iter().find(admitted)?;
        let mut grades: Vec<SubjectGrade> = judged
            .grades
            .iter()
            .map(|(subject, value)| SubjectGrade { subject: subject.clone(), value: *value })
            .collect();
        let corrected = grades.iter_mut().find(|given| given.value.tenths() < 10)?;
        corrected.value = WholeGrade::try_from(corrected.value.tenths() + 1).ok()?;
        let students = vec![StudentGrades { student: *student, grades }];
        Some(Act::DeliberateGrades { students, votes: UNANIMOUS })
    }

    pub(super) fn assessment(&self, student: PersonId) -> Option<Act> {
        let essay = self.judged(student)?.essay.as_ref().filter(|essay| essay.assessed.is_none())?;
        let EssayTerm::By { due } = essay.term else { return None };
        let outcome = match self.draw("essay", student).below(10) {
            0 if due < self.on => EssayOutcome::NotDelivered,
            1 if due < self.on => EssayOutcome::Insufficient,
            _ => EssayOutcome::Passed,
        };
        Some(Act::AssessEssay { student, outcome, votes: UNANIMOUS })
    }

    pub(super) fn made_up(&self, student: PersonId) -> Option<Act> {
        let judged = self.judged(student).filter(|judged| judged.awaits_resolution())?;
        let subjects = judged.suspended.as_ref().filter(|subjects| !subjects.is_empty())?;
        if self.draw("made up for", student).below(10) < 2 {
            return None;
        }
        let grades = judged.grades.iter().map(|(subject, value)| {
            let value = if subjects.contains(subject) { six(*value) } else { *value };
            SubjectGrade { subject: subject.clone(), value }
        });
        let students = vec![StudentGrades { student, grades: grades.collect() }];
        Some(Act::DeliberateGrades { students, votes: UNANIMOUS })
    }

    /// Of a judgement that was suspended, or that a correction left open. Before the summer nobody has made up for a
    /// subject yet.
    pub(super) async fn resolution(&self, student: PersonId) -> Result<Option<Act>, Refusal> {
        let Some(judged) = self.judged(student) else { return Ok(None) };
        let is_open = judged.outcome.is_none() && !judged.grades.is_empty();
        if !is_open && !judged.awaits_resolution() {
            return Ok(None);
        }
        if !judged.awaits_resolution() {
            return self.admission(student).await;
        }
        if !self.is_valid(student).await? {
            return Ok(Some(excluded(student)));
        }
        let low = judged.grades.values().any(|value| is_low(*value));
        let essay = judged.essay.as_ref().map(|essay| essay.assessed);
        let is_over = self.year.last_day().month() <= self.on.month();
        Ok(match essay {
            _ if low && !is_over => None,
            _ if low => Some(deliberate(
                student,
                Outcome::NotAdmitted { ground: Ground::Subjects },
                Some("le insufficienze non sono state recuperate"),
                BY_MAJORITY,
            )),
            None | Some(Some(EssayOutcome::Passed)) => {
                Some(deliberate(student, Outcome::Admitted, None, UNANIMOUS))
            }
            Some(Some(EssayOutcome::Insufficient | EssayOutcome::NotDelivered)) => Some(deliberate(
                student,
                Outcome::NotAdmitted { ground: Ground::Essay },
                Some("l'elaborato non è stato superato"),
                BY_MAJORITY,
            )),
            Some(None) => None,
        })
    }
}

fn excluded(student: PersonId) -> Act {
    let reasons = "ore di assenza oltre un quarto dell'orario annuale, senza deroghe sufficienti";
    deliberate(student, Outcome::ExcludedForAbsences, Some(reasons), UNANIMOUS)
}

pub(super) fn is_low(grade: WholeGrade) -> bool {
    grade.tenths() < SIX
}

pub(super) fn is_six(grade: WholeGrade) -> bool {
    grade.tenths() == SIX
}

pub(super) fn six(instead_of: WholeGrade) -> WholeGrade {
    WholeGrade::try_from(SIX).unwrap_or(instead_of)
}

fn deliberate(student: PersonId, outcome: Outcome, reasons: Option<&str>, votes: Votes) -> Act {
    Act::DeliberateAdmission { student, outcome, reasons: reasons.map(str::to_owned), votes }
}
