//! The letter by which a sanction is communicated: what was decided and why, and how it is contested.

use registro_domain::case::{AppealAuthority, Communication, Decision, Exclusion, Heading, Plan, Repair};
use registro_domain::text::{italian_day, italian_time, on_day};
use registro_eventlog::event::Position;
use registro_projections::directory::Directory;
use serde_json::json;

use super::{Document, Kind, names};
use crate::answers::Moment;
use crate::app::App;
use crate::refusal::Refusal;

impl App {
    pub(super) async fn sanction(
        &self,
        directory: &Directory,
        heading: &Heading,
        communication: &Communication,
        at: Position,
    ) -> Result<Option<Document>, Refusal> {
        // What the case became afterwards the letter did not say.
        let Some(file) = self.case(heading.case, Moment::At(at)).await? else { return Ok(None) };
        let Some(decision) = file.case.decisions.get(&communication.of) else { return Ok(None) };
        let deliberated = &decision.deliberation;
        let mut document = self
            .blank(
                directory,
                Kind::Sanction,
                "Comunicazione di sanzione disciplinare".to_owned(),
                heading.at.date(),
            )
            .await?
            .facts([
                ("Studente", directory.name(heading.student)),
                ("Classe", directory.class_label(heading.class)),
                ("Protocollo", communication.protocol.to_string()),
                ("Addebito", deliberated.charge.to_string()),
            ])
            .text(format!(
                "Il {}, {} alle ore {}, ha deliberato: {}.",
                deliberated.body.italian(),
                on_day(decision.at.date()),
                italian_time(decision.at.time()),
                deliberated.measure.sanction.italian(),
            ))
            .list(measures(decision, communication));
        document = match deliberated.reasons.as_ref().filter(|_| communication.with_reasons) {
            Some(reasons) => document.heading("Motivazione").text(reasons.to_string()),
            None => document,
        };
        document.to = names(&communication.to, directory);
        document.data = json!({ "case": heading.case, "student": heading.student, "communication": communication,
            "measure": deliberated.measure, "charge": deliberated.charge, "decided_at": decision.at });
        let document = document.heading("Come si contesta").text(contest(communication));
        Ok(Some(document.under(&heading.because).signed_by_principal(directory)))
    }
}

/// What goes with the sanction, and the days.
fn measures(decision: &Decision, communication: &Communication) -> Vec<String> {
    let deliberated = &decision.deliberation;
    let mut lines = Vec::new();
    if !communication.days.is_empty() {
        let days: Vec<String> = communication.days.iter().map(|day| italian_day(*day)).collect();
        lines.push(format!("Giorni: {}", days.join(", ")));
    }
    lines.extend(deliberated.plan.as_ref().map(plan));
    lines.extend(deliberated.measure.repair.as_ref().map(|repair| match repair {
        Repair::Work { on, what } => format!("Riparazione del danno il {}: {what}", italian_day(*on)),
        Repair::Payment { cents } => {
            format!("Riparazione del danno: {},{:02} euro", cents / 100, cents % 100)
        }
    }));
    if !deliberated.measure.exclusions.is_empty() {
        let out: Vec<&str> = deliberated.measure.exclusions.iter().map(|it| excluded(*it)).collect();
        lines.push(format!("Esclusione da: {}", out.join(", ")));
    }
    lines
}

fn excluded(from: Exclusion) -> &'static str {
    match from {
        Exclusion::Trips => "uscite, visite e viaggi",
        Exclusion::ExtraCurricular => "attività extracurricolari e sportive",
    }
}

fn plan(plan: &Plan) -> String {
    plan.hours().map_or_else(
        || "Le attività in luogo delle lezioni sono nel percorso concordato".to_owned(),
        |hours| format!("Attività in luogo delle lezioni: {hours} ore"),
    )
}

fn contest(communication: &Communication) -> String {
    match communication.appeal {
        Some(info) => {
            let to = match info.authority {
                AppealAuthority::GuaranteeBody => "all'Organo di garanzia della scuola",
                AppealAuthority::Other => "all'autorità indicata nella comunicazione",
            };
            format!(
                "Chi vi ha interesse può ricorrere {to} entro {}. Il ricorso si presenta nel registro o per iscritto \
                 alla segreteria.",
                on_day(info.until)
            )
        }
        None => "La comunicazione non indica termine e autorità per ricorrere: il termine non si oppone a chi ricorre \
                 più tardi."
            .to_owned(),
    }
}
