//! `registro simulate`: a synthetic school year, made of the commands that its people would send.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use jiff::civil::{Date, datetime};
use registro_domain::calendar::Week;

use super::keys::Opened;
use super::{Failure, open_log, progress, read_models, say};
use crate::app;
use crate::clock::SimulatedClock;
use crate::settings::{Flags, Settings};
use crate::simulate::links::link_everybody;
use crate::simulate::{Plan, Report, run};

/// Simula un anno scolastico intero: dati sintetici, sempre gli stessi per lo stesso seme
#[derive(Debug, Args)]
#[command(after_help = "\
Esempio:
  registro simulate --students 1014 --classes 48 --seed 1

Si può interrompere (Ctrl-C): lo stesso comando riprende da dove era.")]
pub(super) struct Simulate {
    /// Studenti dell'istituto
    #[arg(long, default_value_t = 1014, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    students: u32,
    /// Classi in cui stanno
    #[arg(long, default_value_t = 48, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    classes: u32,
    /// Seme: lo stesso dà lo stesso anno
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Settimana di cinque giorni invece che di sei
    #[arg(long)]
    five_days: bool,
    /// Ultimo giorno da simulare [predefinito: la fine dell'anno]
    #[arg(long, value_name = "GIORNO")]
    until: Option<Date>,
    /// Scrive il resoconto in JSON
    #[arg(long)]
    json: bool,
}

impl Simulate {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let settings = Settings::gather(flags, None, "sqlite://registro.db")?;
        let mut plan = Plan::new(self.students, self.classes, self.seed);
        if self.five_days {
            plan.week = Week::FiveDays;
        }
        plan.until = self.until.map(|day| day.at(23, 59, 59, 0));
        if !self.json {
            say!("Ipotesi della simulazione:");
            for (name, value, basis) in plan.assumptions() {
                say!("  {name}: {value} ({basis})");
            }
        }
        let clock = Arc::new(SimulatedClock::at(begins()));
        let opened = open_log(&settings, clock.clone()).await?;
        let report = simulate(opened, clock, &plan, &settings).await?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&json(&report))?)
        } else {
            summary(&report)?
        }
        if let Some(refusal) = report.refused.keys().next() {
            return Err(format!(
                "il simulatore ha inviato comandi che il registro rifiuta, per esempio {refusal}"
            )
            .into());
        }
        Ok(())
    }
}

/// Where the clock stands before anybody acts.
pub(super) fn begins() -> jiff::Timestamp {
    crate::clock::instant(datetime(2025, 9, 1, 7, 0, 0, 0))
}

fn json(report: &Report) -> serde_json::Value {
    serde_json::json!({
        "finished": report.finished, "seconds": report.took.as_secs_f64(), "events": report.events,
        "sent": report.sent, "repeated": report.repeated, "nothing_to_do": report.nothing_to_do,
        "refused_as_expected": report.refused_as_expected, "refused": report.refused, "commands": report.commands,
    })
}

fn summary(report: &Report) -> Result<(), Failure> {
    let ended = if report.finished { "Anno simulato" } else { "Simulazione interrotta" };
    say!("{ended} in {:.1} s: {} eventi nel registro.", report.took.as_secs_f64(), report.events);
    say!("Comandi inviati {}, già noti al registro {}:", report.sent, report.repeated);
    for (name, count) in &report.commands {
        say!("  {name}: {count}");
    }
    for (what, refused) in
        [("Sbagli previsti, rifiutati", &report.refused_as_expected), ("Rifiuti imprevisti", &report.refused)]
    {
        for (reason, count) in refused {
            say!("{what}: {count} · {reason}");
        }
    }
    Ok(())
}

/// Simulates with a progress bar, the read models following, until the end or Ctrl-C.
pub(super) async fn simulate(
    Opened { log, keys }: Opened,
    clock: Arc<SimulatedClock>,
    plan: &Plan,
    settings: &Settings,
) -> Result<Report, Failure> {
    if log.schools().await?.iter().any(|school| !school.synthetic) {
        let path = &settings.log;
        return Err(format!(
            "{path} contiene una scuola vera: una simulata vi resterebbe per sempre (--log)"
        )
        .into());
    }
    let store = read_models(settings).await?;
    log.open_school(plan.school_id(), true).await?;
    let (seen, following) = app::follow(Arc::clone(&log), store.clone(), plan.school_id()).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    let listening = tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            eprintln!("registro: mi fermo; lo stesso comando riprende da qui");
            asked.store(true, Ordering::SeqCst);
        }
    });
    let bar = progress::bar(0, "giorni");
    let mut report = run(
        Arc::clone(&log),
        Arc::clone(&clock),
        plan,
        &mut |progress| {
            bar.set_length(u64::from(progress.days_total));
            bar.set_position(u64::from(progress.days_done));
        },
        &stop,
    )
    .await;
    listening.abort();
    bar.finish_and_clear();
    if let (Ok(report), Some(keys)) = (&mut report, keys) {
        // Who is linked to which code is no part of the year that the plan describes: the key differs.
        let linked = link_everybody(Arc::clone(&log), keys, clock, plan).await?;
        report.events += u64::try_from(linked).unwrap_or_default();
    }
    let head = *log.subscribe(plan.school_id()).await?.borrow();
    if let Some(head) = head {
        seen.clone().wait_for(|seen| Some(head.position) <= *seen).await?;
    }
    following.abort();
    log.close().await;
    store.close().await;
    Ok(report?)
}
