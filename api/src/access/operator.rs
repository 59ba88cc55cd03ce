//! What is read on the command line, by whoever runs the binary.

use super::entry::{Channel, Kind, Outcome, Who};
use super::{About, Ids, during, write};
use crate::app::App;
use crate::refusal::Refusal;

/// A command that reads, as the access log tells it.
#[derive(Clone, Copy, Debug)]
pub struct Command<'a> {
    /// Without what was typed after it.
    pub name: &'a str,
    pub kinds: &'a [Kind],
    pub purpose: &'a str,
}

/// Does what reads, and gives what was read only when that is recorded. `shown` is what of it holds ids.
pub async fn by_operator<T, E: From<Refusal>>(
    app: &App,
    command: Command<'_>,
    work: impl Future<Output = Result<T, E>>,
    shown: impl FnOnce(&T) -> String,
) -> Result<T, E> {
    let seen = *app.seen.borrow();
    let (done, mut reading) = during(work).await;
    let read = done?;
    if reading.as_of.is_none() {
        reading.position = seen;
    }
    let directory = app.register.directory().await?;
    let ids = Ids::in_text(shown(&read).as_bytes(), &directory);
    let about = About {
        channel: Channel::CommandLine,
        path: command.name,
        kinds: command.kinds,
        purpose: command.purpose,
        outcome: Outcome::Served,
    };
    write(app, Who::Operator(account()), about, &reading, &ids).await?;
    Ok(read)
}

/// The account's name: what the environment says, which its owner could change.
fn account() -> String {
    let named = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (named("SUDO_USER"), named("USER").or_else(|| named("LOGNAME")).or_else(|| named("USERNAME"))) {
        (Some(behind), Some(user)) => format!("{user} ({behind})"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "sconosciuto".to_owned(),
    }
}
