//! How a refusal about a student's conduct is named, and the norm that it rests on.

use super::Rejection;
use crate::norm::Norm;

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::InTheFuture { .. } => "in-the-future",
            Rejection::NoSuchHour { .. } => "no-such-hour",
            Rejection::NamesAStudent(_) => "names-a-student",
            Rejection::NoNote(_) => "no-note",
            Rejection::NoPositiveAct(_) => "no-positive-act",
            Rejection::NoteAnnulled { .. } => "note-annulled",
            Rejection::NotToRectify(_) => "not-to-rectify",
            Rejection::NotToAnnul(_) => "not-to-annul",
            Rejection::NotSupervised => "not-supervised",
            Rejection::AlreadySeparated { .. } => "already-separated",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. } => Norm::TwoTimes,
            Rejection::NamesAStudent(_) => Norm::SoberWords,
            Rejection::NoSuchHour { .. } | Rejection::NoNote(_) | Rejection::NoPositiveAct(_) => {
                Norm::OnlyRegisterFunctions
            }
            Rejection::NoteAnnulled { .. } | Rejection::NotToRectify(_) | Rejection::NotToAnnul(_) => {
                Norm::CorrectionWithReason
            }
            Rejection::NotSupervised | Rejection::AlreadySeparated { .. } => Norm::SentOutInCustody,
        }
    }
}
