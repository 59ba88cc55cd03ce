//! Why an act of a disciplinary case is refused, in the words of its users, and the norm that the refusal rests on.

use jiff::civil::{Date, DateTime};

use super::contest;
use crate::norm::Norm;
use crate::text::{italian_time, on_day};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{} non è ancora venuto: ora è {}", moment(*at), moment(*now))]
    InTheFuture { at: DateTime, now: DateTime },
    #[error("il fatto porterebbe la data del {on}, che non è ancora venuta: oggi è {today}", on = on_day(*on), today = on_day(*today))]
    FactToCome { on: Date, today: Date },
    #[error("il caso è già stato segnalato, {on}, con altri contenuti", on = on_day(*on))]
    AlreadyReported { on: Date },
    #[error("nessun fatto è stato segnalato: il caso non esiste")]
    NotReported,
    #[error("{} viene prima della segnalazione, che è {}", moment(*at), moment(*reported))]
    BeforeReport { at: DateTime, reported: DateTime },
    #[error("il caso è stato chiuso {on}", on = on_day(*on))]
    Closed { on: Date },
    #[error("{on} è stata deliberata una sanzione: il caso non si archivia", on = on_day(*on))]
    AlreadyDecided { on: Date },
    #[error(transparent)]
    Contested(#[from] contest::Rejection),
}

fn moment(at: DateTime) -> String {
    format!("{} alle {}", on_day(at.date()), italian_time(at.time()))
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::InTheFuture { .. } => "in-the-future",
            Rejection::FactToCome { .. } => "fact-to-come",
            Rejection::AlreadyReported { .. } => "already-reported",
            Rejection::NotReported => "not-reported",
            Rejection::BeforeReport { .. } => "before-report",
            Rejection::Closed { .. } => "closed",
            Rejection::AlreadyDecided { .. } => "already-decided",
            Rejection::Contested(rejection) => rejection.name(),
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. } | Rejection::FactToCome { .. } | Rejection::BeforeReport { .. } => {
                Norm::TwoTimes
            }
            Rejection::AlreadyReported { .. }
            | Rejection::NotReported
            | Rejection::Closed { .. }
            | Rejection::AlreadyDecided { .. } => Norm::AnybodyReports,
            Rejection::Contested(rejection) => rejection.norm(),
        }
    }
}
