//! Before the decision: the charge, the hearing, the parents, the conversion; and what the family writes.

use registro_domain::ids::PersonId;

use super::Forms;
use super::fields::{charge_field, choice, line, moment, one, optional, people, protocol, text};
use crate::actor::Capacity;
use crate::pages::views_cases::{ActForm, Field};
use crate::pages::views_duties::Chosen;

impl Forms<'_> {
    /// What the student, or who answers for her, may write.
    pub(super) fn of_the_family(&self) -> Vec<ActForm> {
        let agent = self.session.agent;
        let student = self.session.directory.person(self.docket.file.student);
        let Some(student) = student.filter(|_| self.is_of_the_family()) else { return Vec::new() };
        let acts = agent.person == student.person
            || student.justifier(agent.person, self.session.today, &self.session.regulation).is_ok();
        if !acts {
            return Vec::new();
        }
        let state = self.form("state", "Scrivi le ragioni dello studente", "Invia");
        let intro = "Chi decide le legge prima di decidere; si può anche essere sentiti a voce.".to_owned();
        let state = ActForm { intro, ..self.with(state, vec![text("statement", "Le ragioni")]) };
        let mut forms = vec![state];
        if !self.docket.file.case.offers.is_empty() {
            let decline = self.form("decline", "Rinuncia a essere sentito", "Rinuncia");
            forms.push(ActForm { hidden: vec![("how", "in-words".to_owned())], ..decline });
        }
        forms.extend(self.answer_conversion(&[]));
        forms
    }

    pub(super) fn preparation(&self) -> Vec<ActForm> {
        let case = &self.docket.file.case;
        let facts = case.charges.last().map(|act| act.said.facts.to_string());
        let facts = facts.or(case.report.as_ref().map(|report| report.said.facts.to_string()));
        let charge = self.form("charge", "Contesta l’addebito", "Contesta");
        let intro = "Allo studente e a chi può essere informato per lui.".to_owned();
        let fields = vec![
            charge_field(self.docket.charge),
            Field { value: facts.unwrap_or_default(), ..text("facts", "I fatti, con precisione") },
            optional(line("urgency", "Perché è urgente, se non c’è tempo per il preavviso")),
            protocol(),
        ];
        let mut forms = vec![ActForm { intro, ..self.with(charge, fields) }];

        let offer = self.form("offer-hearing", "Invita lo studente a esporre le ragioni", "Invita");
        forms.push(self.with(offer, vec![moment("hearing_at", "Giorno e ora")]));

        let channels = [
            ("letter", "lettera"),
            ("register", "registro"),
            ("telephone", "telefono"),
            ("in-person", "di persona"),
        ];
        let channels = channels.into_iter().map(|(value, label)| choice(value, label)).collect();
        let inform = self.form("inform-parents", "Informa i genitori", "Annota");
        forms.push(self.with(inform, vec![one("channel", "Come", channels), protocol()]));

        let hear = self.form("hear", "Annota che cosa dice lo studente", "Annota");
        let present = people(self.session, self.guardians(), false);
        let present = super::fields::many("parents", "Genitori presenti", present);
        forms.push(self.with(hear, vec![text("statement", "Le sue ragioni"), present]));

        if !case.offers.is_empty() {
            let decline = self.form("decline", "Annota che non è stato sentito", "Annota");
            let how = vec![choice("in-words", "vi rinuncia"), choice("did-not-come", "non si presenta")];
            forms.push(self.with(decline, vec![one("how", "Come", how)]));
        }
        let convert = self.form("offer-conversion", "Offri la conversione", "Offri");
        forms.push(self.with(convert, vec![text("activity", "Attività per la comunità scolastica")]));
        let answering: Vec<PersonId> =
            std::iter::once(self.docket.file.student).chain(self.guardians()).collect();
        forms.extend(self.answer_conversion(&answering));
        if self.is_grave() && case.council_informed.is_none() && self.capacity() == Capacity::Principal {
            let inform = self.form("inform-council", "Informa il consiglio di istituto", "Annota");
            forms.push(self.with(inform, vec![protocol()]));
        }
        forms
    }

    /// Of an offer without an answer; `answering` are those among whom the school says who did.
    fn answer_conversion(&self, answering: &[PersonId]) -> Option<ActForm> {
        let offered = self.docket.file.case.conversions.last()?;
        if offered.said.accepted.is_some() {
            return None;
        }
        let answer = self.form("answer-conversion", "Rispondi alla conversione offerta", "Rispondi");
        let choices = vec![choice("true", "accetta"), choice("false", "rifiuta")];
        let mut fields = vec![one("accepted", "Risposta", choices)];
        if !answering.is_empty() {
            let who: Vec<Chosen> = people(self.session, answering.iter().copied(), false);
            fields.push(one("by", "Chi risponde", who));
        }
        Some(ActForm { intro: format!("Offerta: {}.", offered.said.activity), ..self.with(answer, fields) })
    }

    fn guardians(&self) -> Vec<PersonId> {
        let student = self.session.directory.person(self.docket.file.student);
        student.map(|student| student.guardians_on(self.session.today).collect()).unwrap_or_default()
    }
}
