//! How a refusal of a disciplinary case is named, and the norm that it rests on.

use super::Rejection;
use crate::norm::Norm;

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::InTheFuture { .. } => "in-the-future",
            Rejection::FactToCome { .. } => "fact-to-come",
            Rejection::AlreadyReported { .. } => "already-reported",
            Rejection::NotReported => "not-reported",
            Rejection::BeforeReport { .. } => "before-report",
            Rejection::BeforeReferral { .. } => "before-referral",
            Rejection::Closed { .. } => "closed",
            Rejection::AnnulledByRegion => "annulled-by-region",
            Rejection::AnnulledByCourt => "annulled-by-court",
            Rejection::AlreadyDecided { .. } => "already-decided",
            Rejection::NobodyAddressed => "nobody-addressed",
            Rejection::NotToBeTold => "not-to-be-told",
            Rejection::CouncilAlreadyInformed { .. } => "council-already-informed",
            Rejection::HearingInThePast { .. } => "hearing-in-the-past",
            Rejection::NoHearingOffered => "no-hearing-offered",
            Rejection::HearingToCome { .. } => "hearing-to-come",
            Rejection::NoConversionOffered => "no-conversion-offered",
            Rejection::NotAnswering => "not-answering",
            Rejection::ConversionAnswered => "conversion-answered",
            Rejection::GuaranteeBodyDecides => "guarantee-body-decides",
            Rejection::NotCollegial(_) => "not-collegial",
            Rejection::SitsInThePast { .. } => "sits-in-the-past",
            Rejection::MembersNotDistinct => "members-not-distinct",
            Rejection::ReplacedSits => "replaced-sits",
            Rejection::AlreadySanctioned { .. } => "already-sanctioned",
            Rejection::NoDays => "no-days",
            Rejection::ForTheExamBoard => "for-the-exam-board",
            Rejection::LetterDoesNotRemove(_) => "letter-does-not-remove",
            Rejection::RemovalByOne(_) => "removal-by-one",
            Rejection::BeyondTheBody { .. } => "beyond-the-body",
            Rejection::ForTheInstituteCouncil { .. } => "for-the-institute-council",
            Rejection::NoGraveGrounds => "no-grave-grounds",
            Rejection::NotInTheColumn { .. } => "not-in-the-column",
            Rejection::VoteOfOne(_) => "vote-of-one",
            Rejection::NotConvened(_) => "not-convened",
            Rejection::SitsLater { .. } => "sits-later",
            Rejection::NotConvenedMember => "not-convened-member",
            Rejection::NoQuorum { .. } => "no-quorum",
            Rejection::NoTally(_) => "no-tally",
            Rejection::VotesDoNotMatch { .. } => "votes-do-not-match",
            Rejection::NotApproved { .. } => "not-approved",
            Rejection::ChairAbsent => "chair-absent",
            Rejection::NoSuchDecision(_) => "no-such-decision",
            Rejection::Annulled(_) => "annulled",
            Rejection::BeforeDecision { .. } => "before-decision",
            Rejection::MinutesAlreadyDeposited { .. } => "minutes-already-deposited",
            Rejection::NoProtocol => "no-protocol",
            Rejection::DaysNotDistinct => "days-not-distinct",
            Rejection::NotARemoval => "not-a-removal",
            Rejection::MoreDaysThanDecided { .. } => "more-days-than-decided",
            Rejection::DayBeforeDecision { .. } => "day-before-decision",
            Rejection::DayToCome { .. } => "day-to-come",
            Rejection::DayAlreadyExecuted { .. } => "day-already-executed",
            Rejection::Stayed { .. } => "stayed",
            Rejection::NotADaySet { .. } => "not-a-day-set",
            Rejection::AllDaysExecuted { .. } => "all-days-executed",
            Rejection::NoHost => "no-host",
            Rejection::DayNotExecuted { .. } => "day-not-executed",
            Rejection::DayAlreadyCertified { .. } => "day-already-certified",
            Rejection::NothingToAssess => "nothing-to-assess",
            Rejection::NoAdvice => "no-advice",
            Rejection::Contested(rejection) => rejection.name(),
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. }
            | Rejection::FactToCome { .. }
            | Rejection::BeforeReport { .. }
            | Rejection::BeforeReferral { .. }
            | Rejection::BeforeDecision { .. }
            | Rejection::DayBeforeDecision { .. }
            | Rejection::DayToCome { .. }
            | Rejection::HearingInThePast { .. }
            | Rejection::SitsInThePast { .. }
            | Rejection::SitsLater { .. } => Norm::TwoTimes,
            Rejection::AlreadyReported { .. }
            | Rejection::NotReported
            | Rejection::Closed { .. }
            | Rejection::AlreadyDecided { .. } => Norm::AnybodyReports,
            Rejection::AnnulledByRegion | Rejection::AnnulledByCourt | Rejection::Annulled(_) => {
                Norm::AnnullableActs
            }
            Rejection::NotToBeTold => Norm::LimitsOfResponsibility,
            Rejection::CouncilAlreadyInformed { .. } => Norm::CouncilInformed,
            Rejection::NoHearingOffered | Rejection::HearingToCome { .. } => Norm::HearingOffered,
            Rejection::NoConversionOffered | Rejection::NotAnswering | Rejection::ConversionAnswered => {
                Norm::ConversionOffered
            }
            Rejection::GuaranteeBodyDecides => Norm::GuaranteeBodyJudges,
            Rejection::NotCollegial(_)
            | Rejection::MembersNotDistinct
            | Rejection::ReplacedSits
            | Rejection::VoteOfOne(_)
            | Rejection::NotConvened(_)
            | Rejection::NotConvenedMember
            | Rejection::NoQuorum { .. }
            | Rejection::NoTally(_)
            | Rejection::VotesDoNotMatch { .. }
            | Rejection::NotApproved { .. }
            | Rejection::ChairAbsent => Norm::CouncilComposition,
            Rejection::NoDays
            | Rejection::ForTheExamBoard
            | Rejection::NotInTheColumn { .. }
            | Rejection::AlreadySanctioned { .. } => Norm::SanctionBands,
            Rejection::LetterDoesNotRemove(_) => Norm::NoAutomatism,
            Rejection::RemovalByOne(_)
            | Rejection::BeyondTheBody { .. }
            | Rejection::ForTheInstituteCouncil { .. } => Norm::CompetentBody,
            Rejection::NoGraveGrounds => Norm::GraveGrounds,
            Rejection::MinutesAlreadyDeposited { .. } => Norm::CouncilMinutes,
            Rejection::NoProtocol => Norm::ProtocolNumber,
            Rejection::NobodyAddressed
            | Rejection::NoSuchDecision(_)
            | Rejection::DaysNotDistinct
            | Rejection::NotARemoval
            | Rejection::MoreDaysThanDecided { .. } => Norm::SanctionCommunicated,
            Rejection::DayAlreadyExecuted { .. }
            | Rejection::NotADaySet { .. }
            | Rejection::AllDaysExecuted { .. } => Norm::EffectOnCommunication,
            Rejection::Stayed { .. } => Norm::AppealStays,
            Rejection::NoHost | Rejection::DayNotExecuted { .. } | Rejection::DayAlreadyCertified { .. } => {
                Norm::HostCertifies
            }
            Rejection::NothingToAssess | Rejection::NoAdvice => Norm::ActivityVerified,
            Rejection::Contested(rejection) => rejection.norm(),
        }
    }
}
