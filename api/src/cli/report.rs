//! `registro report`: figures of the whole school, for who runs it.

use std::time::Instant;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use registro_domain::forecast::Forecast;
use registro_domain::hours::Policy;

use super::{Failure, open_for_reading, say};
use crate::access::entry::Kind;
use crate::access::operator::{Command, by_operator};
use crate::http::counting::Answer;
use crate::outlook::Way;
use crate::settings::{Flags, Settings};

/// Rapporti sulla scuola intera
#[derive(Debug, Args)]
#[command(after_help = "Esempio:\n  registro report counting --on 2026-02-27")]
pub(super) struct Report {
    #[command(subcommand)]
    what: What,
    /// Scrive in JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Chi supererebbe il limite delle assenze con ciascun modo di contare le ore
    Counting {
        /// Fino a quale giorno; oggi se manca
        #[arg(long, value_name = "GIORNO")]
        on: Option<Date>,
    },
}

impl Report {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let app = open_for_reading(&settings).await?;
        let What::Counting { on } = self.what;
        let begun = Instant::now();
        let directory = app.register.directory().await?;
        let command = Command {
            name: "report counting",
            kinds: &[Kind::Attendance],
            purpose: "confronto dei modi di contare le ore",
        };
        let on = on.unwrap_or_else(|| app.register.today());
        let (answer, counting, elapsed) = by_operator(
            &app,
            command,
            async {
                let counting = app.counting(on).await?;
                let elapsed = begun.elapsed();
                let answer = serde_json::to_string_pretty(&Answer::of(&counting, &directory))?;
                Ok::<_, Failure>((answer, counting, elapsed))
            },
            |(answer, ..)| answer.clone(),
        )
        .await?;
        if self.json {
            say!("{answer}");
        } else {
            say!("Al {} · {} studenti", counting.on, counting.counted);
            for policy in Policy::ALL {
                let (beyond, to_cross) = counting.crossing(policy);
                let adopted = if policy == counting.adopted { " (adottato)" } else { "" };
                say!("  {}{adopted}: {beyond} oltre il limite, {to_cross} lo supererebbero", policy.slug());
            }
            for student in &counting.students {
                let ways: Vec<String> = student.ways.iter().map(stated).collect();
                say!("  {} · {}", directory.name(student.student), ways.join(" · "));
            }
            say!("Calcolato in {} ms.", elapsed.as_millis());
        }
        app.access.close().await;
        app.store.close().await;
        Ok(())
    }
}

fn stated(way: &Way) -> String {
    let minutes = way.year.absent_minutes;
    let line = match way.forecast {
        Forecast::AlreadyBeyond => " oltre".to_owned(),
        Forecast::Crosses(on) => format!(" dal {on}"),
        Forecast::NotThisYear | Forecast::TooEarly => String::new(),
    };
    format!("{} {}:{:02}{line}", way.policy.slug(), minutes / 60, minutes % 60)
}
