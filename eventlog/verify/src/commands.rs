//! The table of commands against the events: each command once, with the places and the instant of its own events. The
//! fingerprints in it are nothing that events repeat, and are not proved.

use rusqlite::Connection;

use crate::database::Unreadable;
use crate::history::History;

/// The events of one command, as they stand in the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) command: [u8; 16],
    /// Number of its first and of its last event.
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) recorded_at: i64,
}

/// One more event of a command, which goes on where it was or begins.
pub(crate) fn goes_on(runs: &mut Vec<Run>, command: [u8; 16], number: u64, recorded_at: i64) {
    match runs.last_mut() {
        Some(run) if run.command == command => run.last = number,
        Some(_) | None => runs.push(Run { command, first: number, last: number, recorded_at }),
    }
}

/// Those of a command brought together: a part of the feed may end in the middle of it.
fn whole(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_unstable_by_key(|run| (run.command, run.first));
    runs.dedup_by(|next, run| {
        let same = next.command == run.command;
        if same {
            run.last = next.last;
        }
        same
    });
    runs
}

/// Both in the order of the commands' ids.
pub(crate) fn against_events(
    database: &Connection,
    school: i64,
    runs: Vec<Run>,
    history: &mut History,
) -> Result<(), Unreadable> {
    let mut asked =
        database.prepare("SELECT id, first, last, recorded_at FROM command WHERE school = ? ORDER BY id")?;
    let mut rows = asked.query([school])?;
    let mut runs = whole(runs).into_iter().peekable();
    while let Some(row) = rows.next()? {
        let command: [u8; 16] = row.get(0)?;
        let (first, last, recorded_at): (u64, u64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        while let Some(run) = runs.next_if(|run| run.command < command) {
            history.finds(run.first, "il comando dell'evento manca nella tabella dei comandi");
        }
        let Some(run) = runs.next_if(|run| run.command == command) else {
            history.finds(first, "la tabella dei comandi ne ha uno che nessun evento nomina");
            continue;
        };
        let at = match (run.first == first, run.last == last) {
            (true, true) => None,
            (true, false) => Some(run.last.min(last) + 1),
            (false, _) => Some(run.first.min(first)),
        };
        if let Some(at) = at {
            history.finds(at, "la tabella dei comandi dice altri posti per gli eventi del comando");
        }
        if run.recorded_at != recorded_at {
            history.finds(run.first, "la tabella dei comandi dice un altro istante per il comando");
        }
    }
    for run in runs {
        history.finds(run.first, "il comando dell'evento manca nella tabella dei comandi");
    }
    Ok(())
}
