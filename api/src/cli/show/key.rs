//! `registro show key`: the data key of an event, in the form that `registro verify --keys` reads.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;

use super::{Failure, Shown, event_json};
use crate::app::App;

pub(super) async fn show_key(app: &App, directory: &Directory, position: u64) -> Result<Shown, Failure> {
    let events = app.events(&[Position(position)]).await?;
    let event = events.first().ok_or_else(|| format!("non c'è un evento {position}"))?;
    let keys = app.register.keys.as_ref().ok_or("il registro non ha chiavi: i suoi dati non sono cifrati")?;
    let stored =
        app.register.log.stored().ok_or("il registro non ha chiavi: i suoi dati non sono cifrati")?;
    let record = stored.read_at(app.register.school, &[Position(position)]).await?.pop();
    let revealed = match &record {
        Some(record) => keys.reveal(&record.data).await?,
        None => None,
    };
    let (name, secret) = revealed.ok_or_else(|| {
        format!("i dati dell'evento {position} non sono cifrati, o la loro chiave non c'è più")
    })?;
    let secret = BASE64.encode(secret.as_slice());
    let json = serde_json::json!({
        "event": event_json(event, directory, &[])?, "key": name.to_string(), "secret": secret,
    });
    Ok((json, format!("# evento {position}\n{name} {secret}")))
}
