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
    #[error("per il fatto n. {0} non c'è una giustificazione da ritirare")]
    NothingToWithdraw(FactNumber),
    #[error("la giustificazione del fatto n. {0} è stata presentata da un'altra persona")]
    BroughtByAnother(FactNumber),
    #[error("la giustificazione del fatto n. {0} è già stata esaminata e non si ritira")]
    AlreadyDecided(FactNumber),
    #[error("l'assenza del {on} è stata dichiarata collettiva e non si giustifica: chi può giustificare può contestarlo", on = italian_day(*on))]
    Collective { on: Date },
    #[error("l'assenza del {on}, primo giorno di lezione dopo un viaggio, si giustifica con il genitore in presenza o con un certificato, il giorno del rientro", on = italian_day(*on))]
    DayAfterTrip { on: Date },
    #[error("il fatto n. {0} non è un ingresso con un motivo da verificare")]
    NoGroundStated(FactNumber),
    #[error("il motivo del fatto n. {0} è già stato verificato, con altro esito")]
    AlreadyVerified(FactNumber),
    #[error("il fatto n. {0} non è un'assenza")]
    NotAnAbsence(FactNumber),
    #[error("{on} lo studente non risulta assente", on = on_day(*on))]
    NotAbsent { on: Date },
    #[error("l'assenza n. {0} non è stata dichiarata collettiva")]
    NotCollective(FactNumber),
    #[error("nessuno ha contestato la classificazione dell'assenza n. {0}")]
    NotContested(FactNumber),
    #[error("la contestazione dell'assenza n. {0} è già stata esaminata")]
    ContestDecided(FactNumber),
    #[error("l'assenza dal {from} al {until} non richiede un preavviso: serve oltre {over} giorni e non per salute", from = italian_day(*from), until = italian_day(*until))]
    NothingToForetell { from: Date, until: Date, over: u16 },
    #[error("l'assenza che inizia {from} andava comunicata prima di quel giorno: oggi è {told_on}", from = on_day(*from), told_on = on_day(*told_on))]
    ToldTooLate { from: Date, told_on: Date },
    #[error("{on} lo studente è a un'attività della scuola", on = on_day(*on))]
    AtActivity { on: Date },
    #[error("{on} le ore svolte ({hours}) sono più di quelle fuori dalla classe ({of})", on = on_day(*on))]
    MoreHoursThanAway { on: Date, hours: u8, of: usize },
    #[error("{on} l'assenza da quel corso di recupero è già annotata, con altre ore", on = on_day(*on))]
    CourseAlreadyMissed { on: Date },
    #[error("{on} risulta poi un movimento alle {at}: si annulla prima quello", on = on_day(*on), at = italian_time(*at))]
    MovementRestsOnIt { on: Date, at: Time },
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
            | Rejection::MoreHoursThanAway { .. }
            | Rejection::NoHours => Norm::HoursOfAbsence,
            Rejection::AtActivity { .. } => Norm::AbsentFromActivities,
            Rejection::MinorNotCollected { .. } => Norm::MinorCollected,
            Rejection::UnknownFact(_)
            | Rejection::OtherDay(_)
            | Rejection::AlreadyAnnulled(_)
            | Rejection::TurnedInto { .. }
            | Rejection::OtherKind(_)
            | Rejection::MovementRestsOnIt { .. } => Norm::CorrectionWithReason,
            Rejection::JustifiedBeforehand { .. }
            | Rejection::NothingToWithdraw(_)
            | Rejection::BroughtByAnother(_) => Norm::JustifiedOnReturn,
            Rejection::NothingToDecide(_) | Rejection::AlreadyDecided(_) => Norm::JustificationChecked,
            Rejection::Collective { .. } | Rejection::NotAnAbsence(_) | Rejection::NotAbsent { .. } => {
                Norm::CollectiveAbsence
            }
            Rejection::NotCollective(_) | Rejection::NotContested(_) | Rejection::ContestDecided(_) => {
                Norm::ClassificationContested
            }
            Rejection::DayAfterTrip { .. } => Norm::DayAfterTrip,
            Rejection::NoGroundStated(_) | Rejection::AlreadyVerified(_) => Norm::GroundOfLateEntry,
            Rejection::NothingToForetell { .. } | Rejection::ToldTooLate { .. } => Norm::LongAbsenceForetold,
            Rejection::CourseAlreadyMissed { .. } => Norm::RecoveryCourses,
        }
    }
}
