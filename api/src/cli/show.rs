//! `registro show`: a student, a class's day, a case or an event, now or as the register stood.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::Said;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Profile;
use registro_eventlog::event::Position;
use registro_projections::class_day::Whereabouts;
use registro_projections::directory::Directory;
use registro_projections::event::Event;
use uuid::Uuid;

mod accesses;
mod breaches;
mod case;
mod duties;
pub(super) mod entitlement;
mod key;
mod processing;
mod requests;

use super::{Failure, open_for_reading, say};
use crate::access::entry::Kind;
use crate::access::operator::{Command, by_operator};
use crate::actor::Capacity;
use crate::answers::Moment;
use crate::app::App;
use crate::clock::wall;
use crate::http::query;
use crate::replay::class_day::words;
use crate::sentence::sentence;
use crate::settings::{Flags, Settings};

/// Mostra che cosa dice, o diceva, il registro
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro show student Rossetti
  registro show student Rossetti --as-of 2026-03-12T18:00 --json
  registro show class 3B 2026-03-12
  registro show duties --class 3B --on 2026-03-12
  registro show event 1204
  registro show accesses Rossetti --from 2026-03-01
  registro show entitlement Rossetti --reader Bianchi --capacity teacher --as-of 2026-03-12")]
pub(super) struct Show {
    #[command(subcommand)]
    what: What,
    /// Com'era il registro in quell'istante: 2026-03-12 (fine giornata), 2026-03-12T18:00 o RFC 3339
    #[arg(long, global = true, value_name = "ISTANTE")]
    as_of: Option<String>,
    /// Scrive in JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// I totali di uno studente e gli atti che lo riguardano
    Student {
        /// Identificativo, o parte del nome
        student: String,
    },
    /// La giornata di una classe
    Class {
        /// Identificativo, o nome della classe (3B)
        class: String,
        on: Date,
    },
    /// Che cosa si deve fare, per chi, entro quando e perché
    Duties(duties::Duties),
    /// Un procedimento disciplinare: atti, passi, termini
    Case {
        /// Identificativo
        case: String,
    },
    /// Un evento per intero
    Event {
        position: u64,
    },
    /// La chiave con cui sono cifrati i dati di un evento, per chi deve verificarlo (registro verify --keys): apre ogni
    /// evento della stessa parte, a chiunque la abbia
    Key {
        position: u64,
    },
    /// Richieste sui dati (GDPR) e sui documenti (L. 241/1990), con i termini
    Requests,
    /// Il registro delle violazioni dei dati (GDPR, art. 33)
    Breaches,
    /// Il registro delle attività di trattamento (GDPR, art. 30)
    Processing,
    /// Chi ha consultato i dati di una persona, quando e perché
    Accesses(accesses::Accesses),
    Entitlement(entitlement::Entitlement),
}

impl Show {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let as_of = query::as_of(self.as_of.as_deref())?;
        let app = open_for_reading(&settings).await?;
        let moment = app.moment(as_of).await?;
        let directory = app.directory_at(moment).await?;
        let shown = async {
            let moment = app.moment(as_of).await?; // Again, where it is noted what the answer stands on.
            match &self.what {
                What::Student { student } => show_student(&app, &directory, student, moment).await,
                What::Class { class, on } => show_class(&app, &directory, class, *on, moment).await,
                What::Duties(duties) => duties.show(&app, &directory, moment).await,
                What::Case { case } => case::show_case(&app, &directory, case, moment).await,
                What::Event { position } => show_event(&app, &directory, *position).await,
                What::Key { position } => key::show_key(&app, &directory, *position).await,
                What::Requests => requests::show_requests(&app, &directory).await,
                What::Breaches => breaches::show_breaches(&app).await,
                What::Processing => processing::show_processing(),
                What::Accesses(accesses) => accesses.show(&app, &directory).await,
                What::Entitlement(asked) => asked.show(&app, &directory, as_of).await,
            }
        };
        answer(&app, self.what.command(), shown, self.json).await
    }
}

/// Says what was read, in JSON or in words, once the reading is recorded.
pub(super) async fn answer(
    app: &App,
    command: Command<'_>,
    work: impl Future<Output = Result<(serde_json::Value, String), Failure>>,
    as_json: bool,
) -> Result<(), Failure> {
    let (json, text) = by_operator(app, command, work, |(json, _)| json.to_string()).await?;
    if as_json {
        say!("{}", serde_json::to_string_pretty(&json)?)
    } else {
        say!("{text}")
    }
    app.access.close().await;
    app.store.close().await;
    Ok(())
}

impl What {
    /// As the access log tells it.
    fn command(&self) -> Command<'static> {
        let purpose = "consultazione da parte di chi gestisce il sistema";
        let (name, kinds): (_, &[Kind]) = match self {
            What::Student { .. } => ("show student", &[Kind::Attendance, Kind::History]),
            What::Class { .. } => ("show class", &[Kind::Roster, Kind::Attendance, Kind::Lessons]),
            What::Duties(_) => ("show duties", &[Kind::Duties]),
            What::Case { .. } => ("show case", &[Kind::Cases]),
            What::Event { .. } => ("show event", &[Kind::History]),
            What::Key { .. } => ("show key", &[Kind::History]),
            What::Requests => ("show requests", &[Kind::History]),
            What::Breaches => ("show breaches", &[Kind::History]),
            What::Processing => ("show processing", &[]),
            What::Accesses(_) => ("show accesses", &[Kind::Accesses]),
            What::Entitlement(_) => ("show entitlement", &[Kind::Accesses]),
        };
        Command { name, kinds, purpose }
    }
}

type Shown = (serde_json::Value, String);

async fn show_student(
    app: &App,
    directory: &Directory,
    named: &str,
    moment: Moment,
) -> Result<Shown, Failure> {
    let student = one_student(directory, named)?;
    let year = latest_year(directory, student)?;
    let totals = app.totals(student.person, year, moment).await?;
    let totals = totals.ok_or("lo studente non ha ancora un anno nel registro")?;
    let share = app.register.regulation.attendance_share(app.register.today());
    let mut acts = Vec::new();
    let mut text = format!(
        "{} · {} · anno {year}\n  ore perse {} (giustificate {}, non giustificate {}) su {} · ritardi {} · ore residue {}\n",
        student.full_name(),
        totals.class.map_or_else(|| "-".to_owned(), |class| directory.class_label(class)),
        totals.hours_missed(),
        totals.hours_justified(),
        totals.hours_unjustified(),
        totals.annual_hours,
        totals.late_entries(),
        totals.hours_left(share),
    );
    for (subject, hours) in totals.hours_by_subject() {
        text += &format!("    {subject}: {hours}\n");
    }
    let trail = app.trail(student.person.0, moment).await?;
    let positions: Vec<Position> = trail.iter().map(|act| act.position).collect();
    for (act, event) in trail.iter().zip(app.events(&positions).await?) {
        let line = line(&event, directory);
        let superseded: Vec<u64> = act.superseded_by.iter().map(|by| by.0).collect();
        text += &line;
        if !superseded.is_empty() {
            text += &format!("      superato da {superseded:?}\n");
        }
        acts.push(event_json(&event, directory, &superseded)?);
    }
    let json = serde_json::json!({
        "student": student.person, "year": year, "class": totals.class,
        "annual_hours": totals.annual_hours, "hours_missed": totals.hours_missed(),
        "hours_justified": totals.hours_justified(), "hours_unjustified": totals.hours_unjustified(),
        "late_entries": totals.late_entries(), "hours_left": totals.hours_left(share),
        "hours_by_subject": totals.hours_by_subject().into_iter().map(|(s, h)| (s.0.clone(), h)).collect::<std::collections::BTreeMap<_, _>>(),
        "acts": acts,
    });
    Ok((json, text))
}

async fn show_class(
    app: &App,
    directory: &Directory,
    named: &str,
    on: Date,
    moment: Moment,
) -> Result<Shown, Failure> {
    let class = one_class(directory, named, on)?;
    let row = app.class_day(class, on, moment).await?;
    let mut text = format!("{} · {on}\n", directory.class_label(class));
    let mut students = Vec::new();
    for student in directory.class_on(class, on) {
        let stands = row.as_ref().map_or(Whereabouts::NotCalled, |row| row.whereabouts(student.person));
        let (word, since) = words(stands);
        let at = since.map(|since| format!(" alle {}", since.strftime("%H:%M"))).unwrap_or_default();
        text += &format!("  {}: {word}{at}\n", student.full_name());
        students.push(serde_json::json!({ "student": student.person, "status": word, "since": since }));
    }
    let hours: Vec<u8> = row
        .iter()
        .flat_map(|row| &row.hours)
        .filter(|(_, hour)| hour.called_by.is_some())
        .map(|(period, _)| period.0)
        .collect();
    text += &format!("  appello fatto nelle ore {hours:?}\n");
    let json = serde_json::json!({ "class": class, "on": on, "called_periods": hours, "students": students });
    Ok((json, text))
}

async fn show_event(app: &App, directory: &Directory, position: u64) -> Result<Shown, Failure> {
    let events = app.events(&[Position(position)]).await?;
    let event = events.first().ok_or_else(|| format!("non c'è un evento {position}"))?;
    let mut text = line(event, directory);
    for norm in event.fact.because() {
        text += &format!("      norma: {norm}\n");
    }
    Ok((event_json(event, directory, &[])?, text))
}

pub(super) fn line(event: &Event, directory: &Directory) -> String {
    let at = &event.envelope;
    format!(
        "  n. {} · {} · {} ({}) · {}\n",
        at.position.0,
        wall(at.recorded_at).strftime("%Y-%m-%d %H:%M"),
        directory.name(PersonId(at.actor.person)),
        Capacity::italian_of(&at.actor.capacity),
        sentence(event, directory),
    )
}

fn event_json(
    event: &Event,
    directory: &Directory,
    superseded_by: &[u64],
) -> Result<serde_json::Value, Failure> {
    let at = &event.envelope;
    Ok(serde_json::json!({
        "position": at.position, "id": at.id, "stream": at.stream, "version": at.version, "kind": at.kind,
        "effective_on": at.effective_on, "recorded_at": at.recorded_at, "actor": at.actor,
        "command": at.command, "because": event.fact.because(), "says": sentence(event, directory),
        "superseded_by": superseded_by,
    }))
}

pub(super) fn one_student<'a>(directory: &'a Directory, named: &str) -> Result<&'a Profile, Failure> {
    let by_id = named.parse::<Uuid>().ok().and_then(|id| directory.person(PersonId(id)));
    let wanted = named.to_lowercase();
    let by_name = || {
        directory.people().filter(|person| {
            !person.enrolments.is_empty() && person.full_name().to_lowercase().contains(&wanted)
        })
    };
    match (by_id, by_name().collect::<Vec<_>>().as_slice()) {
        (Some(person), _) => Ok(person),
        (None, [only]) => Ok(only),
        (None, []) => Err(format!("nessuno studente {named}").into()),
        (None, several) => {
            let names: Vec<String> =
                several.iter().take(10).map(|p| format!("  {} {}", p.person, p.full_name())).collect();
            Err(format!("{} studenti per {named}:\n{}", several.len(), names.join("\n")).into())
        }
    }
}

pub(super) fn one_class(directory: &Directory, named: &str, on: Date) -> Result<ClassId, Failure> {
    let year = SchoolYear::containing(on);
    let by_id = named.parse::<Uuid>().ok().map(ClassId);
    let mut classes = directory.school.classes.iter();
    let by_label = classes.find(|(_, class)| class.year == year && class.label.as_str() == named);
    by_id
        .filter(|class| directory.school.classes.contains_key(class))
        .or(by_label.map(|(class, _)| *class))
        .ok_or_else(|| format!("nessuna classe {named} nel {year}").into())
}

fn latest_year(directory: &Directory, student: &Profile) -> Result<SchoolYear, Failure> {
    let last = directory.person(student.person).and_then(|known| known.enrolments.last());
    last.map(|enrolment| enrolment.year).ok_or_else(|| "lo studente non è iscritto".into())
}
