//! What is told at the end: what is proved, what is not, what was found. In Italian, for who audits.

use std::process::ExitCode;

use crate::history::{Finding, TOLD};

#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) proved: Vec<String>,
    pub(crate) not_proved: Vec<String>,
    /// What was found that no honest history holds, each with the event it begins at.
    pub(crate) findings: Vec<Finding>,
    /// Found in what was handed in, and not at an event: another log's checkpoint, a wrong signature.
    pub(crate) refused: Vec<String>,
    /// What could not be looked at.
    pub(crate) unread: Vec<String>,
}

impl Report {
    pub(crate) fn finds(&mut self, event: u64, what: impl Into<String>) {
        self.findings.push(Finding { event, what: what.into() });
    }

    /// Prints it. 0: everything asked is proved. 1: something is not as it was signed. 2: it cannot be said.
    pub(crate) fn tell(mut self) -> ExitCode {
        self.findings.sort();
        list("PROVATO", &self.proved);
        list("NON PROVATO", &self.not_proved);
        list("NON VERIFICABILE", &self.unread);
        list("RIFIUTATO", &self.refused);
        if let Some(first) = self.findings.first() {
            let told: Vec<String> = self
                .findings
                .iter()
                .take(TOLD)
                .map(|finding| format!("evento {}: {}", finding.event, finding.what))
                .collect();
            list("NON CONFORME", &told);
            if TOLD < self.findings.len() {
                println!("  … e altre {} anomalie", self.findings.len() - TOLD);
            }
            println!("Primo evento non conforme: {}", first.event);
        }
        if !self.findings.is_empty() || !self.refused.is_empty() {
            println!("Esito: NON CONFORME");
            ExitCode::from(1)
        } else if !self.unread.is_empty() || self.proved.is_empty() {
            println!("Esito: NON SI PUÒ CONCLUDERE");
            ExitCode::from(2)
        } else {
            println!("Esito: CONFORME, nei limiti detti");
            ExitCode::SUCCESS
        }
    }
}

fn list(title: &str, lines: &[String]) {
    if !lines.is_empty() {
        println!("{title}");
        lines.iter().for_each(|line| println!("  {line}"));
    }
}
