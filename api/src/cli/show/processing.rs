//! `registro show processing`: the record of processing activities (GDPR, art. 30), made from the catalogue of events.

use registro_domain::processing::Processing;

use super::{Failure, Shown};
use crate::processing::{record, record_as_text};

pub(super) fn show_processing() -> Result<Shown, Failure> {
    let catalogue = Processing::adopted();
    Ok((serde_json::to_value(record(catalogue))?, record_as_text(catalogue)))
}
