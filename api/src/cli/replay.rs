//! `registro replay`: a student, a class's day, a case or what somebody did, played again step by step or at two moments.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::{ArgGroup, Args};
use jiff::Timestamp;
use jiff::civil::Date;
use registro_domain::fact::Said as _;
use registro_domain::ids::{CaseId, PersonId};
use registro_domain::text::on_day;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reader::{Reader, refused};
use super::show::entitlement::one_person;
use super::show::{answer, line, one_class, one_student};
use super::{Failure, open_for_reading};
use crate::access::operator::Command;
use crate::access::routes;
use crate::clock;
use crate::http::Web;
use crate::http::event::{seen_event, stated_to};
use crate::http::query;
use crate::http::replay::{Answer, Asked, sides, thing_of};
use crate::identity::Session;
use crate::replay::{Replay, Thing, replay, steps};
use crate::search::acts_of;
use crate::settings::{Flags, Settings};

/// Ripercorre uno studente, la giornata di una classe, un procedimento o gli atti di una persona: che cosa è cambiato
#[derive(Debug, Args)]
#[command(
    group(ArgGroup::new("thing").required(true).args(["student", "class", "case", "actor"])),
    after_help = "\
Esempi:
  registro replay --student Rossetti --reader Rinaldi --capacity principal
  registro replay --student Rossetti --step 12 --reader Rinaldi --capacity principal
  registro replay --class 3B --on 2026-03-12 --at 2026-03-12T09:00 --against 2026-03-12T08:00 --reader … --capacity …
  registro replay --case 6f1c… --step 3 --reader Bianchi --capacity auditor --json
  registro replay --actor Rinaldi --step 1 --reader Bianchi --capacity auditor

Si vede ciò che la persona vedrebbe in Ispezione. Senza altro: l'ultimo passo, a confronto con prima."
)]
pub(super) struct ReplayCommand {
    #[command(flatten)]
    reader: Reader,
    /// Uno studente: identificativo, o parte del nome
    #[arg(long, value_name = "STUDENTE")]
    student: Option<String>,
    /// Una classe: identificativo, o nome della classe (3B)
    #[arg(long, value_name = "CLASSE", requires = "on")]
    class: Option<String>,
    /// Il giorno della classe
    #[arg(long, value_name = "GIORNO", requires = "class")]
    on: Option<Date>,
    /// Un procedimento: identificativo
    #[arg(long, value_name = "UUID")]
    case: Option<Uuid>,
    /// Chi ha registrato: identificativo, o parte del nome. Ogni suo atto è un passo
    #[arg(long, value_name = "PERSONA")]
    actor: Option<String>,
    /// Dopo questo passo, contando da 1
    #[arg(long, value_name = "NUMERO", conflicts_with = "at")]
    step: Option<usize>,
    /// Com'era in quell'istante: 2026-03-12 (fine giornata), 2026-03-12T18:00 o RFC 3339
    #[arg(long, value_name = "ISTANTE")]
    at: Option<String>,
    /// A confronto con quest'altro istante
    #[arg(long, value_name = "ISTANTE")]
    against: Option<String>,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

type Shown = (Value, String);

impl ReplayCommand {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let app = Arc::new(open_for_reading(&settings).await?);
        let (web, session) = self.reader.session(&app).await?;
        let purpose = self.reader.purpose();
        let kinds = match (&self.class, self.case, &self.actor) {
            (Some(_), ..) => routes::PLAYED_DAY,
            (None, Some(_), _) => routes::PLAYED_CASE,
            (None, None, Some(_)) => routes::PLAYED_ACTS,
            (None, None, None) => routes::PLAYED,
        };
        let command = Command { name: "replay", kinds, purpose: &purpose };
        answer(&app, command, self.shown(&web, &session), self.json).await
    }

    async fn shown(&self, web: &Web, session: &Session) -> Result<Shown, Failure> {
        match &self.actor {
            Some(actor) => self.of_actor(web, session, actor).await,
            None => self.of_thing(web, session, self.thing(session)?).await,
        }
    }

    fn thing(&self, session: &Session) -> Result<Thing, Failure> {
        let directory = &session.directory;
        match (&self.student, &self.class, self.on, self.case) {
            (Some(student), ..) => Ok(Thing::Student(one_student(directory, student)?.person)),
            (None, Some(class), Some(on), _) => Ok(Thing::ClassDay(one_class(directory, class, on)?, on)),
            (None, _, _, Some(case)) => Ok(Thing::Case(CaseId(case))),
            (None, _, _, None) => Err("che cosa si ripercorre?".into()),
        }
    }

    async fn of_thing(&self, web: &Web, session: &Session, thing: Thing) -> Result<Shown, Failure> {
        let position = match self.step {
            Some(step) => {
                let steps = steps(web, session, thing).await.map_err(refused)?;
                Some(nth(&steps, step)?.envelope.position.0)
            }
            None => None,
        };
        self.played(web, session, thing, position).await
    }

    /// The thing after an event, or as it stood, with the other side.
    async fn played(
        &self,
        web: &Web,
        session: &Session,
        thing: Thing,
        position: Option<u64>,
    ) -> Result<Shown, Failure> {
        let as_of = self.at.clone().filter(|_| position.is_none());
        let asked = Asked { position, as_of, beside: self.against.clone() };
        let sides = sides(web, session, &asked).await?;
        let played = replay(web, session, thing, sides).await.map_err(refused)?;
        let text = told(session, &played);
        Ok((serde_json::to_value(Answer::of(session, played)?)?, text))
    }

    /// One of somebody's acts, and what it changed of whatever it is about.
    async fn of_actor(&self, web: &Web, session: &Session, named: &str) -> Result<Shown, Failure> {
        let actor: PersonId = one_person(&session.directory, named)?.person;
        let at: Option<Timestamp> = query::as_of(self.at.as_deref())?;
        let acts = acts_of(web, session, actor, at.map(|at| clock::wall(at).date())).await?;
        let known = acts.iter().filter(|act| at.is_none_or(|at| act.recorded_at <= at)).count();
        let step = self.step.unwrap_or(known);
        let event = seen_event(web, session, nth(&acts, step)?.position).await?;
        let mut text = format!(
            "{} · atto {step} di {}\n{}",
            session.directory.name(actor),
            acts.len(),
            line(&event, &session.directory)
        );
        let changed = match thing_of(session, &event) {
            Some(thing) => {
                let position = event.envelope.position.0;
                let (json, lines) = self.played(web, session, thing, Some(position)).await?;
                text += &lines;
                json
            }
            None => {
                text += "  non è un passo di uno studente, di una classe o di un procedimento\n";
                Value::Null
            }
        };
        let event = stated_to(session, &event)?;
        let json =
            json!({ "actor": actor, "step": step, "acts": acts.len(), "event": event, "replay": changed });
        Ok((json, text))
    }
}

/// A step by its number, from one.
fn nth<T>(steps: &[T], step: usize) -> Result<&T, Failure> {
    let found = step.checked_sub(1).and_then(|index| steps.get(index));
    found.ok_or_else(|| format!("non c'è un passo {step}: i passi sono {}", steps.len()).into())
}

fn told(session: &Session, played: &Replay) -> String {
    let mut text = format!("passo {} di {}\n", played.known, played.steps.len());
    if let Some(until) = played.until {
        let _ = writeln!(
            text,
            "com'era fino a tutto {}: da allora non si è più informati dello studente",
            on_day(until)
        );
    }
    if let Some(event) = played.last_known() {
        text += &line(event, &session.directory);
        for norm in event.fact.because() {
            let _ = writeln!(text, "      norma: {norm}");
        }
    }
    let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    for compared in &played.lines {
        let (before, after) = (said(&compared.before), said(&compared.after));
        let _ = match compared.has_changed() {
            true => writeln!(text, "  * {}: {before} → {after}", compared.what),
            false => writeln!(text, "    {}: {after}", compared.what),
        };
    }
    text
}
