//! Why an act on a person's record is refused.

use jiff::civil::Date;

use super::InvalidFiscalCode;
use crate::calendar::SchoolYear;
use crate::norm::Norm;
use crate::text::{italian_day, on_day};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("la persona non è nota al registro")]
    Unknown,
    #[error("la persona è già nota al registro con altri dati")]
    AlreadyKnown,
    #[error("{day} lo studente è già iscritto a una classe", day = on_day(*on))]
    AlreadyEnrolled { on: Date },
    #[error("{day} lo studente non risulta iscritto a una classe", day = on_day(*on))]
    NotEnrolled { on: Date },
    #[error("{day} è fuori dall'anno scolastico {year}", day = on_day(*on))]
    OutsideYear { on: Date, year: SchoolYear },
    #[error("il monte ore annuale deve essere maggiore di zero")]
    NoAnnualHours,
    #[error("la data di fine ({end}) precede quella di inizio ({start})", end = italian_day(*until), start = italian_day(*from))]
    EndsBeforeStart { from: Date, until: Date },
    #[error("{day} chi chiede non esercita la responsabilità genitoriale sullo studente", day = on_day(*on))]
    NoResponsibility { on: Date },
    #[error(
        "{day} la responsabilità di chi chiede è limitata da un provvedimento del giudice (dal {start} {end})",
        day = on_day(*on),
        start = italian_day(*from),
        end = until.map_or("senza termine".to_owned(), |until| format!("al {}", italian_day(until)))
    )]
    LimitedByCourt { on: Date, from: Date, until: Option<Date> },
    #[error("{day} lo studente è maggiorenne e giustifica da sé", day = on_day(*on))]
    StudentOfAge { on: Date },
    #[error("{day} lo studente, nato {born}, è minorenne", day = on_day(*on), born = on_day(*born_on))]
    NotOfAge { on: Date, born_on: Date },
    #[error(
        "{day} lo studente, nato {born}, è minorenne: chi ne ha la responsabilità è informato in ogni caso",
        day = on_day(*on),
        born = on_day(*born_on)
    )]
    InformedOfAMinor { on: Date, born_on: Date },
    #[error("solo lo studente maggiorenne decide se opporsi a che i genitori siano informati")]
    NotTheStudent,
    #[error("la responsabilità genitoriale di questa persona è già registrata, dal {}", italian_day(*from))]
    AlreadyResponsible { from: Date },
    #[error("{day} la persona non ha questo incarico", day = on_day(*on))]
    NotHeld { on: Date },
    #[error(transparent)]
    NotAFiscalCode(#[from] InvalidFiscalCode),
    #[error("questo codice fiscale è già collegato a un'altra persona")]
    LinkedToAnother,
    #[error("il fascicolo di un'altra scuola si annota soltanto di chi è, o è stato, iscritto")]
    NotAStudent,
    #[error("non si annota ciò che deve ancora arrivare: {}", italian_day(*on))]
    NotReceivedYet { on: Date },
    #[error("una sanzione decisa il {decided} non può essere nel fascicolo arrivato il {came}", decided = italian_day(*decided_on), came = italian_day(*on))]
    DecidedAfterwards { on: Date, decided_on: Date },
    #[error("questo fascicolo è già annotato, con altri contenuti, il {}", italian_day(*on))]
    ReceivedOtherwise { on: Date },
}

impl Rejection {
    pub fn norm(&self) -> Norm {
        match self {
            Rejection::Unknown
            | Rejection::AlreadyKnown
            | Rejection::EndsBeforeStart { .. }
            | Rejection::NotHeld { .. } => Norm::OnlyRegisterFunctions,
            Rejection::AlreadyEnrolled { .. }
            | Rejection::NotEnrolled { .. }
            | Rejection::OutsideYear { .. }
            | Rejection::NoAnnualHours => Norm::PersonalisedHours,
            Rejection::NotAFiscalCode(_) | Rejection::LinkedToAnother => Norm::SignInByProvider,
            Rejection::NotAStudent
            | Rejection::NotReceivedYet { .. }
            | Rejection::DecidedAfterwards { .. }
            | Rejection::ReceivedOtherwise { .. } => Norm::SanctionsFollow,
            Rejection::NoResponsibility { .. } => Norm::JustifiedOnReturn,
            Rejection::LimitedByCourt { .. } | Rejection::AlreadyResponsible { .. } => {
                Norm::LimitsOfResponsibility
            }
            Rejection::InformedOfAMinor { .. } | Rejection::NotTheStudent => Norm::AdultsObjection,
            Rejection::StudentOfAge { .. } | Rejection::NotOfAge { .. } => Norm::AdultJustifiesAlone,
        }
    }
}
