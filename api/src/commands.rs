//! What may be asked of the register: one file a command, each with its JSON form and how its decision is prepared.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::refusal::Refusal;

pub mod absence;
pub mod activity;
pub mod annulment;
pub mod appeal;
pub mod breach;
pub mod case;
pub mod classification;
pub mod collective_absence;
pub mod conduct;
pub mod consultation;
pub mod contact;
pub mod contest;
pub mod contest_decision;
pub mod correction;
pub mod data_request;
pub mod derogation;
pub mod derogation_decision;
pub mod derogation_revocation;
pub mod device;
pub mod disclosure_objection;
pub mod disclosure_request;
pub mod entry;
pub mod erasure;
pub mod exit;
pub mod family_notice;
pub mod fiscal_code_link;
pub mod foretold_absence;
pub mod grade;
pub mod ground_verification;
pub mod guarantee_body;
pub mod homework;
pub mod justification;
pub mod justification_decision;
pub mod justification_withdrawal;
pub mod notice;
pub mod notice_correction;
pub mod notice_withdrawal;
pub mod objection_withdrawal;
pub mod people;
pub mod permission;
pub mod permission_decision;
pub mod permission_withdrawal;
pub mod planned_test;
pub mod receipt;
pub mod recovery_absence;
pub mod roll_call;
pub mod rule_conflict;
pub mod school;
pub mod scrutiny;
pub mod signature;
pub mod signature_annulment;
pub mod test_cancellation;
pub mod test_hand_back;
pub mod topic_correction;
pub mod transfer;
pub mod vigilance;

/// A command as it is sent, with the name it is stored and hashed under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    RollCall(roll_call::RollCall),
    Sign(signature::Sign),
    CorrectTopic(topic_correction::CorrectTopic),
    AnnulSignature(signature_annulment::AnnulSignature),
    AssignHomework(homework::AssignHomework),
    RecordAbsence(absence::RecordAbsence),
    RecordEntry(entry::RecordEntry),
    RecordExit(exit::RecordExit),
    Justify(justification::Justify),
    DecideJustification(justification_decision::DecideJustification),
    RequestPermission(permission::RequestPermission),
    DecidePermission(permission_decision::DecidePermission),
    WithdrawPermission(permission_withdrawal::WithdrawPermission),
    PlanTest(planned_test::PlanTest),
    CallOffTest(test_cancellation::CallOffTest),
    RequestDerogation(derogation::RequestDerogation),
    DecideDerogation(derogation_decision::DecideDerogation),
    RevokeDerogation(derogation_revocation::RevokeDerogation),
    RecordActivity(activity::RecordActivity),
    RecordRecoveryAbsence(recovery_absence::RecordRecoveryAbsence),
    WithdrawJustification(justification_withdrawal::WithdrawJustification),
    VerifyGround(ground_verification::VerifyGround),
    DeclareCollective(collective_absence::DeclareCollective),
    Classify(classification::Classify),
    Contest(contest::Contest),
    DecideContest(contest_decision::DecideContest),
    Foretell(foretold_absence::Foretell),
    Correct(correction::Correct),
    Annul(annulment::Annul),
    Transfer(transfer::Transfer),
    Device(device::Device),
    Conduct(conduct::Conduct),
    EnterGrades(grade::EnterGrades),
    HandBackTest(test_hand_back::HandBackTest),
    Grade(grade::Grade),
    Case(case::Case),
    Contact(contact::Contact),
    Vigilance(vigilance::Vigilance),
    RequestDisclosure(disclosure_request::RequestDisclosure),
    ObjectToDisclosure(disclosure_objection::ObjectToDisclosure),
    WithdrawObjection(objection_withdrawal::WithdrawObjection),
    Publish(notice::Publish),
    TellFamily(family_notice::TellFamily),
    CorrectNotice(notice_correction::CorrectNotice),
    WithdrawNotice(notice_withdrawal::WithdrawNotice),
    OpenNotice(receipt::Open),
    Acknowledge(receipt::Acknowledge),
    Answer(receipt::Answer),
    People(people::People),
    LinkFiscalCode(fiscal_code_link::LinkFiscalCode),
    School(school::School),
    Scrutiny(scrutiny::Scrutiny),
    Appeal(appeal::Appeal),
    GuaranteeBody(guarantee_body::GuaranteeBody),
    RuleConflict(rule_conflict::RuleConflict),
    Erasure(erasure::Erasure),
    DataRequest(data_request::DataRequest),
    Breach(breach::Breach),
    Consultation(consultation::Consultation),
}

impl Command {
    /// Whether it writes to one stream, so that one stated version can guard it.
    pub fn is_about_one_record(&self) -> bool {
        if let Command::Case(case) = self {
            return !case.is_attended();
        }
        !matches!(
            self,
            Command::RollCall(_)
                | Command::Transfer(_)
                | Command::DecideDerogation(_)
                | Command::RevokeDerogation(_)
                | Command::RecordActivity(_)
                | Command::DeclareCollective(_)
                | Command::TellFamily(_)
                | Command::EnterGrades(_)
                | Command::HandBackTest(_)
        )
    }

    /// Gathers the facts, decides, and leaves on the desk what is to be appended. Each command is a future of its own:
    /// as one, they are a function that takes the compiler minutes and gigabytes.
    pub fn plan<'a>(&'a self, desk: &'a mut Desk<'_>) -> BoxFuture<'a, Result<(), Refusal>> {
        match self {
            Command::RollCall(command) => Box::pin(command.plan(desk)),
            Command::Sign(command) => Box::pin(command.plan(desk)),
            Command::CorrectTopic(command) => Box::pin(command.plan(desk)),
            Command::AnnulSignature(command) => Box::pin(command.plan(desk)),
            Command::AssignHomework(command) => Box::pin(command.plan(desk)),
            Command::RecordAbsence(command) => Box::pin(command.plan(desk)),
            Command::RecordEntry(command) => Box::pin(command.plan(desk)),
            Command::RecordExit(command) => Box::pin(command.plan(desk)),
            Command::Justify(command) => Box::pin(command.plan(desk)),
            Command::DecideJustification(command) => Box::pin(command.plan(desk)),
            Command::RequestPermission(command) => Box::pin(command.plan(desk)),
            Command::DecidePermission(command) => Box::pin(command.plan(desk)),
            Command::WithdrawPermission(command) => Box::pin(command.plan(desk)),
            Command::PlanTest(command) => Box::pin(command.plan(desk)),
            Command::CallOffTest(command) => Box::pin(command.plan(desk)),
            Command::RequestDerogation(command) => Box::pin(command.plan(desk)),
            Command::DecideDerogation(command) => Box::pin(command.plan(desk)),
            Command::RevokeDerogation(command) => Box::pin(command.plan(desk)),
            Command::RecordActivity(command) => Box::pin(command.plan(desk)),
            Command::RecordRecoveryAbsence(command) => Box::pin(command.plan(desk)),
            Command::WithdrawJustification(command) => Box::pin(command.plan(desk)),
            Command::VerifyGround(command) => Box::pin(command.plan(desk)),
            Command::DeclareCollective(command) => Box::pin(command.plan(desk)),
            Command::Classify(command) => Box::pin(command.plan(desk)),
            Command::Contest(command) => Box::pin(command.plan(desk)),
            Command::DecideContest(command) => Box::pin(command.plan(desk)),
            Command::Foretell(command) => Box::pin(command.plan(desk)),
            Command::Correct(command) => Box::pin(command.plan(desk)),
            Command::Annul(command) => Box::pin(command.plan(desk)),
            Command::Transfer(command) => Box::pin(command.plan(desk)),
            Command::Device(command) => Box::pin(command.plan(desk)),
            Command::Conduct(command) => Box::pin(command.plan(desk)),
            Command::EnterGrades(command) => Box::pin(command.plan(desk)),
            Command::HandBackTest(command) => Box::pin(command.plan(desk)),
            Command::Grade(command) => Box::pin(command.plan(desk)),
            Command::Case(command) => Box::pin(command.plan(desk)),
            Command::Contact(command) => Box::pin(command.plan(desk)),
            Command::Vigilance(command) => Box::pin(command.plan(desk)),
            Command::RequestDisclosure(command) => Box::pin(command.plan(desk)),
            Command::ObjectToDisclosure(command) => Box::pin(command.plan(desk)),
            Command::WithdrawObjection(command) => Box::pin(command.plan(desk)),
            Command::Publish(command) => Box::pin(command.plan(desk)),
            Command::TellFamily(command) => Box::pin(command.plan(desk)),
            Command::CorrectNotice(command) => Box::pin(command.plan(desk)),
            Command::WithdrawNotice(command) => Box::pin(command.plan(desk)),
            Command::OpenNotice(command) => Box::pin(command.plan(desk)),
            Command::Acknowledge(command) => Box::pin(command.plan(desk)),
            Command::Answer(command) => Box::pin(command.plan(desk)),
            Command::People(command) => Box::pin(command.plan(desk)),
            Command::LinkFiscalCode(command) => Box::pin(command.plan(desk)),
            Command::School(command) => Box::pin(command.plan(desk)),
            Command::Scrutiny(command) => Box::pin(command.plan(desk)),
            Command::Appeal(command) => Box::pin(command.plan(desk)),
            Command::GuaranteeBody(command) => Box::pin(command.plan(desk)),
            Command::RuleConflict(command) => Box::pin(command.plan(desk)),
            Command::Erasure(command) => Box::pin(command.plan(desk)),
            Command::DataRequest(command) => Box::pin(command.plan(desk)),
            Command::Breach(command) => Box::pin(command.plan(desk)),
            Command::Consultation(command) => Box::pin(command.plan(desk)),
        }
    }
}
