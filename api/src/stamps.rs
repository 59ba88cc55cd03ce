//! The time stamps beside the ledger, as they are told to people.

use registro_eventlog::ledger::LedgerError;
use registro_eventlog::ledger::shelf::Shelf;
use registro_eventlog::ledger::stamping::Stamped;

use crate::app::App;
use crate::refusal::Refusal;

/// Every day that has a stamp or waits for one, with its school year, in order.
pub(crate) async fn of(app: &App) -> Result<Vec<(i16, Stamped)>, Refusal> {
    let Some(ledger) = app.register.ledger() else { return Ok(Vec::new()) };
    let shelf = ledger.shelf().clone();
    let looked = tokio::task::spawn_blocking(move || on(&shelf)).await;
    Ok(looked.map_err(|error| Refusal::Unavailable(Box::new(error)))??)
}

/// The same, of a ledger's folder.
pub(crate) fn on(shelf: &Shelf) -> Result<Vec<(i16, Stamped)>, LedgerError> {
    let mut all = Vec::new();
    for published in shelf.published()? {
        all.extend(shelf.stamped(published.year)?.into_iter().map(|stamped| (published.year, stamped)));
    }
    Ok(all)
}

/// What there is of a day. Whether a stamp is qualified is what the school said when it asked for it.
pub(crate) fn told(stamped: &Stamped) -> String {
    match &stamped.stamp {
        None => "non ancora arrivata dall’autorità".to_owned(),
        Some((stamp, authority)) => {
            let label =
                if authority.qualified { "qualificata, secondo la scuola" } else { "non qualificata" };
            format!("{label}, di {}, ora dichiarata {}", authority.url, stamp.time)
        }
    }
}
