//! The forms about what is contested of a case: the acts that may be done now, for who may do them.

mod body;
mod elsewhere;

use registro_domain::case::{Appeal, Decision};
use registro_domain::ids::{FactNumber, PersonId};
use registro_eventlog::event::CommandId;
use registro_projections::cases::CaseFile;

use super::case_forms::fields::{choice, line, many, moment, one, optional, people, protocol, text};
use super::views_cases::{ActForm, Field};
use super::views_duties::Chosen;
use super::views_family::Returned;
use crate::actor::Capacity;
use crate::guarantee::{self, Stage, stage};
use crate::identity::Session;

/// Who looks at which case, with what came back.
pub(super) struct Forms<'a> {
    pub session: &'a Session,
    pub file: &'a CaseFile,
    pub returned: Option<&'a Returned>,
}

/// What an appeal may complain of, as it is sent and as it is read.
pub(super) const GROUNDS: [(&str, &str); 4] = [
    ("procedure", "procedura non rispettata"),
    ("competence", "organo non competente"),
    ("reasons", "motivi mancanti o insufficienti"),
    ("merits", "merito della sanzione"),
];

impl Forms<'_> {
    /// The form that came back is shown open, or the first one.
    pub(super) fn all(&self) -> Vec<ActForm> {
        let mut all = Vec::new();
        all.extend(self.of_the_family());
        if let Some((number, appeal)) = self.current() {
            all.extend(self.of_the_appeal(number, appeal));
        }
        if self.is_office() {
            all.extend(self.on_paper());
            all.extend(self.elsewhere());
        }
        let open = self.returned.map(|returned| returned.form).or_else(|| all.first().map(|form| form.act));
        for form in &mut all {
            form.open = Some(form.act) == open;
        }
        all
    }

    /// The appeal about which something is to be done: the first that is pending, or the last one.
    pub(super) fn current(&self) -> Option<(FactNumber, &Appeal)> {
        let today = self.session.today;
        let appeals = || self.file.case.appeals.iter().map(|(number, appeal)| (*number, appeal));
        let pending =
            |it: &(FactNumber, &Appeal)| matches!(stage(self.file, it.1, today), Stage::Pending { .. });
        let awaits = |it: &(FactNumber, &Appeal)| guarantee::awaits(self.file, it.1, today);
        appeals().find(pending).or_else(|| appeals().rfind(awaits))
    }

    fn in_force(&self) -> Option<&Decision> {
        self.file.case.in_force().filter(|decision| !decision.communications.is_empty())
    }

    fn me(&self) -> PersonId {
        self.session.agent.person
    }

    /// Who keeps the files: the same whom the command admits.
    fn is_office(&self) -> bool {
        matches!(self.session.agent.capacity, Capacity::Principal | Capacity::Secretariat)
    }

    fn leads(&self) -> bool {
        self.session.agent.capacity == Capacity::Principal
    }

    fn presides(&self, appeal: &Appeal) -> bool {
        let Session { directory, today, regulation, .. } = self.session;
        self.leads()
            || appeal.president() == Some(self.me())
            || guarantee::president(directory, *today, regulation) == Some(self.me())
    }

    /// The student and who answers for her.
    fn parties(&self) -> Vec<PersonId> {
        let student = self.file.student;
        let known = self.session.directory.person(student);
        let guardians = known.into_iter().flat_map(|profile| profile.guardians_on(self.session.today));
        std::iter::once(student).chain(guardians).collect()
    }

    fn parties_field(&self, name: &'static str, label: &'static str, also: Option<PersonId>) -> Field {
        let mut parties = self.parties();
        parties.extend(also.filter(|person| !parties.contains(person)));
        many(name, label, people(self.session, parties, true))
    }

    fn form(&self, act: &'static str, title: &'static str, button: &'static str) -> ActForm {
        let command = CommandId::of_a_form().to_string();
        ActForm { act, command, title, button, ..ActForm::default() }
    }

    /// With its fields, each with what was written if it came back.
    fn with(&self, form: ActForm, hidden: &[(&'static str, FactNumber)], fields: Vec<Field>) -> ActForm {
        let came_back = self.returned.filter(|returned| returned.form == form.act);
        let fields = fields.into_iter().map(|mut field| {
            let written = came_back.and_then(|it| it.fields.iter().find(|(name, _)| *name == field.name));
            if let Some((_, value)) = written {
                field.value.clone_from(value);
            }
            field
        });
        let hidden = hidden.iter().map(|(name, number)| (*name, number.0.to_string())).collect();
        ActForm { fields: fields.collect(), hidden, ..form }
    }

    fn grounds_field() -> Field {
        many("grounds", "Di che cosa ci si duole", GROUNDS.map(|(name, label)| choice(name, label)).to_vec())
    }

    /// An appeal by the student or who answers for her, as long as nobody decided on one.
    fn of_the_family(&self) -> Vec<ActForm> {
        if !matches!(self.session.agent.capacity, Capacity::Guardian | Capacity::Student)
            || !self.parties().contains(&self.me())
        {
            return Vec::new();
        }
        let Some(decision) = self.in_force() else { return Vec::new() };
        let today = self.session.today;
        let of_it = || self.file.case.appeals.iter().filter(|(_, it)| it.filing.said.of == decision.number);
        let mine = of_it().find(|(_, it)| it.filing.said.by == self.me() && it.withdrawn.is_none());
        if let Some((number, appeal)) = mine {
            if !appeal.is_pending(today) {
                return Vec::new();
            }
            let form = self.form("withdraw", "Ritira il ricorso", "Ritira");
            let intro = "La sanzione riprende quando la scuola comunica i nuovi giorni.".to_owned();
            return vec![self.with(ActForm { intro, ..form }, &[("appeal", *number)], Vec::new())];
        }
        if of_it().any(|(_, it)| it.ruling.is_some() || it.is_lapsed(today)) {
            return Vec::new();
        }
        let form = self.form("file", "Presenta ricorso all’Organo di garanzia", "Presenta il ricorso");
        let intro = "Il ricorso sospende ciò che resta della sanzione. Dica i motivi: senza, il ricorso è accolto agli atti \
                     e l’organo ne tiene conto."
            .to_owned();
        let fields = vec![Self::grounds_field(), optional(text("text", "Motivi"))];
        vec![self.with(ActForm { intro, ..form }, &[("of", decision.number)], fields)]
    }

    /// What came in on paper.
    fn on_paper(&self) -> Vec<ActForm> {
        let Some(decision) = self.in_force() else { return Vec::new() };
        let form = self.form("file-paper", "Registra un ricorso presentato su carta o per posta", "Registra");
        let fields = vec![
            one("by", "Chi ricorre", people(self.session, self.parties(), false)),
            optional(line("interest", "Interesse, se non è lo studente né chi ne ha la responsabilità")),
            moment("at", "Quando è stato presentato"),
            Self::grounds_field(),
            optional(text("text", "Motivi")),
            protocol(),
        ];
        vec![self.with(form, &[("of", decision.number)], fields)]
    }
}

fn chosen(choices: &[(&str, &str)]) -> Vec<Chosen> {
    choices.iter().map(|(value, label)| choice(value, label)).collect()
}
