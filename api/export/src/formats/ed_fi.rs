//! Attendance and discipline as Ed-Fi 5.2 interchange XML. The shape is theirs, the codes are ours: descriptors of the Italian
//! school stand in a namespace of their own.

mod attendance;
mod discipline;
mod xml;

use registro::cli::Failure;

use crate::bag::Bag;
use crate::tables::Source;

/// The number of the school is the receiver's to give: ours is a UUID, and theirs an integer.
const SCHOOL: &str = "1";
const NAMESPACE: &str = "http://ed-fi.org/5.2.0";

pub(super) async fn export(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    attendance::export(source, bag).await?;
    discipline::export(source, bag).await
}
