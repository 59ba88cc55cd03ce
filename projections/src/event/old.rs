//! Shapes that are no longer written, and the step that leads on from each.

use jiff::civil::Date;
use registro_domain::attendance::{AttendanceEvent, Evidence, JustificationGround, Term};
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::norm::Norm;
use registro_domain::people::Justifier;
use registro_eventlog::codec::{self, CodecError};
use serde::Deserialize;

#[derive(Deserialize)]
enum Justification {
    #[serde(rename = "justification-submitted.v1")]
    SubmittedV1 {
        student: PersonId,
        on: Date,
        number: FactNumber,
        by: Justifier,
        ground: JustificationGround,
        submitted_on: Date,
        because: Vec<Norm>,
    },
}

/// Until release 0.1.0 a justification had no term, so none was late, and nothing could come with it.
pub(super) fn justification_submitted_v1(data: &[u8]) -> Result<(String, Vec<u8>), CodecError> {
    let Justification::SubmittedV1 { student, on, number, by, ground, submitted_on, because } =
        codec::decode("justification-submitted.v1", data)?;
    let (evidence, term) = (Evidence::None, Term::InTime);
    codec::encode(&AttendanceEvent::JustificationSubmitted {
        student,
        on,
        number,
        by,
        ground,
        evidence,
        term,
        submitted_on,
        because,
    })
}
