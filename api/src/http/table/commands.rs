//! What is sent to the register: an address for each command.

use axum::routing::post;

use crate::commands::Command;
use crate::http::fiscal_code_links;
use crate::openapi::endpoint::{Endpoint, write, write_to};

/// Every address that a command is sent to.
pub(super) fn all() -> Vec<Endpoint> {
    vec![
        write("/api/v1/roll-calls", Command::RollCall, "Call the roll of a class-hour."),
        write("/api/v1/signatures", Command::Sign, "Sign a lesson with its topic."),
        write("/api/v1/topic-corrections", Command::CorrectTopic, "Correct the topic of a signed lesson."),
        write("/api/v1/signature-annulments", Command::AnnulSignature, "Annul a signature."),
        write("/api/v1/homework", Command::AssignHomework, "Assign homework."),
        write("/api/v1/absences", Command::RecordAbsence, "Record an absence."),
        write("/api/v1/entries", Command::RecordEntry, "Record that a student came in after the bell."),
        write("/api/v1/exits", Command::RecordExit, "Record that a student left before the end."),
        write(
            "/api/v1/justifications",
            Command::Justify,
            "Justify an absence, a late entry or an early exit.",
        ),
        write(
            "/api/v1/justification-decisions",
            Command::DecideJustification,
            "Accept a justification, or not.",
        ),
        write(
            "/api/v1/permissions",
            Command::RequestPermission,
            "Ask for a permission to enter late or leave early.",
        ),
        write("/api/v1/permission-decisions", Command::DecidePermission, "Decide on a permission."),
        write(
            "/api/v1/permission-withdrawals",
            Command::WithdrawPermission,
            "Withdraw a request for a permission.",
        ),
        write("/api/v1/planned-tests", Command::PlanTest, "Plan a test."),
        write("/api/v1/test-cancellations", Command::CallOffTest, "Call off a planned test."),
        write("/api/v1/derogation-requests", Command::RequestDerogation, "Ask that hours be not counted."),
        write(
            "/api/v1/derogation-decisions",
            Command::DecideDerogation,
            "Decide on hours that are not to be counted.",
        ),
        write("/api/v1/derogation-revocations", Command::RevokeDerogation, "Revoke such a decision."),
        write(
            "/api/v1/activities",
            Command::RecordActivity,
            "Record an activity of the school away from class.",
        ),
        write(
            "/api/v1/recovery-absences",
            Command::RecordRecoveryAbsence,
            "Record an absence from a recovery course.",
        ),
        write(
            "/api/v1/justification-withdrawals",
            Command::WithdrawJustification,
            "Withdraw a justification.",
        ),
        write(
            "/api/v1/ground-verifications",
            Command::VerifyGround,
            "State that the ground of a late entry was verified.",
        ),
        write("/api/v1/collective-absences", Command::DeclareCollective, "Declare an absence collective."),
        write("/api/v1/classifications", Command::Classify, "Classify a fact of attendance."),
        write("/api/v1/contests", Command::Contest, "Contest a fact of attendance."),
        write("/api/v1/contest-decisions", Command::DecideContest, "Decide on a contested fact."),
        write("/api/v1/foretold-absences", Command::Foretell, "Tell of an absence beforehand."),
        write("/api/v1/corrections", Command::Correct, "Correct a fact of attendance."),
        write("/api/v1/annulments", Command::Annul, "Annul a fact of attendance."),
        write("/api/v1/transfers", Command::Transfer, "Move a student to another class."),
        write("/api/v1/devices", Command::Device, "An act on a student's phone."),
        write(
            "/api/v1/conduct",
            Command::Conduct,
            "An act on a student's conduct: a note, a positive act, a separation.",
        ),
        write("/api/v1/grade-entries", Command::EnterGrades, "Enter the grades of a test for a class."),
        write("/api/v1/test-hand-backs", Command::HandBackTest, "Hand back a written test."),
        write("/api/v1/grades", Command::Grade, "An act on one grade."),
        write("/api/v1/case-acts", Command::Case, "An act of a disciplinary case."),
        write("/api/v1/contacts", Command::Contact, "Record a contact with a family."),
        write("/api/v1/vigilance", Command::Vigilance, "An act of the monthly review of absences."),
        write(
            "/api/v1/disclosure-requests",
            Command::RequestDisclosure,
            "An adult student asks what her family is told.",
        ),
        write(
            "/api/v1/disclosure-objections",
            Command::ObjectToDisclosure,
            "An adult student objects to her family being told.",
        ),
        write(
            "/api/v1/disclosure-objection-withdrawals",
            Command::WithdrawObjection,
            "An adult student withdraws that objection.",
        ),
        write("/api/v1/notices", Command::Publish, "Publish a notice."),
        write("/api/v1/family-notices", Command::TellFamily, "Tell a family something about its student."),
        write("/api/v1/notice-corrections", Command::CorrectNotice, "Correct a notice."),
        write("/api/v1/notice-withdrawals", Command::WithdrawNotice, "Withdraw a notice."),
        write("/api/v1/acknowledgements", Command::Acknowledge, "Acknowledge a notice."),
        write("/api/v1/answers", Command::Answer, "Answer a notice that asks."),
        write(
            "/api/v1/people",
            Command::People,
            "Acts on a person: enrolment, office, chair, responsibility.",
        ),
        write_to::<fiscal_code_links::Link>(
            "/api/v1/fiscal-code-links",
            post(fiscal_code_links::post),
            "Link a person to her codice fiscale, of which only a keyed hash is kept.",
        ),
        write("/api/v1/school", Command::School, "Acts on the school: calendar, classes, timetables."),
        write("/api/v1/scrutinies", Command::Scrutiny, "An act of a class's scrutiny."),
        write("/api/v1/appeals", Command::Appeal, "An act of an appeal against a sanction."),
        write(
            "/api/v1/guarantee-body",
            Command::GuaranteeBody,
            "An act on the guarantee body's composition.",
        ),
        write("/api/v1/erasures", Command::Erasure, "An act towards the erasure of a person's data."),
        write("/api/v1/data-requests", Command::DataRequest, "An act of a request about data or documents."),
        write(
            "/api/v1/consultations",
            Command::Consultation,
            "A reason recorded for a reading, or somebody of the vendor admitted.",
        ),
        write("/api/v1/breaches", Command::Breach, "An act of the register of breaches."),
        write("/api/v1/rule-conflicts", Command::RuleConflict, "An act of a conflict on the regulation."),
    ]
}
