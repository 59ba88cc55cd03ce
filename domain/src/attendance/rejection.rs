//! Why an act on a student's attendance is refused, in the words of its users.

use jiff::civil::{Date, Time};

use crate::ids::{FactNumber, PeriodNumber};
use crate::norm::Norm;
use crate::text::{italian_day, italian_time, on_day};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{on} non è ancora venuto: oggi è {today}", on = on_day(*on), today = on_day(*today))]
    InTheFuture { on: Date, today: Date },
    #[error("l'ingresso delle {at} non è un ritardo: le lezioni iniziano alle {starts}", at = italian_time(*at), starts = italian_time(*starts))]
    NotLate { at: Time, starts: Time },
    #[error("le {at} sono fuori dall'orario di lezione del {on} (dalle {starts} alle {ends})", at = italian_time(*at), on = italian_day(*on), starts = italian_time(*starts), ends = italian_time(*ends))]
    OutsideLessons { on: Date, at: Time, starts: Time, ends: Time },
    #[error("{on} l'uscita delle {exit} verrebbe prima dell'ingresso delle {entry}", on = on_day(*on), exit = italian_time(*exit), entry = italian_time(*entry))]
    ExitBeforeEntry { on: Date, exit: Time, entry: Time },
    #[error("{on} lo studente risulta già in classe dalle {since}", on = on_day(*on), since = italian_time(*since))]
    AlreadyInside { on: Date, since: Time },
    #[error("{on} lo studente risulta già uscito alle {since}", on = on_day(*on), since = italian_time(*since))]
    AlreadyOut { on: Date, since: Time },
    #[error("{on} lo studente risulta assente: prima va annotato l'ingresso", on = on_day(*on))]
    AbsentThatDay { on: Date },
    #[error("{on} risulta un ingresso alle {at}: l'assenza dell'intera giornata non è possibile", on = on_day(*on), at = italian_time(*at))]
    CameInThatDay { on: Date, at: Time },
    #[error("{on} la {period} ora non è in orario", on = on_day(*on))]
    NoSuchHour { on: Date, period: PeriodNumber },
    #[error("per un'assenza a ore va indicata almeno un'ora")]
    NoHours,
    #[error("lo studente è minorenne {on}: va indicato chi lo ha prelevato; se è un parente maggiorenne, con la delega scritta e il documento", on = on_day(*on))]
    MinorNotCollected { on: Date },
    #[error("il fatto n. {0} non esiste in questo anno scolastico")]
    UnknownFact(FactNumber),
    #[error("il fatto n. {0} è di un altro giorno")]
    OtherDay(FactNumber),
    #[error("il fatto n. {0} è già stato annullato")]
    AlreadyAnnulled(FactNumber),
    #[error("il fatto n. {number} è diventato il fatto n. {into}: si agisce su quello")]
    TurnedInto { number: FactNumber, into: FactNumber },
    #[error("il fatto n. {0} è di altro tipo: si annulla e se ne registra uno nuovo")]
    OtherKind(FactNumber),
    #[error("la giustificazione del {on} porterebbe la data del {submitted_on}, precedente al fatto", on = italian_day(*on), submitted_on = italian_day(*submitted_on))]
    JustifiedBeforehand { on: Date, submitted_on: Date },
    #[error("il fatto n. {0} non ha una giustificazione da esaminare")]
    NothingToDecide(FactNumber),
}

impl Rejection {
    /// The norm that the refusal rests on.
    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. } => Norm::TwoTimes,
            Rejection::NotLate { .. } => Norm::OnTimeUntilLessonsStart,
            Rejection::OutsideLessons { .. }
            | Rejection::ExitBeforeEntry { .. }
            | Rejection::AlreadyInside { .. }
            | Rejection::AlreadyOut { .. }
            | Rejection::AbsentThatDay { .. }
            | Rejection::CameInThatDay { .. }
            | Rejection::NoSuchHour { .. }
            | Rejection::NoHours => Norm::HoursOfAbsence,
            Rejection::MinorNotCollected { .. } => Norm::MinorCollected,
            Rejection::UnknownFact(_)
            | Rejection::OtherDay(_)
            | Rejection::AlreadyAnnulled(_)
            | Rejection::TurnedInto { .. }
            | Rejection::OtherKind(_) => Norm::CorrectionWithReason,
            Rejection::JustifiedBeforehand { .. } => Norm::JustifiedOnReturn,
            Rejection::NothingToDecide(_) => Norm::JustificationChecked,
        }
    }
}
