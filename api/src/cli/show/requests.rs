//! `registro show requests`: who asked for her rights, or for documents, and by when she is answered.

use registro_domain::request::Standing;
use registro_projections::directory::Directory;
use registro_projections::requests::{self, RequestFile};

use super::{Failure, Shown};
use crate::app::App;
use crate::sentence::{claim, stands};

pub(super) async fn show_requests(app: &App, directory: &Directory) -> Result<Shown, Failure> {
    let today = app.register.today();
    let files = requests::of_school(&app.store, app.register.school).await?;
    let mut text = format!("Richieste al {today}: {}\n", files.len());
    for file in &files {
        crate::access::of(file.person);
        text += &line(file, directory, file.request.standing(today));
    }
    let stated: Result<Vec<_>, _> = files
        .iter()
        .map(|file| {
            let standing = file.request.standing(today);
            serde_json::to_value((file.id, file.person, standing, &file.request)).map(|value| {
                serde_json::json!({
                    "request": value[0], "person": value[1], "standing": value[2], "state": value[3]
                })
            })
        })
        .collect();
    Ok((serde_json::json!({ "on": today, "requests": stated? }), text))
}

fn line(file: &RequestFile, directory: &Directory, standing: Standing) -> String {
    let asked = file.request.received.as_ref().map_or("richiesta", |asked| claim(asked.claim));
    format!("  {} · {asked} · {} · {}\n", file.id, directory.name(file.person), stands(standing))
}
