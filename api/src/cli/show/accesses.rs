//! `registro show accesses`: who looked at a person's data, when and why.

use clap::Args;
use jiff::civil::Date;
use registro_domain::ids::PersonId;
use registro_projections::directory::Directory;

use super::{Failure, Shown};
use crate::access::consult::Filter;
use crate::app::App;
use crate::clock::wall;
use crate::http::accesses::{Answer, Readers, Told};

/// Accesses shown, at most.
const SHOWN: usize = 10_000;

#[derive(Debug, Args)]
pub(super) struct Accesses {
    /// Identificativo, o parte del nome
    person: String,
    /// Dal giorno
    #[arg(long, value_name = "GIORNO")]
    from: Option<Date>,
    /// Fino al giorno
    #[arg(long, value_name = "GIORNO")]
    to: Option<Date>,
    /// Dice chi per nome: per il responsabile della protezione dei dati, non per chi chiede dei propri dati
    #[arg(long)]
    names: bool,
}

impl Accesses {
    pub(super) async fn show(&self, app: &App, directory: &Directory) -> Result<Shown, Failure> {
        let person = one_person(directory, &self.person)?;
        crate::access::of(person);
        let filter = Filter { person: Some(person), from: self.from, to: self.to, ..Filter::default() };
        let consulted = app.accesses(&filter, None, SHOWN).await?;
        let readers = if self.names { Readers::ByName } else { Readers::ByOffice };
        let answer = Answer::of(consulted, directory, readers);
        let mut text = format!("{} · {} accessi\n", directory.name(person), answer.accesses.len());
        for access in &answer.accesses {
            let said =
                access.told.as_ref().map_or_else(|| "illeggibile: la chiave non c'è più".to_owned(), line);
            text += &format!("  {} · {said}\n", wall(access.at).strftime("%Y-%m-%d %H:%M:%S"));
        }
        if answer.next.is_some() {
            text += "  … e altri prima: restringere con --from e --to\n";
        }
        Ok((serde_json::to_value(&answer)?, text))
    }
}

fn line(told: &Told) -> String {
    let kinds: Vec<&str> = told.kinds.iter().map(|kind| kind.italian()).collect();
    let reader = told.reader.as_ref().map(|reader| format!("{}, ", reader.name)).unwrap_or_default();
    format!("{reader}{} · {} · {} · {}", told.office, kinds.join(", "), told.purpose, told.outcome.italian())
}

fn one_person(directory: &Directory, named: &str) -> Result<PersonId, Failure> {
    let wanted = named.to_lowercase();
    let mut found = directory.people().filter(|profile| {
        profile.person.0.to_string() == wanted || profile.full_name().to_lowercase().contains(&wanted)
    });
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.person),
        (None, _) => Err(format!("nessuno si chiama {named}").into()),
        (Some(_), Some(_)) => Err(format!("più persone si chiamano {named}: dare l'identificativo").into()),
    }
}
