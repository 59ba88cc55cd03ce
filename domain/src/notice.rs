//! A notice on the board (`bacheca`): who published what to whom, and what became of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::duty::DutyKind;
use crate::ids::{ClassId, NoticeId, PersonId};
use crate::norm::Norm;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeEvent {
    #[serde(rename = "notice-published.v1")]
    Published {
        notice: NoticeId,
        on: Date,
        kind: NoticeKind,
        /// Of a circular, or of a notice that was protocolled.
        protocol: Option<Text>,
        title: Text,
        body: Text,
        audience: Audience,
        /// Who was in the audience on that day. Fixed: who comes later is not told of it.
        recipients: Vec<PersonId>,
        /// The one student whom it identifies. Then it goes to her, to who answers for her, and to nobody else.
        student: Option<PersonId>,
        asks: Asks,
        /// The duty that it fulfils.
        fulfils: Option<DutyKind>,
        because: Vec<Norm>,
    },
    #[serde(rename = "notice-corrected.v1")]
    Corrected {
        notice: NoticeId,
        on: Date,
        withdrawn_title: Text,
        withdrawn_body: Text,
        title: Text,
        body: Text,
        reason: Text,
        because: Vec<Norm>,
    },
    /// Still there for its recipients, marked as withdrawn.
    #[serde(rename = "notice-withdrawn.v1")]
    Withdrawn { notice: NoticeId, on: Date, reason: Text, because: Vec<Norm> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// `Circolare`.
    Circular,
    /// `Avviso`.
    Notice,
    /// `Comunicazione alla famiglia`.
    Family,
}

/// Who a notice is for, by role and by place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    School {
        roles: Vec<Role>,
    },
    Classes {
        classes: Vec<ClassId>,
        roles: Vec<Role>,
    },
    /// The student, if of age, and who answers for her that day.
    Family {
        student: PersonId,
    },
    Persons {
        persons: Vec<PersonId>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Guardians,
    Students,
    Teachers,
    Offices,
}

/// What the recipients are asked for, and by when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    Nothing,
    /// `Presa visione`.
    Acknowledgement {
        by: Option<Date>,
    },
    /// A form to return: yes or no.
    Answer {
        by: Option<Date>,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How many events there were: the version of the next one.
    pub length: u32,
}

pub fn evolve(mut state: Notice, _event: &NoticeEvent) -> Notice {
    state.length += 1;
    state
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match *self {}
    }

    pub fn norm(&self) -> Norm {
        match *self {}
    }
}

pub fn decide(_state: &Notice, command: &Command) -> Result<Vec<NoticeEvent>, Rejection> {
    match *command {}
}
