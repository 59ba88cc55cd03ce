//! The students nearest to the line.

use registro_domain::calendar::SchoolYear;
use registro_domain::hours::Share;
use registro_eventlog::event::SchoolId;
use sqlx::Row as _;

use super::Totals;
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
    let rows = sqlx::query(
        "SELECT row FROM attendance_totals WHERE school = ? AND year = ? AND annual > 0 AND missed > 0 \
         AND missed * 100 * ? >= annual * ? * ? ORDER BY CAST(missed AS REAL) / annual DESC, key",
    )
    .bind(school.0.as_bytes().as_slice())
    .bind(i64::from(year.0))
    .bind(i64::from(share.denominator))
    .bind(i64::from(percent))
    .bind(i64::from(share.denominator - share.numerator))
    .fetch_all(store.pool())
    .await?;
    rows.iter().map(|row| store.decode::<Totals>(row.get::<&[u8], _>(0))).collect()
}
