//! The behaviour dossiers of a class, as its council reads them before it votes.

use axum::extract::{Path, Query};
use registro_domain::dossier::{Dossier, Entry, NoteStanding, SanctionStanding, What};
use registro_domain::ids::ClassId;
use registro_domain::text::italian_day;
use serde::Deserialize;

use super::scrutiny::period_of;
use super::views_dossier::{DossierOf, DossierPage, EntryRow};
use super::views_layout::Link;
use super::views_text::short_date;
use super::{address, frame};
use crate::http::Web;
use crate::http::scrutinies::dossiers_of;
use crate::identity::Session;
use crate::problem::Problem;

/// Of which scrutiny; the final one if not given.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    periodo: Option<String>,
}

/// `GET /classi/{id}/fascicolo-comportamento`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Path(class): Path<ClassId>,
    Query(asked): Query<Asked>,
) -> Result<DossierPage, Problem> {
    let period = period_of(asked.periodo.as_deref().unwrap_or("finale"))?;
    let (read, dossiers) = dossiers_of(&web, &session, class, period).await?;
    let label = session.directory.class_label(class);
    let title = "Fascicolo del comportamento";
    let mut layout = frame::layout(&web, Some(&session), &format!("{title}, classe {label}"), "/classi");
    layout.breadcrumbs = frame::crumbs(
        &[
            ("Classi", "/classi".to_owned()),
            (&label, address::class(class)),
            (&frame::capital(period.italian()), address::scrutiny(class, period)),
        ],
        title,
    );
    let read = if read.is_frozen {
        format!("Fissato: il registro com’era il {}. Ciò che è venuto dopo non c’è.", italian_day(read.on))
    } else {
        format!("Il registro di oggi, {}: non è ancora fissato.", italian_day(read.on))
    };
    let students = dossiers.iter().map(|dossier| DossierOf {
        anchor: format!("s-{}", dossier.student),
        name: session.name(dossier.student),
        summary: summary(dossier),
        entries: dossier.entries.iter().map(row).collect(),
    });
    Ok(DossierPage {
        layout,
        class_name: label,
        period: period.italian().to_owned(),
        read,
        links: vec![Link { label: frame::capital(period.italian()), href: address::scrutiny(class, period) }],
        students: students.collect(),
        norms: frame::norms(&Dossier::BECAUSE),
    })
}

/// A dossier in sentences: numbers to read, and no mark.
pub(super) fn summary(dossier: &Dossier) -> Vec<String> {
    let conduct = dossier.attendance;
    let count = |number: usize, one: &str, many: &str| {
        if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
    };
    let mut said = vec![
        format!(
            "{} di assenza non giustificati, {} non giustificate, {}",
            count(conduct.unjustified_days as usize, "giorno", "giorni"),
            count(conduct.unjustified_hours as usize, "ora", "ore"),
            count(conduct.late_entries as usize, "ritardo", "ritardi")
        ),
        format!(
            "{} in vigore, {}, {}",
            count(dossier.standing_notes(), "nota", "note"),
            count(dossier.positive_acts(), "atto positivo", "atti positivi"),
            count(dossier.final_sanctions().count(), "sanzione definitiva", "sanzioni definitive")
        ),
    ];
    if dossier.is_sub_iudice() {
        said.push("Una sanzione non è definitiva: il voto sarà sub iudice".to_owned());
    }
    said
}

fn row(entry: &Entry) -> EntryRow {
    let day = short_date(entry.on);
    match &entry.what {
        What::Note { disciplinary, facts, standing } => EntryRow {
            day,
            kind: if *disciplinary { "nota disciplinare" } else { "nota didattica" }.to_owned(),
            what: facts.to_string(),
            standing: match standing {
                NoteStanding::Stands => "in vigore".to_owned(),
                NoteStanding::Annulled => "annullata: non si considera".to_owned(),
            },
            annulled: *standing == NoteStanding::Annulled,
        },
        What::PositiveAct { words } => EntryRow {
            day,
            kind: "atto positivo".to_owned(),
            what: words.to_string(),
            standing: String::new(),
            annulled: false,
        },
        What::Sanction(sanction) => EntryRow {
            day,
            kind: "fatto disciplinare".to_owned(),
            what: format!(
                "lett. {}, {}: {}",
                sanction.charge.letter(),
                sanction.charge.item().italian(),
                sanction.measure.as_ref().map_or_else(
                    || "nessuna sanzione deliberata".to_owned(),
                    |measure| measure.sanction.italian(),
                )
            ),
            standing: sanction.standing.italian().to_owned(),
            annulled: sanction.standing == SanctionStanding::Annulled,
        },
    }
}
