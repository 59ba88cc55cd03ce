//! What one recipient did with one notice: opened, acknowledged (`presa visione`), answered.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{NoticeId, PersonId};
use crate::norm::Norm;

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
    /// How many events there were: the version of the next one.
    pub length: u32,
}

pub fn evolve(mut state: Receipt, _event: &ReceiptEvent) -> Receipt {
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

pub fn decide(_state: &Receipt, command: &Command) -> Result<Vec<ReceiptEvent>, Rejection> {
    match *command {}
}
