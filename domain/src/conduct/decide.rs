//! What may be written of a student's conduct, and how it is mended.

use jiff::civil::Date;

use super::{Command, Conduct, ConductEvent, Note, NoteText, Rejection, Separating, Writing};
use crate::author::By;
use crate::ids::{ClassId, FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::JustifierFor;

pub fn decide(state: &Conduct, command: &Command) -> Result<Vec<ConductEvent>, Rejection> {
    match command {
        Command::WriteNote(writing) => write(state, writing),
        Command::RectifyNote { student, note, facts, reason, by, today } => {
            rectify(state, *student, *note, facts, reason, *by, *today)
        }
        Command::AnnulNote { student, note, reason, by, today } => {
            annul(state, *student, *note, reason, *by, *today)
        }
        Command::AddStatement { by, note, statement, today } => {
            state_of(state, *by, *note, statement, *today)
        }
        Command::RecordPositiveAct { student, class, on, author, what, today } => {
            not_later(*on, *today)?;
            Ok(praise(state, *student, *class, *on, *author, what))
        }
        Command::AnnulPositiveAct { student, act, reason, by, today } => {
            annul_act(state, *student, *act, reason, *by, *today)
        }
        Command::RecordSeparation(separating) => separate(state, separating),
    }
}

/// Norm: reg. istituto, art. 42, c. 9 (A12-04); no sanction, hence no hearing first (A10-C8); in this register and not on
/// paper (A10-C18).
fn write(state: &Conduct, writing: &Writing) -> Result<Vec<ConductEvent>, Rejection> {
    let Writing { student, class, on, period, hours, author, kind, facts, today } = writing;
    not_later(*on, *today)?;
    if let Some(period) = period.filter(|period| !hours.contains(period)) {
        return Err(Rejection::NoSuchHour { on: *on, period });
    }
    let same = |note: &Note| {
        note.annulled_on.is_none()
            && (note.on, note.period, note.author, note.kind, &note.facts)
                == (*on, *period, *author, *kind, facts)
    };
    if state.notes.values().any(same) {
        return Ok(Vec::new());
    }
    Ok(vec![ConductEvent::NoteWritten {
        student: *student,
        class: *class,
        on: *on,
        number: state.next_number(),
        author: *author,
        kind: *kind,
        facts: facts.clone(),
        period: *period,
        because: vec![Norm::SoberWords, Norm::NoteIsNoSanction, Norm::NotesInTheRegister],
    }])
}

/// Norm: A12-06 (exact data), B7-05 (a new act with its reason, the old words kept).
fn rectify(
    state: &Conduct,
    student: PersonId,
    number: FactNumber,
    facts: &NoteText,
    reason: &NoteText,
    by: By,
    today: Date,
) -> Result<Vec<ConductEvent>, Rejection> {
    let note = standing(state, number)?;
    if !by.is_author_or_principal(note.author) {
        return Err(Rejection::NotToRectify(number));
    }
    if note.facts == *facts {
        return Ok(Vec::new());
    }
    Ok(vec![ConductEvent::NoteRectified {
        student,
        on: note.on,
        number,
        author: note.author,
        by: by.person(),
        withdrawn: note.facts.clone(),
        facts: facts.clone(),
        reason: reason.clone(),
        rectified_on: today,
        because: vec![Norm::CorrectionWithReason, Norm::ExactData],
    }])
}

/// Norm: B7-05. What was written is not taken back: it is marked, and counts no more (A7-03).
fn annul(
    state: &Conduct,
    student: PersonId,
    number: FactNumber,
    reason: &NoteText,
    by: By,
    today: Date,
) -> Result<Vec<ConductEvent>, Rejection> {
    let note = state.notes.get(&number).ok_or(Rejection::NoNote(number))?;
    if !by.is_author_or_leads(note.author) {
        return Err(Rejection::NotToAnnul(number));
    }
    if note.annulled_on.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![ConductEvent::NoteAnnulled {
        student,
        on: note.on,
        number,
        author: note.author,
        by: by.person(),
        kind: note.kind,
        withdrawn: note.facts.clone(),
        reason: reason.clone(),
        annulled_on: today,
        because: vec![Norm::CorrectionWithReason],
    }])
}

/// Norm: GDPR, art. 16 (C4-01): the note stays as it is, with what is stated about it. Also of one annulled.
fn state_of(
    state: &Conduct,
    by: JustifierFor,
    number: FactNumber,
    statement: &NoteText,
    today: Date,
) -> Result<Vec<ConductEvent>, Rejection> {
    let note = state.notes.get(&number).ok_or(Rejection::NoNote(number))?;
    if note.statements.contains(&(by.by().person(), statement.clone())) {
        return Ok(Vec::new());
    }
    Ok(vec![ConductEvent::StatementAdded {
        student: by.student(),
        on: note.on,
        number,
        author: note.author,
        by: by.by(),
        statement: statement.clone(),
        added_on: today,
        because: vec![Norm::StatementAdded],
    }])
}

/// Norm: A12-04: facts here too. What they weigh is for who deliberates.
fn praise(
    state: &Conduct,
    student: PersonId,
    class: ClassId,
    on: Date,
    author: PersonId,
    what: &NoteText,
) -> Vec<ConductEvent> {
    let mut standing = state.acts.values().filter(|act| act.annulled_on.is_none());
    if standing.any(|act| (act.on, act.author, &act.what) == (on, author, what)) {
        return Vec::new();
    }
    vec![ConductEvent::PositiveActRecorded {
        student,
        class,
        on,
        number: state.next_number(),
        author,
        what: what.clone(),
        because: vec![Norm::OnlyRegisterFunctions, Norm::SoberWords],
    }]
}

/// Norm: B7-05.
fn annul_act(
    state: &Conduct,
    student: PersonId,
    number: FactNumber,
    reason: &NoteText,
    by: By,
    today: Date,
) -> Result<Vec<ConductEvent>, Rejection> {
    let act = state.acts.get(&number).ok_or(Rejection::NoPositiveAct(number))?;
    if !by.is_author_or_leads(act.author) {
        return Err(Rejection::NotToAnnul(number));
    }
    if act.annulled_on.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![ConductEvent::PositiveActAnnulled {
        student,
        on: act.on,
        number,
        author: act.author,
        by: by.person(),
        withdrawn: act.what.clone(),
        reason: reason.clone(),
        annulled_on: today,
        because: vec![Norm::CorrectionWithReason],
    }])
}

/// Norm: A10-C7. A teacher alone does not remove: she entrusts the student to somebody, and the principal looks at it.
fn separate(state: &Conduct, separating: &Separating) -> Result<Vec<ConductEvent>, Rejection> {
    let Separating { student, class, on, from, hours, author, supervised_by, family_called, today } =
        separating;
    not_later(*on, *today)?;
    if !hours.contains(from) {
        return Err(Rejection::NoSuchHour { on: *on, period: *from });
    }
    if supervised_by == student {
        return Err(Rejection::NotSupervised);
    }
    if let Some((number, known)) = state.separations.iter().find(|(_, known)| known.on == *on) {
        let same = (known.author, known.from) == (*author, *from);
        let (number, from) = (*number, known.from);
        return if same {
            Ok(Vec::new())
        } else {
            Err(Rejection::AlreadySeparated { on: *on, number, from })
        };
    }
    Ok(vec![ConductEvent::SeparationRecorded {
        student: *student,
        class: *class,
        on: *on,
        number: state.next_number(),
        author: *author,
        from: *from,
        supervised_by: *supervised_by,
        family_called: *family_called,
        because: vec![Norm::SentOutInCustody],
    }])
}

fn standing(state: &Conduct, number: FactNumber) -> Result<&Note, Rejection> {
    let note = state.notes.get(&number).ok_or(Rejection::NoNote(number))?;
    match note.annulled_on {
        Some(on) => Err(Rejection::NoteAnnulled { note: number, on }),
        None => Ok(note),
    }
}

fn not_later(on: Date, today: Date) -> Result<(), Rejection> {
    if today < on { Err(Rejection::InTheFuture { on, today }) } else { Ok(()) }
}
