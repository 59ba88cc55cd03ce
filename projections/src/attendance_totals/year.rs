//! The year of every student of the school.

use registro_domain::calendar::SchoolYear;
use registro_eventlog::event::SchoolId;

use super::{AttendanceTotals, Totals};
use crate::model::Column;
use crate::store::{ReadStore, StoreError};

/// By key.
pub async fn of_year(
    store: &ReadStore,
    school: SchoolId,
    year: SchoolYear,
) -> Result<Vec<Totals>, StoreError> {
    let year = Column::Integer(i64::from(year.0));
    store.rows::<AttendanceTotals>(school, "AND year = ? ORDER BY key", &[year]).await
}
