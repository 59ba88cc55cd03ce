//! The table: for each matter, whom it is for. `docs/authorisation.md` shows it; a test holds that it does.

use registro_domain::norm::Norm;

use super::{Matter, Relation};
use Relation::{
    Auditor, AuditorWithReason, ClassTeacher, Community, Coordinator, Deputy, Dpo, DpoWithReason, Family,
    Herself, Named, NamedTeacher, Principal, Secretariat, SiteLead, SupportAdmitted, Teacher,
};

/// Whom a matter is for: whoever has one of these relations to it. Nobody else, and never "everybody".
pub fn readers(matter: Matter) -> &'static [Relation] {
    match matter {
        // The school's own acts are known to whoever works there; they name no student.
        Matter::SchoolActs => {
            &[Teacher, Principal, Deputy, SiteLead, Secretariat, Dpo, Auditor, SupportAdmitted]
        }
        Matter::SchoolDay => &[Principal, Deputy, SiteLead, Secretariat],
        Matter::ClassDay => &[
            ClassTeacher,
            Principal,
            Deputy,
            SiteLead,
            Secretariat,
            DpoWithReason,
            AuditorWithReason,
            SupportAdmitted,
        ],
        Matter::StudentRecord => &[
            Herself,
            Family,
            ClassTeacher,
            Principal,
            Deputy,
            SiteLead,
            Secretariat,
            DpoWithReason,
            AuditorWithReason,
        ],
        Matter::PersonalRecord | Matter::Attendance => &[
            Herself,
            Family,
            ClassTeacher,
            Principal,
            Deputy,
            SiteLead,
            Secretariat,
            DpoWithReason,
            AuditorWithReason,
            SupportAdmitted,
        ],
        // A court's order: not for the class's teachers, the principal's delegates or the other parent.
        Matter::CourtOrder => &[Principal, Secretariat, DpoWithReason, AuditorWithReason],
        Matter::FiscalCode => &[Herself, Principal, Secretariat, DpoWithReason, AuditorWithReason],
        // What an adult student and one parent settle is not for the other parent.
        Matter::DisclosureRequest => &[
            Herself,
            Named,
            ClassTeacher,
            Principal,
            Deputy,
            SiteLead,
            Secretariat,
            DpoWithReason,
            AuditorWithReason,
        ],
        Matter::DisclosureObjection => &[
            Herself,
            ClassTeacher,
            Principal,
            Deputy,
            SiteLead,
            Secretariat,
            DpoWithReason,
            AuditorWithReason,
        ],
        // Why hours are excused is health or faith.
        Matter::ReservedReason => &[Herself, Family, Coordinator, Principal, DpoWithReason],
        Matter::DeviceExemption => &[Herself, Family, ClassTeacher, Principal, DpoWithReason],
        Matter::Conduct => &[
            Herself,
            Family,
            NamedTeacher,
            Coordinator,
            Principal,
            Deputy,
            SiteLead,
            DpoWithReason,
            AuditorWithReason,
        ],
        Matter::ConductUnderReview => {
            &[NamedTeacher, Coordinator, Principal, Deputy, SiteLead, DpoWithReason, AuditorWithReason]
        }
        // What was reported of a family is not read by the family in the register.
        Matter::ReportToAuthority => &[Coordinator, Principal, Secretariat, DpoWithReason, AuditorWithReason],
        Matter::SchoolOpinion => {
            &[ClassTeacher, Principal, Deputy, SiteLead, Secretariat, DpoWithReason, AuditorWithReason]
        }
        Matter::PublishedGrade => &[
            Herself,
            Family,
            ClassTeacher,
            Principal,
            Deputy,
            SiteLead,
            Secretariat,
            DpoWithReason,
            AuditorWithReason,
        ],
        Matter::Grade => {
            &[ClassTeacher, Principal, Deputy, SiteLead, Secretariat, DpoWithReason, AuditorWithReason]
        }
        Matter::GradeChanges => &[Principal, DpoWithReason, AuditorWithReason],
        // The student's, her family's, the principal's and the coordinator's: of the other teachers, those named in it.
        Matter::Case => &[
            Herself,
            Family,
            NamedTeacher,
            Coordinator,
            Principal,
            Deputy,
            SiteLead,
            Secretariat,
            DpoWithReason,
            AuditorWithReason,
        ],
        // What is left of an expunged case is for who keeps the files.
        Matter::ExpungedCase => &[Principal, Secretariat, DpoWithReason, AuditorWithReason],
        // With it goes what opens the case for ever: for who answers for the school and for who audits it with a reason.
        Matter::Evidence => &[Principal, AuditorWithReason],
        Matter::Scrutiny => &[ClassTeacher, Principal, Deputy, DpoWithReason, AuditorWithReason],
        // Once published; the secretariat once it was closed.
        Matter::Results => {
            &[Herself, Family, ClassTeacher, Principal, Deputy, Secretariat, DpoWithReason, AuditorWithReason]
        }
        // Public within the school.
        Matter::GuaranteeBody => &[Community],
        Matter::RuleConflict => &[Named, Principal, Secretariat, DpoWithReason, AuditorWithReason],
        Matter::BoardNotice => &[Named, Teacher, Principal, Deputy, SiteLead, Secretariat, Dpo, Auditor],
        Matter::PersonalNotice => &[Herself, Named, Principal, Secretariat, DpoWithReason, AuditorWithReason],
        Matter::NoticeReceipts => {
            &[Herself, Named, Principal, Deputy, SiteLead, Secretariat, DpoWithReason, AuditorWithReason]
        }
        Matter::Erased => {
            &[Herself, Family, ClassTeacher, Principal, Deputy, SiteLead, Secretariat, Dpo, AuditorWithReason]
        }
        Matter::Erasure => &[Herself, Principal, Secretariat, Dpo],
        // Who decides on the restriction, and who verifies with a reason. Not the person herself: hers is the copy (art. 15).
        Matter::Restricted => &[Principal, Dpo, AuditorWithReason],
        // Who asked has the answer from the school; the register shows it to her and to who answers.
        Matter::Request => &[Herself, Principal, Secretariat, Dpo],
        Matter::RequestWorkings => &[Principal, Secretariat, Dpo],
        Matter::OwnData | Matter::Breach => &[Principal, Dpo],
        Matter::Consultation => &[Named, Principal, Dpo, Auditor],
        Matter::TransferFile => &[Principal, Secretariat, DpoWithReason, AuditorWithReason],
        Matter::AccessLog => &[Dpo],
        Matter::OwnAccesses => &[Herself, Family, Dpo],
        Matter::SessionReport => &[Principal, Dpo, AuditorWithReason],
        Matter::Envelope => &[Auditor],
        Matter::Feed => &[Principal, Dpo, Auditor],
    }
}

/// Where it says so.
pub fn norm(matter: Matter) -> Norm {
    match matter {
        Matter::SchoolActs | Matter::SchoolDay | Matter::ClassDay | Matter::BoardNotice => {
            Norm::OnlyRegisterFunctions
        }
        Matter::StudentRecord | Matter::PersonalRecord | Matter::Attendance | Matter::CourtOrder => {
            Norm::LimitsOfResponsibility
        }
        Matter::DisclosureRequest | Matter::DisclosureObjection => Norm::AdultsObjection,
        Matter::ReservedReason | Matter::DeviceExemption => Norm::NoSpecialCategories,
        Matter::Conduct | Matter::ConductUnderReview | Matter::Case => Norm::SoberWords,
        Matter::FiscalCode
        | Matter::ReportToAuthority
        | Matter::SchoolOpinion
        | Matter::Grade
        | Matter::PublishedGrade
        | Matter::GradeChanges
        | Matter::TransferFile
        | Matter::PersonalNotice
        | Matter::NoticeReceipts
        | Matter::Consultation
        | Matter::Request
        | Matter::RequestWorkings
        | Matter::OwnData
        | Matter::Breach
        | Matter::AccessLog
        | Matter::OwnAccesses
        | Matter::SessionReport
        | Matter::Envelope
        | Matter::Evidence
        | Matter::Feed => Norm::LeastData,
        Matter::ExpungedCase | Matter::Erased | Matter::Erasure => Norm::Erasure,
        Matter::Restricted => Norm::Restriction,
        Matter::Scrutiny | Matter::Results => Norm::ResultsInReservedAreas,
        Matter::GuaranteeBody | Matter::RuleConflict => Norm::OnlyRegisterFunctions,
    }
}
