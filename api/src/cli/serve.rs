//! `registro serve`: pages and API on one address.

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Extension;
use clap::Args;
use registro_eventlog::ledger::stamping::{self, Authority};
use registro_eventlog::ledger::witness;
use registro_eventlog::log::{Clock, EventLog, SystemClock};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::keys::Opened;
use super::simulate::{begins, simulate};
use super::{Failure, demo, keys, ledger, open_apps, open_log, the_school, there_is_a_log, token};
use crate::clock::{DemoClock, SimulatedClock};
use crate::erasing;
use crate::http::feed::Closing;
use crate::http::{Limits, limited_router};
use crate::identity::Keys;
use crate::last_seen::{self, LastSeen, Loss};
use crate::settings::{Flags, Settings};
use crate::sign_in::SignIn;

/// How often it is looked whether a day is over and its checkpoint to be stamped.
const STAMPS: Duration = Duration::from_secs(300);
/// How long requests under way may take to end once the log has stopped.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Serve le pagine e le interfacce del registro
#[derive(Debug, Args)]
#[command(after_help = "\
Esempi:
  registro serve --demo
  registro serve --listen 127.0.0.1:9000 --token-key chiave

Serve tutte le scuole della base dati, ciascuna a chi ne ha un gettone; con --school, una sola.")]
pub(super) struct Serve {
    /// Simula una piccola scuola e la mostra, in una sua giornata che si svolge oggi
    #[arg(long)]
    demo: bool,
    /// Dove ascoltare [predefinito: 127.0.0.1:8080]
    #[arg(long, env = "REGISTRO_LISTEN", value_name = "INDIRIZZO")]
    listen: Option<SocketAddr>,
    /// Politica (tlog-policy) con i testimoni a cui far firmare ogni checkpoint: righe witness NOME CHIAVE INDIRIZZO
    #[arg(long, env = "REGISTRO_WITNESSES", value_name = "FILE")]
    witnesses: Option<PathBuf>,
    /// Autorità (RFC 3161) a cui chiedere una marca temporale sull'ultimo checkpoint di ogni giornata
    #[arg(long, env = "REGISTRO_TIMESTAMP_AUTHORITY", value_name = "URL")]
    timestamp_authority: Option<String>,
    /// Le marche di quell'autorità sono qualificate (eIDAS): lo dice chi la sceglie, e altrimenti si dicono non qualificate
    #[arg(long, env = "REGISTRO_TIMESTAMP_QUALIFIED", requires = "timestamp_authority")]
    timestamp_qualified: bool,
    /// Serve anche se il registro si ferma prima di quanto si era già visto: quanto manca è perduto
    #[arg(long)]
    accept_loss: bool,
}

impl Serve {
    pub(super) async fn run(&self, flags: &Flags) -> Result<(), Failure> {
        let default = if self.demo { demo::LOG } else { "sqlite://registro.db" };
        let settings = Settings::gather(flags, self.listen, default)?;
        if self.demo && !settings.listen.ip().is_loopback() {
            return Err("la demo lascia entrare chiunque: si ascolta solo su un indirizzo locale".into());
        }
        // Before the long work: a port already taken is said at once.
        let listener = TcpListener::bind(settings.listen)
            .await
            .map_err(|error| format!("non si può ascoltare su {} (--listen): {error}", settings.listen))?;
        let keys = self.keys(&settings)?;
        let (opened, clock) =
            if self.demo { demo_log(&settings).await? } else { real_log(&settings).await? };
        let log = Arc::clone(&opened.log);
        if !self.demo {
            self.is_not_behind(&*log, &settings).await?;
        }
        let known = log.schools().await?;
        let schools = match (self.demo, settings.school) {
            (true, _) => vec![demo::plan().school_id()],
            (false, None) if 1 < known.len() => known.iter().map(|school| school.id).collect(),
            (false, Some(_) | None) => vec![the_school(&*log, &settings).await?],
        };
        let invented = known.iter().filter(|known| known.synthetic && schools.contains(&known.id)).count();
        if 0 < invented && !self.demo {
            tracing::warn!("{invented} schools are synthetic: their logs are marked so for ever");
        }
        let apps = open_apps(&opened, &clock, &schools, &settings, self.demo).await?;
        let clock_behind = apps.iter().map(|app| app.register.clock_behind()).max().unwrap_or_default();
        if 0 < clock_behind {
            eprintln!(
                "registro: l'orologio è indietro di {clock_behind} secondi rispetto all'ultimo atto registrato: finché \
                 non lo raggiunge, gli atti portano quell'istante"
            );
        }
        let witnesses = self.witnesses.as_deref().map(ledger::witnesses).transpose()?.unwrap_or_default();
        if let Some(folder) = &settings.ledger {
            let signs = keys::signs(&settings).await?;
            for app in &apps {
                let ledger = ledger::open(&log, app.register.school, folder, signs.clone()).await?;
                if !witnesses.is_empty() {
                    witness::follow(ledger.clone(), witnesses.clone());
                }
                if let Some(url) = &self.timestamp_authority {
                    let authority = Authority { url: url.clone(), qualified: self.timestamp_qualified };
                    stamping::follow(ledger.clone(), authority, Arc::clone(&clock), STAMPS);
                }
                app.register.keep_ledger(ledger);
            }
        }
        for app in &apps {
            erasing::begin(Arc::clone(app), None);
            tokio::spawn(erasing::watch::keep(Arc::clone(app), erasing::watch::EVERY));
        }
        if !self.demo {
            tokio::spawn(last_seen::keep(apps.clone(), settings.last_seen()));
        }
        println!("registro in ascolto su http://{}", listener.local_addr()?);
        let stopped = Arc::new(AtomicBool::new(false));
        let (watched, doubt) = (Arc::clone(&log), Arc::clone(&stopped));
        let (close, closing) = watch::channel(false);
        let until = async move {
            tokio::select! {
                () = asked_to_stop() => {}
                () = watched.stopped() => doubt.store(true, Ordering::SeqCst),
            }
            // Requests under way are answered; streams end, and their readers go on elsewhere from where they are.
            close.send_replace(true);
        };
        let in_doubt = Arc::clone(&log);
        let too_long = async move {
            in_doubt.stopped().await;
            tokio::time::sleep(LAST_ANSWERS).await;
        };
        let access = apps.first().map(|app| app.access.clone());
        let limits =
            Limits::per_minute(settings.requests_per_minute).behind(settings.trusted_proxies.clone());
        let router = limited_router(apps.iter().cloned(), keys, limits).layer(Extension(Closing(closing)));
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(until);
        tokio::select! {
            served = serving.into_future() => served?,
            // Whoever is still sending does not hold up the end.
            () = too_long => {}
        }
        if stopped.load(Ordering::SeqCst) {
            return Err(
                "il registro non può più scrivere con certezza: il processo si ferma, al riavvio si vede che cosa c'è"
                    .into(),
            );
        }
        for ledger in apps.iter().filter_map(|app| app.register.ledger()) {
            ledger.close().await;
        }
        if let Some(access) = access {
            access.close().await;
        }
        log.close().await;
        Ok(())
    }
}

impl Serve {
    /// What who asks is known by. In a demo no provider is asked, and outside of one its sessions and tokens are worth nothing.
    fn keys(&self, settings: &Settings) -> Result<Keys, Failure> {
        if self.demo {
            return Ok(Keys::random());
        }
        let Some(wanted) = &settings.sign_in else { return token::keys(settings) };
        let keys = if settings.token_key.is_some() { token::keys(settings)? } else { Keys::random() };
        Ok(keys.with(SignIn::through(wanted.clone(), Arc::new(SystemClock))?))
    }

    /// A history that is behind what was seen of it is not continued without a word.
    async fn is_not_behind(&self, log: &dyn EventLog, settings: &Settings) -> Result<(), Failure> {
        let losses = LastSeen::read(&settings.last_seen())?.missing_from(log).await?;
        let told: Vec<String> = losses.iter().map(Loss::told).collect();
        told.iter().for_each(|loss| eprintln!("PERDITA · {loss}"));
        if told.is_empty() {
            return Ok(());
        }
        if !self.accept_loss {
            return Err("il registro è indietro rispetto a quanto si era già visto: non si continua (serve \
                        --accept-loss per servire lo stesso)"
                .into());
        }
        let accepted = serde_json::json!({ "accepted_at": jiff::Timestamp::now(), "losses": told });
        last_seen::durable(&settings.loss(), &serde_json::to_vec_pretty(&accepted)?)?;
        Ok(LastSeen::of(log).await?.write(&settings.last_seen())?)
    }
}

async fn real_log(settings: &Settings) -> Result<(Opened, Arc<dyn Clock>), Failure> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    there_is_a_log(settings)?;
    Ok((open_log(settings, Arc::clone(&clock)).await?, clock))
}

/// Brings the synthetic year up to the demo day, and starts that day's clock.
async fn demo_log(settings: &Settings) -> Result<(Opened, Arc<dyn Clock>), Failure> {
    let plan = demo::plan();
    let simulated = Arc::new(SimulatedClock::at(begins()));
    let opened = open_log(settings, simulated.clone()).await?;
    let log = Arc::clone(&opened.log);
    let known = log.schools().await?.iter().any(|school| school.id == plan.school_id());
    let head = if known { *log.subscribe(plan.school_id()).await?.borrow() } else { None };
    let played = head.map(|head| head.recorded_at).filter(|last| demo::begins() <= *last);
    if played.is_none() {
        eprintln!("registro: simulo un anno di una piccola scuola in {}…", settings.log);
        let report = simulate(opened, simulated, &plan, settings).await?;
        if !report.finished {
            return Err("la simulazione è stata interrotta: lo stesso comando riprende da dove era".into());
        }
    } else {
        log.close().await;
    }
    let clock: Arc<dyn Clock> = Arc::new(DemoClock::from(played.unwrap_or_else(demo::begins)));
    Ok((open_log(settings, Arc::clone(&clock)).await?, clock))
}

/// Ctrl-C, or the service manager's request.
async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            return drop(interrupted.await);
        };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}
