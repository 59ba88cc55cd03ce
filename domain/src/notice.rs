//! A notice on the board (`bacheca`): who published what to whom, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::duty::DutyKind;
use crate::ids::{ClassId, NoticeId, PersonId};
use crate::norm::Norm;
use crate::text::{Text, italian_day, on_day};

/// The most recipients that one event names. The others follow in events of their own, in the same append.
///
/// The log keeps no record over 65,535 bytes; these stay under half of that. A recipient costs some 17 bytes of the event
/// and as many of what its envelope is about, and as much again for each child for whom she answers: 200 parents of two
/// children are 20 kB, and the longest text is 10,000 characters.
pub const RECIPIENTS_AT_ONCE: usize = 200;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeEvent {
    #[serde(rename = "notice-published.v1")]
    Published {
        notice: NoticeId,
        on: Date,
        author: PersonId,
        kind: NoticeKind,
        matter: Matter,
        /// Of a circular, or of a notice that was protocolled.
        protocol: Option<Text>,
        title: Text,
        body: Text,
        audience: Audience,
        /// Who was in the audience on that day, up to [`RECIPIENTS_AT_ONCE`]: the others are in the events `Addressed`
        /// that follow. Fixed: who comes later is not told of it.
        recipients: Vec<Recipient>,
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
        student: Option<PersonId>,
        recipients: Vec<PersonId>,
        withdrawn_title: Text,
        withdrawn_body: Text,
        title: Text,
        body: Text,
        reason: Text,
        because: Vec<Norm>,
    },
    /// Still there for its recipients, marked as withdrawn.
    #[serde(rename = "notice-withdrawn.v1")]
    Withdrawn {
        notice: NoticeId,
        on: Date,
        student: Option<PersonId>,
        recipients: Vec<PersonId>,
        reason: Text,
        because: Vec<Norm>,
    },
    /// More recipients of what the event before tells: of the notice, of its correction or of its withdrawal.
    #[serde(rename = "notice-addressed.v1")]
    Addressed {
        notice: NoticeId,
        on: Date,
        tells: Tells,
        recipients: Vec<Recipient>,
        student: Option<PersonId>,
        because: Vec<Norm>,
    },
}

/// What recipients are told, as far as their own boards show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tells {
    Published { author: PersonId, kind: NoticeKind, protocol: Option<Text>, title: Text, asks: Asks },
    Corrected { title: Text },
    Withdrawn,
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

/// What a notice is about. All but the first is about one student, and goes to nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// The school's life: timetables, meetings, trips.
    General,
    /// A student's absences, delays, hours.
    Attendance,
    /// A student's conduct.
    Discipline,
    /// A student's certification, plan or working group (`PEI`, `PDP`, `GLO`).
    Inclusion,
    /// Anything else about a student.
    Personal,
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

/// One of the audience, with those for whom she answers if an answer is asked: a parent for her children who are in
/// it, an adult student or a teacher for herself, a minor for nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub person: PersonId,
    pub answers_for: Vec<PersonId>,
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

impl Asks {
    /// The last day for what is asked.
    pub fn by(self) -> Option<Date> {
        match self {
            Asks::Nothing => None,
            Asks::Acknowledgement { by } | Asks::Answer { by } => by,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Notice {
    #[default]
    Unknown,
    Posted(Box<Posted>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub notice: NoticeId,
    pub on: Date,
    pub author: PersonId,
    /// As it reads now.
    pub draft: Draft,
    pub recipients: Vec<Recipient>,
    pub withdrawn: Option<Date>,
}

/// What its author writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub kind: NoticeKind,
    pub matter: Matter,
    pub protocol: Option<Text>,
    pub title: Text,
    pub body: Text,
    pub audience: Audience,
    pub student: Option<PersonId>,
    pub asks: Asks,
    pub fulfils: Option<DutyKind>,
}

/// What one recipient is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub asks: Asks,
    pub answers_for: Vec<PersonId>,
    pub withdrawn: Option<Date>,
}

impl Posted {
    /// What this person is asked for; none if the notice is not for her.
    pub fn asked(&self, person: PersonId) -> Option<Asked> {
        let recipient = self.recipients.iter().find(|recipient| recipient.person == person)?;
        let answers_for = recipient.answers_for.clone();
        Some(Asked { asks: self.draft.asks, answers_for, withdrawn: self.withdrawn })
    }
}

pub fn evolve(before: Notice, event: &NoticeEvent) -> Notice {
    if let NoticeEvent::Published {
        notice,
        on,
        author,
        kind,
        matter,
        protocol,
        title,
        body,
        audience,
        recipients,
        student,
        asks,
        fulfils,
        ..
    } = event
    {
        let draft = Draft {
            kind: *kind,
            matter: *matter,
            protocol: protocol.clone(),
            title: title.clone(),
            body: body.clone(),
            audience: audience.clone(),
            student: *student,
            asks: *asks,
            fulfils: *fulfils,
        };
        let (notice, on, author, recipients) = (*notice, *on, *author, recipients.clone());
        return Notice::Posted(Box::new(Posted { notice, on, author, draft, recipients, withdrawn: None }));
    }
    let Notice::Posted(mut posted) = before else { return before };
    match event {
        NoticeEvent::Published { .. } => {}
        NoticeEvent::Corrected { title, body, .. } => {
            posted.draft.title = title.clone();
            posted.draft.body = body.clone();
        }
        NoticeEvent::Withdrawn { on, .. } => posted.withdrawn = Some(*on),
        NoticeEvent::Addressed { tells: Tells::Published { .. }, recipients, .. } => {
            posted.recipients.extend_from_slice(recipients);
        }
        // The same people, told of what the event before has done.
        NoticeEvent::Addressed { tells: Tells::Corrected { .. } | Tells::Withdrawn, .. } => {}
    }
    Notice::Posted(posted)
}

/// What is asked of a notice. `named` are the enrolled students whom the text names, with the words that name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Publish {
        notice: NoticeId,
        on: Date,
        author: PersonId,
        draft: Draft,
        /// The audience of that day.
        recipients: Vec<Recipient>,
        /// The student whom it identifies, and who answers for her that day.
        family: BTreeSet<PersonId>,
        named: BTreeMap<PersonId, String>,
    },
    Correct {
        on: Date,
        title: Text,
        body: Text,
        reason: Text,
        named: BTreeMap<PersonId, String>,
    },
    Withdraw {
        on: Date,
        reason: Text,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("una circolare ha un numero di protocollo")]
    CircularWithoutProtocol,
    #[error("oggi nessuno fa parte dei destinatari scelti")]
    NobodyThere,
    #[error(
        "sono indicate {count} singole persone e se ne possono indicare al più {at_most}: a più persone si scrive per \
         classi o per tutta la scuola"
    )]
    TooManyPersons { count: usize, at_most: usize },
    #[error("il termine ({due}) viene prima della pubblicazione ({day})", due = italian_day(*by), day = italian_day(*on))]
    DueBefore { by: Date, on: Date },
    #[error(
        "una comunicazione alla famiglia, o su presenze, disciplina o situazioni di uno studente, indica lo studente e \
         va solo a lui e a chi ne risponde: non a una classe né alla scuola"
    )]
    ConcernsOneStudent,
    #[error("tra i destinatari c'è chi non è lo studente né {day} ne risponde", day = on_day(*on))]
    OutsideTheFamily { on: Date, person: PersonId },
    #[error(
        "il testo nomina uno studente («{words}»): una comunicazione a molti non fa riconoscere nessuno, e quella su uno \
         studente non ne nomina un altro"
    )]
    NamesAStudent { student: PersonId, words: String },
    #[error("l'adempimento riguarda uno studente, che va indicato")]
    DutyWithoutStudent,
    #[error("la comunicazione è già pubblicata con altri dati: si rettifica con un motivo")]
    AlreadyPublished,
    #[error("la comunicazione non è pubblicata")]
    NotPublished,
    #[error("la comunicazione è stata ritirata {day}", day = on_day(*on))]
    AlreadyWithdrawn { on: Date },
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::CircularWithoutProtocol => "circular-without-protocol",
            Rejection::NobodyThere => "nobody-there",
            Rejection::TooManyPersons { .. } => "too-many-persons",
            Rejection::DueBefore { .. } => "due-before",
            Rejection::ConcernsOneStudent => "concerns-one-student",
            Rejection::OutsideTheFamily { .. } => "outside-the-family",
            Rejection::NamesAStudent { .. } => "names-a-student",
            Rejection::DutyWithoutStudent => "duty-without-student",
            Rejection::AlreadyPublished => "already-published",
            Rejection::NotPublished => "not-published",
            Rejection::AlreadyWithdrawn { .. } => "already-withdrawn",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::CircularWithoutProtocol
            | Rejection::NobodyThere
            | Rejection::TooManyPersons { .. } => Norm::OnlyRegisterFunctions,
            Rejection::DueBefore { .. } => Norm::TwoTimes,
            Rejection::ConcernsOneStudent
            | Rejection::OutsideTheFamily { .. }
            | Rejection::NamesAStudent { .. } => Norm::NobodyNamedToMany,
            Rejection::DutyWithoutStudent => Norm::FamilyToldInWriting,
            Rejection::AlreadyPublished | Rejection::NotPublished | Rejection::AlreadyWithdrawn { .. } => {
                Norm::CorrectionWithReason
            }
        }
    }
}

mod decide;
pub use decide::decide;
#[cfg(test)]
mod tests;
