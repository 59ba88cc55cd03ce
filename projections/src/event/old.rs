//! Shapes that are no longer written, and the step that leads on from each.

use jiff::civil::{Date, Time};
use registro_domain::attendance::{
    AttendanceEvent, Collection, Evidence, ExitReason, JustificationGround, Term,
};
use registro_domain::hours::{CountingPolicy, MissedHour};
use registro_domain::ids::{ClassId, FactNumber, PersonId};
use registro_domain::norm::Norm;
use registro_domain::people::Justifier;
use registro_eventlog::codec::{self, CodecError};
use serde::Deserialize;

#[derive(Deserialize)]
enum Exit {
    #[serde(rename = "exit-recorded.v1")]
    RecordedV1 {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        at: Time,
        reason: ExitReason,
        collection: Collection,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
}

/// Until release 0.1.0 nobody could ask for a permission, and whether an hour was interrupted was not looked at.
pub(super) fn exit_recorded_v1(data: &[u8]) -> Result<(String, Vec<u8>), CodecError> {
    let Exit::RecordedV1 { student, class, on, number, at, reason, collection, policy, missed, because } =
        codec::decode("exit-recorded.v1", data)?;
    let (permission, interrupts) = (None, None);
    codec::encode(&AttendanceEvent::ExitRecorded {
        student,
        class,
        on,
        number,
        at,
        reason,
        collection,
        permission,
        interrupts,
        policy,
        missed,
        because,
    })
}

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
