//! What the school must do (`adempimenti`): for whom, by when, under which norm, from which events.
//!
//! Nothing here is stored: a duty follows from what was recorded, and goes only when what fulfils it, or what removes
//! its cause, is recorded too.

use serde::{Deserialize, Serialize};

use crate::contact::Authority;
use crate::norm::Norm;

mod absence;
mod alarms;
mod cases;
mod class;
mod count;
mod facts;
mod file;
mod lessons;
mod rights;
mod school;
mod stated;
mod student;

pub use class::ClassFile;
pub use file::StudentFile;
pub use lessons::{lesson_days_of_class, lesson_days_of_student};
pub use rights::{of_breach, of_request};
pub use school::SchoolFile;
pub use stated::{Duty, Matter, Outlook, Owner, Place, Status, Whom};
pub use student::{Pupil, duties};

/// Stored where an act says which duty it fulfils.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyKind {
    Justify,
    CheckOnReturn,
    DecideJustification,
    DecideContest,
    VerifyGround,
    TellOfFifthDelay,
    JustifyToPrincipal,
    ConsiderDelays,
    DecidePermission,
    ConsiderEarlyExits,
    TellOfThreeUnjustified,
    ConsiderLetter,
    TellOfTenDays,
    InformSocialServices,
    InformCarabinieri,
    TellOfHoursLeft,
    ConsiderExclusion,
    DecideDerogation,
    TellOfTruancy,
    InformMayor,
    ConsiderQuarterUnjustified,
    ProtocolFonogramma,
    DecideBag,
    TellOfDevice,
    ReturnDevice,
    SetReadmissionRule,
    ConsiderTrips,
    ReviewAttendance,
    ReportMinors,
    ConsiderLongAbsence,
    ConsiderNotes,
    TellOfSeparation,
    ConsiderSeparation,
    HandBackTest,
    InformCouncil,
    CommunicateSanction,
    DepositMinutes,
    AssessActivity,
    AnswerDataRequest,
    AnswerDocumentRequest,
    AnswerAccessibility,
    NotifyBreach,
    TellOfBreach,
}

/// The act that fulfils a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fulfilment {
    /// `JustificationSubmitted`
    Justification,
    /// `JustificationDecided`, or the student admitted with reserve.
    CheckOnReturn,
    /// `JustificationDecided`
    JustificationDecision,
    /// `ClassificationConfirmed`, or another classification.
    ContestDecision,
    /// `GroundVerified`
    GroundVerification,
    /// `PermissionEvent::Decided`
    PermissionDecision,
    /// `DerogationEvent`: granted or refused.
    DerogationDecision,
    /// `ContactEvent::FamilyTold` of this duty.
    FamilyTold,
    /// `ContactEvent::AuthorityInformed` of this duty.
    AuthorityInformed(Authority),
    /// `ContactEvent::ProposalConsidered` of this duty.
    ProposalConsidered,
    /// `ContactEvent::FonogrammaProtocolled`
    FonogrammaProtocolled,
    /// `DeviceEvent::BagDecided`
    BagDecision,
    /// `DeviceEvent::FamilyTold`
    DeviceFamilyTold,
    /// `DeviceEvent::Returned`
    DeviceReturned,
    /// `VigilanceEvent::ReadmissionRuleSet`
    ReadmissionRule,
    /// `VigilanceEvent::CollectiveAbsencesConsidered`
    CollectiveAbsencesConsidered,
    /// `VigilanceEvent::AttendanceReviewed`
    AttendanceReview,
    /// `VigilanceEvent::MinorsReported`
    MinorsReport,
    /// `LessonEvent::TestHandedBack`
    TestHandedBack,
    /// `CaseEvent::CouncilInformed`
    CouncilInformed,
    /// `CaseEvent::Communicated`
    SanctionCommunicated,
    /// `CaseEvent::MinutesDeposited`
    MinutesDeposited,
    /// `CaseEvent::ActivityAssessed`
    ActivityAssessed,
    /// `RequestEvent::Answered`, or `Refused`.
    RequestAnswered,
    /// `BreachEvent::Notified`
    BreachNotified,
    /// `BreachEvent::SubjectsTold`
    BreachSubjectsTold,
}

impl DutyKind {
    /// Which act fulfils the duty: no other one may name it.
    pub fn fulfilled_by(self) -> Fulfilment {
        match self {
            DutyKind::Justify => Fulfilment::Justification,
            DutyKind::CheckOnReturn => Fulfilment::CheckOnReturn,
            DutyKind::DecideJustification => Fulfilment::JustificationDecision,
            DutyKind::DecideContest => Fulfilment::ContestDecision,
            DutyKind::VerifyGround => Fulfilment::GroundVerification,
            DutyKind::DecidePermission => Fulfilment::PermissionDecision,
            DutyKind::DecideDerogation => Fulfilment::DerogationDecision,
            DutyKind::TellOfFifthDelay
            | DutyKind::TellOfThreeUnjustified
            | DutyKind::TellOfTenDays
            | DutyKind::TellOfHoursLeft
            | DutyKind::TellOfTruancy
            | DutyKind::TellOfSeparation => Fulfilment::FamilyTold,
            DutyKind::InformSocialServices => Fulfilment::AuthorityInformed(Authority::SocialServices),
            DutyKind::InformCarabinieri => Fulfilment::AuthorityInformed(Authority::Carabinieri),
            DutyKind::InformMayor => Fulfilment::AuthorityInformed(Authority::Mayor),
            DutyKind::JustifyToPrincipal
            | DutyKind::ConsiderDelays
            | DutyKind::ConsiderEarlyExits
            | DutyKind::ConsiderLetter
            | DutyKind::ConsiderExclusion
            | DutyKind::ConsiderLongAbsence
            | DutyKind::ConsiderQuarterUnjustified
            | DutyKind::ConsiderNotes
            | DutyKind::ConsiderSeparation => Fulfilment::ProposalConsidered,
            DutyKind::ProtocolFonogramma => Fulfilment::FonogrammaProtocolled,
            DutyKind::DecideBag => Fulfilment::BagDecision,
            DutyKind::TellOfDevice => Fulfilment::DeviceFamilyTold,
            DutyKind::ReturnDevice => Fulfilment::DeviceReturned,
            DutyKind::SetReadmissionRule => Fulfilment::ReadmissionRule,
            DutyKind::ConsiderTrips => Fulfilment::CollectiveAbsencesConsidered,
            DutyKind::ReviewAttendance => Fulfilment::AttendanceReview,
            DutyKind::ReportMinors => Fulfilment::MinorsReport,
            DutyKind::HandBackTest => Fulfilment::TestHandedBack,
            DutyKind::InformCouncil => Fulfilment::CouncilInformed,
            DutyKind::CommunicateSanction => Fulfilment::SanctionCommunicated,
            DutyKind::DepositMinutes => Fulfilment::MinutesDeposited,
            DutyKind::AssessActivity => Fulfilment::ActivityAssessed,
            DutyKind::AnswerDataRequest | DutyKind::AnswerDocumentRequest | DutyKind::AnswerAccessibility => {
                Fulfilment::RequestAnswered
            }
            DutyKind::NotifyBreach => Fulfilment::BreachNotified,
            DutyKind::TellOfBreach => Fulfilment::BreachSubjectsTold,
        }
    }

    /// What lays the duty down.
    pub fn norm(self) -> Norm {
        match self {
            DutyKind::Justify => Norm::JustifiedOnReturn,
            DutyKind::CheckOnReturn | DutyKind::DecideJustification => Norm::JustificationChecked,
            DutyKind::DecideContest => Norm::ClassificationContested,
            DutyKind::VerifyGround => Norm::GroundOfLateEntry,
            DutyKind::TellOfFifthDelay | DutyKind::JustifyToPrincipal => Norm::FamilyToldAtFifthDelay,
            DutyKind::ConsiderDelays => Norm::SanctionAfterFifthDelay,
            DutyKind::DecidePermission => Norm::PermissionAskedBefore,
            DutyKind::ConsiderEarlyExits => Norm::FewEarlyExits,
            DutyKind::TellOfThreeUnjustified => Norm::ThreeUnjustified,
            DutyKind::ConsiderLetter => Norm::WeaklyMotivatedAbsences,
            DutyKind::TellOfTenDays | DutyKind::InformSocialServices | DutyKind::InformCarabinieri => {
                Norm::TenUnjustifiedDays
            }
            DutyKind::TellOfHoursLeft => Norm::PeriodicInformation,
            DutyKind::ConsiderExclusion => Norm::ExclusionFromScrutiny,
            DutyKind::DecideDerogation => Norm::Derogations,
            DutyKind::TellOfTruancy => Norm::Truancy,
            DutyKind::InformMayor => Norm::MayorInformed,
            DutyKind::ConsiderQuarterUnjustified => Norm::QuarterUnjustified,
            DutyKind::ProtocolFonogramma => Norm::FonogrammaProtocolled,
            DutyKind::DecideBag => Norm::PhoneInContainer,
            DutyKind::TellOfDevice | DutyKind::ReturnDevice => Norm::PhoneWithheld,
            DutyKind::SetReadmissionRule => Norm::ReadmissionAfterCollective,
            DutyKind::ConsiderTrips => Norm::RepeatedAbsencesWeigh,
            DutyKind::ReviewAttendance => Norm::MonthlyReview,
            DutyKind::ReportMinors => Norm::EnrolledMinorsReported,
            DutyKind::ConsiderLongAbsence => Norm::LongAbsenceForetold,
            DutyKind::ConsiderNotes => Norm::FourNotes,
            DutyKind::TellOfSeparation | DutyKind::ConsiderSeparation => Norm::SentOutInCustody,
            DutyKind::HandBackTest => Norm::MarksInTime,
            DutyKind::InformCouncil => Norm::CouncilInformed,
            DutyKind::CommunicateSanction => Norm::SanctionCommunicated,
            DutyKind::DepositMinutes => Norm::CouncilMinutes,
            DutyKind::AssessActivity => Norm::ActivityVerified,
            DutyKind::AnswerDataRequest => Norm::AnsweredWithinAMonth,
            DutyKind::AnswerDocumentRequest => Norm::DocumentAccess,
            DutyKind::AnswerAccessibility => Norm::AccessibilityFeedback,
            DutyKind::NotifyBreach | DutyKind::TellOfBreach => Norm::BreachNotified,
        }
    }
}

#[cfg(test)]
mod tests;
