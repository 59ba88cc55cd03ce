//! How a refusal about a grade is named, and the norm that it rests on.

use super::Rejection;
use crate::norm::Norm;

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::InTheFuture { .. } => "in-the-future",
            Rejection::NotAMark { .. } => "not-a-mark",
            Rejection::NotAWeight { .. } => "not-a-weight",
            Rejection::NotTaught { .. } => "not-taught",
            Rejection::NotInClass { .. } => "not-in-class",
            Rejection::AlreadyGraded { .. } => "already-graded",
            Rejection::NoGrade(_) => "no-grade",
            Rejection::GradeAnnulled { .. } => "grade-annulled",
            Rejection::NotTheAuthor(_) => "not-the-author",
            Rejection::NotPublished(_) => "not-published",
            Rejection::ScrutinyClosed { .. } => "scrutiny-closed",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::InTheFuture { .. } => Norm::TwoTimes,
            Rejection::NotAMark { .. }
            | Rejection::NotAWeight { .. }
            | Rejection::NotTaught { .. }
            | Rejection::NotInClass { .. }
            | Rejection::NoGrade(_) => Norm::OnlyRegisterFunctions,
            Rejection::AlreadyGraded { .. }
            | Rejection::GradeAnnulled { .. }
            | Rejection::NotTheAuthor(_)
            | Rejection::ScrutinyClosed { .. } => Norm::CorrectionWithReason,
            Rejection::NotPublished(_) => Norm::StatementAdded,
        }
    }
}
