//! `registro found`: a real school, and who may act in it first.

use std::sync::Arc;

use clap::Args;
use jiff::civil::Date;
use registro_domain::ids::PersonId;
use registro_domain::people::Office;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::log::{EventLog, SystemClock};
use registro_projections::directory::Directory;
use uuid::Uuid;

use super::{Failure, open_log, say, sealed_by};
use crate::actor::{Agent, Capacity};
use crate::clock::today;
use crate::commands::Command;
use crate::commands::people::{Act as PersonAct, People};
use crate::commands::school::{Act, School};
use crate::register::{Register, Request};
use crate::settings::{Flags, Settings};

/// Apre il registro di una scuola vera, e vi nomina chi la dirige
#[derive(Debug, Args)]
#[command(after_help = "\
Esempio:
  registro found --name 'Liceo di prova' --code RMPS000000 --given-name Ada --family-name Prova --born-on 1970-01-01

Apre il registro e registra due atti: la scuola, e la dirigente con il suo incarico. Tutto il resto lo registrano poi lei e la
segreteria: calendario, orario della campana, materie, classi, persone. Interrotto, si ripete uguale.")]
pub(super) struct Found {
    /// Il nome della scuola
    #[arg(long)]
    name: String,
    /// Il suo codice meccanografico
    #[arg(long)]
    code: String,
    /// Il nome di chi la dirige
    #[arg(long)]
    given_name: String,
    /// Il suo cognome
    #[arg(long)]
    family_name: String,
    /// Il suo giorno di nascita
    #[arg(long)]
    born_on: Date,
    /// Da quando la dirige [predefinito: oggi]
    #[arg(long)]
    from: Option<Date>,
    /// Scrive in JSON
    #[arg(long)]
    json: bool,
}

impl Found {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let clock = Arc::new(SystemClock);
        let opened = open_log(&settings, clock.clone()).await?;
        let found = async {
            let school = self.school(&*opened.log, settings.school).await?;
            let register =
                Register::open(Arc::clone(&opened.log), school, clock, Regulation::adopted().into()).await?;
            let principal = self.record(&sealed_by(register, opened.keys)).await?;
            Ok::<_, Failure>((school, principal))
        };
        let found = found.await;
        opened.log.close().await;
        let (SchoolId(school), principal) = found?;
        if self.json {
            say!("{}", serde_json::json!({ "school": school, "principal": principal }));
            return Ok(());
        }
        say!("La scuola è {school}.");
        say!("La dirige {} {}: {principal}.", self.given_name, self.family_name);
        say!("Adesso:");
        say!(
            "  registro people link --school {school} --by {principal} --capacity principal   # il suo codice fiscale, per l'accesso"
        );
        say!(
            "  registro serve --school {school} …                                             # e il resto lo registrano le persone"
        );
        Ok(())
    }

    /// The school that was named, or a new one; one that was begun and not ended is gone on with.
    async fn school(&self, log: &dyn EventLog, named: Option<Uuid>) -> Result<SchoolId, Failure> {
        let mut begun = None;
        for school in log.schools().await? {
            let (id, is_named) = (school.id.0, Some(school.id.0) == named);
            let end = log.subscribe(school.id).await?.borrow().map(|head| head.position);
            let there = match end {
                Some(end) => Directory::as_of(log, school.id, end).await?,
                None => Directory::default(),
            };
            let code = there.school.name.as_ref().map(|(_, code)| code.as_str());
            let same = code.is_some_and(|code| code.eq_ignore_ascii_case(self.code.trim()));
            let furnished = there.people().next().is_some();
            if school.synthetic && (is_named || same) {
                return Err(format!("{id} è una scuola simulata, e lo resta").into());
            }
            if school.synthetic {
                continue;
            }
            if furnished && (is_named || same) {
                return Err(format!("la scuola c'è già: {id}").into());
            }
            match (code, end) {
                (None, Some(_)) => {
                    return Err(format!(
                        "degli atti della scuola {id} non se ne legge nessuno: sono queste le sue chiavi?"
                    )
                    .into());
                }
                (Some(code), _) if !same && !is_named && named.is_none() => {
                    return Err(format!(
                        "c'è già una scuola, {id} ({code}): per aprirne un'altra qui se ne dia l'identificativo (--school UUID)"
                    )
                    .into());
                }
                // The one that has the code was begun with it; another may be anybody's.
                (Some(_), _) if same => begun = Some(school.id),
                (None, None) if is_named || (named.is_none() && begun.is_none()) => begun = Some(school.id),
                (Some(_) | None, _) => {}
            }
        }
        if let (Some(named), Some(SchoolId(begun))) = (named, begun)
            && named != begun
        {
            return Err(format!("la scuola con il codice {} fu cominciata come {begun}", self.code).into());
        }
        let school = begun.unwrap_or_else(|| SchoolId(named.unwrap_or_else(Uuid::new_v4)));
        log.open_school(school, false).await?;
        Ok(school)
    }

    /// The two acts, in the name of the principal: before there is one, whoever says that she is may administer.
    async fn record(&self, register: &Register) -> Result<PersonId, Failure> {
        let principal = PersonId(Uuid::new_v5(&register.school.0, b"registro found: the first principal"));
        let agent =
            Agent { person: principal, capacity: Capacity::Principal, assurance: 0, session: Uuid::new_v4() };
        let found = Act::Found { name: self.name.clone(), mechanographic_code: self.code.clone() };
        let from = self.from.unwrap_or_else(|| today(&*register.clock));
        let acts = vec![
            PersonAct::Register {
                given_name: self.given_name.clone(),
                family_name: self.family_name.clone(),
                born_on: self.born_on,
            },
            PersonAct::AssignOffice { office: Office::Principal, from, until: None },
        ];
        let commands = [
            Command::School(School { acts: vec![found] }),
            Command::People(People { person: principal, acts }),
        ];
        for command in commands {
            let id = CommandId::fresh();
            let request = Request { id, agent, command, seen: None, correlation: None, confirmed: true };
            register.execute(&request).await?;
        }
        Ok(principal)
    }
}
