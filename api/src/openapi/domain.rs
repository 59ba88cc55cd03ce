//! The types of the domain, the log and the read models that answers hold, told as serde reads them. `build.rs` lets each
//! stand for the type that it is named after, wherever an answer's schema is derived: so a file of answers imports them all.

use registro_domain::{
    assessment, attendance, calendar, case, conduct, conflict, device, duty, erasure, guarantee_body, ids,
    norm, notice, permission, receipt, retention, scrutiny, text,
};
use registro_eventlog::event;

use super::shown::{As, Named};
use crate::access::entry;

pub type NamedShape = Named;
pub type PersonIdShape = As<ids::PersonId>;
pub type ClassIdShape = As<ids::ClassId>;
pub type CaseIdShape = As<ids::CaseId>;
pub type NoticeIdShape = As<ids::NoticeId>;
pub type ErasureIdShape = As<ids::ErasureId>;
pub type RequestIdShape = As<ids::RequestId>;
pub type BreachIdShape = As<ids::BreachId>;
pub type ConflictIdShape = As<ids::ConflictId>;
pub type FactNumberShape = As<ids::FactNumber>;
pub type PeriodNumberShape = As<ids::PeriodNumber>;
pub type SubjectCodeShape = As<ids::SubjectCode>;
pub type ProtocolShape = As<ids::Protocol>;
pub type SchoolYearShape = As<calendar::SchoolYear>;
pub type DateTimeShape = As<jiff::civil::DateTime>;
pub type TimeShape = As<jiff::civil::Time>;
pub type TextShape = As<text::Text>;
pub type NormShape = As<norm::Norm>;

pub type PositionShape = As<event::Position>;
pub type VersionShape = As<event::Version>;
pub type EventIdShape = As<event::EventId>;
pub type CommandIdShape = As<event::CommandId>;
pub type StreamNameShape = As<event::StreamName>;
pub type ActorShape = As<event::Actor>;

pub type KindShape = As<entry::Kind>;
pub type ChannelShape = As<entry::Channel>;
/// Of an access; an `Outcome` is a scrutiny's.
pub type AccessOutcomeShape = As<entry::Outcome>;

/// Of a message about a sign-in.
pub type WhatShape = As<crate::sign_in::message::What>;

pub type FactShape = As<attendance::Fact>;
pub type PassageShape = As<permission::Passage>;
pub type PermissionReasonShape = As<permission::PermissionReason>;
pub type PermissionOutcomeShape = As<permission::PermissionOutcome>;
pub type FindingShape = As<permission::Finding>;
pub type FoundShape = As<device::Found>;
pub type KeeperShape = As<device::Keeper>;
pub type BagOutcomeShape = As<device::BagOutcome>;
pub type NoteKindShape = As<conduct::NoteKind>;
pub type GradeKindShape = As<assessment::GradeKind>;
pub type MarkShape = As<assessment::Mark>;
pub type TenthsShape = As<assessment::Tenths>;
pub type TestShape = As<assessment::Test>;

pub type ChargeShape = As<case::Charge>;
pub type ItemShape = As<case::Item>;
pub type MeasureShape = As<case::Measure>;
pub type SeatShape = As<case::Seat>;
pub type ConflictShape = As<case::Conflict>;
pub type DesignationShape = As<guarantee_body::Designation>;
pub type SaidShape = As<conflict::Answer>;

pub type ScrutinyPeriodShape = As<scrutiny::ScrutinyPeriod>;
pub type WholeGradeShape = As<scrutiny::WholeGrade>;
pub type AverageShape = As<scrutiny::Average>;
pub type BehaviourShape = As<scrutiny::Behaviour>;
pub type BandShape = As<scrutiny::Band>;
pub type OutcomeShape = As<scrutiny::Outcome>;
pub type EssayTermShape = As<scrutiny::EssayTerm>;
pub type EssayOutcomeShape = As<scrutiny::EssayOutcome>;

pub type AsksShape = As<notice::Asks>;
pub type AudienceShape = As<notice::Audience>;
pub type MatterShape = As<notice::Matter>;
pub type NoticeKindShape = As<notice::NoticeKind>;
pub type RoleShape = As<notice::Role>;
pub type ReceiptShape = As<receipt::Receipt>;

pub type LineShape = As<registro_projections::notices::Line>;

pub type DutyKindShape = As<duty::DutyKind>;
pub type OwnerShape = As<duty::Owner>;
pub type PlaceShape = As<duty::Place>;
pub type ErasureShape = As<erasure::Erasure>;
pub type TargetShape = As<erasure::Target>;
pub type KeepShape = As<retention::Keep>;
