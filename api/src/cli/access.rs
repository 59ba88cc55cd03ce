//! `registro access`: how long what was read is kept, and whether the log of it is whole.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use registro_eventlog::access::{Cut, Month};

use super::{Failure, open_for_reading, say};
use crate::access::entry::Kind;
use crate::access::operator::{Command, by_operator};
use crate::app::App;
use crate::last_seen::LastSeen;
use crate::settings::{Flags, Settings};

/// Il registro degli accessi: scadenze e integrità
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro access due
  registro access expire 2024-03
  registro access check

Nulla scade da sé: due dice i mesi il cui tempo è passato, expire ne distrugge uno, per decisione di chi ne risponde.")]
pub(super) struct Access {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// I mesi che si conservano, fino a quando, e quelli il cui tempo è passato
    Due {
        /// In quale giorno; oggi se manca
        #[arg(long, value_name = "GIORNO")]
        on: Option<Date>,
    },
    /// Distrugge gli accessi di un mese il cui tempo è passato: le chiavi, poi i file
    Expire {
        /// Il mese: 2024-03
        month: Month,
    },
    /// Controlla che in ogni file nessun accesso manchi o sia cambiato, e che arrivi dove lo si era visto arrivare
    Check,
}

impl Access {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let app = open_for_reading(&settings).await?;
        let done = match &self.what {
            What::Due { on } => due(&app, &settings, on.unwrap_or_else(|| app.register.today())),
            What::Expire { month } => expire(&app, &settings, *month).await,
            What::Check => check(&app, &settings).await,
        };
        app.access.close().await;
        app.store.close().await;
        done
    }
}

fn due(app: &App, settings: &Settings, on: Date) -> Result<(), Failure> {
    let months = app.access.months()?;
    if months.is_empty() {
        say!("Nessun accesso registrato in {}.", settings.access.display());
    }
    for month in months {
        let until = settings.access_kept.kept_until(month);
        let over = if settings.access_kept.is_over(month, on) {
            " · tempo passato: si può distruggere"
        } else {
            ""
        };
        say!("{month} · si conserva fino al {until}{over}");
    }
    Ok(())
}

async fn expire(app: &App, settings: &Settings, month: Month) -> Result<(), Failure> {
    let until = settings.access_kept.kept_until(month);
    if !settings.access_kept.is_over(month, app.register.today()) {
        return Err(format!("gli accessi di {month} si conservano fino al {until}").into());
    }
    // That they go is on record before they do.
    let command = Command {
        name: &format!("access expire {month}"),
        kinds: &[Kind::Accesses],
        purpose: "distruzione degli accessi il cui tempo di conservazione è passato",
    };
    by_operator(app, command, async { Ok::<_, Failure>(()) }, |()| String::new()).await?;
    let keys = app.access.expire(month).await?;
    // What is gone because its time is over is not missed.
    let mut seen = LastSeen::read(&settings.last_seen())?;
    seen.access.retain(|file, _| !file.starts_with(&format!("{month}-")));
    seen.write(&settings.last_seen())?;
    say!("Accessi di {month} distrutti ({keys} chiavi).");
    Ok(())
}

async fn check(app: &App, settings: &Settings) -> Result<(), Failure> {
    let cut = app.access.cut(&LastSeen::read(&settings.last_seen())?.access).await?;
    for Cut { file, seen, found } in &cut {
        match found {
            Some(found) => say!(
                "{file}: si era visto l'accesso {seen}, che manca o è un altro; il file finisce con {found}"
            ),
            None => say!("{file}: si era visto fino all'accesso {seen}, e il file non c'è più"),
        }
    }
    for month in app.access.months()? {
        match app.access.check(month).await? {
            Ok(rows) => say!("{month} · {rows} accessi, ciascuno legato al precedente"),
            Err(at) => {
                return Err(format!(
                    "{month}: l'accesso {at} manca, è cambiato o ne segue uno che non c'è più"
                )
                .into());
            }
        }
    }
    if cut.is_empty() {
        Ok(())
    } else {
        Err("il registro degli accessi finisce prima di quanto si era visto".into())
    }
}
