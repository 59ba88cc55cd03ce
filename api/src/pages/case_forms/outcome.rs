//! After the decision: minutes, letter, days, certificate, assessment.

use registro_domain::case::{Decision, Plan};
use registro_domain::text::italian_day;

use super::Forms;
use super::fields::{choice, day, line, number, one, optional, protocol, text, tick};
use crate::actor::Capacity;
use crate::pages::views_cases::{ActForm, Field};

impl Forms<'_> {
    pub(super) fn outcome(&self, decision: &Decision) -> Vec<ActForm> {
        let mut forms = Vec::new();
        let writes = self.leads() || self.is_office();
        if writes && decision.deliberation.body.is_collegial() && decision.minutes.is_none() {
            let form = self.form("minutes", "Deposita il verbale", "Deposita");
            forms.push(self.with(form, vec![protocol()]));
        }
        if writes {
            forms.push(self.communicate(decision));
        }
        let sees_to_it = self.coordinates()
            || matches!(
                self.capacity(),
                Capacity::Principal | Capacity::Deputy | Capacity::SiteLead | Capacity::Secretariat
            );
        if sees_to_it && decision.measure.sanction.removes() {
            forms.extend(self.execute(decision));
            forms.extend(self.certify(decision));
        }
        let assesses =
            self.coordinates() || matches!(self.capacity(), Capacity::Principal | Capacity::Deputy);
        let has_activity = decision.deliberation.plan.is_some() || decision.measure.repair.is_some();
        if assesses && has_activity {
            let form = self.form("assess", "Verifica l’attività", "Registra");
            let outcomes = vec![
                choice("diligent", "svolta con diligenza"),
                choice("partial", "svolta in parte"),
                choice("insufficient", "svolta in modo insufficiente"),
            ];
            let advice = optional(text("advice", "Invito a migliorare, se non è stata svolta con diligenza"));
            forms.push(self.with(form, vec![one("how", "Esito", outcomes), advice]));
        }
        forms
    }

    fn communicate(&self, decision: &Decision) -> ActForm {
        let form = self.form("communicate", "Comunica la sanzione", "Comunica");
        let intro = "Allo studente e a chi può essere informato per lui. Senza il numero di protocollo la sanzione non è \
                     comunicata."
            .to_owned();
        let mut fields = Vec::new();
        if decision.measure.sanction.removes() && decision.days.is_empty() {
            let from = day(
                "from",
                "Primo giorno (gli altri sono i giorni di lezione che seguono)",
                self.session.today,
            );
            fields.push(Field { value: String::new(), ..optional(from) });
        }
        fields.extend([
            tick("with_reasons", "La lettera porta i motivi", true),
            tick("appeal", "La lettera dice entro quando e a chi si ricorre", true),
            optional(line("protocol", "Numero di protocollo (per esempio 4711/2025)")),
        ]);
        ActForm { intro, ..self.with(form, fields) }
    }

    fn execute(&self, decision: &Decision) -> Option<ActForm> {
        let due: Vec<_> = decision.days_left().filter(|day| *day <= self.session.today).collect();
        if due.is_empty() {
            return None;
        }
        let form = self.form("execute", "Annota un giorno eseguito", "Annota");
        let days = due.into_iter().map(|day| choice(day, italian_day(day))).collect();
        Some(self.with(form, vec![one("on", "Giorno", days), number("hours", "Ore di attività svolte", "")]))
    }

    fn certify(&self, decision: &Decision) -> Option<ActForm> {
        if !matches!(decision.deliberation.plan, Some(Plan::Citizenship { .. })) {
            return None;
        }
        let done = decision.executed.keys().filter(|day| !decision.certified.contains_key(day));
        let days: Vec<_> = done.map(|day| choice(day, italian_day(*day))).collect();
        if days.is_empty() {
            return None;
        }
        let form = self.form("certify", "Annota l’attestazione dell’ente", "Annota");
        Some(self.with(form, vec![one("on", "Giorno", days), number("hours", "Ore attestate", "")]))
    }
}
