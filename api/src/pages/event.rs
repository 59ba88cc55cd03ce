//! One event in full, for whoever may see its subject.

use axum::extract::Path;
use registro_domain::fact::{Concern, DomainEvent, Said};
use registro_domain::ids::PersonId;
use registro_eventlog::event::Position;
use registro_projections::event::Event;

use super::history::entry;
use super::views_event::{EnvelopeRow, EventPage, Receipt};
use super::views_layout::Link;
use super::views_text::long_date;
use super::{address, frame};
use crate::clock;
use crate::documents::has_document;
use crate::http::Web;
use crate::http::event::{data, fact_told, seen_event};
use crate::http::proof::code;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sentence;

/// `GET /eventi/{position}`.
pub(crate) async fn get(web: Web, session: Session, Path(position): Path<u64>) -> Result<EventPage, Problem> {
    let event = seen_event(&web, &session, Position(position)).await?;
    let title = format!("Evento n. {position}");
    let mut layout = frame::layout(&web, Some(&session), &title, "");
    let related = related(&session, &event);
    let steps: Vec<(&str, String)> =
        related.iter().map(|link| (link.label.as_str(), link.href.clone())).take(1).collect();
    layout.breadcrumbs = frame::crumbs(&steps, &title);
    let code = code(&web.app, &event).await?;
    let told = fact_told(&session, &event);
    let data = serde_json::to_string_pretty(&data(&told)?);
    Ok(EventPage {
        layout,
        entry: entry(&event, &session.directory),
        sentence: sentence::sentence(&event, &session.directory),
        envelope: envelope(&session, &event, &told),
        data: data.map_err(|error| Refusal::Unavailable(Box::new(error)))?,
        related,
        document: has_document(&event.fact).then(|| address::document(position)),
        receipt: web
            .app
            .register
            .ledger()
            .zip(code)
            .map(|(_, code)| Receipt { code, href: format!("/api/v1/events/{position}/receipt") }),
    })
}

fn envelope(session: &Session, event: &Event, told: &DomainEvent) -> Vec<EnvelopeRow> {
    let text = |label: &str, value: String| EnvelopeRow { label: label.to_owned(), value, code: false };
    let code = |label: &str, value: String| EnvelopeRow { label: label.to_owned(), value, code: true };
    let envelope = &event.envelope;
    let shown = entry(event, &session.directory);
    let recorded = clock::wall(envelope.recorded_at);
    let mut rows = vec![
        text("Giorno del fatto", long_date(envelope.effective_on)),
        text("Registrato", format!("{}, ore {}", long_date(recorded.date()), recorded.strftime("%H:%M:%S"))),
        text("Da chi", shown.actor),
        text("In quale veste", shown.capacity),
        text("Livello dell'accesso", envelope.actor.assurance.to_string()),
    ];
    rows.extend(shown.late_text.map(|late| text("Ritardo della registrazione", late)));
    rows.extend(told.about().into_iter().map(|(person, concern)| {
        let label = match concern {
            Concern::Subject => "Riguarda",
            Concern::Named => "Nomina",
        };
        text(label, session.name(person))
    }));
    rows.extend([
        code("Tipo", envelope.kind.clone()),
        code("Flusso", envelope.stream.to_string()),
        code("Versione nel flusso", envelope.version.0.to_string()),
        code("Identificativo", envelope.id.0.to_string()),
        code("Comando", envelope.command.0.to_string()),
        code("Correlazione", envelope.correlation.to_string()),
        code("Sessione", envelope.actor.session.to_string()),
    ]);
    rows
}

fn related(session: &Session, event: &Event) -> Vec<Link> {
    let about = event.fact.about().into_iter();
    let students = about
        .filter(|(person, concern)| *concern == Concern::Subject && is_student(session, *person))
        .flat_map(|(person, _)| {
            let name = session.name(person);
            [
                Link { label: name.clone(), href: address::student(person) },
                Link { label: format!("Storia degli atti di {name}"), href: address::history(person) },
            ]
        });
    let lesson = matches!(event.fact, DomainEvent::Lesson(_) | DomainEvent::Attendance(_));
    let class = event.fact.class().filter(|class| lesson && session.may_see_class(*class));
    let class = class.map(|class| Link {
        label: format!("Classe {}, il giorno del fatto", session.directory.class_label(class)),
        href: address::class_on(class, event.envelope.effective_on),
    });
    students.chain(class).collect()
}

fn is_student(session: &Session, person: PersonId) -> bool {
    let profile = session.directory.person(person);
    profile.is_some_and(|profile| !profile.enrolments.is_empty()) && session.may_see_student(person)
}
