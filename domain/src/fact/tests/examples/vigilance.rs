//! An example of every event of `vigilance`.

use super::*;

pub(in crate::fact::tests) fn vigilance() -> Vec<VigilanceEvent> {
    vec![
        VigilanceEvent::AttendanceReviewed {
            year: YEAR,
            on: day("2025-11-28"),
            month: day("2025-11-01"),
            families_told: 12,
            because: vec![Norm::MonthlyReview],
        },
        VigilanceEvent::ReadmissionRuleSet {
            year: YEAR,
            class: IN_3B,
            on: day("2025-11-28"),
            absence: day("2025-11-28"),
            rule: text("rientro con i genitori"),
            because: vec![Norm::ReadmissionAfterCollective],
        },
        VigilanceEvent::CollectiveAbsencesConsidered {
            year: YEAR,
            class: IN_4A,
            on: day("2026-02-04"),
            outcome: text("il viaggio resta"),
            because: vec![Norm::RepeatedAbsencesWeigh],
        },
        VigilanceEvent::MinorsReported {
            year: YEAR,
            on: day("2025-10-31"),
            students: 850,
            protocol: text("4500/2025"),
            because: vec![Norm::EnrolledMinorsReported],
        },
    ]
}
