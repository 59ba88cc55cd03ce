//! A student's grades: every value that each had, for who taught her and for her family; corrected, contested.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use registro_domain::assessment::Tenths;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::people::Profile;
use registro_domain::text::on_day;
use registro_eventlog::event::CommandId;
use registro_projections::grades::{Grade, Grades, Seen};
use serde::Deserialize;
use uuid::Uuid;

use super::student::{Tab, header};
use super::views_family::Returned;
use super::views_grades::{GradeForms, GradeRow, GradesPage, SubjectGrades};
use super::views_text::long_date;
use super::{address, frame};
use crate::actor::Capacity;
use crate::commands::Command;
use crate::commands::grade::{Act, Grade as GradeCommand};
use crate::http::Web;
use crate::http::grades::subject_name;
use crate::http::record::carry_out;
use crate::http::sight::grades_seen;
use crate::http::student::{Asked as When, seen_student_at};
use crate::identity::Session;
use crate::problem::{self, Problem};
use crate::refusal::Refusal;
use crate::sentence;

/// What was just done, or as of which instant.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    fatto: Option<String>,
    al: Option<String>,
}

/// An act about a grade, as its form sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    command: Uuid,
    year: i16,
    number: FactNumber,
    act: What,
    #[serde(default)]
    value: String,
    #[serde(default)]
    text: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Publish,
    Correct,
    Annul,
    State,
}

/// `GET /studenti/{id}/voti`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<GradesPage, Problem> {
    page(&web, &session, student, &asked, None).await
}

/// `POST /studenti/{id}/voti`. Refused, the page comes back with what was written.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Path(student): Path<PersonId>,
    Form(form): Form<Submitted>,
) -> Result<Response, Problem> {
    seen_student_at(&session, student, &When::default())?;
    let fields =
        vec![("number", form.number.to_string()), ("value", form.value.clone()), ("text", form.text.clone())];
    let (id, done) = (CommandId(form.command), form.act.done());
    let outcome = match form.command(student) {
        Ok(command) => carry_out(&web, &session, id, command, None, true).await.map(|_| ()),
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(()) => {
            let to = format!("{}?fatto={done}", address::student_grades(student));
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) => come_back(&web, &session, student, problem, fields).await,
    }
}

async fn come_back(
    web: &Web,
    session: &Session,
    student: PersonId,
    problem: Problem,
    fields: Vec<(&'static str, String)>,
) -> Result<Response, Problem> {
    let is_about_words = matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST);
    if !is_about_words || problem.waits_for_confirmation() {
        return Err(problem);
    }
    let returned = Returned {
        form: "voti",
        reason: format!("{}.", frame::capital(&problem.detail)),
        norm: problem.norm.map(frame::norm),
        fields,
        against: Vec::new(),
    };
    let page = page(web, session, student, &Asked::default(), Some(returned)).await?;
    Ok(problem::shown(problem.status, page))
}

impl What {
    fn done(self) -> &'static str {
        match self {
            What::Publish => "pubblicato",
            What::Correct => "corretto",
            What::Annul => "annullato",
            What::State => "dichiarazione",
        }
    }
}

impl Submitted {
    fn command(self, student: PersonId) -> Result<Command, Refusal> {
        let act = match self.act {
            What::Publish => Act::Publish {},
            What::Correct => {
                let value = read(&self.value)?;
                Act::Correct { value, weight: None, counts: None, reason: self.text }
            }
            What::Annul => Act::Annul { reason: self.text },
            What::State => Act::AddStatement { statement: self.text },
        };
        let (year, grade) = (SchoolYear(self.year), self.number);
        Ok(Command::Grade(GradeCommand { student, year, grade, act }))
    }
}

/// A mark as it was typed.
pub(super) fn read(typed: &str) -> Result<Tenths, Refusal> {
    typed
        .parse()
        .map_err(|error: registro_domain::assessment::NotATenth| Refusal::Malformed(error.to_string()))
}

fn done(code: &str) -> Option<&'static str> {
    match code {
        "pubblicato" => Some("Il voto è pubblicato: la famiglia lo vede."),
        "corretto" => Some("Il voto è stato corretto: il valore di prima resta."),
        "annullato" => Some("Il voto è stato annullato: resta, e non conta più."),
        "dichiarazione" => Some("La dichiarazione è accanto al voto, che resta com’è."),
        _ => None,
    }
}

async fn page(
    web: &Web,
    session: &Session,
    student: PersonId,
    asked: &Asked,
    returned: Option<Returned>,
) -> Result<GradesPage, Problem> {
    let (profile, when) = seen_student_at(session, student, &When { as_of: asked.al.clone(), year: None })?;
    let moment = web.app.moment(when.instant).await?;
    let known = grades_seen(session, web.app.grades(student, when.year, moment).await?);
    let mut layout =
        frame::layout(web, Some(session), &format!("Voti di {}", profile.full_name()), "/studenti");
    layout.as_of =
        when.instant.map(|instant| frame::as_of_banner(session, student, instant, address::student_grades));
    let acts = Acts { session, profile, is_now: when.instant.is_none(), returned: returned.as_ref() };
    let subjects = known.iter().flat_map(|known| {
        known.subjects().into_iter().map(|subject| SubjectGrades {
            anchor: format!("materia-{}", address::encoded(&subject.0)),
            name: subject_name(session, subject),
            average: known.average_of_year(subject, Seen::All).map(|average| average.to_string()),
            grades: rows(&acts, known, subject),
        })
    });
    let subjects = subjects.collect();
    let family = matches!(session.agent.capacity, Capacity::Guardian | Capacity::Student);
    Ok(GradesPage {
        layout,
        student: header(session, profile, &when, Tab::Grades),
        done: asked.fatto.as_deref().and_then(done),
        intro: if family {
            "I voti pubblicati, con ogni valore che hanno avuto. Un orale si vede subito, una verifica quando è \
             restituita. Un giudizio non si rettifica: chi non è d’accordo può aggiungere una dichiarazione."
        } else {
            "Ogni voto con tutti i valori che ha avuto. Si corregge e si annulla con un motivo, e ciò che c’era \
             resta."
        },
        action: address::student_grades(student),
        year: when.year.0.to_string(),
        subjects,
        returned,
    })
}

/// Who looks, and what she may do.
struct Acts<'a> {
    session: &'a Session,
    profile: &'a Profile,
    is_now: bool,
    returned: Option<&'a Returned>,
}

fn rows(acts: &Acts<'_>, known: &Grades, subject: &registro_domain::ids::SubjectCode) -> Vec<GradeRow> {
    let of_it = known.of_subject(subject).into_iter();
    of_it.map(|(number, grade)| row(acts, number, grade)).collect()
}

fn row(acts: &Acts<'_>, number: FactNumber, grade: &Grade) -> GradeRow {
    let name = |person| acts.session.name(person);
    let mut notes = Vec::new();
    if grade.published_on.is_none() {
        notes.push("non ancora pubblicato".to_owned());
    }
    if grade.is_late() {
        notes.push(format!("orale registrato in ritardo, {}", on_day(grade.entered_on)));
    }
    let mut changes: Vec<String> = grade
        .corrections
        .iter()
        .map(|it| {
            let (was, is) = (sentence::worth(it.withdrawn), sentence::worth(it.mark));
            format!("era {was}, {} corretto in {is} da {}: {}", on_day(it.on), name(it.by), it.reason)
        })
        .collect();
    if let Some(gone) = &grade.annulled {
        changes.push(format!("annullato {} da {}: {}", on_day(gone.on), name(gone.by), gone.reason));
    }
    let statements = grade.statements.iter();
    GradeRow {
        number: number.to_string(),
        value: sentence::worth(grade.mark),
        what: format!("{}, {}", sentence::grade_kind(grade.kind), long_date(grade.on)),
        by: name(grade.author),
        comment: grade.comment.as_ref().map(ToString::to_string),
        notes,
        changes,
        annulled: grade.annulled.is_some(),
        statements: statements
            .map(|it| format!("{}, {}: «{}»", name(it.by), on_day(it.on), it.text))
            .collect(),
        event_href: address::event(grade.position),
        forms: acts.forms(number, grade),
    }
}

impl Acts<'_> {
    /// As the commands have it, so that no form is offered in vain.
    fn forms(&self, number: FactNumber, grade: &Grade) -> GradeForms {
        let Session { agent, today, regulation, .. } = self.session;
        let command = |may: bool| may.then(|| CommandId::of_a_form().to_string());
        let changes = match agent.capacity {
            Capacity::Principal => true,
            Capacity::Teacher => agent.person == grade.author,
            Capacity::Deputy
            | Capacity::SiteLead
            | Capacity::Secretariat
            | Capacity::Guardian
            | Capacity::Student
            | Capacity::Dpo
            | Capacity::Auditor
            | Capacity::Technician
            | Capacity::Support => false,
        };
        let changes = changes && self.is_now && grade.stands();
        let family = matches!(agent.capacity, Capacity::Guardian | Capacity::Student);
        let states = family
            && self.is_now
            && grade.published_on.is_some()
            && self.profile.justifier(agent.person, *today, regulation).is_ok();
        let is_this = Returned::written(self.returned, "voti", "number") == number.to_string();
        let written = |field| {
            if is_this { Returned::written(self.returned, "voti", field) } else { String::new() }
        };
        GradeForms {
            publish: command(changes && grade.published_on.is_none()),
            correct: command(changes),
            annul: command(changes),
            state: command(states),
            value: written("value"),
            text: written("text"),
            open: is_this,
        }
    }
}
