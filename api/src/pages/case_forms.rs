//! The forms of a case's file: the acts that may be done now, for who may do them.

pub(super) mod fields;
mod outcome;
mod preparation;
mod sitting;

use registro_domain::case::{Block, Decision, Letter};
use registro_eventlog::event::CommandId;

use super::views_cases::{ActForm, Field};
use super::views_family::Returned;
use crate::actor::Capacity;
use crate::docket::Docket;
use crate::identity::Session;

pub(super) use fields::{charge_field, choice};

/// Who looks at which case, with what came back.
struct Forms<'a> {
    session: &'a Session,
    docket: &'a Docket,
    returned: Option<&'a Returned>,
}

/// The next to do is shown open, or the one that came back.
pub(super) fn forms(session: &Session, docket: &Docket, returned: Option<&Returned>) -> Vec<ActForm> {
    let forms = Forms { session, docket, returned };
    let mut all = match docket.in_force() {
        Some(decision) => forms.of_a_sanction(decision),
        None if docket.file.case.awaits_decision() => forms.towards_a_decision(),
        None => Vec::new(),
    };
    let came_back = returned.map(|returned| returned.form);
    let next = came_back.or_else(|| forms.next());
    for form in &mut all {
        form.open = Some(form.act) == next;
    }
    all
}

impl Forms<'_> {
    fn towards_a_decision(&self) -> Vec<ActForm> {
        let mut all = self.of_the_family();
        if self.leads() {
            all.extend(self.preparation());
            all.extend(self.sitting());
        }
        all
    }

    fn of_a_sanction(&self, decision: &Decision) -> Vec<ActForm> {
        self.outcome(decision)
    }

    /// The form of the step that is waited for.
    fn next(&self) -> Option<&'static str> {
        if self.is_of_the_family() {
            return None;
        }
        Some(match self.docket.next_step()?.name {
            "contestazione di addebito" => "charge",
            "invito a esporre le ragioni" => "offer-hearing",
            "ragioni dello studente" => "hear",
            "genitori informati" => "inform-parents",
            "conversione offerta" => "offer-conversion",
            "consiglio di istituto informato" => "inform-council",
            "organo convocato al completo" => "convene",
            "verbale della seduta" => "minutes",
            "comunicazione scritta" => "communicate",
            "esecuzione dopo la comunicazione" => "execute",
            "attività verificata" => "assess",
            _ if self.convened().is_some() => "decide-together",
            _ => "decide",
        })
    }

    fn capacity(&self) -> Capacity {
        self.session.agent.capacity
    }

    fn is_of_the_family(&self) -> bool {
        matches!(self.capacity(), Capacity::Guardian | Capacity::Student)
    }

    /// Whether one person decides what is charged.
    fn is_light(&self) -> bool {
        let block = self.docket.charge.map(|charge| charge.block());
        matches!(block, Some(Block::Admonition | Block::WrittenAdmonition))
    }

    fn is_grave(&self) -> bool {
        let letter = self.docket.charge.map(|charge| charge.letter());
        matches!(letter, Some(Letter::P | Letter::Q))
    }

    /// The same whom the command admits.
    fn leads(&self) -> bool {
        match self.capacity() {
            Capacity::Principal | Capacity::Deputy => true,
            Capacity::SiteLead => self.is_light(),
            Capacity::Teacher => self.is_light() && (self.reported() || self.coordinates()),
            Capacity::Secretariat
            | Capacity::Guardian
            | Capacity::Student
            | Capacity::Dpo
            | Capacity::Auditor
            | Capacity::Technician
            | Capacity::Support => false,
        }
    }

    fn is_office(&self) -> bool {
        self.capacity() == Capacity::Secretariat
    }

    fn reported(&self) -> bool {
        let report = self.docket.file.case.report.as_ref();
        report.is_some_and(|act| act.said.by == self.session.agent.person)
    }

    fn coordinates(&self) -> bool {
        let Session { agent, directory, today, .. } = self.session;
        agent.coordinates(directory, self.docket.file.class, *today)
    }

    fn written(&self, act: &'static str, field: &str) -> String {
        Returned::written(self.returned, act, field)
    }

    fn form(&self, act: &'static str, title: &'static str, button: &'static str) -> ActForm {
        let command = CommandId::of_a_form().to_string();
        ActForm { act, command, title, button, ..ActForm::default() }
    }

    /// A field with what was written in it, if its form came back; otherwise with `value`.
    fn field(&self, form: &ActForm, field: Field) -> Field {
        let written = self.written(form.act, field.name);
        if written.is_empty() { field } else { Field { value: written, ..field } }
    }

    fn with(&self, form: ActForm, fields: Vec<Field>) -> ActForm {
        let fields = fields.into_iter().map(|field| self.field(&form, field)).collect();
        ActForm { fields, ..form }
    }
}
