//! The year of every student of the school.

use registro_domain::calendar::SchoolYear;
use registro_eventlog::event::SchoolId;
use sqlx::Row as _;

use super::Totals;
use crate::store::{ReadStore, StoreError};

/// By key.
pub async fn of_year(
    store: &ReadStore,
    school: SchoolId,
    year: SchoolYear,
) -> Result<Vec<Totals>, StoreError> {
    let rows = sqlx::query("SELECT row FROM attendance_totals WHERE school = ? AND year = ? ORDER BY key")
        .bind(school.0.as_bytes().as_slice())
        .bind(i64::from(year.0))
        .fetch_all(store.pool())
        .await?;
    rows.iter().map(|row| store.decode::<Totals>(row.get::<&[u8], _>(0))).collect()
}
