//! `registro people`: whom a person is linked to outside of the register.

use std::io::{BufRead as _, IsTerminal as _};
use std::sync::Arc;

use clap::{Args, Subcommand};
use registro_domain::ids::PersonId;
use registro_domain::people::{FiscalCode, Profile};
use registro_domain::regulation::Regulation;
use registro_eventlog::event::CommandId;
use registro_eventlog::log::SystemClock;
use registro_projections::signed_in::Whose;
use serde::Serialize;
use uuid::Uuid;

use super::token::capacity;
use super::{Failure, open_for_reading, open_log, read_models, say, sealed_by, the_school, there_is_a_log};
use crate::access::entry::Kind;
use crate::access::operator::{Command as Reading, by_operator};
use crate::actor::{Agent, Capacity};
use crate::commands::Command;
use crate::commands::fiscal_code_link::LinkFiscalCode;
use crate::register::{Outcome, Register, Request};
use crate::settings::{Flags, Settings};
use crate::sign_in::person::capacities;

/// Le persone e il codice fiscale con cui accedono
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro people list --unlinked
  registro people link --by UUID < codici.txt

Ogni riga è «UUID-DELLA-PERSONA CODICE-FISCALE». I codici si leggono dall'ingresso e non dalla riga di comando, che altri
vedono; il registro ne conserva soltanto un'impronta con chiave.")]
pub(super) struct People {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Elenca le persone note al registro, le loro vesti di oggi e se sono collegate
    List {
        /// Soltanto chi non è collegato
        #[arg(long)]
        unlinked: bool,
        /// Scrive in JSON
        #[arg(long)]
        json: bool,
    },
    /// Collega persone note al registro al loro codice fiscale
    Link {
        /// Chi compie l'atto, per il registro
        #[arg(long)]
        by: Uuid,
        /// In quale veste: secretariat o principal
        #[arg(long, default_value = "secretariat", value_parser = capacity)]
        capacity: Capacity,
    },
}

impl People {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        match self.what {
            What::List { unlinked, json } => list(flags, unlinked, json).await,
            What::Link { by, capacity } => link_all(flags, by, capacity).await,
        }
    }
}

/// Somebody, as the list tells her.
#[derive(Serialize)]
struct Listed {
    id: PersonId,
    name: String,
    capacities: Vec<&'static str>,
    linked: bool,
}

async fn list(flags: &Flags, unlinked: bool, json: bool) -> Result<(), Failure> {
    let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
    let app = open_for_reading(&settings).await?;
    let listing = async {
        let (directory, today) = (app.register.directory().await?, app.register.today());
        let listed = |person: &Profile| Listed {
            id: person.person,
            name: person.full_name(),
            capacities: capacities(&directory, person.person, today)
                .into_iter()
                .map(Capacity::name)
                .collect(),
            linked: person.fiscal_key.is_some(),
        };
        let wanted = directory.people().filter(|person| !unlinked || person.fiscal_key.is_none());
        Ok::<Vec<Listed>, Failure>(wanted.map(listed).collect())
    };
    let reading =
        Reading { name: "people list", kinds: &[Kind::Roster], purpose: "collegamento al codice fiscale" };
    let shown = |people: &Vec<Listed>| people.iter().map(|person| format!("{} ", person.id)).collect();
    let people = by_operator(&app, reading, listing, shown).await?;
    if json {
        say!("{}", serde_json::to_string_pretty(&people)?);
        return Ok(());
    }
    for Listed { id, name, capacities, linked } in people {
        let linked = if linked { "collegata" } else { "non collegata" };
        say!("{id}  {name}  [{}]  {linked}", capacities.join(", "));
    }
    Ok(())
}

async fn link_all(flags: &Flags, by: Uuid, capacity: Capacity) -> Result<(), Failure> {
    let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
    there_is_a_log(&settings)?;
    let clock = Arc::new(SystemClock);
    let opened = open_log(&settings, clock.clone()).await?;
    let school = the_school(&*opened.log, &settings).await?;
    let register =
        Register::open(Arc::clone(&opened.log), school, clock, Regulation::adopted().into()).await?;
    let register = sealed_by(register, opened.keys);
    let store = read_models(&settings).await?;
    // Of the level of a sign-in there is nothing to say here: whoever has the machine has signed in to it.
    let agent = Agent { person: PersonId(by), capacity, assurance: 0, session: Uuid::new_v4() };
    if std::io::stdin().is_terminal() {
        eprintln!("registro: una riga per persona, «UUID CODICE-FISCALE»; fine con Ctrl-D");
    }
    let mut refused = 0_u32;
    for (number, line) in (1_u32..).zip(std::io::stdin().lock().lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match link(&register, agent, &line).await {
            Ok((person, Outcome::Recorded(_))) => {
                // Whoever came in by the code of before may have been somebody else.
                let ended = store.sign_out_all(&Whose::Person(school, person)).await?.len();
                say!("{person}: collegata, {ended} sessioni chiuse");
            }
            Ok((person, Outcome::NothingToDo)) => say!("{person}: lo era già"),
            Err(failure) => {
                refused += 1;
                eprintln!("registro: riga {number}: {failure}");
            }
        }
    }
    store.close().await;
    opened.log.close().await;
    if 0 < refused { Err(format!("righe rifiutate: {refused}").into()) } else { Ok(()) }
}

/// One line. What it says is not repeated in what is said of it.
async fn link(register: &Register, agent: Agent, line: &str) -> Result<(Uuid, Outcome), Failure> {
    let (person, code) = line.trim().split_once([' ', ';', '\t']).ok_or("mancano la persona o il codice")?;
    let person: Uuid = person.parse().map_err(|_| "la persona non è un UUID")?;
    let code = register.fiscal_key(&FiscalCode::new(code)?).await?;
    let command = Command::LinkFiscalCode(LinkFiscalCode { person: PersonId(person), code });
    let id = CommandId::fresh();
    let request = Request { id, agent, command, seen: None, correlation: None, confirmed: false };
    Ok((person, register.execute(&request).await?))
}
