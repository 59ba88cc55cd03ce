//! `registro parked`: events that the read models go on without, looked at and tried again.

use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use registro_eventlog::event::{Position, SchoolId};
use registro_projections::runner::{Retried, Runner};
use registro_projections::store::{Parked as ParkedEvent, ReadStore};

use super::{Failure, read_log, read_models, say, the_school};
use crate::settings::{Flags, Settings};

/// Gli eventi che questa versione non sa leggere, messi da parte perché non fermino gli altri
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro parked list
  registro parked show 4211 --json
  registro parked retry

Finché un evento è da parte le letture sono incomplete, e ogni pagina e ogni risposta lo dice.")]
pub(super) struct Parked {
    #[command(subcommand)]
    what: What,
    /// Scrive in JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Elenca gli eventi messi da parte
    List,
    /// Mostra un evento messo da parte, con il motivo
    Show { position: u64 },
    /// Prova di nuovo a leggerli tutti, o quello indicato, e li mette al loro posto
    Retry { position: Option<u64> },
}

impl Parked {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let log = read_log(&settings).await?.log;
        let school = the_school(&*log, &settings).await?;
        let store = read_models(&settings).await?;
        // Makes the first tables, if there are none; folds nothing yet.
        let mut runner = Runner::open(Arc::clone(&log), store.clone()).await?;
        let done = match self.what {
            What::List => self.say(&store.parked(school).await?),
            What::Show { position } => self.show(&store, school, Position(position)).await,
            What::Retry { position } => {
                self.said_of_retry(&runner.retry(school, position.map(Position)).await?)
            }
        };
        store.close().await;
        done
    }

    async fn show(&self, store: &ReadStore, school: SchoolId, position: Position) -> Result<(), Failure> {
        let mut parked = store.parked(school).await?;
        parked.retain(|parked| parked.position == position);
        if parked.is_empty() {
            return Err(format!("l'evento {} non è messo da parte", position.0).into());
        }
        self.say(&parked)
    }

    fn say(&self, parked: &[ParkedEvent]) -> Result<(), Failure> {
        if self.json {
            let parked: Vec<_> = parked.iter().map(json).collect();
            say!("{}", serde_json::to_string_pretty(&parked)?);
        } else if parked.is_empty() {
            say!("Nessun evento è messo da parte: le letture sono complete.");
        } else {
            for parked in parked {
                let (position, kind, stream) = (parked.position.0, &parked.kind, &parked.stream);
                say!("{position} · {kind} in {stream} · dal {}\n  {}", since(parked), parked.error);
            }
        }
        Ok(())
    }

    fn said_of_retry(&self, tried: &[(Position, Retried)]) -> Result<(), Failure> {
        let mut left = 0;
        let mut json = Vec::new();
        for (position, retried) in tried {
            let (folded, why) = match retried {
                Retried::Folded => (true, None),
                Retried::Parked(why) => (false, Some(why.to_string())),
            };
            left += usize::from(!folded);
            if !self.json {
                match &why {
                    None => say!("{}: al suo posto.", position.0),
                    Some(why) => say!("{}: resta da parte: {why}", position.0),
                }
            }
            json.push(serde_json::json!({ "position": position.0, "folded": folded, "error": why }));
        }
        if self.json {
            say!("{}", serde_json::to_string_pretty(&json)?);
        } else if tried.is_empty() {
            say!("Nessun evento da riprovare.");
        }
        if left == 0 { Ok(()) } else { Err(format!("{left} eventi restano da parte").into()) }
    }
}

fn since(parked: &ParkedEvent) -> Timestamp {
    Timestamp::from_millisecond(parked.at_millis).unwrap_or_default()
}

fn json(parked: &ParkedEvent) -> serde_json::Value {
    serde_json::json!({
        "position": parked.position.0,
        "stream": parked.stream,
        "kind": parked.kind,
        "error": parked.error,
        "parked_at": since(parked).to_string(),
    })
}
