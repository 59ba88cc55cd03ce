//! The name of each stream: which record of whom.

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{
    CaseId, ClassId, ConflictId, ConsultationId, ErasureId, NoticeId, PersonId, RequestId,
};
use registro_domain::scrutiny::ScrutinyPeriod;
use registro_eventlog::event::StreamName;

use crate::refusal::Refusal;

pub fn attendance_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("attendance-{student}-{}", year.slug()))
}

pub fn permission_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("permission-{student}-{}", year.slug()))
}

pub fn derogation_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("derogation-{student}-{}", year.slug()))
}

pub fn device_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("device-{student}-{}", year.slug()))
}

pub fn conduct_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("conduct-{student}-{}", year.slug()))
}

pub fn assessment_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("assessment-{student}-{}", year.slug()))
}

pub fn contact_stream(student: PersonId, year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("contact-{student}-{}", year.slug()))
}

pub fn vigilance_stream(year: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("vigilance-{}", year.slug()))
}

pub fn notice_stream(notice: NoticeId) -> Result<StreamName, Refusal> {
    stream(format!("notice-{notice}"))
}

pub fn receipt_stream(notice: NoticeId, person: PersonId) -> Result<StreamName, Refusal> {
    stream(format!("receipt-{notice}-{person}"))
}

pub fn case_stream(case: CaseId) -> Result<StreamName, Refusal> {
    stream(format!("case-{case}"))
}

/// A class is of one school year: so is its scrutiny.
pub fn scrutiny_stream(class: ClassId, period: ScrutinyPeriod) -> Result<StreamName, Refusal> {
    stream(format!("scrutiny-{class}-{}", period.name()))
}

pub fn guarantee_body_stream(term: SchoolYear) -> Result<StreamName, Refusal> {
    stream(format!("guarantee-body-{}", term.slug()))
}

pub fn conflict_stream(conflict: ConflictId) -> Result<StreamName, Refusal> {
    stream(format!("conflict-{conflict}"))
}

pub fn erasure_stream(erasure: ErasureId) -> Result<StreamName, Refusal> {
    stream(format!("erasure-{erasure}"))
}

pub fn request_stream(request: RequestId) -> Result<StreamName, Refusal> {
    stream(format!("request-{request}"))
}

pub fn consultation_stream(consultation: ConsultationId) -> Result<StreamName, Refusal> {
    stream(format!("consultation-{consultation}"))
}

pub fn lesson_stream(class: ClassId, on: Date) -> Result<StreamName, Refusal> {
    stream(format!("lesson-{class}-{on}"))
}

pub(super) fn stream(name: String) -> Result<StreamName, Refusal> {
    StreamName::new(name).map_err(|error| Refusal::Unavailable(Box::new(error)))
}
