//! A duty as it stands on a day: what, for whom, by when, from which events, and whether it was done.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::DutyKind;
use crate::calendar::Holidays;
use crate::hours::Warning;
use crate::ids::{BreachId, CaseId, ClassId, FactNumber, PeriodNumber, PersonId, RequestId};
use crate::norm::Norm;
use crate::regulation::Regulation;

/// Where an event stands in the school's feed. What was not yet recorded when an act was done, the act does not fulfil.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place(pub u64);

/// What somebody must do, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    pub kind: DutyKind,
    pub whom: Whom,
    pub matter: Matter,
    /// The events that it comes from, in order. None is left of an act whose cause was removed after it was done.
    pub cause: Vec<Place>,
    pub arose_on: Date,
    /// The last day on which it is done in time. None where the text has no term, or where its days do not run yet.
    pub due: Option<Date>,
    pub status: Status,
}

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    Student(PersonId),
    Class(ClassId),
    School,
}

/// About what: with the kind and for whom, it tells a duty from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// The whole of the school year.
    Year,
    /// One fact of the student's: of attendance, or a request, a phone or a call, as the kind says.
    Fact { number: FactNumber, on: Date },
    /// A level of warning reached.
    Level(Warning),
    /// A month, by its first day.
    Month(Date),
    /// A day of collective absence.
    Absence(Date),
    /// A planned test.
    Test { on: Date, period: PeriodNumber },
    /// An act of a disciplinary case.
    Act { case: CaseId, number: FactNumber },
    /// A request about data or documents.
    Request(RequestId),
    /// A breach of personal data.
    Breach(BreachId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `by` is the event that fulfilled it.
    Done {
        on: Date,
        by: Place,
    },
    /// It is there, but its time has not come.
    NotYetDue,
    Due,
    Overdue,
}

/// Who must do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// Who may justify for the student: she herself, if of age.
    Family,
    /// The teacher of the class's first hour.
    Teacher,
    /// A teacher of the subject.
    SubjectTeacher,
    Coordinator,
    /// The principal, or whom he delegates.
    Principal,
    Secretariat,
    /// The class council, called by the coordinator.
    Council,
}

/// The day from which one looks, and the law that one looks with.
#[derive(Clone, Copy)]
pub struct Outlook<'a> {
    pub today: Date,
    pub regulation: &'a Regulation,
    pub holidays: &'a Holidays,
}

impl Outlook<'_> {
    /// Norm: A3-08: where no norm sets a term, the school's own.
    pub(super) fn term(&self, start: Date) -> Date {
        self.regulation.duty_term(start).last_day(start, self.holidays)
    }

    /// An open duty is due from `from` on.
    pub(super) fn open(&self, from: Option<Date>, due: Option<Date>) -> Status {
        match due {
            Some(due) if due < self.today => Status::Overdue,
            _ if from.is_some_and(|from| from <= self.today) => Status::Due,
            _ => Status::NotYetDue,
        }
    }
}

impl Duty {
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Status::Done { .. })
    }
}

impl DutyKind {
    /// What the duty rests on beside [`DutyKind::norm`]: what is counted, and how.
    pub fn also(self) -> &'static [Norm] {
        match self {
            DutyKind::TellOfFifthDelay | DutyKind::ConsiderDelays => {
                &[Norm::DelaysOfTheSchoolYear, Norm::GroundOfLateEntry]
            }
            DutyKind::TellOfTruancy | DutyKind::ConsiderQuarterUnjustified => &[Norm::CompulsoryEducation],
            DutyKind::Justify => &[Norm::AdmittedWithReserve, Norm::ReserveFromReturn],
            DutyKind::DecideJustification => &[Norm::LateJustification],
            DutyKind::TellOfThreeUnjustified => &[Norm::UnjustifiedAfterTerm, Norm::CollectiveAbsence],
            DutyKind::TellOfHoursLeft => &[Norm::WarningLevels, Norm::ThreeQuartersOfTheYear],
            DutyKind::ConsiderExclusion => &[Norm::ThreeQuartersOfTheYear, Norm::Derogations],
            DutyKind::CheckOnReturn
            | DutyKind::DecideContest
            | DutyKind::VerifyGround
            | DutyKind::JustifyToPrincipal
            | DutyKind::DecidePermission
            | DutyKind::ConsiderEarlyExits
            | DutyKind::ConsiderLetter
            | DutyKind::TellOfTenDays
            | DutyKind::InformSocialServices
            | DutyKind::InformCarabinieri
            | DutyKind::DecideDerogation
            | DutyKind::InformMayor
            | DutyKind::ProtocolFonogramma
            | DutyKind::DecideBag
            | DutyKind::TellOfDevice
            | DutyKind::ReturnDevice
            | DutyKind::SetReadmissionRule
            | DutyKind::ConsiderTrips
            | DutyKind::ReviewAttendance
            | DutyKind::ReportMinors
            | DutyKind::ConsiderLongAbsence
            | DutyKind::ConsiderNotes
            | DutyKind::TellOfSeparation
            | DutyKind::ConsiderSeparation
            | DutyKind::HandBackTest
            | DutyKind::InformCouncil
            | DutyKind::DepositMinutes
            | DutyKind::AssessActivity
            | DutyKind::AnswerDataRequest
            | DutyKind::AnswerDocumentRequest
            | DutyKind::AnswerAccessibility
            | DutyKind::NotifyBreach
            | DutyKind::TellOfBreach => &[],
            DutyKind::CommunicateSanction => &[Norm::EffectOnCommunication],
        }
    }

    /// Whether it comes from what was written of a student's conduct, which few read.
    ///
    /// Norm: A12-04.
    pub fn is_of_conduct(self) -> bool {
        matches!(self, DutyKind::ConsiderNotes | DutyKind::TellOfSeparation | DutyKind::ConsiderSeparation)
    }

    pub fn owner(self) -> Owner {
        match self {
            DutyKind::Justify | DutyKind::JustifyToPrincipal => Owner::Family,
            DutyKind::CheckOnReturn | DutyKind::DecideJustification => Owner::Teacher,
            DutyKind::HandBackTest => Owner::SubjectTeacher,
            DutyKind::TellOfFifthDelay
            | DutyKind::ConsiderDelays
            | DutyKind::TellOfThreeUnjustified
            | DutyKind::TellOfTenDays
            | DutyKind::TellOfHoursLeft
            | DutyKind::ConsiderNotes
            | DutyKind::TellOfSeparation => Owner::Coordinator,
            DutyKind::DecideContest
            | DutyKind::VerifyGround
            | DutyKind::DecidePermission
            | DutyKind::ConsiderEarlyExits
            | DutyKind::ConsiderLetter
            | DutyKind::ConsiderLongAbsence
            | DutyKind::InformSocialServices
            | DutyKind::InformCarabinieri
            | DutyKind::TellOfTruancy
            | DutyKind::InformMayor
            | DutyKind::ConsiderQuarterUnjustified
            | DutyKind::DecideBag
            | DutyKind::TellOfDevice
            | DutyKind::ReturnDevice
            | DutyKind::SetReadmissionRule
            | DutyKind::ReportMinors
            | DutyKind::ConsiderSeparation
            | DutyKind::InformCouncil
            | DutyKind::CommunicateSanction
            | DutyKind::AnswerDataRequest
            | DutyKind::AnswerDocumentRequest
            | DutyKind::AnswerAccessibility
            | DutyKind::NotifyBreach
            | DutyKind::TellOfBreach => Owner::Principal,
            DutyKind::DepositMinutes | DutyKind::AssessActivity => Owner::Coordinator,
            DutyKind::ProtocolFonogramma | DutyKind::ReviewAttendance => Owner::Secretariat,
            DutyKind::ConsiderExclusion | DutyKind::DecideDerogation | DutyKind::ConsiderTrips => {
                Owner::Council
            }
        }
    }
}
