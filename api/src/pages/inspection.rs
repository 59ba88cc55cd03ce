//! The audit officer's desk: acts looked for, and the way to what they are about.

use std::fmt::Write as _;

use axum::extract::Query;
use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Profile;
use registro_domain::processing::Processing;
use registro_eventlog::event::Position;
use registro_projections::event::Event;
use serde::Deserialize;

use super::views_inspection::{ActRow, Choice, InspectionPage, Written};
use super::views_layout::Link;
use super::views_text::long_date;
use super::{address, frame};
use crate::actor::Capacity;
use crate::http::Web;
use crate::http::query;
use crate::http::replay::thing_of;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::replay::Thing;
use crate::search::{Answer, Found, Question, Unusual, search};
use crate::sentence;

/// What is looked for, as the form sends it: a field left empty says nothing.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    studente: Option<String>,
    classe: Option<String>,
    autore: Option<String>,
    tipo: Option<String>,
    norma: Option<String>,
    fatto_dal: Option<String>,
    fatto_al: Option<String>,
    dal: Option<String>,
    al: Option<String>,
    insolito: Option<String>,
    prima: Option<u64>,
}

fn filled(field: Option<&String>) -> Option<&str> {
    field.map(|written| written.trim()).filter(|written| !written.is_empty())
}

/// `GET /ispezione`.
pub(crate) async fn get(
    web: Web,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<InspectionPage, Problem> {
    let question = question(&session, &asked);
    let nothing = Answer { found: Vec::new(), next: None };
    let (answer, refused) = match &question {
        Ok(Some(question)) => (search(&web, &session, question).await?, None),
        // Who may not look for acts is not told what was wrong with her question.
        Ok(None) => {
            may_look(&web, &session).await?;
            (nothing, None)
        }
        Err(refusal) => {
            may_look(&web, &session).await?;
            (nothing, Some(frame::capital(&refusal.to_string())))
        }
    };
    let question = question.unwrap_or_default().unwrap_or_default();
    let written = |field: &Option<String>| field.clone().unwrap_or_default();
    Ok(InspectionPage {
        layout: frame::layout(&web, Some(&session), "Ispezione", address::INSPECTION),
        action: address::INSPECTION,
        refused,
        kinds: kinds(filled(asked.tipo.as_ref())),
        unusual: Unusual::ALL
            .map(|it| choice(it.name(), it.italian(), filled(asked.insolito.as_ref()) == Some(it.name())))
            .to_vec(),
        classes: classes(&session, filled(asked.classe.as_ref())),
        open: open(&session, &question),
        rows: answer.found.iter().map(|found| row(&session, found)).collect(),
        asked: asked.is_something(),
        unknown: asked.names_somebody() && !knows_everybody(&session),
        further: answer.next.map(|next| asked.further(next)),
        written: Written {
            student: written(&asked.studente),
            actor: written(&asked.autore),
            norm: written(&asked.norma),
            effective_from: written(&asked.fatto_dal),
            effective_to: written(&asked.fatto_al),
            recorded_from: written(&asked.dal),
            recorded_to: written(&asked.al),
        },
    })
}

/// Whether somebody has the desk at all: else there is no such page.
async fn may_look(web: &Web, session: &Session) -> Result<(), Refusal> {
    let first = Question { before: Some(Position(0)), limit: Some(1), ..Question::default() };
    search(web, session, &first).await.map(|_| ())
}

impl Asked {
    fn fields(&self) -> [(&'static str, Option<&str>); 10] {
        [
            ("studente", filled(self.studente.as_ref())),
            ("classe", filled(self.classe.as_ref())),
            ("autore", filled(self.autore.as_ref())),
            ("tipo", filled(self.tipo.as_ref())),
            ("norma", filled(self.norma.as_ref())),
            ("fatto_dal", filled(self.fatto_dal.as_ref())),
            ("fatto_al", filled(self.fatto_al.as_ref())),
            ("dal", filled(self.dal.as_ref())),
            ("al", filled(self.al.as_ref())),
            ("insolito", filled(self.insolito.as_ref())),
        ]
    }

    fn is_something(&self) -> bool {
        self.fields().iter().any(|(_, value)| value.is_some())
    }

    fn names_somebody(&self) -> bool {
        filled(self.studente.as_ref()).or(filled(self.autore.as_ref())).is_some()
    }

    /// The same question, from there on.
    fn further(&self, next: Position) -> String {
        let mut href = format!("{}?prima={}", address::INSPECTION, next.0);
        for (name, value) in self.fields() {
            if let Some(value) = value {
                let _ = write!(href, "&{name}={}", address::encoded(value));
            }
        }
        href
    }
}

/// None: it names nobody whom she may know of. That nobody is called so and that somebody is whom she may not read is one answer.
fn question(session: &Session, asked: &Asked) -> Result<Option<Question>, Refusal> {
    let day = |field: &Option<String>| filled(field.as_ref()).map(query::day).transpose();
    let class = filled(asked.classe.as_ref()).map(|written| {
        let class = written.parse().map(ClassId);
        class.map_err(|_| Refusal::Malformed("la classe non è fra quelle dell'elenco".to_owned()))
    });
    let unusual = filled(asked.insolito.as_ref()).map(|written| {
        let known = Unusual::ALL.into_iter().find(|it| it.name() == written);
        known.ok_or_else(|| Refusal::Malformed("la scelta non è fra quelle dell'elenco".to_owned()))
    });
    let mut question = Question {
        subject: class.transpose()?.map(|class| class.0),
        actor: None,
        kind: filled(asked.tipo.as_ref()).map(str::to_owned),
        norm: filled(asked.norma.as_ref()).map(str::to_owned),
        effective_from: day(&asked.fatto_dal)?,
        effective_to: day(&asked.fatto_al)?,
        recorded_from: day(&asked.dal)?,
        recorded_to: day(&asked.al)?,
        unusual: unusual.transpose()?,
        before: asked.prima.map(Position),
        limit: None,
    };
    // Names come last: a refusal of anything else is the same, whoever is named.
    if let Some(written) = filled(asked.studente.as_ref()) {
        if question.subject.is_some() {
            return Err(Refusal::Malformed("si indica uno studente, oppure una classe".to_owned()));
        }
        let is_hers = |profile: &Profile| is_student(profile) && session.may_see_student(profile.person);
        let student = meant(session, called(session, written, is_hers))?;
        let Some(PersonId(student)) = student else { return Ok(None) };
        question.subject = Some(student);
    }
    if let Some(written) = filled(asked.autore.as_ref()) {
        let actor = meant(session, called(session, written, |_| true))?;
        let Some(actor) = actor else { return Ok(None) };
        question.actor = Some(actor);
    }
    Ok(Some(question))
}

/// Whom a name means. Why it means nobody is told to who knows everybody's.
fn meant(session: &Session, called: Called) -> Result<Option<PersonId>, Refusal> {
    match called {
        Called::One(person) => Ok(Some(person)),
        Called::Nobody | Called::Several if knows_everybody(session) => called.only().map(Some),
        Called::Nobody | Called::Several => Ok(None),
    }
}

/// Whether the names of all the school are hers to know.
fn knows_everybody(session: &Session) -> bool {
    session.asking().may_read(Matter::PersonalRecord, &About::school())
}

pub(super) fn is_student(profile: &Profile) -> bool {
    !profile.enrolments.is_empty()
}

/// Who is called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    Nobody,
    One(PersonId),
    Several,
}

impl Called {
    /// The one person, or why there is none, for who may be told.
    pub(super) fn only(self) -> Result<PersonId, Refusal> {
        match self {
            Called::One(person) => Ok(person),
            Called::Several => {
                Err(Refusal::Malformed("più persone si chiamano così: si indica l’identificativo".to_owned()))
            }
            Called::Nobody => Err(Refusal::Malformed("nessuno si chiama così".to_owned())),
        }
    }
}

/// Who is called so, or has that identifier. Names are not offered: who asks knows whom she asks about.
pub(super) fn called(session: &Session, written: &str, is_sought: impl Fn(&Profile) -> bool) -> Called {
    let written = written.trim().to_lowercase();
    let is_called = |profile: &&Profile| {
        let (given, family) = (profile.given_name.as_str(), profile.family_name.as_str());
        let either = [format!("{family} {given}"), format!("{given} {family}"), profile.person.to_string()];
        is_sought(profile) && either.iter().any(|name| name.to_lowercase() == written)
    };
    let mut found = session.directory.people().filter(is_called);
    match (found.next(), found.next()) {
        (Some(only), None) => Called::One(only.person),
        (Some(_), Some(_)) => Called::Several,
        (None, _) => Called::Nobody,
    }
}

fn choice(value: &str, label: &str, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), chosen }
}

/// The kinds of acts, as the record of processing groups them.
fn kinds(chosen: Option<&str>) -> Vec<(String, Vec<Choice>)> {
    let catalogue = Processing::adopted();
    let groups = catalogue.activities().map(|(_, activity)| {
        let of = activity.kinds.iter().map(|kind| choice(kind, kind, Some(kind.as_str()) == chosen));
        (activity.title.clone(), of.collect())
    });
    groups.collect()
}

fn classes(session: &Session, chosen: Option<&str>) -> Vec<Choice> {
    let year = SchoolYear::containing(session.today);
    let classes = session.directory.school.classes.iter().filter(|(_, class)| class.year == year);
    let mut choices: Vec<Choice> = classes
        .map(|(id, class)| {
            let id = id.to_string();
            choice(&id, class.label.as_str(), Some(id.as_str()) == chosen)
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

/// The ways to what was asked about, played again.
fn open(session: &Session, question: &Question) -> Vec<Link> {
    let Some(subject) = question.subject else { return Vec::new() };
    let (student, class) = (PersonId(subject), ClassId(subject));
    if session.may_see_student(student) {
        let label = format!("Ripercorri {}", session.name(student));
        return vec![Link { label, href: address::inspect_student(student) }];
    }
    if session.directory.school.classes.contains_key(&class) && session.may_see_class(class) {
        let on = question.effective_from.unwrap_or(session.today);
        return vec![Link { label: day_label(session, class, on), href: address::inspect_class(class, on) }];
    }
    Vec::new()
}

fn day_label(session: &Session, class: ClassId, on: Date) -> String {
    format!("Ripercorri la giornata della {}, {}", session.directory.class_label(class), long_date(on))
}

fn row(session: &Session, Found { act, event }: &Found) -> ActRow {
    let event = event.as_ref();
    ActRow {
        number: act.position.0,
        href: event.map(|_| address::event(act.position)),
        effective: long_date(act.effective_on),
        recorded: frame::recorded_text(act.recorded_at),
        late: event.and_then(frame::late_text).map(|late| format!("{late} il fatto")),
        actor: event.map(|_| session.name(PersonId(act.actor.person))),
        capacity: Capacity::italian_of(&act.actor.capacity).to_owned(),
        what: match event {
            Some(event) => frame::capital(&sentence::act(&event.fact, &session.directory)),
            None => act.kind.clone(),
        },
        norms: frame::norms(&act.because),
        replaced: !act.superseded_by.is_empty(),
        replay: event.and_then(|event| replay(session, event)),
    }
}

/// The thing of an event, at that step.
fn replay(session: &Session, event: &Event) -> Option<Link> {
    let (label, href) = match thing_of(session, event)? {
        Thing::Case(case) => ("Ripercorri il caso", address::inspect_case(case)),
        Thing::ClassDay(class, on) => ("Ripercorri la giornata", address::inspect_class(class, on)),
        Thing::Student(student) => ("Ripercorri lo studente", address::inspect_student(student)),
    };
    let more = if href.contains('?') { '&' } else { '?' };
    let href = format!("{href}{more}evento={}", event.envelope.position.0);
    Some(Link { label: label.to_owned(), href })
}
