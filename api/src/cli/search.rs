//! `registro search`: acts looked for, as the audit officer's desk finds them.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;
use registro_eventlog::event::Position;

use super::reader::Reader;
use super::show::entitlement::one_person;
use super::show::{answer, line, one_class, one_student};
use super::{Failure, open_for_reading};
use crate::access::entry::Kind;
use crate::access::operator::Command;
use crate::actor::Capacity;
use crate::clock::wall;
use crate::http::acts::Answer;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::search::{self, Found, Question, Unusual};
use crate::settings::{Flags, Settings};

/// Cerca fra gli atti, dal più recente: chi, quale, per quale norma, di quale giorno, registrato quando
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro search --unusual late --reader Rinaldi --capacity principal
  registro search --actor Rinaldi --kind grade-corrected.v1 --reader Bianchi --capacity auditor --json
  registro search --norm 'art. 24' --recorded-from 2026-03-01 --reader Sarti --capacity dpo

Si vede ciò che la persona vedrebbe in Ispezione. Una pagina alla volta: la successiva si chiede con --before.")]
pub(super) struct Search {
    #[command(flatten)]
    reader: Reader,
    /// Di uno studente: identificativo, o parte del nome
    #[arg(long, value_name = "STUDENTE", conflicts_with = "class")]
    student: Option<String>,
    /// Di una classe: identificativo, o nome della classe (3B)
    #[arg(long, value_name = "CLASSE")]
    class: Option<String>,
    /// Chi ha registrato: identificativo, o parte del nome
    #[arg(long, value_name = "PERSONA")]
    actor: Option<String>,
    /// Il tipo di atto: absence-recorded.v1
    #[arg(long, value_name = "TIPO")]
    kind: Option<String>,
    /// Parte di una norma, o una riga del regolamento: art. 24, A3-01
    #[arg(long, value_name = "NORMA")]
    norm: Option<String>,
    /// Fatti dal giorno
    #[arg(long, value_name = "GIORNO")]
    effective_from: Option<Date>,
    /// Fatti fino al giorno
    #[arg(long, value_name = "GIORNO")]
    effective_to: Option<Date>,
    /// Registrati dal giorno
    #[arg(long, value_name = "GIORNO")]
    recorded_from: Option<Date>,
    /// Registrati fino al giorno
    #[arg(long, value_name = "GIORNO")]
    recorded_to: Option<Date>,
    /// Solo gli atti: late (dopo il giorno del fatto), correction (che ne sostituiscono un altro), before-scrutiny (voti
    /// cambiati a ridosso di uno scrutinio), out-of-hours (fuori orario)
    #[arg(long, value_name = "QUALI", value_parser = unusual)]
    unusual: Option<Unusual>,
    /// Da questo numero in giù: quello con cui finisce la pagina precedente
    #[arg(long, value_name = "NUMERO")]
    before: Option<u64>,
    /// Quanti al più
    #[arg(long, value_name = "NUMERO")]
    limit: Option<usize>,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

fn unusual(name: &str) -> Result<Unusual, String> {
    let known = Unusual::ALL.into_iter().find(|it| it.name() == name);
    known.ok_or_else(|| format!("si sceglie fra {}", Unusual::ALL.map(Unusual::name).join(", ")))
}

impl Search {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let app = Arc::new(open_for_reading(&settings).await?);
        let (web, session) = self.reader.session(&app).await?;
        if !session.asking().may_read(Matter::Feed, &About::school()) {
            return Err(format!("non si cerca fra gli atti come: {}", session.agent.capacity).into());
        }
        let purpose = self.reader.purpose();
        let command = Command { name: "search", kinds: &[Kind::History], purpose: &purpose };
        let found = async {
            let question = self.question(&session)?;
            let answer = search::search(&web, &session, &question).await?;
            let text = text(&session, &answer);
            Ok::<_, Failure>((serde_json::to_value(Answer::of(&session, answer)?)?, text))
        };
        answer(&app, command, found, self.json).await
    }

    fn question(&self, session: &Session) -> Result<Question, Failure> {
        let directory = &session.directory;
        let subject = match (&self.student, &self.class) {
            (Some(student), _) => Some(one_student(directory, student)?.person.0),
            (None, Some(class)) => {
                let on = self.effective_from.or(self.recorded_from).unwrap_or(session.today);
                Some(one_class(directory, class, on)?.0)
            }
            (None, None) => None,
        };
        let actor = self.actor.as_deref().map(|named| one_person(directory, named)).transpose()?;
        Ok(Question {
            subject,
            actor: actor.map(|profile| profile.person),
            kind: self.kind.clone(),
            norm: self.norm.clone(),
            effective_from: self.effective_from,
            effective_to: self.effective_to,
            recorded_from: self.recorded_from,
            recorded_to: self.recorded_to,
            unusual: self.unusual,
            before: self.before.map(Position),
            limit: self.limit,
        })
    }
}

fn text(session: &Session, answer: &search::Answer) -> String {
    let mut text = format!("{} atti\n", answer.found.len());
    for found in &answer.found {
        text += &told(session, found);
    }
    if let Some(next) = answer.next {
        let _ = writeln!(text, "  … e forse altri: --before {}", next.0);
    }
    text
}

/// The act with what it says, or its envelope.
fn told(session: &Session, Found { act, event }: &Found) -> String {
    let mut text = match event {
        Some(event) => line(event, &session.directory),
        None => format!(
            "  n. {} · {} · {} · {}, del {}\n",
            act.position.0,
            wall(act.recorded_at).strftime("%Y-%m-%d %H:%M"),
            Capacity::italian_of(&act.actor.capacity),
            act.kind,
            act.effective_on,
        ),
    };
    for norm in &act.because {
        let _ = writeln!(text, "      norma: {norm}");
    }
    if !act.superseded_by.is_empty() {
        let by: Vec<String> = act.superseded_by.iter().map(|by| by.0.to_string()).collect();
        let _ = writeln!(text, "      superato da {}", by.join(", "));
    }
    text
}
