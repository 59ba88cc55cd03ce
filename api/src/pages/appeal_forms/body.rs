//! The Organo di garanzia on an appeal: convening, notice, sitting, vote, outcome.

use registro_domain::case::{Appeal, Decision, Member, Sanction};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::regulation::VoteForm;

use super::{Forms, chosen};
use crate::guarantee::{self, Stage, stage};
use crate::pages::appeal_sent::DAYS;
use crate::pages::case_forms::fields::{
    choice, day, line, many, moment, nothing, number, one, optional, people, protocol, text, tick,
};
use crate::pages::views_cases::{ActForm, Field};
use crate::pages::views_duties::Chosen;

impl Forms<'_> {
    /// The acts on an appeal that waits for something, in the order in which they are done.
    pub(super) fn of_the_appeal(&self, number: FactNumber, appeal: &Appeal) -> Vec<ActForm> {
        let presides = self.presides(appeal);
        if !presides && !self.is_office() {
            return Vec::new();
        }
        let mut forms = Vec::new();
        match stage(self.file, appeal, self.session.today) {
            Stage::Pending { .. } => {
                if presides {
                    forms.extend(self.towards_a_ruling(number, appeal));
                }
                if appeal.convened().is_some() && appeal.sittings.is_empty() {
                    forms.push(self.notice(number, appeal));
                    forms.push(self.invite(number, appeal));
                }
            }
            Stage::Silent | Stage::Decided => {
                let to = appeal.filing.said.by;
                if !appeal.communicated.iter().any(|act| act.said.to.contains(&to)) {
                    forms.push(self.tell(number, appeal));
                }
                forms.extend(self.resume());
            }
            Stage::Withdrawn => forms.extend(self.resume()),
            Stage::WithoutObject => {}
        }
        if appeal.filing.said.protocol.is_none() {
            let form = self.form("number", "Protocolla il ricorso", "Protocolla");
            forms.push(self.with(form, &[("appeal", number)], vec![protocol()]));
        }
        forms
    }

    fn towards_a_ruling(&self, number: FactNumber, appeal: &Appeal) -> Vec<ActForm> {
        let regulation = &self.session.regulation;
        let valid = appeal.sittings.iter().rev().find(|act| appeal.is_valid(act, regulation));
        if let Some(sat) = valid {
            return vec![self.rule(number, appeal, &sat.said.present)];
        }
        let mut forms = Vec::new();
        if appeal.convened().is_some() {
            forms.push(self.sit(number, appeal));
            forms.push(self.substitute(number, appeal));
        }
        forms.push(self.convene(number, appeal));
        forms
    }

    fn convene(&self, number: FactNumber, appeal: &Appeal) -> ActForm {
        let session = self.session;
        let roster = guarantee::roster(&session.directory, session.today, &session.regulation);
        let form = self.form("convene", "Convoca l’Organo di garanzia", "Convoca");
        let intro = "I componenti sono quelli designati; chi ha deciso, chi è coinvolto o della famiglia è sostituito da un \
                     supplente, e così chi qui si indica come impedito. Chi presiede non si sostituisce."
            .to_owned();
        let fields = vec![
            Field {
                value: format!("{}T15:00", appeal.filing.said.decide_by),
                ..moment("sits_at", "Seduta, non oltre l’ultimo giorno per decidere")
            },
            many(
                "unavailable",
                "Chi non può venire",
                people(session, roster.iter().map(|it| it.person), false),
            ),
        ];
        self.with(ActForm { intro, ..form }, &[("appeal", number)], fields)
    }

    fn members(appeal: &Appeal) -> Vec<PersonId> {
        appeal.members().iter().map(|member: &Member| member.person).collect()
    }

    fn notice(&self, number: FactNumber, appeal: &Appeal) -> ActForm {
        let form = self.form("notice", "Registra l’avviso scritto ai componenti", "Registra l’avviso");
        let members = people(self.session, Self::members(appeal), true);
        let fields = vec![many("to", "A chi", members), protocol()];
        self.with(form, &[("appeal", number)], fields)
    }

    fn invite(&self, number: FactNumber, appeal: &Appeal) -> ActForm {
        let form = self.form("invite", "Registra l’invito alle parti a esporre", "Registra l’invito");
        let to = self.parties_field("to", "Chi è invitato", Some(appeal.filing.said.by));
        self.with(form, &[("appeal", number)], vec![to])
    }

    fn substitute(&self, number: FactNumber, appeal: &Appeal) -> ActForm {
        let form = self.form("substitute", "Sostituisci un componente", "Sostituisci");
        let president = appeal.president();
        let leaving = Self::members(appeal).into_iter().filter(|person| Some(*person) != president);
        let why = [
            ("unavailable", "è impedito"),
            ("involved", "è coinvolto nel fatto"),
            ("already-decided", "ha già deciso sul caso"),
            ("is-of-the-family", "è della famiglia dello studente"),
        ];
        let fields = vec![
            one("leaves", "Chi lascia il posto", people(self.session, leaving, false)),
            one("why", "Perché", chosen(&why)),
        ];
        self.with(form, &[("appeal", number)], fields)
    }

    fn sit(&self, number: FactNumber, appeal: &Appeal) -> ActForm {
        let form = self.form("sit", "Registra la seduta", "Registra la seduta");
        let intro = "Senza il numero legale, o senza chi presiede, la seduta è deserta: si registra, e non vi si decide."
            .to_owned();
        let fields = vec![
            Field { value: moment_of(appeal), ..moment("at", "Quando è cominciata") },
            many("present", "Presenti", people(self.session, Self::members(appeal), true)),
            self.parties_field("heard", "Sentiti", Some(appeal.filing.said.by)),
        ];
        self.with(ActForm { intro, ..form }, &[("appeal", number)], fields)
    }

    fn rule(&self, number: FactNumber, appeal: &Appeal, present: &[PersonId]) -> ActForm {
        let form = self.form("rule", "Registra la decisione", "Registra la decisione");
        let intro = "Chi è presente vota, e nessuno si astiene; a parità prevale il voto di chi presiede. L’esito scritto è \
                     quello votato, con i motivi."
            .to_owned();
        let outcomes = [
            ("confirm", "conferma la sanzione"),
            ("confirm-in-part", "conferma in parte"),
            ("annul", "annulla e rinvia a chi ha deciso"),
        ];
        let mut fields = self.votes(present);
        fields.push(one("outcome", "Esito", chosen(&outcomes)));
        if let Some(decision) = self.file.case.decisions.get(&appeal.filing.said.of) {
            fields.push(one("left", "Se conferma in parte, che cosa resta", left(decision)));
            if !decision.measure.exclusions.is_empty() {
                fields.push(tick("without_exclusions", "Senza le esclusioni", false));
            }
            if decision.measure.repair.is_some() {
                fields.push(tick("without_repair", "Senza la riparazione", false));
            }
        }
        fields.push(optional(text("defect", "Se annulla, il vizio da rimuovere")));
        fields.push(text("reasons", "Motivi"));
        self.with(ActForm { intro, ..form }, &[("appeal", number)], fields)
    }

    /// One list for each vote; three numbers, where the vote is secret.
    fn votes(&self, present: &[PersonId]) -> Vec<Field> {
        let of = [
            ("votes-confirm", "Votano per confermare"),
            ("votes-in-part", "Votano per confermare in parte"),
            ("votes-annul", "Votano per annullare"),
        ];
        match self.session.regulation.guarantee_vote(self.session.today) {
            VoteForm::Open => {
                let present = people(self.session, present.iter().copied(), false);
                of.map(|(name, label)| many(name, label, present.clone())).to_vec()
            }
            VoteForm::Secret => {
                let casting =
                    [("confirm", "conferma"), ("confirm-in-part", "in parte"), ("annul", "annulla")];
                let mut casting = chosen(&casting);
                casting.insert(0, nothing("non c’è parità"));
                let mut fields = of.map(|(name, label)| number(name, label, 0)).to_vec();
                fields.push(optional(one("casting", "A parità, il voto di chi presiede", casting)));
                fields.push(Field { value: "true".to_owned(), ..tick("secret", "Voto segreto", true) });
                fields
            }
        }
    }

    fn tell(&self, number: FactNumber, appeal: &Appeal) -> ActForm {
        let form = self.form("tell", "Comunica l’esito", "Comunica");
        let intro = match &appeal.ruling {
            Some(_) => {
                "Il termine per il reclamo al direttore dell’Ufficio scolastico regionale decorre dalla comunicazione."
            }
            None => {
                "I dieci giorni sono passati senza decisione: la sanzione è confermata, e il termine per il reclamo è già \
                 cominciato."
            }
        };
        let to = self.parties_field("to", "A chi", Some(appeal.filing.said.by));
        let form = ActForm { intro: intro.to_owned(), ..form };
        self.with(form, &[("appeal", number)], vec![to, protocol()])
    }

    /// What is left of a suspended sanction: a day for each, or the days in a line.
    fn resume(&self) -> Option<ActForm> {
        let of = guarantee::to_resume(self.file, self.session.today)?;
        let decision = self.file.case.decisions.get(&of)?;
        let form = self.form("resume", "Riprendi la sanzione", "Riprendi");
        let tomorrow = self.session.today.tomorrow().unwrap_or(self.session.today);
        let mut fields: Vec<Field> = match decision.left() {
            Some(left) if left <= DAYS.len() => {
                let each = DAYS.into_iter().take(left);
                each.map(|name| Field { value: String::new(), ..day(name, "Giorno", tomorrow) }).collect()
            }
            Some(_) | None => {
                vec![optional(line("days", "Giorni (per esempio 2025-12-09, 2025-12-10)"))]
            }
        };
        fields.push(self.parties_field("to", "A chi si comunica", None));
        fields.push(protocol());
        Some(self.with(form, &[("of", of)], fields))
    }
}

fn moment_of(appeal: &Appeal) -> String {
    appeal.convened().map(|act| act.said.sits_at.to_string()).unwrap_or_default()
}

/// What may be left of a sanction: as many days as it had, or fewer, or none.
fn left(decision: &Decision) -> Vec<Chosen> {
    let mut left = vec![choice("same", "la stessa sanzione, senza ciò che qui sotto si toglie")];
    if let Some(days) = decision.measure.sanction.days() {
        left.extend((1..days).rev().map(|days| choice(days, format!("allontanamento per {days} giorni"))));
    }
    if decision.measure.sanction.removes() {
        left.push(choice("written-admonition", Sanction::WrittenAdmonition.italian()));
    }
    left
}
