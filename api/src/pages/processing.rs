//! The record of processing activities, as a page.

use registro_domain::processing::Processing;

use super::frame;
use super::views_requests::{ActivityView, ProcessingPage};
use crate::http::Web;
use crate::identity::Session;
use crate::problem::Problem;
use crate::processing::{lines, record};

/// `GET /trattamenti`.
pub async fn get(web: Web, session: Session) -> Result<ProcessingPage, Problem> {
    let record = record(Processing::adopted());
    let general = record.controller;
    let activities = record.activities.iter().map(|it| ActivityView {
        id: it.name.to_owned(),
        title: it.activity.title.clone(),
        lines: lines(it),
    });
    Ok(ProcessingPage {
        layout: frame::layout(&web, Some(&session), "Registro delle attività di trattamento", "/trattamenti"),
        general: vec![
            ("Base giuridica", general.basis.clone()),
            ("Categorie particolari", general.special_basis.clone()),
            ("Trasferimenti", general.transfers.clone()),
            ("Decisioni automatizzate", general.automated_decisions.clone()),
            ("Sicurezza", general.security.clone()),
        ],
        activities: activities.collect(),
    })
}
