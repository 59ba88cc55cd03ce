//! Why somebody is not put on the Organo di garanzia or taken off it, and the norm that the refusal rests on.

use jiff::civil::Date;

use super::panel::place;
use crate::case::Seat;
use crate::norm::Norm;
use crate::text::{italian_day, on_day};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error(
        "{day} è fuori dalla durata dell'organo, dal {begins} al {ends}",
        day = on_day(*on), begins = italian_day(*first), ends = italian_day(*last)
    )]
    OutsideTerm { on: Date, first: Date, last: Date },
    #[error("{day} la persona è già componente dell'organo", day = on_day(*on))]
    AlreadyThere { on: Date },
    #[error("{day} la persona non è fra i componenti che possono lasciare il posto", day = on_day(*on))]
    NotThere { on: Date },
    #[error("l'organo ha docenti, studenti e genitori, con il dirigente o un suo delegato: non altri")]
    NoSuchSeat,
    #[error("chi designa il componente non è chi il regolamento dice per il posto di {}", place(*seat))]
    NotTheirs { seat: Seat },
    #[error("la persona non può avere il posto di {}", place(*seat))]
    NotOne { seat: Seat },
    #[error("i posti di {} sono {places}, e sono presi", place(*seat))]
    NoRoom { seat: Seat, places: u16 },
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(self) -> &'static str {
        match self {
            Rejection::OutsideTerm { .. } => "outside-term",
            Rejection::AlreadyThere { .. } => "already-there",
            Rejection::NotThere { .. } => "not-there",
            Rejection::NoSuchSeat => "no-such-seat",
            Rejection::NotTheirs { .. } => "not-theirs",
            Rejection::NotOne { .. } => "not-one",
            Rejection::NoRoom { .. } => "no-room",
        }
    }

    pub fn norm(self) -> Norm {
        match self {
            Rejection::OutsideTerm { .. }
            | Rejection::AlreadyThere { .. }
            | Rejection::NotThere { .. }
            | Rejection::NoSuchSeat
            | Rejection::NotTheirs { .. }
            | Rejection::NotOne { .. }
            | Rejection::NoRoom { .. } => Norm::GuaranteeComposition,
        }
    }
}
