//! Grades: one student's, a class's in a subject, and what was changed in those that a teacher gave.

use axum::Json;
use axum::extract::{Path, Query};
use jiff::ToSpan;
use jiff::civil::Date;
use registro_domain::assessment::{GradeKind, Mark, Tenths, Test};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, FactNumber, PersonId, SubjectCode};
use registro_projections::grade_changes::Change;
use registro_projections::grades::{Grade, Grades, Seen};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Web;
use super::class_day::seen_class;
use super::page::{Page, Paged};
use super::sight::grades_seen;
use super::student::{Asked, Named, seen_student_at};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::identity::Session;
use crate::openapi::domain::*;
use crate::policy::{About, Matter, Record};
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Changes are told for so long.
pub const TOLD_DAYS: i32 = 30;

/// Values are in hundredths of a mark.
#[derive(Serialize, ToSchema)]
pub struct Answer {
    student: PersonId,
    year: SchoolYear,
    subjects: Vec<OfSubject>,
}

#[derive(Serialize, ToSchema)]
struct OfSubject {
    subject: SubjectCode,
    name: String,
    /// Weighted, of what counts and stands among what the asker sees.
    average: Option<Tenths>,
    grades: Vec<Stated>,
}

#[derive(Serialize, ToSchema)]
struct Stated {
    number: FactNumber,
    on: Date,
    class: String,
    author: Named<PersonId>,
    kind: GradeKind,
    #[serde(flatten)]
    mark: Mark,
    test: Option<Test>,
    comment: Option<String>,
    /// An oral mark that was not recorded at once.
    late: bool,
    published_on: Option<Date>,
    corrections: Vec<StatedCorrection>,
    annulled: Option<StatedAnnulment>,
    statements: Vec<StatedStatement>,
}

#[derive(Serialize, ToSchema)]
struct StatedCorrection {
    on: Date,
    by: Named<PersonId>,
    withdrawn: Mark,
    mark: Mark,
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct StatedAnnulment {
    on: Date,
    by: Named<PersonId>,
    reason: String,
}

#[derive(Serialize, ToSchema)]
struct StatedStatement {
    on: Date,
    by: Named<PersonId>,
    statement: String,
}

/// Which subject of a class's register.
#[derive(Debug, Deserialize)]
pub struct OfClass {
    pub subject: SubjectCode,
}

#[derive(Serialize, ToSchema)]
pub struct ClassAnswer {
    class: Named<ClassId>,
    subject: SubjectCode,
    year: SchoolYear,
    students: Vec<OfStudent>,
}

#[derive(Serialize, ToSchema)]
struct OfStudent {
    student: Named<PersonId>,
    average: Option<Tenths>,
    grades: Vec<Stated>,
}

#[derive(Serialize, ToSchema)]
pub struct ChangesAnswer {
    since: Date,
    changes: Vec<StatedChange>,
}

#[derive(Serialize, ToSchema)]
struct StatedChange {
    position: u64,
    student: Named<PersonId>,
    class: String,
    subject: SubjectCode,
    grade: FactNumber,
    on: Date,
    author: Named<PersonId>,
    by: Named<PersonId>,
    /// Made by somebody else than the author.
    by_another: bool,
    withdrawn: Mark,
    /// None: annulled.
    mark: Option<Mark>,
    reason: String,
    changed_on: Date,
    near_scrutiny: Option<Date>,
}

/// `GET /api/v1/students/{id}/grades`.
pub(crate) async fn of_student(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, Problem> {
    let (_, when) = seen_student_at(&session, student, &asked)?;
    let moment = web.app.moment(when.instant).await?;
    let known = grades_seen(&session, web.app.grades(student, when.year, moment).await?);
    let subjects = known.iter().flat_map(|known| {
        known.subjects().into_iter().map(|subject| OfSubject {
            subject: subject.clone(),
            name: subject_name(&session, subject),
            average: known.average_of_year(subject, Seen::All),
            grades: stated(&session, known, subject),
        })
    });
    Ok(Json(Answer { student, year: when.year, subjects: subjects.collect() }))
}

/// `GET /api/v1/classes/{id}/grades?subject=`.
pub(crate) async fn of_class(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
    Query(asked): Query<OfClass>,
) -> Result<Json<ClassAnswer>, Problem> {
    let year = seen_class(&session, class)?.year;
    let mut students = Vec::new();
    for (student, known) in web.app.grades_of_class(&session, class, Moment::Now).await? {
        students.push(OfStudent {
            student: named(&session, student),
            average: known.as_ref().and_then(|known| known.average_of_year(&asked.subject, Seen::All)),
            grades: known.map(|known| stated(&session, &known, &asked.subject)).unwrap_or_default(),
        });
    }
    let class = Named { id: class, name: session.directory.class_label(class) };
    Ok(Json(ClassAnswer { class, subject: asked.subject, year, students }))
}

/// `GET /api/v1/grade-changes`.
pub(crate) async fn changes(web: Web, session: Session, page: Page) -> Result<Paged<ChangesAnswer>, Problem> {
    let since = session.today.saturating_sub(TOLD_DAYS.days());
    let changes = web.app.told_grade_changes(&session).await?;
    let (changes, next) = page.of(changes, |change| change.position.0.to_string())?;
    let changes = changes.iter().map(|change| of_change(&session, change)).collect();
    Ok(page.answer(ChangesAnswer { since, changes }, next))
}

fn of_change(session: &Session, change: &Change) -> StatedChange {
    StatedChange {
        position: change.position.0,
        student: named(session, change.student),
        class: session.directory.class_label(change.class),
        subject: change.subject.clone(),
        grade: change.grade,
        on: change.on,
        author: named(session, change.author),
        by: named(session, change.by),
        by_another: change.by != change.author,
        withdrawn: change.withdrawn,
        mark: change.mark,
        reason: change.reason.to_string(),
        changed_on: change.changed_on,
        near_scrutiny: change.near_scrutiny,
    }
}

fn stated(session: &Session, known: &Grades, subject: &SubjectCode) -> Vec<Stated> {
    let of_it = known.of_subject(subject).into_iter();
    of_it.map(|(number, grade)| of_grade(session, number, grade)).collect()
}

fn of_grade(session: &Session, number: FactNumber, grade: &Grade) -> Stated {
    Stated {
        number,
        on: grade.on,
        class: session.directory.class_label(grade.class),
        author: named(session, grade.author),
        kind: grade.kind,
        mark: grade.mark,
        test: grade.test,
        comment: grade.comment.as_ref().map(ToString::to_string),
        late: grade.is_late(),
        published_on: grade.published_on,
        corrections: grade
            .corrections
            .iter()
            .map(|it| StatedCorrection {
                on: it.on,
                by: named(session, it.by),
                withdrawn: it.withdrawn,
                mark: it.mark,
                reason: it.reason.to_string(),
            })
            .collect(),
        annulled: grade.annulled.as_ref().map(|gone| StatedAnnulment {
            on: gone.on,
            by: named(session, gone.by),
            reason: gone.reason.to_string(),
        }),
        statements: grade
            .statements
            .iter()
            .map(|it| StatedStatement {
                on: it.on,
                by: named(session, it.by),
                statement: it.text.to_string(),
            })
            .collect(),
    }
}

pub fn subject_name(session: &Session, subject: &SubjectCode) -> String {
    let name = session.directory.school.subjects.get(subject);
    name.map_or_else(|| subject.to_string(), ToString::to_string)
}

fn named(session: &Session, person: PersonId) -> Named<PersonId> {
    Named { id: person, name: session.name(person) }
}

impl crate::app::App {
    /// The grades of those who are in a class today, by name, as far as the asker sees them.
    pub async fn grades_of_class(
        &self,
        session: &Session,
        class: ClassId,
        moment: Moment,
    ) -> Result<Vec<(PersonId, Option<Grades>)>, Refusal> {
        let Some(year) = session.directory.school.classes.get(&class).map(|class| class.year) else {
            return Err(Refusal::NotFound("la classe"));
        };
        if !session.asking().may_read(Matter::Grade, &About::class(class)) {
            return Err(Refusal::NotFound("la classe"));
        }
        let day = session.today.clamp(year.first_day(), year.last_day());
        let mut grades = Vec::new();
        for student in session.directory.class_on(class, day) {
            let known = self.grades(student.person, year, moment).await?;
            grades.push((student.person, grades_seen(session, known)));
        }
        Ok(grades)
    }

    /// The last changes to the grades that a teacher gave; for the principal, those near a scrutiny.
    pub async fn told_grade_changes(&self, session: &Session) -> Result<Vec<Change>, Refusal> {
        let since = session.today.saturating_sub(TOLD_DAYS.days());
        let year = SchoolYear::containing(session.today);
        let all = session.asking().may_read(Matter::GradeChanges, &About::school());
        let changes = if session.agent.capacity == Capacity::Teacher {
            self.grade_changes_of(session.agent.person, year).await?
        } else if all {
            self.grade_changes_near_scrutinies(year).await?
        } else {
            return Err(Refusal::NotFound("l'elenco"));
        };
        let changes = changes.unwrap_or_default();
        let hidden = |change: &Change| session.asking().hides_record(Record::Grades, change.student, year);
        Ok(changes.since(since).into_iter().filter(|change| !hidden(change)).cloned().collect())
    }
}
