//! A case file as text: for the command line, and to be read whole.

use std::fmt::Write as _;

use registro_domain::case::{Cycle, Verdict};
use registro_domain::fact::DomainEvent;
use registro_domain::ids::FactNumber;
use registro_domain::text::{italian_day, italian_time};
use registro_projections::directory::Directory;
use registro_projections::event::Event;

use super::Docket;
use crate::pages::case_view::standing_text;
use crate::sentence;

/// Acts, steps and terms, in Italian.
pub fn text(docket: &Docket, acts: &[(FactNumber, Event)], directory: &Directory) -> String {
    let file = &docket.file;
    let mut text = String::new();
    let student = directory.name(file.student);
    let class = directory.class_label(file.class);
    let _ = writeln!(text, "Caso di {student}, classe {class}, al {}", italian_day(docket.on));
    let _ = writeln!(text, "  {}", standing_text(docket.standing));
    if let Some((charge, band)) = docket.charge.zip(docket.band) {
        let _ = writeln!(text, "  addebito: {charge}; la tabella prevede: {}", band.italian());
    }
    for proposal in &docket.proposals {
        let earlier = proposal.grounds.rests_on.len();
        let _ = writeln!(text, "  si può contestare come {}: {earlier} precedenti", proposal.item.italian());
    }
    for clock in &docket.clocks {
        let _ = writeln!(text, "  {}: {} · {}", clock.what, italian_day(clock.until), clock.norm);
    }
    let _ = writeln!(text, "\nAtti");
    for (number, event) in acts {
        let _ = writeln!(text, "{}", act(*number, event, directory));
    }
    for cycle in &docket.cycles {
        text += &steps(docket, cycle);
    }
    text
}

fn act(number: FactNumber, event: &Event, directory: &Directory) -> String {
    let when = if let DomainEvent::Case(said) = &event.fact {
        let at = said.heading().at;
        format!("{} {}", italian_day(at.date()), italian_time(at.time()))
    } else {
        italian_day(event.envelope.effective_on)
    };
    let (title, _) = sentence::heading(&event.fact);
    format!("  {:>2}. {when} · {title} · {}", number.0, sentence::act(&event.fact, directory))
}

fn steps(docket: &Docket, cycle: &Cycle) -> String {
    let decision = cycle.decision.and_then(|number| docket.file.case.decisions.get(&number));
    let title = match decision {
        Some(decision) => {
            let stands = if decision.stands() { "" } else { ", annullata" };
            format!("delibera del {}{stands}", italian_day(decision.at.date()))
        }
        None => "nessuna decisione ancora".to_owned(),
    };
    let mut text = format!("\nPassi ({title})\n");
    for step in &cycle.steps {
        let outcome = outcome(&step.outcome);
        let acts: Vec<String> = step.acts.iter().map(|number| number.0.to_string()).collect();
        let acts = if acts.is_empty() { String::new() } else { format!(" · atti {}", acts.join(", ")) };
        let _ = writeln!(text, "  {}: {outcome}{acts} · {}", step.name, step.norm);
    }
    text
}

/// How a step stands, in words.
pub fn outcome(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Passed => "superato".to_owned(),
        Verdict::Failed { why } => format!("MANCA: {why}"),
        Verdict::NotYetDue { until: Some(until) } => format!("da venire, entro il {}", italian_day(*until)),
        Verdict::NotYetDue { until: None } => "da venire".to_owned(),
        Verdict::NotRequired => "non richiesto".to_owned(),
    }
}
