//! The table of authorities: every norm that a decision cites, by its row in the rule sheet.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A norm applied. Stored as its row (`"A5-03"`), so that an event explains itself in any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Norm {
    OnTimeUntilLessonsStart,
    LateEntryAlwaysRecorded,
    GroundOfLateEntry,
    LateEntryDeferred,
    LateEntryFromSecondHour,
    ExitAtEndOfPeriod,
    MinorCollected,
    ExitForMalaise,
    JustifiedOnReturn,
    AdultJustifiesAlone,
    JustificationChecked,
    ThreeQuartersOfTheYear,
    PersonalisedHours,
    HoursOfAbsence,
    OnlyRegisterFunctions,
    LimitsOfResponsibility,
    CorrectionWithReason,
    LessonDays,
    Holidays,
    TwoTimes,
}

/// One line of the table of authorities.
pub struct Authority {
    pub norm: Norm,
    /// Row of the rule sheet.
    pub row: &'static str,
    /// Where it stands, in Italian, as it is shown to people.
    pub citation: &'static str,
    /// What it says, in Italian, in our own words.
    pub says: &'static str,
}

/// Every norm that the code applies, in the order of the rule sheet.
pub const AUTHORITIES: &[Authority] = &[
    Authority {
        norm: Norm::OnTimeUntilLessonsStart,
        row: "A1-01",
        citation: "reg. istituto, art. 16, Frequenza, c. 2 lett. b",
        says: "è puntuale chi è in aula quando iniziano le lezioni",
    },
    Authority {
        norm: Norm::LateEntryAlwaysRecorded,
        row: "A1-02",
        citation: "reg. istituto, art. 16, Ritardi, c. 2",
        says: "ogni ingresso dopo l'inizio delle lezioni è un ritardo e va annotato",
    },
    Authority {
        norm: Norm::GroundOfLateEntry,
        row: "A1-03",
        citation: "reg. istituto, art. 16, Ritardi, c. 3",
        says: "trasporto pubblico o motivo della famiglia all'ingresso, salvo verifica",
    },
    Authority {
        norm: Norm::LateEntryDeferred,
        row: "A1-04",
        citation: "reg. istituto, art. 16, Ritardi, c. 4 lett. b",
        says: "oltre i dieci minuti senza motivo accettato si entra al termine della prima ora",
    },
    Authority {
        norm: Norm::LateEntryFromSecondHour,
        row: "A1-09",
        citation: "reg. istituto, art. 23, c. 3 lett. a",
        says: "l'ingresso dalla seconda ora conta ore di assenza, anche se giustificato",
    },
    Authority {
        norm: Norm::ExitAtEndOfPeriod,
        row: "A2-04",
        citation: "reg. istituto, art. 16, Uscite, lett. a",
        says: "si esce al termine di un'ora, salvo urgenza",
    },
    Authority {
        norm: Norm::MinorCollected,
        row: "A2-06",
        citation: "reg. istituto, art. 16, Uscite, lett. c",
        says: "il minorenne è prelevato da chi esercita la responsabilità o da un delegato con documento",
    },
    Authority {
        norm: Norm::ExitForMalaise,
        row: "A2-07",
        citation: "reg. istituto, art. 17, c. 2",
        says: "l'uscita per malessere si annota senza diagnosi",
    },
    Authority {
        norm: Norm::JustifiedOnReturn,
        row: "A3-01",
        citation: "reg. istituto, art. 16, Assenze, c. 1 lett. a",
        says: "l'assenza è giustificata al rientro da chi esercita la responsabilità genitoriale",
    },
    Authority {
        norm: Norm::AdultJustifiesAlone,
        row: "A3-07",
        citation: "reg. istituto, art. 16, Assenze, c. 3",
        says: "chi ha compiuto diciotto anni giustifica le proprie assenze",
    },
    Authority {
        norm: Norm::JustificationChecked,
        row: "A3-11",
        citation: "reg. istituto, art. 32, c. 3",
        says: "il docente della prima ora verifica la giustificazione e ne annota l'esito",
    },
    Authority {
        norm: Norm::ThreeQuartersOfTheYear,
        row: "A5-01",
        citation: "reg. istituto, art. 23, c. 1; DPR 122/2009, art. 14, c. 7",
        says: "l'anno è valido con almeno tre quarti dell'orario annuale personalizzato",
    },
    Authority {
        norm: Norm::PersonalisedHours,
        row: "A5-02",
        citation: "reg. istituto, art. 23, c. 2",
        says: "la base è l'orario annuale personalizzato dello studente",
    },
    Authority {
        norm: Norm::HoursOfAbsence,
        row: "A5-03",
        citation: "reg. istituto, art. 23, c. 3",
        says: "le ore di assenza si contano secondo l'orario di lezione di quel giorno",
    },
    Authority {
        norm: Norm::OnlyRegisterFunctions,
        row: "A12-01",
        citation: "reg. istituto, art. 42, c. 4",
        says: "nel registro stanno solo le funzioni ammesse, nei modi corretti",
    },
    Authority {
        norm: Norm::LimitsOfResponsibility,
        row: "B6-01",
        citation: "circ. MIUR 5336/2015",
        says: "i genitori hanno pari diritti, salvo i limiti di un provvedimento del giudice",
    },
    Authority {
        norm: Norm::CorrectionWithReason,
        row: "B7-05",
        citation: "Cass. pen. V, 34479/2021",
        says: "il registro è atto pubblico: si corregge con un nuovo atto motivato, mai riscrivendo",
    },
    Authority {
        norm: Norm::TwoTimes,
        row: "D-14",
        citation: "interpretazione 0004",
        says: "il giorno del fatto e l'istante della registrazione sono distinti e restano entrambi",
    },
    Authority {
        norm: Norm::LessonDays,
        row: "T-5",
        citation: "calendario scolastico pubblicato",
        says: "giorno di scuola è quello con lezione secondo il calendario pubblicato",
    },
    Authority {
        norm: Norm::Holidays,
        row: "T-7",
        citation: "L. 260/1949 e succ. mod.; L. 151/2025",
        says: "domeniche, festività nazionali e santo patrono",
    },
];

impl Norm {
    pub fn authority(self) -> &'static Authority {
        AUTHORITIES
            .iter()
            .find(|line| line.norm == self)
            .expect("every norm has its line: proved by `every_norm_has_one_line`")
    }

    pub fn row(self) -> &'static str {
        self.authority().row
    }

    pub fn citation(self) -> &'static str {
        self.authority().citation
    }
}

impl fmt::Display for Norm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.citation(), self.row())
    }
}

impl From<Norm> for String {
    fn from(norm: Norm) -> Self {
        norm.row().to_owned()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no norm has the row {0:?}")]
pub struct UnknownNorm(String);

impl TryFrom<String> for Norm {
    type Error = UnknownNorm;
    fn try_from(row: String) -> Result<Self, Self::Error> {
        AUTHORITIES.iter().find(|line| line.row == row).map(|line| line.norm).ok_or(UnknownNorm(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_norm_has_one_line() {
        for (i, line) in AUTHORITIES.iter().enumerate() {
            assert_eq!(line.norm as usize, line.norm.authority().norm as usize);
            assert!(
                AUTHORITIES[i + 1..].iter().all(|other| other.row != line.row && other.norm != line.norm)
            );
        }
        let last = Norm::TwoTimes as usize;
        assert_eq!(AUTHORITIES.len(), last + 1, "a norm without its line in the table");
    }
}
