//! The decision: of one person, or of a council that is convened first.

use std::collections::BTreeSet;

use registro_domain::case::{Act, Body, Convocation, Sanction, Seat};
use registro_domain::ids::PersonId;
use registro_domain::people::Office;

use super::Forms;
use super::fields::{
    charge_field, choice, day, exclusions_field, intent_field, light_sanctions, line, many, moment, nothing,
    number, one, optional, people, text,
};
use crate::actor::Capacity;
use crate::docket::teachers;
use crate::pages::case_sent::body;
use crate::pages::sent::stored;
use crate::pages::views_cases::{ActForm, Field};
use crate::pages::views_duties::Chosen;

const COUNCILS: [Body; 3] = [Body::ClassCouncil, Body::InstituteCouncil, Body::ExamBoard];

impl Forms<'_> {
    pub(super) fn sitting(&self) -> Vec<ActForm> {
        let mut forms = Vec::new();
        let presides = matches!(self.capacity(), Capacity::Principal | Capacity::Deputy);
        if presides && !self.is_light_alone() {
            forms.push(self.convene());
        }
        if let Some(convened) = self.convened().filter(|_| presides) {
            forms.push(self.decide_together(convened));
            forms.push(self.acquit(Some(convened)));
        }
        if self.is_light() {
            forms.extend(self.decide_alone());
        }
        let dismiss = self.form("dismiss", "Archivia senza contestare", "Archivia");
        if self.docket.file.case.last_decision().is_none() {
            forms.push(self.with(dismiss, vec![text("reason", "Motivo")]));
        }
        forms
    }

    /// A fact of a, b, c, which no council decides.
    fn is_light_alone(&self) -> bool {
        let block = self.docket.charge.map(|charge| charge.block());
        block == Some(registro_domain::case::Block::Admonition)
    }

    /// The last convocation that a decision may rest on.
    pub(super) fn convened(&self) -> Option<&Act<Convocation>> {
        let case = &self.docket.file.case;
        let since = case.reopened_by().map(|ruling| ruling.number);
        case.convocations.last().filter(|act| since.is_none_or(|since| since < act.number))
    }

    fn convene(&self) -> ActForm {
        let bodies = COUNCILS.into_iter().map(|of| Chosen {
            selected: (of == Body::InstituteCouncil) == self.is_grave() && of != Body::ExamBoard,
            ..choice(body(of), of.italian())
        });
        let (directory, today) = (&self.session.directory, self.session.today);
        let class = self.docket.file.class;
        let heads =
            directory.people().filter(|profile| profile.holds_office(today, |it| it == Office::Principal));
        let heads = people(self.session, heads.map(|profile| profile.person), true);
        let teachers = people(self.session, teachers(directory, class, today), true);
        let student = self.docket.file.student;
        let mates: BTreeSet<PersonId> = directory
            .class_on(class, today)
            .iter()
            .map(|mate| mate.person)
            .filter(|mate| *mate != student)
            .collect();
        let parents: BTreeSet<PersonId> = mates
            .iter()
            .filter_map(|mate| directory.person(*mate))
            .flat_map(|mate| mate.guardians_on(today).collect::<Vec<_>>())
            .collect();
        let form = self.form("convene", "Convoca il consiglio", "Convoca");
        let intro = "Tutti i docenti della classe, due genitori e due studenti eletti; chi è coinvolto nel fatto o è della \
                     famiglia è sostituito."
            .to_owned();
        let fields = vec![
            one("body", "Organo", bodies.collect()),
            moment("sits_at", "Giorno e ora della seduta"),
            many("president", "Presiede", heads),
            many("teachers", "Docenti", teachers),
            many("parents", "Genitori eletti", people(self.session, parents, false)),
            many("students", "Studenti eletti", people(self.session, mates, false)),
        ];
        ActForm { intro, ..self.with(form, fields) }
    }

    fn decide_together(&self, convened: &Act<Convocation>) -> ActForm {
        let members = convened.said.members.iter().map(|member| member.person);
        let mut presidents = convened.said.members.iter().filter(|member| member.seat == Seat::President);
        let chair = presidents.next().map(|member| member.person);
        let mut sanctions = vec![
            choice("removal", "allontanamento dalle lezioni, in giorni"),
            choice("community-removal", "allontanamento dalla comunità scolastica, in giorni"),
            choice("until-end", "allontanamento fino al termine delle lezioni"),
            choice("until-end-excluded", "lo stesso, con esclusione dallo scrutinio"),
            choice(stored(&Sanction::ExcludedFromSession), Sanction::ExcludedFromSession.italian()),
        ];
        sanctions.extend(light_sanctions());
        let plans = vec![
            nothing("nessuno"),
            choice("reflection", "riflessione a scuola"),
            choice("citizenship", "cittadinanza presso un ente"),
            choice("school-community", "per la comunità scolastica, senza un ente"),
            choice("recovery", "percorso di recupero"),
        ];
        let form = self.form("decide-together", "Registra la delibera del consiglio", "Registra la delibera");
        let hidden = vec![("body", body(convened.said.body))];
        let hidden = hidden.into_iter().chain(chair.map(|chair| ("chair", chair.to_string()))).collect();
        let fields = vec![
            charge_field(self.docket.charge),
            one("sanction", "Sanzione", sanctions),
            optional(number("days", "Giorni", "")),
            optional(day("from", "Dal giorno", self.session.today)),
            exclusions_field(),
            one("plan", "Piano di attività", plans),
            optional(line("host", "Ente ospitante, o perché non ce n’è, o con chi")),
            optional(line("agreement", "Convenzione")),
            many(
                "guides",
                "Docenti che guidano la riflessione",
                people(self.session, self.class_teachers(), false),
            ),
            optional(number("hours", "Ore di attività", "")),
            intent_field(),
            optional(line("mitigating", "Attenuanti")),
            optional(line("aggravating", "Aggravanti")),
            many("present", "Presenti", people(self.session, members, true)),
            number("favour", "Voti a favore", ""),
            number("against", "Voti contrari", "0"),
            optional(text("reasons", "Motivazione")),
            optional(text("evidence", "Oltre i quindici giorni: elementi concreti e precisi")),
            optional(text("no_reintegration", "Oltre i quindici giorni: perché non può essere reinserito")),
        ];
        ActForm { hidden, ..self.with(form, fields) }
    }

    fn class_teachers(&self) -> BTreeSet<PersonId> {
        teachers(&self.session.directory, self.docket.file.class, self.session.today)
    }

    fn acquit(&self, convened: Option<&Act<Convocation>>) -> ActForm {
        let form = self.form("acquit", "Registra che non c’è nulla da sanzionare", "Registra");
        let reasons = text("reasons", "Motivazione");
        match convened {
            Some(convened) => {
                let members = convened.said.members.iter().map(|member| member.person);
                let fields = vec![
                    many("present", "Presenti", people(self.session, members, true)),
                    number("favour", "Voti per il proscioglimento", ""),
                    number("against", "Voti contrari", "0"),
                    reasons,
                ];
                ActForm { hidden: vec![("body", body(convened.said.body))], ..self.with(form, fields) }
            }
            None => {
                let hidden = self.alone().map(|alone| ("body", body(alone))).into_iter().collect();
                ActForm { hidden, ..self.with(form, vec![reasons]) }
            }
        }
    }

    /// As what the person decides alone.
    fn alone(&self) -> Option<Body> {
        match self.capacity() {
            Capacity::Principal => Some(Body::Principal),
            Capacity::Deputy => Some(Body::Deputy),
            Capacity::SiteLead => Some(Body::SiteLead),
            Capacity::Teacher if self.coordinates() => Some(Body::Coordinator),
            Capacity::Teacher => Some(Body::Teacher),
            Capacity::Secretariat
            | Capacity::Guardian
            | Capacity::Student
            | Capacity::Dpo
            | Capacity::Auditor
            | Capacity::Technician
            | Capacity::Support => None,
        }
    }

    fn decide_alone(&self) -> Vec<ActForm> {
        let Some(alone) = self.alone() else { return Vec::new() };
        let form = self.form("decide", "Decidi la sanzione", "Decidi");
        let intro = format!("Come {}. Nessuna sanzione è automatica.", alone.italian());
        let repairs = self.docket.band.is_some_and(|band| band.repair);
        let mut fields =
            vec![charge_field(self.docket.charge), one("sanction", "Sanzione", light_sanctions())];
        if !self.is_light_alone() {
            fields.push(exclusions_field());
        }
        if repairs {
            let on = Field {
                value: String::new(),
                ..day("repair_on", "Giorno della riparazione", self.session.today)
            };
            fields.extend([
                optional(on),
                optional(line("repair_what", "Che cosa ripara")),
                optional(line("repair_cents", "Oppure risarcisce, in euro")),
            ]);
        }
        fields.extend([
            intent_field(),
            optional(line("mitigating", "Attenuanti")),
            optional(line("aggravating", "Aggravanti")),
            optional(text("reasons", "Motivazione")),
        ]);
        let decide = ActForm { intro, hidden: vec![("body", body(alone))], ..self.with(form, fields) };
        let acquit = self.convened().is_none().then(|| self.acquit(None));
        std::iter::once(decide).chain(acquit).collect()
    }
}
