//! `registro show breaches`: the register of breaches of personal data.

use registro_projections::breaches;

use super::{Failure, Shown};
use crate::app::App;
use crate::sentence::breach_stands;

pub(super) async fn show_breaches(app: &App) -> Result<Shown, Failure> {
    let now = app.register.clock.now();
    let files = breaches::of_school(&app.store, app.register.school).await?;
    let mut text = format!("Violazioni annotate: {}\n", files.len());
    let mut stated = Vec::new();
    for file in &files {
        let standing = file.breach.standing(now);
        let what = file.breach.recorded.as_ref().map(|it| it.what.to_string()).unwrap_or_default();
        text += &format!("  {} · {what} · {}\n", file.id, standing.map(breach_stands).unwrap_or_default());
        stated.push(serde_json::json!({ "breach": file.id, "standing": standing, "state": file.breach }));
    }
    Ok((serde_json::json!({ "at": now, "breaches": stated }), text))
}
