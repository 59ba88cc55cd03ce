//! Why somebody could read something at some moment: each relation that entitles to it, and whether she had it then.

use registro_domain::consultation::{Opened, Scope};
use registro_domain::ids::PersonId;
use registro_domain::norm::Norm;
use registro_domain::people::{Profile, Responsibility};
use registro_domain::text::italian_day;
use serde::Serialize;

use super::table::{norm, readers};
use super::{About, Asking, Matter, Relation};
use crate::sentence::{relation_name, whose};

/// The answer to "why could she read it?".
#[derive(Debug, Serialize)]
pub struct Explanation {
    pub allowed: bool,
    /// Whether she held the capacity that she acted in.
    pub holds_capacity: bool,
    pub matter: &'static str,
    pub norm: String,
    pub relations: Vec<Considered>,
}

/// A relation that entitles to read it.
#[derive(Debug, Serialize)]
pub struct Considered {
    pub relation: &'static str,
    pub held: bool,
    /// The facts behind it, in Italian.
    pub facts: Vec<String>,
}

/// Every relation that entitles to a matter, with the facts that make it or do not.
pub fn explain(asking: &Asking<'_>, matter: Matter, about: &About) -> Explanation {
    let holds_capacity = asking.agent.holds(asking.directory, asking.on());
    let considered = |relation: &Relation| Considered {
        relation: relation.italian(),
        held: holds_capacity && relation.holds(asking, about),
        facts: facts(*relation, asking, about),
    };
    let cited: Norm = norm(matter);
    Explanation {
        allowed: asking.may_read(matter, about),
        holds_capacity,
        matter: matter.italian(),
        norm: cited.citation().to_owned(),
        relations: readers(matter).iter().map(considered).collect(),
    }
}

fn facts(relation: Relation, asking: &Asking<'_>, about: &About) -> Vec<String> {
    let me = asking.directory.person(asking.agent.person);
    let student = about.student.and_then(|student| asking.directory.person(student));
    match relation {
        Relation::Family => student.map(|student| of_family(student, asking)).unwrap_or_default(),
        Relation::ClassTeacher | Relation::Coordinator | Relation::Teacher => {
            me.map(|me| of_teacher(me, student, asking)).unwrap_or_default()
        }
        Relation::Principal
        | Relation::Deputy
        | Relation::SiteLead
        | Relation::Secretariat
        | Relation::Dpo
        | Relation::Auditor => me.map(|me| offices(me, asking)).unwrap_or_default(),
        Relation::DpoWithReason | Relation::AuditorWithReason | Relation::SupportAdmitted => {
            let asked = student.filter(|it| asking.directory.has_open_request(it.person));
            let asked = asked.map(|_| "richiesta dell’interessato aperta".to_owned());
            let opened = asking.consultations().map(|opened| consultation(opened, asking));
            asked.into_iter().chain(opened).collect()
        }
        Relation::Herself | Relation::Named | Relation::NamedTeacher | Relation::Community => Vec::new(),
    }
}

fn of_family(student: &Profile, asking: &Asking<'_>) -> Vec<String> {
    let mine = |held: &&Responsibility| held.guardian == asking.agent.person;
    let mut facts: Vec<String> = student
        .guardians
        .iter()
        .filter(mine)
        .map(|held| {
            let ends = held.until.map(|until| format!(" fino al {}", italian_day(until))).unwrap_or_default();
            let limits = held.limits.iter().map(|limit| {
                let until = limit.until.map_or("senza termine".to_owned(), italian_day);
                format!("; limitata dal giudice dal {} ({until})", italian_day(limit.from))
            });
            let since = italian_day(held.from);
            format!("{} dal {since}{ends}{}", relation_name(held.relation), limits.collect::<String>())
        })
        .collect();
    if let Some(of_age) = student.comes_of_age(asking.on(), asking.regulation) {
        facts.push(format!("maggiore età: {}", italian_day(of_age)));
    }
    facts.extend(student.objections.iter().map(|it| format!("opposizione dal {}", italian_day(it.from))));
    facts
}

fn of_teacher(me: &Profile, student: Option<&Profile>, asking: &Asking<'_>) -> Vec<String> {
    let class = student.and_then(|student| student.class_on(asking.on()));
    let label = |class| asking.directory.class_label(class);
    let of_student = class.map(|class| format!("classe dello studente: {}", label(class)));
    let chairs = me.chairs_on(asking.on()).map(|chair| {
        let subject = asking.directory.school.subjects.get(&chair.subject);
        let subject = subject.map_or_else(|| chair.subject.to_string(), ToString::to_string);
        format!("cattedra di {subject} in {}", label(chair.class))
    });
    of_student.into_iter().chain(chairs).chain(offices(me, asking)).collect()
}

fn offices(me: &Profile, asking: &Asking<'_>) -> Vec<String> {
    let held = me
        .offices
        .iter()
        .filter(|held| held.from <= asking.on() && held.until.is_none_or(|until| asking.on() <= until));
    held.map(|held| {
        let what = crate::sentence::office_name(held.what, asking.directory);
        format!("{what} dal {}", italian_day(held.from))
    })
    .collect()
}

fn consultation(opened: &Opened, asking: &Asking<'_>) -> String {
    let of: PersonId = opened.by;
    let (by, until) = (asking.directory.name(of), italian_day(opened.until.date()));
    let scope: Scope = opened.scope;
    let data = whose(scope, asking.directory);
    format!("dati {data}, fino al {until}, motivo di {by}: {}", opened.reason)
}
