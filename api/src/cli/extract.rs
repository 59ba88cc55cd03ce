//! `registro ledger extract`: a school year as files for the preservation system. The ledger as it was signed, the events in
//! words for who opens them in twenty years, and an index of both.

mod pindex;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use registro_eventlog::event::Position;
use registro_eventlog::ledger::shelf::{Published, Shelf};
use registro_projections::directory::Directory;
use registro_projections::event;
use registro_projections::expunction::veil;
use serde_json::{Value, json};

use self::pindex::Index;
use super::manifest::{files_under, stored};
use super::{Failure, open_for_reading, say};
use crate::access::entry::Kind;
use crate::access::operator::{Command, by_operator};
use crate::app::App;
use crate::http::event::stated;
use crate::last_seen::durable;
use crate::settings::Settings;

/// The ledger in the extract, and the events in words.
const LEDGER: &str = "libro-mastro";
const EVENTS: &str = "eventi.jsonl";
const INDEX: &str = "PIndex.xml";
const README: &str = "LEGGIMI.txt";

#[derive(Debug, Args)]
pub(super) struct Extract {
    /// Anno scolastico: quello in cui comincia
    #[arg(long, value_name = "ANNO")]
    year: i16,
    /// La cartella, nuova o vuota
    #[arg(long, value_name = "CARTELLA")]
    to: PathBuf,
    /// Chi risponde del versamento e firma l'indice, com'è scritto nell'indice
    #[arg(long, value_name = "NOME", default_value = "il Dirigente scolastico")]
    signer: String,
    /// Senza gli eventi in chiaro: restano cifrati, e si leggono finché ci sono le loro chiavi
    #[arg(long)]
    sealed: bool,
    /// Politica (tlog-policy) da allegare per chi verifica [predefinita: la sola chiave della scuola]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl Extract {
    pub(super) async fn run(&self, settings: &Settings, shelf: &Shelf) -> Result<(), Failure> {
        fs::create_dir_all(&self.to)?;
        if fs::read_dir(&self.to)?.next().is_some() {
            return Err(format!("{} non è vuota", self.to.display()).into());
        }
        let found = shelf.published()?.into_iter().find(|published| published.year == self.year);
        let published = found.ok_or_else(|| format!("l'anno {} non è nel libro mastro", self.year))?;
        let ledger = self.to.join(LEDGER);
        let year = ledger.join(self.year.to_string());
        let (from, of) = (shelf.clone(), published.clone());
        tokio::task::spawn_blocking(move || from.extract(&of, &year)).await??;
        let key = shelf.verifier()?;
        durable(&ledger.join("public-key"), format!("{key}\n").as_bytes())?;
        let policy = match &self.policy {
            Some(path) => fs::read(path)?,
            None => format!("log {key}\nquorum none\n").into_bytes(),
        };
        durable(&ledger.join("politica.txt"), &policy)?;

        let app = open_for_reading(settings).await?;
        let directory = app.register.directory().await?;
        let written = match self.sealed {
            true => 0,
            false => self.in_words(&app, &directory, &Shelf { folder: ledger }, &published).await?,
        };
        let name = directory.school.name.as_ref().map(|(name, code)| (name.to_string(), code.to_string()));
        durable(&self.to.join(README), self.readme(&published, written).as_bytes())?;
        let index = Index {
            year: self.year,
            ledger: published.checkpoint.origin.clone(),
            school: name.unwrap_or_else(|| ("la scuola".to_owned(), String::new())),
            signer: self.signer.clone(),
            at: app.register.clock.now(),
        };
        // Written last: without it the folder is no extract.
        durable(&self.to.join(INDEX), index.xml(&self.listed()?).as_bytes())?;
        app.access.close().await;
        app.store.close().await;
        say!(
            "Anno {}: {} righe firmate, {written} eventi in chiaro, in {}. L'indice è nella forma di SInCRO; la conformità \
             la accerta il conservatore.",
            self.year,
            published.checkpoint.size,
            self.to.display()
        );
        Ok(())
    }

    /// Every event as programs are told it, one a line. Recorded as a reading of all whom it tells of, before it has its name.
    async fn in_words(
        &self,
        app: &App,
        directory: &Directory,
        ledger: &Shelf,
        published: &Published,
    ) -> Result<u64, Failure> {
        let unfinished = self.to.join(format!("{EVENTS}.new"));
        let reading = Command {
            name: "ledger extract",
            kinds: &[Kind::History],
            purpose: "versamento annuale al sistema di conservazione",
        };
        let writing = async {
            let mut out = BufWriter::new(File::create(&unfinished)?);
            let (mut bundle, mut written, mut about) = (0, 0, std::collections::BTreeSet::new());
            while let Some(places) = ledger.bundle(published, bundle)? {
                for line in lines(app, directory, &places).await? {
                    about.extend(persons(&line));
                    serde_json::to_writer(&mut out, &line)?;
                    out.write_all(b"\n")?;
                    written += 1;
                }
                bundle += 1;
            }
            out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
            let about: Vec<String> = about.into_iter().collect();
            Ok::<_, Failure>((written, about.join(" ")))
        };
        let done = by_operator(app, reading, writing, |(_, about)| about.clone()).await;
        match done {
            Ok((written, _)) => {
                fs::rename(&unfinished, self.to.join(EVENTS))?;
                Ok(written)
            }
            Err(failure) => {
                fs::remove_file(&unfinished)?;
                Err(failure)
            }
        }
    }

    /// What the index lists: path within the folder, SHA-256.
    fn listed(&self) -> Result<Vec<(String, String)>, Failure> {
        let mut listed = Vec::new();
        for path in files_under(&self.to)? {
            let inside: Vec<_> =
                path.strip_prefix(&self.to)?.iter().map(|part| part.to_string_lossy()).collect();
            listed.push((inside.join("/"), stored(&path)?.sha256));
        }
        Ok(listed)
    }

    fn readme(&self, published: &Published, written: u64) -> String {
        let in_words = match self.sealed {
            true => "Gli eventi non sono in chiaro: si leggono con le chiavi della scuola, finché ci sono."
                .to_owned(),
            false => format!(
                "{EVENTS}: {written} eventi, uno per riga, in JSON (UTF-8): che cosa fu registrato, quando, da chi, con quali norme.\n\
                 Contiene dati personali leggibili: la distruzione di una chiave, dopo una cancellazione, qui non arriva."
            ),
        };
        format!(
            "Estratto statico dell'anno scolastico {year}/{next} del registro elettronico\n\n\
             {LEDGER}/{year}/checkpoint: la firma della scuola su {size} righe; tile/entries: gli eventi, byte per byte come furono\n\
             registrati; tile/0, 1, …: le impronte dell'albero; timestamps: le marche temporali, se ce ne sono.\n\
             {LEDGER}/public-key, politica.txt: la chiave pubblica e la politica per chi verifica le ricevute.\n\
             {in_words}\n\
             {INDEX}: i file con la loro impronta SHA-256, nella forma di UNI 11386:2020 (SInCRO). Non se ne dichiara la conformità.\n\n\
             Verifica, senza rete: registro verify --tiles {LEDGER} --key {LEDGER}/public-key --checkpoint {LEDGER}/{year}/checkpoint\n\
             La chiave pubblica va confrontata con quella ricevuta per altra via. Il formato è in docs/ledger.md del programma.\n",
            year = self.year,
            next = self.year + 1,
            size = published.checkpoint.size,
        )
    }
}

/// The events of a bundle in words. One that cannot be read is told as such.
async fn lines(app: &App, directory: &Directory, places: &[(u64, Position)]) -> Result<Vec<Value>, Failure> {
    let (log, school) = (&*app.register.log, app.register.school);
    let positions: Vec<Position> = places.iter().map(|(_, position)| *position).collect();
    let upcasters = event::upcasters();
    let mut lines = Vec::with_capacity(places.len());
    let held = log.read_at(school, &positions).await?;
    if let Some(missing) = missing(&positions, held.iter().map(|recorded| recorded.position)) {
        return Err(missing.into());
    }
    for ((index, position), recorded) in places.iter().zip(held) {
        let (kind, stream) = (recorded.kind.clone(), recorded.stream.to_string());
        let mut line = match event::open(recorded, &upcasters) {
            Ok(event) => {
                let veiled = veil(log, &app.store, school, vec![event]).await?;
                let event = veiled.first().ok_or("un evento è sparito")?;
                serde_json::to_value(stated(event, directory)?)?
            }
            Err(_) => json!({ "position": position, "kind": kind, "stream": stream, "unreadable": true }),
        };
        line["entry"] = json!(index);
        lines.push(line);
    }
    Ok(lines)
}

/// What the ledger has signed and the register does not hold, or holds in another order: then nothing is extracted.
fn missing(signed: &[Position], held: impl Iterator<Item = Position>) -> Option<String> {
    let held: Vec<Position> = held.collect();
    if held == signed {
        return None;
    }
    let missing: Vec<String> = signed
        .iter()
        .filter(|position| !held.contains(position))
        .map(|position| position.0.to_string())
        .collect();
    Some(format!(
        "il registro non è quello firmato: di {} eventi chiesti ne dà {}; mancano: {}",
        signed.len(),
        held.len(),
        if missing.is_empty() { "nessuno, ma l'ordine è un altro".to_owned() } else { missing.join(", ") }
    ))
}

/// Every id in a line: whoever of them is a person is told of.
fn persons(line: &Value) -> Vec<String> {
    match line {
        Value::String(text) if text.len() == 36 => vec![text.clone()],
        Value::Array(parts) => parts.iter().flat_map(persons).collect(),
        Value::Object(parts) => parts.values().flat_map(persons).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
