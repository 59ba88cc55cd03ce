//! What happened to a student's attendance, and the facts of a day.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::hours::{CountingPolicy, MissedHour};
use crate::ids::{ClassId, FactNumber, PeriodNumber, PersonId, Protocol, SubjectCode};
use crate::norm::Norm;
use crate::people::Justifier;
use crate::permission::Permitted;
use crate::text::Text;

/// These names are the storage format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttendanceEvent {
    /// Absent, the whole day or some hours. `missed` is the whole day's count after this event, here and below.
    #[serde(rename = "absence-recorded.v1")]
    AbsenceRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        scope: AbsenceScope,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    /// Came in late (`ritardo`, `ingresso posticipato`).
    #[serde(rename = "entry-recorded.v1")]
    EntryRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        at: Time,
        admitted_from: Time,
        ground: Ground,
        /// The absence of that day that this entry turned into the hours missed.
        turns: Option<FactNumber>,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    /// Left before the end of the lessons (`uscita anticipata`).
    #[serde(rename = "exit-recorded.v2")]
    ExitRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        at: Time,
        reason: ExitReason,
        collection: Collection,
        /// The permission granted for it, if one was.
        permission: Option<Permitted>,
        /// The hour that it interrupts, if it was not at the end of one.
        interrupts: Option<PeriodNumber>,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    #[serde(rename = "attendance-corrected.v1")]
    Corrected {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        withdrawn: Fact,
        fact: Fact,
        reason: Text,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    #[serde(rename = "attendance-annulled.v1")]
    Annulled {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        withdrawn: Fact,
        reason: Text,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    /// The student was, that day, in another class than the one first recorded. Carries the day's facts that stand,
    /// since a reader of the new class has not seen them.
    #[serde(rename = "attendance-restamped.v1")]
    Restamped {
        student: PersonId,
        on: Date,
        withdrawn: ClassId,
        class: ClassId,
        facts: Vec<(FactNumber, Fact)>,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    #[serde(rename = "justification-submitted.v2")]
    JustificationSubmitted {
        student: PersonId,
        on: Date,
        number: FactNumber,
        by: Justifier,
        ground: JustificationGround,
        evidence: Evidence,
        term: Term,
        submitted_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "justification-decided.v1")]
    JustificationDecided {
        student: PersonId,
        on: Date,
        number: FactNumber,
        outcome: JustificationOutcome,
        decided_on: Date,
        because: Vec<Norm>,
    },
    /// By who had submitted it, as long as nobody has decided.
    #[serde(rename = "justification-withdrawn.v1")]
    JustificationWithdrawn {
        student: PersonId,
        on: Date,
        number: FactNumber,
        by: Justifier,
        withdrawn_on: Date,
        because: Vec<Norm>,
    },
    /// Whether the ground stated at the door is true. Rejected, the entry counts from `verified_on`.
    #[serde(rename = "entry-ground-verified.v1")]
    GroundVerified {
        student: PersonId,
        on: Date,
        number: FactNumber,
        outcome: Verification,
        verified_on: Date,
        because: Vec<Norm>,
    },
    /// Back in class without having justified: with reserve (`con riserva`) until `justify_by`. `on` is the return.
    #[serde(rename = "admitted-with-reserve.v1")]
    AdmittedWithReserve {
        student: PersonId,
        class: ClassId,
        on: Date,
        facts: Vec<FactNumber>,
        justify_by: Date,
        because: Vec<Norm>,
    },
    /// A person says what an absence was: collective, or a student's own.
    #[serde(rename = "absence-classified.v1")]
    Classified {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        withdrawn: AbsenceKind,
        kind: AbsenceKind,
        reason: Text,
        classified_on: Date,
        because: Vec<Norm>,
    },
    #[serde(rename = "classification-contested.v1")]
    ClassificationContested {
        student: PersonId,
        on: Date,
        number: FactNumber,
        by: Justifier,
        grounds: Text,
        contested_on: Date,
        because: Vec<Norm>,
    },
    /// The contest was looked at, and the classification stands. A contest upheld is a new classification.
    #[serde(rename = "classification-confirmed.v1")]
    ClassificationConfirmed {
        student: PersonId,
        on: Date,
        number: FactNumber,
        reason: Text,
        confirmed_on: Date,
        because: Vec<Norm>,
    },
    /// The family told beforehand of a long absence, from `on` to `until`.
    #[serde(rename = "absence-foretold.v1")]
    Foretold {
        student: PersonId,
        on: Date,
        until: Date,
        by: Justifier,
        ground: JustificationGround,
        told_on: Date,
        because: Vec<Norm>,
    },
    /// Not in class but at an activity that counts as attendance, the whole day or some hours. Of the hours away,
    /// `hours` were done and count; the others are missed.
    #[serde(rename = "activity-recorded.v1")]
    ActivityRecorded {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        activity: Activity,
        away: AbsenceScope,
        hours: u8,
        /// The absence of that day that turns out to have been this activity.
        turns: Option<FactNumber>,
        policy: CountingPolicy,
        missed: Vec<MissedHour>,
        because: Vec<Norm>,
    },
    /// Absent from a recovery course (`corso di recupero`): to be justified, outside the annual hours.
    #[serde(rename = "recovery-absence-recorded.v1")]
    RecoveryMissed {
        student: PersonId,
        class: ClassId,
        on: Date,
        number: FactNumber,
        subject: SubjectCode,
        hours: u8,
        because: Vec<Norm>,
    },
    /// "Deroga: n ore". Why is in a restricted stream, under that stream's `derogation` number.
    #[serde(rename = "hours-excused.v1")]
    HoursExcused {
        student: PersonId,
        on: Date,
        number: FactNumber,
        hours: u16,
        derogation: FactNumber,
        because: Vec<Norm>,
    },
    /// The hours weigh again. `number` is that of the excuse; why is in the restricted stream.
    #[serde(rename = "excuse-revoked.v1")]
    ExcuseRevoked {
        student: PersonId,
        on: Date,
        number: FactNumber,
        hours: u16,
        derogation: FactNumber,
        because: Vec<Norm>,
    },
}

/// What is known of a part of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    Absence { scope: AbsenceScope },
    Entry { at: Time, admitted_from: Time, ground: Ground },
    Exit { at: Time, reason: ExitReason, collection: Collection },
    Activity { activity: Activity, away: AbsenceScope, hours: u8 },
    RecoveryMissed { subject: SubjectCode, hours: u8 },
}

/// Somewhere else than in class, for the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    /// A visit or trip. `back_to_lessons` is the first lesson day after it, if the year has one more.
    Trip { back_to_lessons: Option<Date> },
    /// `Cittadinanza attiva e solidale`, at a host body.
    Citizenship,
    /// `Attività di riflessione`, at school.
    Reflection,
    /// Another activity organised or authorised by the school.
    School,
}

/// What a person found of a stated ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verification {
    Accepted,
    Rejected { reason: Text },
}

/// Whose absence it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AbsenceKind {
    /// The student's own.
    Individual,
    /// `Assenza collettiva`.
    Collective,
}

/// What came with a justification. A certificate is never asked for, but after a trip it may take the place of a
/// parent in person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    None,
    InPerson,
    Certificate,
}

/// Whether a justification was in time on the day on which it was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    InTime,
    Late { due: Date },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AbsenceScope {
    WholeDay,
    Hours(BTreeSet<PeriodNumber>),
}

/// Why the student is late, as stated at the door. Its verification is another act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    None,
    Transport,
    Family,
}

/// Why the student leaves. A class of reasons, never a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExitReason {
    Family,
    Health,
    /// Taken ill at school (`malessere`).
    Malaise,
    Urgent,
}

impl ExitReason {
    /// Whether an exit that interrupts an hour calls for a look.
    ///
    /// Norm: reg. istituto, art. 16, Uscite, lett. a (A2-04): at the end of an hour, but for what is serious or urgent.
    pub fn waits_for_the_end_of_the_hour(self) -> bool {
        match self {
            ExitReason::Family | ExitReason::Health => true,
            ExitReason::Malaise | ExitReason::Urgent => false,
        }
    }
}

/// With whom the student left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Collection {
    /// An adult student leaves alone.
    AdultStudent,
    /// A holder of parental responsibility.
    Guardian { person: PersonId },
    /// As release 0.1.0 wrote it: a person delegated, without saying by what. Enough for no minor any more.
    Delegate { document_checked: bool },
    /// An adult relative with the written delegation of a parent, found under its protocol number.
    Relative { kinship: Kinship, delegation: Protocol, document_checked: bool },
}

/// Who an adult relative is to the student: never a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kinship {
    Grandparent,
    Sibling,
    UncleOrAunt,
    Other,
}

/// A class of reasons, never a diagnosis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JustificationGround {
    Health,
    Family,
    Transport,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JustificationOutcome {
    Accepted,
    Refused { reason: Text },
}
