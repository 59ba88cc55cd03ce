//! The school's documents as values, of which pages and files are made.

use crate::http::{documents, processing};
use crate::openapi::endpoint::{Endpoint, read};

pub(super) fn all() -> Vec<Endpoint> {
    const JSON: &str = "application/json";
    const WHAT: &str = "What it says, by whom it is signed, on which event it rests.";
    vec![
        read(
            "/api/v1/events/{position}/document",
            "documentOfEvent",
            documents::of_act,
            "The document that an act made: a letter, the record of a telephone call, a report card.",
        )
        .answers_with(JSON, WHAT),
        read(
            "/api/v1/students/{id}/attendance-certificate",
            "attendanceCertificate",
            documents::certificate,
            "A student's certificate of attendance.",
        )
        .answers_with(JSON, WHAT),
        read(
            "/api/v1/processing-activities/notice-to-families",
            "noticeToFamilies",
            processing::to_families,
            "The notice to students and families (art. 13 and 14 GDPR).",
        )
        .answers_with(JSON, WHAT),
        read(
            "/api/v1/processing-activities/notice-to-staff",
            "noticeToStaff",
            processing::to_staff,
            "The notice to the staff (art. 13 and 14 GDPR).",
        )
        .answers_with(JSON, WHAT),
        read(
            "/api/v1/processing-activities/impact-assessment",
            "impactAssessment",
            processing::impact,
            "What an impact assessment begins from (art. 35 GDPR).",
        )
        .answers_with(JSON, WHAT),
    ]
}
