//! How does a class's scrutiny of a period stand, and what of it was published?

use std::collections::BTreeMap;

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::fact::{DomainEvent, Said};
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::scrutiny::{self, Judged, Scrutiny, ScrutinyEvent, ScrutinyPeriod};
use registro_eventlog::event::Position;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::model::{Column, Key, Kind, ReadModel};

pub struct Scrutinies;

/// One class's scrutiny of one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    pub class: ClassId,
    pub year: SchoolYear,
    pub period: ScrutinyPeriod,
    pub scrutiny: Scrutiny,
    /// When the dossiers were last frozen, and where they were read.
    pub frozen: Option<(Date, Position)>,
    /// Whether it was ever closed.
    pub was_closed: bool,
    /// In the order of publication: a corrected one takes the place of the one before from its own day on.
    pub published: Vec<Published>,
}

/// What families are told: the results as they stood when they were published last, and not as they are being
/// corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    pub on: Date,
    pub visible_from: Date,
    /// The act of publication.
    pub position: Position,
    /// Without proposals, which are not the council's.
    pub results: BTreeMap<PersonId, Judged>,
}

pub fn key(class: ClassId, period: ScrutinyPeriod) -> Key {
    Key::new(class.0).number(match period {
        ScrutinyPeriod::Interim => 0,
        ScrutinyPeriod::Final => 1,
    })
}

impl Minutes {
    /// What families see on a day: the last publication whose day has come.
    pub fn visible_on(&self, day: Date) -> Option<&Published> {
        self.published.iter().rfind(|published| published.visible_from <= day)
    }

    fn publish(&mut self, on: Date, visible_from: Date, position: Position) {
        let results = self.scrutiny.students.iter().map(|(student, judged)| {
            let mut judged = judged.clone();
            judged.proposals.clear();
            judged.behaviour_proposed = None;
            (*student, judged)
        });
        let published = Published { on, visible_from, position, results: results.collect() };
        self.published.push(published);
    }
}

fn said(event: &Event) -> Option<&ScrutinyEvent> {
    if let DomainEvent::Scrutiny(said) = &event.fact { Some(said) } else { None }
}

/// Whether an event is one of those that results are made of, once published.
pub fn is_of_results(event: &ScrutinyEvent) -> bool {
    match event {
        ScrutinyEvent::GradesDeliberated { .. }
        | ScrutinyEvent::BehaviourDeliberated { .. }
        | ScrutinyEvent::CreditDeliberated { .. }
        | ScrutinyEvent::ActivityAssigned { .. }
        | ScrutinyEvent::EssayAssigned { .. }
        | ScrutinyEvent::EssayAssessed { .. }
        | ScrutinyEvent::AdmissionDeliberated { .. }
        | ScrutinyEvent::CardIssued { .. } => true,
        ScrutinyEvent::Opened { .. }
        | ScrutinyEvent::GradeProposed { .. }
        | ScrutinyEvent::BehaviourProposed { .. }
        | ScrutinyEvent::DossierFrozen { .. }
        | ScrutinyEvent::Closed { .. }
        | ScrutinyEvent::Reopened { .. }
        | ScrutinyEvent::Published { .. } => false,
    }
}

impl ReadModel for Scrutinies {
    const NAME: &'static str = "scrutinies";
    const REVISION: u32 = 1;
    const COLUMNS: &'static [(&'static str, Kind)] = &[];
    const INDEXES: &'static [&'static str] = &[];
    type Row = Minutes;

    fn keys(event: &Event) -> Vec<Key> {
        let key_of = |said: &ScrutinyEvent| Some(key(said.class()?, said.period()));
        said(event).and_then(key_of).into_iter().collect()
    }

    fn fold(row: Option<Minutes>, _key: &Key, event: &Event) -> Option<Minutes> {
        let Some(said) = said(event) else { return row };
        let Some(class) = said.class() else { return row };
        let position = event.envelope.position;
        let mut row = row.unwrap_or_else(|| Minutes {
            class,
            year: SchoolYear::containing(said.effective_on()),
            period: said.period(),
            scrutiny: Scrutiny::default(),
            frozen: None,
            was_closed: false,
            published: Vec::new(),
        });
        row.scrutiny = scrutiny::evolve(row.scrutiny, said);
        match said {
            ScrutinyEvent::DossierFrozen { on, read_at, .. } => row.frozen = Some((*on, Position(*read_at))),
            ScrutinyEvent::Closed { .. } => row.was_closed = true,
            ScrutinyEvent::Reopened { .. } => row.frozen = None,
            ScrutinyEvent::Published { on, visible_from, .. } => row.publish(*on, *visible_from, position),
            // Of results that are published already: a card, an activity, the outcome of an essay.
            ScrutinyEvent::CardIssued { student, .. } | ScrutinyEvent::ActivityAssigned { student, .. } => {
                let judged = row.scrutiny.students.get(student).cloned();
                if let (Some(published), Some(judged)) = (row.published.last_mut(), judged) {
                    let told = published.results.entry(*student).or_default();
                    told.cards = judged.cards;
                    told.activity = judged.activity;
                }
            }
            ScrutinyEvent::Opened { .. }
            | ScrutinyEvent::GradeProposed { .. }
            | ScrutinyEvent::BehaviourProposed { .. }
            | ScrutinyEvent::GradesDeliberated { .. }
            | ScrutinyEvent::BehaviourDeliberated { .. }
            | ScrutinyEvent::CreditDeliberated { .. }
            | ScrutinyEvent::EssayAssigned { .. }
            | ScrutinyEvent::EssayAssessed { .. }
            | ScrutinyEvent::AdmissionDeliberated { .. } => {}
        }
        Some(row)
    }

    fn columns(_key: &Key, _row: &Minutes) -> Vec<Column> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
