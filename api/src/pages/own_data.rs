//! The copy of art. 15, to be read and printed.

use axum::extract::Path;
use registro_domain::ids::RequestId;
use registro_domain::text::{italian_day, on_day};

use super::views_layout::Link;
use super::views_requests::{ActRow, OwnDataPage};
use super::{address, frame};
use crate::clock::wall;
use crate::documents;
use crate::http::Web;
use crate::http::data_requests::own_data;
use crate::identity::Session;
use crate::problem::Problem;

/// `GET /richieste/{id}/copia`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(id): Path<RequestId>,
) -> Result<OwnDataPage, Problem> {
    let content = own_data(&web, &session, id).await?;
    let acts = content.acts.iter().map(|act| {
        let later: Vec<u64> = act.superseded_by.iter().map(|at| at.0).collect();
        ActRow {
            position: act.position.0,
            day: italian_day(act.effective_on),
            recorded: wall(act.recorded_at).strftime("%d/%m/%Y %H:%M").to_string(),
            by: act.by.clone(),
            says: act.says.clone(),
            note: ActRow::note_of(act.concerns, &later, act.erased),
        }
    });
    let consultations = content.consultations.iter().map(|access| {
        let when = wall(access.at).strftime("%d/%m/%Y %H:%M").to_string();
        [when, access.by.clone(), access.purpose.clone(), access.data.join(", ")]
    });
    Ok(OwnDataPage {
        layout: frame::layout(&web, Some(&session), "Copia dei dati personali", address::REQUESTS),
        drawn_up: format!("composta {}", on_day(content.drawn_up_on)),
        files: files_of(id),
        acts: acts.collect(),
        consultations: consultations.collect(),
        content,
    })
}

/// The same as files.
pub(super) fn files_of(id: RequestId) -> Vec<Link> {
    let pdf = documents::is_there().then(|| Link {
        label: "Copia da leggere (PDF/A)".to_owned(),
        href: format!("{}/pdf", address::own_data(id)),
    });
    [
        ("Dati (JSON)", "dati.json"),
        ("Atti (CSV)", "atti.csv"),
        ("Consultazioni (CSV)", "consultazioni.csv"),
        ("Manifesto con le impronte", "manifest.json"),
    ]
    .map(|(label, name)| Link {
        label: label.to_owned(),
        href: format!("/api/v1/data-requests/{id}/dossier/{name}"),
    })
    .into_iter()
    .chain(pdf)
    .collect()
}
