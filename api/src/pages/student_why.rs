//! The reasons of a figure of a student's year: how it is counted, and the events that made it.

use registro_domain::fact::Said;
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_projections::attendance_totals::{Figure, Totals};
use registro_projections::directory::Directory;
use registro_projections::event::Event;

use super::frame;
use super::student_lists::subject_name;
use super::views_text::short_date;
use super::views_why::{Why, WhyRow};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::http::Web;
use crate::http::student::When;
use crate::http::why::{reasons, value};
use crate::identity::Session;
use crate::refusal::Refusal;
use crate::sentence;

/// The section of a student's page that explains one figure.
pub(crate) async fn section(
    web: &Web,
    session: &Session,
    student: PersonId,
    figure: &Figure,
    when: &When,
    moment: Moment,
) -> Result<Why, Refusal> {
    let share = web.app.register.regulation.attendance_share(when.day);
    // The hours left are shown with their fraction, hence counted in minutes.
    let of = |totals: &Totals| match figure {
        Figure::HoursLeft => {
            share.minutes_left(u32::from(totals.annual_hours) * 60, totals.hours_missed() * 60)
        }
        Figure::HoursMissed
        | Figure::HoursJustified
        | Figure::HoursUnjustified
        | Figure::HoursOfSubject(_)
        | Figure::LateEntries
        | Figure::AnnualHours => value(totals, figure, share),
    };
    let reasons = reasons(web, student, when.year, figure, moment, of).await?;
    let sum: i64 = reasons.iter().map(|(_, adds)| adds).sum();
    let adds = |adds: i64| if *figure == Figure::HoursLeft { signed_hours(adds) } else { signed(adds) };
    let rows: Vec<WhyRow> =
        reasons.iter().map(|(event, added)| row(event, adds(*added), &session.directory)).collect();
    Ok(Why {
        label: label(figure, session),
        value: match figure {
            Figure::LateEntries => sum.to_string(),
            Figure::HoursLeft => format!("{} ore", frame::hours_text(sum)),
            Figure::HoursMissed
            | Figure::HoursJustified
            | Figure::HoursUnjustified
            | Figure::HoursOfSubject(_)
            | Figure::AnnualHours => format!("{sum} ore"),
        },
        method: method(figure).to_owned(),
        norms: frame::norms(norms(figure)),
        total_rows: rows.len(),
        rows,
    })
}

/// An event as a reason.
pub(super) fn row(event: &Event, contribution: String, directory: &Directory) -> WhyRow {
    let envelope = &event.envelope;
    let said = frame::capital(&sentence::act(&event.fact, directory));
    WhyRow {
        effective_text: short_date(envelope.effective_on),
        recorded_text: frame::recorded_text(envelope.recorded_at),
        late_text: frame::late_text(event),
        actor: directory.name(PersonId(envelope.actor.person)),
        capacity: Capacity::italian_of(&envelope.actor.capacity).to_owned(),
        what: match sentence::reason(&event.fact) {
            Some(reason) => format!("{said}. Motivo: {reason}"),
            None => said,
        },
        contribution,
        norms: frame::norms(event.fact.because()),
        event: frame::event_ref(envelope.position, envelope.recorded_at),
    }
}

/// "+6", "−2", "0".
pub(super) fn signed(number: i64) -> String {
    match number {
        ..0 => format!("−{}", number.unsigned_abs()),
        0 => "0".to_owned(),
        1.. => format!("+{number}"),
    }
}

/// Minutes as hours, with the sign: "+222,75", "−6", "0".
fn signed_hours(minutes: i64) -> String {
    let hours = frame::hours_text(minutes);
    if 0 < minutes { format!("+{hours}") } else { hours }
}

fn label(figure: &Figure, session: &Session) -> String {
    let fixed = match figure {
        Figure::HoursMissed => "Ore perse",
        Figure::HoursJustified => "Ore giustificate",
        Figure::HoursUnjustified => "Ore non giustificate",
        Figure::HoursLeft => "Ore residue",
        Figure::HoursOfSubject(subject) => return format!("Ore perse di {}", subject_name(session, subject)),
        Figure::LateEntries => "Ritardi",
        Figure::AnnualHours => "Ore annuali",
    };
    fixed.to_owned()
}

fn method(figure: &Figure) -> &'static str {
    match figure {
        Figure::HoursMissed => {
            "Di ogni giorno con un fatto si contano le ore dell'orario di lezione di cui lo studente non ha \
             frequentato nulla, giustificate o no."
        }
        Figure::HoursJustified => {
            "Sono le ore perse il cui fatto ha una giustificazione accolta. Contano comunque come ore perse."
        }
        Figure::HoursUnjustified => {
            "Sono le ore perse il cui fatto non ha una giustificazione accolta: mancante, da esaminare o \
             respinta."
        }
        Figure::HoursLeft => {
            "Sono le ore che si possono perdere, un quarto del monte ore personalizzato, meno le ore perse, \
             giustificate o no. Sotto zero il limite è superato."
        }
        Figure::HoursOfSubject(_) => {
            "Sono le ore di questa materia tra le ore perse. Dei giorni in cui è stata contata si mostrano \
             tutti gli atti: una rettifica può averla tolta."
        }
        Figure::LateEntries => "Sono gli ingressi dopo l'inizio delle lezioni che non sono stati annullati.",
        Figure::AnnualHours => {
            "È il monte ore personalizzato dichiarato all'iscrizione e le sue variazioni: un quarto di esso è \
             il limite delle ore che si possono perdere."
        }
    }
}

fn norms(figure: &Figure) -> &'static [Norm] {
    match figure {
        Figure::HoursMissed | Figure::HoursOfSubject(_) => {
            &[Norm::HoursOfAbsence, Norm::LateEntryFromSecondHour]
        }
        Figure::HoursJustified | Figure::HoursUnjustified => {
            &[Norm::JustifiedOnReturn, Norm::JustificationChecked]
        }
        Figure::HoursLeft => &[Norm::ThreeQuartersOfTheYear, Norm::PersonalisedHours, Norm::HoursOfAbsence],
        Figure::LateEntries => &[Norm::LateEntryAlwaysRecorded],
        Figure::AnnualHours => &[Norm::PersonalisedHours, Norm::ThreeQuartersOfTheYear],
    }
}
