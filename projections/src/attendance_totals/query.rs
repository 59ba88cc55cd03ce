//! The students nearest to the line.

use registro_domain::calendar::SchoolYear;
use registro_domain::hours::Share;
use registro_eventlog::event::SchoolId;

use super::{AttendanceTotals, Totals};
use crate::model::Column;
use crate::store::{ReadStore, StoreError};

/// The students of a year who have missed at least so many percent of the hours that may be, most first.
pub async fn closest_to_the_line(
    store: &ReadStore,
    school: SchoolId,
    year: SchoolYear,
    share: Share,
    percent: u32,
) -> Result<Vec<Totals>, StoreError> {
    // missed / (annual × allowed share) ≥ percent / 100, in whole numbers.
    let most_missed = "AND year = ? AND annual > 0 AND missed > 0 AND missed * 100 * ? >= annual * ? * ? \
                       ORDER BY CAST(missed AS DOUBLE PRECISION) / annual DESC, key";
    let values = [
        i64::from(year.0),
        i64::from(share.denominator),
        i64::from(percent),
        i64::from(share.denominator - share.numerator),
    ];
    store.rows::<AttendanceTotals>(school, most_missed, &values.map(Column::Integer)).await
}
