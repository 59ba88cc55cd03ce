//! Why a figure of a day is what it is, of one class or of the whole school.

use axum::extract::Query;
use jiff::civil::Date;
use registro_domain::attendance::{AbsenceScope, AttendanceEvent, Fact};
use registro_domain::fact::{DomainEvent, attendance_student};
use registro_domain::ids::{ClassId, PeriodNumber, PersonId};
use registro_domain::lesson::LessonEvent;
use registro_domain::norm::Norm;
use registro_projections::class_day::{self, ClassDay, ClassDays};
use registro_projections::event::Event;
use registro_projections::model::ReadModel;
use serde::Deserialize;

use super::student_why::{row, signed};
use super::views_layout::Link;
use super::views_text::long_date;
use super::views_why::{Why, WhyPage, WhyRow};
use super::{address, frame};
use crate::answers::Moment;
use crate::http::Web;
use crate::http::class_day::seen_class;
use crate::http::dashboard::Morning;
use crate::http::query;
use crate::http::sight::may_see_event;
use crate::identity::Session;
use crate::problem::Problem;

/// Reasons shown on one page.
const SHOWN: usize = 500;

/// Which figure of which day; of a class, an hour or a student if one is named.
#[derive(Debug, Deserialize)]
pub struct Asked {
    figura: Figure,
    giorno: Option<String>,
    classe: Option<ClassId>,
    studente: Option<PersonId>,
    ora: Option<PeriodNumber>,
}

/// A figure of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    Assenti,
    Ritardi,
    Uscite,
    /// Classes whose roll was called.
    Appelli,
    /// Everything recorded of an hour, or of a student's day.
    Ore,
}

/// `GET /perche`.
pub(crate) async fn get(web: Web, session: Session, Query(asked): Query<Asked>) -> Result<WhyPage, Problem> {
    let on = query::day_or(asked.giorno.as_deref(), session.today)?;
    let (classes, of, back) = match asked.classe {
        Some(class) => {
            let label = seen_class(&session, class)?.label.to_string();
            let back =
                Link { label: format!("Torna alla classe {label}"), href: address::class_on(class, on) };
            (vec![class], format!(" della classe {label}"), back)
        }
        None => {
            let classes =
                Morning::of(&web, &session, on).await?.classes.iter().map(|class| class.id).collect();
            let back = Link { label: "Torna al cruscotto".to_owned(), href: format!("/cruscotto?al={on}") };
            (classes, String::new(), back)
        }
    };
    let (mut total, mut rows) = (0, Vec::new());
    for class in classes {
        let events = web.app.why_class_day(class, on, Moment::Now).await?;
        total += reasons(&session, class, on, &asked, events, &mut rows);
    }
    let label = format!("{}{of}, {}", label(asked.figura), long_date(on));
    let value = match asked.figura {
        Figure::Ore => format!("{} atti", rows.len()),
        Figure::Assenti | Figure::Ritardi | Figure::Uscite | Figure::Appelli => total.to_string(),
    };
    let total_rows = rows.len();
    rows.truncate(SHOWN);
    let (method, norms) = (method(asked.figura).to_owned(), frame::norms(norms(asked.figura)));
    let why = Why { label: label.clone(), value, method, norms, rows, total_rows };
    Ok(WhyPage { layout: frame::layout(&web, Some(&session), &label, ""), why, back })
}

/// Adds the reasons of one class, and gives its figure.
fn reasons(
    session: &Session,
    class: ClassId,
    on: Date,
    asked: &Asked,
    events: Vec<Event>,
    rows: &mut Vec<WhyRow>,
) -> i64 {
    let key = class_day::key(class, on);
    let (mut day, mut before) = (None, 0);
    // What is restricted does not count in the figure of a class's day that is over; in that of the whole school it does, and
    // is not among the acts.
    let told = |event: &Event| {
        asked.classe.is_none() || session.today <= on || !session.asking().hides(&event.envelope)
    };
    for event in events.into_iter().filter(told) {
        day = ClassDays::fold(day, &key, &event);
        let after = day.as_ref().map_or(0, |day| value(day, asked.figura));
        let adds = after - before;
        before = after;
        let wanted = match asked.figura {
            Figure::Ore => is_of(&event, asked.ora, asked.studente),
            Figure::Assenti | Figure::Ritardi | Figure::Uscite | Figure::Appelli => adds != 0,
        };
        if wanted && may_see_event(session, &event) {
            let adds = if asked.figura == Figure::Ore { String::new() } else { signed(adds) };
            rows.push(row(&event, adds, &session.directory));
        }
    }
    before
}

fn value(day: &ClassDay, figure: Figure) -> i64 {
    match figure {
        Figure::Assenti => day.absent(),
        Figure::Ritardi => day.late(),
        Figure::Uscite => day.left_early(),
        Figure::Appelli => i64::from(day.is_called()),
        Figure::Ore => 0,
    }
}

/// Whether an event is of that hour, if one is asked about, or of that student.
fn is_of(event: &Event, hour: Option<PeriodNumber>, student: Option<PersonId>) -> bool {
    match &event.fact {
        DomainEvent::Lesson(
            LessonEvent::RollCalled { period, .. }
            | LessonEvent::Signed { period, .. }
            | LessonEvent::TopicCorrected { period, .. }
            | LessonEvent::SignatureAnnulled { period, .. }
            | LessonEvent::TestPlanned { period, .. }
            | LessonEvent::TestCalledOff { period, .. }
            | LessonEvent::TestHandedBack { period, .. },
        ) => student.is_none() && hour.is_none_or(|hour| hour == *period),
        DomainEvent::Lesson(LessonEvent::HomeworkAssigned { .. }) => student.is_none() && hour.is_none(),
        DomainEvent::Attendance(said) => {
            student.is_none_or(|student| student == attendance_student(said))
                && hour.is_none_or(|hour| names_hour(said, hour))
        }
        DomainEvent::School(_)
        | DomainEvent::Person(_)
        | DomainEvent::Permission(_)
        | DomainEvent::Derogation(_)
        | DomainEvent::Device(_)
        | DomainEvent::Conduct(_)
        | DomainEvent::Assessment(_)
        | DomainEvent::Contact(_)
        | DomainEvent::Vigilance(_)
        | DomainEvent::Notice(_)
        | DomainEvent::Receipt(_)
        | DomainEvent::Case(_)
        | DomainEvent::Scrutiny(_)
        | DomainEvent::GuaranteeBody(_)
        | DomainEvent::Conflict(_)
        | DomainEvent::Erasure(_)
        | DomainEvent::Request(_)
        | DomainEvent::Breach(_)
        | DomainEvent::Consultation(_)
        | DomainEvent::Erased(_) => false,
    }
}

/// An absence recorded for single hours belongs to them; other facts belong to the day.
fn names_hour(event: &AttendanceEvent, hour: PeriodNumber) -> bool {
    match event {
        AttendanceEvent::AbsenceRecorded { scope: AbsenceScope::Hours(periods), .. }
        | AttendanceEvent::Corrected {
            fact: Fact::Absence { scope: AbsenceScope::Hours(periods) }, ..
        } => periods.contains(&hour),
        AttendanceEvent::AbsenceRecorded { .. }
        | AttendanceEvent::Corrected { .. }
        | AttendanceEvent::EntryRecorded { .. }
        | AttendanceEvent::ExitRecorded { .. }
        | AttendanceEvent::Annulled { .. }
        | AttendanceEvent::Restamped { .. }
        | AttendanceEvent::JustificationSubmitted { .. }
        | AttendanceEvent::JustificationDecided { .. }
        | AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::ActivityRecorded { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. } => false,
    }
}

fn label(figure: Figure) -> &'static str {
    match figure {
        Figure::Assenti => "Assenti",
        Figure::Ritardi => "Ritardi",
        Figure::Uscite => "Uscite anticipate",
        Figure::Appelli => "Classi con appello",
        Figure::Ore => "Atti del giorno",
    }
}

fn method(figure: Figure) -> &'static str {
    match figure {
        Figure::Assenti => {
            "Si contano gli studenti la cui assenza per l'intera giornata vale: chi entra più tardi non è più \
             assente, ma in ritardo."
        }
        Figure::Ritardi => "Si contano gli studenti con un ingresso dopo l'inizio delle lezioni che vale.",
        Figure::Uscite => "Si contano gli studenti con un'uscita prima della fine delle lezioni che vale.",
        Figure::Appelli => "Si contano le classi di cui almeno un'ora ha avuto l'appello.",
        Figure::Ore => "Sono gli atti registrati, nell'ordine in cui lo sono stati.",
    }
}

fn norms(figure: Figure) -> &'static [Norm] {
    match figure {
        Figure::Assenti | Figure::Uscite => &[Norm::HoursOfAbsence],
        Figure::Ritardi => &[Norm::LateEntryAlwaysRecorded],
        Figure::Appelli | Figure::Ore => &[Norm::OnlyRegisterFunctions],
    }
}
