//! The frame that every page is shown in, and the small texts that many pages use.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use registro_domain::forecast::Forecast;
use registro_domain::hours::{Share, Warning};
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_domain::people::Sight;
use registro_domain::text::italian_day;
use registro_eventlog::event::Position;
use registro_projections::event::Event;

use super::address;
use super::views_layout::{
    AsOfBanner, Crumb, DemoBanner, EventRef, Layout, Level, NavItem, NormRef, PersonBadge,
};
use super::views_text::{long_date, short_date};
use crate::actor::Capacity;
use crate::clock;
use crate::guarantee::may_look;
use crate::http::Web;
use crate::identity::Session;

/// The frame of a page. `path` is the page's own, to mark its section.
pub fn layout(web: &Web, session: Option<&Session>, title: &str, path: &str) -> Layout {
    let now = clock::wall(web.app.register.clock.now());
    let school = session.and_then(|session| session.directory.school.name.as_ref());
    Layout {
        title: title.to_owned(),
        school_name: school.map_or_else(|| "Registro".to_owned(), |(name, _)| name.to_string()),
        person: session.map(badge),
        demo: web.app.demo.then(|| DemoBanner { day_text: long_date(now.date()), now_text: clock_text(now) }),
        incomplete: incomplete_text(web.app.store.incomplete(web.app.register.school)),
        as_of: None,
        told: None,
        nav: session.map(|session| navigation(session, path)).unwrap_or_default(),
        breadcrumbs: Vec::new(),
        footer: session.map(|_| footer(path)).unwrap_or_default(),
    }
}

/// What is at the foot of every page, once somebody is known.
fn footer(path: &str) -> Vec<NavItem> {
    let links = [
        ("Glossario", address::GLOSSARY),
        ("Accessibilità", address::ACCESSIBILITY),
        ("Trattamenti dei dati", address::PROCESSING),
    ];
    links
        .map(|(label, href)| NavItem {
            label: label.to_owned(),
            href: href.to_owned(),
            current: path == href,
        })
        .to_vec()
}

/// What a page says if its answers go on without events that could not be read.
fn incomplete_text(parked: u64) -> Option<String> {
    let what = match parked {
        0 => return None,
        1 => "un evento".to_owned(),
        many => format!("{many} eventi"),
    };
    Some(format!(
        "Le letture sono incomplete: {what} di questa scuola non si legge con questa versione del registro."
    ))
}

fn badge(session: &Session) -> PersonBadge {
    let name = session.directory.name(session.agent.person);
    PersonBadge { name, capacity: capital(session.agent.capacity.italian()) }
}

fn navigation(session: &Session, path: &str) -> Vec<NavItem> {
    let item = |label: &str, href: String| {
        let current = path.starts_with(&href);
        NavItem { label: label.to_owned(), href, current }
    };
    let Session { agent, directory, .. } = session;
    let mut items: Vec<NavItem> = match agent.capacity {
        Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat => {
            vec![
                item("Cruscotto", "/cruscotto".to_owned()),
                item("Adempimenti", "/adempimenti".to_owned()),
                item("Permessi", "/permessi".to_owned()),
                item("Controllo mensile", "/controllo-mensile".to_owned()),
                item("Procedimenti", address::CASES.to_owned()),
                item("Classi", "/classi".to_owned()),
            ]
        }
        Capacity::Teacher => {
            vec![
                item("Appello", "/appello".to_owned()),
                item("Classi", "/classi".to_owned()),
                item("Voti", "/voti".to_owned()),
                item("Adempimenti", "/adempimenti".to_owned()),
            ]
        }
        Capacity::Dpo => {
            vec![
                item("Classi", "/classi".to_owned()),
                item("Procedimenti", address::CASES.to_owned()),
                item("Richieste", address::REQUESTS.to_owned()),
                item("Adempimenti", "/adempimenti".to_owned()),
                item("Consultazioni", address::CONSULTATIONS.to_owned()),
                item("Accessi", address::ACCESSES.to_owned()),
                item("Ispezione", address::INSPECTION.to_owned()),
            ]
        }
        Capacity::Auditor => vec![
            item("Ispezione", address::INSPECTION.to_owned()),
            item("Prove", "/prove".to_owned()),
            item("Classi", "/classi".to_owned()),
            item("Procedimenti", address::CASES.to_owned()),
            item("Consultazioni", address::CONSULTATIONS.to_owned()),
        ],
        Capacity::Support => vec![
            item("Classi", "/classi".to_owned()),
            item("Consultazioni", address::CONSULTATIONS.to_owned()),
        ],
        Capacity::Technician => Vec::new(),
        Capacity::Guardian => directory
            .children_of(agent.person)
            .filter(|child| session.sees_of(child.person) != Sight::Nothing)
            .map(|child| item(child.given_name.as_str(), address::student(child.person)))
            .collect(),
        Capacity::Student => vec![item("La mia pagina", address::student(agent.person))],
    };
    if agent.capacity == Capacity::Principal {
        items.push(item("Voti", "/voti".to_owned()));
        items.push(item("Consultazioni", address::CONSULTATIONS.to_owned()));
        items.push(item("Ispezione", address::INSPECTION.to_owned()));
    }
    if matches!(agent.capacity, Capacity::Principal | Capacity::Secretariat) {
        items.push(item("Richieste", address::REQUESTS.to_owned()));
    }
    if may_look(session) {
        items.push(item("Organo di garanzia", address::GUARANTEE.to_owned()));
    }
    items.push(item("Bacheca", "/bacheca".to_owned()));
    items
}

/// The way to a page: links, then the page itself.
pub fn crumbs(steps: &[(&str, String)], here: &str) -> Vec<Crumb> {
    let steps =
        steps.iter().map(|(label, href)| Crumb { label: (*label).to_owned(), href: Some(href.clone()) });
    steps.chain([Crumb { label: here.to_owned(), href: None }]).collect()
}

/// The notice that a student's page shows a past state. Whoever sees nothing newer has nowhere to go back to.
pub fn as_of_banner(
    session: &Session,
    student: PersonId,
    instant: Timestamp,
    now: fn(PersonId) -> String,
) -> AsOfBanner {
    let sees_now = session.may_see_student(student);
    AsOfBanner { text: instant_text(instant), now_href: sees_now.then(|| now(student)) }
}

/// "12 marzo 2026, ore 18:00".
pub fn instant_text(instant: Timestamp) -> String {
    let wall = clock::wall(instant);
    format!("{}, ore {}", italian_day(wall.date()), clock_text(wall))
}

/// "12/03/2026 18:00", for the columns of tables.
pub fn recorded_text(instant: Timestamp) -> String {
    let wall = clock::wall(instant);
    format!("{} {}", short_date(wall.date()), clock_text(wall))
}

/// "18:00".
pub fn clock_text(wall: DateTime) -> String {
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

/// How late an event was recorded, if it was: "3 giorni dopo".
pub fn late_text(event: &Event) -> Option<String> {
    let recorded = clock::wall(event.envelope.recorded_at).date();
    match days_between(event.envelope.effective_on, recorded) {
        ..1 => None,
        1 => Some("il giorno dopo".to_owned()),
        days => Some(format!("{days} giorni dopo")),
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// An event by its number, with the link to its page.
pub fn event_ref(position: Position, recorded_at: Timestamp) -> EventRef {
    EventRef {
        number: position.0,
        href: address::event(position),
        recorded_text: recorded_text(recorded_at),
        later: false,
    }
}

/// A norm as a page cites it.
pub fn norm(norm: Norm) -> NormRef {
    NormRef { code: norm.citation().to_owned(), text: norm.authority().says.to_owned() }
}

/// The norms of a decision.
pub fn norms(because: &[Norm]) -> Vec<NormRef> {
    because.iter().copied().map(norm).collect()
}

/// With a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Minutes as hours and their exact fraction: "264", "222,75", "−3".
pub fn hours_text(minutes: i64) -> String {
    let (sign, minutes) =
        if minutes < 0 { ("−", minutes.unsigned_abs()) } else { ("", minutes.unsigned_abs()) };
    let hundredths = minutes % 60 * 100 / 60;
    let fraction = match hundredths {
        0 => String::new(),
        tens if tens % 10 == 0 => format!(",{}", tens / 10),
        _ => format!(",{hundredths:02}"),
    };
    format!("{sign}{}{fraction}", minutes / 60)
}

/// The hours that may be missed in all, and those left.
pub fn allowed_and_left(share: Share, annual_hours: u16, missed: u32) -> (String, String) {
    let annual = u32::from(annual_hours) * 60;
    (hours_text(share.minutes_left(annual, 0)), hours_text(share.minutes_left(annual, missed * 60)))
}

/// Where a year is heading, in a sentence; none before there is a rate.
pub fn forecast_text(forecast: Forecast) -> Option<String> {
    match forecast {
        Forecast::TooEarly => None,
        Forecast::AlreadyBeyond => Some("Il limite è già superato.".to_owned()),
        Forecast::NotThisYear => {
            Some("Al ritmo attuale il limite non è superato entro la fine delle lezioni.".to_owned())
        }
        Forecast::Crosses(day) => Some(format!("Al ritmo attuale il limite è superato {}.", long_date(day))),
    }
}

/// The same in a column.
pub fn forecast_cell(forecast: Forecast) -> String {
    match forecast {
        Forecast::AlreadyBeyond => "già oltre".to_owned(),
        Forecast::Crosses(day) => short_date(day),
        Forecast::NotThisYear | Forecast::TooEarly => "—".to_owned(),
    }
}

/// A warning as a page shows it.
pub fn level(warning: Warning) -> Level {
    match warning {
        Warning::None => Level::Within,
        Warning::First => Level::Notice,
        Warning::Second => Level::Attention,
        Warning::Last => Level::Risk,
        Warning::BeyondTheLine => Level::Over,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_exact() {
        for (minutes, text) in
            [(264 * 60, "264"), (222 * 60 + 45, "222,75"), (30, "0,5"), (-180, "−3"), (0, "0")]
        {
            assert_eq!(hours_text(minutes), text);
        }
    }
}
