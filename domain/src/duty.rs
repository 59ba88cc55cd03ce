//! What the school must do (`adempimenti`): for whom, by when, under which norm, from which events.
//!
//! Nothing here is stored: a duty follows from what was recorded, and goes only when what fulfils it, or what removes
//! its cause, is recorded too.

use serde::{Deserialize, Serialize};

use crate::norm::Norm;

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
}

impl DutyKind {
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
        }
    }
}
