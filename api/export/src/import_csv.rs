//! `registro import-csv`: students, absences and grades of another register, through the commands by which people write here.

mod marked;
mod names;
mod rehearsal;
mod rows;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use registro::actor::{Agent, Capacity};
use registro::cli::{Failure, keys, stored_log, tell, the_school};
use registro::register::{Outcome, Register, Request};
use registro::settings::{Flags, Settings};
use registro_domain::ids::PersonId;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::log::{Clock, EventLog, SystemClock};
use registro_eventlog::seal::KeyStore;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::bag::hex;
use marked::Marked;
use names::{Named, Names};
use rehearsal::Rehearsal;
use rows::{Asked, Row, Sheet};

/// Importa studenti, assenze o voti da un CSV di un altro registro, come atti segnati con la loro provenienza
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro import-csv students --from studenti.csv --source vecchio-registro --by UUID --dry-run
  registro import-csv grades --from voti.csv --source vecchio-registro --by UUID

Colonne: students  id,cognome,nome,data_nascita,classe,dal,monte_ore
         absences  id,giorno,ore            (ore vuota: il giorno intero; altrimenti «1 2»)
         grades    id,disciplina,giorno,tipo,voto,docente   (tipo: scritto, orale o pratico; docente: UUID)

Prima tutto è provato in una copia, dove nulla resta: ogni riga rifiutata è detta con il suo perché, e se ce n'è una non \
si scrive nulla, salvo --skip-refused. Chi importa è --by, per conto del docente quando l'atto è suo. Ripetuto, lo stesso \
file non scrive niente di nuovo.")]
pub(crate) struct ImportCsv {
    /// Che cosa contiene il file
    #[arg(value_enum)]
    what: What,
    /// Il file CSV, in UTF-8, con i nomi delle colonne nella prima riga
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Da dove viene: entra nell'identificativo di ogni persona e di ogni atto importato
    #[arg(long, value_name = "NOME")]
    source: String,
    /// Chi importa: una persona della segreteria
    #[arg(long, value_name = "UUID")]
    by: Uuid,
    /// Prova soltanto: non scrive nulla
    #[arg(long)]
    dry_run: bool,
    /// Scrive le righe accettate anche se altre sono rifiutate
    #[arg(long)]
    skip_refused: bool,
    /// Scrive il resoconto in JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    Students,
    Absences,
    Grades,
}

/// What became of a file.
#[derive(Serialize)]
struct Report {
    source: String,
    sha256: String,
    /// What every act of this file belongs to.
    correlation: Uuid,
    rows: usize,
    recorded: usize,
    already: usize,
    /// Rows that say what an earlier one says: sent once.
    repeated: Vec<Repeated>,
    refused: Vec<Refused>,
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Repeated {
    line: u64,
    /// The row that it repeats.
    first: u64,
}

#[derive(Clone, Debug, Serialize)]
struct Refused {
    /// As it stands in the file; the names of the columns are line 1.
    line: u64,
    why: String,
}

/// A file larger than this is divided first.
const LARGEST: u64 = 64 << 20;

impl ImportCsv {
    pub(crate) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let about = |error: std::io::Error| format!("{}: {error}", self.from.display());
        if LARGEST < std::fs::metadata(&self.from).map_err(about)?.len() {
            return Err(format!("{} è più grande di {LARGEST} byte: va diviso", self.from.display()).into());
        }
        let bytes = std::fs::read(&self.from).map_err(about)?;
        let stored = stored_log(&settings, Arc::new(SystemClock)).await?;
        let school = the_school(&*stored, &settings).await?;
        let done = self.import(&settings, &stored, school, &bytes).await;
        stored.close().await;
        let report = done?;
        self.told(&report)?;
        if report.refused.is_empty() || self.skip_refused {
            return Ok(());
        }
        let refused = report.refused.len();
        Err(match report.recorded {
            0 => format!("{refused} righe rifiutate: non è stato scritto nulla"),
            // The register has changed between the trial and now.
            written => format!(
                "{refused} righe rifiutate, che la prova aveva accettato: {written} erano già scritte e restano, le altre no. \
                 Corretto il file, lo stesso comando scrive solo quelle che mancano"
            ),
        }
        .into())
    }

    async fn import(
        &self,
        settings: &Settings,
        stored: &Arc<dyn EventLog>,
        school: SchoolId,
        bytes: &[u8],
    ) -> Result<Report, Failure> {
        let Sheet { rows, repeated, refused } = rows::read(self.what, bytes)?;
        keys::guard(settings, &**stored).await?;
        let own = Arc::new(keys::store(settings).await?);
        let batch = Batch::of(Arc::clone(&own), school, &self.source, self.by, bytes).await?;
        let rehearsal = Rehearsal::of(&**stored, &own, school).await?;
        let tried = batch.carry_out(rehearsal.log(), &rows, Refusals::All(refused)).await;
        rehearsal.end().await;
        let mut tried = tried?;
        let write = !self.dry_run && (tried.refused.is_empty() || self.skip_refused);
        if write {
            let refused: Vec<u64> = tried.refused.iter().map(|refused| refused.line).collect();
            let accepted: Vec<Row> = rows.into_iter().filter(|row| !refused.contains(&row.line)).collect();
            let opened = keys::sealed(settings, Arc::clone(stored)).await?;
            let refusals = if self.skip_refused { Refusals::All(Vec::new()) } else { Refusals::TheFirst };
            let done = batch.carry_out(opened.log, &accepted, refusals).await?;
            tried.refused.extend(done.refused);
            (tried.recorded, tried.already) = (done.recorded, done.already);
        }
        Ok(Report {
            source: self.source.clone(),
            sha256: hex(&Sha256::digest(bytes)),
            correlation: batch.correlation,
            rows: tried.rows + repeated.len(),
            recorded: if write { tried.recorded } else { 0 },
            already: tried.already,
            repeated,
            refused: tried.refused,
            dry_run: self.dry_run,
        })
    }

    fn told(&self, report: &Report) -> Result<(), Failure> {
        if self.json {
            return Ok(tell(format_args!("{}", serde_json::to_string_pretty(report)?))?);
        }
        for Repeated { line, first } in &report.repeated {
            tell(format_args!("riga {line}: dice quello che dice la riga {first}, e conta una volta sola"))?;
        }
        for refused in &report.refused {
            tell(format_args!("riga {}: {}", refused.line, refused.why))?;
        }
        let repeated = match report.repeated.len() {
            0 => String::new(),
            some => format!(", {some} ripetute"),
        };
        tell(format_args!(
            "{} righe: {} scritte, {} già note, {} rifiutate{}. Provenienza «{}», correlazione {}.",
            report.rows,
            report.recorded,
            report.already,
            report.refused.len(),
            repeated,
            report.source,
            report.correlation
        ))?;
        Ok(())
    }
}

/// A file on its way in: from whom, through whose hands.
struct Batch {
    names: Names,
    school: SchoolId,
    by: PersonId,
    correlation: Uuid,
}

/// What became of its rows.
struct Tried {
    rows: usize,
    recorded: usize,
    already: usize,
    refused: Vec<Refused>,
}

/// How far to go on.
enum Refusals {
    /// To the end, so that every one is told; some rows were refused before.
    All(Vec<Refused>),
    /// Nothing is written after it.
    TheFirst,
}

impl Batch {
    async fn of(
        keys: Arc<KeyStore>,
        school: SchoolId,
        source: &str,
        by: Uuid,
        bytes: &[u8],
    ) -> Result<Self, Failure> {
        let names = Names::new(keys, school, source);
        let correlation = names.of(Named::File, &[&Sha256::digest(bytes)]).await?;
        Ok(Self { names, school, by: PersonId(by), correlation })
    }

    async fn carry_out(
        &self,
        log: Arc<dyn EventLog>,
        rows: &[Row],
        refusals: Refusals,
    ) -> Result<Tried, Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let marked = Arc::new(Marked { log, by: self.by.0, session: self.correlation });
        let register = Register::open(marked, self.school, clock, Regulation::adopted().into()).await?;
        let (mut refused, to_the_end) = match refusals {
            Refusals::All(before) => (before, true),
            Refusals::TheFirst => (Vec::new(), false),
        };
        let rows_in_all = rows.len() + refused.len();
        let (mut recorded, mut already) = (0, 0);
        for row in rows {
            match self.carry_out_one(&register, row).await {
                Ok(Outcome::Recorded(appended)) if !appended.repeated => recorded += 1,
                Ok(Outcome::Recorded(_) | Outcome::NothingToDo) => already += 1,
                Err(why) => {
                    refused.push(Refused { line: row.line, why });
                    if !to_the_end {
                        break;
                    }
                }
            }
        }
        refused.sort_by_key(|refused| refused.line);
        Ok(Tried { rows: rows_in_all, recorded, already, refused })
    }

    async fn carry_out_one(&self, register: &Register, row: &Row) -> Result<Outcome, String> {
        let directory = register.directory().await.map_err(|refusal| refusal.to_string())?;
        let in_italian = |failure: Failure| failure.to_string();
        let student =
            PersonId(self.names.of(Named::Person, &[row.theirs.as_bytes()]).await.map_err(in_italian)?);
        let Asked { command, teacher } = row.asked(student, &directory)?;
        let (person, capacity) = match teacher {
            Some(teacher) => (teacher, Capacity::Teacher),
            None => (self.by, Capacity::Secretariat),
        };
        // Of the level of a sign-in there is nothing to say here: whoever has the machine has signed in to it.
        let agent = Agent { person, capacity, assurance: 0, session: self.correlation };
        let body = serde_json::to_vec(&command).map_err(|error| error.to_string())?;
        // Named by what it says and where it comes from, not by the file: a longer one that begins with the same rows writes only
        // the others.
        let id = self.names.of(Named::Command, &[self.by.0.as_bytes(), &body]).await.map_err(in_italian)?;
        let request = Request {
            id: CommandId(id),
            agent,
            command,
            seen: None,
            correlation: Some(self.correlation),
            confirmed: false,
        };
        register.execute(&request).await.map_err(|refusal| told(&refusal))
    }
}

fn told(refusal: &registro::refusal::Refusal) -> String {
    let mut told = refusal.to_string();
    let mut cause = std::error::Error::source(refusal);
    while let Some(inner) = cause {
        told = format!("{told}: {inner}");
        cause = inner.source();
    }
    told
}
