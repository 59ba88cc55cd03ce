//! Hears of commits, those of other processes too: a notification is a hint, and a look at the heads finds the rest.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool};
use sqlx::query;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};

use super::feeds::Feeds;
use super::writer::Request;

const CHANNEL: &str = "registro_log";
/// From one notification to the next, at least: the server wakes every listener for each.
const WHILE: Duration = Duration::from_millis(20);
/// How often the heads are looked at, whatever is heard.
const POLL: Duration = Duration::from_secs(1);
/// The server takes notifications of less than 8,000 bytes. Without a text, all heads are looked at.
const LONGEST_HINT: usize = 7_900;

/// Schools by their row, and the place of the next event of each.
pub(super) type Hint = Vec<(i64, i64)>;

/// What was heard.
enum Heard {
    Hint(Hint),
    /// That something may have been missed.
    Everything,
}

/// The tasks that follow a database, for as long as this lives.
pub(super) struct Following(Vec<JoinHandle<()>>);

impl Following {
    /// `writer` is told when the server was away, so that it looks what is left of it.
    pub(super) fn begin(
        readers: PgPool,
        listening: PgPool,
        feeds: Arc<Feeds>,
        hints: Option<mpsc::UnboundedReceiver<Hint>>,
        writer: Option<mpsc::WeakUnboundedSender<Request>>,
    ) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let mut tasks = vec![
            tokio::spawn(listen(listening, tell, writer)),
            tokio::spawn(look(readers.clone(), feeds, heard)),
        ];
        if let Some(hints) = hints {
            tasks.push(tokio::spawn(notify(readers, hints)));
        }
        Self(tasks)
    }

    pub(super) fn end(&self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.end();
    }
}

/// Tells other processes of commits: of the first one at once, then of all that came in a while. Not in the commits
/// themselves: there it would make those of all processes wait for each other.
async fn notify(pool: PgPool, mut hints: mpsc::UnboundedReceiver<Hint>) {
    let mut next = Instant::now();
    while let Some(first) = hints.recv().await {
        sleep_until(next).await;
        next = Instant::now() + WHILE;
        let mut places: BTreeMap<i64, i64> = first.into_iter().collect();
        while let Ok(more) = hints.try_recv() {
            places.extend(more);
        }
        let sent =
            query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(written(&places)).execute(&pool).await;
        if let Err(error) = sent {
            // Whoever listens will look by himself.
            tracing::debug!(?error, "a hint was not sent");
        }
    }
}

/// `7:120,9:3`, or nothing when it would be too long.
fn written(places: &BTreeMap<i64, i64>) -> String {
    let mut text = String::new();
    for (school, next) in places {
        let comma = if text.is_empty() { "" } else { "," };
        write!(text, "{comma}{school}:{next}").expect("a String takes any text");
        if LONGEST_HINT < text.len() {
            return String::new();
        }
    }
    text
}

/// What a notification says. What cannot be understood may mean anything.
fn understood(text: &str) -> Heard {
    let pairs: Option<Hint> = text
        .split(',')
        .map(|pair| {
            let (school, next) = pair.split_once(':')?;
            Some((school.parse().ok()?, next.parse().ok()?))
        })
        .collect();
    pairs.map_or(Heard::Everything, Heard::Hint)
}

async fn listen(
    pool: PgPool,
    tell: mpsc::UnboundedSender<Heard>,
    writer: Option<mpsc::WeakUnboundedSender<Request>>,
) {
    let mut was_away = false;
    loop {
        match listener(&pool).await {
            Ok(mut listener) => {
                if was_away && let Some(writer) = writer.as_ref().and_then(mpsc::WeakUnboundedSender::upgrade)
                {
                    // If nobody writes any more, nobody has to look.
                    let _ = writer.send(Request::Look);
                }
                // What was committed before we listened.
                let mut heard = Heard::Everything;
                while tell.send(heard).is_ok() {
                    match listener.try_recv().await {
                        Ok(Some(notification)) => heard = understood(notification.payload()),
                        Ok(None) | Err(_) => break,
                    }
                }
            }
            Err(error) => tracing::debug!(?error, "cannot listen for commits"),
        }
        if tell.is_closed() || pool.is_closed() {
            return;
        }
        was_away = true;
        sleep(POLL).await;
    }
}

async fn listener(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

async fn look(pool: PgPool, feeds: Arc<Feeds>, mut heard: mpsc::UnboundedReceiver<Heard>) {
    let mut tick = interval(POLL);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !pool.is_closed() {
        let mut news = Some(BTreeMap::new());
        tokio::select! {
            _ = tick.tick() => news = None,
            first = heard.recv() => {
                let Some(first) = first else { return };
                take_in(&mut news, first);
                while let Ok(more) = heard.try_recv() {
                    take_in(&mut news, more);
                }
            }
        }
        let rows = news.map(|news| {
            // Our own commits are known here before anybody hears of them.
            let unknown = |row, next| feeds.of_row(row).is_none_or(|feed| feed.next() < next);
            news.into_iter()
                .filter(|(row, next)| unknown(*row, *next))
                .map(|(row, _)| row)
                .collect::<Vec<_>>()
        });
        if rows.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        let looked = async { feeds.follow(&mut *pool.acquire().await?, rows).await };
        if let Err(error) = looked.await {
            tracing::debug!(?error, "cannot look at the heads of the log");
        }
    }
}

/// Adds to the places heard of. None: all heads are to be looked at.
fn take_in(news: &mut Option<BTreeMap<i64, i64>>, heard: Heard) {
    match (news.as_mut(), heard) {
        (Some(places), Heard::Hint(hint)) => places.extend(hint),
        (Some(_), Heard::Everything) => *news = None,
        (None, _) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_understood_as_it_was_written() {
        let places = BTreeMap::from([(7, 120), (9, 3)]);
        assert_eq!(written(&places), "7:120,9:3");
        let Heard::Hint(hint) = understood("7:120,9:3") else { panic!("a hint") };
        assert_eq!(BTreeMap::from_iter(hint), places);
    }

    #[test]
    fn what_is_too_long_or_strange_means_everything() {
        let many: BTreeMap<i64, i64> = (0..2_000).map(|row| (row, 1_000_000)).collect();
        for text in [written(&many).as_str(), "", "7", "7:120,", "7:x"] {
            assert!(matches!(understood(text), Heard::Everything), "{text:?}");
        }
    }
}
