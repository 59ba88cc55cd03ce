//! A checkpoint of the ledger, held elsewhere: whether a history goes as far as it says. Whether it is the same history is
//! for the verifier to say, which has the key and the hashes.

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use registro_eventlog::event::Position;
use registro_eventlog::log::EventLog;

use super::Failure;

/// What a log lacks of the shard that a checkpoint is about, in Italian.
pub(super) async fn behind(log: &dyn EventLog, text: &str) -> Result<Option<String>, Failure> {
    let mut lines = text.lines();
    let (Some(origin), Some(size)) = (lines.next(), lines.next()) else {
        return Err("il file dato con --checkpoint non è un checkpoint".into());
    };
    let size: u64 = size.parse().map_err(|_| "il file dato con --checkpoint non è un checkpoint")?;
    let (name, year) = origin.rsplit_once('/').ok_or("l'origine del checkpoint non dice l'anno")?;
    let year: i16 = year.parse().map_err(|_| "l'origine del checkpoint non dice l'anno")?;
    let schools = log.schools().await?;
    let of = schools.iter().find(|school| name.contains(&school.id.0.to_string())).or(match &schools[..] {
        [only] => Some(only),
        _ => None,
    });
    let Some(school) = of else {
        return Ok(Some(format!("il checkpoint {origin} è di una scuola che non c'è")));
    };
    let head = log.subscribe(school.id).await?.borrow().map(|head| head.position);
    let before = log.position_at(school.id, last_before(year)?).await?;
    let last = log.position_at(school.id, last_before(year + 1)?).await?.min(head);
    let events = |to: Option<Position>| to.map_or(0, |to| to.0 + 1);
    // Every shard but the first begins with the last checkpoint of the one before.
    let entries = match events(last).saturating_sub(events(before)) {
        0 => 0,
        some => some + u64::from(before.is_some()),
    };
    Ok((entries < size).then(|| {
        format!(
            "il checkpoint {origin} conta {size} voci, qui ce ne sono {entries}: ne mancano {}",
            size - entries
        )
    }))
}

/// The last instant before the first of September, UTC.
fn last_before(year: i16) -> Result<Timestamp, Failure> {
    let begins = date(year, 9, 1).to_zoned(TimeZone::UTC)?.timestamp();
    Ok(begins.checked_sub(SignedDuration::from_micros(1))?)
}
