//! Which grades may be given, and how they are published, corrected and annulled.

use jiff::civil::Date;

use super::{Assessment, AssessmentEvent, Command, Entering, Grade, GradeKind, Mark, Rejection, Scrutiny};
use crate::author::By;
use crate::ids::{FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::JustifierFor;
use crate::regulation::Regulation;
use crate::text::Text;

pub fn decide(
    state: &Assessment,
    command: &Command,
    regulation: &Regulation,
) -> Result<Vec<AssessmentEvent>, Rejection> {
    match command {
        Command::Enter(entering) => enter(state, entering, regulation),
        Command::Publish { student, grade, by, today } => publish(state, *student, *grade, *by, *today),
        Command::Correct { student, grade, mark, reason, by, scrutiny, today } => {
            let change = Change { student: *student, grade: *grade, reason, by: *by, today: *today };
            correct(state, change, *mark, *scrutiny, regulation)
        }
        Command::Annul { student, grade, reason, by, scrutiny, today } => {
            let change = Change { student: *student, grade: *grade, reason, by: *by, today: *today };
            annul(state, change, *scrutiny, regulation)
        }
        Command::AddStatement { by, grade, statement, today } => {
            state_of(state, *by, *grade, statement, *today)
        }
    }
}

/// What changes a grade that was given.
#[derive(Clone, Copy)]
struct Change<'a> {
    student: PersonId,
    grade: FactNumber,
    reason: &'a Text,
    by: By,
    today: Date,
}

/// Norm: reg. istituto, art. 42, c. 4 (A12-01); art. 29, c. 7 lett. b (A12-10): an oral mark is recorded at once. One that
/// is recorded later is taken, and says so.
fn enter(
    state: &Assessment,
    entering: &Entering,
    regulation: &Regulation,
) -> Result<Vec<AssessmentEvent>, Rejection> {
    let Entering { student, class, enrolled, subject, on, author, teaches, kind, mark, test, .. } = entering;
    let today = entering.today;
    if today < *on {
        return Err(Rejection::InTheFuture { on: *on, today });
    }
    if !teaches {
        return Err(Rejection::NotTaught { on: *on, subject: subject.clone() });
    }
    if *enrolled != Some(*class) {
        return Err(Rejection::NotInClass { on: *on });
    }
    mark.is_sound(regulation.marks(*on), regulation.heaviest_mark(*on))?;
    let same = |grade: &Grade| {
        (grade.class, &grade.subject, grade.on, grade.author, grade.kind, grade.mark, grade.test)
            == (*class, subject, *on, *author, *kind, *mark, *test)
    };
    if state.standing().any(|(_, grade)| same(grade)) {
        return Ok(Vec::new());
    }
    if let Some((grade, test)) = test.and_then(|test| Some((state.of_test(*class, test)?.0, test))) {
        return Err(Rejection::AlreadyGraded { grade, test });
    }
    open(entering.scrutiny)?;
    let mut because = vec![Norm::OnlyRegisterFunctions];
    if *kind == GradeKind::Oral && *on < today {
        because.push(Norm::MarksInTime);
    }
    Ok(vec![AssessmentEvent::Entered {
        student: *student,
        class: *class,
        subject: subject.clone(),
        on: *on,
        number: state.next_number(),
        author: *author,
        kind: *kind,
        mark: *mark,
        test: *test,
        comment: entering.comment.clone(),
        published: entering.publish || *kind == GradeKind::Oral,
        entered_on: today,
        because,
    }])
}

/// Norm: A12-10: a written one at hand-back. A closed scrutiny hides nothing that was given before.
fn publish(
    state: &Assessment,
    student: PersonId,
    number: FactNumber,
    by: By,
    today: Date,
) -> Result<Vec<AssessmentEvent>, Rejection> {
    let grade = changeable(state, number, by)?;
    if grade.published_on.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![AssessmentEvent::Published {
        student,
        subject: grade.subject.clone(),
        on: grade.on,
        number,
        author: grade.author,
        mark: grade.mark,
        published_on: today,
        because: vec![Norm::MarksInTime],
    }])
}

/// Norm: B7-05 (a new act with its reason, by the author or the principal), A12-06 (exact data), C3-04 (both values are
/// shown).
fn correct(
    state: &Assessment,
    change: Change<'_>,
    mark: Mark,
    scrutiny: Option<Scrutiny>,
    regulation: &Regulation,
) -> Result<Vec<AssessmentEvent>, Rejection> {
    let grade = changeable(state, change.grade, change.by)?;
    if grade.mark == mark {
        return Ok(Vec::new());
    }
    mark.is_sound(regulation.marks(grade.on), regulation.heaviest_mark(grade.on))?;
    open(scrutiny)?;
    Ok(vec![AssessmentEvent::Corrected {
        student: change.student,
        class: grade.class,
        subject: grade.subject.clone(),
        on: grade.on,
        number: change.grade,
        author: grade.author,
        by: change.by.person(),
        withdrawn: grade.mark,
        mark,
        reason: change.reason.clone(),
        published: grade.published_on.is_some(),
        corrected_on: change.today,
        near_scrutiny: near(scrutiny, change.today, regulation),
        because: vec![Norm::CorrectionWithReason, Norm::ExactData, Norm::BothValuesShown],
    }])
}

/// Norm: B7-05, C3-04.
fn annul(
    state: &Assessment,
    change: Change<'_>,
    scrutiny: Option<Scrutiny>,
    regulation: &Regulation,
) -> Result<Vec<AssessmentEvent>, Rejection> {
    let known = state.grades.get(&change.grade).ok_or(Rejection::NoGrade(change.grade))?;
    if known.annulled_on.is_some() && change.by.is_author_or_principal(known.author) {
        return Ok(Vec::new());
    }
    let grade = changeable(state, change.grade, change.by)?;
    open(scrutiny)?;
    Ok(vec![AssessmentEvent::Annulled {
        student: change.student,
        class: grade.class,
        subject: grade.subject.clone(),
        on: grade.on,
        number: change.grade,
        author: grade.author,
        by: change.by.person(),
        withdrawn: grade.mark,
        reason: change.reason.clone(),
        published: grade.published_on.is_some(),
        annulled_on: change.today,
        near_scrutiny: near(scrutiny, change.today, regulation),
        because: vec![Norm::CorrectionWithReason, Norm::BothValuesShown],
    }])
}

/// Norm: GDPR, art. 16 (C4-01): a judgement is not rectified, what is stated about it stands beside it.
fn state_of(
    state: &Assessment,
    by: JustifierFor,
    number: FactNumber,
    statement: &Text,
    today: Date,
) -> Result<Vec<AssessmentEvent>, Rejection> {
    let grade = state.grades.get(&number).ok_or(Rejection::NoGrade(number))?;
    if grade.published_on.is_none() {
        return Err(Rejection::NotPublished(number));
    }
    if grade.statements.contains(&(by.by().person(), statement.clone())) {
        return Ok(Vec::new());
    }
    Ok(vec![AssessmentEvent::StatementAdded {
        student: by.student(),
        on: grade.on,
        number,
        author: grade.author,
        by: by.by(),
        statement: statement.clone(),
        added_on: today,
        because: vec![Norm::StatementAdded],
    }])
}

/// Norm: B7-05: a grade that stands, changed by its author or the principal.
fn changeable(state: &Assessment, number: FactNumber, by: By) -> Result<&Grade, Rejection> {
    let grade = state.grades.get(&number).ok_or(Rejection::NoGrade(number))?;
    if !by.is_author_or_principal(grade.author) {
        return Err(Rejection::NotTheAuthor(number));
    }
    match grade.annulled_on {
        Some(on) => Err(Rejection::GradeAnnulled { grade: number, on }),
        None => Ok(grade),
    }
}

/// Norm: B7-05; interpretation 0026: what the council deliberated on stays as it was.
fn open(scrutiny: Option<Scrutiny>) -> Result<(), Rejection> {
    match scrutiny.and_then(|scrutiny| scrutiny.closed_on) {
        Some(closed_on) => Err(Rejection::ScrutinyClosed { closed_on }),
        None => Ok(()),
    }
}

/// Norm: B7-05; interpretation 0026: from some days before the scrutiny sits, the principal is told.
fn near(scrutiny: Option<Scrutiny>, today: Date, regulation: &Regulation) -> Option<Date> {
    let sits_on = scrutiny?.sits_on;
    let from = regulation.near_scrutiny(sits_on).last_day_before(sits_on);
    (from <= today).then_some(sits_on)
}
