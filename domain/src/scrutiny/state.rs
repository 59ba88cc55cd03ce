//! What is known of a scrutiny, and how each event changes it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::credit::Band;
use super::event::ScrutinyEvent;
use super::grade::{Average, WholeGrade};
use super::{EssayOutcome, EssayTerm, Outcome};
use crate::ids::{PersonId, Protocol, SubjectCode};
use crate::text::Text;

/// A class's scrutiny of one period, as the rules need it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scrutiny {
    /// How many events there were: the version of the next one.
    pub length: u32,
    pub opening: Option<Opening>,
    /// Where the dossiers were read, since the last opening.
    pub dossier: Option<u64>,
    pub students: BTreeMap<PersonId, Judged>,
    pub standing: Standing,
    /// The day from which families see what was published last.
    pub visible_from: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The days of the period, both included.
    pub covers_from: Date,
    pub covers_to: Date,
    pub sits_on: Date,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    #[default]
    Open,
    Closed {
        on: Date,
        protocol: Protocol,
        /// Whether a suspended judgement was taken up since: it wants minutes of its own.
        resumed: bool,
        published: bool,
    },
    /// To be corrected, and closed again.
    Reopened,
}

/// What was said of one student.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub proposals: BTreeMap<SubjectCode, Proposal>,
    pub behaviour_proposed: Option<(WholeGrade, Text)>,
    pub grades: BTreeMap<SubjectCode, WholeGrade>,
    pub behaviour: Option<Behaviour>,
    pub credit: Option<(u8, Average, Band)>,
    pub activity: Option<Text>,
    pub essay: Option<Essay>,
    /// The last outcome, as long as nothing that it rests on was deliberated again.
    pub outcome: Option<Deliberated>,
    /// The subjects for which the judgement was suspended, if it ever was: none of them, for an essay only.
    pub suspended: Option<BTreeSet<SubjectCode>>,
    pub cards: Vec<(Date, Protocol)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub by: PersonId,
    pub value: WholeGrade,
    pub average: Option<Average>,
    pub reason: Option<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behaviour {
    pub value: WholeGrade,
    pub reasons: Text,
    pub sub_iudice: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Essay {
    pub topic: Text,
    pub term: EssayTerm,
    pub assessed: Option<EssayOutcome>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliberated {
    pub outcome: Outcome,
    pub reasons: Option<Text>,
}

impl Scrutiny {
    /// The day on which it was closed, unless it was reopened: from then on the grades of its days are frozen.
    pub fn closed_on(&self) -> Option<Date> {
        match self.standing {
            Standing::Closed { on, .. } => Some(on),
            Standing::Open | Standing::Reopened => None,
        }
    }

    /// Whether a day is of the period that it looks at.
    pub fn covers(&self, day: Date) -> bool {
        self.opening.is_some_and(|opening| opening.covers_from <= day && day <= opening.covers_to)
    }

    /// The day on which the council sits, once it is called.
    pub fn sits_on(&self) -> Option<Date> {
        self.opening.map(|opening| opening.sits_on)
    }

    /// Whether families may see what was published, on a day.
    pub fn is_visible_on(&self, day: Date) -> bool {
        self.visible_from.is_some_and(|from| from <= day)
    }

    /// Whether it is closed, and a judgement that it suspended is not taken up to its end.
    pub fn awaits_resolutions(&self) -> bool {
        self.closed_on().is_some() && self.students.values().any(Judged::awaits_resolution)
    }

    fn of(&mut self, student: PersonId) -> &mut Judged {
        self.students.entry(student).or_default()
    }

    /// Of a closed scrutiny: something that only a suspended judgement waited for was done.
    fn resume(&mut self) {
        if let Standing::Closed { resumed, .. } = &mut self.standing {
            *resumed = true;
        }
    }
}

impl Judged {
    /// Whether the judgement is suspended and nobody took it up to its end.
    pub fn awaits_resolution(&self) -> bool {
        let is_open = |last: &Deliberated| matches!(last.outcome, Outcome::Suspended { .. });
        self.suspended.is_some() && self.outcome.as_ref().is_none_or(is_open)
    }

    pub fn essay_passed(&self) -> bool {
        self.essay.as_ref().is_some_and(|essay| essay.assessed == Some(EssayOutcome::Passed))
    }

    /// The average of the subjects and of behaviour, once both are deliberated.
    pub fn average(&self) -> Option<Average> {
        let behaviour = self.behaviour.as_ref()?.value;
        if self.grades.is_empty() {
            return None;
        }
        Average::of(self.grades.values().copied().chain([behaviour]))
    }
}

pub fn evolve(mut state: Scrutiny, event: &ScrutinyEvent) -> Scrutiny {
    state.length += 1;
    match event {
        ScrutinyEvent::Opened { covers_from, covers_to, sits_on, .. } => {
            let (covers_from, covers_to, sits_on) = (*covers_from, *covers_to, *sits_on);
            state.opening = Some(Opening { covers_from, covers_to, sits_on });
        }
        ScrutinyEvent::GradeProposed { student, subject, by, value, average, reason, .. } => {
            let proposal = Proposal { by: *by, value: *value, average: *average, reason: reason.clone() };
            state.of(*student).proposals.insert(subject.clone(), proposal);
        }
        ScrutinyEvent::BehaviourProposed { student, value, reasons, .. } => {
            state.of(*student).behaviour_proposed = Some((*value, reasons.clone()));
        }
        ScrutinyEvent::DossierFrozen { read_at, .. } => state.dossier = Some(*read_at),
        ScrutinyEvent::GradesDeliberated { student, grades, .. } => {
            let judged = state.of(*student);
            let given = grades.iter().map(|given| (given.subject.clone(), given.value));
            judged.grades = given.collect();
            (judged.outcome, judged.credit) = (None, None);
            state.resume();
        }
        ScrutinyEvent::BehaviourDeliberated { student, value, reasons, sub_iudice, .. } => {
            let behaviour = Behaviour { value: *value, reasons: reasons.clone(), sub_iudice: *sub_iudice };
            let judged = state.of(*student);
            judged.behaviour = Some(behaviour);
            (judged.outcome, judged.credit) = (None, None);
        }
        ScrutinyEvent::CreditDeliberated { student, average, band, points, .. } => {
            state.of(*student).credit = Some((*points, *average, *band));
            state.resume();
        }
        ScrutinyEvent::ActivityAssigned { student, activity, .. } => {
            state.of(*student).activity = Some(activity.clone());
        }
        ScrutinyEvent::EssayAssigned { student, topic, term, .. } => {
            let essay = Essay { topic: topic.clone(), term: *term, assessed: None };
            state.of(*student).essay = Some(essay);
        }
        ScrutinyEvent::EssayAssessed { student, outcome, .. } => {
            if let Some(essay) = &mut state.of(*student).essay {
                essay.assessed = Some(*outcome);
            }
            state.resume();
        }
        ScrutinyEvent::AdmissionDeliberated { student, outcome, reasons, .. } => {
            let judged = state.of(*student);
            if let Outcome::Suspended { subjects, .. } = outcome {
                judged.suspended = Some(subjects.clone());
            }
            judged.outcome = Some(Deliberated { outcome: outcome.clone(), reasons: reasons.clone() });
            state.resume();
        }
        ScrutinyEvent::Closed { on, protocol, .. } => {
            let (on, protocol) = (*on, *protocol);
            state.standing = Standing::Closed { on, protocol, resumed: false, published: false };
        }
        ScrutinyEvent::Reopened { .. } => {
            state.standing = Standing::Reopened;
            state.dossier = None;
        }
        ScrutinyEvent::Published { visible_from, .. } => {
            state.visible_from = Some(*visible_from);
            if let Standing::Closed { published, .. } = &mut state.standing {
                *published = true;
            }
        }
        ScrutinyEvent::CardIssued { student, on, protocol, .. } => {
            state.of(*student).cards.push((*on, *protocol));
        }
    }
    state
}
