//! What one recipient did with one notice: opened, acknowledged (`presa visione`), answered.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{NoticeId, PersonId};
use crate::norm::Norm;
use crate::notice::{Asked, Asks};
use crate::text::on_day;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReceiptEvent {
    /// The first time.
    #[serde(rename = "notice-opened.v1")]
    Opened { notice: NoticeId, person: PersonId, on: Date, because: Vec<Norm> },
    #[serde(rename = "notice-acknowledged.v1")]
    Acknowledged { notice: NoticeId, person: PersonId, on: Date, because: Vec<Norm> },
    /// `student` is whom the answer is for; a parent of two answers twice.
    #[serde(rename = "notice-answered.v1")]
    Answered {
        notice: NoticeId,
        person: PersonId,
        student: PersonId,
        on: Date,
        accepts: bool,
        because: Vec<Norm>,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub opened: Option<Date>,
    pub acknowledged: Option<Date>,
    /// The last answer for each student.
    pub answers: BTreeMap<PersonId, Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub accepts: bool,
    pub on: Date,
}

impl Receipt {
    /// Whether everything that was asked of this recipient was done.
    pub fn fulfils(&self, asks: Asks, answers_for: &[PersonId]) -> bool {
        match asks {
            Asks::Nothing => true,
            Asks::Acknowledgement { .. } => self.acknowledged.is_some(),
            Asks::Answer { .. } => answers_for.iter().all(|student| self.answers.contains_key(student)),
        }
    }
}

pub fn evolve(mut receipt: Receipt, event: &ReceiptEvent) -> Receipt {
    match event {
        ReceiptEvent::Opened { on, .. } => receipt.opened = Some(*on),
        ReceiptEvent::Acknowledged { on, .. } => receipt.acknowledged = Some(*on),
        ReceiptEvent::Answered { student, accepts, on, .. } => {
            receipt.answers.insert(*student, Answer { accepts: *accepts, on: *on });
        }
    }
    receipt
}

/// What a recipient does. `asked` is made by the notice itself, for its recipients only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Open {
        notice: NoticeId,
        person: PersonId,
        on: Date,
    },
    Acknowledge {
        notice: NoticeId,
        person: PersonId,
        asked: Asked,
        on: Date,
    },
    Answer {
        notice: NoticeId,
        person: PersonId,
        asked: Asked,
        student: PersonId,
        /// Whether she answers for the student that day too: a court may have limited her, the student come of age.
        still_answers: bool,
        accepts: bool,
        on: Date,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("la comunicazione non chiede {0}")]
    NotAsked(&'static str),
    #[error("la comunicazione è stata ritirata {day}: non chiede più nulla", day = on_day(*on))]
    Withdrawn { on: Date },
    #[error("chi risponde non può farlo per questa persona")]
    NotAskedFor { student: PersonId },
    #[error("{day} chi risponde non può più farlo per questo studente", day = on_day(*on))]
    AnswersNoLonger { on: Date, student: PersonId },
    #[error("{day} è tardi per rispondere: il termine era {due}", day = on_day(*on), due = on_day(*by))]
    TooLate { on: Date, by: Date },
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::NotAsked(_) => "not-asked",
            Rejection::Withdrawn { .. } => "withdrawn",
            Rejection::NotAskedFor { .. } => "not-asked-for",
            Rejection::AnswersNoLonger { .. } => "answers-no-longer",
            Rejection::TooLate { .. } => "too-late",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::NotAsked(_) | Rejection::Withdrawn { .. } | Rejection::TooLate { .. } => {
                Norm::OnlyRegisterFunctions
            }
            Rejection::NotAskedFor { .. } => Norm::PersonalCredentials,
            Rejection::AnswersNoLonger { .. } => Norm::LimitsOfResponsibility,
        }
    }
}

pub fn decide(receipt: &Receipt, command: &Command) -> Result<Vec<ReceiptEvent>, Rejection> {
    match command {
        Command::Open { notice, person, on } => {
            let (notice, person, on, because) = (*notice, *person, *on, vec![Norm::PersonalCredentials]);
            let first = receipt.opened.is_none();
            Ok(first.then_some(ReceiptEvent::Opened { notice, person, on, because }).into_iter().collect())
        }
        Command::Acknowledge { notice, person, asked, on } => {
            if !matches!(asked.asks, Asks::Acknowledgement { .. }) {
                return Err(Rejection::NotAsked("la presa visione"));
            }
            if receipt.acknowledged.is_some() {
                return Ok(Vec::new());
            }
            standing(asked)?;
            let (notice, person, on, because) = (*notice, *person, *on, vec![Norm::PersonalCredentials]);
            Ok(vec![ReceiptEvent::Acknowledged { notice, person, on, because }])
        }
        Command::Answer { notice, person, asked, student, still_answers, accepts, on } => {
            let because = answerable(asked, *person, *student, *still_answers, *on)?;
            if receipt.answers.get(student).is_some_and(|answer| answer.accepts == *accepts) {
                return Ok(Vec::new());
            }
            let (notice, person, student, on, accepts) = (*notice, *person, *student, *on, *accepts);
            Ok(vec![ReceiptEvent::Answered { notice, person, student, on, accepts, because }])
        }
    }
}

fn standing(asked: &Asked) -> Result<(), Rejection> {
    asked.withdrawn.map_or(Ok(()), |on| Err(Rejection::Withdrawn { on }))
}

/// Norm: A12-05 (each answers for herself, with her own credentials), B6-01 (for a student, who answers for her
/// that day); interpretation 0020: an answer may be given and changed until the last day, included.
fn answerable(
    asked: &Asked,
    person: PersonId,
    student: PersonId,
    still_answers: bool,
    on: Date,
) -> Result<Vec<Norm>, Rejection> {
    let Asks::Answer { by } = asked.asks else { return Err(Rejection::NotAsked("una risposta")) };
    standing(asked)?;
    if !asked.answers_for.contains(&student) {
        return Err(Rejection::NotAskedFor { student });
    }
    if !still_answers {
        return Err(Rejection::AnswersNoLonger { on, student });
    }
    if let Some(by) = by.filter(|by| *by < on) {
        return Err(Rejection::TooLate { on, by });
    }
    let for_another = (person != student).then_some(Norm::LimitsOfResponsibility);
    Ok(std::iter::once(Norm::PersonalCredentials).chain(for_another).collect())
}

#[cfg(test)]
mod tests;
