//! What the register answers to programs: one table, from which come both the router and the OpenAPI document.

mod commands;
mod documents;

use crate::openapi::document;
use crate::openapi::endpoint::{Endpoint, read};

use super::*;

/// Every address of the public API.
pub fn of_programs() -> Vec<Endpoint> {
    let mut all = commands::all();
    all.extend(answers());
    all.extend(rights());
    all.extend(documents::all());
    all.extend(proofs());
    all
}

fn answers() -> Vec<Endpoint> {
    vec![
        read(
            "/status",
            "status",
            status::get,
            "Whether the register answers, and how far its read models are.",
        ),
        read("/api/v1/openapi.json", "document", document::get, "This document.")
            .answers_with("application/json", "The document."),
        read(
            "/api/v1/people/{id}/sealed-data",
            "sealedDataOfPerson",
            erasures::of_person,
            "What is kept of a person under keys that can be destroyed.",
        ),
        read(
            "/api/v1/students/{id}",
            "student",
            student::get,
            "A student's year: totals and facts of attendance.",
        )
        .answers::<student::Answer>(),
        read(
            "/api/v1/students/{id}/accesses",
            "accessesOfStudent",
            accesses::of_student,
            "Who looked at a student's data, by office.",
        ),
        read(
            "/api/v1/access-log",
            "accessLog",
            accesses::get,
            "Who looked at whose data, for the protection officer.",
        ),
        read(
            "/api/v1/sign-ins",
            "signIns",
            sign_ins::get,
            "Who signed in, and who was refused, for the protection officer.",
        ),
        read("/api/v1/students/{id}/why", "why", why::get, "The events and norms that make a figure."),
        read(
            "/api/v1/students/{id}/history",
            "history",
            history::get,
            "The acts on a student's record, in the order of recording.",
        ),
        read(
            "/api/v1/acts",
            "acts",
            acts::list,
            "The acts of the school that answer a question, the newest first.",
        ),
        read(
            "/api/v1/students/{id}/replay",
            "replayOfStudent",
            replay::of_student,
            "What the register said of a student at two moments, and what changed between.",
        ),
        read(
            "/api/v1/classes/{id}/replay",
            "replayOfClassDay",
            replay::of_class,
            "The same, of a class's day.",
        ),
        read("/api/v1/cases/{id}/replay", "replayOfCase", replay::of_case, "The same, of a case."),
        read(
            "/api/v1/students/{id}/devices",
            "devicesOfStudent",
            devices::of_student,
            "A student's phone: bag, uses, what was withheld.",
        ),
        read(
            "/api/v1/students/{id}/transfer-file",
            "transferFile",
            transfer_file::get,
            "What another school is told of a student: final sanctions only.",
        ),
        read(
            "/api/v1/students/{id}/cases",
            "casesOfStudent",
            cases::of_student,
            "A student's disciplinary cases.",
        ),
        read("/api/v1/cases", "cases", cases::of_school, "The school's disciplinary cases."),
        read("/api/v1/cases/{id}", "case", cases::get, "A case: its acts and the steps of the procedure."),
        read(
            "/api/v1/students/{id}/conduct",
            "conductOfStudent",
            conduct::of_student,
            "A student's notes, positive acts and separations.",
        ),
        read(
            "/api/v1/students/{id}/grades",
            "gradesOfStudent",
            grades::of_student,
            "A student's grades, by subject.",
        ),
        read(
            "/api/v1/classes/{id}/grades",
            "gradesOfClass",
            grades::of_class,
            "A class's grades in a subject.",
        ),
        read(
            "/api/v1/grade-changes",
            "gradeChanges",
            grades::changes,
            "Grades changed after they were given.",
        ),
        read("/api/v1/devices/held", "devicesHeld", devices::held, "Phones that are withheld today."),
        read(
            "/api/v1/students/{id}/permissions",
            "permissionsOfStudent",
            permissions::of_student,
            "A student's permissions.",
        ),
        read(
            "/api/v1/permissions/pending",
            "permissionsPending",
            permissions::pending,
            "Permissions that wait for a decision.",
        ),
        read("/api/v1/classes", "classes", classes::get, "The classes of a day."),
        read(
            "/api/v1/classes/{id}/days/{date}",
            "classDay",
            class_day::get,
            "A class on a day: hours, signatures, who is where.",
        ),
        read(
            "/api/v1/classes/{id}/scrutinies",
            "scrutiniesOfClass",
            scrutinies::of_class,
            "A class's scrutinies.",
        ),
        read(
            "/api/v1/classes/{id}/scrutinies/{period}",
            "scrutiny",
            scrutinies::get,
            "A class's scrutiny of a period.",
        ),
        read(
            "/api/v1/classes/{id}/scrutinies/{period}/dossiers",
            "dossiers",
            scrutinies::dossiers,
            "What a council reads on behaviour.",
        ),
        read(
            "/api/v1/students/{id}/results",
            "results",
            results::get,
            "A student's results, once they are published.",
        ),
        read(
            "/api/v1/students/{id}/report-cards/{period}",
            "reportCard",
            results::card,
            "A student's report card.",
        ),
        read(
            "/api/v1/students/{id}/fee-exemption",
            "feeExemption",
            results::exemption,
            "Whether a student is exempt from school fees, and why.",
        ),
        read("/api/v1/notices", "board", notices::list, "The notices that one has received."),
        read(
            "/api/v1/notices/published",
            "noticesPublished",
            notices::published,
            "The notices that one has published.",
        ),
        read(
            "/api/v1/notices/{id}",
            "notice",
            notices::get,
            "A notice, with its receipts for who published it.",
        ),
        read(
            "/api/v1/notice-audiences",
            "noticeAudience",
            notice_audiences::get,
            "Whom a notice would reach.",
        ),
        read("/api/v1/appeals", "appealsPending", appeals::pending, "The appeals that are pending."),
        read(
            "/api/v1/guarantee-body",
            "guaranteeBody",
            guarantee_body::get,
            "Who sits on the guarantee body.",
        ),
        read(
            "/api/v1/erasures",
            "erasures",
            erasures::list,
            "Erasures and restrictions, and how far they are.",
        ),
        read("/api/v1/rule-conflicts", "ruleConflicts", rule_conflicts::list, "Conflicts on the regulation."),
        read("/api/v1/dashboard", "dashboard", dashboard::get, "The school's morning, for who leads it."),
        read(
            "/api/v1/duties",
            "duties",
            duties::get,
            "What must be done, by whom, by when, under which norm.",
        ),
        read(
            "/api/v1/reports/counting",
            "counting",
            counting::get,
            "How many hours count, by each way of counting.",
        ),
        read(
            "/api/v1/reports/sessions",
            "sessions",
            sessions::get,
            "Acts of one person from two sessions at once.",
        ),
        read("/api/v1/events/{position}", "event", event::get, "One event."),
    ]
}

/// What protects the persons whose data are kept.
fn rights() -> Vec<Endpoint> {
    const JSON: &str = "application/json";
    vec![
        read(
            "/api/v1/consultations",
            "consultations",
            consultations::list,
            "Who was allowed to read beyond her daily work, what, why and until when.",
        )
        .answers_with(JSON, "The latest first.")
        .pages(),
        read(
            "/api/v1/access-decisions",
            "accessDecisions",
            access_decisions::get,
            "Why somebody could read a student's data at some moment, or could not.",
        )
        .answers_with(JSON, "Each kind of data, with what entitles to it and whether it was so."),
        read(
            "/api/v1/envelopes",
            "envelopes",
            envelopes::list,
            "The acts of the school without their data, for the auditor.",
        )
        .answers_with(JSON, "In the order in which they were recorded."),
        read(
            "/api/v1/data-requests",
            "dataRequests",
            data_requests::list,
            "Requests about data and documents.",
        )
        .answers_with(JSON, "Each with its acts and how it stands.")
        .pages(),
        read(
            "/api/v1/data-requests/{id}",
            "dataRequest",
            data_requests::get,
            "A request, and how it stands.",
        )
        .answers_with(JSON, "Its acts and how it stands."),
        read(
            "/api/v1/data-requests/{id}/dossier",
            "dossier",
            data_requests::dossier,
            "The copy of art. 15 GDPR.",
        )
        .answers_with(JSON, "All that is kept of the person, under the letters of the article."),
        read(
            "/api/v1/data-requests/{id}/dossier/{file}",
            "dossierFile",
            data_requests::dossier_file,
            "The same as a file, by its name.",
        )
        .answers_with(JSON, "`dati.json`, `manifest.json`.")
        .answers_with("text/csv", "`atti.csv`, `consultazioni.csv`."),
        read(
            "/api/v1/processing-activities",
            "processing",
            processing::get,
            "The record of processing (art. 30 GDPR).",
        )
        .answers_with(JSON, "What is kept of whom, for what, for how long."),
        read("/api/v1/breaches", "breaches", breaches::list, "The register of breaches.")
            .answers_with(JSON, "Each with its acts and its hours.")
            .pages(),
        read(
            "/api/v1/access-log/anomalies",
            "anomalies",
            breaches::anomalies,
            "What is unusual in the access log.",
        )
        .answers_with(JSON, "Each with the rule that found it.")
        .pages(),
    ]
}

/// What is no JSON: the feed, receipts, and the files of the ledger, whose hashes and checkpoints are open to all.
fn proofs() -> Vec<Endpoint> {
    const TEXT: &str = "text/plain";
    const BYTES: &str = "application/octet-stream";
    vec![
        read(
            "/api/v1/feed",
            "feed",
            feed::get,
            "The school's events as they are recorded, from a position on.",
        )
        .answers_with("text/event-stream", "Each event with its position as `id` and its kind as `event`."),
        read(
            "/api/v1/events/{position}/receipt",
            "receipt",
            proof::get,
            "The receipt of an event (tlog-proof).",
        )
        .answers_with(TEXT, "The receipt."),
        read(
            "/api/v1/ledger/checkpoint",
            "checkpoint",
            ledger::checkpoint,
            "The last checkpoint (signed note).",
        )
        .answers_with(TEXT, "The checkpoint."),
        read(
            "/api/v1/ledger/public-key",
            "ledgerKey",
            ledger::public_key,
            "The key that checkpoints are signed with.",
        )
        .answers_with(TEXT, "The key."),
        read(
            "/api/v1/ledger/{year}/{*path}",
            "ledgerFile",
            ledger::file,
            "A file of a year's ledger (tlog-tiles).",
        )
        .answers_with(BYTES, "The file.")
        .open_in_part(),
        read(
            "/api/v1/schools/{school}/ledger/{*path}",
            "ledgerFileOfSchool",
            ledger::of_school,
            "The same, of a school that is named.",
        )
        .answers_with(BYTES, "The file.")
        .open_in_part(),
    ]
}
