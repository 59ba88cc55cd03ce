//! What is asked of a case.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};

use super::event::{
    Assessment, Channel, ChargeNotice, Convocation, Declined, Deliberation, Hearing, Infraction,
};
use super::{AppealInfo, Body, Tally, contest};
use crate::calendar::Holidays;
use crate::ids::{CaseId, ClassId, FactNumber, PersonId, Protocol};
use crate::text::Text;

/// A command with what its decision needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// When the act was done, by the clock on the wall.
    pub at: DateTime,
    /// When it is recorded: nothing is recorded before it is done.
    pub now: DateTime,
    pub holidays: Holidays,
    pub command: Command,
}

/// `family` are those whom the school may inform of the student on the day of the act: nobody, of an adult who objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Report {
        case: CaseId,
        student: PersonId,
        /// The class of the student on the day of the fact.
        class: ClassId,
        infraction: Infraction,
    },
    Dismiss {
        reason: Text,
    },
    NotifyCharge {
        notice: ChargeNotice,
        family: BTreeSet<PersonId>,
    },
    OfferHearing {
        hearing_at: DateTime,
    },
    Hear {
        hearing: Hearing,
    },
    DeclineHearing {
        how: Declined,
    },
    InformParents {
        parents: Vec<PersonId>,
        channel: Channel,
        protocol: Protocol,
        family: BTreeSet<PersonId>,
    },
    OfferConversion {
        activity: Text,
    },
    /// `answering` are those who may answer for the student on that day.
    AnswerConversion {
        accepted: bool,
        by: PersonId,
        answering: BTreeSet<PersonId>,
    },
    InformCouncil {
        protocol: Protocol,
    },
    Convene {
        convocation: Convocation,
    },
    /// What a referral back asks to decide again is known from the case, and not from here.
    Deliberate {
        deliberation: Deliberation,
    },
    Acquit {
        acquittal: Acquittal,
    },
    DepositMinutes {
        of: FactNumber,
        protocol: Protocol,
    },
    Communicate {
        letter: CommunicationLetter,
        family: BTreeSet<PersonId>,
    },
    ExecuteDay {
        of: FactNumber,
        day: Date,
        hours: u16,
    },
    CertifyDay {
        of: FactNumber,
        day: Date,
        hours: u16,
    },
    AssessActivity {
        of: FactNumber,
        outcome: Assessment,
        advice: Option<Text>,
    },
    /// What is asked of an appeal, of a complaint, of a court.
    Contest(contest::Command),
}

/// What a body finds, when it finds nothing to sanction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acquittal {
    pub body: Body,
    pub present: Vec<PersonId>,
    pub tally: Option<Tally>,
    pub reasons: Text,
}

/// The letter that communicates a sanction. Without a protocol number it communicates nothing (D-08).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunicationLetter {
    pub of: FactNumber,
    pub to: Vec<PersonId>,
    pub with_reasons: bool,
    pub days: Vec<Date>,
    pub appeal: Option<AppealInfo>,
    pub protocol: Option<Protocol>,
}
