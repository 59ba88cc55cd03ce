//! The reasons of a figure of a student's year: how it is counted, and the events that made it.

use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_projections::attendance_totals::Figure;
use registro_projections::directory::Directory;
use registro_projections::event::Event;

use super::views_text::short_date;
use super::views_why::{Why, WhyRow};
use super::{frame, sentence};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::http::Web;
use crate::http::why::reasons;
use crate::identity::Session;
use crate::refusal::Refusal;

/// The section of a student's page that explains one figure.
pub async fn section(
    web: &Web,
    session: &Session,
    student: PersonId,
    year: SchoolYear,
    figure: Figure,
    moment: Moment,
) -> Result<Why, Refusal> {
    let reasons = reasons(web, student, year, figure, moment).await?;
    let value: i64 = reasons.iter().map(|(_, adds)| adds).sum();
    let rows: Vec<WhyRow> =
        reasons.iter().map(|(event, adds)| row(event, signed(*adds), &session.directory)).collect();
    Ok(Why {
        label: label(figure).to_owned(),
        value: if figure == Figure::LateEntries { value.to_string() } else { format!("{value} ore") },
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

fn label(figure: Figure) -> &'static str {
    match figure {
        Figure::HoursMissed => "Ore perse",
        Figure::HoursJustified => "Ore giustificate",
        Figure::LateEntries => "Ritardi",
        Figure::AnnualHours => "Ore annuali",
    }
}

fn method(figure: Figure) -> &'static str {
    match figure {
        Figure::HoursMissed => {
            "Di ogni giorno con un fatto si contano le ore dell'orario di lezione di cui lo studente non ha \
             frequentato nulla, giustificate o no."
        }
        Figure::HoursJustified => {
            "Sono le ore perse il cui fatto ha una giustificazione accolta. Contano comunque come ore perse."
        }
        Figure::LateEntries => "Sono gli ingressi dopo l'inizio delle lezioni che non sono stati annullati.",
        Figure::AnnualHours => {
            "È il monte ore personalizzato dichiarato all'iscrizione e le sue variazioni: un quarto di esso è \
             il limite delle ore che si possono perdere."
        }
    }
}

fn norms(figure: Figure) -> &'static [Norm] {
    match figure {
        Figure::HoursMissed => &[Norm::HoursOfAbsence, Norm::LateEntryFromSecondHour],
        Figure::HoursJustified => &[Norm::JustifiedOnReturn, Norm::JustificationChecked],
        Figure::LateEntries => &[Norm::LateEntryAlwaysRecorded],
        Figure::AnnualHours => &[Norm::PersonalisedHours, Norm::ThreeQuartersOfTheYear],
    }
}
