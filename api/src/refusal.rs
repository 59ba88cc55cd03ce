//! Why a request comes to nothing. Only [`crate::problem`] turns this into a status code.

use registro_domain::norm::Norm;
use registro_domain::text::{TextRejection, lint};
use registro_domain::{
    assessment, attendance, breach, case, conduct, conflict, consultation, contact, derogation, device,
    erasure, guarantee_body, lesson, notice, people, permission, receipt, request, school, scrutiny,
    vigilance,
};
use registro_eventlog::access::AccessError;
use registro_eventlog::event::{StreamName, Version};
use registro_eventlog::ledger::LedgerError;
use registro_eventlog::log::{AppendError, LogError};
use registro_eventlog::seal::SealError;
use registro_eventlog::transact::LoadError;
use registro_projections::event::ReadError;
use registro_projections::store::StoreError;

use crate::documents::NotMade;
use crate::sign_in::refused::Refused;

#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    School(#[from] school::Rejection),
    #[error(transparent)]
    People(#[from] people::Rejection),
    #[error(transparent)]
    Lesson(#[from] lesson::Rejection),
    #[error(transparent)]
    Attendance(#[from] attendance::Rejection),
    #[error(transparent)]
    Permission(#[from] permission::Rejection),
    #[error(transparent)]
    Derogation(#[from] derogation::Rejection),
    #[error(transparent)]
    Device(#[from] device::Rejection),
    #[error(transparent)]
    Conduct(#[from] conduct::Rejection),
    #[error(transparent)]
    Assessment(#[from] assessment::Rejection),
    #[error(transparent)]
    Contact(#[from] contact::Rejection),
    #[error(transparent)]
    Vigilance(#[from] vigilance::Rejection),
    #[error(transparent)]
    Notice(#[from] notice::Rejection),
    #[error(transparent)]
    Receipt(#[from] receipt::Rejection),
    #[error(transparent)]
    Scrutiny(#[from] scrutiny::Rejection),
    #[error(transparent)]
    Case(#[from] case::Rejection),
    #[error(transparent)]
    GuaranteeBody(#[from] guarantee_body::Rejection),
    #[error(transparent)]
    RuleConflict(#[from] conflict::Rejection),
    #[error(transparent)]
    Erasure(#[from] erasure::Rejection),
    #[error(transparent)]
    Request(#[from] request::Rejection),
    #[error(transparent)]
    Breach(#[from] breach::Rejection),
    #[error(transparent)]
    Consultation(#[from] consultation::Rejection),
    /// One of the many students of a command: whose turn it was.
    #[error("{name}: {rejection}")]
    OfStudent { name: String, rejection: attendance::Rejection },
    /// One of the many students graded at once: whose turn it was.
    #[error("{name}: {rejection}")]
    OfGraded { name: String, rejection: assessment::Rejection },
    #[error(transparent)]
    Text(#[from] TextRejection),
    #[error(transparent)]
    Words(#[from] lint::Rejection),
    #[error("{0}")]
    Malformed(String),
    #[error("serve l'accesso: la richiesta non porta un'identità valida")]
    Unidentified,
    #[error(transparent)]
    SignIn(#[from] Refused),
    #[error("{0}")]
    NotAllowed(String),
    /// Also what one may not know of.
    #[error("{0} non si trova")]
    NotFound(&'static str),
    #[error("lo stato è cambiato nel frattempo: si guarda che cosa è cambiato e si decide di nuovo")]
    Conflict { stream: StreamName, seen: Option<Version>, actual: Option<Version> },
    #[error("lo stesso identificativo di comando è già stato usato per una richiesta diversa")]
    CommandReused,
    #[error(transparent)]
    Document(#[from] NotMade),
    #[error("il registro non può rispondere ora")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Refusal {
    /// The norm that a refusal on the merits rests on.
    pub fn norm(&self) -> Option<Norm> {
        match self {
            Refusal::School(rejection) => Some(rejection.norm()),
            Refusal::People(rejection) => Some(rejection.norm()),
            Refusal::Lesson(rejection) => Some(rejection.norm()),
            Refusal::Attendance(rejection) => Some(rejection.norm()),
            Refusal::Permission(rejection) => Some(rejection.norm()),
            Refusal::Derogation(rejection) => Some(rejection.norm()),
            Refusal::Device(rejection) => Some(rejection.norm()),
            Refusal::Conduct(rejection) => Some(rejection.norm()),
            Refusal::Assessment(rejection) => Some(rejection.norm()),
            Refusal::Contact(rejection) => Some(rejection.norm()),
            Refusal::Vigilance(rejection) => Some(rejection.norm()),
            Refusal::Notice(rejection) => Some(rejection.norm()),
            Refusal::Receipt(rejection) => Some(rejection.norm()),
            Refusal::Scrutiny(rejection) => Some(rejection.norm()),
            Refusal::Case(rejection) => Some(rejection.norm()),
            Refusal::GuaranteeBody(rejection) => Some(rejection.norm()),
            Refusal::RuleConflict(rejection) => Some(rejection.norm()),
            Refusal::Erasure(rejection) => Some(rejection.norm()),
            Refusal::Request(rejection) => Some(rejection.norm()),
            Refusal::Breach(rejection) => Some(rejection.norm()),
            Refusal::Consultation(rejection) => Some(rejection.norm()),
            Refusal::OfStudent { rejection, .. } => Some(rejection.norm()),
            Refusal::OfGraded { rejection, .. } => Some(rejection.norm()),
            Refusal::Text(_) => Some(Norm::OnlyRegisterFunctions),
            Refusal::Words(rejection) => Some(rejection.norm()),
            Refusal::SignIn(refused) => refused.norm(),
            Refusal::Malformed(_)
            | Refusal::Unidentified
            | Refusal::NotAllowed(_)
            | Refusal::NotFound(_)
            | Refusal::Conflict { .. }
            | Refusal::CommandReused
            | Refusal::Document(_)
            | Refusal::Unavailable(_) => None,
        }
    }
}

impl Refusal {
    /// A refusal on the merits of one student's attendance or grade, in a command about many, says whose.
    pub fn of_student(self, name: String) -> Self {
        if let Refusal::Attendance(rejection) = self {
            return Refusal::OfStudent { name, rejection };
        }
        if let Refusal::Assessment(rejection) = self {
            return Refusal::OfGraded { name, rejection };
        }
        self
    }
}

impl From<LogError> for Refusal {
    fn from(error: LogError) -> Self {
        Refusal::Unavailable(Box::new(error))
    }
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        Refusal::Unavailable(Box::new(error))
    }
}

impl From<SealError> for Refusal {
    fn from(error: SealError) -> Self {
        Refusal::Unavailable(Box::new(error))
    }
}

impl From<AccessError> for Refusal {
    fn from(error: AccessError) -> Self {
        Refusal::Unavailable(Box::new(error))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Refusal::Unavailable(Box::new(error))
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        Refusal::Unavailable(Box::new(error))
    }
}

impl From<LoadError<ReadError>> for Refusal {
    fn from(error: LoadError<ReadError>) -> Self {
        Refusal::Unavailable(Box::new(error))
    }
}

impl From<AppendError> for Refusal {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict { stream, expected, actual } => {
                Refusal::Conflict { stream, seen: expected.last(), actual }
            }
            AppendError::CommandReused(_) => Refusal::CommandReused,
            AppendError::Invalid(_) | AppendError::Log(_) => Refusal::Unavailable(Box::new(error)),
        }
    }
}
