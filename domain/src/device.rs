//! One student's phone in one school year: where it is kept, who may use it, when it was withheld and given back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::calendar::SchoolYear;
use crate::ids::{ClassId, FactNumber, PersonId};
use crate::norm::Norm;
use crate::people::{Justifier, JustifierFor, Profile};
use crate::regulation::Regulation;
use crate::text::{Text, italian_day, on_day};

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceEvent {
    /// The family asks that the phone stay, switched off, in the bag rather than in the container.
    #[serde(rename = "device-in-bag-requested.v1")]
    BagRequested { student: PersonId, on: Date, number: FactNumber, by: Justifier, because: Vec<Norm> },
    #[serde(rename = "device-in-bag-decided.v1")]
    BagDecided { student: PersonId, on: Date, number: FactNumber, outcome: BagOutcome, because: Vec<Norm> },
    /// The student may use it. Why is nowhere in the register.
    #[serde(rename = "device-use-allowed.v1")]
    UseAllowed { student: PersonId, on: Date, number: FactNumber, until: Option<Date>, because: Vec<Norm> },
    /// No longer, from this day on.
    #[serde(rename = "device-use-ended.v1")]
    UseEnded { student: PersonId, on: Date, number: FactNumber, because: Vec<Norm> },
    #[serde(rename = "device-withheld.v1")]
    Withheld {
        student: PersonId,
        class: ClassId,
        on: Date,
        at: Time,
        number: FactNumber,
        found: Found,
        handed_to: Keeper,
        because: Vec<Norm>,
    },
    #[serde(rename = "device-family-told.v1")]
    FamilyTold { student: PersonId, on: Date, number: FactNumber, told: PersonId, because: Vec<Norm> },
    #[serde(rename = "device-returned.v1")]
    Returned { student: PersonId, on: Date, number: FactNumber, to: PersonId, because: Vec<Norm> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BagOutcome {
    Authorised,
    Refused { reason: Text },
}

/// How a phone was found, in the words of the regulation: never what was on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    InUse,
    /// In use because the lesson asked for it: banned all the same, but for an exception (A6-06).
    ForTheLesson,
    /// Switched off, in the bag.
    InBag,
    /// Taking pictures, films or sound (A6-04). What it took is nowhere in the register.
    Recording,
}

/// Who keeps a withheld phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeper {
    Principal,
    /// `Collaboratore del dirigente`.
    Deputy,
    /// `Responsabile di plesso`.
    SiteLead,
}

/// A student's phone, as the rules need it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devices {
    /// How many events there were: the version of the next one, hence the number of the next fact.
    pub length: u32,
    pub bag: Bag,
    pub uses: BTreeMap<FactNumber, Use>,
    pub withheld: BTreeMap<FactNumber, Withheld>,
}

/// Whether the phone may stay in the bag. Until somebody decides, it is in the container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bag {
    #[default]
    Container,
    Requested {
        number: FactNumber,
    },
    Authorised {
        number: FactNumber,
        from: Date,
    },
    Refused {
        number: FactNumber,
    },
}

/// The days on which the phone may be used, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    pub from: Date,
    pub until: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    pub on: Date,
    pub at: Time,
    pub told: BTreeSet<(Date, PersonId)>,
    pub returned: Option<(Date, PersonId)>,
}

/// Where a phone is during lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Switched off, in the class's container.
    Container,
    /// Switched off, in the student's bag.
    Bag,
    /// With the student, who may use it.
    InUse,
}

impl Devices {
    /// Where the phone may be **on that day**, by what was decided until then. To have asked changes nothing.
    ///
    /// Norm: reg. istituto, art. 20, c. 2-4 and 7 (A6-02, A6-05).
    pub fn allowed_place_on(&self, on: Date) -> Place {
        let allowed = |held: &Use| held.from <= on && held.until.is_none_or(|until| on <= until);
        match self.bag {
            _ if self.uses.values().any(allowed) => Place::InUse,
            Bag::Authorised { from, .. } if from <= on => Place::Bag,
            Bag::Container | Bag::Requested { .. } | Bag::Authorised { .. } | Bag::Refused { .. } => {
                Place::Container
            }
        }
    }

    /// The phones still at school, by the fact that withheld each.
    pub fn held(&self) -> impl Iterator<Item = (FactNumber, &Withheld)> {
        let held = self.withheld.iter().filter(|(_, withheld)| withheld.returned.is_none());
        held.map(|(number, withheld)| (*number, withheld))
    }

    fn next_number(&self) -> FactNumber {
        FactNumber(self.length)
    }
}

pub fn evolve(mut state: Devices, event: &DeviceEvent) -> Devices {
    state.length += 1;
    match event {
        DeviceEvent::BagRequested { number, .. } => state.bag = Bag::Requested { number: *number },
        DeviceEvent::BagDecided { number, on, outcome, .. } => {
            state.bag = match outcome {
                BagOutcome::Authorised => Bag::Authorised { number: *number, from: *on },
                BagOutcome::Refused { .. } => Bag::Refused { number: *number },
            };
        }
        DeviceEvent::UseAllowed { number, on, until, .. } => {
            state.uses.insert(*number, Use { from: *on, until: *until });
        }
        DeviceEvent::UseEnded { number, on, .. } => {
            if let Some(held) = state.uses.get_mut(number) {
                held.until = Some(on.saturating_sub(1.day()));
            }
        }
        DeviceEvent::Withheld { number, on, at, .. } => {
            let withheld = Withheld { on: *on, at: *at, told: BTreeSet::new(), returned: None };
            state.withheld.insert(*number, withheld);
        }
        DeviceEvent::FamilyTold { number, on, told, .. } => {
            if let Some(withheld) = state.withheld.get_mut(number) {
                withheld.told.insert((*on, *told));
            }
        }
        DeviceEvent::Returned { number, on, to, .. } => {
            if let Some(withheld) = state.withheld.get_mut(number) {
                withheld.returned = Some((*on, *to));
            }
        }
    }
    state
}

/// What is asked about a student's phone. `on` is the day of the act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    RequestBag {
        by: JustifierFor,
        on: Date,
    },
    DecideBag {
        student: PersonId,
        request: FactNumber,
        outcome: BagOutcome,
        on: Date,
    },
    /// From a day on, which may be to come, and not beyond its school year: plans are made year by year.
    AllowUse {
        student: PersonId,
        from: Date,
        until: Option<Date>,
    },
    /// The first day on which it is no longer allowed.
    EndUse {
        student: PersonId,
        number: FactNumber,
        from: Date,
    },
    Withhold(Withholding),
    /// `entitled` are those whom the school may inform of the student that day.
    TellFamily {
        student: PersonId,
        withheld: FactNumber,
        told: PersonId,
        entitled: BTreeSet<PersonId>,
        on: Date,
        today: Date,
    },
    Return {
        student: PersonId,
        withheld: FactNumber,
        to: PersonId,
        standing: Standing,
        on: Date,
        today: Date,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withholding {
    pub student: PersonId,
    pub class: ClassId,
    /// The class's course of study (`indirizzo`), as the school names it.
    pub track: Text,
    pub on: Date,
    pub at: Time,
    pub found: Found,
    pub handed_to: Keeper,
    pub today: Date,
}

/// What somebody is to the student on the day on which she collects the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Holds responsibility, unlimited; of an adult student, held it until her birthday.
    Guardian,
    AdultStudent,
    MinorStudent,
    Other,
}

impl Standing {
    /// Norm: reg. istituto, art. 20, c. 5 lett. b (A6-03); limits of a court (B6-01).
    pub fn of(person: PersonId, student: &Profile, on: Date, regulation: &Regulation) -> Standing {
        if person == student.person {
            return if student.is_of_age(on, regulation) {
                Standing::AdultStudent
            } else {
                Standing::MinorStudent
            };
        }
        if student.guardians_on(on).any(|guardian| guardian == person) {
            Standing::Guardian
        } else {
            Standing::Other
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{day} non è ancora venuto: oggi è {now}", day = on_day(*on), now = on_day(*today))]
    InTheFuture { on: Date, today: Date },
    #[error("il telefono può già stare, spento, nello zaino dal {day}", day = italian_day(*from))]
    BagAlreadyAuthorised { from: Date },
    #[error("il fatto n. {0} non è una richiesta da decidere")]
    NoRequest(FactNumber),
    #[error("la richiesta n. {0} è già stata decisa")]
    AlreadyDecided(FactNumber),
    #[error("l'uso del telefono è già consentito dal {day} (fatto n. {number})", day = italian_day(*from))]
    UseAlreadyAllowed { number: FactNumber, from: Date },
    #[error("il fatto n. {0} non consente l'uso del telefono")]
    NoUse(FactNumber),
    #[error("la data di fine ({end}) precede quella di inizio ({start})", end = italian_day(*until), start = italian_day(*from))]
    EndsBeforeStart { from: Date, until: Date },
    #[error("l'uso del telefono si consente per un anno scolastico: {day} è fuori dal {year}", day = on_day(*until))]
    BeyondYear { until: Date, year: SchoolYear },
    /// Why it may is nowhere.
    #[error("{day} l'uso del telefono è consentito: non si ritira", day = on_day(*on))]
    UseIsAllowed { on: Date },
    #[error("{day} il telefono è, spento, nello zaino con autorizzazione: non si ritira", day = on_day(*on))]
    InItsPlace { on: Date },
    #[error("{day} nell'indirizzo della classe il telefono serve alla lezione: non si ritira", day = on_day(*on))]
    ServesTheLesson { on: Date },
    #[error("il fatto n. {0} non è un ritiro del telefono")]
    NotWithheld(FactNumber),
    #[error("il telefono è stato ritirato {then}: {day} viene prima", then = on_day(*withheld_on), day = on_day(*on))]
    BeforeWithheld { withheld_on: Date, on: Date },
    #[error("{day} la scuola non può informare nessuno per lo studente", day = on_day(*on))]
    NobodyToTell { on: Date },
    #[error("{day} chi è stato avvisato non può essere informato per lo studente", day = on_day(*on))]
    NotToBeTold { on: Date },
    #[error("{day} lo studente è minorenne: il telefono si rende solo al genitore o a chi ne fa le veci", day = on_day(*on))]
    ReturnedToMinor { on: Date },
    #[error("{day} chi ritira non esercita la responsabilità genitoriale: il telefono non gli si rende", day = on_day(*on))]
    NotEntitled { on: Date },
    #[error("{day} il regolamento rende il telefono solo al genitore, anche dello studente maggiorenne", day = on_day(*on))]
    AdultDoesNotCollect { on: Date },
    #[error("il telefono è già stato reso {day}", day = on_day(*on))]
    AlreadyReturned { on: Date },
}

mod decide;
mod rejection;

pub use decide::decide;

#[cfg(test)]
mod tests;
