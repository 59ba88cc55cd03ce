//! The same data in the forms that others have agreed on.

mod ed_fi;
mod one_roster;
mod sheet;
mod sidi;
mod unica;

use registro::cli::Failure;
use registro_projections::model::ReadModel;

use crate::bag::Bag;
use crate::tables::Source;

pub(crate) async fn export(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    one_roster::export(source, bag).await?;
    ed_fi::export(source, bag).await?;
    sidi::export(source, bag).await?;
    unica::export(source, bag).await
}

/// Rows of a read model that are in memory at a time.
const PAGE: u32 = 256;

/// Tells `each` every row of a read model.
async fn each<M: ReadModel>(
    source: &Source<'_>,
    mut each: impl FnMut(&M::Row) -> Result<(), Failure> + Send,
) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let page = source.app.store.scan::<M>(source.app.register.school, after.as_ref(), PAGE).await?;
        for (_, row) in &page {
            each(row)?;
        }
        match page.into_iter().next_back() {
            Some((last, _)) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// `2025/26`.
fn school_year(year: i16) -> String {
    format!("{year}/{:02}", (year + 1).rem_euclid(100))
}
