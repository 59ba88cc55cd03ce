//! What of discipline follows a student who goes to another school.

use super::CaseSummary;

/// The sanctions in the file that goes with a student.
///
/// Norm: nota MIUR 3602/2008: sanctions follow the student, those with effect and no others (B1-11).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferFile {
    /// Final, and annulled by nobody.
    pub sanctions: Vec<CaseSummary>,
    /// Still disputed, or that may be: told apart, and not as sanctions.
    pub pending: Vec<CaseSummary>,
}

/// Of what was annulled, referred back, expunged or never communicated nothing goes.
pub fn transfer_file(cases: impl IntoIterator<Item = CaseSummary>) -> TransferFile {
    let mut file = TransferFile::default();
    for case in cases {
        if case.counts() {
            file.sanctions.push(case);
        } else if case.standing.is_pending() && case.measure.is_some() {
            file.pending.push(case);
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::case::{Charge, Item, Letter, Measure, Sanction, Standing};
    use crate::ids::{CaseId, ClassId, PersonId};

    fn case(id: u128, standing: Standing) -> CaseSummary {
        let sanction = Sanction::Removal { days: 4 };
        CaseSummary {
            case: CaseId(Uuid::from_u128(id)),
            student: PersonId(Uuid::from_u128(1)),
            class: ClassId(Uuid::from_u128(2)),
            fact_on: date(2025, 11, 3),
            charge: Charge::new(Letter::M, Item::M).expect("in the table"),
            measure: Some(Measure { sanction, exclusions: Vec::new(), repair: None }),
            decided_on: Some(date(2025, 11, 14)),
            standing,
        }
    }

    /// B1-11: one final, one under appeal, one annulled.
    #[test]
    fn only_final_sanctions_follow_the_student() {
        let appealed = Standing::UnderAppeal { decide_by: date(2026, 2, 9) };
        let ids = |cases: &[CaseSummary]| cases.iter().map(|case| case.case.0.as_u128()).collect::<Vec<_>>();
        let file = transfer_file([
            case(1, Standing::Final),
            case(2, appealed),
            case(3, Standing::Annulled),
            case(4, Standing::ReferredBack),
            case(5, Standing::NotCommunicated),
            CaseSummary { measure: None, ..case(6, Standing::UnderWay) },
        ]);
        assert_eq!((ids(&file.sanctions), ids(&file.pending)), (vec![1], vec![2]));
        assert_eq!(transfer_file([]), TransferFile::default());
    }
}
