//! What may be asked of the register: one file a command, each with its JSON form and how its decision is prepared.

use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::refusal::Refusal;

pub mod absence;
pub mod activity;
pub mod annulment;
pub mod appeal;
pub mod case;
pub mod classification;
pub mod collective_absence;
pub mod conduct;
pub mod contact;
pub mod contest;
pub mod contest_decision;
pub mod correction;
pub mod derogation;
pub mod derogation_decision;
pub mod derogation_revocation;
pub mod device;
pub mod disclosure_objection;
pub mod disclosure_request;
pub mod entry;
pub mod exit;
pub mod family_notice;
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
    School(school::School),
    Scrutiny(scrutiny::Scrutiny),
    Appeal(appeal::Appeal),
    GuaranteeBody(guarantee_body::GuaranteeBody),
    RuleConflict(rule_conflict::RuleConflict),
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

    /// Gathers the facts, decides, and leaves on the desk what is to be appended.
    pub async fn plan(&self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        match self {
            Command::RollCall(command) => command.plan(desk).await,
            Command::Sign(command) => command.plan(desk).await,
            Command::CorrectTopic(command) => command.plan(desk).await,
            Command::AnnulSignature(command) => command.plan(desk).await,
            Command::AssignHomework(command) => command.plan(desk).await,
            Command::RecordAbsence(command) => command.plan(desk).await,
            Command::RecordEntry(command) => command.plan(desk).await,
            Command::RecordExit(command) => command.plan(desk).await,
            Command::Justify(command) => command.plan(desk).await,
            Command::DecideJustification(command) => command.plan(desk).await,
            Command::RequestPermission(command) => command.plan(desk).await,
            Command::DecidePermission(command) => command.plan(desk).await,
            Command::WithdrawPermission(command) => command.plan(desk).await,
            Command::PlanTest(command) => command.plan(desk).await,
            Command::CallOffTest(command) => command.plan(desk).await,
            Command::RequestDerogation(command) => command.plan(desk).await,
            Command::DecideDerogation(command) => command.plan(desk).await,
            Command::RevokeDerogation(command) => command.plan(desk).await,
            Command::RecordActivity(command) => command.plan(desk).await,
            Command::RecordRecoveryAbsence(command) => command.plan(desk).await,
            Command::WithdrawJustification(command) => command.plan(desk).await,
            Command::VerifyGround(command) => command.plan(desk).await,
            Command::DeclareCollective(command) => command.plan(desk).await,
            Command::Classify(command) => command.plan(desk).await,
            Command::Contest(command) => command.plan(desk).await,
            Command::DecideContest(command) => command.plan(desk).await,
            Command::Foretell(command) => command.plan(desk).await,
            Command::Correct(command) => command.plan(desk).await,
            Command::Annul(command) => command.plan(desk).await,
            Command::Transfer(command) => command.plan(desk).await,
            Command::Device(command) => command.plan(desk).await,
            Command::Conduct(command) => command.plan(desk).await,
            Command::EnterGrades(command) => command.plan(desk).await,
            Command::HandBackTest(command) => command.plan(desk).await,
            Command::Grade(command) => command.plan(desk).await,
            Command::Case(command) => command.plan(desk).await,
            Command::Contact(command) => command.plan(desk).await,
            Command::Vigilance(command) => command.plan(desk).await,
            Command::RequestDisclosure(command) => command.plan(desk).await,
            Command::ObjectToDisclosure(command) => command.plan(desk).await,
            Command::WithdrawObjection(command) => command.plan(desk).await,
            Command::Publish(command) => command.plan(desk).await,
            Command::TellFamily(command) => command.plan(desk).await,
            Command::CorrectNotice(command) => command.plan(desk).await,
            Command::WithdrawNotice(command) => command.plan(desk).await,
            Command::OpenNotice(command) => command.plan(desk).await,
            Command::Acknowledge(command) => command.plan(desk).await,
            Command::Answer(command) => command.plan(desk).await,
            Command::People(command) => command.plan(desk).await,
            Command::School(command) => command.plan(desk).await,
            Command::Scrutiny(command) => command.plan(desk).await,
            Command::Appeal(command) => command.plan(desk).await,
            Command::GuaranteeBody(command) => command.plan(desk).await,
            Command::RuleConflict(command) => command.plan(desk).await,
        }
    }
}
