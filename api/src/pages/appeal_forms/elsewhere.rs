//! What comes from the region and from a court, entered by who keeps the files.

use registro_domain::case::Complained;
use registro_domain::ids::FactNumber;

use super::{Forms, chosen};
use crate::pages::case_forms::fields::{day, line, moment, one, optional, people, protocol, text, tick};
use crate::pages::views_cases::{ActForm, Field};

const UPHELD: [(&str, &str); 2] = [("false", "reclamo respinto"), ("true", "reclamo accolto")];

impl Forms<'_> {
    pub(super) fn elsewhere(&self) -> Vec<ActForm> {
        let mut forms = Vec::new();
        let open = self.file.case.complaints.iter().find(|(_, it)| it.decided.is_none());
        if let Some((number, complained)) = open {
            forms.extend(self.of_the_region(*number, complained));
        }
        let case = &self.file.case;
        let today = self.session.today;
        let heard = |of: FactNumber| {
            let mut appeals = case.appeals.values().filter(|it| it.filing.said.of == of);
            appeals.any(|it| it.ruling.is_some() || it.is_lapsed(today))
        };
        if let Some(decision) = self.in_force().filter(|decision| heard(decision.number)) {
            let form =
                self.form("complain", "Registra un reclamo all’Ufficio scolastico regionale", "Registra");
            let fields = vec![
                one("by", "Chi reclama", people(self.session, self.parties(), false)),
                optional(line("interest", "Interesse, se non è lo studente né chi ne ha la responsabilità")),
                moment("at", "Quando è stato presentato"),
                text("text", "Motivi"),
                protocol(),
            ];
            forms.push(self.with(form, &[("of", decision.number)], fields));
        }
        if self.leads() {
            forms.extend(self.of_a_court());
        }
        forms
    }

    fn of_the_region(&self, number: FactNumber, complained: &Complained) -> Vec<ActForm> {
        let hidden = [("complaint", number)];
        let mut forms = Vec::new();
        if complained.opinion.is_none() {
            let extended = complained.opinion_by != complained.complaint.said.opinion_by;
            if !extended {
                let form = self.form("documents", "Registra la richiesta di documenti", "Registra");
                let until = day("until", "Nuovo termine del parere, se è indicato", complained.opinion_by);
                let until = optional(Field { value: String::new(), ..until });
                forms.push(self.with(form, &hidden, vec![until]));
            }
            let form = self.form("opinion", "Registra il parere dell’organo regionale", "Registra");
            let fields =
                vec![one("upheld", "Parere", chosen(&UPHELD)), text("summary", "In sintesi"), protocol()];
            forms.push(self.with(form, &hidden, fields));
        }
        let form = self.form("decide-complaint", "Registra la decisione dell’Ufficio scolastico", "Registra");
        let fields = vec![one("upheld", "Decisione", chosen(&UPHELD)), text("reasons", "Motivi"), protocol()];
        forms.push(self.with(form, &hidden, fields));
        forms
    }

    fn of_a_court(&self) -> Vec<ActForm> {
        let case = &self.file.case;
        let mut forms = Vec::new();
        if case.orders.iter().any(|act| act.said.expunge) {
            let form = self.form("expunge", "Espungi gli atti dal fascicolo", "Espungi");
            let intro =
                "Come ordina il giudice: nessuno leggerà più che cosa diceva il caso. Non si torna indietro.";
            let form = ActForm { intro: intro.to_owned(), ..form };
            forms.push(self.with(form, &[], Vec::new()));
        }
        if let Some(decision) = case.last_decision() {
            let form = self.form("order", "Registra il provvedimento di un giudice", "Registra");
            let fields = vec![
                line("order", "Provvedimento (autorità, numero, anno)"),
                tick("expunge", "Ordina di togliere gli atti dal fascicolo", false),
                protocol(),
            ];
            forms.push(self.with(form, &[("of", decision.number)], fields));
        }
        forms
    }
}
