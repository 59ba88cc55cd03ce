//! How a refusal about a phone is named, and the norm that it rests on.

use super::Rejection;
use crate::norm::Norm;

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::InTheFuture { .. } => "in-the-future",
            Rejection::BagAlreadyAuthorised { .. } => "bag-already-authorised",
            Rejection::NoRequest(_) => "no-request",
            Rejection::AlreadyDecided(_) => "already-decided",
            Rejection::UseAlreadyAllowed { .. } => "use-already-allowed",
            Rejection::NoUse(_) => "no-use",
            Rejection::EndsBeforeStart { .. } => "ends-before-start",
            Rejection::BeyondYear { .. } => "beyond-year",
            Rejection::UseIsAllowed { .. } => "use-is-allowed",
            Rejection::InItsPlace { .. } => "in-its-place",
            Rejection::ServesTheLesson { .. } => "serves-the-lesson",
            Rejection::NotWithheld(_) => "not-withheld",
            Rejection::BeforeWithheld { .. } => "before-withheld",
            Rejection::NobodyToTell { .. } => "nobody-to-tell",
            Rejection::NotToBeTold { .. } => "not-to-be-told",
            Rejection::ReturnedToMinor { .. } => "returned-to-minor",
            Rejection::NotEntitled { .. } => "not-entitled",
            Rejection::AdultDoesNotCollect { .. } => "adult-does-not-collect",
            Rejection::AlreadyReturned { .. } => "already-returned",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. } | Rejection::EndsBeforeStart { .. } => Norm::TwoTimes,
            Rejection::BagAlreadyAuthorised { .. }
            | Rejection::NoRequest(_)
            | Rejection::AlreadyDecided(_)
            | Rejection::InItsPlace { .. } => Norm::PhoneInContainer,
            Rejection::UseAlreadyAllowed { .. }
            | Rejection::NoUse(_)
            | Rejection::BeyondYear { .. }
            | Rejection::UseIsAllowed { .. } => Norm::PhoneAllowed,
            Rejection::ServesTheLesson { .. } => Norm::ItTrackException,
            Rejection::NobodyToTell { .. } | Rejection::NotToBeTold { .. } => Norm::LimitsOfResponsibility,
            Rejection::NotWithheld(_)
            | Rejection::BeforeWithheld { .. }
            | Rejection::ReturnedToMinor { .. }
            | Rejection::NotEntitled { .. }
            | Rejection::AlreadyReturned { .. } => Norm::PhoneWithheld,
            Rejection::AdultDoesNotCollect { .. } => Norm::AdultCollectsPhone,
        }
    }
}
