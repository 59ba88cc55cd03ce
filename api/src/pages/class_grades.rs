//! A class's grades in a subject; the column that a teacher fills, of an oral day or of a test handed back.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use registro_domain::assessment::{GradeKind, Test};
use registro_domain::duty::{DutyKind, Matter};
use registro_domain::ids::{ClassId, PeriodNumber, PersonId, SubjectCode};
use registro_eventlog::event::CommandId;
use registro_projections::grades::{Grade, Grades, Seen};
use serde::Deserialize;

use super::grades::read;
use super::views_duties::Chosen;
use super::views_family::Returned;
use super::views_grades::{ClassGradesPage, Column, ShortGrade, StudentGrades};
use super::views_layout::Link;
use super::views_text::{long_date, short_date};
use super::{address, frame};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::commands::Command;
use crate::commands::grade::{EnterGrades, Given};
use crate::commands::test_hand_back::HandBackTest;
use crate::duties::Scope;
use crate::http::Web;
use crate::http::class_day::{seen_class, timetable};
use crate::http::grades::subject_name;
use crate::http::record::carry_out;
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// Which subject, which test to begin with, and what was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    materia: Option<String>,
    verifica: Option<String>,
    fatto: Option<String>,
}

/// The fields of a column: those of the whole, then a value and a comment for each student.
type Fields = Vec<(String, String)>;

const KINDS: [GradeKind; 3] = [GradeKind::Oral, GradeKind::Written, GradeKind::Practical];

/// `GET /classi/{id}/voti`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
    Query(asked): Query<Asked>,
) -> Result<ClassGradesPage, Problem> {
    seen_class(&session, class)?;
    let subjects = subjects(&session, class);
    let asked_for = asked.materia.clone().filter(|code| !code.is_empty()).map(SubjectCode);
    let subject = asked_for.or_else(|| own(&session, class).into_iter().next());
    let subject = subject.or_else(|| subjects.first().cloned()).ok_or(Refusal::NotFound("la materia"))?;
    let fields = asked.verifica.map(|test| vec![("test".to_owned(), test)]).unwrap_or_default();
    page(&web, &session, class, &subject, asked.fatto.as_deref().and_then(done), &fields, None).await
}

/// `POST /classi/{id}/voti`. Refused, the column comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
    Form(fields): Form<Fields>,
) -> Result<Response, Problem> {
    seen_class(&session, class)?;
    let subject = SubjectCode(field(&fields, "subject").to_owned());
    let id = field(&fields, "command").parse().map(CommandId);
    let id = id.map_err(|_| Refusal::Malformed("il modulo è incompleto".to_owned()))?;
    let (outcome, done) = match column(&session, class, &fields) {
        Ok(command) => {
            let done = if matches!(command, Command::HandBackTest(_)) { "restituita" } else { "registrati" };
            (carry_out(&web, &session, id, command, None, true).await.map(|_| ()), done)
        }
        Err(refusal) => (Err(refusal.into()), ""),
    };
    let Err(problem) = outcome else {
        let to = format!("{}&fatto={done}", address::class_grades(class, &subject));
        return Ok(Redirect::to(&to).into_response());
    };
    let is_about_words = matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST);
    if !is_about_words || problem.waits_for_confirmation() {
        return Err(problem);
    }
    let returned = Returned {
        form: "colonna",
        reason: format!("{}.", frame::capital(&problem.detail)),
        norm: problem.norm.map(frame::norm),
        ..Returned::default()
    };
    let page = page(&web, &session, class, &subject, None, &fields, Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

fn done(code: &str) -> Option<&'static str> {
    match code {
        "registrati" => Some("I voti sono stati registrati."),
        "restituita" => Some("La verifica è restituita: le famiglie ne vedono i voti."),
        _ => None,
    }
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
}

/// The command that a column stands for: a test handed back, or grades entered.
fn column(session: &Session, class: ClassId, fields: &Fields) -> Result<Command, Refusal> {
    let malformed = |what: &str| Refusal::Malformed(format!("{what} non si legge"));
    let weight = field(fields, "weight").parse().map_err(|_| malformed("il peso"))?;
    let counts = field(fields, "informs").is_empty();
    let kind = KINDS.into_iter().find(|kind| sentence::grade_kind(*kind) == field(fields, "kind"));
    let kind = kind.ok_or_else(|| malformed("il tipo di prova"))?;
    let test = match field(fields, "test") {
        "" => None,
        written => Some(test_of(written).ok_or_else(|| malformed("la verifica"))?),
    };
    let mut grades = Vec::new();
    for student in session.directory.class_on(class, session.today) {
        let id = student.person;
        let typed = field(fields, &format!("v-{id}"));
        if typed.is_empty() {
            continue;
        }
        let value = read(typed)
            .map_err(|refusal| Refusal::Malformed(format!("{}: {refusal}", student.full_name())))?;
        let comment = Some(field(fields, &format!("c-{id}")).to_owned()).filter(|it| !it.is_empty());
        grades.push(Given { student: id, value, comment });
    }
    if let Some(test) = test.filter(|_| field(fields, "act") == "hand-back") {
        let Test { on, period } = test;
        return Ok(Command::HandBackTest(HandBackTest { class, on, period, kind, weight, counts, grades }));
    }
    if grades.is_empty() {
        return Err(Refusal::Malformed("non è scritto nessun voto".to_owned()));
    }
    let on = match test {
        Some(test) => test.on,
        None => field(fields, "on").parse().map_err(|_| malformed("il giorno"))?,
    };
    let (subject, publish) = (SubjectCode(field(fields, "subject").to_owned()), false);
    Ok(Command::EnterGrades(EnterGrades { class, subject, on, kind, weight, counts, test, publish, grades }))
}

/// A test as the form names it: `2025-11-12/2`.
fn test_of(written: &str) -> Option<Test> {
    let (on, period) = written.split_once('/')?;
    Some(Test { on: on.parse().ok()?, period: PeriodNumber(period.parse().ok()?) })
}

pub(super) fn test_code(on: Date, period: PeriodNumber) -> String {
    format!("{on}/{}", period.0)
}

/// The subjects that the teacher has in the class today.
pub(super) fn own(session: &Session, class: ClassId) -> Vec<SubjectCode> {
    let Session { agent, directory, today, .. } = session;
    let profile = directory.person(agent.person).filter(|_| agent.capacity == Capacity::Teacher);
    let chairs = profile.into_iter().flat_map(|profile| profile.chairs_on(*today));
    chairs.filter(|chair| chair.class == class).map(|chair| chair.subject.clone()).collect()
}

/// The subjects of a class's weeks, by code.
fn subjects(session: &Session, class: ClassId) -> Vec<SubjectCode> {
    let weeks = session.directory.school.classes.get(&class).map(|class| &class.weeks);
    let slots = weeks.into_iter().flat_map(|weeks| weeks.values().flatten());
    let codes: std::collections::BTreeSet<_> = slots.map(|slot| slot.subject.clone()).collect();
    codes.into_iter().collect()
}

async fn page(
    web: &Web,
    session: &Session,
    class: ClassId,
    subject: &SubjectCode,
    done: Option<&'static str>,
    fields: &Fields,
    returned: Option<Returned>,
) -> Result<ClassGradesPage, Problem> {
    let label = session.directory.class_label(class);
    let name = subject_name(session, subject);
    let title = format!("Voti di {name}, classe {label}");
    let mut layout = frame::layout(web, Some(session), &title, "/voti");
    layout.breadcrumbs = frame::crumbs(
        &[("Classi", "/classi".to_owned()), (&label, address::class(class))],
        &format!("Voti di {name}"),
    );
    let links = subjects(session, class)
        .into_iter()
        .map(|code| Link { label: subject_name(session, &code), href: address::class_grades(class, &code) });
    let grades = web.app.grades_of_class(session, class, Moment::Now).await?;
    let students =
        grades.iter().map(|(student, known)| of_student(session, *student, known.as_ref(), subject, fields));
    let grading = session.agent.capacity == Capacity::Teacher;
    Ok(ClassGradesPage {
        layout,
        class_name: label,
        subject: name,
        subjects: links.collect(),
        done,
        returned,
        students: students.collect(),
        column: if grading { Some(form(web, session, class, subject, fields).await?) } else { None },
    })
}

fn of_student(
    session: &Session,
    student: PersonId,
    known: Option<&Grades>,
    subject: &SubjectCode,
    fields: &Fields,
) -> StudentGrades {
    let grades = known.map(|known| known.of_subject(subject)).unwrap_or_default();
    StudentGrades {
        name: session.name(student),
        href: address::student_grades(student),
        id: student.to_string(),
        grades: grades.iter().map(|(_, grade)| short(grade)).collect(),
        average: known
            .and_then(|known| known.average_of_year(subject, Seen::All))
            .map(|average| average.to_string()),
        value: field(fields, &format!("v-{student}")).to_owned(),
        comment: field(fields, &format!("c-{student}")).to_owned(),
    }
}

fn short(grade: &Grade) -> ShortGrade {
    let mut what = format!("{} {}", sentence::grade_kind(grade.kind), short_date(grade.on));
    if grade.annulled.is_some() {
        what.push_str(", annullato");
    } else if grade.published_on.is_none() {
        what.push_str(", non pubblicato");
    }
    if let Some(first) = grade.corrections.first() {
        what.push_str(&format!(", era {}", sentence::worth(first.withdrawn)));
    }
    ShortGrade { value: sentence::worth(grade.mark), what, annulled: grade.annulled.is_some() }
}

async fn form(
    web: &Web,
    session: &Session,
    class: ClassId,
    subject: &SubjectCode,
    fields: &Fields,
) -> Result<Column, Problem> {
    let written = |name: &str, otherwise: &str| match field(fields, name) {
        "" => otherwise.to_owned(),
        value => value.to_owned(),
    };
    let scale = session.regulation.marks(session.today);
    let test = written("test", "");
    let kind = written("kind", sentence::grade_kind(if test.is_empty() { KINDS[0] } else { KINDS[1] }));
    let kinds = KINDS.map(|it| {
        let name = sentence::grade_kind(it);
        Chosen { value: name.to_owned(), label: name.to_owned(), selected: name == kind }
    });
    Ok(Column {
        action: address::class_grades_form(class),
        command: CommandId::of_a_form().to_string(),
        subject: subject.to_string(),
        on: written("on", &session.today.to_string()),
        last: session.today.to_string(),
        kinds: kinds.to_vec(),
        tests: tests(web, session, class, subject, &test).await?,
        weight: written("weight", "100"),
        informs: !field(fields, "informs").is_empty(),
        scale: format!("da {} a {} per passi di {}", scale.lowest, scale.highest, scale.step),
    })
}

/// The tests of the subject that wait to be handed back.
async fn tests(
    web: &Web,
    session: &Session,
    class: ClassId,
    subject: &SubjectCode,
    chosen: &str,
) -> Result<Vec<Chosen>, Problem> {
    let duties = web.app.duties(Scope::Class(class), session.today, Moment::Now).await?;
    let waiting = duties.iter().filter(|duty| duty.kind == DutyKind::HandBackTest && duty.is_open());
    let of_subject = waiting.filter_map(|duty| {
        let Matter::Test { on, period } = duty.matter else { return None };
        let hour = timetable(&session.directory, class, on).ok()?.hour(period).cloned()?;
        (hour.subject == *subject).then(|| {
            let due = duty.due.map(|due| format!(", entro {}", long_date(due))).unwrap_or_default();
            let value = test_code(on, period);
            let selected = value == chosen;
            Chosen { value, label: format!("{}, {period} ora{due}", long_date(on)), selected }
        })
    });
    let none = Chosen { value: String::new(), label: "nessuna".to_owned(), selected: chosen.is_empty() };
    Ok(std::iter::once(none).chain(of_subject).collect())
}
