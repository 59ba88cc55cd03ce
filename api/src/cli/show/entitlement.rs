//! `registro show entitlement`: why somebody could read a student's data at some moment, or could not.

use clap::Args;
use jiff::Timestamp;
use registro_domain::people::Profile;
use registro_projections::directory::Directory;
use uuid::Uuid;

use super::{Shown, one_student};
use crate::access;
use crate::actor::{Agent, Capacity};
use crate::app::App;
use crate::cli::Failure;
use crate::cli::token::capacity;
use crate::http::access_decisions::explained;

/// Perché una persona poteva leggere i dati di uno studente, o non poteva
#[derive(Debug, Args)]
pub(super) struct Entitlement {
    /// Lo studente: identificativo, o parte del nome
    student: String,
    /// Chi legge: identificativo, o parte del nome
    #[arg(long, value_name = "PERSONA")]
    reader: String,
    /// In quale veste
    #[arg(long, value_parser = capacity)]
    capacity: Capacity,
}

impl Entitlement {
    pub(super) async fn show(
        &self,
        app: &App,
        directory: &Directory,
        at: Option<Timestamp>,
    ) -> Result<Shown, Failure> {
        let student = one_student(directory, &self.student)?.person;
        access::of(student);
        let reader = one_person(directory, &self.reader)?.person;
        let at = at.unwrap_or_else(|| app.register.clock.now());
        let agent = Agent { person: reader, capacity: self.capacity, assurance: 2, session: Uuid::nil() };
        let (position, decisions) = explained(&app.register, agent, student, at).await?;
        let mut text = String::new();
        for decision in &decisions {
            let answer = if decision.allowed { "sì" } else { "no" };
            text += &format!("{}: {answer} ({})\n", decision.matter, decision.norm);
            if !decision.holds_capacity {
                text += "  non aveva la veste in cui agisce\n";
            }
            for it in decision.relations.iter().filter(|it| it.held) {
                text += &format!("  {}: {}\n", it.relation, it.facts.join("; "));
            }
        }
        let json = serde_json::json!({
            "reader": reader, "capacity": self.capacity, "student": student, "at": at, "position": position,
            "decisions": decisions,
        });
        Ok((json, text))
    }
}

pub(in crate::cli) fn one_person<'a>(directory: &'a Directory, named: &str) -> Result<&'a Profile, Failure> {
    let by_id = named.parse::<Uuid>().ok();
    let wanted = named.to_lowercase();
    let is = |profile: &&Profile| {
        Some(profile.person.0) == by_id || profile.full_name().to_lowercase().contains(&wanted)
    };
    match directory.people().filter(is).collect::<Vec<_>>().as_slice() {
        [only] => Ok(only),
        [] => Err(format!("nessuna persona {named}").into()),
        several => {
            let names: Vec<String> =
                several.iter().take(10).map(|p| format!("  {} {}", p.person, p.full_name())).collect();
            Err(format!("{} persone per {named}:\n{}", several.len(), names.join("\n")).into())
        }
    }
}
