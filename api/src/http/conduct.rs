//! What was written of one student's conduct, for whoever may read it.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::conduct::NoteKind;
use registro_domain::ids::{FactNumber, PeriodNumber, PersonId};
use registro_projections::conduct::{Annulment, Conduct, Note, Statement};
use serde::Serialize;
use utoipa::ToSchema;

use super::Web;
use super::sight::conduct_seen;
use super::student::{Asked, Named, seen_student_at};
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: PersonId,
    year: SchoolYear,
    /// Disciplinary, standing: as many as the asker may read.
    disciplinary_notes: usize,
    notes: Vec<StatedNote>,
    positive_acts: Vec<StatedAct>,
    separations: Vec<StatedSeparation>,
}

#[derive(Serialize, ToSchema)]
struct StatedNote {
    number: FactNumber,
    class: String,
    on: Date,
    period: Option<PeriodNumber>,
    author: Named<PersonId>,
    kind: NoteKind,
    facts: String,
    rectifications: Vec<StatedRectification>,
    statements: Vec<StatedStatement>,
    annulled: Option<StatedAnnulment>,
}

#[derive(Serialize, ToSchema)]
struct StatedRectification {
    on: Date,
    by: Named<PersonId>,
    withdrawn: String,
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct StatedStatement {
    on: Date,
    by: Named<PersonId>,
    statement: String,
}

#[derive(Serialize, ToSchema)]
struct StatedAnnulment {
    on: Date,
    by: Named<PersonId>,
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct StatedAct {
    number: FactNumber,
    on: Date,
    author: Named<PersonId>,
    what: String,
    annulled: Option<StatedAnnulment>,
}

/// In custody: neither a sanction nor an absence.
#[derive(Serialize, ToSchema)]
struct StatedSeparation {
    number: FactNumber,
    on: Date,
    from: PeriodNumber,
    author: Named<PersonId>,
    supervised_by: Named<PersonId>,
    family_called: bool,
}

/// `GET /api/v1/students/{id}/conduct`.
pub(crate) async fn of_student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let (_, when) = seen_student_at(&session, student, &asked)?;
    let moment = web.app.moment(when.instant).await?;
    let known = web.app.conduct(student, when.year, moment).await?;
    let seen = conduct_seen(&web.app, &session, (student, when.year), known).await?;
    Ok(Json(answer(&session, student, when.year, seen)))
}

fn answer(session: &Session, student: PersonId, year: SchoolYear, known: Option<Conduct>) -> Answer {
    let of = |person| named(session, person);
    let disciplinary_notes = known.as_ref().map_or(0, |known| known.disciplinary_notes().count());
    let notes = known.iter().flat_map(|known| &known.notes);
    let acts = known.iter().flat_map(|known| &known.acts);
    let separations = known.iter().flat_map(|known| &known.separations);
    Answer {
        student,
        year,
        disciplinary_notes,
        notes: notes.map(|(number, note)| stated(session, *number, note)).collect(),
        positive_acts: acts
            .map(|(number, act)| StatedAct {
                number: *number,
                on: act.on,
                author: of(act.author),
                what: act.what.to_string(),
                annulled: act.annulled.as_ref().map(|gone| annulment(session, gone)),
            })
            .collect(),
        separations: separations
            .map(|(number, it)| StatedSeparation {
                number: *number,
                on: it.on,
                from: it.from,
                author: of(it.author),
                supervised_by: of(it.supervised_by),
                family_called: it.family_called,
            })
            .collect(),
    }
}

fn stated(session: &Session, number: FactNumber, note: &Note) -> StatedNote {
    let of = |person| named(session, person);
    let statement =
        |it: &Statement| StatedStatement { on: it.on, by: of(it.by), statement: it.text.to_string() };
    StatedNote {
        number,
        class: session.directory.class_label(note.class),
        on: note.on,
        period: note.period,
        author: of(note.author),
        kind: note.kind,
        facts: note.facts.to_string(),
        rectifications: note
            .rectifications
            .iter()
            .map(|it| StatedRectification {
                on: it.on,
                by: of(it.by),
                withdrawn: it.withdrawn.to_string(),
                reason: it.reason.to_string(),
            })
            .collect(),
        statements: note.statements.iter().map(statement).collect(),
        annulled: note.annulled.as_ref().map(|gone| annulment(session, gone)),
    }
}

fn annulment(session: &Session, gone: &Annulment) -> StatedAnnulment {
    StatedAnnulment { on: gone.on, by: named(session, gone.by), reason: gone.reason.to_string() }
}

fn named(session: &Session, person: PersonId) -> Named<PersonId> {
    Named { id: person, name: session.name(person) }
}
